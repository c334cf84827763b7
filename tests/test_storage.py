"""Storage on a real database: what is kept, what is not, and what the database refuses."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.project import Commitment, Project, Proposal, Side, State, Verdict
from dialogs.session import Asking, Frame, Session
from dialogs.setting import Reminder
from storage import facts, journal, outbox, projects, reminders, residents, sessions, updates
from storage.database import Database, RefusedError, StorageError
from storage.journal import Entry
from storage.outbox import BROADCAST, Letter
from storage.reminders import Wanted
from storage.residents import Resident
from storage.sessions import Held
from storage.updates import DeadLetter
from storage.work import Numbers, Work
from storage.work import begin as begin_work

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
ONE_DATABASE = settings(
    max_examples=40,
    deadline=None,
    # The folder is shared by the examples: each one empties its table first.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@asynccontextmanager
async def _opened(folder: Path) -> AsyncIterator[Database]:
    async with Database(folder / "town.db") as database:
        yield database


@asynccontextmanager
async def _working(database: Database, numbers: Numbers | None = None) -> AsyncIterator[Work]:
    async with begin_work(database, numbers or Numbers(), NOW) as work:
        yield work


async def _keep(database: Database, *values: Project | Held) -> None:
    """Put values in one unit of work and commit it."""
    async with _working(database) as work:
        for value in values:
            if isinstance(value, Project):
                work.put_project(value)
            else:
                work.put_session(value)
        await work.commit()


async def _run(database: Database, sql: str) -> None:
    async with database.transaction() as transaction:
        await transaction.run(sql)
        await transaction.commit()


def _project(project_id: int = 1, **changes: Any) -> Project:
    return replace(Project(project_id, 42, State.DRAFT, NOW, "fr"), **changes)


def _held(name: str = "k3j9x0ab", **changes: Any) -> Held:
    return replace(Held(Session(name, "fr", (Frame("idea", 1),)), 42, 42, None, NOW), **changes)


# -- round trips -----------------------------------------------------------------------------------

INSTANTS = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
WORDS = st.text(max_size=30)
IDS = st.integers(-(2**62), 2**62)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | WORDS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
ANSWERS = st.dictionaries(WORDS, JSON_VALUES, max_size=4)

PROJECTS = st.builds(
    Project,
    id=st.integers(1, 2**62),
    bearer=IDS,
    state=st.sampled_from(State),
    created_at=INSTANTS,
    language=WORDS,
    number=st.just(""),
    dossier=ANSWERS,
    commitments=st.lists(
        st.builds(
            Commitment,
            side=st.sampled_from(Side),
            kind=WORDS,
            what=WORDS,
            quantity=st.none() | st.floats(0, 10**6),
            unit=WORDS,
            value_cents=st.none() | st.integers(0, 10**9),
            frequency=WORDS,
        ),
        max_size=3,
    ).map(tuple),
    active_on=st.none() | st.dates(),
    submitted_at=st.none() | INSTANTS,
    reply_on=st.none() | st.dates(),
    silence_on=st.none() | st.dates(),
    assigned_to=st.none() | IDS,
    assigned_name=WORDS,
    proposal=st.none()
    | st.builds(Proposal, st.sampled_from(Verdict), IDS, WORDS, INSTANTS, WORDS, WORDS),
    decided_at=st.none() | INSTANTS,
    reason=WORDS,
    alternative=WORDS,
    appeal_on=st.none() | st.dates(),
)

RESIDENTS = st.builds(
    Resident,
    user_id=IDS,
    language=WORDS,
    created_at=INSTANTS,
    adult=st.none() | st.booleans(),
    privacy_seen_at=st.none() | INSTANTS,
    session_id=st.none() | WORDS,
    unreachable_since=st.none() | INSTANTS,
    reminded_on=st.none() | st.dates(),
)

FRAMES = st.builds(
    Frame,
    dialog=WORDS,
    version=st.integers(1, 99),
    answers=ANSWERS,
    drafts=ANSWERS,
    parked=ANSWERS,
    editing=st.none() | WORDS,
    item=st.none() | st.integers(0, 99),
)
SESSIONS = st.builds(
    Session,
    id=st.text("abcdefgh0123", min_size=1),
    language=WORDS,
    frames=st.lists(FRAMES, min_size=1, max_size=3).map(tuple),
    rev=st.integers(0, 2**40),
    tries=st.integers(0, 9),
    pressed=WORDS,
    asking=st.none()
    | st.builds(
        Asking,
        st.sampled_from(["cancel", "change", "pick", "help", "item", "paused"]),
        WORDS,
        st.integers(0, 9),
    ),
)
FORMS = st.builds(
    Held,
    session=SESSIONS,
    owner=IDS,
    chat_id=IDS,
    project_id=st.none(),
    updated_at=INSTANTS,
    ended_at=st.none() | INSTANTS,
)


@ONE_DATABASE
@given(batch=st.lists(PROJECTS, max_size=3, unique_by=lambda one: one.id))
def test_a_project_comes_back_as_it_was(tmp_path: Path, batch: list[Project]) -> None:
    async def round_trip() -> dict[int, Project]:
        async with _opened(tmp_path) as database:
            async with _working(database) as work:
                await work.transaction.run("DELETE FROM projects")
                for one in batch:
                    work.put_project(one)
                await work.commit()
            async with database.transaction() as transaction:
                return await projects.load(transaction, [one.id for one in batch])

    assert asyncio.run(round_trip()) == {one.id: one for one in batch}


@ONE_DATABASE
@given(batch=st.lists(RESIDENTS, max_size=3, unique_by=lambda one: one.user_id))
def test_a_resident_comes_back_as_they_were(tmp_path: Path, batch: list[Resident]) -> None:
    async def round_trip() -> dict[int, Resident]:
        async with _opened(tmp_path) as database:
            async with _working(database) as work:
                await work.transaction.run("DELETE FROM residents")
                for one in batch:
                    work.put_resident(one)
                await work.commit()
            async with database.transaction() as transaction:
                return await residents.load(transaction, [one.user_id for one in batch])

    assert asyncio.run(round_trip()) == {one.user_id: one for one in batch}


@ONE_DATABASE
@given(batch=st.lists(FORMS, max_size=3, unique_by=lambda one: one.session.id))
def test_a_form_comes_back_as_it_was(tmp_path: Path, batch: list[Held]) -> None:
    async def round_trip() -> dict[str, Held]:
        async with _opened(tmp_path) as database:
            async with database.transaction() as transaction:
                await transaction.run("DELETE FROM sessions")
                await sessions.save(transaction, batch)
                await transaction.commit()
            async with database.transaction() as transaction:
                return await sessions.load(transaction, [one.session.id for one in batch])

    assert asyncio.run(round_trip()) == {one.session.id: one for one in batch}


async def test_what_is_kept_again_is_kept_as_it_is_now(tmp_path: Path) -> None:
    """Everything may change but the ids, the owner and the first instant."""
    proposal = Proposal(Verdict.REFUSE, 5, "Élise", NOW, "a reason", "another way")
    project = _project(number="2026-001", state=State.REFUSED, bearer=7, language="en", reason="x")
    person = Resident(42, "en", NOW, True, NOW, "k3j9x0ab", NOW, date(2026, 5, 12))
    form = Session("k3j9x0ab", "en", (Frame("idea", 2, {"title": "T"}),), rev=3)
    held = Held(form, 42, -100, 1, NOW + timedelta(days=1), NOW + timedelta(days=2))
    async with _opened(tmp_path) as database:
        await _keep(database, _project(), _held())
        async with _working(database) as work:
            work.put_resident(Resident(42, "fr", NOW))
            await work.commit()
        async with _working(database) as work:
            work.put_project(replace(project, proposal=proposal))
            work.put_resident(person)
            work.put_session(held)
            await work.commit()
        async with _working(database) as work:
            assert await work.project(1) == replace(project, proposal=proposal)
            assert await work.resident(42) == person
            assert await work.session("k3j9x0ab") == held


async def test_a_number_is_given_once(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:
        await _keep(database, _project(1, number="2026-001"), _project(2), _project(3))
        with pytest.raises(RefusedError, match=r"projects\.number"):
            await _keep(database, _project(2, number="2026-001"))
        async with _working(database) as work:
            assert await work.project(2) == _project(2)


async def test_a_person_s_projects_and_forms_are_found_newest_first(tmp_path: Path) -> None:
    older = _held("older000", updated_at=NOW - timedelta(days=1), project_id=2)
    newer = _held("newer000")
    ended = _held("ended000", ended_at=NOW)
    elsewhere = _held("group000", chat_id=-100, project_id=2)
    async with _opened(tmp_path) as database:
        async with _working(database) as work:
            for project_id in (3, 1, 2):
                work.put_project(_project(project_id))
            work.put_project(_project(9, bearer=7))
            for held in (older, newer, ended, elsewhere):
                work.put_session(held)
            await work.commit()
        async with _working(database) as work:
            assert [one.id for one in await work.projects_of(42)] == [3, 2, 1]
            assert await work.open_sessions(42, 42) == [newer, older]
            assert {one.session.id for one in await work.sessions_of(2)} == {"older000", "group000"}
            assert await work.session("nothing0") is None
            assert await work.project(77) is None


async def test_people_are_loaded_with_the_form_and_the_screen_in_front_of_them(
    tmp_path: Path,
) -> None:
    person = Resident(42, "fr", NOW, session_id="k3j9x0ab")
    async with _opened(tmp_path) as database:
        async with database.transaction() as transaction:
            await residents.save(transaction, [person, Resident(43, "en", NOW)])
            await sessions.save(transaction, [_held(), _held("another0")])
            await outbox.set_messages(transaction, [("live:42", 42, 1), ("live:43", 43, 5)])
            await outbox.set_messages(transaction, [("live:42", 42, 2)])
            await transaction.commit()
        async with _working(database) as work:
            await work.preload([42, 43, 44])
            await work.transaction.run("DELETE FROM messages")  # nothing is asked a second time
            assert await work.resident(42) == person
            assert await work.resident(44) is None
            assert await work.session("k3j9x0ab") == _held()
            assert await work.message("live:42") == 2
            assert await work.message("live:44") is None


async def test_letters_wait_in_order_until_they_are_sent(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:
        async with _working(database) as work:
            work.send(42, {"text": "<b>é</b> 🌳"}, slot="live:42")
            work.send(-100, {"text": "card"}, slot="card:1", priority=BROADCAST)
            work.send(42, {"text": "two"})
            letters = await work.commit()
        async with database.transaction() as transaction:
            assert await outbox.load_all(transaction) == letters
            assert [one.id for one in letters] == [1, 2, 3]
            assert letters[1] == Letter(2, -100, "card:1", {"text": "card"}, NOW, BROADCAST)
            await outbox.remove(transaction, [1])
            await outbox.move_chat(transaction, -100, -200)
            found = await outbox.load_all(transaction)
        assert [(one.id, one.chat_id) for one in found] == [(2, -200), (3, 42)]


async def test_what_could_not_be_delivered_is_taken_out_once(tmp_path: Path) -> None:
    letter = Letter(1, 42, "", {"text": "one"}, NOW)
    async with _opened(tmp_path) as database:
        async with database.transaction() as transaction:
            both = [(letter, "blocked"), (replace(letter, payload={"text": "two"}), "blocked")]
            await outbox.give_up(transaction, [*both, (replace(letter, chat_id=7), "x")], NOW)
            await transaction.commit()
        async with _working(database) as work:
            waiting = await work.undelivered(42)
            assert waiting == [{"text": "one", "slot": ""}, {"text": "two", "slot": ""}]
            await work.commit()
        async with _working(database) as work:
            assert await work.undelivered(42) == []
            assert len(await work.undelivered(7)) == 1


async def test_a_group_that_moves_forgets_its_old_messages(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database, database.transaction() as transaction:
        await outbox.set_messages(transaction, [("card:1", -100, 5), ("live:42", 42, 5)])
        assert await outbox.find_slot(transaction, -100, 5) == "card:1"
        await outbox.move_chat(transaction, -100, -200)
        assert await outbox.find_slot(transaction, -100, 5) is None
        assert await outbox.find_slot(transaction, 42, 5) == "live:42"


async def test_updates_are_remembered_and_forgotten_by_age(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database, database.transaction() as transaction:
        await updates.mark_seen(transaction, [1, 2], NOW - timedelta(hours=49))
        await updates.mark_seen(transaction, [2, 3], NOW)
        assert await updates.load_seen(transaction, [1, 2, 3, 4]) == {1, 2, 3}
        await updates.forget_seen(transaction, NOW - timedelta(hours=48))
        assert await updates.load_seen(transaction, [1, 2, 3, 4]) == {3}
        assert await updates.load_seen(transaction, []) == set()


async def test_an_update_that_failed_is_kept_whole(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:
        async with _working(database) as work:
            work.saw(9)
            work.bury(DeadLetter(9, '{"update_id": 9}', "Traceback…"))
            await work.commit()
        rows = await database.fetch("SELECT update_id, body, traceback FROM dead_letters")
        assert rows == [(9, '{"update_id": 9}', "Traceback…")]
        assert await database.fetch("SELECT update_id FROM updates") == [(9,)]


async def test_facts_are_set_and_counted(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database, database.transaction() as transaction:
        assert await facts.load(transaction, "heartbeat") is None
        await facts.store(transaction, "heartbeat", "one")
        await facts.store(transaction, "heartbeat", "two")
        assert await facts.load(transaction, "heartbeat") == "two"
        assert [await facts.count_up(transaction, "n") for _ in range(11)] == list(range(1, 12))
        assert await facts.count_up(transaction, "other") == 1


# -- the unit of work ------------------------------------------------------------------------------


async def _stage_everything_and_fail(work: Work) -> None:
    async with work.attempt():
        work.put_project(_project(1, number="2026-001"))
        work.put_project(_project(2))
        work.put_resident(Resident(42, "fr", NOW))
        work.put_session(_held())
        work.want_reminders(1, frozenset({Reminder(1, "draft_nudge", 1, NOW)}))
        work.finish_reminders([Reminder(1, "draft_nudge", 1, NOW)])
        work.write_journal(Entry(NOW, "user:1", "take", 1))
        work.send(1, {"text": "dropped"})
        assert await work.project(1) == _project(1, number="2026-001")
        assert len(await work.projects_of(42)) == 2
        assert len(await work.open_sessions(42, 42)) == 1
        raise ZeroDivisionError


async def _count_and_fail(work: Work) -> None:
    async with work.attempt():
        await work.count_up("numbers:2026")
        raise ZeroDivisionError


async def test_what_a_failed_attempt_staged_is_dropped_and_the_rest_is_kept(
    tmp_path: Path,
) -> None:
    async with _opened(tmp_path) as database:
        async with _working(database) as work:
            async with work.attempt():
                work.put_project(_project(1))
                work.write_journal(Entry(NOW, "user:1", "submit", 1))
                work.send(1, {"text": "kept"})
            with pytest.raises(ZeroDivisionError):
                await _stage_everything_and_fail(work)
            assert await work.project(1) == _project(1)
            assert await work.project(2) is None
            assert await work.resident(42) is None
            assert await work.projects_of(42) == [_project(1)]
            letters = await work.commit()
        assert [letter.payload for letter in letters] == [{"text": "kept"}]
        for table, count in {
            "projects": 1,
            "residents": 0,
            "sessions": 0,
            "reminders": 0,
            "journal": 1,
            "outbox": 1,
        }.items():
            assert await database.fetch(f"SELECT COUNT(*) FROM {table}") == [(count,)], table  # noqa: S608


async def _write_directly_and_fail(work: Work) -> None:
    async with work.attempt():
        work.put_project(_project(2))
        await facts.store(await work.direct(), "colour", "red")
        assert await facts.load(await work.direct(), "colour") == "red"
        raise ZeroDivisionError


async def test_what_a_failed_attempt_wrote_directly_is_undone(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:
        async with _working(database) as work:
            async with work.attempt():
                work.put_project(_project(1))
                await facts.store(await work.direct(), "colour", "green")
            with pytest.raises(ZeroDivisionError):
                await _write_directly_and_fail(work)
            assert await facts.load(await work.direct(), "colour") == "green"
            assert await work.project(2) is None
            async with work.attempt():
                await facts.store(await work.direct(), "shape", "round")
            await work.commit()
        assert await database.fetch("SELECT id FROM projects") == [(1,)]
        found = await database.fetch("SELECT name, value FROM facts ORDER BY name")
        assert found == [("colour", "green"), ("shape", "round")]


async def test_an_attempt_sees_what_earlier_ones_put(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database, _working(database) as work:
        async with work.attempt():
            work.put_project(_project(1))
            work.put_session(_held(updated_at=NOW - timedelta(hours=1)))
        async with work.attempt():
            assert await work.project(1) == _project(1)
            work.put_project(_project(1, state=State.SUBMITTED))
            work.put_session(_held("newer000"))
            assert [one.state for one in await work.projects_of(42)] == [State.SUBMITTED]
            assert [one.session.id for one in await work.open_sessions(42, 42)] == [
                "newer000",
                "k3j9x0ab",
            ]
            work.put_session(_held(ended_at=NOW))
            assert [one.session.id for one in await work.open_sessions(42, 42)] == ["newer000"]


async def test_without_a_commit_nothing_is_kept(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:
        async with _working(database) as work:
            work.put_project(_project(1))
            assert await work.count_up("projects") == 1
            await work.projects_of(42)  # writes inside the transaction, so that it sees them
        async with _working(database) as work:
            assert await work.projects_of(42) == []
            assert await work.count_up("projects") == 1


async def test_a_cancelled_block_keeps_nothing_and_leaves_the_database_usable(
    tmp_path: Path,
) -> None:
    async with _opened(tmp_path) as database:
        written = asyncio.Event()

        async def interrupted() -> None:
            async with database.transaction() as transaction:
                await facts.store(transaction, "heartbeat", "never")
                written.set()
                await asyncio.sleep(60)
                await transaction.commit()

        task = asyncio.create_task(interrupted())
        await written.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with database.transaction() as transaction:
            assert await facts.load(transaction, "heartbeat") is None
            await facts.store(transaction, "heartbeat", "now")
            await transaction.commit()
        assert await database.fetch("SELECT value FROM facts") == [("now",)]


@pytest.mark.parametrize("pauses", range(12))
async def test_a_block_cancelled_at_any_await_leaves_the_database_usable(
    tmp_path: Path, pauses: int
) -> None:
    """The cancellation may fall on BEGIN, on a statement, on COMMIT or on the waiting for the lock.

    Whatever was going on, it is kept whole or not at all.
    """
    async with _opened(tmp_path) as database:

        async def two_facts() -> None:
            async with database.transaction() as transaction:
                await facts.store(transaction, "one", "1")
                await facts.store(transaction, "two", "2")
                await transaction.commit()

        tasks = [asyncio.create_task(two_facts()) for _ in range(3)]
        for _ in range(pauses):
            await asyncio.sleep(0.0002 if pauses % 2 else 0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with database.transaction() as transaction:
            rows = await transaction.fetch("SELECT COUNT(*) FROM facts")
            assert rows in ([(0,)], [(2,)])
            await facts.store(transaction, "three", "3")
            await transaction.commit()


async def test_a_refused_value_is_told_apart_from_a_database_that_cannot_be_used(
    tmp_path: Path,
) -> None:
    async with _opened(tmp_path) as database:
        for refused in (
            _project(1, bearer=2**70),
            _project(1, language="half \ud800"),
        ):
            with pytest.raises(RefusedError):
                await _keep(database, refused)
        with pytest.raises(RefusedError, match="FOREIGN KEY"):
            await _keep(database, _held(project_id=404))
        with pytest.raises(StorageError, match="no such table") as caught:
            await _run(database, "DELETE FROM no_such_table")
        assert not isinstance(caught.value, RefusedError)
        with pytest.raises(StorageError, match="no such table"):
            await database.fetch("SELECT * FROM no_such_table")


async def test_a_database_that_is_not_open_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="not open"):
        await Database(tmp_path / "town.db").fetch("SELECT 1")


async def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be opened"):
        async with Database(tmp_path / "file" / "town.db"):
            pass


async def test_numbers_of_letters_never_repeat_among_those_that_wait(tmp_path: Path) -> None:
    given_out: list[int] = []
    for _ in range(4):
        async with _opened(tmp_path) as database:
            async with database.transaction() as transaction:
                waiting = [letter.id for letter in await outbox.load_all(transaction)]
            numbers = Numbers(max(waiting, default=0))
            async with _working(database, numbers) as work:
                for _ in range(3):
                    work.send(42, {"text": "x"})
                new = [letter.id for letter in await work.commit()]
            assert new == sorted(new)
            assert not set(new) & set(waiting)
            given_out += new
            async with database.transaction() as transaction:
                await outbox.remove(transaction, new[:1])
                await transaction.commit()
    async with _opened(tmp_path) as database:
        assert await database.fetch("SELECT COUNT(DISTINCT id) FROM outbox") == [(8,)]
        assert set(given_out) >= {row[0] for row in await database.fetch("SELECT id FROM outbox")}


async def test_a_counted_number_is_not_given_again_after_a_restart(tmp_path: Path) -> None:
    found = []
    for _ in range(3):
        async with _opened(tmp_path) as database, _working(database) as work:
            with pytest.raises(ZeroDivisionError):
                await _count_and_fail(work)
            found.append(await work.count_up("numbers:2026"))
            await work.commit()
    assert found == [2, 4, 6], "nor is one that a turn had when it failed"


# -- reminders -------------------------------------------------------------------------------------


def _nudge(days: int, rank: int = 1, kind: str = "draft_nudge") -> Reminder:
    return Reminder(1, kind, rank, NOW + timedelta(days=days))


async def _want(
    database: Database, wanted: Iterable[Reminder], done: Iterable[Reminder] = ()
) -> None:
    async with _working(database) as work:
        work.put_project(_project(1))
        work.want_reminders(1, frozenset(wanted))
        work.finish_reminders(done)
        await work.commit()


async def _due(database: Database, days: int = 1000, most: int = 99) -> list[Reminder]:
    async with database.transaction() as transaction:
        return await reminders.load_due(transaction, NOW + timedelta(days=days), most)


async def test_the_rows_are_made_equal_to_what_must_exist(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:
        for wanted in ([_nudge(3), _nudge(10, 2)], [_nudge(10, 2), _nudge(5)], [], [_nudge(3)]):
            for _ in range(2):
                await _want(database, wanted)
                assert await _due(database) == sorted(wanted, key=lambda one: one.due_at)


async def test_only_what_is_due_comes_and_the_oldest_first(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:
        await _want(database, [_nudge(3), _nudge(10, 2), _nudge(4, 1, "silence")])
        assert await _due(database, 2) == []
        assert await _due(database, 4) == [_nudge(3), _nudge(4, 1, "silence")]
        assert await _due(database, 30, most=1) == [_nudge(3)]
        async with database.transaction() as transaction:
            (soonest,) = await reminders.load_upcoming(transaction, 1)
            assert soonest.at == NOW + timedelta(days=3)


async def test_what_was_said_is_not_said_again(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:
        wanted = [_nudge(3), _nudge(10, 2)]
        await _want(database, wanted, done=[_nudge(3)])
        for _ in range(2):
            await _want(database, wanted)
            assert await _due(database) == [_nudge(10, 2)]
        await _want(database, [])
        await _want(database, wanted)
        assert await _due(database) == [_nudge(10, 2)], "not even after it was not wanted"


async def test_a_postponed_reminder_stays_postponed(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:
        await _want(database, [_nudge(3), _nudge(4, 1, "silence")])
        async with _working(database) as work:
            work.postpone_reminder(_nudge(3), NOW + timedelta(days=6))
            await work.commit()
        await _want(database, [_nudge(3), _nudge(4, 1, "silence")])
        assert await _due(database, 5) == [_nudge(4, 1, "silence")]
        assert await _due(database, 6) == [_nudge(4, 1, "silence"), _nudge(3)]


async def test_other_projects_keep_their_reminders(tmp_path: Path) -> None:
    other = replace(_nudge(3), project_id=2)
    async with _opened(tmp_path) as database:
        async with database.transaction() as transaction:
            await projects.save(transaction, [_project(1), _project(2)])
            wanted = [Wanted(1, frozenset({_nudge(3)})), Wanted(2, frozenset({other}))]
            await reminders.make_equal(transaction, wanted)
            await reminders.make_equal(transaction, [Wanted(1, frozenset())])
            await transaction.commit()
        assert await _due(database) == [other]


async def test_nothing_waits_when_nothing_is_wanted(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database, database.transaction() as transaction:
        assert await reminders.load_upcoming(transaction, 9) == []


# -- the journal -----------------------------------------------------------------------------------


async def test_the_journal_is_kept_in_order(tmp_path: Path) -> None:
    entries = [
        Entry(NOW, "user:42", "submit", 1, "draft", "submitted"),
        Entry(NOW, "clock", "implicit_refusal", 1, "submitted", "submitted", "silence"),
        Entry(NOW, "user:5", "read", None),
    ]
    async with _opened(tmp_path) as database:
        async with _working(database) as work:
            for entry in entries:
                work.write_journal(entry)
            await work.commit()
        async with database.transaction() as transaction:
            assert await journal.load_of_project(transaction, 1) == entries[:2]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM journal",
        "UPDATE journal SET reason = 'another'",
        "UPDATE journal SET at = 0 WHERE id = 1",
    ],
)
async def test_the_journal_refuses_to_be_rewritten(tmp_path: Path, sql: str) -> None:
    async with _opened(tmp_path) as database:
        async with database.transaction() as transaction:
            await journal.add(transaction, [Entry(NOW, "user:42", "submit", 1)])
            await transaction.commit()
        with pytest.raises(RefusedError, match="append-only"):
            await _run(database, sql)
        async with database.transaction() as transaction:
            assert len(await journal.load_of_project(transaction, 1)) == 1


# -- the connection --------------------------------------------------------------------------------


async def test_the_connection_is_durable_and_keeps_its_keys(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:
        for pragma, value in {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 5000,
        }.items():
            assert await database.fetch(f"PRAGMA {pragma}") == [(value,)], pragma


async def test_what_was_committed_is_there_for_others_at_once(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:
        async with database.transaction() as transaction:
            await facts.store(transaction, "heartbeat", "now")
            await transaction.commit()
        with sqlite3.connect(tmp_path / "town.db") as other:
            assert other.execute("SELECT value FROM facts").fetchall() == [("now",)]
        other.close()


async def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    async with _opened(tmp_path) as database:

        async def count() -> int:
            async with database.transaction() as transaction:
                found = await facts.count_up(transaction, "n")
                await asyncio.sleep(0)
                await transaction.commit()
                return found

        assert sorted(await asyncio.gather(*(count() for _ in range(20)))) == list(range(1, 21))


def test_a_day_and_an_instant_are_kept_to_the_last_digit() -> None:
    from storage.instants import from_iso, from_micros, to_iso, to_micros

    instant = datetime(2026, 5, 12, 8, 0, 0, 123457, tzinfo=UTC)
    assert from_micros(to_micros(instant)) == instant
    assert from_micros(to_micros(None)) is None
    assert to_micros(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1_000_000
    assert from_iso(to_iso(date(2026, 5, 12))) == date(2026, 5, 12)
    assert from_iso(to_iso(None)) is None
