"""The notice on personal data: read at the beginning, journalled, shown again once when new."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot import notice
from tests.stage import stage

FINGERPRINTS = {2: "743f5a4326b98036"}
"""The words of each version. When this fails, raise `bot.notice.VERSION` and add a line."""


def test_other_words_are_another_version() -> None:
    words = "\n".join(notice.PARAGRAPHS)
    found = hashlib.sha256(words.encode()).hexdigest()[:16]
    assert FINGERPRINTS.get(notice.VERSION) == found


async def test_the_notice_and_the_age_are_journalled_with_the_version(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, leo = scene.person("Camille"), scene.person("Léo")
        await scene.begins(camille)
        leo.start()
        await scene.presses(leo, "set", "no")
        assert scene.query("SELECT action, reason FROM journal ORDER BY id") == [
            ("privacy_notice", "notice version 2.1, adult: yes"),
            ("privacy_notice", "notice version 2.1, adult: no"),
        ]


async def test_a_changed_notice_is_shown_once_to_who_read_an_earlier_one(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, sam = scene.person("Camille"), scene.person("Sam")
        await scene.begins(camille)
        scene.change("UPDATE residents SET notice_version = '1'")
        await scene.begins(sam)
        await scene.says(camille, "Des fleurs rue des Tilleuls")
        await scene.says(camille, "/start")
        heard = [view.text for view in camille.messages() if view.from_bot]
        assert sum("La notice sur vos données a changé" in text for text in heard) == 1
        assert "Dites-en plus" in heard[-1], "and life goes on"
        new = [view.text for view in sam.messages() if view.from_bot]
        assert not any("a changé" in text for text in new)
        assert scene.query("SELECT DISTINCT notice_version FROM residents") == [("2.1",)]


async def test_a_town_shows_its_own_change(tmp_path: Path) -> None:
    town = {"privacy": {"dpo": "autre@saint-exemple.example", "notice": 3}}
    async with stage(tmp_path, town=town) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        scene.change("UPDATE residents SET notice_version = '2.2'")
        await scene.says(camille, "Des fleurs rue des Tilleuls")
        heard = [view.text for view in camille.messages() if view.from_bot]
        assert sum("autre@saint-exemple.example" in text for text in heard) == 1
        assert scene.query("SELECT notice_version FROM residents") == [("2.3",)]


async def test_the_delays_of_the_notice_are_the_settings(tmp_path: Path) -> None:
    async with stage(
        tmp_path, retention={"draft_warning_days": 20, "draft_erase_days": 30, "ended_years": 7}
    ) as scene:
        camille = scene.person("Camille", "en")
        camille.say("/privacy")
        await scene.settle()
        (text,) = (view.text for view in camille.messages() if "6.1.e" in view.text)
        assert "touches 30 days" in text
        assert "7 years" in text
