"""Nothing is kept longer than the town says: warnings, erasures, the nightly sweep."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.rehearsal.people import Person
from storage.instants import to_micros
from tests.stage import START, Stage, newest, stage

DAY = timedelta(days=1)


async def pass_days(scene: Stage, days: int) -> None:
    """Let days pass, one by one."""
    for _ in range(days):
        await scene.advance(DAY)


async def withdrawn(scene: Stage) -> Person:
    """Camille has sent an idea and taken it back."""
    camille = scene.person("Camille")
    await scene.submits(camille)
    await scene.says(camille, "/projets")
    await scene.presses(camille, "p.see")
    await scene.presses(camille, "p.withdraw")
    await scene.presses(camille, "skip")
    await scene.presses(camille, "set")
    return camille


def said(person: Person, words: str) -> list[str]:
    """What the bot said with these words in it."""
    return [view.text for view in person.messages() if view.from_bot and words in view.text]


async def test_a_withdrawn_idea_loses_its_names_after_its_time_and_a_notice(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path, retention={"unsigned_months": 2, "notice_days": 10}) as scene:
        camille = await withdrawn(scene)
        await pass_days(scene, 50)
        assert said(camille, "j'efface votre nom") == []
        await pass_days(scene, 2)
        (notice,) = said(camille, "j'efface votre nom")
        assert "dimanche 12 juillet 2026" in notice
        assert "Camille" in repr(scene.query("SELECT data FROM projects"))
        await pass_days(scene, 11)
        assert scene.query("SELECT bearer, number, state FROM projects") == [
            (0, "2026-001", "withdrawn")
        ]
        assert "Camille" not in repr(scene.query("SELECT data FROM projects"))
        assert scene.query("SELECT * FROM sessions WHERE project_id IS NOT NULL") == []
        assert scene.query("SELECT action FROM journal ORDER BY id DESC LIMIT 1") == [
            ("anonymise",)
        ]
        assert len(said(camille, "j'efface votre nom")) == 1


@pytest.mark.parametrize("state", ["accepted", "in_progress", "upkeep"])
async def test_a_living_project_is_never_erased(tmp_path: Path, state: str) -> None:
    async with stage(tmp_path, retention={"unsigned_months": 1, "ended_years": 1}) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        scene.change("UPDATE projects SET state = ?", state)
        await pass_days(scene, 70)
        assert scene.query("SELECT bearer FROM projects") == [(camille.id,)]


async def test_a_draft_is_not_erased_before_its_person_could_read_the_warning(
    tmp_path: Path,
) -> None:
    """On holiday at the day of the warning: it comes on her return, and the erasure later."""
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        await scene.says(camille, "Des fleurs rue des Tilleuls")
        await scene.says(camille, "/pause")
        await scene.presses(camille, "set", "date")
        await scene.says(camille, "20 août")
        await pass_days(scene, 95)
        assert said(camille, "attend depuis longtemps") == []
        assert "Tilleuls" in repr(scene.query("SELECT data FROM sessions"))
        await pass_days(scene, 7)
        (warning,) = said(camille, "attend depuis longtemps")
        assert "vendredi 4 septembre 2026" in warning
        await pass_days(scene, 12)
        assert "Tilleuls" in repr(scene.query("SELECT data FROM sessions"))
        await pass_days(scene, 2)
        assert "Tilleuls" not in repr(scene.query("SELECT data FROM sessions"))
        assert "est effacé" in newest(camille).text


async def test_one_answer_keeps_a_draft(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        await scene.says(camille, "Des fleurs rue des Tilleuls")
        await pass_days(scene, 80)
        assert len(said(camille, "attend depuis longtemps")) == 1
        await scene.presses(camille, "h.go")
        await scene.says(camille, "Notre rue est grise. Nous aimerions dix jardinières fleuries.")
        await pass_days(scene, 70)
        assert "Tilleuls" in repr(scene.query("SELECT data FROM sessions"))


async def test_the_night_sweeps_what_nobody_needs(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, sam = scene.person("Camille"), scene.person("Sam")
        await scene.submits(camille)
        await scene.says(camille, "/mydata")
        await scene.says(sam, "/start")
        await scene.presses(sam, "set", "no")
        old = to_micros(START)
        scene.change("INSERT INTO undelivered (chat_id, payload, reason, at) "
                     "VALUES (?, '{}', 'blocked', ?)", camille.id, old)  # fmt: skip
        scene.change("INSERT INTO dead_letters (update_id, body, traceback, at) "
                     "VALUES (5, '{}', 'ValueError', ?)", old)  # fmt: skip
        files = list((tmp_path / "files").glob("??/*"))
        assert len(files) == 2
        lines = len(scene.query("SELECT * FROM journal"))

        await pass_days(scene, 3)
        await scene.app.tidy()
        assert [path for path in files if path.exists()] == []
        assert len(scene.query("SELECT * FROM dead_letters")) == 1

        scene.server.advance(timedelta(days=190))
        await scene.app.tidy()
        assert scene.query("SELECT * FROM dead_letters") == []
        assert scene.query("SELECT * FROM undelivered") == []
        assert scene.query("SELECT user_id FROM residents") == [(camille.id,)], "Sam is a stranger"
        assert str(sam.id) not in repr(scene.query("SELECT * FROM messages"))
        assert scene.query("SELECT user_id FROM journal_names") == [(camille.id,)]
        assert len(scene.query("SELECT * FROM journal")) == lines, "no line is ever deleted"
