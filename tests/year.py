"""A year of a town hall's work through the real turns: what each of the team receives in a week.

Ideas come in, people of the team take them, ask opinions, decide by two, answer questions, and
conventions begin to be lived. `python -m tests.year` lives it for a town of 6,700 and one of
100,000 inhabitants, and prints it. The same seed lives the same year.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bot import card
from bot.incoming import Command, Person
from bot.projects import act, keep
from dialogs.agreement import Convention, Signature
from dialogs.buttons import to_base36
from dialogs.country import add_months
from dialogs.events import Said
from dialogs.filing import Promise, Submit
from dialogs.following import Report
from dialogs.lifecycle import Action
from dialogs.project import Project, State
from dialogs.rights import Actor
from dialogs.upkeep_days import Frequency, Task
from dialogs.working import ConfirmReport, HandIn
from storage.outbox import Letter
from storage.residents import Resident
from tests.quiet import GROUP, Quiet, is_new, quiet

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
DAYS = 364
WEEKS = DAYS / 7


@dataclass(frozen=True, slots=True)
class Size:
    """A town: its inhabitants, the ideas of a year, how many decide, and how many serve."""

    inhabitants: int
    ideas: int
    deciders: int
    services: int

    @property
    def staff(self) -> int:
        """How many are in the team."""
        return self.deciders + self.services


TOWNS = (Size(6_700, 15, 2, 2), Size(100_000, 120, 5, 10))
"""The scheme's own town signs five or six conventions a year; a city has eight times the ideas."""

DOSSIER: dict[str, Any] = {
    "description": "Notre rue est grise. Nous souhaitons dix jardinières, et nous arrosons.",
    "category": "greening",
    "place": {"text": "rue des Tilleuls"},
    "bearer_kind": "association",
    "bearer_name": "Les Voisins",
    "publish_level": "title_place",
}
PROMISES: dict[str, Any] = {
    "people_count": 12,
    "duration_weeks": 10,
    "bearer_commitments": [{"kind": "labour", "what": "Planter", "hours": 30}],
    "upkeep_plan": [{"task": "Arroser", "frequency": "monthly", "who": "bearer"}],
}


