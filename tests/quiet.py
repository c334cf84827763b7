"""A town without a network: real turns on the real storage; what is sent is read from each commit.

Whatever shows a slot is noted as shown, so that cards are edited and not written anew.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, cast

from bot.incoming import Command, Incoming, Person, Tapped, Told
from bot.town import Town, build_town
from bot.turns import Turns
from dialogs.events import Event
from storage import outbox, team
from storage.database import Database
from storage.outbox import Letter
from storage.work import Numbers, Work, begin
from tests.stage import build_config

GROUP = -1001
SPOKEN = frozenset({"text", "file", "copy"})
"""What always is a message of its own."""


@dataclass
class Hands:
    """A clock that stands where it is put."""

    at: datetime

    def now(self) -> datetime:
        """The instant."""
        return self.at


@dataclass
class Quiet:
    """A town, its database and its clock; `sent` is every letter so far."""

    town: Town
    database: Database
    clock: Hands
    sent: list[Letter] = field(default_factory=list)
    numbers: Numbers = field(default_factory=Numbers)
    ids: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Put the turns together."""
        self.fresh: list[Letter] = []
        self.turns = Turns(
            self.town,
            self.database,
            self.clock,
            _as_it_is,
            self.fresh.extend,
            self.numbers,
            lambda: None,
        )

    async def happens(self, *incoming: Incoming) -> list[Letter]:
        """Let things come in, in one batch; return what is sent."""
        batch = [{"update_id": next(self.ids), "incoming": one} for one in incoming]
        await self.turns.handle(batch)
        return await self._deliver()

    async def sweep(self) -> list[Letter]:
        """Say what is due."""
        await self.turns.sweep()
        return await self._deliver()

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """A unit of work of its own."""
        async with begin(self.database, self.numbers, self.clock.at) as work:
            yield work
            self.fresh.extend(await work.commit())
        await self._deliver()

    async def _deliver(self) -> list[Letter]:
        made, self.fresh[:] = list(self.fresh), []
        shown = [(one.slot, one.chat_id, one.id) for one in made if one.slot and is_new(one)]
        async with self.database.transaction() as transaction:
            await outbox.set_messages(transaction, shown)
            await transaction.run("DELETE FROM outbox")
            await transaction.commit()
        self.sent += made
        return made

    async def says(
        self, person: Person, content: str | Event | Command, chat: int, **more: Any
    ) -> list[Letter]:
        """Write in a chat."""
        told = Told(person, chat, chat > 0, next(self.ids), cast("Event", content), **more)
        return await self.happens(told)

    async def taps(self, person: Person, data: str, chat: int, message: int = 1) -> list[Letter]:
        """Press a button."""
        return await self.happens(Tapped(person, chat, chat > 0, message, "1", data))


def _as_it_is(update: dict[str, Any]) -> Incoming:
    return cast("Incoming", update["incoming"])


def is_new(letter: Letter) -> bool:
    """Whether a letter is a new message in its chat, and not a change of an earlier one."""
    payload = letter.payload
    if payload["op"] == "show":
        return bool(payload["fresh"]) or payload["message"] is None
    return payload["op"] in SPOKEN


@asynccontextmanager
async def quiet(folder: Path, at: datetime, **changes: Any) -> AsyncIterator[Quiet]:
    """A town without a network, with the database of `folder` if there is one."""
    town = build_town(build_config(folder, "http://127.0.0.1:1", GROUP, **changes))
    async with Database(folder / "town.db") as database:
        async with database.transaction() as transaction:
            town.team.take_up(await team.load_all(transaction))
        first = int(at.timestamp())  # above the ids of an earlier life of the same town
        yield Quiet(town, database, Hands(at), ids=count(first))
