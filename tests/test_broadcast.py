"""A word of the town to its projects: shown first, sent once, read once by each person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from dialogs.project import Project, State
from tests.stage import Stage, newest
from tests.test_followups import living, project

SUMMER = datetime(2026, 7, 14, 9, 0, tzinfo=UTC)


def _compost(*people: int) -> Project:
    """One more project in its upkeep."""
    bearer, *members = people
    one = project(State.UPKEEP, bearer, tuple(members), id=2, number="2026-002", tasks=())
    return replace(one, dossier={**one.dossier, "title": "Lieu 2", "category": "compost"})


async def _says(stage: Stage, words: str) -> str:
    stage.mehdi.say(words, stage.group)
    await stage.settle()
    return newest(stage.mehdi, stage.group).text


async def test_a_drought_is_previewed_and_read_once_by_each_person(tmp_path: Path) -> None:
    async with living(tmp_path, SUMMER, State.UPKEEP, 2, lambda ids: [_compost(ids[0])]) as (
        stage,
        (camille, nadia),
    ):
        shown = await _says(stage, "/annonce sécheresse")
        assert "ne plus arroser" in shown
        assert "2 personnes" in shown
        assert "2 projets" in shown
        before = [len(one.messages(None)) for one in (camille, nadia)]
        await _press(stage, ".send.")
        after = [len(one.messages(None)) for one in (camille, nadia)]
        assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1]
        read = newest(camille).text
        assert "Le jardin des cheminots" in read
        assert "Lieu 2" in read
        assert "Lieu 2" not in newest(nadia).text
        assert stage.query("SELECT reason FROM journal WHERE action = 'broadcast'") == [
            ("drought, all: 2",)
        ]


async def _press(stage: Stage, part: str) -> None:
    view = next(v for v in reversed(stage.group.messages()) if v.buttons and v.from_bot)
    data = next(d for row in view.buttons for _, d in row if part in d)
    stage.mehdi.press(data, view)
    await stage.settle()


async def test_it_can_be_for_one_category_and_leaves_only_once(tmp_path: Path) -> None:
    async with living(tmp_path, SUMMER, State.UPKEEP, 2, lambda ids: [_compost(ids[1])]) as (
        stage,
        (camille, nadia),
    ):
        await _says(stage, "/broadcast Le broyeur passe mardi.")
        await _press(stage, ".to.compost")
        assert "1 personne" in newest(stage.mehdi, stage.group).text
        view = next(v for v in reversed(stage.group.messages()) if v.buttons and v.from_bot)
        data = next(d for row in view.buttons for _, d in row if ".send." in d)
        before = len(camille.messages(None))
        stage.mehdi.press(data, view)
        press = stage.elise.press_forged(data, view)
        await stage.settle()
        assert "Le broyeur passe mardi." in newest(nadia).text
        assert len(camille.messages(None)) == before
        assert press.toast
        sent = stage.query("SELECT COUNT(*) FROM journal WHERE action = 'broadcast'")
        assert sent == [(1,)]
        assert stage.query("SELECT value FROM facts WHERE name LIKE 'broadcast:%'") == [("",)]


async def test_whoever_is_not_of_the_team_sends_nothing(tmp_path: Path) -> None:
    async with living(tmp_path, SUMMER, State.UPKEEP) as (stage, (camille,)):
        stage.group.add(camille)
        before = len(camille.messages(None))
        camille.say("/annonce orage", stage.group)
        await stage.settle()
        assert "Seule l'équipe" in newest(camille, stage.group).text
        await _says(stage, "/annonce")
        await _says(stage, "/annonce tempête")
        view = next(v for v in reversed(stage.group.messages()) if v.buttons and v.from_bot)
        data = next(d for row in view.buttons for _, d in row if ".send." in d)
        press = camille.press_forged(data, view)
        await stage.settle()
        assert press.toast
        assert len(camille.messages(None)) == before
        await _press(stage, ".leave.")
        assert "Rien n'est envoyé" in newest(stage.mehdi, stage.group).text


async def test_who_is_away_is_left_in_peace_and_a_reminder_waits_a_day(tmp_path: Path) -> None:
    start = datetime(2026, 7, 20, 6, 0, tzinfo=UTC)  # a Monday, before the day's question
    async with living(tmp_path, start, State.UPKEEP, 2) as (stage, (camille, nadia)):
        camille.say("/pause")
        await stage.settle()
        label = next(d for row in newest(camille).buttons for _, d in row)
        camille.press(label, newest(camille))
        await stage.settle()
        await _says(stage, "/annonce sécheresse")
        shown = newest(stage.mehdi, stage.group).text
        assert "1 personne" in shown
        assert "heure calme" in shown
        await _press(stage, ".send.")
        assert "arroser" in newest(nadia).text
