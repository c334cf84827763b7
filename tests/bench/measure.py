"""One measurement: a bot, a server with residents, a time to warm up, and a window."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.process import BenchError, Bot, Cores, Server, running, serving
from tests.bench.subject import Subject

WARM_UP = 2.0
"""Seconds of answers before the window begins."""

SPREAD_PATIENCE = 120.0
"""Seconds that the residents may take to reach their places in the form."""

_STEP = 0.25


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: how many residents, milliseconds of network a call, earlier sessions."""

    residents: int
    network_ms: int
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in the window; `stalls` and `memory` are of the whole run.

    `cpu_ms` is milliseconds of CPU an answered question, `memory` the largest resident set in
    MiB, `server_busy` the share of its core that the fake server used: near 1, it was measured
    instead of the bot.
    """

    bot: str
    case: Case
    answered: int
    dossiers: int
    cpu_ms: float
    per_second: float
    p50_ms: float
    p99_ms: float
    memory: float
    start_seconds: float
    stalls: int
    server_busy: float


def measure(
    subject: Subject, case: Case, seconds: float, cores: Cores, home: Path, *, spread: bool
) -> Result:
    """Measure a bot once. Raises BenchError when it cannot be."""
    spread = spread and subject.mode == "form"
    with (
        TemporaryDirectory(dir=home, prefix="run-") as name,
        serving(subject.mode, case.residents, case.network_ms, cores, spread=spread) as server,
    ):
        folder = Path(name)
        if case.earlier:
            if subject.prefill is None:
                raise BenchError(f"{subject.name} keeps no sessions")
            subject.prefill(folder, case.earlier)
        with running(subject, folder, server, cores) as bot:
            if spread:
                _spread(bot, server, case.residents)
                server.control("reset")
            _pass(bot, WARM_UP)
            return _window(subject, case, bot, server, seconds)


def _spread(bot: Bot, server: Server, residents: int) -> None:
    """Wait until every resident has reached a place of their own in the form."""
    until = time.monotonic() + SPREAD_PATIENCE
    while server.control("stats")["parked"] < residents:
        if time.monotonic() > until:
            stats = server.control("stats")
            raise BenchError(f"the residents do not get on: {stats}\n{bot.last_words()}")
        _pass(bot, _STEP)


def _window(subject: Subject, case: Case, bot: Bot, server: Server, seconds: float) -> Result:
    server.control("reset")
    server_before, before = _cpu(server), bot.cpu()
    _pass(bot, seconds)
    used, stats = bot.cpu() - before, server.control("stats")
    server_used = _cpu(server) - server_before
    if not stats["answered"]:
        raise BenchError(f"it answered nothing: {stats}\n{bot.last_words()}")
    return Result(
        bot=subject.name,
        case=case,
        answered=stats["answered"],
        dossiers=stats["dossiers"],
        cpu_ms=used / stats["answered"] * 1000,
        per_second=stats["per_second"],
        p50_ms=stats["p50_ms"],
        p99_ms=stats["p99_ms"],
        memory=bot.peak / 2**20,
        start_seconds=bot.start_seconds,
        stalls=stats["stalls"],
        server_busy=server_used / stats["seconds"],
    )


def _cpu(server: Server) -> float:
    times = server.process.cpu_times()
    return float(times.user + times.system)


def _pass(bot: Bot, seconds: float) -> None:
    """Let time pass, watching the bot's memory."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        bot.look()
        time.sleep(min(left, _STEP))
