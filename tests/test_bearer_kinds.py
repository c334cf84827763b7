"""What only some bearers are asked in the promises, and what becomes of their answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.people import Person
from tests.documents import reading
from tests.signing_support import pdf, plain, signing
from tests.stage import IDEA, PROMISE, Stage, current_step, newest, stage

CERTIFICATE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

OWN: dict[str, dict[str, Any]] = {
    "citizen": {},
    "group": {},
    "association": {"association_number": "W621000123"},
    "school": {"school_signer": "cooperative", "director_agrees": "yes"},
    "youth_group": {
        "adult_referent": "Mme L., service jeunesse",
        "youth_ages": "de 11 à 14 ans",
        "paper_forms": "some",
    },
    "business": {"business_number": "123456782"},
    "institution": {"institution_signer": "M. K., président"},
}
"""What part A asks of each kind of bearer alone."""

OF_ALL = (
    "people_count", "start_wish", "duration_weeks", "work_steps", "bearer_commitments",
    "town_requests", "cost_lines", "upkeep_plan", "term_wish", "standin_name", "land_owner",
    "risk_dig", "risk_wall", "risk_machine", "risk_road", "risk_play", "risk_heritage",
    "insurance_declared",
)  # fmt: skip

OF_ONE: dict[str, set[str]] = {
    "citizen": {"minors_involved"},
    "group": {"minors_involved", "member_names"},
    "association": {"minors_involved", "cer_signed", "certificate_declared", "certificate_files"},
    "school": {"minors_involved", "school_class", "summer_relay"},
    "youth_group": {"minors_count"},
    "business": {
        "minors_involved", "no_profit_declared", "certificate_declared", "certificate_files",
    },
    "institution": {"minors_involved"},
}  # fmt: skip
"""What part B asks of each beside that, when young people do not help and no stand-in is named."""


def dossier(scene: Stage) -> dict[str, Any]:
    """The answers of the first project as the database holds them."""
    (row,) = scene.query("SELECT data FROM projects WHERE id = 1")
    found: dict[str, Any] = json.loads(row[0])["dossier"]
    return found


async def invited(scene: Stage, kind: str) -> Person:
    """Bring someone to the first question of the promises."""
    alice = scene.person("Alice")
    name = {"bearer_name": "Les Tilleuls", "support_proof": "Dix foyers."}
    await scene.submits(alice, {**IDEA, **name, "bearer_kind": kind, **OWN[kind]})
    await scene.presses(alice, "h.promise")
    return alice


async def until(scene: Stage, person: Person, step: str, **answers: Any) -> None:
    """Answer the promises up to a question."""
    for _ in range(40):
        if (now := current_step(person)) == step:
            return
        await scene._answers(person, now, {**PROMISE, **answers})
    raise AssertionError(f"{step} is never asked")


@pytest.mark.parametrize("kind", OWN)
async def test_each_is_asked_only_what_it_needs(kind: str, tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await invited(scene, kind)
        await scene.fills(alice, PROMISE)
        await scene.presses(alice, "send")
        asked = {*OF_ALL, *OF_ONE[kind]}
        of_the_idea = {*IDEA, *OWN[kind], "bearer_name", "photos", "contact_alt", "support_proof"}
        assert set(dossier(scene)) - of_the_idea == asked


async def test_where_the_town_asks_for_no_certificate_nobody_is_asked(tmp_path: Path) -> None:
    nobody = {"require_liability_certificate": ()}
    async with stage(tmp_path, convention=nobody) as scene:
        alice = await invited(scene, "association")
        await scene.fills(alice, PROMISE)
        assert current_step(alice) == "-"
        await scene.presses(alice, "send")
        assert "certificate_declared" not in dossier(scene)


async def test_who_has_no_insurance_is_not_asked_for_its_certificate(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await invited(scene, "business")
        await scene.fills(alice, {**PROMISE, "insurance_declared": "no"})
        await scene.presses(alice, "send")
        assert dossier(scene)["certificate_declared"] is False, "staff settle it before signing"
        assert "certificate_files" not in dossier(scene)


async def test_a_certificate_and_an_owners_agreement_are_kept_and_reach_staff(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        alice = await invited(scene, "association")
        await until(scene, alice, "owner_agreement", land_owner="other")
        alice.send_photo()
        await scene.settle()
        await scene.presses(alice, "done")
        await until(scene, alice, "certificate_files")
        alice.send_document("attestation.pdf", "application/pdf", CERTIFICATE)
        await scene.settle()
        await scene.presses(alice, "done")
        assert "L'attestation : 1 fichier" in plain(newest(alice).text)
        await scene.presses(alice, "send")
        assert scene.query("SELECT state FROM media ORDER BY 1") == [("kept",), ("kept",)]
        scene.elise.start()
        await scene.presses(scene.elise, "c.read", chat=scene.group)
        shown = [view.kind for view in scene.elise.messages() if view.from_bot]
        assert (shown.count("photo"), shown.count("document")) == (1, 1)
        read = plain("\n".join(view.text for view in scene.elise.messages() if view.from_bot))
        for line in ("Accord du propriétaire : 1 fichier", "Attestation d'assurance : Oui",
                     "L'attestation : 1 fichier"):  # fmt: skip
            assert line in read


async def test_a_stand_ins_contact_is_kept_only_with_their_agreement(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice = await invited(scene, "citizen")
        await until(scene, alice, "standin_contact", standin_name="Dominique")
        await scene.says(alice, "chez elle")
        assert current_step(alice) == "standin_contact", "neither a telephone nor an address"
        await scene.says(alice, "06 12 34 56 78")
        assert current_step(alice) == "standin_agrees"
        await scene.presses(alice, "set", "no")
        await scene.fills(alice, PROMISE)
        await scene.presses(alice, "send")
        assert dossier(scene)["standin_contact"] is None
        assert dossier(scene)["standin_agrees"] is False
        assert "06 12" not in str(scene.query("SELECT data FROM projects"))


async def test_what_the_answers_leave_open_stands_on_the_checklist(tmp_path: Path) -> None:
    told = {
        "title": "Des fleurs rue des Tilleuls",
        "category": "greening",
        "place": {"text": "rue des Tilleuls"},
        "bearer_kind": "association",
        "bearer_name": "Les Tilleuls",
        "association_number": "W621000123",
        "display_name": "Camille Petit",
        "cer_signed": False,
        "insurance_declared": "yes",
        "certificate_declared": True,
    }
    async with signing(tmp_path, 1, dossier=told) as scene:
        mehdi, group = scene.stage.mehdi, scene.group
        shown = await scene.taps(mehdi, "La convention", group)
        assert "À regarder : l'association n'a pas signé le contrat" in shown
        assert "Il manque : l'attestation d'assurance" in shown
        shown = await scene.taps(mehdi, "Charte reçue", group)
        assert "À regarder" not in shown
        shown = await scene.taps(mehdi, "Attestation vue", group)
        assert "Rien ne manque" in shown
        await scene.taps(mehdi, "Envoyer à la signature", group)
        assert "W621000123" in reading.text(pdf(scene, scene.carriers[0]))


async def test_a_schools_summer_stands_in_its_convention(tmp_path: Path) -> None:
    told = {
        "title": "Une cour plus verte",
        "category": "biodiversity",
        "place": {"text": "la cour"},
        "bearer_kind": "school",
        "bearer_name": "École des Marronniers",
        "display_name": "Camille Petit",
        "school_class": "CM1, 24 élèves",
        "summer_relay": "Deux familles <b> et le gardien",
    }
    async with signing(tmp_path, 1, dossier=told) as scene:
        mehdi, group = scene.stage.mehdi, scene.group
        await scene.taps(mehdi, "La convention", group)
        await scene.taps(mehdi, "Envoyer à la signature", group)
        text = reading.text(pdf(scene, scene.carriers[0]))
        for words in ("CM1, 24 élèves", "Deux familles <b> et le gardien"):
            assert reading.squeezed(words) in text
