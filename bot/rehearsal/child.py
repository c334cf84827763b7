"""The bot of a rehearsal as a process of its own, so that it can be killed as by a power cut.

`python -m bot.rehearsal.child` reads its settings as one line of JSON from standard input, then
orders, one a line, and answers each on standard output. The environment and configuration files
are not read; a Telegram elsewhere than on this machine is refused. It ends with its input.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from bot import log
from bot.app import App, open_app
from bot.config import Config
from bot.rehearsal import REHEARSAL_TOKEN
from bot.rehearsal.clock import MovableClock

_LOOPBACK = "127.0.0.1"
_LONGEST_LINE = 1 << 20


class ElsewhereError(ValueError):
    """These settings lead to another Telegram than the rehearsal's."""


def require_rehearsal(config: Config) -> None:
    """Make sure that settings can reach nothing but a rehearsal on this machine."""
    address = urlsplit(str(config.telegram.api_url))
    token = config.telegram.token.get_secret_value()
    if address.hostname != _LOOPBACK or token != REHEARSAL_TOKEN:
        raise ElsewhereError("a rehearsal's bot speaks to the rehearsal on 127.0.0.1 only")


async def _orders() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=_LONGEST_LINE)
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    return reader


async def _obey(app: App, clock: MovableClock, orders: asyncio.StreamReader) -> None:
    """Carry out orders until there are no more."""
    while line := await orders.readline():
        order = json.loads(line)
        match order["do"]:
            case "clock":
                clock.follow(timedelta(seconds=order["ahead"]))
            case "sweep":
                await app.sweep()
            case "issue":
                await app.issue()
            case "idle":
                await app.delivery.idle()
        print(json.dumps({"done": order["id"]}), flush=True)


async def _live(first: dict[str, Any], orders: asyncio.StreamReader) -> None:
    config = Config.model_validate(first["settings"])
    require_rehearsal(config)
    log.setup("text", "info", secrets=config.secrets())
    clock = MovableClock(ahead=timedelta(seconds=first["ahead"]))
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with open_app(config, clock) as app:
        work = asyncio.ensure_future(app.run(stop))
        listening = asyncio.ensure_future(_obey(app, clock, orders))
        await asyncio.wait({work, listening}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await work
        listening.cancel()


async def main() -> None:
    """Live until the input ends or a signal asks to stop."""
    orders = await _orders()
    if first := await orders.readline():
        await _live(json.loads(first), orders)


if __name__ == "__main__":
    asyncio.run(main())
