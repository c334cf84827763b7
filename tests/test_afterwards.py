"""The team's part once a project is signed: its report, visits, the town's promises, its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.people import Person
from dialogs.following import Report
from dialogs.lifecycle import apply
from dialogs.outcomes import Applied, Refused
from dialogs.project import Commitment, Side, State
from dialogs.rights import Actor, Role, Rules, Why
from dialogs.town_promises import CannotKeep, PutOffPromise, awaited
from tests.stage import Stage, find, newest
from tests.test_followups import SIGNED, living, project, until

CLERK = Actor(7, "Mehdi", frozenset({Role.MEMBER}))
DUE = date(2026, 6, 24)
SOIL = Commitment(Side.TOWN, "plants", "dix jardinières", due=DUE)
UPKEEP = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


async def presses(stage: Stage, colleague: Person, label: str) -> str:
    """Press the newest private button that says this; return the newest words."""
    for view in reversed(colleague.messages(None)):
        for row in view.buttons:
            for shown, data in row:
                if shown.startswith(label):
                    colleague.press(data, view)
                    await stage.settle()
                    return newest(colleague).text
    raise AssertionError((label, [view.buttons for view in colleague.messages(None)][-3:]))


def _state(stage: Stage) -> str:
    return str(stage.query("SELECT state FROM projects")[0][0])


def _report() -> Report:
    return Report(SIGNED, 1, "Douze voisins ont posé dix jardinières.", 12, 60.0, 8550)


async def _opens(stage: Stage, colleague: Person) -> None:
    colleague.start()
    await stage.settle()
    colleague.press_forged("w.1.open.", newest(colleague))
    await stage.settle()


async def test_a_report_is_confirmed_with_its_own_figures_and_everyone_is_thanked(
    tmp_path: Path,
) -> None:
    async with living(tmp_path, SIGNED, State.COMPLETION_REVIEW, 2, report=_report()) as (
        stage,
        (camille, nadia),
    ):
        await _opens(stage, stage.mehdi)
        shown = await presses(stage, stage.mehdi, "Confirmer le rapport")
        assert "60" in shown
        assert "85,50" in shown
        await stage.presses(stage.mehdi, "send")
        assert _state(stage) == "upkeep"
        for person in (camille, nadia):
            assert "C'est fait, et la commune vous remercie" in newest(person).text


async def test_a_report_goes_back_with_a_word(tmp_path: Path) -> None:
    async with living(tmp_path, SIGNED, State.COMPLETION_REVIEW, report=_report()) as (
        stage,
        (camille,),
    ):
        await _opens(stage, stage.mehdi)
        await presses(stage, stage.mehdi, "Renvoyer")
        await stage.says(stage.mehdi, "Une photo du banc nous aiderait.")
        assert _state(stage) == "in_progress"
        assert "Une photo du banc nous aiderait." in newest(camille).text


async def test_a_visit_ends_lateness_and_stays_in_the_dossier(tmp_path: Path) -> None:
    async with living(tmp_path, UPKEEP, State.UPKEEP_LATE) as (stage, (_,)):
        await _opens(stage, stage.mehdi)
        await presses(stage, stage.mehdi, "Noter une visite")
        await stage.presses(stage.mehdi, "set", "yes")
        await stage.says(stage.mehdi, "Les massifs sont désherbés.")
        find(stage.mehdi, "done", "", None)
        await stage.presses(stage.mehdi, "done")
        assert _state(stage) == "upkeep"
        assert "Les massifs sont désherbés." in stage.query("SELECT data FROM projects")[0][0]


async def test_an_end_by_the_town_takes_a_notice_a_hearing_and_its_time(tmp_path: Path) -> None:
    async with living(tmp_path, UPKEEP, State.UPKEEP_LATE) as (stage, (camille,)):
        await _opens(stage, stage.elise)
        await presses(stage, stage.elise, "Une lettre est partie")
        await stage.says(stage.elise, "Les massifs attendent depuis le printemps.")
        await stage.presses(stage.elise, "send")
        assert "attendent depuis le printemps" in newest(camille).text
        await _opens(stage, stage.elise)
        await presses(stage, stage.elise, "Porteur entendu")
        await presses(stage, stage.elise, "Mettre fin")
        await stage.says(stage.elise, "Personne ne peut plus s'en occuper cette année.")
        refused = await stage.presses(stage.elise, "send")
        assert "trop tôt" in refused.text
        assert _state(stage) == "upkeep_late"
        await stage.advance(timedelta(days=31))
        await _opens(stage, stage.elise)
        await presses(stage, stage.elise, "Mettre fin")
        await stage.says(stage.elise, "Personne ne peut plus s'en occuper cette année.")
        await stage.presses(stage.elise, "send")
        assert _state(stage) == "closed"


async def test_work_that_was_never_done_is_closed_with_a_reason(tmp_path: Path) -> None:
    async with living(tmp_path, SIGNED, State.IN_PROGRESS) as (stage, (camille,)):
        await _opens(stage, stage.mehdi)
        await presses(stage, stage.mehdi, "Clore")
        await stage.says(stage.mehdi, "Camille a déménagé, le lieu est propre.")
        await stage.presses(stage.mehdi, "send")
        assert _state(stage) == "closed"
        assert "le lieu est propre" in newest(camille).text


# -- the town's promises ---------------------------------------------------------------------------


async def test_the_town_is_asked_before_the_day_and_says_later(tmp_path: Path) -> None:
    held: dict[str, Any] = {"commitments": (SOIL,), "assigned_to": 0}
    async with living(tmp_path, SIGNED, State.IN_PROGRESS, **held) as (stage, (camille,)):
        stage.mehdi.start()
        await stage.settle()
        stage.change(
            "UPDATE projects SET data = json_set(data, '$.assigned_to', ?)", stage.mehdi.id
        )
        await until(stage, DUE - timedelta(days=14))
        asked = newest(stage.mehdi).text
        assert "dix jardinières" in asked
        await presses(stage, stage.mehdi, "Plus tard")
        await stage.says(stage.mehdi, "08/07/2026")
        told = newest(camille).text
        assert "mercredi 8 juillet 2026" in told
        before = len(stage.mehdi.messages(None))
        await until(stage, date(2026, 6, 23))
        assert len(stage.mehdi.messages(None)) == before, "the new day is what counts"
        await until(stage, date(2026, 7, 8))
        await presses(stage, stage.mehdi, "Tenu")
        before = len(stage.mehdi.messages(None))
        await until(stage, date(2026, 7, 25))
        assert not any("dix jardinières" in v.text for v in stage.mehdi.messages(None)[before:])


async def test_a_promise_that_cannot_be_kept_is_told_with_its_reason(tmp_path: Path) -> None:
    async with living(tmp_path, SIGNED, State.IN_PROGRESS, commitments=(SOIL,)) as (
        stage,
        (camille,),
    ):
        await _opens(stage, stage.mehdi)
        await presses(stage, stage.mehdi, "Promesses de la mairie")
        await presses(stage, stage.mehdi, "Ne peut être tenue")
        await stage.says(stage.mehdi, "La pelleteuse est en panne jusqu'à l'été.")
        await stage.presses(stage.mehdi, "send")
        told = newest(camille).text
        assert "dix jardinières" in told
        assert "La pelleteuse est en panne" in told


@pytest.mark.parametrize(
    ("action", "actor", "why"),
    [
        (PutOffPromise(0, DUE, date(2026, 6, 1)), Actor(1), Why.NOT_STAFF),
        (CannotKeep(0, "x" * 30), Actor(1), Why.NOT_STAFF),
        (PutOffPromise(1, DUE, date(2026, 6, 1)), CLERK, Why.UNKNOWN_CHOICE),
        (CannotKeep(9, "x" * 30), CLERK, Why.UNKNOWN_CHOICE),
        (PutOffPromise(0, DUE, DUE), CLERK, Why.DAY_PASSED),
        (CannotKeep(0, "pas possible"), CLERK, Why.NO_REASON),
    ],
)
def test_only_the_team_answers_for_the_town_and_only_for_what_it_owes(
    action: Any, actor: Actor, why: Why
) -> None:
    mine = Commitment(Side.BEARER, "labour", "planter")
    held = project(State.IN_PROGRESS, 1, commitments=(SOIL, mine))
    assert apply(held, action, actor, SIGNED, Rules()) == Refused(why)
    kept = replace(held, commitments=(replace(SOIL, done_on=DUE), mine))
    assert isinstance(apply(kept, action, actor, SIGNED, Rules()), Refused)


def test_what_cannot_be_kept_is_no_longer_awaited() -> None:
    held = project(State.UPKEEP, 1, commitments=(SOIL,))
    done = apply(held, CannotKeep(0, "La pelleteuse est en panne."), CLERK, SIGNED, Rules())
    assert isinstance(done, Applied)
    assert not awaited(done.project.commitments[0])
