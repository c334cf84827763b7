"""Carrying a project together, on the real bot: four phones, links that do not work, departures."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.people import Person
from tests.stage import IDEA, Stage, newest, shows_similar, stage

GROUP: dict[str, Any] = {
    **IDEA,
    "bearer_kind": "group",
    "bearer_name": "Les voisins des Tilleuls",
    "support_proof": "Dix foyers sont d'accord.",
}


def said(person: Person) -> str:
    """The bot's last words to someone, with plain spaces."""
    return plain(newest(person).text)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def card(scene: Stage, number: str = "2026-001") -> str:
    return plain(scene.card(number).text)


def in_group(scene: Stage, words: str) -> bool:
    return any(words in plain(view.text) for view in scene.group.messages() if view.from_bot)


async def link_from(scene: Stage, person: Person, act: str = "j.invite") -> str:
    """Open the people of one's idea, make a link, and read its payload as a friend would."""
    await scene.says(person, "/inviter")
    await scene.presses(person, act)
    pictures = [view for view in person.messages() if view.kind == "photo" and view.from_bot]
    found = re.search(r"https://t\.me/rehearsal_bot\?start=([A-Za-z0-9_-]+)", pictures[-1].text)
    assert found, pictures[-1].text
    return found[1]


async def comes(scene: Stage, person: Person, payload: str) -> None:
    """Press a deep link; a newcomer reads the first words and says that they are adult."""
    person.start(payload)
    await scene.settle()
    if "18 ans" in said(person):
        await scene.presses(person, "set", "yes")


async def joins(scene: Stage, person: Person, payload: str, name: str, named: str = "yes") -> str:
    """Come by a link, accept, give a name; return the last words."""
    await comes(scene, person, payload)
    await scene.presses(person, "set", "yes")
    await scene.says(person, name)
    return plain((await scene.presses(person, "set", named)).text)


def parts(scene: Stage) -> list[tuple[Any, ...]]:
    return scene.query("SELECT user_id, role, standing, name, named FROM members ORDER BY user_id")


def data_of(scene: Stage, name: str, project: int = 1) -> Any:
    found = scene.query(
        "SELECT json_extract(data, '$.' || ?) FROM projects WHERE id = ?", name, project
    )
    return found[0][0]


