"""The main job, end to end: real HTTP client, local Telegram, real database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.stage import IDEA, Stage, newest, stage

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])

TOLD = {
    ("receipt", "fr"): "Votre numéro\u00a0: 2026-001",
    ("receipt", "en"): "Your number: 2026-001",
    ("promised", "fr"): "La mairie a reçu vos promesses",
    ("promised", "en"): "The town hall has your promises",
    ("accepted", "fr"): "la mairie dit oui à «\u00a0Des fleurs rue des Tilleuls\u00a0»",
    ("accepted", "en"): "the town hall says yes to “Des fleurs rue des Tilleuls”",
    ("refused", "fr"): "Voici pourquoi",
    ("refused", "en"): "Here is why",
}


def journal(scene: Stage) -> list[tuple[str, ...]]:
    """What the journal says of the first project: (action, before, after)."""
    return scene.query("SELECT action, before, after FROM journal WHERE project_id = 1 ORDER BY id")


@LANGUAGES
async def test_an_idea_becomes_an_accepted_dossier(tmp_path: Path, language: str) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", language)
        assert await scene.submits(alice) == "2026-001"
        assert TOLD["receipt", language] in newest(alice).text

        card = scene.card()
        assert IDEA["place"] in card.text
        assert IDEA["display_name"] not in card.text

        await scene.presses(scene.elise, "c.take", chat=scene.group)
        await scene.presses(scene.elise, "c.accept", chat=scene.group)
        assert scene.query("SELECT state FROM projects") == [("under_review",)], "no promises yet"
        await scene.promises(alice)
        assert TOLD["promised", language] in newest(alice).text
        await scene.presses(scene.elise, "c.accept", chat=scene.group)
        await scene.presses(scene.adam, "c.confirm", chat=scene.group)
        assert TOLD["accepted", language] in newest(alice).text
        assert len([view for view in scene.group.messages() if view.from_bot]) == 1, "one card"
        assert journal(scene) == [
            ("submit", "draft", "submitted"),
            ("take", "submitted", "under_review"),
            ("promise", "under_review", "under_review"),
            ("propose_accept", "under_review", "under_review"),
            ("accept", "under_review", "accepted"),
        ]


async def test_buttons_are_taken_only_from_a_message_that_has_some(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.submits(alice)
        await scene.promises(alice)  # the last screen of a form has no buttons
        await scene.says(alice, "/projects")
        await scene.says(alice, "/projects")
        await scene.settle()
        refused = [
            (one.method, one.description) for one in scene.server.transcript if one.status >= 400
        ]
        assert refused == []
        with_buttons = [view for view in alice.messages() if view.from_bot and view.buttons]
        assert with_buttons[-1] == newest(alice)


@LANGUAGES
async def test_a_refusal_carries_its_reason_another_way_and_the_rights(
    tmp_path: Path, language: str
) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice", language)
        await scene.submits(alice)
        await scene.presses(scene.elise, "c.refuse", chat=scene.group)
        scene.elise.say("Trop court", scene.group, reply_to=newest(scene.elise, scene.group))
        await scene.settle()
        assert "20" in newest(scene.elise, scene.group).text
        for words in ("Le trottoir est trop étroit pour un fauteuil.", "La place a de l'espace."):
            scene.elise.say(words, scene.group, reply_to=newest(scene.elise, scene.group))
            await scene.settle()
        await scene.presses(scene.elise, "send", chat=scene.group)
        assert TOLD["refused", language] not in newest(alice).text, "one person cannot refuse"

        await scene.presses(scene.elise, "c.confirm", chat=scene.group)
        assert scene.query("SELECT state FROM projects") == [("submitted",)]
        await scene.presses(scene.adam, "c.confirm", chat=scene.group)
        told = newest(alice).text
        assert TOLD["refused", language] in told
        assert "Le trottoir est trop étroit pour un fauteuil." in told
        assert "La place a de l'espace." in told
        assert "telerecours.fr" in told
        assert ("12 juillet 2026" if language == "fr" else "12 July 2026") in told


async def test_someone_without_a_role_changes_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        await scene.submits(scene.person("Alice"))
        card = scene.card()
        for act in ("take", "accept", "refuse", "read"):
            data = next(d for row in card.buttons for _, d in row if f".{act}." in d)
            press = scene.mehdi.press_forged(data, card)
            await scene.settle()
            assert press.toast, act
        assert journal(scene) == [("submit", "draft", "submitted")]


async def test_a_bearer_on_the_staff_never_decides_on_their_own_idea(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        await scene.submits(scene.elise)
        await scene.promises(scene.elise)
        await scene.presses(scene.elise, "c.accept", chat=scene.group)
        assert scene.query("SELECT state FROM projects") == [("submitted",)]
        await scene.presses(scene.adam, "c.accept", chat=scene.group)
        await scene.presses(scene.elise, "c.confirm", chat=scene.group)
        assert scene.query("SELECT state FROM projects") == [("under_review",)]


async def test_markup_in_words_is_only_words(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        bob = scene.person('<Bob> & "Co"', "en")
        idea = {
            **IDEA,
            "title": "A <b>bold</b> & </b> idea",
            "description": "</b><i>&amp;<script> " * 40,
            "display_name": '<Bob> & "Co"',
        }
        await scene.begins(bob)
        await scene.says(bob, "x" * 4096)
        assert "4,096" in newest(bob).text
        await scene.fills(bob, idea)
        await scene.presses(bob, "send")
        assert "A <b>bold</b> & </b> idea" in newest(bob).text
        assert "A <b>bold</b> & </b> idea" in scene.card().text


async def test_reminders_come_in_the_towns_hours_and_once_a_day(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.begins(alice)
        await scene.says(alice, "Des fleurs rue des Tilleuls")
        seen = len(alice.messages())
        await scene.advance(timedelta(days=2, hours=22))
        assert len(alice.messages()) == seen
        await scene.advance(timedelta(hours=2))  # the third day, ten o'clock
        assert "Des fleurs rue des Tilleuls" in newest(alice).text
        seen = len(alice.messages())
        await scene.advance(timedelta(hours=3))
        assert len(alice.messages()) == seen
        await scene.says(alice, "Bonjour, je continue demain")
        answers = scene.query("SELECT data FROM sessions WHERE dialog = 'idea'")[0][0]
        assert "je continue demain" not in answers, "a greeting is not an answer"


async def test_staff_are_reminded_and_the_law_speaks_at_its_date(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = scene.person("Alice")
        await scene.submits(alice)
        said = len([view for view in scene.group.messages() if view.from_bot])
        await scene.advance(timedelta(days=6))  # 14 May is Ascension: three working days
        assert len([view for view in scene.group.messages() if view.from_bot]) == said + 1
        await scene.advance(timedelta(days=56))
        assert "12 septembre 2026" in newest(alice).text, "two months to appeal from that day"
        await scene.promises(alice)
        actions = [action for action, *_ in journal(scene)]
        assert actions.count("implicit_refusal") == 1
        await scene.presses(scene.elise, "c.accept", chat=scene.group)
        await scene.presses(scene.adam, "c.confirm", chat=scene.group)
        assert scene.query("SELECT state FROM projects") == [("accepted",)]
