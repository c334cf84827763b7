"""Measure the product beside a bare echo bot: CPU an answer, answers a second, latency, memory.

Residents walk the real form in a closed loop against a minimal local server. Nothing fails for
being slow: the last section says what is reached and what is not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from itertools import product as combinations
from pathlib import Path
from statistics import median_low
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # this file is started by its path

from tests.bench import (  # noqa: E402
    documents_bench,
    echo,
    engine_bench,
    product,
    reminders_bench,
    report,
)
from tests.bench.measure import Case, Result, measure  # noqa: E402
from tests.bench.process import BenchError, Cores, choose_cores  # noqa: E402
from tests.bench.subject import Subject  # noqa: E402

_ECHO_RESIDENTS = 200


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, default, what in (
        ("--residents", [200, 2000], "residents who write at the same time"),
        ("--network-ms", [0, 50], "milliseconds that the network adds to every call"),
        ("--earlier", [0, 100_000], "sessions that are in the database before"),
    ):
        help_ = f"{what} ({default[0]} {default[1]})"
        made.add_argument(name, type=int, nargs="+", metavar="N", default=default, help=help_)
    made.add_argument("--seconds", type=float, default=8, help="length of a window (%(default)s)")
    made.add_argument("--rounds", type=int, default=1, help="windows a row; the median CPU counts")
    made.add_argument("--only", choices=("echo", "product"))
    made.add_argument(
        "--command", default=product.COMMAND, help="how to start the product (%(default)s)"
    )
    made.add_argument(
        "--quick", action="store_true", help="a look in half a minute: few residents, all in step"
    )
    return made


def main() -> int:
    """Run what the command line asks for; 1 when a bot could not be measured."""
    asked = parser().parse_args()
    if asked.quick:
        asked.residents, asked.earlier, asked.seconds = [50], [0], 2
    cores = choose_cores()
    sys.stdout.write(f"{report.place(cores, _versions())}\n\n")
    # Beside the environment and not in the system's temporary folder, which may be in memory:
    # a commit has to reach a disk.
    with TemporaryDirectory(dir=ROOT / ".venv", prefix="bench-") as name:
        bench = Bench(asked, cores, Path(name))
        echoed = [] if asked.only == "product" else list(bench.echo())
        measured = [] if asked.only == "echo" else list(bench.product())
    sys.stderr.write("\n")
    sys.stdout.write(f"{report.table([*echoed, *measured])}\n\nTo reach\n")
    for target in report.to_reach(echoed, measured):
        sys.stdout.write(f"{target.line}\n")
    sys.stdout.write("\nOne step and its screen\n")
    sys.stdout.writelines(f"  {line}\n" for line in engine_bench.run())
    sys.stdout.write("\nA million reminders\n")
    sys.stdout.writelines(f"  {line}\n" for line in reminders_bench.run())
    sys.stdout.write("\nA hundred conventions in a row\n")
    sys.stdout.writelines(f"  {line}\n" for line in documents_bench.run())
    for complaint in bench.complaints:
        sys.stdout.write(f"\nNot measured: {complaint}\n")
    return 1 if bench.complaints else 0


class Bench:
    """A run of the benchmark: what was asked for, where, and what could not be measured."""

    def __init__(self, asked: argparse.Namespace, cores: Cores, home: Path) -> None:
        self._asked, self._cores, self._home = asked, cores, home
        self.complaints: list[str] = []

    def echo(self) -> Iterable[Result]:
        """The yardstick, once for each network."""
        subject = echo.subject()
        cases = [Case(_ECHO_RESIDENTS, network) for network in self._asked.network_ms]
        return self._measure(subject, cases)

    def product(self) -> Iterable[Result]:
        """The product, with every number of residents, network and number of earlier sessions."""
        subject = product.subject(self._asked.command, self._home)
        cases = combinations(self._asked.earlier, self._asked.network_ms, self._asked.residents)
        return self._measure(
            subject, [Case(residents, network, earlier) for earlier, network, residents in cases]
        )

    def _measure(self, subject: Subject, cases: Iterable[Case]) -> Iterable[Result]:
        for case in cases:
            sys.stderr.write(
                f"{subject.name}: {case.residents} residents, {case.network_ms} ms network, "
                f"{case.earlier} earlier sessions…\n"
            )
            try:
                yield self._median(subject, case)
            except BenchError as error:
                self.complaints.append(f"{subject.name}, {case}: {error}")
                return

    def _median(self, subject: Subject, case: Case) -> Result:
        found = [
            measure(
                subject,
                case,
                self._asked.seconds,
                self._cores,
                self._home,
                spread=not self._asked.quick,
            )
            for _ in range(max(1, self._asked.rounds))
        ]
        middle = median_low(result.cpu_ms for result in found)
        chosen = next(result for result in found if result.cpu_ms == middle)
        return replace(chosen, stalls=sum(result.stalls for result in found))


def _versions() -> str:
    words = [f"python-telegram-bot {echo.locked_version()}"]
    for name in ("aiohttp", "uvloop"):
        with suppress(PackageNotFoundError):
            words.append(f"{name} {version(name)}")
    return ", ".join(words)


if __name__ == "__main__":
    sys.exit(main())
