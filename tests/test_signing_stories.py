"""A convention through the real client: prepared, sent, signed, declined, changed, on paper."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.documents.verify import lines, verify
from bot.fetching import DELAYS
from bot.rehearsal.people import Person
from bot.rehearsal.pictures import jpeg
from dialogs.agreement import Legal
from tests.documents import reading
from tests.signing_support import FULL, Signing, pdf, plain, signing
from tests.stage import newest


async def sent(scene: Signing) -> None:
    """Let a clerk send the agreement of a project that lacks nothing."""
    mehdi = scene.stage.mehdi
    assert "Rien ne manque" in await scene.taps(mehdi, "La convention", scene.group)
    await scene.taps(mehdi, "Envoyer à la signature", scene.group)


async def test_two_neighbours_and_the_mayor_sign(tmp_path: Path) -> None:
    async with signing(tmp_path, 2) as scene:
        camille, nadia = scene.carriers
        await sent(scene)
        assert scene.project()["state"] == "awaiting_signature"
        for person in (camille, nadia):
            (first,) = scene.files(person)
            assert plain(first.text) == "Convention C-2026-001, version 1"
            assert scene.heard(person, "La convention en bref")
            assert scene.heard(person, "arroser les jardinières")
            assert scene.heard(person, "Pour signer") or scene.heard(person, "est prête")
        await scene.taps(nadia, "Demander à quelqu'un")
        await scene.says(nadia, "Qui paie l'eau ?")
        assert scene.group_heard("Qui paie l'eau ?")
        assert "Il manque encore 1 signature" in await scene.signs(camille)
        assert "Signatures : 1 sur 2" in plain(scene.stage.card().text)
        assert not scene.heard(scene.mayor, "tous ont signé")
        assert "tout le monde a signé" in await scene.signs(nadia)
        assert scene.heard(scene.mayor, "tous ont signé la version 1")
        assert scene.group_heard("tout le monde a signé")
        assert scene.project()["state"] == "awaiting_signature"
        await scene.countersigns(scene.mayor)

        after = scene.project()
        assert after["state"] == "in_progress"
        assert [one["words"] for one in after["tasks"]] == ["arroser les jardinières"]
        assert scene.heard(camille, "Votre projet peut commencer")
        for person in (camille, nadia, scene.mayor):
            text, page = pdf(scene, person, -2), pdf(scene, person)
            assert sha256(text).hexdigest() == after["convention"]["sha256"]
            printed = reading.text(page)
            for name in ("Camille Petit", "Nadia Ferrand", "Claire Dumont"):
                assert reading.squeezed(name) in printed
            assert str(camille.id) in printed
            assert after["convention"]["sha256"][:16] in printed.replace(" ", "")
        kept = [(one["by"], one["name"], len(one["messages"])) for one in after["signatures"]]
        assert kept == [
            (camille.id, "Camille Petit", 3),
            (nadia.id, "Nadia Ferrand", 3),
            (scene.mayor.id, "Claire Dumont", 2),
        ]
        found = verify(tmp_path / "town.db", pdf(scene, camille, -2))
        assert found.is_genuine
        assert [one.name for one in found.signatures] == [
            "Camille Petit",
            "Nadia Ferrand",
            "Claire Dumont",
        ]
        assert scene.group_heard("signée par tous")
        assert all("Ferrand" not in view.text for view in scene.group.messages())


async def test_of_four_one_declines_and_the_three_others_go_on(tmp_path: Path) -> None:
    async with signing(tmp_path, 4) as scene:
        camille, nadia, paul, lea = scene.carriers
        await sent(scene)
        await scene.signs(camille)
        await scene.signs(nadia)
        assert "pourquoi" in await scene.taps(lea, "Je ne signe pas")
        await scene.says(lea, "Trois ans, c'est trop long pour moi.")
        assert "sans reproche" in await scene.taps(lea, "Je ne signe pas")
        assert scene.group_heard("ne souhaite pas signer")
        assert scene.group_heard("Trois ans, c'est trop long pour moi.")
        assert scene.project()["state"] == "awaiting_signature", "nobody is pushed, nothing ends"

        # Léa leaves the group; the text is taken back and made anew for three.
        await scene.says(lea, "/inviter")
        await scene.stage.presses(lea, "j.leave")
        await scene.stage.presses(lea, "j.left")
        mehdi = scene.stage.mehdi
        await scene.taps(mehdi, "La convention", scene.group)
        await scene.taps(mehdi, "Changer le texte", scene.group)
        mehdi.say("Une personne arrête, les trois autres continuent.", scene.group)
        await scene.stage.settle()
        await scene.taps(mehdi, "Reprendre le texte", scene.group)
        assert scene.project()["state"] == "accepted"
        assert scene.heard(camille, "ne compte")
        await scene.taps(mehdi, "Envoyer à la signature", scene.group)
        assert "version 2" in scene.files(camille)[-1].text
        assert scene.heard(nadia, "Ce qui change")
        assert len(scene.files(lea)) == 1
        for person in (camille, nadia, paul):
            await scene.signs(person)
        await scene.countersigns(scene.mayor)
        after = scene.project()
        assert after["state"] == "in_progress"
        assert after["convention"]["signers"] == [camille.id, nadia.id, paul.id]


async def signs_in_english(scene: Signing, person: Person) -> None:
    """Sign as someone who reads English."""
    await scene.taps(person, "Sign")
    await scene.says(person, FULL[person.user.first_name])
    await scene.taps(person, "I accept")


async def test_a_word_changed_after_two_of_three_asks_everyone_anew(tmp_path: Path) -> None:
    async with signing(tmp_path, 3) as scene:
        camille, nadia, paul = scene.carriers
        mehdi = scene.stage.mehdi
        await scene.says(nadia, "/language")
        await scene.taps(nadia, "English")
        await sent(scene)
        assert scene.heard(nadia, "The agreement in short")
        assert scene.heard(nadia, "another language")
        old = next(view for view in reversed(paul.messages()) if view.buttons)
        await scene.signs(camille)
        await signs_in_english(scene, nadia)
        await scene.taps(mehdi, "La convention", scene.group)
        await scene.taps(mehdi, "Changer le texte", scene.group)
        mehdi.say("Il faut douze jardinières.", scene.group)
        await scene.stage.settle()
        await scene.taps(mehdi, "Reprendre le texte", scene.group)
        await scene.taps(mehdi, "Changer des mots", scene.group)
        await scene.taps(mehdi, "dix jardinières et des plants", scene.group)
        mehdi.say("douze jardinières et des plants", scene.group)
        await scene.made()
        await scene.taps(mehdi, "Envoyer à la signature", scene.group)
        told = "\n".join(plain(view.text) for view in camille.messages() if view.from_bot)
        assert "Avant : dix jardinières et des plants" in told
        assert "Maintenant : douze jardinières et des plants" in told
        assert "Ce document est la version" not in told, "a number alone is no change"
        assert scene.heard(nadia, "Now: douze jardinières et des plants")
        assert scene.project()["offered"]["version"] == 2

        # The button of the first version is refused kindly; the second one is signed by all.
        press = paul.press_forged(old.buttons[0][0][1], old)
        await scene.stage.settle()
        assert "nouvelle version" in plain(press.toast or "")
        await signs_in_english(scene, nadia)
        for person in (camille, paul):
            await scene.signs(person)
        await scene.countersigns(scene.mayor)
        after = scene.project()
        assert after["convention"]["version"] == 2
        assert len(after["signatures"]) == 2 + 4, "what was signed of the first version is kept"
        text = reading.text(pdf(scene, paul, -2))
        assert reading.squeezed("douze jardinières") in text


async def test_the_signatory_changes_between_the_last_signature_and_the_towns(
    tmp_path: Path,
) -> None:
    async with signing(tmp_path, 1) as scene:
        (camille,) = scene.carriers
        adam, mehdi, stage = scene.stage.adam, scene.stage.mehdi, scene.stage
        await sent(scene)
        await scene.signs(camille)
        asked = next(view for view in reversed(scene.mayor.messages()) if view.buttons)

        # Claire is no longer a signatory, Mehdi is: an administrator gives the roles.
        for person, role in ((scene.mayor, "signatory"), (mehdi, "signatory")):
            person.say("Bonjour", scene.group)
            await stage.settle()
            adam.say(f"/role {person.id}", scene.group)
            await stage.settle()
            await stage.presses(adam, "r", role, chat=scene.group)
        press = scene.mayor.press_forged(asked.buttons[0][0][1], asked)
        await stage.settle()
        assert "Seule l'équipe" in plain(press.toast or "")
        await scene.taps(mehdi, "Signer pour la mairie", scene.group)
        assert len(scene.files(mehdi)) == 1, "who signs receives the text first"
        await scene.says(mehdi, "Mehdi Saïd")
        await scene.taps(mehdi, "Je signe pour la mairie")
        after = scene.project()
        assert after["state"] == "in_progress"
        assert after["signatures"][-1]["by"] == mehdi.id


async def test_what_an_association_lacks_is_named_and_answered(tmp_path: Path) -> None:
    bare: dict[str, Any] = {
        "legal": Legal(),
        "dossier": {
            "title": "Des fleurs rue des Tilleuls",
            "category": "greening",
            "place": {"text": "rue des Tilleuls"},
            "bearer_kind": "association",
            "bearer_name": "Les Tilleuls # $x$ *y* @z <b>",
            "display_name": "Camille Petit",
        },
    }
    async with signing(tmp_path, 1, **bare) as scene:
        (camille,), mehdi, group = scene.carriers, scene.stage.mehdi, scene.group
        shown = await scene.taps(mehdi, "La convention", group)
        for lacking in ("Il manque : le fondement", "délibération", "durée", "assureur", "contrat"):
            assert lacking in shown
        await scene.taps(mehdi, "Envoyer à la signature", group)
        assert scene.project()["state"] == "accepted", "nothing is sent that lacks something"

        await scene.taps(mehdi, "Fondement juridique", group)
        await scene.taps(mehdi, "un lieu prêté à une association", group)
        await scene.taps(mehdi, "Acte et date", group)
        for words in ("délibération n° 2026-31", "4 mai 2026"):
            mehdi.say(words, group)
            await scene.stage.settle()
        await scene.taps(mehdi, "Durée", group)
        for words in ("01/06/2026", "3"):
            mehdi.say(words, group)
            await scene.stage.settle()
        await scene.taps(mehdi, "L'assureur est prévenu", group)
        shown = await scene.taps(mehdi, "Charte reçue", group)
        assert "Rien ne manque" in shown
        assert "délibération n° 2026-31, du lundi 4 mai 2026" in shown
        await scene.taps(mehdi, "Envoyer à la signature", group)
        text = reading.text(pdf(scene, camille))
        for words in (
            "Les Tilleuls # $x$ *y* @z <b>",
            "délibération n° 2026-31",
            "contrat d'engagement",
        ):
            assert reading.squeezed(words) in text
        await scene.signs(camille)
        await scene.countersigns(scene.mayor)
        assert scene.project()["state"] == "in_progress"


async def test_an_amendment_a_renewal_and_the_end_join_the_history(tmp_path: Path) -> None:
    async with signing(tmp_path, 2) as scene:
        (camille, nadia), mehdi, group = scene.carriers, scene.stage.mehdi, scene.group
        await sent(scene)
        for person in (camille, nadia):
            await scene.signs(person)
        await scene.countersigns(scene.mayor)

        await scene.taps(mehdi, "La convention", group)
        await scene.taps(mehdi, "Un avenant", group)
        await scene.taps(mehdi, "dix jardinières et des plants", group)
        await scene.taps(mehdi, "Elle change", group)
        shown = await scene.group_says(mehdi, "douze jardinières et des plants")
        assert "Maintenant : douze jardinières et des plants" in shown
        await scene.taps(mehdi, "arroser les jardinières", group)
        await scene.taps(mehdi, "Elle change", group)
        await scene.group_says(mehdi, "arroser les jardinières")
        await scene.taps(mehdi, "Toutes les deux semaines", group)
        for month in ("☐ Juin", "☐ Juillet"):
            await scene.taps(mehdi, month, group)
        await scene.taps(mehdi, "J'ai fini", group)
        shown = await scene.taps(mehdi, "Les porteurs du projet", group)
        assert "toutes les deux semaines, juin et juillet, par les porteurs du projet" in shown
        await scene.taps(mehdi, "Une autre fin", group)
        assert "12 ans" in await scene.group_says(mehdi, "01/06/2040")
        await scene.taps(mehdi, "Une autre fin", group)
        assert "2028" in await scene.group_says(mehdi, "31/12/2028")
        await scene.taps(mehdi, "Préparer l'envoi", group)
        for words in ("Deux familles de plus.", "12/05/2026"):
            await scene.group_says(mehdi, words)
        await scene.taps(mehdi, "Envoyer à la signature", group)
        assert scene.heard(camille, "Avant : dix jardinières")
        assert scene.heard(nadia, "Maintenant : douze jardinières")
        for person in (camille, nadia):
            await scene.signs(person)
        await scene.countersigns(scene.mayor)
        assert scene.project()["state"] == "in_progress"
        assert scene.heard(nadia, "a signé le changement")
        after = scene.project()
        assert [(one["words"], one["frequency"], one["months"]) for one in after["tasks"]] == [
            ("arroser les jardinières", "biweekly", [6, 7])
        ]
        assert after["convention"]["term_last"] == "2028-12-31"
        assert "douze jardinières et des plants" in [one["what"] for one in after["commitments"]]
        assert scene.stage.query("SELECT reason FROM journal WHERE action = 'amend'") == [
            ("b2, t1, term",)
        ]

        scene.stage.change(
            "UPDATE projects SET state = 'closed', data = json_set(data, '$.outcome', "
            "'bearer_ended', '$.closed_at', '2026-05-12T08:00:00Z') WHERE id = 1"
        )
        await scene.made()
        await scene.made()
        assert plain(scene.files(nadia)[-1].text) == "Fin de la convention C-2026-001, version 3"
        acts = scene.stage.query("SELECT number, version, kind FROM conventions ORDER BY version")
        assert acts == [
            ("C-2026-001", 1, "convention"),
            ("C-2026-001", 2, "amendment"),
            ("C-2026-001", 3, "ending"),
        ]
        found = verify(tmp_path / "town.db", pdf(scene, nadia))
        assert found.is_genuine


async def test_a_youth_group_signs_on_paper(tmp_path: Path) -> None:
    young: dict[str, Any] = {
        "dossier": {
            "title": "Un skate-park",
            "category": "play",
            "place": {"text": "place du Marché"},
            "bearer_kind": "youth_group",
            "bearer_name": "Les jeunes du Marché",
            "display_name": "Camille Petit",
            "minors_involved": True,
        },
    }
    async with signing(tmp_path, 1, **young) as scene:
        (camille,), mehdi, group = scene.carriers, scene.stage.mehdi, scene.group
        shown = await scene.taps(mehdi, "La convention", group)
        assert "les autorisations des parents, sur papier" in shown
        assert "signée à la main, sur papier" in shown
        shown = await scene.taps(mehdi, "Accords parents reçus", group)
        assert "Rien ne manque" in shown
        await scene.taps(mehdi, "Envoyer à la signature", group)
        assert scene.heard(camille, "sur papier")
        text = pdf(scene, camille)

        # A button of another kind does nothing: this one is signed by hand.
        press = camille.press_forged("u.1.sign.1", camille.messages()[-1])
        await scene.stage.settle()
        assert "à la main" in plain(press.toast or "")
        await scene.taps(camille, "Envoyer la feuille")
        camille.send_photo(jpeg(64, 48))
        await scene.stage.settle()
        await scene.taps(camille, "J'ai fini")
        assert scene.heard(camille, "La mairie compare les pages")
        assert scene.group_heard("La personne envoie"), "staff are shown the pages"

        # The clerk compares, has it signed by the town, files it: a photo is for a private chat.
        await scene.taps(mehdi, "La convention", group)
        await scene.taps(mehdi, "Classer la feuille", group)
        mehdi.send_photo(jpeg(65, 48))
        await scene.stage.settle()
        await scene.taps(mehdi, "J'ai fini")
        await scene.says(mehdi, "Claire Dumont")
        await scene.taps(mehdi, "Oui, j'ai comparé")
        await scene.taps(mehdi, "Classer la feuille")
        after = scene.project()
        assert after["state"] == "in_progress"
        assert not verify(tmp_path / "town.db", jpeg(64, 48)).is_genuine, "that one is not filed"
        assert [(one["how"], one["for_town"]) for one in after["signatures"]] == [
            ("paper", False),
            ("paper", True),
        ]
        sheet = sha256(jpeg(65, 48)).hexdigest()
        assert {one["file"] for one in after["signatures"]} == {sheet}
        assert (tmp_path / "files" / sheet[:2] / f"{sheet}.jpg").read_bytes() == jpeg(65, 48)
        assert scene.stage.query("SELECT version, page, sha256, kind FROM sheets") == [
            (1, 1, sheet, "photo")
        ]
        for person in (camille, mehdi):
            sent_page = newest(person)
            assert plain(sent_page.text) == "Feuille signée, version 1, page 1"
            assert sent_page.file is not None
            assert sha256(sent_page.file.content()).hexdigest() == sheet
        page = reading.text(pdf(scene, camille))
        assert page.count(sheet) == 2, "the evidence page names the sheet for both sides"
        assert reading.squeezed("Camille Petit") in page
        assert reading.squeezed("Claire Dumont") in page
        found = verify(tmp_path / "town.db", text)
        assert found.is_genuine
        assert [one.how.value for one in found.signatures] == ["paper", "paper"]


async def filing(scene: Signing, content: bytes, name: str = "feuille.pdf") -> str:
    """Let the clerk send a scan and fill in the rest of the form; return the newest words."""
    mehdi = scene.stage.mehdi
    await scene.taps(mehdi, "Classer la feuille", scene.group)
    mehdi.send_document(name, "application/octet-stream", content)
    await scene.stage.settle()
    await scene.taps(mehdi, "J'ai fini")
    await scene.says(mehdi, "Claire Dumont")
    await scene.taps(mehdi, "Oui, j'ai comparé")
    return await scene.taps(mehdi, "Classer la feuille")


async def test_nothing_comes_into_force_before_the_sheet_is_on_our_disk(tmp_path: Path) -> None:
    async with signing(tmp_path, 1) as scene:
        await sent(scene)
        scene.stage.server.faults.bad_gateway(times=1, method="getFile")
        scan = b"%PDF-1.7 signed by both"
        assert "encore en route" in await filing(scene, scan)
        assert scene.project()["state"] == "awaiting_signature"
        await scene.stage.advance(timedelta(seconds=DELAYS[0]))
        await scene.taps(scene.stage.mehdi, "Classer la feuille")
        assert scene.project()["state"] == "in_progress"
        assert scene.project()["signatures"][0]["file"] == sha256(scan).hexdigest()


async def test_a_page_that_nobody_can_read_is_asked_for_again(tmp_path: Path) -> None:
    async with signing(tmp_path, 1) as scene:
        await sent(scene)
        told = await filing(scene, b"Signed, Camille.\n" * 9, "feuille.txt")
        assert "Renvoyez-la" in told
        assert "Envoyez le scan" in told, "the question is asked again, the rest is kept"
        mehdi = scene.stage.mehdi
        mehdi.send_photo(jpeg(66, 48))
        await scene.stage.settle()
        await scene.taps(mehdi, "J'ai fini")
        await scene.taps(mehdi, "Classer la feuille")
        assert scene.project()["state"] == "in_progress"
        assert scene.stage.query("SELECT kind FROM sheets") == [("photo",)]


async def test_the_sheet_and_the_agreement_outlive_whoever_sent_them(tmp_path: Path) -> None:
    async with signing(tmp_path, 1) as scene:
        (camille,), mehdi, stage = scene.carriers, scene.stage.mehdi, scene.stage
        await sent(scene)
        text = pdf(scene, camille)
        await filing(scene, scan := b"%PDF-1.7 signed by both")
        # Both are sent once more as files of people, who then ask to be forgotten.
        for person, content in ((camille, text), (mehdi, scan)):
            person.send_document("copie.pdf", "application/pdf", content)
            await stage.settle()
            await scene.says(person, "/effacer")
            await stage.presses(person, "f.sure")
            await stage.presses(person, "f.now")
            await stage.settle()
        assert stage.query("SELECT COUNT(*) FROM media WHERE sha256 IS NOT NULL") == [(0,)]
        for content in (text, scan):
            digest = sha256(content).hexdigest()
            assert (tmp_path / "files" / digest[:2] / f"{digest}.pdf").read_bytes() == content
        assert verify(tmp_path / "town.db", text).is_genuine
        found = verify(tmp_path / "town.db", scan)
        assert found.is_genuine
        told = "\n".join(lines(found, ZoneInfo("Europe/Paris")))
        assert "page 1 of the sheet signed by hand of convention C-2026-001, version 1" in told
        assert "accepted for the town: Claire Dumont" in told


async def test_one_of_two_prefers_paper(tmp_path: Path) -> None:
    async with signing(tmp_path, 2) as scene:
        camille, nadia = scene.carriers
        await sent(scene)
        await scene.signs(camille)
        assert "Imprimez le PDF" in await scene.taps(nadia, "Je préfère le papier")
        mehdi = scene.stage.mehdi
        await scene.taps(mehdi, "Classer la feuille", scene.group)
        mehdi.send_document("feuille.pdf", "application/pdf", b"%PDF-1.7 signed")
        await scene.stage.settle()
        await scene.taps(mehdi, "J'ai fini")
        await scene.says(mehdi, "Claire Dumont")
        await scene.taps(mehdi, "Oui, j'ai comparé")
        await scene.taps(mehdi, "Classer la feuille")
        assert [(one["by"], one["how"]) for one in scene.project()["signatures"]] == [
            (camille.id, "chat"),
            (nadia.id, "paper"),
            (mehdi.id, "paper"),
        ]


async def test_verify_in_the_chat_says_what_the_command_says(tmp_path: Path) -> None:
    async with signing(tmp_path, 1) as scene:
        (camille,) = scene.carriers
        await sent(scene)
        await scene.signs(camille)
        await scene.countersigns(scene.mayor)
        genuine = pdf(scene, camille, -2)

        async def asks(data: bytes, caption: str | None = None) -> str:
            if caption is None:
                await scene.says(camille, "/verify")
            camille.send_document("c.pdf", "application/pdf", data, caption=caption)
            await scene.stage.settle()
            if caption is None:
                await scene.taps(camille, "J'ai fini")
            await scene.stage.app.check_files()
            await scene.stage.settle()
            answer = [view for view in camille.messages() if "Empreinte" in view.text]
            return plain(answer[-1].text)

        told = await asks(genuine)
        assert "Oui." in told
        assert "Convention C-2026-001, version 1" in told
        assert "pour les porteurs : Camille Petit" in told
        assert "pour la mairie : Claire Dumont" in told
        assert "Non." in await asks(genuine + b" ", "/verify")
        page = pdf(scene, camille)
        told = await asks(page)
        assert "Oui." in told
        assert "Page de preuve de la convention C-2026-001, version 1" in told
        assert "pour la mairie : Claire Dumont" in told
        assert "Non." in await asks(page.replace(b"%PDF-1.7", b"%PDF-1.6"))
        assert "Inconnu." in await asks(b"%PDF-1.7 something else")
        assert scene.stage.query("SELECT COUNT(*) FROM file_checks") == [(0,)]


async def test_what_changes_while_the_document_cannot_be_made_is_in_it(tmp_path: Path) -> None:
    own = tmp_path / "own" / "templates"
    own.mkdir(parents=True)
    (own / "convention.typ").write_text("#let paper(data) = panic()", "utf-8")
    async with signing(tmp_path, 1, documents=own.parent) as scene:
        (camille,), mehdi, group = scene.carriers, scene.stage.mehdi, scene.group
        await sent(scene)
        assert scene.files(camille) == []
        shown = await scene.taps(mehdi, "La convention", group)
        assert "ne peut pas encore être fait" in shown, "staff see why nothing comes"
        await scene.taps(mehdi, "Changer des mots", group)
        await scene.taps(mehdi, "planter un samedi", group)
        mehdi.say("planter deux samedis", group)
        await scene.made()
        (own / "convention.typ").unlink()
        await scene.taps(mehdi, "Envoyer à la signature", group)
        assert reading.squeezed("planter deux samedis") in reading.text(pdf(scene, camille))
        versions = scene.stage.query("SELECT number, version FROM conventions")
        assert versions == [("C-2026-001", 1)], "one number, one version, whatever went wrong"
