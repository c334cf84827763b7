"""Floods are asked to wait, people can be stopped, and nobody loses their rights by it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.rehearsal.people import Person
from tests.stage import Stage, newest, stage

LIMIT = {"messages_per_minute": 5}


def said(person: Person, words: str) -> int:
    """How many of the bot's messages have these words in them."""
    return sum(words in view.text for view in person.messages() if view.from_bot)


async def test_a_flood_gets_one_line_then_silence_until_it_calms(tmp_path: Path) -> None:
    async with stage(tmp_path, residents=LIMIT) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        await scene.says(camille, "Des fleurs rue des Tilleuls")
        for number in range(12):
            camille.say(f"Une description bien trop rapide, numéro {number}, et sans fin.")
            await scene.settle()
        assert said(camille, "beaucoup de messages d'un coup") == 1
        silent = len(camille.messages())
        await scene.says(camille, "Encore")
        assert len(camille.messages()) == silent + 1, "only her own"

        await scene.advance(timedelta(seconds=61))
        await scene.says(camille, "/start")
        assert (
            said(camille, "Je n'ai pas lu 10\u00a0messages")
            + said(camille, "Je n'ai pas lu 10 messages")
            == 1
        )
        await scene.says(camille, "/start")
        assert said(camille, "Je n'ai pas lu") == 1, "told once"
        assert scene.query("SELECT * FROM dead_letters") == []


async def test_an_album_counts_once_and_buttons_do_not_count(tmp_path: Path) -> None:
    async with stage(tmp_path, residents=LIMIT) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        await scene.says(camille, "Des fleurs rue des Tilleuls")
        for _ in range(8):
            await scene.presses(camille, "help")
            await scene.presses(camille, "stay")
        camille.send_album(10)
        await scene.settle()
        assert said(camille, "beaucoup de messages") == 0


async def test_a_nights_backlog_is_no_flood(tmp_path: Path) -> None:
    """What was written over hours while the bot was away is read like any other message."""
    async with stage(tmp_path, residents=LIMIT) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        for _ in range(8):
            scene.server.advance(timedelta(minutes=1))
            camille.say("/help")
        await scene.settle()
        assert said(camille, "beaucoup de messages") == 0


async def asks(scene: Stage, person: Person, words: str) -> None:
    """Write to the town hall."""
    await scene.says(person, "/contact")
    await scene.says(person, words)


async def blocks_her(scene: Stage, argument: str, by: Person | None = None) -> str:
    """Answer the newest words in the group with /block; return what the robot says."""
    who = by or scene.elise
    asked = next(view for view in reversed(scene.group.messages()) if "Pour répondre" in view.text)
    who.say(f"/bloquer {argument}".strip(), scene.group, reply_to=asked)
    await scene.settle()
    return newest(who, scene.group).text


async def test_a_blocked_person_is_told_the_other_ways_and_keeps_their_rights(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        await asks(scene, camille, "Vous êtes tous des ânes !")
        assert "numéro 1" in (await blocks_her(scene, "insultes répétées")).replace("\u00a0", " ")
        told = newest(camille).text
        assert "03 21 00 00 00" in told
        assert "1 place de la République" in told
        assert "insultes" not in told

        heard = len(camille.messages())
        in_group = len(scene.group.messages())
        for words in ("Pourquoi ?", "/nouveau", "/contact", "Répondez !"):
            await scene.says(camille, words)
        assert len(camille.messages()) == heard + 4, "one line a day, then silence"
        assert len(scene.group.messages()) == in_group
        await scene.advance(timedelta(days=1, minutes=1))
        await scene.says(camille, "Bonjour")
        assert "03 21 00 00 00" in newest(camille).text

        await scene.says(camille, "/mes_donnees")
        assert any(view.file is not None for view in camille.messages()[-3:])
        assert "insultes répétées" in "".join(
            view.file.content().decode() for view in camille.messages()[-3:] if view.file
        )
        await scene.says(camille, "/confidentialite")
        assert said(camille, "article 6.1.e") == 1

        scene.elise.say("/bloques", scene.group)
        await scene.settle()
        listed = newest(scene.elise, scene.group).text
        assert "insultes répétées" in listed
        assert "2026-001" in listed
        assert "Camille" not in listed

        scene.adam.say("/debloquer 1", scene.group)
        await scene.settle()
        assert "a rouvert notre discussion" in newest(camille).text
        await asks(scene, camille, "Pardon pour tout à l'heure.")
        assert "Pardon" in newest(scene.elise, scene.group).text
        assert [row[:2] for row in scene.query(
            "SELECT action, reason FROM journal WHERE action LIKE '%block%'"
        )] == [("block", "number 1"), ("unblock", "number 1")]  # fmt: skip


async def test_forgetting_does_not_lift_a_block(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        await asks(scene, camille, "Vous êtes tous des ânes !")
        await blocks_her(scene, "insultes répétées")
        said_before = await scene.says(camille, "/effacer")
        assert "cette décision reste aussi" in said_before.text
        await scene.presses(camille, "f.sure")
        await scene.presses(camille, "f.now")
        await scene.advance(timedelta(days=1, minutes=1))
        assert "a arrêté notre discussion" in (await scene.says(camille, "/start")).text


@pytest.mark.parametrize(("argument", "words"), [("", "une raison"), ("non", "une raison")])
async def test_a_block_needs_a_reason(tmp_path: Path, argument: str, words: str) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        await asks(scene, camille, "Bonjour à vous.")
        assert words in await blocks_her(scene, argument)
        assert scene.query("SELECT * FROM blocks") == []


async def test_only_who_decides_may_block_and_never_a_colleague(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        await asks(scene, camille, "Bonjour à vous.")
        await blocks_her(scene, "une raison assez longue", by=scene.mehdi)
        assert scene.query("SELECT * FROM blocks") == []
        await scene.begins(scene.adam)
        await asks(scene, scene.adam, "Bonjour de la part d'Adam.")
        assert "équipe" in await blocks_her(scene, "une raison assez longue")
        assert scene.query("SELECT * FROM blocks") == []


async def test_a_card_finds_its_bearer(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        scene.elise.say("/block harcèlement au téléphone", scene.group, reply_to=scene.card())
        await scene.settle()
        assert scene.query("SELECT user_id, reason FROM blocks") == [
            (camille.id, "harcèlement au téléphone")
        ]
