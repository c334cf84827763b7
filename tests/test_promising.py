"""Part B end to end: invited, begun, left, taken up, sent, changed, refused when out of place."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.stage import PROMISE, Stage, current_step, find, newest, stage

OLD = Path(__file__).parent / "fixtures" / "sessions" / "0.1"


def project(scene: Stage) -> dict[str, Any]:
    """The first project as the database holds it."""
    (row,) = scene.query("SELECT data FROM projects WHERE id = 1")
    found: dict[str, Any] = json.loads(row[0])
    return found


async def test_promises_are_begun_left_and_taken_up_from_home(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.submits(alice)
        assert [label for row in newest(alice).buttons for label, _ in row] == [
            "Write our promises"
        ]
        await scene.says(alice, "/projects")
        await scene.presses(alice, "h.promise")
        assert "Question 1 of about" in alice.screen().text
        await scene.says(alice, "14")
        await scene.presses(alice, "save")
        await scene.advance(timedelta(days=4))
        assert "Your promises for “Des fleurs rue des Tilleuls” are waiting" in newest(alice).text
        await scene.presses(alice, "h.go")
        assert current_step(alice) == "minors_involved"
        await scene.presses(alice, "h.promise")
        assert current_step(alice) == "minors_involved", "the same draft, not a second one"
        forms = "SELECT count(*) FROM sessions WHERE dialog = 'promise'"
        assert scene.query(forms) == [(1,)]


async def test_promises_sent_again_replace_the_first_and_ask_for_a_new_decision(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.submits(alice)
        await scene.promises(alice)
        await scene.presses(scene.elise, "c.accept", chat=scene.group)
        stale = find(scene.adam, "c.confirm", "", scene.group)
        await scene.presses(alice, "h.promise")
        assert current_step(alice) == "-", "all of it is there, to be changed"
        await scene.presses(alice, "pick")
        await scene.presses(alice, "edit", chat=None)
        await scene.says(alice, "20")
        await scene.presses(alice, "send")
        assert project(scene)["dossier"]["people_count"] == 20
        assert "Promesses\u00a0: changées le" in scene.card().text
        scene.adam.press_forged(stale[1], stale[0])
        await scene.settle()
        assert scene.query("SELECT state FROM projects") == [("under_review",)]
        await scene.presses(scene.elise, "c.accept", chat=scene.group)
        await scene.presses(scene.adam, "c.confirm", chat=scene.group)
        assert scene.query("SELECT state FROM projects") == [("accepted",)]
        await scene.presses(alice, "h.promise")
        assert "no longer possible" in newest(alice).text


async def test_what_lacks_is_said_and_the_form_stays_open(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.submits(alice)
        town = {"task": "Mowing", "frequency": "monthly", "who": "town"}
        await scene.promises(alice, {**PROMISE, "upkeep_plan": (town,)})
        assert "No one has promised the upkeep yet" in newest(alice).text
        assert current_step(alice) == "-"
        assert project(scene)["promised_at"] is None


async def test_a_stranger_cannot_open_the_promises_of_another(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice, mallory = scene.person("Alice", "en"), scene.person("Mallory", "en")
        await scene.submits(alice)
        view, data = find(alice, "h.promise", "", None)
        await scene.begins(mallory)
        for forged in (data, "h.promise.", "h.promise.zzz", "h.promise.é"):
            mallory.press_forged(forged, newest(mallory))
            await scene.settle()
            assert "no longer in use" in newest(mallory).text
        assert scene.query("SELECT count(*) FROM sessions WHERE dialog = 'promise'") == [(0,)]
        assert view.chat_id == alice.id


async def test_promises_given_to_the_first_version_wait_in_the_second_part(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", "en")
        await scene.begins(alice)
        await scene.says(alice, "Des fleurs rue des Tilleuls")
        await scene.settle()
        old = (OLD / "idea-promise-begun.json").read_text(encoding="utf-8")
        with closing(sqlite3.connect(tmp_path / "town.db")) as connection, connection:
            connection.execute("UPDATE sessions SET data = ? WHERE dialog = 'idea'", (old,))
        await scene.says(alice, "Hello again")
        assert "changed a little" in newest(alice).text
        await scene.fills(alice)
        await scene.presses(alice, "send")
        await scene.presses(alice, "h.promise")
        for _ in range(20):
            if current_step(alice) == "bearer_commitments":
                break
            await scene._answers(alice, current_step(alice), PROMISE)
        assert "1. Labour · Planter un samedi" in alice.screen().text
        assert "2. Upkeep · Arroser · Every week" in alice.screen().text
        await scene.presses(alice, "add")
        assert "How much, in euros?" in alice.screen().text, "the half-filled one goes on"
        await scene.says(alice, "300")
        await scene.presses(alice, "skip")
        await scene.presses(alice, "done")
        await scene.fills(alice)
        await scene.presses(alice, "send")
        kept = [(one["kind"], one["what"]) for one in project(scene)["commitments"]]
        assert kept[:3] == [
            ("labour", "Planter un samedi"), ("upkeep", "Arroser"), ("money", "Des sous"),
        ]  # fmt: skip
        assert "commitments" not in project(scene)["dossier"]
