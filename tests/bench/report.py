"""What the benchmark prints: where it ran, a table of results, and how far from the targets."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.bench.measure import Result
from tests.bench.process import Cores

CPU_OF_ECHO = 0.4
ANSWERS_PER_SECOND = 400.0
NETWORK_MS = 50
"""The network at which the answers a second are asked for."""

EARLIER_COST = 0.10
MEMORY_MIB = 90.0
START_SECONDS = 1.5

_HEAD = (
    "bot",
    "residents",
    "network",
    "earlier",
    "CPU/answer",
    "answers/s",
    "p50",
    "p99",
    "memory",
    "start",
    "stalls",
    "server",
)


def place(cores: Cores, versions: str) -> str:
    """One line: what was measured where."""
    kept = "the bot alone on one" if cores.separate else "the bot beside everything else"
    return (
        f"Python {platform.python_version()} ({sys.implementation.name}), {versions}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {kept}."
    )


def table(results: Sequence[Result]) -> str:
    """The results, a row each, in columns that stand under one another."""
    rows = [_HEAD, *(_row(result) for result in results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if rank == 0 else cell.rjust(width)
            for rank, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(result: Result) -> tuple[str, ...]:
    return (
        result.bot,
        f"{result.case.residents:,}",
        f"{result.case.network_ms} ms",
        f"{result.case.earlier:,}",
        f"{result.cpu_ms:.3f} ms",
        f"{result.per_second:,.0f}",
        f"{result.p50_ms:,.0f} ms",
        f"{result.p99_ms:,.0f} ms",
        f"{result.memory:.0f} MiB",
        f"{result.start_seconds:.2f} s",
        str(result.stalls),
        f"{result.server_busy:.0%}",
    )


@dataclass(frozen=True, slots=True)
class Target:
    """Something to reach, how far we are, and whether that is enough; None when not measured."""

    wanted: str
    found: str
    reached: bool | None

    @property
    def line(self) -> str:
        """The target as it is printed."""
        word = {True: "reached", False: "NOT reached", None: "not measured"}[self.reached]
        return f"  {word:<12}  {self.wanted}: {self.found}"


def to_reach(echo: Sequence[Result], product: Sequence[Result]) -> list[Target]:
    """Compare with the targets. Where several rows speak of one, the worst of them counts."""
    near = [result for result in product if not result.case.network_ms]
    yardstick = next((result.cpu_ms for result in echo if not result.case.network_ms), None)
    return [
        _target(
            f"CPU an answered question, at most {CPU_OF_ECHO:.2f} of the echo bot's",
            [result.cpu_ms / yardstick for result in near if not result.case.earlier]
            if yardstick
            else [],
            "{:.2f}",
            lambda share: share <= CPU_OF_ECHO,
        ),
        _target(
            f"answers a second with a {NETWORK_MS} ms network, at least {ANSWERS_PER_SECOND:.0f}",
            [-result.per_second for result in product if result.case.network_ms == NETWORK_MS],
            "{:.0f}",
            lambda negative: -negative >= ANSWERS_PER_SECOND,
            shown=abs,
        ),
        _target(
            f"cost of earlier sessions, at most {EARLIER_COST:+.0%}",
            list(_growth(near)),
            "{:+.1%}",
            lambda growth: growth <= EARLIER_COST,
        ),
        _target(
            f"memory, under {MEMORY_MIB:.0f} MiB",
            [result.memory for result in product],
            "{:.0f} MiB",
            lambda memory: memory < MEMORY_MIB,
        ),
        _target(
            f"start, under {START_SECONDS} s",
            [result.start_seconds for result in product],
            "{:.2f} s",
            lambda seconds: seconds < START_SECONDS,
        ),
        _target(
            "residents left without a way on, none",
            [float(result.stalls) for result in product],
            "{:.0f}",
            lambda stalls: not stalls,
        ),
    ]


def _growth(results: Iterable[Result]) -> Iterable[float]:
    """By how much CPU an answer grows with earlier sessions, for each number of residents."""
    by_residents: dict[int, dict[int, float]] = {}
    for result in results:
        by_residents.setdefault(result.case.residents, {})[result.case.earlier] = result.cpu_ms
    for costs in by_residents.values():
        for earlier, cost in costs.items():
            if earlier and 0 in costs:
                yield cost / costs[0] - 1


def _target(
    wanted: str,
    found: Sequence[float],
    form: str,
    enough: Callable[[float], bool],
    shown: Callable[[float], float] = float,
) -> Target:
    """A target whose worst figure is the largest of `found`."""
    if not found:
        return Target(wanted, "—", None)
    figures = ", ".join(form.format(shown(figure)) for figure in found)
    return Target(wanted, figures, enough(max(found)))
