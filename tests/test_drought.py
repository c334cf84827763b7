"""While the town asks not to water, nobody is reminded of it; afterwards it is asked again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.calendar import reminders
from dialogs.drought import LiftDrought, NoteDrought, dry_days, is_watering, wet_day
from dialogs.due_upkeep import open_tasks
from dialogs.following import Drought, Entry, Handled
from dialogs.lifecycle import apply
from dialogs.outcomes import Applied, Refused
from dialogs.project import Project, State
from dialogs.rights import CLOCK, Actor, Role, Rules, Why
from dialogs.setting import Setting
from dialogs.statistics import _days_late
from dialogs.upkeep_days import Frequency, Task
from tests.stage import Stage, newest
from tests.test_afterwards import _opens, _report, presses
from tests.test_broadcast import _press, _says
from tests.test_due import DATES, LOGS, PROJECTS, SETTING, SETTINGS, _upkeep
from tests.test_followups import SIGNED, SWEEP, _group_says, living, until
from tests.test_team import office, said_in_group

WATER = Task(1, "arroser", Frequency.WEEKLY, (5, 6, 7, 8, 9))
YEARLY = Task(2, "arroser les jeunes arbres", Frequency.YEARLY, (8,))
JULY = Drought(date(2026, 7, 15), date(2026, 8, 5))
AUGUST = Drought(date(2026, 8, 1), date(2026, 8, 20))


@pytest.mark.parametrize(
    ("words", "waters"),
    [
        ("arroser les jardinières", True),
        ("Arrosage du soir", True),
        ("irriguer", True),
        ("water the plants", True),
        ("watering", True),
        ("tailler", False),
        ("vider le récupérateur d'eau", False),
        ("check the waterproof box", False),
    ],
)
def test_watering_is_known_by_its_words(words: str, waters: bool) -> None:
    assert is_watering(Task(1, words, Frequency.WEEKLY)) is waters


@pytest.mark.parametrize(
    ("droughts", "day", "wet"),
    [
        ((), date(2026, 7, 20), date(2026, 7, 20)),
        ((JULY,), date(2026, 7, 20), date(2026, 8, 6)),
        ((JULY,), date(2026, 7, 13), date(2026, 8, 6)),  # asked before, not answered since
        ((JULY,), date(2026, 8, 5), date(2026, 8, 6)),
        ((JULY,), date(2026, 8, 6), date(2026, 8, 6)),
        ((Drought(date(2026, 7, 15)),), date(2026, 7, 20), None),
        (
            (JULY, Drought(date(2026, 8, 1), date(2026, 8, 20))),
            date(2026, 7, 20),
            date(2026, 8, 21),
        ),
    ],
)
def test_the_day_on_which_one_may_water(
    droughts: tuple[Drought, ...], day: date, wet: date | None
) -> None:
    assert wet_day(droughts, day) == wet


def _asked(project: Project) -> list[tuple[int, date, date]]:
    return [(one.task.id, one.due, one.day) for one in open_tasks(project, SETTING)]


def test_a_task_that_waited_comes_back_on_the_next_day_of_upkeep() -> None:
    entry = Entry(1, date(2026, 7, 13), Handled.DONE, 1, date(2026, 7, 13))
    project = _upkeep(tasks=(WATER,), upkeep_log=(entry,), droughts=(JULY,))
    assert _asked(project) == [(1, date(2026, 7, 20), date(2026, 8, 10))]
    kinds = {(one.kind, one.due_at.date()) for one in reminders(project, SETTING)}
    assert ("upkeep_due", date(2026, 8, 10)) in kinds
    assert min(day for kind, day in kinds if kind == "upkeep_late") == date(2026, 9, 9)


def test_without_an_end_nobody_is_asked_until_it_is_over() -> None:
    project = _upkeep(tasks=(WATER,), droughts=(Drought(date(2026, 7, 15)),))
    assert _asked(project) == []
    assert not [one for one in reminders(project, SETTING) if one.kind.startswith("upkeep_")]
    actor = Actor(3, "Mehdi", frozenset({Role.MEMBER}))
    now = datetime(2026, 8, 24, 9, 0, tzinfo=UTC)
    over = apply(project, LiftDrought(date(2026, 8, 24)), actor, now, Rules())
    assert isinstance(over, Applied)
    assert over.project.droughts == (Drought(date(2026, 7, 15), date(2026, 8, 23)),)
    assert _asked(over.project)[0][2] == date(2026, 8, 24)


def test_what_a_drought_moves_out_of_its_months_is_let_go() -> None:
    long = Drought(date(2026, 7, 15), date(2026, 10, 4))
    assert _asked(_upkeep(tasks=(WATER,), droughts=(long,))) == [
        (1, date(2027, 5, 3), date(2027, 5, 3))
    ]
    assert _asked(_upkeep(tasks=(YEARLY,), droughts=(long,)))[0][1] == date(2027, 8, 2)


def test_other_tasks_go_on() -> None:
    project = _upkeep(tasks=(replace(WATER, words="désherber"),))
    dry = replace(project, droughts=(Drought(date(2026, 7, 1)),))
    assert _asked(dry) == _asked(project)


def test_the_days_of_a_drought_do_not_make_an_upkeep_late() -> None:
    entry = Entry(1, date(2026, 7, 20), Handled.DONE, 1, date(2026, 8, 10))
    project = _upkeep(tasks=(WATER,), upkeep_log=(entry,), droughts=(JULY,))
    assert dry_days(project, entry.due, entry.on) == 17
    assert _days_late(project, entry) == 4
    assert _days_late(replace(project, droughts=()), entry) == 21


def test_only_the_town_speaks_of_a_drought() -> None:
    project, now = _upkeep(), datetime(2026, 7, 15, tzinfo=UTC)
    for actor in (Actor(1), Actor(99)):
        assert apply(project, NoteDrought(JULY), actor, now, Rules()) == Refused(Why.NOT_STAFF)
        outcome = apply(project, LiftDrought(date(2026, 7, 20)), actor, now, Rules())
        assert outcome == Refused(Why.NOT_STAFF)
    noted = apply(project, NoteDrought(JULY), CLOCK, now, Rules())
    assert isinstance(noted, Applied)
    again = apply(noted.project, NoteDrought(replace(JULY, until=None)), CLOCK, now, Rules())
    assert isinstance(again, Applied)
    assert len(again.project.droughts) == 1, "said twice on one day, the last word counts"
    lifted = apply(again.project, LiftDrought(JULY.since), Actor(3, "M", frozenset({Role.MEMBER})),
                   now, Rules())  # fmt: skip
    assert isinstance(lifted, Applied)
    assert lifted.project.droughts == ()


@settings(max_examples=200, deadline=None)
@given(project=PROJECTS, setting=SETTINGS, since=DATES, days=st.integers(0, 120), log=LOGS)
def test_a_drought_holds_watering_back_and_nothing_else(
    project: Project, setting: Setting, since: date, days: int, log: tuple[Entry, ...]
) -> None:
    project = replace(project, state=State.UPKEEP, absences=(), droughts=(), upkeep_log=log)
    last = since + timedelta(days=days)
    dry = replace(project, droughts=(Drought(since, last),))
    before = {one.task.id: one for one in open_tasks(project, setting)}
    after = {one.task.id: one for one in open_tasks(dry, setting)}
    for task in project.tasks:
        was, now = before.get(task.id), after.get(task.id)
        if not is_watering(task):
            assert was == now
        elif was is not None and was.day > last:
            assert was == now, "what comes after the drought is as it was"
        elif now is not None:
            assert now.day > last, "nobody is asked to water in a drought"
    rows = Counter((one.kind, one.due_at) for one in reminders(dry, setting))
    assert all(count == 1 for count in rows.values())
    endless = replace(project, droughts=(Drought(since),))
    assert not [one for one in open_tasks(endless, setting) if is_watering(one.task)]
    assert open_tasks(replace(dry, droughts=()), setting) == tuple(before.values())


SUMMER = datetime(2026, 7, 14, 9, 0, tzinfo=UTC)


def _drought_rows(stage: Stage) -> list[tuple[str, str, str | None]]:
    return [tuple(row) for row in stage.query("SELECT category, since, until FROM droughts")]


async def test_a_drought_with_its_last_day_silences_watering_and_then_asks(tmp_path: Path) -> None:
    async with living(tmp_path, SUMMER, State.UPKEEP) as (stage, (camille,)):
        shown = await _says(stage, "/annonce sécheresse jusqu'au 5 août")
        assert "ne pas arroser jusqu'au mercredi 5 août 2026 inclus" in shown
        await _press(stage, ".send.")
        assert "fin de sécheresse" in newest(stage.mehdi, stage.group).text
        assert _drought_rows(stage) == [("", "2026-07-14", "2026-08-05")]
        before = len(camille.messages(None))
        await until(stage, date(2026, 8, 9), 18)
        assert len(camille.messages(None)) == before, "three Mondays have passed"
        await until(stage, date(2026, 8, 10))
        assert "arroser" in newest(camille).text
        assert "un mois" not in _group_says(stage), "nobody was late"


async def test_it_is_lifted_when_the_town_says_so(tmp_path: Path) -> None:
    tasks = (SWEEP, replace(WATER, id=1))
    async with living(tmp_path, SUMMER, State.UPKEEP, tasks=tasks) as (stage, (camille,)):
        await _says(stage, "/annonce sécheresse")
        await _press(stage, ".send.")
        await until(stage, date(2026, 7, 20))
        asked = newest(camille).text
        assert "ramasser" in asked
        assert "arroser" not in asked
        await until(stage, date(2026, 7, 27))
        shown = await _says(stage, "/annonce fin de sécheresse")
        assert "vous pouvez arroser de nouveau" in shown
        await _press(stage, ".send.")
        assert _drought_rows(stage) == [("", "2026-07-14", "2026-07-26")]
        await until(stage, date(2026, 8, 3))
        assert "arroser" in newest(camille).text


async def test_a_project_that_begins_its_upkeep_meanwhile_knows_of_it(tmp_path: Path) -> None:
    async with living(tmp_path, SIGNED, State.COMPLETION_REVIEW, report=_report()) as (
        stage,
        (camille,),
    ):
        stage.change("INSERT INTO droughts VALUES (1, '', '2026-05-01', '2026-06-30')")
        stage.change("INSERT INTO droughts VALUES (2, 'compost', '2026-05-01', NULL)")
        await _opens(stage, stage.mehdi)
        await presses(stage, stage.mehdi, "Confirmer le rapport")
        await stage.presses(stage.mehdi, "send")
        before = len(camille.messages(None))
        await until(stage, date(2026, 7, 5), 18)
        said = [view.text for view in camille.messages(None)[before:]]
        assert not [text for text in said if "arroser" in text]
        await until(stage, date(2026, 7, 6))
        assert "arroser" in newest(camille).text


async def test_staff_are_reminded_on_mondays_of_a_drought_without_an_end(tmp_path: Path) -> None:
    async with office(tmp_path, digest=True) as scene:
        scene.change("INSERT INTO droughts VALUES (1, '', '2026-05-01', NULL)")
        for _ in range(21):  # one of the three Mondays is a holiday
            await scene.advance(timedelta(days=1))
        said = [text for text in said_in_group(scene) if "je ne rappelle plus l'arrosage" in text]
        assert len(said) == 2, "once a week, when nothing else waits"
        assert "/annonce fin de sécheresse" in said[0]
        scene.change("UPDATE droughts SET until = '2026-05-20'")
        for _ in range(7):
            await scene.advance(timedelta(days=1))
        assert len([text for text in said_in_group(scene) if "l'arrosage" in text]) == 2
