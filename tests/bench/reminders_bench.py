"""What a million reminders cost: a sweep that finds nothing, and one that finds a thousand.

The bot is the real one with its real client and pace, beside a local Telegram in the same process:
an answer's time is therefore rather too long than too short. While a thousand people are reminded,
others press on, and it is measured how long each waits for an answer.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # this file may be started by its path

from bot.app import App  # noqa: E402
from bot.rehearsal.clock import MovableClock  # noqa: E402
from bot.rehearsal.people import Person  # noqa: E402
from bot.rehearsal.server import RehearsalServer  # noqa: E402
from bot.town import build_town  # noqa: E402
from dialogs.agreement import Convention, Signature  # noqa: E402
from dialogs.calendar import reminders  # noqa: E402
from dialogs.project import Project, State  # noqa: E402
from dialogs.upkeep_days import Frequency, Task  # noqa: E402
from storage.database import Database  # noqa: E402
from storage.instants import to_micros  # noqa: E402
from storage.residents import Resident  # noqa: E402
from storage.work import Numbers, begin  # noqa: E402
from tests.stage import build_config, running  # noqa: E402

ROWS, FILLED = 1_000_000, 2_000
DUE = 1_000
WRITERS = 20
EMPTY_MS, WAIT_S = 1.0, 1.0
EVE = datetime(2026, 6, 7, 18, 0, tzinfo=UTC)
"""A Sunday evening: nothing is due, and a thousand questions are on Monday at nine."""

MONDAY = datetime(2026, 6, 8, 7, 1, tzinfo=UTC)
_SIGNED = datetime(2026, 5, 13, 15, 0, tzinfo=UTC)
_PACE = {"per_chat_per_second": 1, "per_chat_burst": 5, "overall_per_second": 30}
_SWEEPS = 200


def _project(number: int, bearer: int) -> Project:
    text = Convention(1, "a" * 64, _SIGNED, (bearer,), term_start=date(2026, 5, 14), term_years=3)
    return Project(
        id=number,
        bearer=bearer,
        state=State.UPKEEP,
        created_at=_SIGNED,
        language="fr",
        number=f"2026-{number:04d}",
        dossier={"title": f"Jardin {number}", "place": {"text": "rue de la Gare"}},
        submitted_at=_SIGNED,
        decided_at=_SIGNED,
        convention=text,
        signatures=(Signature(7, "Marc Dubois", _SIGNED, 1, "a" * 64, for_town=True),),
        completed_at=_SIGNED + timedelta(days=18),
        tasks=(Task(1, "arroser les jardinières", Frequency.WEEKLY, (5, 6, 7, 8, 9)),),
    )


async def _fill(database: Database, people: list[Person], folder: Path) -> None:
    """A thousand projects with a question on Monday, and a million rows of years around them."""
    setting = build_town(build_config(folder, "http://127.0.0.1:1", -1)).setting
    async with begin(database, Numbers(), EVE) as work:
        for number, person in enumerate(people, 1):
            work.put_resident(
                Resident(person.id, "fr", _SIGNED, adult=True, privacy_seen_at=_SIGNED)
            )
            if number <= DUE:
                project = _project(number, person.id)
                work.put_project(project)
                work.want_reminders(number, reminders(project, setting))
        for number in range(FILLED):
            work.put_project(_project(10_000 + number, 50_000_000 + number))
        await work.commit()
    each = ROWS // FILLED
    for start in range(0, FILLED, 100):
        async with database.transaction() as transaction:
            await transaction.run_many(
                """
                INSERT INTO reminders (project_id, kind, rank, due_at, not_before, done_at)
                VALUES (:project, 'upkeep_due', 1, :due, :due, :done)
                """,
                [
                    {"project": 10_000 + number, "due": due, "done": due if rank % 2 else None}
                    for number in range(start, start + 100)
                    for rank in range(each)
                    for due in [_instant(rank)]
                ],
            )
            await transaction.commit()


def _instant(rank: int) -> int:
    """Every second row was said in the years before, every other one waits in those to come."""
    away = timedelta(days=7 * (rank // 2 + 1), hours=1)
    return to_micros(EVE - away if rank % 2 else EVE + timedelta(days=30) + away)


@asynccontextmanager
async def _town(folder: Path) -> AsyncIterator[tuple[App, MovableClock, list[Person]]]:
    clock = MovableClock(EVE)
    async with RehearsalServer(clock=clock, limits_enabled=False) as server:
        group = server.world.group("Fifty-fifty", kind="supergroup")
        group.add_bot(admin=True)
        people = [server.world.person(f"P{rank}") for rank in range(DUE + WRITERS)]
        for person in people:
            person.start()  # they have spoken with the bot long ago; this is never read
        config = build_config(folder, server.base_url, group.id, telegram={"limits": _PACE})
        async with Database(folder / "town.db") as database:
            await _fill(database, people, folder)
        async with running(config, clock) as app:
            await server.wait_for_poll()
            await app.delivery.idle()
            yield app, clock, people


async def _measure(folder: Path) -> tuple[list[float], list[float], float, int]:
    """Milliseconds of each empty sweep; seconds each answer took; seconds of all; how many."""
    async with _town(folder) as (app, clock, people):
        empty = []
        for _ in range(_SWEEPS):
            begun = perf_counter()
            await app.turns.sweep()
            empty.append((perf_counter() - begun) * 1000)
        reminded, writers = people[:DUE], people[DUE:]
        before = [len(person.messages()) for person in reminded]
        clock.advance(MONDAY - EVE)
        begun = perf_counter()
        done = asyncio.Event()
        waits: list[float] = []
        asking = [asyncio.create_task(_ask(person, waits, done)) for person in writers]
        await app.sweep()
        await app.delivery.idle()
        took = perf_counter() - begun
        done.set()
        await asyncio.gather(*asking)
        after = [len(person.messages()) for person in reminded]
    sent = sum(now - then for now, then in zip(after, before, strict=True))
    return empty, waits, took, sent


async def _ask(person: Person, waits: list[float], done: asyncio.Event) -> None:
    """One person asks for help again and again, a few seconds apart, and waits for the answer."""
    await asyncio.sleep(person.id % WRITERS / 5)
    while not done.is_set():
        newest = _newest(person)
        begun = perf_counter()
        person.say("/help")
        while _newest(person) == newest:  # noqa: ASYNC110 - nothing tells of a message's coming
            await asyncio.sleep(0.005)
        waits.append(perf_counter() - begun)
        await asyncio.sleep(4)


def _newest(person: Person) -> int:
    return max((one.id for one in person.messages() if one.from_bot), default=0)


def run() -> list[str]:
    """Measure, and say it in lines; each ends with its target."""
    with TemporaryDirectory(dir=ROOT / ".venv", prefix="bench-") as name:
        empty, waits, took, sent = asyncio.run(_measure(Path(name)))
    nothing, slowest = median(empty), quantiles(waits, n=100)[-1]
    fast = sent == DUE and slowest < WAIT_S
    idle = (
        f"{_reached(nothing < EMPTY_MS)}: a sweep that finds nothing among {ROWS:,} rows "
        f"{nothing:.2f} ms (under {EMPTY_MS:.0f}, median of {len(empty)})"
    )
    busy = (
        f"{_reached(fast)}: {sent:,} reminders left in {took:.0f} s; {len(waits)} answers "
        f"meanwhile took {median(waits) * 1000:.0f} ms, p99 {slowest * 1000:.0f} ms "
        f"(under {WAIT_S * 1000:.0f})"
    )
    return [idle, busy]


def _reached(yes: bool) -> str:
    return "reached" if yes else "NOT reached"


if __name__ == "__main__":
    sys.stdout.write("\n".join(run()) + "\n")
