"""The usual upkeep of a place, laid in for the bearer to adjust: never imposed, never twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.people import Person
from dialogs.book import load_dialogs
from dialogs.definition import ChoiceStep
from dialogs.fitting import fits
from dialogs.session import Frame
from dialogs.upkeep_defaults import USUAL, proposed
from dialogs.walk import walk
from dialogs.wording import load_wording
from tests.stage import IDEA, PROMISE, Stage, current_step, newest, stage

DIALOGS = load_dialogs()
CATEGORY = DIALOGS["idea"].by_id["category"]
assert isinstance(CATEGORY, ChoiceStep)
CATEGORIES = [one.id for one in CATEGORY.options]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_what_is_proposed_is_whole(category: str, language: str) -> None:
    """Every proposed task is one that the form of tasks would have taken from a person."""
    form = DIALOGS["upkeep_task"]
    items = proposed(category, load_wording((language,)).voice(language))
    assert bool(items) is (category != "other")
    assert set(USUAL) <= set(CATEGORIES)
    for item in items:
        assert walk(form, Frame(form.id, form.revision, item)).current is None
        for step in form.steps:
            assert item[step.id] is None or fits(step, item[step.id])
    assert not items or any(item["who"] == "bearer" for item in items), "the principle is to share"


def test_a_category_of_the_town_proposes_nothing() -> None:
    assert proposed("sea_front", load_wording(("en",)).voice("en")) == []


async def _stands_at_upkeep(scene: Stage, person: Person, category: str) -> str:
    await scene.submits(person, {**IDEA, "category": category})
    await scene.presses(person, "h.promise")
    while current_step(person) != "upkeep_plan":
        await scene._answers(person, current_step(person), PROMISE)
    return newest(person).text.replace("\u00a0", " ")


def _plan(scene: Stage) -> list[Any]:
    rows = scene.query(
        "SELECT json_extract(value, '$.words'), json_extract(value, '$.frequency') "
        "FROM projects, json_each(projects.data, '$.upkeep_plan') ORDER BY 1"
    )
    return list(rows)


async def _sends(scene: Stage, person: Person) -> None:
    rest = {name: value for name, value in PROMISE.items() if name != "upkeep_plan"}
    await scene.fills(person, rest)
    await scene.presses(person, "send")


async def test_one_press_keeps_what_is_proposed(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        shown = await _stands_at_upkeep(scene, camille, "greening")
        assert "Voici ce qu'un tel lieu demande d'habitude" in shown
        assert "1. Arroser les plantes" in shown
        assert "3. Remplacer les plantes" in shown
        await scene.presses(camille, "done")
        assert current_step(camille) == "term_wish"
        await _sends(scene, camille)
        assert _plan(scene) == [
            ("Arroser les plantes", "weekly"),
            ("Désherber", "monthly"),
            ("Remplacer les plantes qui n'ont pas tenu", "yearly"),
        ]


async def test_what_is_taken_away_stays_away(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await _stands_at_upkeep(scene, camille, "greening")
        await scene.presses(camille, "open", "0")
        await scene.presses(camille, "drop")
        await scene.says(camille, "/start")  # leaves and comes back
        await scene.says(camille, "/brouillons")
        await scene.presses(camille, "h.go")
        assert "Arroser" not in newest(camille).text
        await scene.presses(camille, "done")
        await _sends(scene, camille)
        assert [words for words, _ in _plan(scene)] == [
            "Désherber",
            "Remplacer les plantes qui n'ont pas tenu",
        ]
        await scene.presses(camille, "h.promise")
        assert "Arroser" not in newest(camille).text, "promises changed later keep what was sent"


async def test_where_nothing_is_usual_the_question_is_the_plain_one(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        shown = await _stands_at_upkeep(scene, camille, "other")
        assert "Une ligne" in shown
        assert "1." not in shown
        await scene.presses(camille, "add")
        assert current_step(camille) == "task"