@dataclass
class Year:
    """One year of one town."""

    size: Size
    office: Quiet
    chance: Random
    group: Counter[int] = field(default_factory=Counter)
    digests: int = 0
    private: Counter[tuple[int, int]] = field(default_factory=Counter)
    residents: int = 0
    seen: int = 0

    async def live(self, days: int = DAYS) -> None:
        """Let the year go by, a day at a time."""
        async with self.office.work() as work:
            for user_id in range(1, self.size.staff + 1):
                work.put_resident(Resident(user_id, "fr", START, adult=True, privacy_seen_at=START))
        for user_id in range(1, self.size.staff + 1):
            await self.office.says(_staff(user_id), Said("Bonjour"), GROUP)
        for day in range(days):
            self.office.clock.at = START + timedelta(days=day)
            self._count(await self.office.sweep(), day // 7, digest=True)
            if day * self.size.ideas // DAYS != (day + 1) * self.size.ideas // DAYS:
                await self._idea(day)
            await self._work(day)
            self._count([], day // 7)

    def _count(self, letters: list[Letter], week: int, *, digest: bool = False) -> None:
        """Count what has been sent since the last look."""
        new = [one for one in self.office.sent[self.seen :] if is_new(one)]
        self.seen = len(self.office.sent)
        self.digests += digest and any(
            one.chat_id == GROUP and "/todo" in str(one.payload.get("text")) for one in letters
        )
        for one in new:
            if one.chat_id == GROUP:
                self.group[week] += 1
            elif one.chat_id <= self.size.staff:
                self.private[one.chat_id, week] += 1
            else:
                self.residents += 1

    async def _idea(self, day: int) -> None:
        number = day + 1
        bearer = 1000 + number
        now, setting = self.office.clock.at, self.office.town.setting
        today = setting.local_day(now)
        idea = {**DOSSIER, "title": f"Idée {number}"}
        draft = Project(number, bearer, State.DRAFT, now, "fr", dossier=idea)
        async with self.office.work() as work:
            work.put_resident(Resident(bearer, "fr", now, adult=True, privacy_seen_at=now))
            work.put_project(draft)
            reply_on = setting.working_day_after(today, self.office.town.reply_days)
            submit = Submit(f"2026-{number:03d}", idea, reply_on, add_months(today, 2))
            await act(self.office.town, work, draft, submit, Actor(bearer))

    async def _work(self, day: int) -> None:
        async with self.office.work() as work:
            projects = await work.projects_in(frozenset(State) - {State.DRAFT})
        working = self.office.town.setting.country.is_working_day(
            self.office.town.setting.local_day(self.office.clock.at)
        )
        for project in projects:
            await self._bearer(project)
            if working:
                await self._team(project, day)

    async def _bearer(self, project: Project) -> None:
        """What a resident does: the promises, a question once a month, the report at the end."""
        bearer = project.bearer
        undecided = project.state in (State.SUBMITTED, State.UNDER_REVIEW)
        if undecided and project.promised_at is None and self.chance.random() < 1 / 8:
            await self._act(project, Promise({**project.dossier, **PROMISES}), bearer)
        if undecided and self.chance.random() < 1 / 30:
            person = Person(bearer, "Camille", "fr")
            await self.office.says(person, Command("contact"), bearer)
            await self.office.says(person, Said("Quand aurai-je une réponse ?"), bearer)
        signed = min((one.at for one in project.signatures), default=None)
        if project.state is State.IN_PROGRESS and signed is not None:
            await self._reminded(project)
            if self.office.clock.at - signed > timedelta(weeks=10):
                report = Report(self.office.clock.at, bearer, "C'est fait.", 12, 40.0)
                await self._act(project, HandIn(report), bearer)
        elif project.state is State.UPKEEP:
            await self._reminded(project)

    async def _reminded(self, project: Project) -> None:
        """Press a button of this morning's reminder, three times in four."""
        for letter in self.office.sent[-200:]:
            rows: list[Any] = letter.payload.get("rows") or []
            taps = [data for row in rows for _, data in row if data.startswith("u.")]
            fresh = letter.created_at == self.office.clock.at
            if letter.chat_id == project.bearer and taps and fresh and self.chance.random() < 0.75:
                person = Person(project.bearer, "Camille", "fr")
                await self.office.taps(person, taps[0], project.bearer)
                return

    async def _team(self, project: Project, day: int) -> None:
        """What the team does on a working day with one dossier, if it comes to it."""
        if self.chance.random() > 1 / 4:
            return
        match project.state:
            case State.SUBMITTED:
                await self._press(self._someone(), project, "take")
            case State.UNDER_REVIEW if project.proposal is not None:
                others = set(range(1, self.size.deciders + 1)) - {project.proposal.by}
                await self._press(self.chance.choice(sorted(others)), project, "confirm")
            case State.UNDER_REVIEW:
                await self._review(project, day)
            case State.ACCEPTED if self.chance.random() < 1 / 5:
                await self._sign(project)
            case State.COMPLETION_REVIEW:
                await self._act(project, ConfirmReport(40.0, 0), project.assigned_to or 1)

    async def _review(self, project: Project, day: int) -> None:
        awaited = project.casework.awaited
        if awaited:
            await self._opinion(awaited[0].of, project)
        elif not project.casework.opinions and day % 5 < 2:
            of = self.size.deciders + 1 + self.chance.randrange(self.size.services)
            if of != project.assigned_to:
                data = f"w.{to_base36(project.id)}.askto.{to_base36(of)}"
                asker = project.assigned_to or 1
                await self.office.taps(_staff(asker), data, asker)
        elif project.promised_at is not None:
            decider = 1 + self.chance.randrange(self.size.deciders)
            if self.chance.random() < 1 / 4:
                await self._press(decider, project, "refuse")
                await self._press_last(decider, "g.", GROUP)
                await self._press_last(decider, ".send.", GROUP)
            else:
                await self._press(decider, project, "accept")

    async def _opinion(self, of: int, project: Project) -> None:
        await self.office.taps(_staff(of), f"w.{to_base36(project.id)}.opinion.", of)
        await self._press_last(of, ".fine", of)
        await self.office.says(_staff(of), Said("Rien à dire contre."), of)

    async def _press_last(self, user_id: int, part: str, chat: int) -> None:
        """Press the newest button whose data holds a part."""
        for letter in reversed(self.office.sent[-60:]):
            for row in letter.payload.get("rows") or []:
                for _, data in row:
                    if letter.chat_id == chat and part in data:
                        await self.office.taps(_staff(user_id), data, chat, letter.id)
                        return

    async def _press(self, user_id: int, project: Project, deed: str) -> None:
        await self.office.taps(_staff(user_id), card.card_data(project, deed), GROUP)

    async def _sign(self, project: Project) -> None:
        """The convention is signed; its own messages to the team are a card and a note."""
        now = self.office.clock.at
        text = Convention(1, "a" * 64, now, (project.bearer,), term_start=now.date(), term_years=3)
        signed = replace(
            project,
            state=State.IN_PROGRESS,
            convention=text,
            signatures=(Signature(1, "Marc Dubois", now, 1, "a" * 64, for_town=True),),
            tasks=(Task(1, "arroser", Frequency.MONTHLY),),
            versions=1,
        )
        async with self.office.work() as work:
            keep(self.office.town, work, project, signed)

    async def _act(self, project: Project, action: Action, user_id: int) -> None:
        async with self.office.work() as work:
            actor = self.office.town.actor(user_id, f"Collègue {user_id}")
            now = await work.project(project.id)
            if now is not None:
                await act(self.office.town, work, now, action, actor)

    def _someone(self) -> int:
        return 1 + self.chance.randrange(self.size.staff)

    def report(self, states: Counter[str]) -> str:
        """What the year was like, for a person to read."""
        group = sum(self.group.values())
        private = sum(self.private.values())
        each = (group + private / self.size.staff) / WEEKS
        busiest = max(self.group.values(), default=0)
        return (
            f"{self.size.inhabitants:,} inhabitants, {sum(states.values())} ideas, a team of "
            f"{self.size.staff}\n"
            f"  messages per staff member per week: {each:.1f}\n"
            f"    in the group {group / WEEKS:.1f} (of them morning digests "
            f"{self.digests / WEEKS:.1f}; busiest week {busiest}), "
            f"in private {private / self.size.staff / WEEKS:.1f}\n"
            f"  messages to residents in the year: {self.residents}\n"
            f"  where the ideas stand: {dict(states)}\n"
        )

    @property
    def each_week(self) -> float:
        """Messages per staff member per week."""
        private = sum(self.private.values()) / self.size.staff
        return (sum(self.group.values()) + private) / WEEKS


def _staff(user_id: int) -> Person:
    return Person(user_id, f"Collègue {user_id}", "fr")


async def live(size: Size, folder: Path, seed: int = 1, days: int = DAYS) -> tuple[Year, str]:
    """Live a year of a town; return it, and the words about it."""
    deciders = tuple(range(1, size.deciders + 1))
    services = tuple(range(size.deciders + 1, size.staff + 1))
    staff = {
        "roles": {"elected": deciders, "service": services},
        "digest": True,
        "undo_seconds": 60,
    }
    async with quiet(folder, START, staff=staff) as office:
        year = Year(size, office, Random(seed))
        await year.live(days)
        async with office.work() as work:
            lived = await work.projects_in(frozenset(State) - {State.DRAFT})
        dead = await office.database.fetch("SELECT traceback FROM dead_letters")
    assert not dead, dead[0]
    return year, year.report(Counter(one.state.value for one in lived))


async def _all() -> None:
    for size in TOWNS:
        with TemporaryDirectory() as folder:
            _, words = await live(size, Path(folder))
        sys.stdout.write(words)


def main() -> None:
    """Live the year of both towns."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    asyncio.run(_all())


if __name__ == "__main__":
    main()
