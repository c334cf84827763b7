"""Whole lives of projects through the real storage: days go by, people answer or do not.

Nothing is sent: what a person would have received is read from each commit. The same seed lives
the same lives. `python -m tests.lives` lives ten years of ten towns and prints what it cost people;
`python -m tests.lives --to-the-end 1000` lives a thousand projects to their end and prints how.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import followups, residents
from bot.incoming import Person, Tapped
from bot.projects import act
from bot.town import Town, build_town
from dialogs import due_retention
from dialogs.agreement import Convention, Kind, Signature
from dialogs.calendar import reminders
from dialogs.following import Report
from dialogs.project import Project, State
from dialogs.rights import Actor, Role, Why
from dialogs.signing import FilePaper, Issue
from dialogs.tending import EndTerm, NoteVisit, Stop, term_end
from dialogs.upkeep_days import Frequency, Task
from dialogs.working import CloseUndone, ConfirmReport, HandIn
from storage.database import Database
from storage.instants import to_micros
from storage.outbox import Letter
from storage.residents import Resident
from storage.work import Numbers, Work, begin
from tests.stage import build_config

START = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
GROUP = -1001
CLERK = Actor(7, "Mehdi", frozenset(Role))
PLANS = (
    (
        Task(1, "arroser", Frequency.WEEKLY, (5, 6, 7, 8, 9)),
        Task(2, "tailler", Frequency.YEARLY, (2,)),
    ),
    (Task(1, "contrôler", Frequency.QUARTERLY),),
    (Task(1, "tour du chemin", Frequency.TWICE_A_YEAR, (3, 10)),),
    (Task(1, "brasser", Frequency.BIWEEKLY), Task(2, "vider", Frequency.TWICE_A_YEAR, (3, 10))),
    (Task(1, "ramasser", Frequency.MONTHLY), Task(2, "bilan", Frequency.YEARLY, (1,))),
)
CATEGORIES = ("greening", "furniture", "paths", "compost", "clean_up")


@dataclass
class Seen:
    """What people and staff received; days are days of the town."""

    by_day: Counter[tuple[int, date]] = field(default_factory=Counter)
    alarms: Counter[date] = field(default_factory=Counter)
    answers: int = 0
    instants: list[datetime] = field(default_factory=list)


_LAWS = {
    "a thing has two reminders": """
        SELECT project_id, kind, due_at FROM reminders
        WHERE :now > 0 GROUP BY project_id, kind, due_at HAVING COUNT(*) > 1
    """,
    "an ended project has something to say": """
        SELECT project_id, kind FROM reminders JOIN projects ON projects.id = reminders.project_id
        WHERE :now > 0 AND reminders.done_at IS NULL AND projects.state = 'closed'
            AND kind NOT IN (SELECT value FROM json_each(:forgetting))
    """,
    "a reminder was lost": """
        SELECT project_id, kind, rank FROM reminders WHERE done_at IS NULL AND not_before <= :now
    """,
}
"""What must never be found in the database, by what it would mean."""


@dataclass
class Life:
    """A town whose projects are lived: a seed decides who answers, and how."""

    town: Town
    database: Database
    seed: random.Random
    seen: Seen = field(default_factory=Seen)
    numbers: Numbers = field(default_factory=Numbers)
    last: datetime = START

    async def found(self, count: int, over_days: int) -> None:
        """Let projects be signed on days spread over a span."""
        async with begin(self.database, self.numbers, START) as work:
            for number in range(1, count + 1):
                signed = START + timedelta(days=self.seed.randrange(over_days))
                project = self._signed(number, signed)
                for user_id in project.carriers:
                    work.put_resident(
                        Resident(user_id, "fr", START, adult=True, privacy_seen_at=START)
                    )
                work.put_project(project)
                work.want_reminders(project.id, reminders(project, self.town.setting))
            await work.commit()

    def _signed(self, number: int, at: datetime) -> Project:
        bearer = number * 10
        members = tuple(bearer + rank for rank in range(1, self.seed.choice((1, 1, 2, 4))))
        text = Convention(
            1, "a" * 64, at, (bearer, *members),
            term_start=at.date(), term_years=self.seed.choice((1, 3, 3, 3, 5)),
        )  # fmt: skip
        kind = self.seed.randrange(len(PLANS))
        return Project(
            id=number,
            bearer=bearer,
            state=State.IN_PROGRESS,
            created_at=at,
            language="fr",
            number=f"2026-{number:03d}",
            dossier={"title": f"Projet {number}", "category": CATEGORIES[kind],
                     "duration_weeks": self.seed.choice((4, 10, 26))},
            submitted_at=at,
            decided_at=at,
            members=members,
            convention=text,
            signatures=(Signature(7, "Marc Dubois", at, 1, "a" * 64, for_town=True),),
            tasks=PLANS[kind],
            upkeep_by=self.seed.choice(("turns", "turns", "one", "all")),
        )  # fmt: skip

    async def live(self, days: int, *, since: int = 0, off: frozenset[int] = frozenset()) -> None:
        """Let days go by; each begins with what is due, then people answer what they received.

        On the days `off` the machine is: nothing is said, and nobody is asked anything.
        """
        for day in range(since, days):
            if day in off:
                continue
            now = START + timedelta(days=day, minutes=self.seed.randrange(120))
            async with begin(self.database, self.numbers, now) as work:
                while await followups.sweep(self.town, work) >= followups.BATCH:
                    pass
                letters = await work.commit()
            self.last = now
            self._note(letters, now)
            for letter in letters:
                if letter.chat_id > 0 and self.seed.random() < 0.7:
                    await self._answer(letter, now)
            if day % 7 == 0:
                await self._staff_work(now)
            await self._forget_letters()

    def _note(self, letters: list[Letter], now: datetime) -> None:
        today = self.town.setting.local_day(now)
        for letter in letters:
            self.seen.instants.append(now)
            if letter.chat_id > 0:
                self.seen.by_day[letter.chat_id, today] += 1
            else:
                self.seen.alarms[today] += 1

    async def _answer(self, letter: Letter, now: datetime) -> None:
        """Press one of the buttons, as someone would who has a minute."""
        rows: list[Any] = letter.payload.get("rows", [])
        labels = [data for row in rows for _, data in row if data.startswith("u.")]
        if not labels:
            return
        data = labels[0] if self.seed.random() < 0.75 else self.seed.choice(labels)
        person = Person(letter.chat_id, "Camille", "fr")
        tap = Tapped(person, letter.chat_id, True, None, "1", data)
        async with begin(self.database, self.numbers, now + timedelta(hours=1)) as work:
            async with work.attempt():
                await residents.tapped(self.town, work, tap)
                if ".report." in data:
                    await self._report(work, int(data.split(".")[1], 36), person.id)
            await work.commit()
        self.seen.answers += 1

    async def _report(self, work: Work, number: int, by: int) -> None:
        project = await work.project(number)
        assert project is not None
        report = Report(work.now, by, "C'est fait.", 4, 12.0)
        await act(self.town, work, project, HandIn(report), Actor(by))

    async def _staff_work(self, now: datetime) -> None:
        """Once a week, a clerk looks at what waits."""
        async with begin(self.database, self.numbers, now) as work:
            for project in await work.projects_in(
                (State.COMPLETION_REVIEW, State.UPKEEP_LATE, State.RENEWAL, State.IN_PROGRESS)
            ):
                await self._clerk(work, project)
            await work.commit()

    async def _clerk(self, work: Work, project: Project) -> None:
        today = self.town.setting.local_day(work.now)
        end = term_end(project)
        if project.state is State.COMPLETION_REVIEW:
            await self._do(work, project, ConfirmReport(12.0, 0))
        elif project.state is State.UPKEEP_LATE and self.seed.random() < 0.3:
            await self._do(work, project, NoteVisit("Vu sur place.", alive=True))
        elif project.state is State.IN_PROGRESS and end is not None and today > end:
            await self._do(work, project, CloseUndone("Les travaux n'ont jamais commencé."))
        elif project.state is State.RENEWAL and end is not None and today >= end:
            wishes = {wish.value for _, wish in project.wishes}
            if "go_on" not in wishes:
                if today > end:
                    await self._do(work, project, EndTerm(today))
                return
            issue = Issue("b" * 64, Kind.RENEWAL, term_start=end + timedelta(days=1), term_years=3)
            offered = await self._do(work, project, issue)
            if offered is not None and offered.offered is not None:
                version = offered.offered.version
                await self._do(work, offered, FilePaper(version, "b" * 64, "c" * 64, "Marc Dubois"))

    async def _do(self, work: Work, project: Project, action: Any) -> Project | None:
        done = await act(self.town, work, project, action, CLERK)
        return None if isinstance(done, Why) else done

    async def _forget_letters(self) -> None:
        async with self.database.transaction() as transaction:
            await transaction.run("DELETE FROM outbox")
            await transaction.commit()

    async def end_all(self, now: datetime) -> None:
        """Let what is still alive end as people end it, so that every life has its end.

        The town confirms a report that waits, closes work that was never done, and bearers stop.
        """
        async with begin(self.database, self.numbers, now) as work:
            for project in await work.projects_in((State.COMPLETION_REVIEW,)):
                await self._do(work, project, ConfirmReport(12.0, 0))
            for project in await work.projects_in((State.IN_PROGRESS, State.ON_HOLD)):
                await self._do(work, project, CloseUndone("Les travaux n'ont jamais commencé."))
            for project in await work.projects_in((State.UPKEEP, State.UPKEEP_LATE, State.RENEWAL)):
                await act(self.town, work, project, Stop(), Actor(project.bearer))
            await work.commit()

    async def broken_laws(self, now: datetime) -> list[str]:
        """What went against the restraint or the lifecycle in all that was lived; [] as it should.

        `now` is the last instant at which what was due was said.
        """
        setting, found = self.town.setting, []
        kinds = json.dumps(sorted(due_retention.KINDS))
        for instant in self.seen.instants:
            local = instant.astimezone(setting.zone)
            hour = setting.delays.from_hour <= local.hour < setting.delays.until_hour
            if not hour or local.weekday() == 6 or setting.country.is_holiday(local.date()):
                found.append(f"a quiet hour was broken: {local}")
        if max(self.seen.by_day.values(), default=0) > 1:
            found.append("a person got two messages in a day")
        for words, query in _LAWS.items():
            rows = await self.database.fetch(query, {"now": to_micros(now), "forgetting": kinds})
            found += [f"{words}: {row}" for row in rows]
        return found

    async def projects(self) -> list[Project]:
        """Every project, as it stands."""
        async with begin(self.database, self.numbers, START) as work:
            return await work.projects_in(State)


def make_town(folder: Path) -> Town:
    """A town for such lives."""
    return build_town(build_config(folder, "http://127.0.0.1:1", GROUP))


async def _decade(towns: int, projects: int, years: int) -> None:
    days = 365 * years
    people = asked = alarms = answers = most = 0
    broken: list[str] = []
    ends: Counter[str] = Counter()
    for number in range(towns):
        with TemporaryDirectory() as folder:
            town = make_town(Path(folder))
            async with Database(Path(folder) / "town.db") as database:
                life = Life(town, database, random.Random(number))
                await life.found(projects, max(1, days - 1500))
                await life.live(days)
                lived = await life.projects()
                broken += await life.broken_laws(life.last)
        people += sum(len(one.carriers) for one in lived)
        asked += sum(life.seen.by_day.values())
        alarms += sum(life.seen.alarms.values())
        answers += life.seen.answers
        most = max(most, *life.seen.by_day.values())
        ends.update(one.state.value for one in lived)
        sys.stdout.write(f"town {number + 1} of {towns} has lived its {years} years\n")
    months = 12 * years
    sys.stdout.write(
        f"{towns} towns, {projects} projects each, {years} years; {people} people carry them\n"
        f"messages per resident per month: {asked / people / months:.2f}, at most {most} a day\n"
        f"staff alarms per town per month: {alarms / towns / months:.2f}\n"
        f"answers by one tap: {answers}\n"
        f"where the projects stand: {dict(ends)}\n"
        f"laws broken: {len(broken)} {broken[:3]}\n"
    )


@dataclass
class Ends:
    """How many lives ended, and how: `outcomes` of those closed, and what went wrong."""

    lives: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    unended: Counter[str] = field(default_factory=Counter)
    most_a_day: int = 0
    messages: int = 0
    answers: int = 0
    broken: list[str] = field(default_factory=list)


async def live_to_the_end(count: int, days: int, seed: int = 0) -> Ends:
    """Live `count` projects of one town for so many days, then end what is still alive.

    A month later nothing more may have been said.
    """
    with TemporaryDirectory() as folder:
        town = make_town(Path(folder))
        async with Database(Path(folder) / "town.db") as database:
            life = Life(town, database, random.Random(seed))
            await life.found(count, 200)
            await life.live(days)
            await life.end_all(START + timedelta(days=days))
            said = sum(life.seen.by_day.values())
            await life.live(days + 31, since=days + 1)
            broken = await life.broken_laws(life.last)
            after = sum(life.seen.by_day.values()) - said
            lived = await life.projects()
    if after:
        broken.append(f"{after} messages came after the end")
    closed = [one for one in lived if one.state is State.CLOSED]
    return Ends(
        len(lived),
        Counter(one.outcome or "no outcome" for one in closed),
        Counter(one.state.value for one in lived if one.state is not State.CLOSED),
        max(life.seen.by_day.values(), default=0),
        said,
        life.seen.answers,
        broken,
    )


async def _to_the_end(count: int, days: int) -> None:
    """Live in towns of a hundred, and print how the lives ended."""
    whole = Ends()
    for number in range(0, count, 100):
        one = await live_to_the_end(min(100, count - number), days, number)
        whole.lives += one.lives
        whole.outcomes += one.outcomes
        whole.unended += one.unended
        whole.most_a_day = max(whole.most_a_day, one.most_a_day)
        whole.messages += one.messages
        whole.answers += one.answers
        whole.broken += one.broken
        sys.stdout.write(
            f"{whole.lives} lives of {days} days: ended {sum(whole.outcomes.values())} "
            f"{dict(whole.outcomes)}; not ended {dict(whole.unended)}; {whole.messages} messages, "
            f"at most {whole.most_a_day} a day for one person; {whole.answers} answers; "
            f"laws broken: {len(whole.broken)} {whole.broken[:3]}\n"
        )
        sys.stdout.flush()


def main() -> None:
    """Live ten years of ten towns, or a number of projects to their end."""
    parser = argparse.ArgumentParser(description=_decade.__doc__)
    parser.add_argument("--to-the-end", type=int, default=0, metavar="LIVES")
    parser.add_argument("--days", type=int, default=1300)
    parser.add_argument("--towns", type=int, default=10)
    parser.add_argument("--projects", type=int, default=60)
    parser.add_argument("--years", type=int, default=10)
    asked = parser.parse_args()
    if asked.to_the_end:
        asyncio.run(_to_the_end(asked.to_the_end, asked.days))
        return
    asyncio.run(_decade(asked.towns, asked.projects, asked.years))


if __name__ == "__main__":
    main()
