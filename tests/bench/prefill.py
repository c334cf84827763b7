"""A database as it stands after years: earlier residents, their sessions and their projects.

Written through `storage`'s own functions, so that the rows are those the product would write.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from dialogs.book import Book, load_dialogs
from dialogs.effects import Finish
from dialogs.engine import step
from dialogs.events import Pressed, Said
from dialogs.project import Project, State
from dialogs.session import Session, begin
from dialogs.view import view
from dialogs.wording import load_wording
from storage import journal, outbox, projects, residents, sessions
from storage.database import Database, Transaction
from storage.instants import to_micros
from storage.journal import Entry
from storage.residents import Resident
from storage.sessions import Held
from tests.bench.fake_api import FIRST_UPDATE
from tests.bench.residents import Press, choose

FIRST_PERSON = 1_000
FIRST_PROJECT = 1_000_000
"""Above what a new database would count to, so that no new project meets an old one's id."""


_BATCH = 5_000
_PATTERNS = 40
_FIRST_STEPS = ("draft_nudge", "staff_untaken")


@dataclass(frozen=True, slots=True)
class Pattern:
    """How far one resident went: a form, and the answers if it was sent."""

    session: Session
    answers: Mapping[str, Any] | None


def fill(path: Path, count: int) -> None:
    """Make a database with `count` earlier sessions of as many people, three in five sent."""
    asyncio.run(_fill(path, count))


async def _fill(path: Path, count: int) -> None:
    now = datetime.now(UTC) - timedelta(hours=1)  # so young that no reminder is due
    patterns = walks(load_book(), Random(20_26), _PATTERNS, now)
    async with Database(path) as database:
        for start in range(0, count, _BATCH):
            async with database.transaction() as transaction:
                ranks = range(start, min(start + _BATCH, count))
                await _write(transaction, ranks, patterns, now)
                await transaction.commit()


FACTS = {
    "town": "Sainte-Benche", "service": "Town hall", "phone": "03 00 00 00 00",
    "email": "town@sainte-benche.example",
}  # fmt: skip
"""What the product's own texts say of a town."""


def load_book() -> Book:
    """The product's own dialogs, in English."""
    return Book(load_dialogs(), load_wording(("en",)), FACTS)


def walks(book: Book, random: Random, count: int, now: datetime) -> list[Pattern]:
    """Let residents fill the idea's form: three in five send it, the others stop somewhere."""
    found = []
    for rank in range(count):
        most = None if rank % 5 < 3 else random.randrange(3, 25)
        found.append(walk(book, random, now, most))
    return found


def walk(book: Book, random: Random, now: datetime, most: int | None = None) -> Pattern:
    """Let one resident answer every question of the idea's form, or the first `most`."""
    session = begin("walk", book.dialogs["idea"], "en")
    for number in range(200 if most is None else most):
        buttons = [(button.label, button.data) for button in view(book, session).buttons]
        answer = choose(buttons, random, number)
        event = Pressed(answer.data) if isinstance(answer, Press) else Said(answer.text)
        turn = step(book, session, event, now)
        session = turn.session
        for effect in turn.effects:
            if isinstance(effect, Finish):
                return Pattern(session, effect.answers)
    if most is None:
        raise RuntimeError("the simulated residents cannot finish the idea's form")
    return Pattern(session, None)


async def _write(
    transaction: Transaction, ranks: range, patterns: list[Pattern], now: datetime
) -> None:
    chosen = [(rank, patterns[rank % len(patterns)]) for rank in ranks]
    await projects.save(transaction, [_project(rank, one, now) for rank, one in chosen])
    await sessions.save(transaction, [_held(rank, one, now) for rank, one in chosen])
    await residents.save(transaction, [_resident(rank, one, now) for rank, one in chosen])
    await journal.add(transaction, [_entry(rank, one, now) for rank, one in chosen])
    await outbox.set_messages(
        transaction, [(f"live:{FIRST_PERSON + rank}", FIRST_PERSON + rank, 1) for rank in ranks]
    )
    await transaction.run_many(
        """
        INSERT INTO reminders (project_id, kind, rank, due_at, not_before)
        VALUES (:project_id, :kind, :rank, :due_at, :due_at)
        """,
        [_reminder(rank, one, again, now) for rank, one in chosen for again in (1, 2)],
    )
    await transaction.run_many(
        "INSERT INTO updates (update_id, seen_at) VALUES (:id, :at)",
        [{"id": FIRST_UPDATE - 1 - rank, "at": to_micros(now)} for rank in ranks],
    )


def _project(rank: int, pattern: Pattern, now: datetime) -> Project:
    project = Project(
        id=FIRST_PROJECT + rank,
        bearer=FIRST_PERSON + rank,
        state=State.DRAFT,
        created_at=now,
        language="en",
        active_on=now.date(),
    )
    if pattern.answers is None:
        return project
    return replace(
        project,
        state=State.SUBMITTED,
        number=f"2001-{rank:06}",
        dossier=dict(pattern.answers),
        submitted_at=now,
        reply_on=now.date() + timedelta(days=10),
        silence_on=now.date() + timedelta(days=61),
    )


def _held(rank: int, pattern: Pattern, now: datetime) -> Held:
    return Held(
        session=replace(pattern.session, id=f"old{rank:x}"),
        owner=FIRST_PERSON + rank,
        chat_id=FIRST_PERSON + rank,
        project_id=FIRST_PROJECT + rank,
        updated_at=now,
        ended_at=None if pattern.answers is None else now,
    )


def _resident(rank: int, pattern: Pattern, now: datetime) -> Resident:
    return Resident(
        user_id=FIRST_PERSON + rank,
        language="en",
        created_at=now,
        adult=True,
        privacy_seen_at=now,
        session_id=f"old{rank:x}" if pattern.answers is None else None,
    )


def _entry(rank: int, pattern: Pattern, now: datetime) -> Entry:
    after = "draft" if pattern.answers is None else "submitted"
    return Entry(now, f"user:{FIRST_PERSON + rank}", after, FIRST_PROJECT + rank, "", after)


def _reminder(rank: int, pattern: Pattern, again: int, now: datetime) -> dict[str, Any]:
    return {
        "project_id": FIRST_PROJECT + rank,
        "kind": _FIRST_STEPS[pattern.answers is not None],
        "rank": again,
        "due_at": to_micros(now + timedelta(days=4 * again)),
    }
