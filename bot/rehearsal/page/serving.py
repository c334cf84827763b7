"""Serving the page on this machine, beside the local Telegram, in one process."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from bot.config_values import ConfigError
from bot.rehearsal.page.app import application
from bot.rehearsal.page.playhouse import Playhouse

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Served:
    """A page that can be opened at `address`, and the house behind it."""

    house: Playhouse
    base_url: str
    key: str

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"{self.base_url}/?key={self.key}"


class _Server(uvicorn.Server):
    """Uvicorn without a hand on signals: who serves decides when to stop."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals alone."""
        yield


def _listen(port: int) -> socket.socket:
    """Open the door, on this machine's own address only."""
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as error:
        raise ConfigError(f"port {port}: cannot be used ({error}); choose another") from error


@asynccontextmanager
async def served(port: int, folder: Path, language: str) -> AsyncIterator[Served]:
    """Serve the page while the block lasts, with a show that has begun."""
    if not 0 <= port <= 65535:
        raise ConfigError(f"port {port}: is not between 0 and 65535; choose another")
    door = _listen(port)
    house, key = Playhouse(folder, language), secrets.token_urlsafe(24)
    config = uvicorn.Config(
        application(house, key),
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        server_header=False,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[door]))
    try:
        await house.begin()
        yield Served(house, f"http://{LOOPBACK}:{door.getsockname()[1]}", key)
    finally:
        await house.close()
        server.should_exit = True
        await serving
        door.close()
