"""The bot of a rehearsal as a process: started, told of the clock, killed, started again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.config_values import ENV_PREFIX

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 20.0
"""Seconds the process may take for an order."""


class AwayError(RuntimeError):
    """The bot is not running, so it cannot be asked for anything."""


class BotProcess:
    """One copy of the bot. `status` is "away", "running", "killed" or "ended"."""

    def __init__(
        self, settings: dict[str, Any], log_path: Path, changed: Callable[[], None]
    ) -> None:
        self.settings = settings
        self.status = "away"
        self._log_path = log_path
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._ids = count(1)
        self._watch: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is a process."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """The number of the process while it runs."""
        return self._process.pid if self._process is not None and self.is_running else None

    async def start(self, ahead: timedelta) -> None:
        """Start the bot with the clock so far ahead of real time."""
        if self.is_running:
            return
        with self._log_path.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.rehearsal.child",
                cwd=ROOT,
                env=_environment(),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        self._say({"settings": self.settings, "ahead": ahead.total_seconds()})
        self._watch = asyncio.create_task(self._listen(self._process))
        self._become("running")

    async def ended(self) -> None:
        """Wait until there is no process any more."""
        if self._process is not None:
            await self._process.wait()

    async def order(self, name: str, **details: Any) -> None:
        """Give an order and wait until it is carried out; raises AwayError when nobody is there."""
        if not self.is_running:
            raise AwayError("the bot is not running")
        key = next(self._ids)
        done = self._waiting[key] = asyncio.get_running_loop().create_future()
        try:
            self._say({"do": name, "id": key, **details})
            async with asyncio.timeout(PATIENCE):
                await done
        except TimeoutError:
            raise AwayError(f"the bot does not answer for {PATIENCE:.0f} seconds") from None
        finally:
            self._waiting.pop(key, None)

    async def kill(self) -> None:
        """End it as a power cut would: at once, in the middle of whatever it does."""
        await self._end(signal.SIGKILL, "killed")

    async def stop(self) -> None:
        """Ask it to finish what is in hand and end."""
        await self._end(signal.SIGTERM, "away")

    async def _end(self, how: signal.Signals, status: str) -> None:
        process = self._process
        if process is not None and self.is_running:
            self.status = status
            with suppress(ProcessLookupError):
                process.send_signal(how)
            try:
                async with asyncio.timeout(PATIENCE):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        if self._watch is not None:
            await self._watch
            self._watch = None
        self._become(status)

    def _say(self, what: dict[str, Any]) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise AwayError("the bot is not running")
        process.stdin.write(json.dumps(what).encode() + b"\n")

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None  # noqa: S101 - it was started with a pipe
        while line := await process.stdout.readline():
            waiting = self._waiting.get(json.loads(line)["done"])
            if waiting is not None and not waiting.done():
                waiting.set_result(None)
        await process.wait()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(AwayError("the bot has ended"))
        if self.status == "running":
            self._become("ended")  # by itself: it could not start, or it broke

    def _become(self, status: str) -> None:
        self.status = status
        self._changed()

    def last_words(self) -> str:
        """The last line of its log, for a bot that ended by itself."""
        with suppress(OSError):
            lines = self._log_path.read_text("utf-8", errors="replace").splitlines()
            return lines[-1] if lines else ""
        return ""


def _environment() -> dict[str, str]:
    """The environment without any setting of a town's bot."""
    return {name: value for name, value in os.environ.items() if not name.startswith(ENV_PREFIX)}
