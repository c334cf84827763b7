"""The desk: staff file a dossier for someone without Telegram, who may link an account later."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.links import CODE_ALPHABET, CODE_LENGTH
from bot.rehearsal.people import Person
from tests.stage import IDEA, Stage, newest, stage

NAME, PHONE = "Odette <Lenoir> & fils", "03 21 99 88 77"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def said(person: Person) -> str:
    """The bot's last words to someone, with plain spaces."""
    return plain(newest(person).text)


def heard(person: Person, words: str) -> bool:
    """Whether the bot ever said this to someone."""
    return any(words in plain(view.text) for view in person.messages() if view.from_bot)


async def files(scene: Stage, clerk: Person, contact: str = PHONE) -> None:
    """A staff member files a whole dossier for Odette, by telephone."""
    if not clerk.messages():
        clerk.start()
        await scene.settle()
    await scene.says(clerk, "/desk")
    if "dossiers pour des personnes" in said(clerk):
        await scene.presses(clerk, "k.new")
    await scene.presses(clerk, "set", "phone")
    await scene.says(clerk, NAME)
    await scene.says(clerk, contact)
    await scene.presses(clerk, "set", "yes")
    await scene.presses(clerk, "set", "yes")
    assert f"Pour {NAME} :" in said(clerk), "every screen says for whom it is"
    await scene.fills(clerk)
    await scene.presses(clerk, "send")


def code_of(person: Person) -> str:
    """The code that was shown last."""
    found = [re.search(r"Code : ([A-Z0-9]{5}-[A-Z0-9]{5})", plain(view.text))
             for view in person.messages()]  # fmt: skip
    return [match[1] for match in found if match][-1]


def project(scene: Stage) -> tuple[Any, ...]:
    return scene.query(
        "SELECT bearer, filed_by, json_extract(data, '$.channel'), "
        "json_extract(data, '$.person_name'), json_extract(data, '$.person_contact'), state "
        "FROM projects WHERE number = '2026-001'"
    )[0]


