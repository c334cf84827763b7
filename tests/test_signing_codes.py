"""The second factor of a signature: a code by e-mail, through the real client and a mail server."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.people import Person
from bot.signing import codes
from bot.signing.code_sender import PAUSES
from tests.documents import reading
from tests.post import Post, post
from tests.signing_support import Signing, pdf, plain, signing
from tests.test_signing_stories import sent

ADDRESS = "camille@example.org"


async def asks_for_a_code(scene: Signing, person: Person, address: str = ADDRESS) -> None:
    """Press Sign and give an address; the code is sent."""
    await scene.taps(person, "Signer")
    assert scene.heard(person, "À quelle adresse e-mail")
    await scene.says(person, address)
    await mailed(scene)


async def mailed(scene: Signing) -> None:
    """Let the e-mails that are due leave."""
    await scene.stage.app.send_codes()
    await scene.stage.settle()


async def accepts(scene: Signing, person: Person) -> str:
    """Type the name and accept."""
    await scene.says(person, "Camille Petit")
    return await scene.taps(person, "J'accepte")


def everything_in(folder: Path) -> bytes:
    """What all files of a folder hold."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def wrong(office: Post) -> str:
    """A code that is not the one that was sent."""
    return f"{(int(office.code()) + 1) % 10**6:06}"


async def test_a_code_by_email_comes_before_the_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    async with post() as office, signing(tmp_path, 1, codes_by=office.settings) as scene:
        (camille,) = scene.carriers
        await sent(scene)
        await asks_for_a_code(scene, camille)
        assert scene.heard(camille, f"J'envoie un code à {ADDRESS}")
        (letter,) = office.came
        assert letter["To"] == ADDRESS
        assert letter["From"] == "robot@saint-exemple.example"
        assert "signer votre convention" in letter["Subject"]
        assert "Service vie citoyenne" in letter.get_content()
        code = office.code()
        assert "le code est bon" in await scene.says(camille, f" {code[:3]} {code[3:]} ")
        assert "signature est notée" in plain(await accepts(scene, camille))
        await scene.countersigns(scene.mayor)

        after = scene.project()
        assert after["state"] == "in_progress"
        assert [one["code_checked"] for one in after["signatures"]] == [True, False]
        page = reading.text(pdf(scene, camille))
        assert page.count(reading.squeezed("Code par e-mail confirmé")) == 1
        assert code.encode() not in everything_in(tmp_path), "the code is on no disk"
        assert code not in caplog.text
        assert ADDRESS not in caplog.text


async def test_five_wrong_codes_are_the_end_of_one(tmp_path: Path) -> None:
    async with post() as office, signing(tmp_path, 1, codes_by=office.settings) as scene:
        (camille,) = scene.carriers
        await sent(scene)
        await asks_for_a_code(scene, camille)
        first = office.code()
        assert "six chiffres" in await scene.says(camille, "Je n'ai rien reçu.")
        assert "essayer encore 4 fois" in await scene.says(camille, wrong(office))
        for _ in range(3):
            await scene.says(camille, wrong(office))
        assert "ne compte plus" in await scene.says(camille, wrong(office))
        assert scene.project()["signatures"] == []
        await scene.taps(camille, "Envoyer un autre code")
        await mailed(scene)
        assert len(office.came) == 2
        if first != office.code():
            assert "Ce n'est pas le code" in await scene.says(camille, first)
        assert "le code est bon" in await scene.says(camille, office.code())
        await accepts(scene, camille)
        assert scene.project()["signatures"][0]["code_checked"] is True


async def test_a_code_counts_for_fifteen_minutes(tmp_path: Path) -> None:
    async with post() as office, signing(tmp_path, 1, codes_by=office.settings) as scene:
        (camille,) = scene.carriers
        await sent(scene)
        await asks_for_a_code(scene, camille)
        await scene.stage.advance(codes.VALID_FOR + timedelta(seconds=1))
        assert "plus de 15 minutes" in await scene.says(camille, office.code())
        await scene.taps(camille, "Envoyer un autre code")
        await mailed(scene)
        await scene.stage.advance(codes.VALID_FOR - timedelta(seconds=1))
        assert "le code est bon" in await scene.says(camille, office.code())


async def test_a_code_counts_once_and_for_one_text(tmp_path: Path) -> None:
    async with post() as office, signing(tmp_path, 2, codes_by=office.settings) as scene:
        camille, nadia = scene.carriers
        mehdi = scene.stage.mehdi
        await sent(scene)
        await asks_for_a_code(scene, camille)
        first = office.code()
        await scene.says(camille, first)
        await accepts(scene, camille)
        await asks_for_a_code(scene, nadia, "nadia@example.org")
        hers = office.code()
        await scene.says(nadia, hers)
        assert scene.heard(nadia, "le code est bon")

        # The text changes before Nadia accepts: what both confirmed was another one.
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
        for person, old in ((nadia, hers), (camille, first)):
            came = len(office.came)
            await scene.taps(person, "Signer")
            await mailed(scene)
            assert len(office.came) == came + 1, "a new code, to the address given before"
            if old != office.code():
                assert "Ce n'est pas le code" in await scene.says(person, old)
            await scene.says(person, office.code())
            await accepts(scene, person)
        assert [
            (one["by"], one["version"], one["code_checked"])
            for one in scene.project()["signatures"]
        ] == [(camille.id, 1, True), (nadia.id, 2, True), (camille.id, 2, True)]


