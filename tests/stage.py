"""The stage of the end-to-end tests: the real bot, the real HTTP client, a local Telegram."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from bot.app import App, open_app
from bot.config import Config
from bot.rehearsal import REHEARSAL_TOKEN
from bot.rehearsal.clock import MovableClock
from bot.rehearsal.groups import Group
from bot.rehearsal.people import Person
from bot.rehearsal.server import RehearsalServer
from bot.rehearsal.views import MessageView
from tests.outside_statement import complaints_about_answer, complaints_about_call

START = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
"""A Tuesday in May, ten o'clock in the town: reminders may be sent."""

NO_LIMITS = {
    "per_chat_per_second": 0,
    "per_chat_burst": 0,
    "group_per_minute": 0,
    "overall_per_second": 0,
}

IDEA: dict[str, Any] = {
    "title": "Des fleurs rue des Tilleuls",
    "description": "Notre rue est grise. Nous souhaitons dix jardinières, et nous arrosons.",
    "category": "greening",
    "place": "rue des Tilleuls, numéros 2 à 48",
    "beneficiaries": ("street", "elders"),
    "bearer_kind": "citizen",
    "display_name": "Camille Petit",
    "lives_in_commune": "lives",
    "honesty_declared": "yes",
    "publish_level": "title_place",
}
"""A whole idea as a person gives it; a question not named here is skipped or left empty."""

PROMISE: dict[str, Any] = {
    "people_count": "14",
    "minors_involved": "no",
    "minors_count": "12",
    "member_names": ({"name": "Sam Roux"},),
    "no_profit_declared": "yes",
    "start_wish": "2026-10",
    "duration_weeks": "6",
    "work_steps": ({"what": "Planter", "month": "2026-10"},),
    "bearer_commitments": ({"kind": "labour", "what": "Planter un samedi", "hours": "30"},),
    "town_requests": ({"kind": "plants", "what": "Dix jardinières"},),
    "cost_lines": (),
    "upkeep_plan": ({"task": "Arroser", "frequency": "weekly", "who": "bearer"},),
    "term_wish": "1",
    "land_owner": "town",
    "risk_dig": "no",
    "risk_wall": "no",
    "risk_machine": "no",
    "risk_road": "yes",
    "risk_play": "no",
    "risk_heritage": "no",
    "insurance_declared": "yes",
    "certificate_declared": "yes",
}
"""The promises to it, as a person gives them in any language."""


PREFILLED = frozenset({"upkeep_plan"})
"""The lists that hold proposals at first: what a person gives there takes their place."""


def build_config(folder: Path, api_url: str, group_id: int, **changes: Any) -> Config:
    """Make a town's configuration; `changes` are merged into its sections."""
    data: dict[str, Any] = {
        "telegram": {
            "token": REHEARSAL_TOKEN,
            "api_url": api_url,
            "poll_seconds": 20,
            "limits": NO_LIMITS,
        },
        "staff": {"group_id": group_id, "undo_seconds": 0, "digest": False, "roles": {}},
        "town": {
            "name": "Saint-Exemple",
            "court": "Lille",
            "service": {
                "name": "Service vie citoyenne",
                "address": "1 place de la République, 62000 Saint-Exemple",
                "phone": "03 21 00 00 00",
                "email": "citoyens@saint-exemple.example",
            },
            "privacy": {"dpo": "dpo@saint-exemple.example"},
        },
        "residents": {"messages_per_minute": 0},
        "storage": {"url": f"sqlite:///{folder / 'town.db'}"},
    }
    for section, values in changes.items():
        data[section] = {**data.get(section, {}), **values}
    return Config.model_validate(data)


