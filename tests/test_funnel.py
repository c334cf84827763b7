"""Traces and the funnel: where people stop, counted without a name and without a word."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from bot.app import TRACES_KEPT
from bot.cli import cli
from bot.clock import SystemClock
from bot.funnel import COLUMNS, IDLE, Count, as_csv, count, told
from bot.funnel_picture import picture
from bot.preview import sample_book
from storage import traces
from storage.database import Database, StorageError
from storage.migrate import migrate
from storage.traces import Traced, hash_of
from storage.work import Numbers, begin
from tests.process import write_config
from tests.stage import IDEA, PROMISE, START, Stage, current_step, stage

BOOK = sample_book()
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def turn(
    who: str, step: str, outcome: str, shown: str = "", at: datetime = NOW, dialog: str = "idea"
) -> Traced:
    """One turn of a form, a year-proof one by default."""
    return Traced(who, dialog, 1, step, "Said", outcome, f"{dialog}.{shown}" if shown else "", at)


def people(number: int, *turns: tuple[str, ...], at: datetime = NOW) -> list[Traced]:
    """The same turns by so many people."""
    return [
        replace(turn(f"p{who}", each[0], each[1], "".join(each[2:])), at=at)
        for who in range(number)
        for each in turns
    ]


def figures(found: Count) -> tuple[int, ...]:
    return tuple(
        len(who)
        for who in (
            found.seen, found.answered, found.back, found.helped, found.complained, found.stopped,
        )
    )  # fmt: skip


def counted(traced: Iterable[Traced], now: datetime = NOW) -> dict[str, dict[str, tuple[int, ...]]]:
    """The bare numbers: by form, by question."""
    return {
        funnel.dialog: {step: figures(found) for step, found in funnel.steps.items()}
        for funnel in count(BOOK, traced, now)
    }


# -- counting -------------------------------------------------------------------------------------


def test_each_person_counts_once_at_each_question() -> None:
    traced = [
        turn("a", "title", "complaint"),
        turn("a", "title", "complaint"),
        turn("a", "title", "helped"),
        turn("a", "title", "answered", "description"),
        turn("a", "description", "back", "title"),
        turn("a", "title", "answered", "description"),
        turn("b", "title", "not_understood"),
    ]
    assert counted(traced) == {
        "idea": {"title": (2, 1, 0, 1, 2, 0), "description": (1, 0, 1, 0, 0, 0)}
    }


def test_who_stops_stopped_at_the_question_shown_last() -> None:
    traced = [
        *people(3, ("title", "answered", "description")),
        turn("x", "review", "finished"),
        turn("y", "category", "discarded"),
    ]
    early = count(BOOK, traced, NOW)[0]
    assert early.steps["description"].stopped == set()
    assert early.under_way == 3
    late = count(BOOK, traced, NOW + IDLE)[0]
    assert len(late.steps["description"].stopped) == 3
    assert late.steps["title"].stopped == set()
    assert late.steps["review"].stopped == set()
    assert late.steps["review"].answered == {"x"}
    assert late.steps["category"].stopped == {"y"}
    assert late.under_way == 0


def test_questions_stand_in_their_order_and_old_ones_at_the_end() -> None:
    traced = [turn("a", step, "answered") for step in ("review", "gone", "place", "title")]
    (found,) = count(BOOK, traced, NOW)
    assert [*found.steps] == ["title", "place", "review", "gone"]
    unknown = turn("a", "one", "answered", dialog="former")
    assert [one.dialog for one in count(BOOK, [unknown, *traced], NOW)] == ["idea", "former"]


def test_the_way_into_the_small_form_of_a_list_counts_there() -> None:
    traced = [
        Traced("a", "idea", 1, "commitments", "Pressed", "moved", "commitment.kind", NOW),
        Traced("a", "commitment", 2, "kind", "Pressed", "left_item", "idea.commitments", NOW),
    ]
    assert counted(traced) == {
        "commitment": {"kind": (1, 0, 1, 0, 0, 0)},
        "idea": {"commitments": (1, 0, 0, 0, 0, 0)},
    }


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (1200, "1200")]
)
def test_small_numbers_are_hidden(number: int, words: str) -> None:
    assert told(number) == words


def test_a_share_never_tells_a_small_number() -> None:
    many, few = {str(n) for n in range(8)}, {"1", "2"}
    assert Count(seen=many, answered=set(list(many)[:6])).going_on == "75 %"
    assert Count(seen=many, answered=few).going_on == "-"
    assert Count(seen=few, answered=few).going_on == "-"


def test_the_csv_and_the_picture_hide_them_too() -> None:
    found = count(BOOK, people(3, ("title", "answered", "description")), NOW)
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert [row["question"] for row in rows] == ["title", "description"]
    assert [row["seen"] for row in rows] == ["<5", "<5"]
    assert "3" not in {value for row in rows for value in row.values()}
    drawn = ET.fromstring(picture(found))  # noqa: S314 - our own
    assert [*drawn.itertext()].count("<5 / <5") == 1
    assert "3 / 3" not in picture(found)


def test_the_picture_s_bars_are_as_long_as_the_numbers() -> None:
    traced = [
        *people(40, ("title", "answered", "description")),
        *people(10, ("description", "answered")),
    ]
    drawn = ET.fromstring(picture(count(BOOK, traced, NOW)))  # noqa: S314 - our own
    bars = [
        (one.get("class"), int(one.get("width", "0")))
        for one in drawn.iter("{http://www.w3.org/2000/svg}rect")
        if one.get("class")
    ]
    assert bars == [("seen", 420), ("answered", 420), ("seen", 420), ("answered", 105)]
    assert drawn.get("role") == "img"
    assert "http" not in picture([]).replace("http://www.w3.org/2000/svg", "")


# -- what is kept ---------------------------------------------------------------------------------


def _rows(path: Path) -> list[Traced]:
    return traces.peek(path, LONG_AGO)


async def test_traces_are_written_with_the_turn_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    async with Database(path) as database:
        async with begin(database, Numbers(), NOW) as work:
            work.trace(turn("lost", "title", "answered"))
        async with begin(database, Numbers(), NOW) as work:
            with suppress(ZeroDivisionError):
                async with work.attempt():
                    work.trace(turn("dropped", "title", "answered"))
                    _ = 1 / 0
            async with work.attempt():
                work.trace(turn("kept", "title", "answered", "description"))
            await work.commit()
        assert _rows(path) == [turn("kept", "title", "answered", "description")]


async def test_old_traces_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    async with Database(path) as database, database.transaction() as transaction:
        old = turn("old", "title", "answered", at=NOW - timedelta(days=2))
        await traces.add(transaction, [old, turn("new", "title", "answered")])
        await traces.forget(transaction, NOW - timedelta(days=1))
        await transaction.commit()
    assert [one.session for one in _rows(path)] == ["new"]
    assert traces.peek(path, NOW + timedelta(days=1)) == []


def test_the_hash_is_short_steady_and_of_each_form_another() -> None:
    assert hash_of("abcdefgh") == hash_of("abcdefgh") != hash_of("abcdefgi")
    assert len(hash_of("abcdefgh")) == 16
    assert "abcdefgh" not in hash_of("abcdefgh")


def test_a_database_that_is_not_there_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no database yet"):
        traces.peek(tmp_path / "none.db", NOW)
    (tmp_path / "none.db").write_bytes(b"")
    with pytest.raises(StorageError, match="start `fifty-fifty run` once"):
        traces.peek(tmp_path / "none.db", NOW)


# -- on stage -------------------------------------------------------------------------------------


async def _half(on: Stage, name: str) -> Any:
    """Someone who gives a title and stands at the description."""
    person = on.person(name)
    await on.begins(person)
    await on.says(person, IDEA["title"])
    return person


async def test_a_played_form_is_counted(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        alice = on.person("Alice")
        await on.submits(alice)
        bob = await _half(on, "Bob")
        await on.says(bob, "x")  # too short
        await on.presses(bob, "help")
        await on.presses(bob, "stay")
        await on.presses(bob, "back")
        carol = await _half(on, "Carol")
        await on.presses(carol, "help")
        await on.presses(carol, "cancel")
        await on.presses(carol, "erase")
        dave = on.person("Dave")
        await on.begins(dave)  # and nothing more
        found = traces.peek(tmp_path / "town.db", LONG_AGO)
        names = {str(one.id) for one in (alice, bob, carol, dave)}
        sessions = {name for (name,) in on.query("SELECT id FROM sessions")}
        dump = repr(on.query("SELECT * FROM traces"))
        await on.app.tidy()
        assert traces.peek(tmp_path / "town.db", LONG_AGO) == found
        on.server.advance(TRACES_KEPT + timedelta(days=1))
        await on.app.tidy()
        assert on.query("SELECT COUNT(*) FROM traces") == [(0,)]
    idea = counted(found, START)["idea"]
    assert idea["title"] == (4, 3, 0, 0, 0, 0)
    assert idea["description"] == (3, 1, 1, 2, 1, 1)
    assert idea["review"] == (1, 1, 0, 0, 0, 0)
    later = counted(found, START + IDLE + timedelta(days=1))["idea"]
    assert later["title"][-1] == 2  # Bob, who had gone back, and Dave
    assert later["description"][-1] == 1  # Carol, who cancelled
    assert counted(found)["welcome"] == {"adult": (4, 4, 0, 0, 0, 0)}
    for secret in (*names, *sessions, IDEA["title"], "Camille", "Tilleuls"):
        assert secret not in dump


async def test_small_forms_lead_in_and_out(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        person = on.person("Alice")
        await on.submits(person)
        await on.presses(person, "h.promise")
        while current_step(person) != "work_steps":
            await on._answers(person, current_step(person), PROMISE)
        await on.presses(person, "add")
        await on.presses(person, "back")
        found = traces.peek(tmp_path / "town.db", LONG_AGO)
    opened, left = found[-2:]
    assert (opened.dialog, opened.step, opened.shown) == ("promise", "work_steps", "work_step.what")
    assert (left.dialog, left.outcome, left.shown) == (
        "work_step",
        "left_item",
        "promise.work_steps",
    )
    assert counted(found)["work_step"]["what"] == (1, 0, 1, 0, 0, 0)


# -- the command ----------------------------------------------------------------------------------


def funnel(config: Path, *args: str) -> Any:
    return CliRunner().invoke(cli, ["funnel", "--config", str(config), *args])


@pytest.fixture
async def config(tmp_path: Path) -> Path:
    """A town whose forms seven people began a fortnight ago, and one a year ago."""
    now = SystemClock().now()
    weeks_ago, year_ago = now - timedelta(days=14), now - timedelta(days=300)
    async with Database(tmp_path / "town.db") as database, database.transaction() as transaction:
        await traces.add(
            transaction, [turn("old", "photos", "answered", "beneficiaries", year_ago)]
        )
        await traces.add(transaction, people(7, ("title", "answered", "description"), at=weeks_ago))
        await traces.add(transaction, people(6, ("description", "finished"), at=weeks_ago))
        await transaction.commit()
    return write_config(tmp_path, "http://127.0.0.1:1")


def test_the_command_shows_a_table(config: Path) -> None:
    ran = funnel(config)
    assert ran.exit_code == 0
    for word in ("(idea)", "title", "description", "photos", "86 %", "100 %", "<5", *COLUMNS):
        assert word in ran.stdout
    assert "photos" not in funnel(config, "--days", "30").stdout


def test_the_command_writes_csv_and_a_picture(config: Path) -> None:
    ran = funnel(config, "--days", "30", "--csv", "--picture", str(config.parent / "f.svg"))
    rows = list(csv.reader(io.StringIO(ran.stdout)))
    assert rows == [
        ["form", "question", *COLUMNS],
        ["idea", "title", "7", "7", "0", "0", "0", "0", "100 %"],
        ["idea", "description", "7", "6", "0", "0", "0", "<5", "86 %"],
    ]
    drawn = (config.parent / "f.svg").read_text("utf-8")
    assert "6 / 7" in [*ET.fromstring(drawn).itertext()]  # noqa: S314 - our own


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    ran = funnel(write_config(tmp_path, "http://127.0.0.1:1"))
    assert (ran.exit_code, ran.stderr.count("\n")) == (2, 1)
    assert "no database yet" in ran.stderr
    migrate(tmp_path / "town.db")
    ran = funnel(tmp_path / "config.toml")
    assert (ran.exit_code, ran.stdout) == (0, "Nobody has opened a form yet.\n")


async def test_in_a_crowd_a_trace_costs_next_to_nothing(tmp_path: Path) -> None:
    """Twenty turns in one commit: the traces' own part, in CPU time of this thread and SQLite's."""
    batch = people(20, ("title", "answered", "description"))
    async with Database(tmp_path / "town.db") as database, database.transaction() as transaction:
        spent = []
        for _ in range(30):
            before = time.process_time()
            await traces.add(transaction, batch)
            spent.append(time.process_time() - before)
    assert min(spent) / len(batch) < 60e-6  # about 6 µs; ten times that on a busy machine
