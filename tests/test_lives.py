"""Lives of projects to their end: lawful, complete, and never a burden."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs import due_retention
from dialogs.project import State
from storage.database import Database
from tests.lives import START, Life, make_town


@pytest.mark.parametrize("seed", range(4))
async def test_years_of_a_town_are_lawful_and_light(tmp_path: Path, seed: int) -> None:
    town = make_town(tmp_path)
    async with Database(tmp_path / "town.db") as database:
        life = Life(town, database, random.Random(seed))
        await life.found(12, 200)
        await life.live(800)
        await life.end_all(START + timedelta(days=801))
        lived = await life.projects()
        left = await database.fetch(
            """
            SELECT DISTINCT kind FROM reminders JOIN projects ON projects.id = reminders.project_id
            WHERE reminders.done_at IS NULL AND projects.state = 'closed'
            """
        )
        twice = await database.fetch(
            "SELECT COUNT(*) FROM reminders GROUP BY project_id, kind, due_at HAVING COUNT(*) > 1"
        )
    assert {kind for (kind,) in left} <= due_retention.KINDS, "an ended project only forgets names"
    assert twice == []
    setting = town.setting
    for instant in life.seen.instants:
        local = instant.astimezone(setting.zone)
        assert setting.delays.from_hour <= local.hour < setting.delays.until_hour
        assert local.weekday() != 6
        assert not setting.country.is_holiday(local.date())
    assert max(life.seen.by_day.values()) == 1, "at most one message a day and person"
    stuck = [one.state for one in lived if one.state not in (State.CLOSED, State.IN_PROGRESS)]
    assert set(stuck) <= {State.ON_HOLD, State.COMPLETION_REVIEW}
    assert sum(one.state is State.CLOSED for one in lived) >= 6
    assert all(one.outcome for one in lived if one.state is State.CLOSED)
