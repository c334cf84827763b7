"""Lives of projects to their end: lawful, complete, and never a burden."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.project import State
from storage.database import Database
from tests.lives import START, Life, live_to_the_end, make_town

DAYS = 800


@pytest.mark.parametrize("seed", range(4))
async def test_years_of_a_town_are_lawful_and_light(tmp_path: Path, seed: int) -> None:
    town = make_town(tmp_path)
    async with Database(tmp_path / "town.db") as database:
        life = Life(town, database, random.Random(seed))
        await life.found(12, 200)
        await life.live(DAYS)
        assert await life.broken_laws(life.last) == []
        await life.end_all(START + timedelta(days=DAYS + 1))
        lived = await life.projects()
        assert await life.broken_laws(life.last) == []
    stuck = [one.state for one in lived if one.state not in (State.CLOSED, State.IN_PROGRESS)]
    assert set(stuck) <= {State.ON_HOLD, State.COMPLETION_REVIEW}
    assert sum(one.state is State.CLOSED for one in lived) >= 6
    assert all(one.outcome for one in lived if one.state is State.CLOSED)


async def test_every_life_has_a_lawful_end_and_nothing_is_said_after_it() -> None:
    ends = await live_to_the_end(12, 500, seed=3)
    assert ends.broken == []
    assert not ends.unended
    assert "no outcome" not in ends.outcomes
    assert sum(ends.outcomes.values()) == 12
    assert ends.most_a_day == 1


async def test_nothing_is_lost_by_a_machine_that_is_off_for_weeks_and_starts_again(
    tmp_path: Path,
) -> None:
    seed = random.Random(7)
    starts = sorted(seed.sample(range(20, DAYS - 40), 6))
    off = frozenset(day for start in starts for day in range(start, start + 21))
    life: Life | None = None
    for since, until in zip((0, *starts), (*starts, DAYS), strict=True):
        town = make_town(tmp_path)
        async with Database(tmp_path / "town.db") as database:
            if life is None:
                life = Life(town, database, seed)
                await life.found(12, 200)
            life = replace(life, town=town, database=database)
            await life.live(until, since=since, off=off)
            assert await life.broken_laws(life.last) == []
    assert life is not None
    assert life.seen.answers > 100