async def test_four_phones_carry_one_idea(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno, dalila, gaston = (
            scene.person(name) for name in ("Camille", "Bruno", "Dalila", "Gaston")
        )
        await scene.submits(camille, GROUP)
        assert "Il faut au moins 2 personnes" in said(camille)
        assert "Personnes : 1 (il en faut 2 avant de signer)" in card(scene)
        payload = await link_from(scene, camille)
        assert 22 <= len(payload) <= 64, "128 bits or more, and a deep link can carry it"
        assert "20 personnes peuvent" in said(camille)

        # Bruno is new: the first words come first, then the idea, with neither name nor contact.
        bruno.start(payload)
        await scene.settle()
        assert "Avez-vous 18 ans ou plus" in said(bruno)
        await scene.presses(bruno, "set", "yes")
        shown = [view.text for view in bruno.messages() if "vous invite" in view.text][-1]
        assert IDEA["title"] in shown
        assert IDEA["place"] in shown
        assert "jardinières" in shown
        assert "Camille" not in shown
        assert "Acceptez-vous cette invitation" in said(bruno)
        await scene.presses(bruno, "set", "yes")
        await scene.says(bruno, "Bruno <Martin> & fils")
        last = await scene.presses(bruno, "set", "yes")
        assert "Bienvenue" in plain(last.text)
        assert "Bruno <Martin> & fils porte maintenant l'idée avec vous" in said(camille)
        assert "Personnes : 2" in card(scene)

        # Dalila does not want to be named, Gaston declines.
        await joins(scene, dalila, payload, "Dalila Benali", named="no")
        assert "Dalila" not in said(camille)
        assert "Quelqu'un, arrivé le mardi 12 mai 2026" in said(camille)
        await comes(scene, gaston, payload)
        assert "C'est noté" in (await scene.presses(gaston, "set", "no")).text
        assert "Personnes : 3" in card(scene)
        assert data_of(scene, "members") == f"[{bruno.id},{dalila.id}]"
        standing = {user: (role, state) for user, role, state, *_ in parts(scene)}
        assert standing == {
            bruno.id: ("member", "joined"),
            dalila.id: ("member", "joined"),
            gaston.id: ("member", "declined"),
        }
        await scene.says(bruno, "/projets")
        assert any(IDEA["title"] in view.text for view in bruno.messages()[-2:])

        # The staff member who opens the dossier reads all the names; the group reads none.
        scene.elise.start()
        await scene.settle()
        await scene.presses(scene.elise, "c.read", chat=scene.group)
        people = newest(scene.elise).text
        assert "Bruno <Martin> & fils, porte aussi le projet" in people
        assert "Dalila Benali, porte aussi le projet (nom à ne pas montrer)" in people
        assert all("Dalila" not in view.text for view in scene.group.messages())

        # A consent is in the journal, and the joining too.
        entries = scene.query(
            "SELECT user_id, action, reason FROM journal "
            "JOIN journal_names ON journal_names.name = journal.actor ORDER BY id"
        )
        assert (bruno.id, "consent_named", "yes") in entries
        assert (dalila.id, "consent_named", "no") in entries
        assert (dalila.id, "join", "") in entries


async def test_a_link_s_secret_is_nowhere_in_the_database(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        payload = await link_from(scene, camille)
        await joins(scene, scene.person("Bruno"), payload, "Bruno")
        tables = [
            name
            for name, kind in scene.query("SELECT name, type FROM sqlite_schema")
            if kind == "table" and not name.startswith("sqlite_")
        ]
        rows = [row for name in tables for row in scene.query(f"SELECT * FROM {name}")]  # noqa: S608
        assert len(tables) > 10
        assert rows
        assert all(payload not in str(row) for row in rows)


async def test_a_link_that_comes_in_the_middle_of_a_form_brings_the_person_back(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno = scene.person("Camille"), scene.person("Bruno")
        await scene.submits(camille)
        payload = await link_from(scene, camille)
        await scene.begins(bruno)
        await scene.says(bruno, "Un banc devant l'école")
        await comes(scene, bruno, payload)
        assert "Acceptez-vous cette invitation" in said(bruno)
        await scene.presses(bruno, "set", "yes")
        await scene.says(bruno, "Bruno Martin")
        last = await scene.presses(bruno, "set", "yes")
        assert "Bienvenue" in plain(last.text)
        assert "Dites-en plus" in plain(last.text), "and the own form is there again"
        await scene.says(bruno, "Un banc pour attendre les enfants, que nous entretiendrons nous.")
        answers = scene.query(
            "SELECT data FROM sessions WHERE owner = ? AND dialog = 'idea'", bruno.id
        )
        assert "Un banc pour attendre" in answers[0][0]


async def test_links_that_do_not_work_say_so_and_change_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path, together={"link_days": 14, "wrong_codes": 3}) as scene:
        camille, bruno, dalila = (scene.person(one) for one in ("Camille", "Bruno", "Dalila"))
        await scene.submits(camille)
        await scene.begins(bruno)
        payload = await link_from(scene, camille)

        # Forged: almost the same, or invented.
        for forged in (payload[:-1] + ("A" if payload[-1] != "A" else "B"), "x" * 64):
            await comes(scene, bruno, forged)
            assert "Je ne connais pas ce lien" in said(bruno)
            assert "Question 1" in said(bruno), "the own form stays in front"
        assert parts(scene) == []

        # Too many wrong ones: a pause, even for a right one; an hour later it works.
        await comes(scene, bruno, "y" * 64)
        await comes(scene, bruno, payload)
        assert "beaucoup de codes faux" in said(bruno)
        await scene.advance(timedelta(minutes=61))

        # Replayed by the same person: once joined, the link does nothing more.
        await joins(scene, bruno, payload, "Bruno Martin")
        await comes(scene, bruno, payload)
        assert "porte déjà le projet" in said(bruno)
        assert scene.query("SELECT uses_left FROM invitations") == [(19,)]

        # The referent's own link, revoked links, expired links.
        await comes(scene, camille, payload)
        assert "porte déjà le projet" in said(camille)
        await scene.says(camille, "/inviter")
        await scene.presses(camille, "j.revoke")
        dalila.start(payload)
        await scene.settle()
        assert "ne marche plus" in said(dalila)
        assert "18 ans" in said(dalila), "and who is new is welcomed all the same"
        later = await link_from(scene, camille)
        await scene.advance(timedelta(days=14, minutes=1))
        dalila.start(later)
        await scene.settle()
        assert "ne marche plus" in said(dalila)
        assert [row[0] for row in parts(scene) if row[2] == "joined"] == [bruno.id]


async def test_a_link_revoked_while_someone_answers_lets_nobody_in(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno = scene.person("Camille"), scene.person("Bruno")
        await scene.submits(camille)
        payload = await link_from(scene, camille)
        await comes(scene, bruno, payload)
        await scene.presses(bruno, "set", "yes")
        await scene.says(bruno, "Bruno Martin")
        await scene.says(camille, "/inviter")
        await scene.presses(camille, "j.revoke")
        last = await scene.presses(bruno, "set", "yes")
        assert "ne marche plus" in plain(last.text)
        assert data_of(scene, "members") == "[]"


async def test_the_last_place_of_a_link_is_given_once(tmp_path: Path) -> None:
    async with stage(tmp_path, together={"link_uses": 1}) as scene:
        camille, bruno, dalila = (scene.person(one) for one in ("Camille", "Bruno", "Dalila"))
        await scene.submits(camille)
        payload = await link_from(scene, camille)
        for person in (bruno, dalila):
            await comes(scene, person, payload)
            await scene.presses(person, "set", "yes")
            await scene.says(person, f"{person.name} Petit")
        assert "Bienvenue" in (await scene.presses(bruno, "set", "yes")).text
        assert "ne marche plus" in (await scene.presses(dalila, "set", "yes")).text
        assert data_of(scene, "members") == f"[{bruno.id}]"


async def test_a_person_removed_does_not_come_back_by_the_same_link(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno = scene.person("Camille"), scene.person("Bruno")
        await scene.submits(camille)
        payload = await link_from(scene, camille)
        await joins(scene, bruno, payload, "Bruno Martin")
        await scene.says(camille, "/inviter")
        await scene.presses(camille, "j.out")
        await scene.presses(camille, "j.remove")
        assert "vous a retiré du groupe" in said(bruno)
        assert parts(scene)[-1][2:] == ("removed", "", 0), "and the name is gone"
        await comes(scene, bruno, payload)
        assert "ne marche plus" in said(bruno)
        await scene.advance(timedelta(minutes=1))
        anew = await link_from(scene, camille)
        assert "Bienvenue" in await joins(scene, bruno, anew, "Bruno Martin")


async def test_buttons_of_another_person_s_screen_do_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno, mallory = (scene.person(one) for one in ("Camille", "Bruno", "Mallory"))
        await scene.submits(camille)
        await joins(scene, bruno, await link_from(scene, camille), "Bruno Martin")
        await scene.says(camille, "/inviter")
        own = [data for row in newest(camille).buttons for _, data in row]
        assert len(own) >= 6
        await scene.begins(mallory)
        before = (parts(scene), scene.query("SELECT data FROM projects WHERE id = 1"))
        seen = len(mallory.messages())
        forged = [*own, f"j.remove.1.{bruno.id:x}", "j.left.1.", "j.take.1.", "j.zzz.1.", "j.."]
        for data in forged:
            if data == "h.home":
                continue
            press = mallory.press_forged(data, newest(mallory))
            await scene.settle()
            assert press.toast, data
        assert len(mallory.messages()) == seen
        assert (parts(scene), scene.query("SELECT data FROM projects WHERE id = 1")) == before
        assert scene.query("SELECT count(*) FROM invitations") == [(1,)]
        # A member may look, but does not do what is the referent's.
        for act in ("invite", "revoke", "remove", "offer", "take"):
            press = bruno.press_forged(f"j.{act}.1.{_base36(bruno.id)}", newest(bruno))
            await scene.settle()
            assert press.toast, act
        assert parts(scene) == before[0]
        assert scene.query("SELECT count(*) FROM invitations") == [(1,)]


def _base36(number: int) -> str:
    from dialogs.buttons import to_base36

    return to_base36(number)


async def test_the_referent_hands_over_and_the_other_must_accept(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno = scene.person("Camille"), scene.person("Bruno")
        await scene.submits(camille)
        await scene.promises(camille)
        await joins(scene, bruno, await link_from(scene, camille), "Bruno Martin")
        await scene.says(camille, "/inviter")
        await scene.presses(camille, "j.hand")
        await scene.presses(camille, "j.offer")
        assert scene.query("SELECT bearer FROM projects") == [(camille.id,)], "not yet"
        await scene.presses(bruno, "j.keep")
        assert "personne ne prend la suite" in said(camille)
        press = bruno.press_forged("j.take.1.", newest(bruno))
        await scene.settle()
        assert "Personne ne vous a demandé" in (press.toast or "")
        await scene.says(camille, "/inviter")
        await scene.presses(camille, "j.hand")
        await scene.presses(camille, "j.offer")
        await scene.presses(bruno, "j.take")
        assert scene.query("SELECT bearer FROM projects") == [(bruno.id,)]
        assert data_of(scene, "members") == f"[{camille.id}]"
        assert "Bruno Martin parle maintenant" in said(camille)
        roles = {user: role for user, role, *_ in parts(scene)}
        assert roles == {bruno.id: "referent", camille.id: "member"}
        await scene.presses(scene.elise, "c.take", chat=scene.group)
        assert "étudie" in said(bruno), "the town hall now writes to the new one"
        await scene.presses(scene.elise, "c.accept", chat=scene.group)
        await scene.presses(scene.adam, "c.confirm", chat=scene.group)
        for person in (camille, bruno):
            assert "la mairie dit oui" in said(person), "a decision is told to all"


async def test_a_referent_who_leaves_does_not_take_the_dossier_along(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno, dalila = (scene.person(one) for one in ("Camille", "Bruno", "Dalila"))
        await scene.submits(camille)
        payload = await link_from(scene, camille)
        await joins(scene, bruno, payload, "Bruno Martin")
        await joins(scene, dalila, payload, "Dalila Benali")
        await scene.says(camille, "/inviter")
        await scene.presses(camille, "j.leave")
        await scene.presses(camille, "j.left")
        assert "Vous avez quitté" in said(camille)
        for person in (bruno, dalila):
            assert "Voulez-vous prendre la suite" in said(person)
        assert in_group(scene, "est partie")
        assert "Personne ne parle en son nom" in card(scene)
        await scene.presses(scene.elise, "c.take", chat=scene.group)
        for person in (bruno, dalila):
            assert "étudie" in said(person), "meanwhile all of them are told"
        await scene.presses(dalila, "j.take")
        assert scene.query("SELECT bearer FROM projects") == [(dalila.id,)]
        press = bruno.press_forged("j.take.1.", newest(bruno))
        await scene.settle()
        assert press.toast, "the second to take over comes too late"
        assert scene.query("SELECT bearer FROM projects") == [(dalila.id,)]


async def test_nobody_takes_over_and_staff_are_reminded(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno = scene.person("Camille"), scene.person("Bruno")
        await scene.submits(camille)
        await joins(scene, bruno, await link_from(scene, camille), "Bruno Martin")
        await scene.presses(scene.elise, "c.take", chat=scene.group)
        camille.block()
        await scene.settle()
        assert "Voulez-vous prendre la suite" in said(bruno)
        assert in_group(scene, "a bloqué le robot")
        await scene.advance(timedelta(days=29))
        assert not in_group(scene, "personne n'a pris la suite")
        await scene.advance(timedelta(days=2))
        assert in_group(scene, "personne n'a pris la suite")


async def test_one_who_is_alone_blocks_the_robot_and_staff_know_at_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        await scene.presses(scene.elise, "c.take", chat=scene.group)
        camille.block()
        await scene.settle()
        assert in_group(scene, "Personne d'autre ne le porte")
        assert "Personne ne parle en son nom" in card(scene)
        await scene.advance(timedelta(days=31))
        assert in_group(scene, "personne n'a pris la suite")
        camille.start()
        await scene.settle()
        assert data_of(scene, "missing_since") is None, "who comes back is there again"


async def test_a_draft_whose_author_blocks_the_robot_stays_unknown_to_staff(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        await scene.says(camille, IDEA["title"])
        camille.block()
        await scene.settle()
        await scene.advance(timedelta(days=31))
        assert not in_group(scene, "")


async def test_a_stand_in_takes_over_when_nobody_speaks_for_it(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, marc = scene.person("Camille"), scene.person("Marc")
        await scene.submits(camille)
        await joins(scene, marc, await link_from(scene, camille, "j.standin"), "Marc Petit")
        assert data_of(scene, "standins") == f"[{marc.id}]"
        press = marc.press_forged("j.take.1.", newest(marc))
        await scene.settle()
        assert press.toast, "a stand-in takes nothing while someone speaks for it"
        camille.block()
        await scene.settle()
        assert "Voulez-vous prendre la suite" in said(marc)
        await scene.presses(marc, "j.take")
        assert scene.query("SELECT bearer FROM projects") == [(marc.id,)]
        assert data_of(scene, "standins") == "[]"
        assert data_of(scene, "members") == f"[{camille.id}]"
        assert in_group(scene, "une nouvelle personne parle")
        await scene.presses(scene.elise, "c.take", chat=scene.group)
        assert "étudie" in said(marc), "the town hall now writes to them"


async def test_a_referent_who_comes_back_in_time_stays(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno = scene.person("Camille"), scene.person("Bruno")
        await scene.submits(camille)
        await joins(scene, bruno, await link_from(scene, camille), "Bruno Martin")
        camille.block()
        await scene.settle()
        assert data_of(scene, "missing_since")
        camille.start()
        await scene.settle()
        assert data_of(scene, "missing_since") is None
        await scene.presses(bruno, "j.take")
        assert scene.query("SELECT bearer FROM projects") == [(camille.id,)]


async def test_a_member_leaves_or_blocks_the_robot_and_nothing_breaks(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno, dalila = (scene.person(one) for one in ("Camille", "Bruno", "Dalila"))
        await scene.submits(camille)
        payload = await link_from(scene, camille)
        await joins(scene, bruno, payload, "Bruno Martin")
        await joins(scene, dalila, payload, "Dalila Benali")
        await scene.says(bruno, "/inviter")
        await scene.presses(bruno, "j.leave")
        await scene.presses(bruno, "j.left")
        assert "Bruno Martin a quitté" in said(camille)
        dalila.block()
        await scene.settle()
        assert data_of(scene, "missing_since") is None
        await scene.presses(scene.elise, "c.take", chat=scene.group)
        assert "étudie" in said(camille)
        assert data_of(scene, "members") == f"[{dalila.id}]"


async def test_whoever_carries_an_idea_does_not_decide_on_it(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        payload = await link_from(scene, camille)
        await scene.presses(scene.elise, "c.accept", chat=scene.group)
        await joins(scene, scene.elise, payload, "Élise Roux")
        assert "propose" not in card(scene), "her own proposal fell when she joined"
        press = scene.elise.press_forged("c.1.accept.", scene.card())
        await scene.settle()
        assert "une autre personne doit décider" in plain(press.toast or "")


async def test_one_who_is_alone_is_told_what_can_be_done_instead_of_leaving(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        await scene.says(camille, "/inviter")
        await scene.presses(camille, "j.leave")
        press = camille.press("Oui, le quitter")
        await scene.settle()
        assert "retirer l'idée" in (press.toast or "")
        assert scene.query("SELECT bearer FROM projects") == [(camille.id,)]


async def test_someone_too_young_keeps_the_invitation_until_an_adult_is_there(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        camille, leo = scene.person("Camille"), scene.person("Léo")
        await scene.submits(camille)
        leo.start(await link_from(scene, camille))
        await scene.presses(leo, "set", "no")
        assert all("Acceptez-vous" not in view.text for view in leo.messages())
        await scene.presses(leo, "h.home")
        await scene.presses(leo, "set", "yes")
        assert "Acceptez-vous cette invitation" in said(leo)


async def test_a_draft_can_be_shared_before_it_is_sent(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno = scene.person("Camille"), scene.person("Bruno")
        await scene.begins(camille)
        await scene.says(camille, IDEA["title"])
        await joins(scene, bruno, await link_from(scene, camille), "Bruno Martin")
        assert not in_group(scene, ""), "staff hear nothing of a draft"
        await scene.says(camille, "/start")
        await scene.fills(camille)
        await scene.presses(camille, "send")
        assert "Personnes : 2" in card(scene)


async def test_the_qr_code_says_the_link(tmp_path: Path) -> None:
    import segno

    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.submits(camille)
        payload = await link_from(scene, camille)
        picture = next(view for view in reversed(camille.messages()) if view.kind == "photo")
        assert picture.file is not None
        wanted = io.BytesIO()
        made = segno.make(f"https://t.me/rehearsal_bot?start={payload}", micro=False, error="m")
        made.save(wanted, kind="png", scale=8, border=4)
        assert picture.file.data == wanted.getvalue()


@pytest.mark.parametrize("named", ["yes", "no"])
async def test_a_similar_idea_is_joined_when_its_referent_accepts(
    tmp_path: Path, named: str
) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno = scene.person("Camille"), scene.person("Bruno")
        await scene.submits(camille)
        await scene.begins(bruno)
        await scene.says(bruno, "Fleurir la rue des Tilleuls")
        await scene.says(bruno, IDEA["description"])
        await scene.presses(bruno, "set", IDEA["category"])
        await scene.says(bruno, "rue des Tilleuls")
        assert shows_similar(bruno), "as soon as name and place are known"
        shown = said(bruno)
        assert IDEA["title"] in shown
        assert "Camille" not in shown
        assert "reçue par la mairie" in shown
        await scene.presses(bruno, "s.join")
        await scene.says(bruno, "Bruno Martin")
        last = await scene.presses(bruno, "set", named)
        assert "Votre demande est partie" in plain(last.text)
        assert "ajouter des photos" in plain(last.text), "the own draft is there again"
        request = said(camille)
        assert ("Bruno Martin" in request) is (named == "yes")
        await scene.presses(camille, "j.admit")
        assert data_of(scene, "members") == f"[{bruno.id}]"
        assert "vous portez maintenant" in said(bruno)
        press = camille.press_forged(f"j.admit.1.{_base36(bruno.id)}", newest(camille))
        await scene.settle()
        assert press.toast, "a second press does nothing"


async def test_an_idea_that_is_not_published_is_seen_by_staff_only(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno = scene.person("Camille"), scene.person("Bruno")
        await scene.submits(camille, {**IDEA, "publish_level": "nothing"})
        await scene.begins(bruno)
        for word in ("Des fleurs rue des Tilleuls", IDEA["description"]):
            await scene.says(bruno, word)
        await scene.presses(bruno, "set", IDEA["category"])
        await scene.says(bruno, "rue des Tilleuls")
        assert not shows_similar(bruno)
        press = bruno.press_forged("s.join.1", newest(bruno))
        await scene.settle()
        assert press.toast, "nobody asks to join what they were not shown"
        await scene.fills(bruno)
        await scene.presses(bruno, "send")
        assert "Ressemble à : 2026-001" in card(scene, "2026-002")


async def test_going_on_with_one_s_own_sends_it_and_never_asks_twice(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno, dalila = (scene.person(one) for one in ("Camille", "Bruno", "Dalila"))
        await scene.begins(bruno)
        await scene.fills(bruno)
        assert not shows_similar(bruno), "nothing is there yet"
        await scene.submits(camille)
        await scene.presses(bruno, "send")
        assert shows_similar(bruno), "what came meanwhile is shown before sending"
        await scene.says(bruno, "bonjour ?")
        assert "Relisez" in said(bruno)
        await scene.presses(bruno, "send")
        assert scene.number_of(bruno) == "2026-002"
        await scene.submits(dalila)
        assert scene.number_of(dalila) == "2026-003"
        alike = card(scene, "2026-003").partition("Ressemble à : ")[2]
        assert set(alike.splitlines()[0].split(", ")) == {"2026-001", "2026-002"}


async def test_a_youth_story(tmp_path: Path) -> None:
    """Yasmina carries the skate-park of the young; Léo is 14, Marc stands in, her sister joins."""
    idea = {
        **IDEA,
        "title": "Un skate-park derrière le gymnase",
        "category": "play_sport",
        "bearer_kind": "youth_group",
        "bearer_name": "Les jeunes du skate",
        "adult_referent": "Yasmina B., éducatrice",
        "youth_ages": "de 11 à 14 ans",
        "paper_forms": "none",
        "publish_level": "with_name",
    }
    async with stage(tmp_path) as scene:
        yasmina, leo, marc, nora = (scene.person(one) for one in ("Yasmina", "Léo", "Marc", "Nora"))
        await scene.submits(yasmina, idea)
        payload = await link_from(scene, yasmina)
        leo.start(payload)
        await scene.presses(leo, "set", "no")
        assert "Il faut une personne adulte" in said(leo)
        assert data_of(scene, "members") == "[]", "no one under 18 carries it"
        await joins(scene, nora, payload, "Nora B.")
        standin = await link_from(scene, yasmina, "j.standin")
        await comes(scene, marc, standin)
        shown = [plain(view.text) for view in marc.messages() if "relève" in view.text]
        assert shown
        await scene.presses(marc, "set", "yes")
        await scene.says(marc, "Marc, éducateur")
        await scene.presses(marc, "set", "yes")
        assert data_of(scene, "members") == f"[{nora.id}]"
        assert data_of(scene, "standins") == f"[{marc.id}]"
        assert "Personnes : 2" in card(scene)
        assert "Relève : 1" in card(scene)
        await scene.says(nora, "/inviter")
        people = said(nora)
        assert "Camille Petit, au nom de tout le groupe" in people, "she publishes her name"
        assert "Marc, éducateur, pour la relève" in people
        assert "invitation" not in people, "links are the referent's business"


async def test_a_referent_who_is_forgotten_leaves_the_idea_to_the_others(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille, bruno = scene.person("Camille"), scene.person("Bruno")
        await scene.submits(camille)
        await joins(scene, bruno, await link_from(scene, camille), "Bruno Martin")
        await scene.says(camille, "/effacer")
        await scene.presses(camille, "f.sure")
        await scene.presses(camille, "f.now")
        assert "je ne sais plus qui vous êtes" in said(camille)
        assert scene.query("SELECT bearer, state FROM projects") == [(0, "submitted")]
        assert data_of(scene, "dossier.title") == IDEA["title"], "the idea is not withdrawn"
        assert data_of(scene, "dossier.display_name") is None
        assert [row[0] for row in parts(scene)] == [bruno.id]
        assert "Voulez-vous prendre la suite" in said(bruno)
        await scene.presses(bruno, "j.take")
        assert scene.query("SELECT bearer FROM projects") == [(bruno.id,)]
        await scene.says(bruno, "/effacer")
        await scene.presses(bruno, "f.sure")
        await scene.presses(bruno, "f.now")
        assert scene.query("SELECT bearer, state FROM projects") == [(0, "withdrawn")]
        assert parts(scene) == []