async def test_a_mail_server_that_is_down_is_said_kindly_and_tried_again(tmp_path: Path) -> None:
    async with post() as office, signing(tmp_path, 1, codes_by=office.settings) as scene:
        (camille,) = scene.carriers
        await sent(scene)
        office.refusal = "451 later"
        await asks_for_a_code(scene, camille)
        await mailed(scene)
        told = [one for one in camille.messages() if "ne peut pas partir" in plain(one.text)]
        assert len(told) == 1, "said once, not at each try"
        await scene.says(camille, "123456")
        assert scene.heard(camille, "n'est pas encore parti")
        office.refusal = ""
        await scene.stage.advance(PAUSES[0])
        await mailed(scene)
        assert "le code est bon" in await scene.says(camille, office.code())


async def test_when_no_email_leaves_paper_stays(tmp_path: Path) -> None:
    async with post() as office, signing(tmp_path, 1, codes_by=office.settings) as scene:
        (camille,) = scene.carriers
        await sent(scene)
        office.refusal = "451 later"
        await asks_for_a_code(scene, camille)
        for pause in PAUSES:
            await scene.stage.advance(pause)
            await mailed(scene)
        assert scene.heard(camille, "toujours pas envoyer d'e-mail")
        assert "Imprimez le PDF" in await scene.taps(camille, "Je préfère le papier")


async def test_an_address_that_nobody_knows_is_asked_for_again(tmp_path: Path) -> None:
    async with post() as office, signing(tmp_path, 1, codes_by=office.settings) as scene:
        (camille,) = scene.carriers
        await sent(scene)
        office.refusal = "550 no such user"
        await asks_for_a_code(scene, camille, "cammille@example.org")
        assert scene.heard(camille, "ne connaît pas l'adresse cammille@example.org")
        office.refusal = ""
        await scene.taps(camille, "Une autre adresse")
        assert "ressemble à" in await scene.says(camille, "a@b.fr, c@d.fr")
        await scene.says(camille, ADDRESS)
        await mailed(scene)
        assert [one["To"] for one in office.came] == [ADDRESS]


async def test_no_more_than_a_few_codes_an_hour(tmp_path: Path) -> None:
    async with post() as office, signing(tmp_path, 1, codes_by=office.settings) as scene:
        (camille,) = scene.carriers
        await sent(scene)
        await asks_for_a_code(scene, camille)
        for _ in range(codes.MOST_AN_HOUR):
            await scene.taps(camille, "Envoyer un autre code")
            await mailed(scene)
        assert len(office.came) == codes.MOST_AN_HOUR
        assert scene.heard(camille, "autant de codes que je peux")
        await scene.stage.advance(timedelta(days=1))
        await scene.stage.app.tidy()
        assert scene.stage.query("SELECT COUNT(*) FROM signing_codes") == [(0,)]


async def test_the_address_in_the_dossier_is_used_first(tmp_path: Path) -> None:
    dossier = {
        "title": "Le jardin",
        "category": "garden",
        "place": {"text": "rue de la Gare"},
        "bearer_kind": "citizen",
        "display_name": "Camille Petit",
        "contact_alt": "Camille@Example.org",
    }
    async with (
        post() as office,
        signing(tmp_path, 1, codes_by=office.settings, dossier=dossier) as scene,
    ):
        (camille,) = scene.carriers
        await sent(scene)
        await scene.taps(camille, "Signer")
        await mailed(scene)
        assert [one["To"] for one in office.came] == ["Camille@example.org"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("camille@example.org", "camille@example.org"),
        (" mailto:Camille.Petit+x@Example.ORG ", "Camille.Petit+x@example.org"),
        ("camille@mairie-été.fr", "camille@xn--mairie-t-h1ab.fr"),
        ("camille", ""),
        ("camille@", ""),
        ("@example.org", ""),
        ("a@b.fr, c@d.fr", ""),
        ("a@b.fr\nBcc: c@d.fr", ""),
        ("Camille <a@b.fr>", ""),
        ("é@example.org", ""),
        ("a" * 65 + "@example.org", ""),
        ("a@" + "b" * 300 + ".org", ""),
    ],
)
def test_addresses(typed: str, found: str) -> None:
    assert codes.address(typed) == found


@given(st.text(max_size=300))
def test_no_text_makes_an_address_of_several(typed: str) -> None:
    found = codes.address(typed)
    assert found.count("@") <= 1
    assert not set(found) & set(" ,;<>\r\n")


@given(st.text(max_size=80))
def test_figures_are_read_from_any_text(typed: str) -> None:
    found = codes.figures(typed)
    assert len(found) <= 20
    assert found == "" or (found.isascii() and found.isdecimal())


def test_figures_of_other_scripts_and_with_spaces() -> None:
    assert codes.figures("042 917") == codes.figures("٠٤٢-٩١٧") == "042917"
