"""What the town holds on people is declared, column by column and field by field."""

from __future__ import annotations

import sqlite3
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dialogs.agreement import Convention, Signature
from dialogs.following import Absence, CheckIn, Handled, Hold, Report, Status, Wish, WorkDay
from dialogs.following import Entry as UpkeepEntry
from dialogs.forgetting import ENDED, FIELDS, SIGNED, anonymous, without
from dialogs.project import Commitment, Project, Side, State
from storage import journal
from storage.database import Database
from storage.holdings import End, Holds
from storage.journal import Entry
from storage.migrate import SCHEMA_PATH
from storage.personal import collect, erase
from storage.personal_tables import TABLES

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)


def schema() -> dict[str, set[str]]:
    """Every table of the schema with its columns."""
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(SCHEMA_PATH.read_text(encoding="utf-8"))
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        found = {
            name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
            for (name,) in names
        }
    connection.close()
    return found


def test_every_table_and_column_is_declared() -> None:
    """Add a column, and this fails until `storage/personal.py` says what it holds."""
    assert {table.name: set(table.columns) for table in TABLES} == schema()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_holds_people_can_be_found_by_them(table: Holds) -> None:
    assert isinstance(table, type(TABLES[0]))
    personal = {Holds.PERSON, Holds.WORDS} & set(table.columns.values())
    assert not personal or table.whose, "a table about people has to say whose its rows are"


def test_every_field_of_a_project_is_declared() -> None:
    """Add a field, and this fails until `dialogs/forgetting.py` says what becomes of it."""
    assert set(FIELDS) == {field.name for field in fields(Project)}


WORDS = "Camille Petit, 06 12 34 56 78"


def whole(state: State) -> Project:
    """A project whose every word names its person."""
    return Project(
        id=7,
        bearer=42,
        state=state,
        created_at=NOW,
        language="fr",
        number="2026-001",
        dossier={
            "title": WORDS,
            "display_name": WORDS,
            "contact_alt": WORDS,
            "category": "greening",
            "a_towns_own_question": WORDS,
        },
        commitments=(Commitment(Side.BEARER, "labour", WORDS, 30, "hours"),),
        active_on=date(2026, 5, 12),
        ack_text=WORDS,
        assigned_to=5,
        assigned_name="Élise",
        reason=WORDS,
        alternative=WORDS,
    )


@pytest.mark.parametrize("state", State)
def test_a_forgotten_project_keeps_what_is_counted(state: State) -> None:
    after = anonymous(whole(state))
    assert after.bearer == 0
    assert after.dossier["category"] == "greening"
    assert (after.number, after.state, after.assigned_name) == ("2026-001", state, "Élise")
    assert [(one.kind, one.quantity) for one in after.commitments] == [("labour", 30)]
    for name in ("display_name", "contact_alt", "a_towns_own_question"):
        assert name not in after.dossier
    assert not after.ack_text
    assert anonymous(after) == after


@pytest.mark.parametrize("state", State)
def test_no_word_stays_of_a_project_that_was_not_signed(state: State) -> None:
    assert WORDS not in repr(anonymous(whole(state)))


def lived(state: State = State.UPKEEP) -> Project:
    """A signed project, carried by Camille (42) and Sam (43), in which both have done things."""
    text = Convention(1, "f" * 64, NOW, (42, 43))
    sign = Signature(42, "Camille Petit", NOW, 1, "f" * 64, messages=(7,))
    return replace(
        whole(state),
        members=(43,),
        convention=text,
        signatures=(sign, replace(sign, by=43, name="Sam"), replace(sign, by=5, for_town=True)),
        checkins=tuple(CheckIn(by, NOW, Status.GOOD, WORDS, ("a",)) for by in (42, 43)),
        work_days=(WorkDay(date(2026, 6, 6), WORDS),),
        hold=Hold(date(2026, 6, 6), date(2026, 7, 6), WORDS),
        report=Report(NOW, 42, WORDS, 4, 30, learnt=WORDS),
        upkeep_log=tuple(
            UpkeepEntry(0, date(2026, 6, 6), Handled.DONE, by, date(2026, 6, 6), note=WORDS)
            for by in (42, 43)
        ),
        absences=(Absence(42, NOW.date(), NOW.date(), 43), Absence(43, NOW.date(), NOW.date(), 42)),
        wishes=((42, Wish.GO_ON), (43, Wish.STOP)),
    )


@pytest.mark.parametrize("state", sorted(SIGNED | {State.CLOSED}))
def test_what_a_convention_is_about_stays(state: State) -> None:
    after = anonymous(lived(state))
    assert (after.title, after.commitments) == (WORDS, lived().commitments)
    assert [one.name for one in after.signatures] == ["Camille Petit", "Sam", "Camille Petit"]
    assert "by=42" not in repr(after)
    assert "by=43" not in repr(after)
    assert not {42, 43} & set(after.members + after.carriers)
    assert after.report is not None
    assert (after.report.people, after.report.words) == (4, "")


def test_the_others_of_a_project_keep_what_they_did() -> None:
    after = without(lived(), 42)
    assert (after.bearer, after.members, after.carriers) == (0, (43,), (43,))
    assert [(one.by, one.words) for one in after.checkins] == [(0, ""), (43, WORDS)]
    assert [(one.by, one.note) for one in after.upkeep_log] == [(0, ""), (43, WORDS)]
    assert (after.wishes, len(after.absences)) == (((43, Wish.STOP),), 1)
    assert after.absences[0].standin == 0


def test_a_member_who_is_forgotten_leaves_the_bearer_whole() -> None:
    after = without(lived(), 43)
    assert (after.bearer, after.carriers, after.dossier) == (42, (42,), lived().dossier)
    assert after.checkins[0] == lived().checkins[0]
    assert "43" not in repr(replace(after, created_at=NOW)).replace("0.43", "")


def test_every_project_is_open_signed_or_ended() -> None:
    assert State.DRAFT not in SIGNED | ENDED
    assert not SIGNED & ENDED


async def test_the_journal_forgets_who_without_a_line_rewritten(tmp_path: Path) -> None:
    async with Database(tmp_path / "town.db") as database, database.transaction() as transaction:
        lines = [Entry(NOW, "user:42", "submit", 1), Entry(NOW, "user:43", "take", 1)]
        await journal.add(transaction, lines)
        await journal.add(transaction, [Entry(NOW, "user:42", "withdraw", 1)])
        before = await transaction.fetch("SELECT * FROM journal ORDER BY id")
        assert not [row[3] for row in before if "user:" in row[3]]
        assert len((await collect(transaction, 42))["journal"]) == 2

        await erase(transaction, 42)
        assert await transaction.fetch("SELECT * FROM journal ORDER BY id") == before
        first, second, third = await journal.load_of_project(transaction, 1)
        assert first.actor == third.actor
        assert first.actor.startswith("person:")
        assert second.actor == "user:43"
        assert (await collect(transaction, 42))["journal"] == []


def test_a_kept_table_is_the_exception() -> None:
    assert [table.name for table in TABLES if table.end is End.KEPT] == ["blocks"]
