"""The power cut: `kill -9` of the real process while fifty residents answer, and then all is well.

The walkers are a closed loop: each one acts once upon each screen, and never says a thing again.
What was on its way when the process died has to come back by itself.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.delivery import Delivery
from bot.pacing import Limits, Pace
from bot.rehearsal.chats import Message
from bot.rehearsal.groups import Group
from bot.rehearsal.people import Person
from bot.rehearsal.server import RehearsalServer
from bot.telegram_out import Delivered
from storage.database import Database
from storage.outbox import Letter
from storage.work import Numbers
from tests.process import BotProcess, write_config

RESIDENTS = 50
KILLS = 7
EXPECTED_CALLS = 2 * RESIDENTS * 16
"""About how many calls the bot makes for all this; the kills are spread over them."""

PATIENCE = 90.0


def idea_of(rank: int) -> dict[str, Any]:
    """A dossier that no one else gives: each answer carries its resident's number."""
    return {
        "adult": "yes",
        "title": f"Idea {rank} for our street",
        "description": f"Our street is grey. This is what resident {rank} would like to plant.",
        "category": ("greening", "compost", "paths")[rank % 3],
        "place": f"{rank} Lime Tree Street",
        "beneficiaries": ("street", "elders"),
        "bearer_kind": ("citizen", "group")[rank % 2],
        "bearer_name": f"Neighbours {rank}",
        "display_name": f"Resident {rank}",
        "lives_in_commune": "lives",
        "contact_alt": f"resident.{rank}@example.org",
        "support_proof": f"All {rank + 2} households agree.",
        "honesty_declared": "yes",
        "publish_level": "nothing",
    }


def dossier_of(rank: int) -> dict[str, Any]:
    """What the database has to hold of it in the end."""
    given = idea_of(rank)
    del given["adult"]
    if given["bearer_kind"] == "citizen":
        del given["bearer_name"]
    return {
        **given,
        "photos": [],
        "place": {"text": given["place"]},
        "beneficiaries": list(given["beneficiaries"]),
        "honesty_declared": True,
    }


def tokens_of(message: Message) -> list[list[str]]:
    """What the buttons under a message say, taken apart."""
    return [button["callback_data"].split(".") for row in message.keyboard or () for button in row]


@dataclass
class Walker:
    """One resident who answers the newest question, once."""

    person: Person
    idea: dict[str, Any]
    acted: set[tuple[str, str]] = field(default_factory=set)
    ticked: int = 0
    sent: bool = False

    def look(self) -> None:
        """Answer what is asked now, unless it is answered already."""
        screen = next(
            (one for one in reversed(self.person.chat.messages.values()) if one.keyboard), None
        )
        tokens = [token for token in (tokens_of(screen) if screen else []) if len(token) == 5]
        if screen is None or not tokens:
            return
        shown = (tokens[0][0], tokens[0][1])  # the form and its rev: one turn, one answer
        if shown not in self.acted:
            self.acted.add(shown)
            self._answer(screen, tokens)

    def _answer(self, screen: Message, tokens: list[list[str]]) -> None:
        acts = {(act, value): ".".join(token) for token in tokens for act, value in [token[3:]]}
        step = tokens[0][2]
        if ("send", "") in acts:
            self.sent = True
            self._press(screen, acts["send", ""])
        elif step == "beneficiaries":
            wanted = len(self.idea[step])
            choice = (
                ("tick", self.idea[step][self.ticked]) if self.ticked < wanted else ("done", "")
            )
            self.ticked += 1
            self._press(screen, acts[choice])
        else:
            answer = self.idea.get(step)
            if answer is None:
                self._press(screen, acts.get(("skip", "")) or acts["done", ""])
            elif ("set", answer) in acts:
                self._press(screen, acts["set", answer])
            else:
                self.person.say(answer)

    def _press(self, screen: Message, data: str) -> None:
        self.person.press_forged(data, screen.id)


@dataclass
class Team:
    """A member of the team who takes every other dossier."""

    group: Group
    elise: Person
    done: set[str] = field(default_factory=set)

    def look(self) -> None:
        """Take what is to be taken, once."""
        for card in list(self.group.chat.messages.values()):
            for token in tokens_of(card):
                _, project, act, _ = token
                if act != "take" or int(project, 36) % 2 == 0:
                    continue
                if project not in self.done:
                    self.done.add(project)
                    self.elise.press_forged(".".join(token), card.id, self.group)