async def test_a_desk_story(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        elise, odette = scene.elise, scene.person("Odette")
        await files(scene, elise)
        assert project(scene) == (0, elise.id, "phone", NAME, PHONE, "submitted")
        dossier = scene.query("SELECT json_extract(data, '$.dossier') FROM projects")[0][0]
        assert PHONE in dossier, "a telephone is the other contact too"
        assert heard(elise, "Votre numéro : 2026-001"), "the receipt, to print"
        assert heard(elise, f"Merci de prévenir {NAME}, qui n'a pas Telegram : {PHONE}")
        notices = scene.query("SELECT reason FROM journal WHERE action = 'privacy_notice'")
        assert any("read out or handed over" in reason for (reason,) in notices)

        # The card says how it came, and shows neither name nor contact.
        card = plain(scene.card().text)
        assert "Déposé par téléphone par Élise" in card
        assert all(PHONE not in one.text and "Odette" not in one.text
                   for one in scene.group.messages())  # fmt: skip

        # Her promises are written by whoever speaks for her, under her name too.
        await scene.promises(elise)
        assert any(f"Pour {NAME} :" in plain(view.text) for view in elise.messages()[-9:])

        # What is said to Odette reaches whoever filed it; they may decide, they are not the bearer.
        await scene.presses(scene.adam, "c.take", chat=scene.group)
        assert "étudie" in said(elise)
        assert PHONE in said(elise)

        # The code is nowhere in the database, and works however it is typed.
        code = code_of(elise)
        assert set(code.replace("-", "")) <= set(CODE_ALPHABET)
        assert len(code) == CODE_LENGTH + 1
        rows = [row for (name,) in scene.query("SELECT name FROM sqlite_schema WHERE type='table'")
                for row in scene.query(f"SELECT * FROM {name}")]  # noqa: S608  # fmt: skip
        assert all(code not in str(row) and code.replace("-", "") not in str(row) for row in rows)

        # Odette comes with it: she is welcomed first, then asked, then everything goes to her.
        await scene.says(odette, f"/lier  {code.lower().replace('-', ' ')} ")
        await scene.presses(odette, "set", "yes")
        assert "Est-ce votre dossier" in said(odette)
        assert heard(odette, IDEA["title"])
        await scene.presses(odette, "set", "yes")
        assert "C'est fait" in said(odette)
        assert "en cours d'étude" in said(odette)
        assert project(scene)[:2] == (odette.id, elise.id)
        assert f"{NAME} a relié son compte" in said(elise)
        before = len(elise.messages())
        await scene.presses(elise, "c.accept", chat=scene.group)
        await scene.presses(scene.adam, "c.confirm", chat=scene.group)
        assert "la mairie dit oui" in said(odette)
        assert len(elise.messages()) == before, "the clerk is no longer written to"
        await scene.says(odette, "/projets")
        assert heard(odette, "2026-001")


async def test_a_code_works_once_and_only_the_newest(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        odette, mallory = scene.person("Odette"), scene.person("Mallory")
        await files(scene, scene.elise)
        first = code_of(scene.elise)
        await scene.says(scene.elise, "/guichet")
        await scene.presses(scene.elise, "k.code")
        second = code_of(scene.elise)
        assert first != second
        await scene.says(odette, f"/link {first}")
        assert "ne marche plus" in said(odette)
        odette.start(second.replace("-", ""))
        await scene.settle()
        await scene.presses(odette, "set", "yes")
        await scene.presses(odette, "set", "yes")
        assert project(scene)[0] == odette.id
        await scene.begins(mallory)
        await scene.says(mallory, f"/link {second}")
        assert "ne marche plus" in said(mallory)
        assert project(scene)[0] == odette.id


async def test_a_code_that_is_old_or_guessed_links_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path, together={"code_days": 30, "wrong_codes": 5}) as scene:
        odette = scene.person("Odette")
        await files(scene, scene.elise)
        code = code_of(scene.elise)
        await scene.begins(odette)
        await scene.says(odette, "/link")
        assert "Quel est le code" in said(odette)
        await scene.says(odette, "ACDEF-34679")
        assert "Je ne connais pas" in said(odette)
        assert "Quelle est votre idée" in said(odette), "the form underneath is there again"
        for _ in range(4):
            await scene.says(odette, "/link ACDEF 34679")
        await scene.says(odette, f"/link {code}")
        assert "beaucoup de codes faux" in said(odette), "even a right one has to wait"
        await scene.advance(timedelta(minutes=61))
        await scene.says(odette, f"/link {code}")
        assert "Est-ce votre dossier" in said(odette)
        await scene.presses(odette, "set", "no")
        assert project(scene)[0] == 0, "not hers: nothing changes"
        await scene.advance(timedelta(days=31))
        await scene.says(odette, f"/link {code}")
        assert "ne marche plus" in said(odette)


async def test_a_clerk_in_the_middle_of_an_own_idea_is_brought_back(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        await scene.begins(scene.elise)
        await scene.says(scene.elise, "Un banc devant l'école")
        await files(scene, scene.elise, "12 rue des Tilleuls, 62000 Saint-Exemple")
        assert "Dites-en plus" in said(scene.elise)
        assert f"Pour {NAME}" not in said(scene.elise)
        assert project(scene)[4] == "12 rue des Tilleuls, 62000 Saint-Exemple"


async def test_the_desk_is_for_the_team_only(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        await scene.says(camille, "/desk")
        assert "Je ne connais pas cette commande" in said(camille)
        await files(scene, scene.elise)
        codes = scene.query("SELECT count(*) FROM invitations")
        for data in ("k.new", "k.code.1", "k.code.zz", "k.", "k.code.é"):
            press = camille.press_forged(data, newest(camille))
            await scene.settle()
            assert press.toast, data
        scene.adam.start()
        await scene.settle()
        press = scene.adam.press_forged("k.code.1", newest(scene.adam))
        await scene.settle()
        assert press.toast, "a colleague's dossiers are the colleague's"
        assert scene.query("SELECT count(*) FROM invitations") == codes


@pytest.mark.parametrize("how", ["blocked", "left the team"])
async def test_what_cannot_reach_the_clerk_is_left_with_the_group(tmp_path: Path, how: str) -> None:
    async with stage(tmp_path) as scene:
        await files(scene, scene.elise)
        if how == "blocked":
            scene.elise.block()
            await scene.settle()
        else:
            scene.change("UPDATE projects SET filed_by = 999, data = json_set(data, "
                         "'$.filed_by', 999)")  # fmt: skip
        await scene.presses(scene.adam, "c.take", chat=scene.group)
        words = [plain(one.text) for one in scene.group.messages()]
        assert any("le robot ne joint personne" in one and "étudie" in one for one in words)
        assert all(PHONE not in one for one in words)


async def test_a_draft_of_the_desk_is_nudged_where_it_is_written(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        scene.elise.start()
        await scene.settle()
        await scene.says(scene.elise, "/desk")
        await scene.presses(scene.elise, "set", "desk")
        for words in (NAME, PHONE):
            await scene.says(scene.elise, words)
        for _ in range(2):
            await scene.presses(scene.elise, "set", "yes")
        await scene.says(scene.elise, IDEA["title"])
        await scene.advance(timedelta(days=3))
        assert "vous attend" in said(scene.elise)


async def test_a_place_outside_the_town_is_asked_about_and_kept(tmp_path: Path) -> None:
    town = {"center": (50.4587, 2.7925), "radius_km": 5}
    async with stage(tmp_path, town=town) as scene:
        for name, press, kept in (("Camille", "stay", True), ("Bruno", "edit", False)):
            person = scene.person(name)
            await scene.begins(person)
            for words in (IDEA["title"], IDEA["description"]):
                await scene.says(person, words)
            await scene.presses(person, "set", IDEA["category"])
            person.send_location(48.8566, 2.3522)
            await scene.settle()
            assert "181 kilomètres du centre de Saint-Exemple. Est-ce bien là ?" in said(person)
            await scene.says(person, "euh")
            assert "Est-ce bien là" in said(person), "and words are not taken for an answer"
            await scene.presses(person, press)
            if kept:
                assert "ajouter des photos" in said(person)
            else:
                assert "À quel endroit" in said(person)
                await scene.says(person, "rue du Moulin")
                assert "ajouter des photos" in said(person)
