"""A project's own screen: only those who carry it do something there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.project_screens import ACTS
from tests.stage import IDEA, Stage, find, newest, stage

OTHER_IDEA = {**IDEA, "title": "Un composteur au lavoir", "place": "chemin du lavoir"}
"""An idea that nobody takes for Camille's."""


@pytest.mark.parametrize("act", ["see", *(one.name for one in ACTS)])
async def test_nobody_else_does_anything_with_my_project(tmp_path: Path, act: str) -> None:
    async with stage(tmp_path) as scene:
        camille, sam = scene.person("Camille"), scene.person("Sam")
        await scene.submits(camille)
        await scene.submits(sam, OTHER_IDEA)
        await scene.says(camille, "/projets")
        view, data = find(camille, "p.see", "", None)
        before = scene.query("SELECT data FROM projects")
        heard = len(sam.messages())
        press = sam.press_forged(data.replace("see", act), view)
        await scene.settle()
        assert press.toast, "they are told"
        assert len(sam.messages()) == heard
        assert scene.query("SELECT data FROM projects") == before
        assert scene.query("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL") == [(0,)]


@pytest.mark.parametrize("data", ["p.", "p.zzzz.see", "p.1", "p.1.fly", "p.-1.see", "p.é.see"])
async def test_a_button_that_nobody_made_is_met_kindly(tmp_path: Path, data: str) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        press = camille.press_forged(data, newest(camille))
        await scene.settle()
        assert press.toast == "Ce bouton ne sert plus."
        assert newest(camille).buttons


async def test_a_very_long_dossier_is_read_in_several_messages(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        long = "<b>mot</b> & " * 700
        scene.change(
            "UPDATE projects SET data = json_set(data, '$.dossier.description', ?)", long.strip()
        )
        await scene.says(camille, "/projets")
        await scene.presses(camille, "p.see")
        seen = len(camille.messages())
        await scene.presses(camille, "p.read")
        pages = camille.messages()[seen:-1]
        assert len(pages) > 2
        assert "".join(page.text for page in pages).count("<b>mot</b>") >= 690
        assert "Publication" in pages[-1].text


async def test_what_was_added_reaches_staff_with_the_dossier(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        scene.elise.start()
        await add_note(scene, "Le puits est à sec.")
        await scene.presses(scene.elise, "c.read", chat=scene.group)
        assert any("Le puits est à sec." in view.text for view in scene.elise.messages())


async def add_note(scene: Stage, words: str) -> None:
    """Camille adds a note to her first project."""
    camille = next(one for one in scene.server.world.people.values() if one.name == "Camille")
    await scene.says(camille, "/projets")
    await scene.presses(camille, "p.see")
    await scene.presses(camille, "p.note")
    await scene.says(camille, words)


@pytest.mark.parametrize("state", ["accepted", "refused", "in_progress", "upkeep", "closed"])
async def test_a_note_is_taken_after_the_decision_too(tmp_path: Path, state: str) -> None:
    async with stage(tmp_path) as scene:
        await scene.submits(scene.person("Camille"))
        scene.change("UPDATE projects SET state = ?", state)
        await add_note(scene, "Le puits est à sec.")
        assert scene.query("SELECT body FROM words") == [("Le puits est à sec.",)]
        assert "Le puits est à sec." in newest(scene.elise, scene.group).text
