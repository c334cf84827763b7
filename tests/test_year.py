"""A town hall's year is light: few messages for each of the team."""

from __future__ import annotations

from pathlib import Path

from tests.year import TOWNS, live


async def test_the_first_months_of_a_small_town_are_light(tmp_path: Path) -> None:
    year, words = await live(TOWNS[0], tmp_path, days=70)
    assert max(year.group.values()) <= 25, "no week drowns the group"
    assert year.digests <= 50, "one a working morning"
    assert year.residents > 0
    assert 0 < year.each_week < 10
    assert "messages per staff member per week" in words
