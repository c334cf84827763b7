"""A private note never reaches a resident, whatever is written, and whatever follows."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.incoming import Command, Person
from dialogs.events import Said
from dialogs.filing import Promise
from tests.quiet import GROUP, Quiet, quiet
from tests.year import DOSSIER, PROMISES, START, Size, Year

SECRET = "zqx7secret"
ELISE, ADAM = Person(1, "Élise", "fr"), Person(2, "Adam", "fr")
BEARER = 1001
CAMILLE = Person(BEARER, "Camille", "fr")
NOW = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
CARD = "SELECT message_id FROM messages WHERE slot = 'card:1'"
STAFF = {"roles": {"elected": (1,), "admin": (2,)}, "digest": True, "undo_seconds": 60}
CHANGES: dict[str, Any] = {
    "staff": STAFF,
    "email": {"host": "127.0.0.1", "port": 1, "sender": "a@b.example"},
}

MARKS = ("/note", "note:", "NOTE :", "note :")
FOLLOWS = (
    "take", "accept", "refuse", "confirm", "object", "undo", "read", "more",
    "word", "answer", "forward", "aloud", "sweep", "days",
    "/projects", "/mydata", "/help", "/forget", "/privacy", "/contact", "/history", "/todo",
    "/note", "/stats", "edit", "tap",
)  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town in which Camille has sent an idea and her promises."""
    folder = tmp_path_factory.mktemp("town")

    async def begin() -> None:
        async with quiet(folder, START, **CHANGES) as office:
            year = Year(Size(1, 364, 2, 0), office, Random(1))
            await year.live(1)
            async with office.work() as work:
                project = await work.project(1)
            assert project is not None
            await year._act(project, Promise({**DOSSIER, **PROMISES, "title": "Idée 1"}), BEARER)

    asyncio.run(begin())
    return folder


async def follows(office: Quiet, what: str, choice: int, card: int) -> None:
    """One thing that somebody does after the note."""
    match what:
        case "sweep" | "days":
            office.clock.at += timedelta(days=1 if what == "sweep" else 20)
            await office.sweep()
        case "word":
            await office.says(CAMILLE, Command("contact"), BEARER)
            await office.says(CAMILLE, Said("Quand aurai-je une réponse ?"), BEARER)
        case "answer" | "aloud":
            asked = [one.id for one in office.sent if one.slot.startswith("ask:")]
            text = "Bientôt." if what == "answer" else f"note: {SECRET}"
            to = asked[choice % len(asked)] if asked else card
            await office.says(ELISE, Said(text), GROUP, reply_to=to, reply_to_bot=True)
        case "forward" | "edit":
            to = office.sent[-1].id if office.sent else card
            await office.says(
                ADAM, Said(f"note: {SECRET}"), GROUP, reply_to=to,
                reply_to_bot=True, edited=what == "edit",
            )  # fmt: skip
        case "tap":
            await tap_something(office, choice)
        case _ if what.startswith("/"):
            await office.says(CAMILLE, Command(what[1:]), BEARER)
            await office.says(ELISE, Command(what[1:]), ELISE.id)
            await office.says(ADAM, Command(what[1:], "2026-001"), GROUP)
        case _:
            person = (ELISE, ADAM)[choice % 2]
            await office.taps(person, f"c.1.{what}.", GROUP, card)


async def tap_something(office: Quiet, choice: int) -> None:
    """Press a button that somebody was shown."""
    shown = [
        (letter, data)
        for letter in office.sent[-12:]
        for row in letter.payload.get("rows") or []
        for _, data in row
    ]
    if shown:
        letter, data = shown[choice % len(shown)]
        person = {BEARER: CAMILLE, ELISE.id: ELISE}.get(letter.chat_id, ADAM)
        await office.taps(person, data, letter.chat_id, letter.id)


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
STEPS = st.lists(st.tuples(st.sampled_from(FOLLOWS), st.integers(0, 50)), max_size=10)


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(mark=st.sampled_from(MARKS), before=WORDS, after=WORDS, steps=STEPS)
def test_the_words_of_a_note_are_in_no_chat_but_the_groups(
    town: Path, tmp_path: Path, mark: str, before: str, after: str, steps: list[tuple[str, int]]
) -> None:
    for old in tmp_path.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(town, tmp_path, dirs_exist_ok=True)

    async def live() -> None:
        async with quiet(tmp_path, NOW, **CHANGES) as office:
            rows = await office.database.fetch(
                "SELECT message_id FROM messages WHERE slot='card:1'"
            )
            card = int(rows[0][0])
            text = f"{before}{SECRET}{after}"
            if mark == "/note":
                said: Any = Command("note", f"2026-001 {text}")
            else:
                said = Said(f"{mark} {text}")
            made = await office.says(ELISE, said, GROUP, reply_to=card, reply_to_bot=True)
            assert any(one.chat_id == GROUP and SECRET in str(one.payload) for one in made)
            for what, choice in steps:
                await follows(office, what, choice, card)
            await stays(office)

    asyncio.run(live())


async def stays(office: Quiet) -> None:
    """Look through everything that went out, the files and the e-mails too."""
    for letter in office.sent:
        if letter.chat_id != GROUP:
            assert SECRET not in json.dumps(letter.payload, ensure_ascii=False), letter
            if sha256 := letter.payload.get("sha256"):
                path = office.town.files.find(sha256)
                assert path is None or SECRET.encode() not in path.read_bytes(), letter
    for table, column in (("emails", "body"), ("journal", "reason"), ("projects", "data")):
        found = await office.database.fetch(f"SELECT {column} FROM {table}")  # noqa: S608 - ours
        assert not any(SECRET in str(row[0]) for row in found), table
    assert await office.database.fetch("SELECT traceback FROM dead_letters") == []
