"""Processes of a measurement: started on a core, watched, and ended."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.bench.subject import ROOT, Subject

PATIENCE = 60.0
"""Seconds a bot may take to start before the measurement is given up."""


class BenchError(Exception):
    """A bot cannot be measured; the text says why."""


@dataclass(frozen=True, slots=True)
class Cores:
    """Which core the bot has to itself, and which one everybody else shares; None: any."""

    bot: int | None
    others: int | None

    @property
    def separate(self) -> bool:
        """Whether the bot shares its core with nothing of the benchmark."""
        return self.bot is not None and self.bot != self.others


def choose_cores() -> Cores:
    """The last core for the bot and the first for the rest, where a process can be pinned."""
    if sys.platform != "linux":
        return Cores(None, None)
    usable = sorted(os.sched_getaffinity(0))
    return Cores(usable[-1], usable[0])


@contextmanager
def _on(core: int | None, then: int | None) -> Iterator[None]:
    """Start processes on `core`: they inherit the place of the one that starts them."""
    if sys.platform == "linux" and core is not None and then is not None:
        os.sched_setaffinity(0, {core})
        try:
            yield
        finally:
            os.sched_setaffinity(0, {then})
    else:
        yield


@dataclass
class Server:
    """The fake Bot API server, in its own process."""

    port: int
    process: psutil.Popen

    @property
    def url(self) -> str:
        """The address that bots are given."""
        return f"http://127.0.0.1:{self.port}"

    def control(self, command: str) -> dict[str, Any]:
        """Steer the server: `stats`, `reset` or `stop`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", f"/control/{command}")
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return answer


@contextmanager
def serving(
    mode: str, residents: int, network_ms: float, cores: Cores, *, spread: bool
) -> Iterator[Server]:
    """Run the fake server while the block lasts."""
    command = [sys.executable, "-m", "tests.bench.fake_api", "--mode", mode]
    command += ["--residents", str(residents), "--network-ms", str(network_ms)]
    command += ["--spread"] * spread
    with _on(cores.others, cores.others):
        process = psutil.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        port = process.stdout.readline().strip()
        if not port:
            raise BenchError("the fake server did not start")
        server = Server(int(port), process)
        yield server
        with suppress(OSError):
            server.control("stop")
    finally:
        _end(process)


@dataclass
class Bot:
    """A bot under test, in its own process; `peak` is the most memory seen, in bytes."""

    process: psutil.Popen
    log: Path
    start_seconds: float = 0.0
    peak: int = field(default=0)

    def cpu(self) -> float:
        """CPU seconds used so far, of the kernel for it too."""
        self.look()
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def look(self) -> None:
        """Note the memory in use; raises BenchError when the bot has ended."""
        if self.process.poll() is not None:
            raise BenchError(f"it ended by itself:\n{self.last_words()}")
        self.peak = max(self.peak, self.process.memory_info().rss)

    def last_words(self) -> str:
        """The end of what it wrote to standard error."""
        return "\n".join(self.log.read_text("utf-8", errors="replace").splitlines()[-12:])


@contextmanager
def running(subject: Subject, folder: Path, server: Server, cores: Cores) -> Iterator[Bot]:
    """Run a bot while the block lasts; the block begins when it is ready to receive."""
    command = subject.command(folder, server.url)
    log = folder / "stderr.txt"
    with log.open("wb") as stderr, _on(cores.bot, cores.others):
        began = time.perf_counter()
        process = psutil.Popen(
            command, cwd=_place(subject), stdout=subprocess.DEVNULL, stderr=stderr
        )
    bot = Bot(process, log)
    try:
        _wait(bot, subject, server, began)
        bot.start_seconds = time.perf_counter() - began
        yield bot
    finally:
        _end(process)


def _place(subject: Subject) -> Path:
    """The product is started from its root; the echo bot from anywhere else."""
    return ROOT if subject.mode == "form" else Path(__file__).parent


def _wait(bot: Bot, subject: Subject, server: Server, began: float) -> None:
    while time.perf_counter() - began < PATIENCE:
        bot.look()
        if subject.ready is None:
            if server.control("stats")["calls"].get("getupdates"):
                return
        elif subject.ready.search(bot.log.read_text("utf-8", errors="replace")):
            return
        time.sleep(0.005)
    raise BenchError(f"it was not ready within {PATIENCE:.0f} s:\n{bot.last_words()}")


def _end(process: psutil.Popen) -> None:
    """End a process that this benchmark started, politely first."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None:
        process.stdout.close()