@dataclass
class Stage:
    """A town on stage: its people, its group, its bot, its clock."""

    server: RehearsalServer
    clock: MovableClock
    folder: Path
    group: Group
    elise: Person
    adam: Person
    mehdi: Person
    config: Config
    app: App

    def person(self, name: str, language: str = "fr") -> Person:
        """Bring someone on stage."""
        return self.server.world.person(name, language=language)

    async def settle(self) -> None:
        """Wait until the bot has handled everything and sent everything."""
        await self.server.wait_for_poll()
        await self.app.delivery.idle()
        await self.app.fetcher.rested()
        await self.app.delivery.idle()

    async def advance(self, step: timedelta) -> None:
        """Let time pass, and what is due be said."""
        self.server.advance(step)
        await self.app.sweep()
        await self.settle()

    def query(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """Look into the town's database."""
        with sqlite3.connect(self.folder / "town.db") as connection:
            rows = connection.execute(sql, params).fetchall()
        connection.close()
        return rows

    def change(self, sql: str, *params: object) -> None:
        """Change the town's database from outside, as if it had come to be so."""
        with sqlite3.connect(self.folder / "town.db") as connection:
            connection.execute(sql, params)
        connection.close()

    def card(self, number: str = "2026-001") -> MessageView:
        """The card of a project in the group."""
        shown = self.group.messages()
        return next(view for view in shown if view.text.startswith(f"{number} ·"))

    # -- what people do ----------------------------------------------------------------------------

    async def says(self, person: Person, text: str) -> MessageView:
        """Write, and return the newest message of the bot."""
        person.say(text)
        await self.settle()
        return newest(person)

    async def presses(
        self, person: Person, act: str, value: str = "", chat: Group | None = None
    ) -> MessageView:
        """Press the newest button that does `act` with `value`; return what is shown then."""
        await self.settle()
        view, data = find(person, act, value, chat)
        person.press(data, view)
        await self.settle()
        return newest(person, chat)

    async def begins(self, person: Person) -> None:
        """Press Start, say that one is adult, and stand at the first question."""
        person.start()
        await self.presses(person, "set", "yes")

    async def fills(self, person: Person, idea: dict[str, Any] | None = None) -> None:
        """Answer every question up to the review."""
        answers = {**IDEA, **PROMISE} if idea is None else idea
        for _ in range(80):
            if shows_similar(person):
                await self.presses(person, "s.on")
            step = current_step(person)
            if step == "-":
                return
            await self._answers(person, step, answers)
        raise AssertionError(f"the form does not end; it stands at {current_step(person)}")

    async def _answers(self, person: Person, step: str, answers: dict[str, Any]) -> None:
        given: Any = answers.get(step)
        acts = {(act, value) for act, value in offered(person, step)}
        if ("add", "") in acts:
            while step in PREFILLED and given is not None and ("open", "0") in acts:
                await self.presses(person, "open", "0")
                await self.presses(person, "drop")
                acts = set(offered(person, step))
            for item in given or ():
                await self.presses(person, "add")
                while (inner := current_step(person)) != step:
                    await self._answers(person, inner, item)
            await self.presses(person, "done")
        elif isinstance(given, tuple):
            for value in given:
                await self.presses(person, "tick", value)
            await self.presses(person, "done")
        elif given is None:
            ways = ("skip", "unknown", "done")
            await self.presses(person, next(one for one in ways if (one, "") in acts))
        elif ("set", given) in acts:
            await self.presses(person, "set", given)
        else:
            await self.says(person, given)

    async def submits(self, person: Person, idea: dict[str, Any] | None = None) -> str:
        """Go all the way; return the project's number."""
        await self.begins(person)
        await self.fills(person, idea)
        await self.presses(person, "send")
        return self.number_of(person)

    async def promises(self, person: Person, promise: dict[str, Any] | None = None) -> None:
        """Open the promises of the newest dossier, give them all and send them."""
        await self.presses(person, "h.promise")
        await self.fills(person, PROMISE if promise is None else promise)
        await self.presses(person, "send")

    async def submits_unread(self, person: Person, idea: dict[str, Any] | None = None) -> str:
        """Go all the way while the group cannot be written to; return the project's number."""
        await self.begins(person)
        await self.fills(person, idea)
        view, data = find(person, "send", "", None)
        person.press(data, view)
        await self.server.wait_for_poll()
        return self.number_of(person)

    def number_of(self, person: Person) -> str:
        """The number of a person's newest dossier."""
        rows = self.query(
            "SELECT number FROM projects WHERE bearer = ? AND number IS NOT NULL ORDER BY id DESC",
            person.id,
        )
        return str(rows[0][0])


def newest(person: Person, chat: Group | None = None) -> MessageView:
    """The bot's last message in a chat."""
    return [view for view in person.messages(chat) if view.from_bot][-1]


def find(person: Person, act: str, value: str, chat: Group | None) -> tuple[MessageView, str]:
    """Find the newest button that does `act` with `value`; `act` of a card, or of a form."""
    for view in reversed(person.messages(chat)):
        for row in view.buttons:
            for _, data in row:
                if _does(data, act, value):
                    return view, data
    shown = [view.buttons for view in person.messages(chat)[-3:]]
    raise AssertionError(f"no button does {act} {value}: {shown}")


def _does(data: str, act: str, value: str) -> bool:
    parts = data.split(".")
    if parts[0] in ("h", "j", "k", "s"):
        return act == f"{parts[0]}.{parts[1]}" and (not value or parts[-1] == value)
    if parts[0] == "f":
        return act == f"f.{parts[1]}"
    if parts[0] in ("w", "o"):
        return act == f"{parts[0]}.{parts[2]}" and (not value or parts[3] == value)
    if parts[0] in ("n", "r", "g"):
        return act == parts[0] and (not value or parts[-1] == value)
    if parts[0] in ("c", "p"):
        return act == f"{parts[0]}.{parts[2]}"
    return parts[3] == act and (not value or parts[4] == value)


def offered(person: Person, step: str) -> list[tuple[str, str]]:
    """What the buttons of a step do: (act, value)."""
    tokens = [data.split(".") for row in person.screen().buttons for _, data in row]
    return [(parts[3], parts[4]) for parts in tokens if len(parts) == 5 and parts[2] == step]


def shows_similar(person: Person) -> bool:
    """Whether a person is shown ideas like their own."""
    return any(data.startswith("s.on") for row in person.screen().buttons for _, data in row)


def current_step(person: Person) -> str:
    """The step that a person's screen is about, "-" on the review."""
    tokens = [data.split(".") for row in person.screen().buttons for _, data in row]
    found = [parts[2] for parts in tokens if len(parts) == 5]
    return next((step for step in found if step != "-"), "-")


@asynccontextmanager
async def stage(
    folder: Path,
    start: datetime = START,
    kind: Literal["group", "supergroup", "forum"] = "supergroup",
    **changes: Any,
) -> AsyncIterator[Stage]:
    """Put a town on stage, with two who decide and one who is a plain member of the group."""
    clock = MovableClock(start)
    async with RehearsalServer(
        clock=clock,
        outside_statement=complaints_about_call,
        outside_answer=complaints_about_answer,
        limits_enabled=False,
    ) as server:
        world = server.world
        elise, adam, mehdi = (world.person(name) for name in ("Élise", "Adam", "Mehdi"))
        group = world.group("Fifty-fifty", kind=kind)
        for member in (elise, adam, mehdi):
            group.add(member)
        group.add_bot(admin=True)
        staff = {
            "group_id": group.id,
            "undo_seconds": 0,
            "roles": {"elected": (elise.id,), "admin": (adam.id,)},
        }
        changes = {**changes, "staff": {**staff, **changes.get("staff", {})}}
        config = build_config(folder, server.base_url, **{"group_id": group.id, **changes})
        async with running(config, clock) as app:
            yield Stage(server, clock, folder, group, elise, adam, mehdi, config, app)
        broken = server.transcript.violations
        assert not broken, broken


@asynccontextmanager
async def running(config: Config, clock: MovableClock) -> AsyncIterator[App]:
    """Run the bot until the block ends; what it raises is raised here."""
    stop = asyncio.Event()
    async with open_app(config, clock) as app:
        task = asyncio.create_task(app.run(stop))
        try:
            yield app
        finally:
            stop.set()
            await task
