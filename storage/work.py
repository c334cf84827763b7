"""A unit of work: one transaction's memory, loaded in a few statements and written once.

A turn works in an `attempt`: when it raises, what it staged is dropped and the batch goes on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dialogs.project import Project, State
from dialogs.setting import Reminder
from dialogs.similar import Idea
from storage import (
    facts,
    journal,
    outbox,
    projects,
    reminders,
    residents,
    sessions,
    traces,
    updates,
)
from storage.database import Database, Transaction
from storage.journal import Entry
from storage.outbox import Letter
from storage.reminders import Wanted
from storage.residents import Resident
from storage.sessions import Held
from storage.traces import Traced
from storage.updates import DeadLetter


@dataclass
class _Staged:
    """What has changed and is not yet written."""

    residents: dict[int, Resident] = field(default_factory=dict)
    sessions: dict[str, Held] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    wanted: dict[int, frozenset[Reminder]] = field(default_factory=dict)
    done: list[Reminder] = field(default_factory=list)
    postponed: list[tuple[Reminder, datetime]] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    thrown: list[str] = field(default_factory=list)
    traced: list[Traced] = field(default_factory=list)

    def take_over(self, other: _Staged) -> None:
        """Add what another one staged."""
        self.residents.update(other.residents)
        self.sessions.update(other.sessions)
        self.projects.update(other.projects)
        self.wanted.update(other.wanted)
        self.done += other.done
        self.postponed += other.postponed
        self.letters += other.letters
        self.entries += other.entries
        self.thrown += other.thrown
        self.traced += other.traced


class Numbers:
    """Gives letters their ids: they grow while the process lives, from above those that wait."""

    def __init__(self, last: int = 0) -> None:
        self._last = last

    def next(self) -> int:
        """The next id."""
        self._last += 1
        return self._last


class Work:
    """One transaction's memory. Values are frozen: to change one, `put` another in its place."""

    def __init__(self, transaction: Transaction, numbers: Numbers, now: datetime) -> None:
        self.now = now
        self.transaction = transaction
        self.files_wait = False
        """Whether there may be files to fetch, or to take off the disk, after the commit."""
        self._numbers = numbers
        self._kept = _Staged()
        self._staged = self._kept
        self._marked: bool | None = None  # whether an attempt has its savepoint; None outside one
        self._residents: dict[int, Resident | None] = {}
        self._sessions: dict[str, Held | None] = {}
        self._messages: dict[str, int | None] = {}
        self._projects: dict[int, Project | None] = {}
        self._seen: list[int] = []
        self._dead: list[DeadLetter] = []

    async def preload(self, user_ids: Iterable[int]) -> None:
        """Load these people, the forms in front of them and their screens, in three statements."""
        wanted = set(user_ids)
        if not wanted:
            return
        found = await residents.load(self.transaction, wanted)
        self._residents.update({user_id: found.get(user_id) for user_id in wanted})
        self._sessions.update(await sessions.load_present(self.transaction, wanted))
        slots = [f"live:{user_id}" for user_id in wanted]
        shown = await outbox.load_messages(self.transaction, slots)
        self._messages.update({slot: shown.get(slot) for slot in slots})

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Stage what happens inside; drop it all when the block raises."""
        before, self._staged = self._staged, _Staged()
        self._marked = False
        try:
            yield
        except BaseException:
            self._staged = before
            if self._marked:
                await self.transaction.run("ROLLBACK TO attempt")
            raise
        finally:
            if self._marked:
                await self.transaction.run("RELEASE attempt")
            self._marked = None
        staged, self._staged = self._staged, before
        self._staged.take_over(staged)

    async def direct(self) -> Transaction:
        """The transaction itself, for a noun that is written where it changes.

        What an attempt writes this way is undone with it. People, forms and projects staged so
        far are written before, so that the new rows may refer to them.
        """
        await self._write_values()
        if self._marked is False:
            await self.transaction.run("SAVEPOINT attempt")
            self._marked = True
        await self._write(self._staged)
        return self.transaction

    async def settle(self) -> Transaction:
        """The transaction, with everything staged so far written and nothing remembered.

        For what changes rows that this memory may hold, such as forgetting a person: what is
        asked for next is loaded anew.
        """
        transaction = await self.direct()
        await journal.add(transaction, self._staged.entries)
        self._staged.entries.clear()
        for values in (self._staged.projects, self._staged.residents, self._staged.sessions):
            values.clear()
        for loaded in (self._projects, self._residents, self._sessions, self._messages):
            loaded.clear()
        return transaction

    # -- reading ---------------------------------------------------------------------------------

    async def resident(self, user_id: int) -> Resident | None:
        """A person, None before their first word."""
        for staged in (self._staged, self._kept):
            if user_id in staged.residents:
                return staged.residents[user_id]
        if user_id not in self._residents:
            found = await residents.load(self.transaction, [user_id])
            self._residents[user_id] = found.get(user_id)
        return self._residents[user_id]

    async def session(self, session_id: str) -> Held | None:
        """A form by its id."""
        for staged in (self._staged, self._kept):
            if session_id in staged.sessions:
                return staged.sessions[session_id]
        if session_id not in self._sessions:
            found = await sessions.load(self.transaction, [session_id])
            self._sessions[session_id] = found.get(session_id)
        return self._sessions[session_id]

    async def project(self, project_id: int) -> Project | None:
        """A project by its id."""
        for staged in (self._staged, self._kept):
            if project_id in staged.projects:
                return staged.projects[project_id]
        if project_id not in self._projects:
            found = await projects.load(self.transaction, [project_id])
            self._projects[project_id] = found.get(project_id)
        return self._projects[project_id]

    async def message(self, slot: str) -> int | None:
        """The message that shows a slot, as far as its sending has been noted."""
        if slot not in self._messages:
            shown = await outbox.load_messages(self.transaction, [slot])
            self._messages[slot] = shown.get(slot)
        return self._messages[slot]

    async def slot_of(self, chat_id: int, message_id: int) -> str | None:
        """What a message shows, for a reply to it."""
        return await outbox.find_slot(self.transaction, chat_id, message_id)

    async def undelivered(self, chat_id: int) -> list[dict[str, Any]]:
        """What could not be delivered to a chat, taken out to be sent again."""
        return await outbox.take_undelivered(self.transaction, chat_id)

    async def open_sessions(self, owner: int, chat_id: int) -> list[Held]:
        """A person's unfinished forms in a chat, the latest touched first."""
        await self._write_values()
        found = await sessions.load_open(self.transaction, owner, chat_id)
        return self._newest(found, lambda held: held.owner == owner and held.chat_id == chat_id)

    async def busy_since(self, instant: datetime) -> list[int]:
        """The people whose present form was touched since an instant."""
        return await sessions.load_busy(self.transaction, instant)

    async def sessions_of(self, project_id: int) -> list[Held]:
        """The unfinished forms about a project."""
        await self._write_values()
        found = await sessions.load_of_project(self.transaction, project_id)
        return self._newest(found, lambda held: held.project_id == project_id)

    async def projects_of(self, bearer: int) -> list[Project]:
        """A person's projects, the newest first."""
        await self._write_values()
        found = {one.id: one for one in await projects.load_of_bearer(self.transaction, bearer)}
        found.update(
            {one.id: one for one in self._staged.projects.values() if one.bearer == bearer}
        )
        return [found[project_id] for project_id in sorted(found, reverse=True)]

    async def projects_beside(self, member: int) -> list[Project]:
        """The projects that a person carries with their bearer, the newest first."""
        await self._write_values()
        found = {one.id: one for one in await projects.load_beside(self.transaction, member)}
        for one in self._staged.projects.values():
            if member in (*one.members, *one.standins) and one.bearer != member:
                found[one.id] = one
        return [found[project_id] for project_id in sorted(found, reverse=True)]

    async def project_numbered(self, number: str) -> Project | None:
        """The project of a number, None when there is none."""
        await self._write_values()
        staged = (one for one in self._staged.projects.values() if one.number == number)
        found = next(staged, None) or await projects.load_numbered(self.transaction, number)
        return await self.project(found.id) if found else None

    async def projects_filed_by(self, user_id: int) -> list[Project]:
        """The dossiers that someone filed for people without an account, the newest first."""
        return await projects.load_filed_by(await self.direct(), user_id)

    async def ideas_in(self, states: Iterable[State]) -> list[Idea]:
        """What tells whether another idea is alike, of every dossier in these states."""
        return await projects.load_ideas(await self.direct(), states)

    async def projects_in(self, states: Iterable[State]) -> list[Project]:
        """The projects in these states, the oldest first."""
        wanted = frozenset(states)
        await self._write_values()
        found = {one.id: one for one in await projects.load_in(self.transaction, wanted)}
        found.update(self._staged.projects)
        return [one for _, one in sorted(found.items()) if one.state in wanted]

    def _newest(self, found: list[Held], belongs: Callable[[Held], bool]) -> list[Held]:
        """Lay what this turn has staged over what the database says; the latest touched first."""
        held = {one.session.id: one for one in found}
        held.update({one.session.id: one for one in self._staged.sessions.values() if belongs(one)})
        unfinished = [one for one in held.values() if one.ended_at is None]
        return sorted(unfinished, key=lambda one: one.updated_at, reverse=True)

    async def move_chat(self, old: int, new: int) -> None:
        """Send to `new` what waits for a chat; none of its messages can be changed any more."""
        await outbox.move_chat(self.transaction, old, new)
        self._messages.clear()

    async def count_up(self, name: str) -> int:
        """Raise a counter; a number given to a turn that then fails is not used again."""
        return await facts.count_up(self.transaction, name)

    # -- changing --------------------------------------------------------------------------------

    def put_resident(self, resident: Resident) -> None:
        """Keep a person as they are now."""
        self._staged.residents[resident.user_id] = resident

    def put_session(self, held: Held) -> None:
        """Keep a form as it is now."""
        self._staged.sessions[held.session.id] = held

    def end_session(self, held: Held) -> None:
        """Close a form."""
        self.put_session(replace(held, ended_at=self.now))

    def put_project(self, project: Project) -> None:
        """Keep a project as it is now."""
        self._staged.projects[project.id] = project

    def want_reminders(self, project_id: int, wanted: frozenset[Reminder]) -> None:
        """Make a project's reminders equal to this set."""
        self._staged.wanted[project_id] = wanted

    def finish_reminders(self, done: Iterable[Reminder]) -> None:
        """Note reminders as said."""
        self._staged.done += done

    def postpone_reminder(self, reminder: Reminder, until: datetime) -> None:
        """Let a reminder wait."""
        self._staged.postponed.append((reminder, until))

    def send(
        self,
        chat_id: int,
        payload: dict[str, Any],
        *,
        slot: str = "",
        priority: int = outbox.ANSWER,
    ) -> None:
        """Put a letter in the outbox. Newer versions of a slot's message replace unsent ones."""
        letter = Letter(self._numbers.next(), chat_id, slot, payload, self.now, priority)
        self._staged.letters.append(letter)

    def write_journal(self, entry: Entry) -> None:
        """Add a line to the journal."""
        self._staged.entries.append(entry)

    def throw_away(self, sha256: str) -> None:
        """Note a file that is to be deleted once all this is kept."""
        self._staged.thrown.append(sha256)

    @property
    def thrown(self) -> tuple[str, ...]:
        """The files to delete after the commit, by their hash."""
        return tuple(self._kept.thrown)

    def trace(self, traced: Traced) -> None:
        """Note where a person is in a form, as numbers without a word."""
        self._staged.traced.append(traced)

    def saw(self, update_id: int) -> None:
        """Note an update as handled."""
        self._seen.append(update_id)

    def bury(self, letter: DeadLetter) -> None:
        """Keep an update that could not be handled."""
        self._dead.append(letter)

    # -- writing ---------------------------------------------------------------------------------

    async def _write_values(self) -> None:
        """Write the values kept so far inside the transaction, so that a query sees them.

        What an attempt stages and then drops must not be seen, so its own values wait.
        """
        kept = self._kept
        await self._write(kept)
        self._projects.update(kept.projects)
        self._residents.update(kept.residents)
        self._sessions.update(kept.sessions)
        for written in (kept.projects, kept.residents, kept.sessions):
            written.clear()  # from here on they are read like values that were loaded
        await journal.add(self.transaction, kept.entries)
        kept.entries.clear()

    async def _write(self, staged: _Staged) -> None:
        await projects.save(self.transaction, staged.projects.values())
        await residents.save(self.transaction, staged.residents.values())
        await sessions.save(self.transaction, staged.sessions.values())

    async def commit(self) -> list[Letter]:
        """Write everything and keep it; return the letters that now wait to be sent."""
        kept = self._kept
        await self._write_values()
        wanted = (Wanted(project_id, each) for project_id, each in kept.wanted.items())
        await reminders.make_equal(self.transaction, wanted)
        await reminders.mark_done(self.transaction, kept.done, self.now)
        await reminders.postpone(self.transaction, kept.postponed)
        await outbox.add(self.transaction, kept.letters)
        await traces.add(self.transaction, kept.traced)
        await updates.mark_seen(self.transaction, self._seen, self.now)
        await updates.bury(self.transaction, self._dead, self.now)
        await self.transaction.commit()
        return kept.letters


@asynccontextmanager
async def begin(database: Database, numbers: Numbers, now: datetime) -> AsyncIterator[Work]:
    """Open a unit of work; without `commit` nothing is kept."""
    async with database.transaction() as transaction:
        yield Work(transaction, numbers, now)