def said_to(server: RehearsalServer) -> dict[int, list[tuple[str, str]]]:
    """What the bot has sent to each chat as new messages, in order: (text, buttons)."""
    said: dict[int, list[tuple[str, str]]] = {}
    for call in server.transcript.of("sendMessage"):
        assert call.status == 200, call
        words = (str(call.params["text"]), str(call.params.get("reply_markup")))
        said.setdefault(int(call.params["chat_id"]), []).append(words)
    return said


def repeats(server: RehearsalServer) -> Counter[int]:
    """How many of the bot's messages in each chat say just what the one before them said."""
    return Counter(
        chat_id
        for chat_id, words in said_to(server).items()
        for one, other in pairwise(words)
        if one == other
    )


def distinct(words: list[tuple[str, str]]) -> list[str]:
    """The texts of a chat without the repeats."""
    return [text for (text, _), _ in groupby(words)]


@dataclass
class Town:
    """A town whose bot is killed again and again."""

    server: RehearsalServer
    group: Group
    walkers: list[Walker]
    team: Team
    config: Path

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Look into the database of the town."""
        with closing(sqlite3.connect(self.config.parent / "town.db", timeout=10)) as connection:
            return connection.execute(sql).fetchall()

    async def until(self, done: Callable[[], bool]) -> None:
        """Let everyone act until `done`."""
        async with asyncio.timeout(PATIENCE):
            while not done():
                for walker in self.walkers:
                    walker.look()
                self.team.look()
                await self.server.world.pulse.wait(0.05)

    async def live(self, chance: random.Random, calls: int | None) -> BotProcess:
        """Run the bot until it has made so many calls (None: until it is starting), then kill."""
        process = BotProcess.start(self.config)
        try:
            if calls is None:
                await asyncio.sleep(chance.uniform(0.3, 1.2))
            else:
                await process.ready()
                await self.until(lambda: len(self.server.transcript) >= calls)
                await asyncio.sleep(chance.uniform(0, 0.015))
        finally:
            process.kill()
        return process

    def all_is_said(self) -> bool:
        """Whether everyone has sent their idea, half of them are taken, and nothing waits."""
        if not all(walker.sent for walker in self.walkers) or len(self.team.done) < RESIDENTS // 2:
            return False
        taken = self.query("SELECT count(*) FROM projects WHERE state = 'under_review'")
        return taken == [(RESIDENTS // 2,)] and self.query("SELECT * FROM outbox") == []


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """Put a town together: its people have all pressed Start before the bot first runs."""
    async with RehearsalServer(limits_enabled=False) as server:
        world = server.world
        elise, adam = world.person("Élise"), world.person("Adam")
        group = world.group("Fifty-fifty", kind="supergroup")
        group.add(elise)
        group.add(adam)
        group.add_bot(admin=True)
        walkers = [
            Walker(world.person(f"Resident {rank}", language="en"), idea_of(rank))
            for rank in range(RESIDENTS)
        ]
        for walker in walkers:
            walker.person.start()
        config = write_config(
            folder, server.base_url, group_id=group.id, elected=[elise.id], admin=[adam.id]
        )
        yield Town(server, group, walkers, Team(group, elise), config)


async def test_no_power_cut_loses_or_doubles_anything(tmp_path: Path) -> None:
    seed = int(os.environ.get("CRASH_SEED") or random.randrange(10**6))
    print(f"CRASH_SEED={seed}")  # noqa: T201 - to play the same moments again
    chance = random.Random(seed)
    moments = sorted(chance.sample(range(int(EXPECTED_CALLS * 0.95)), KILLS - 1))
    async with town(tmp_path) as scene:
        before: Counter[int] = Counter()
        for calls in (*moments[:3], None, *moments[3:]):
            await scene.live(chance, calls)
            now = repeats(scene.server)
            assert max((now - before).values(), default=0) <= 1, "one life repeats one message"
            before = now
        process = BotProcess.start(scene.config)
        try:
            await process.ready()
            await scene.until(scene.all_is_said)
            assert await process.stop() == 0
        finally:
            process.kill()
        assert max((repeats(scene.server) - before).values(), default=0) <= 1
        check_residents(scene)
        check_deeds(scene)


def check_residents(scene: Town) -> None:
    """Every answer stands once and right in the right project; everyone has one receipt."""
    said = said_to(scene.server)
    projects = {
        bearer: (number, json.loads(data)["dossier"])
        for bearer, number, data in scene.query("SELECT bearer, number, data FROM projects")
    }
    assert scene.query("SELECT count(*) FROM projects") == [(RESIDENTS,)]
    numbers = {number for number, _ in projects.values()}
    assert len(numbers) == RESIDENTS
    for rank, walker in enumerate(scene.walkers):
        number, dossier = projects[walker.person.id]
        assert dossier == dossier_of(rank)
        receipts = [text for text in distinct(said[walker.person.id]) if number in text]
        assert sum("Your number" in text for text in receipts) == 1
    cards = distinct(said[scene.group.id])
    assert len(cards) == RESIDENTS
    assert {card.removeprefix("<b>").partition("</b>")[0] for card in cards} == numbers
    open_forms = "SELECT count(*) FROM sessions WHERE ended_at IS NULL"
    assert scene.query(open_forms) == [(0,)]
    for table in ("outbox", "dead_letters", "undelivered"):
        assert scene.query(f"SELECT * FROM {table}") == [], table  # noqa: S608 - a constant


def check_deeds(scene: Town) -> None:
    """Every action stands once in the journal, and every deed was told once."""
    said = said_to(scene.server)
    journal = Counter(
        scene.query("SELECT project_id, action FROM journal WHERE project_id IS NOT NULL")
    )
    taken = [name for name, _ in scene.query("SELECT id, state FROM projects") if name % 2]
    wanted = [(name, "submit") for name in range(1, RESIDENTS + 1)]
    wanted += [(name, "take") for name in taken]
    assert journal == Counter(wanted)
    for bearer, project in scene.query("SELECT bearer, id FROM projects"):
        told = sum("studying your idea" in text for text in distinct(said[bearer]))
        assert told == (project in taken)
    notices = scene.query(
        "SELECT user_id FROM journal JOIN journal_names ON name = actor "
        "WHERE action = 'privacy_notice'"
    )
    assert Counter(notices) == Counter((one.person.id,) for one in scene.walkers)


class Slot:
    """A carrier into which letters fall; it keeps them in order."""

    def __init__(self) -> None:
        self.carried: list[str] = []

    async def deliver(
        self, chat_id: int, payload: dict[str, Any], current: int | None
    ) -> Delivered:
        """Take a letter."""
        del chat_id, current
        self.carried.append(payload["text"])
        return Delivered(len(self.carried))

    async def deliver_album(
        self, chat_id: int, payloads: Sequence[dict[str, Any]]
    ) -> list[Delivered]:
        """Take an album."""
        return [await self.deliver(chat_id, payload, None) for payload in payloads]


async def nothing(*_: object) -> None:
    """Do nothing with what the delivery reports."""


async def test_a_letter_waits_until_the_one_before_it_is_noted_as_sent(tmp_path: Path) -> None:
    """A crash between the two would repeat both."""
    slot, clock, numbers = Slot(), SystemClock(), Numbers()
    async with Database(tmp_path / "town.db") as database:
        delivery = Delivery(
            slot,
            database,
            Pace(Limits(0, 0, 0, 0)),
            clock,
            on_unreachable=nothing,
            on_moved=nothing,
        )

        def letter(words: str) -> Letter:
            payload = {"op": "text", "text": words}
            return Letter(numbers.next(), 42, "", payload, clock.now())

        async with database.transaction():  # nobody can note anything meanwhile
            delivery.post([letter("one")])
            await asyncio.sleep(0.05)
            delivery.post([letter("two")])
            await asyncio.sleep(0.05)
            assert slot.carried == ["one"]
        await delivery.idle()
        assert slot.carried == ["one", "two"]
        await delivery.close()


async def test_a_letter_that_cannot_be_carried_does_not_silence_its_chat(tmp_path: Path) -> None:
    slot, clock, numbers = Slot(), SystemClock(), Numbers()
    async with Database(tmp_path / "town.db") as database:
        delivery = Delivery(
            slot,
            database,
            Pace(Limits(0, 0, 0, 0)),
            clock,
            on_unreachable=nothing,
            on_moved=nothing,
        )
        payloads = ({"op": "text"}, {"op": "text", "text": "two"})  # the first has no words
        delivery.post([Letter(numbers.next(), 42, "", one, clock.now()) for one in payloads])
        await delivery.idle()
        assert slot.carried == ["two"]
        reasons = await database.fetch("SELECT reason FROM undelivered")
        assert reasons == [("KeyError",)], "kept for a person to look at"
        await delivery.close()
