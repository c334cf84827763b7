"""The bot as an operator runs it: `python -m bot run`, a process of its own that can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.rehearsal import REHEARSAL_TOKEN

ROOT = Path(__file__).resolve().parent.parent

READY = "fifty-fifty: ready to receive"
"""How the line begins that an operator and a supervisor wait for."""

PATIENCE = 30.0
"""Seconds after which a process that does not do what it should is given up."""

CONFIG = """\
[telegram]
token = "{token}"
api_url = "{api_url}"
poll_seconds = 20
[telegram.limits]
per_chat_per_second = 0
per_chat_burst = 0
group_per_minute = 0
overall_per_second = 0
[residents]
messages_per_minute = 0
[staff]
undo_seconds = 0
digest = false
group_id = {group_id}
[staff.roles]
elected = {elected}
admin = {admin}
member = {member}
signatory = {signatory}
[town]
name = "Saint-Exemple"
court = "Lille"
[town.service]
name = "Service vie citoyenne"
address = "1 place de la République, 62000 Saint-Exemple"
phone = "03 21 00 00 00"
email = "citoyens@saint-exemple.example"
[town.privacy]
dpo = "dpo@saint-exemple.example"
[storage]
url = "sqlite:///{database}"
[log]
format = "{log_format}"
"""


def write_config(folder: Path, api_url: str, **changes: Any) -> Path:
    """Write a town's `config.toml`; `changes` are values of the template above."""
    values = {
        "token": REHEARSAL_TOKEN,
        "api_url": api_url,
        "group_id": -1_002_000_000_001,
        "elected": [5_100_000_001],
        "admin": [5_100_000_002],
        "member": [],
        "signatory": [],
        "database": folder / "town.db",
        "log_format": "text",
        **changes,
    }
    path = folder / "config.toml"
    path.write_text(CONFIG.format(**values), "utf-8")
    return path


@dataclass
class BotProcess:
    """One life of the bot; `log` is everything it wrote to standard error."""

    popen: subprocess.Popen[bytes]
    log_path: Path

    @classmethod
    def start(cls, config: Path, *options: str, env: Mapping[str, str] | None = None) -> BotProcess:
        """Start the bot; its log is added to `stderr.txt` beside the configuration."""
        log_path = config.parent / "stderr.txt"
        log_path.write_bytes(b"")
        command = [sys.executable, "-m", "bot", "run", "--config", str(config), *options]
        with log_path.open("wb") as stderr:
            popen = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
        return cls(popen, log_path)

    @property
    def log(self) -> str:
        """Everything written so far."""
        return self.log_path.read_text("utf-8")

    @property
    def is_ready(self) -> bool:
        """Whether it has said that it receives."""
        return READY in self.log

    async def ready(self) -> None:
        """Wait until it says that it receives."""
        await self.logged(READY)

    async def logged(self, words: str) -> None:
        """Wait until its log has these words."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.log:
                assert self.popen.poll() is None, f"it ended by itself:\n{self.log}"
                await asyncio.sleep(0.01)

    async def ended(self) -> int:
        """Wait until it has ended; return its exit code."""
        async with asyncio.timeout(PATIENCE):
            while (code := self.popen.poll()) is None:  # noqa: ASYNC110 - a process is no event
                await asyncio.sleep(0.01)
        return code

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; return its exit code."""
        self.popen.send_signal(how)
        return await self.ended()

    def kill(self) -> None:
        """End it as a power cut would: at once, in the middle of whatever it does."""
        self.popen.kill()
        self.popen.wait()


@asynccontextmanager
async def bot_process(config: Path, *options: str) -> AsyncIterator[BotProcess]:
    """Run the bot while the block lasts; the block begins at once, ready or not."""
    process = BotProcess.start(config, *options)
    try:
        yield process
    finally:
        if process.popen.poll() is None:
            process.kill()
