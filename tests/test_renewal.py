"""A convention that ends is asked about, and renewed in four taps, the whole town hall included."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.documents.verify import verify
from bot.rehearsal.groups import Group
from bot.rehearsal.people import Person
from dialogs.agreement import Convention, Kind, Signature
from dialogs.following import Wish
from dialogs.project import Project, State
from dialogs.renewing import awaits_renewal, has_signed_as, next_term, years_together
from tests.signing_support import LEGAL, Signing, pdf, plain, signing
from tests.test_signing_stories import sent

ONE_YEAR = replace(LEGAL, term_start=date(2026, 3, 1), term_years=1)
"""A term that ends on 28 February 2027; the next one ends in a leap year."""


@dataclass
class Tally:
    """Counts what people press, all of them together."""

    scene: Signing
    taps: int = 0
    written: int = 0

    async def tap(self, person: Person, label: str, chat: Group | None = None) -> str:
        """Press a button."""
        self.taps += 1
        return await self.scene.taps(person, label, chat)

    async def write(self, person: Person, words: str) -> str:
        """Write a line."""
        self.written += 1
        await self.scene.says(person, words)
        await self.scene.made()
        return plain(person.messages()[-1].text)


async def reported(scene: Signing, camille: Person) -> None:
    """Sign the first text, do the work, and let the town thank everyone."""
    await sent(scene)
    await scene.signs(camille)
    await scene.countersigns(scene.mayor)
    stage, mehdi = scene.stage, scene.stage.mehdi
    while not any("C'est fait" in plain(str(view.buttons)) for view in camille.messages()):
        await stage.advance(timedelta(days=1))
    await scene.taps(camille, "C'est fait")
    for words in ("Dix jardinières sont posées dans la rue.", "12", "60", "0"):
        await scene.says(camille, words)
    await stage.presses(camille, "done")
    await scene.says(camille, "Commencez en automne.")
    await stage.presses(camille, "send")
    await scene.taps(mehdi, "Plus…", scene.group)
    await scene.taps(mehdi, "Confirmer le rapport")
    await scene.taps(mehdi, "Confirmer le rapport")


async def test_four_taps_renew_a_convention(tmp_path: Path, capsys: Any) -> None:
    async with signing(tmp_path, 1, legal=ONE_YEAR) as scene:
        (camille,), mehdi, mayor = scene.carriers, scene.stage.mehdi, scene.mayor
        await reported(scene, camille)
        assert scene.project()["state"] == "upkeep"
        while not scene.heard(camille, "Votre convention se termine le dimanche 28 février 2027"):
            await scene.stage.advance(timedelta(days=1))
        await scene.made()

        tally = Tally(scene)
        assert "Merci" in await tally.tap(camille, "Je continue")
        await tally.tap(mehdi, "Renouveler pour 1 an", scene.group)
        assert scene.heard(camille, "1 an de plus, à partir du lundi 1er mars 2027")
        assert "vous signez" in await tally.tap(camille, "J'accepte et je signe")
        assert "Votre signature est notée" in await tally.write(camille, "camille  PETIT")
        await tally.tap(mayor, "Signer pour la mairie")
        await tally.write(mayor, "Claire Dumont")

        after = scene.project()
        assert (tally.taps, tally.written) == (4, 2)
        with capsys.disabled():
            sys.stdout.write(
                f"\na renewal: {tally.taps} taps, {tally.written} names typed, in all\n"
            )
        assert after["state"] == "upkeep"
        assert after["convention"]["kind"] == "renewal"
        assert (after["convention"]["term_start"], after["convention"]["term_years"]) == (
            "2027-03-01",
            1,
        )
        assert scene.heard(camille, "renouvelée, jusqu'au mardi 29 février 2028")
        acts = scene.stage.query("SELECT number, version, kind FROM conventions ORDER BY version")
        assert acts == [("C-2026-001", 1, "convention"), ("C-2026-001", 2, "renewal")]
        found = verify(tmp_path / "town.db", pdf(scene, camille, -2))
        assert found.is_genuine
        assert [one.name for one in found.signatures] == ["camille PETIT", "Claire Dumont"]
        proofs = [len(one["messages"]) for one in after["signatures"]]
        assert proofs == [3, 2, 2, 2], "the PDF, and the message whose button accepted it"
        assert upkeep_rows(scene), "the calendar goes on"
        assert asked_on(scene)[0] == "2027-12-01", "the next question is ninety days before the end"

        await scene.taps(camille, "Le calendrier d'entretien")
        assert scene.heard(camille, "arroser les jardinières")


def upkeep_rows(scene: Signing) -> list[Any]:
    """The tasks that are to be asked."""
    return scene.stage.query(
        "SELECT due_at FROM reminders WHERE kind = 'upkeep_due' AND done_at IS NULL"
    )


def asked_on(scene: Signing) -> list[str]:
    """The days on which the end of the term is to be asked about."""
    rows = scene.stage.query(
        "SELECT due_at FROM reminders WHERE kind = 'renewal_ask' AND done_at IS NULL ORDER BY 1"
    )
    return [datetime.fromtimestamp(one / 1_000_000, UTC).date().isoformat() for (one,) in rows]


async def test_another_name_is_shown_back_before_it_signs(tmp_path: Path) -> None:
    async with signing(tmp_path, 1, legal=ONE_YEAR) as scene:
        (camille,), mehdi, mayor = scene.carriers, scene.stage.mehdi, scene.mayor
        await reported(scene, camille)
        while not scene.heard(camille, "Votre convention se termine"):
            await scene.stage.advance(timedelta(days=1))
        await scene.taps(camille, "Je continue")
        await scene.taps(mehdi, "Renouveler pour 1 an", scene.group)
        await scene.taps(camille, "J'accepte et je signe")
        await scene.says(camille, "non merci")
        assert scene.project()["offered"] is not None
        assert len(scene.project()["signatures"]) == 2, "words are no signature"
        assert scene.heard(camille, "Ce n'est pas le nom de la dernière fois")
        await scene.taps(camille, "J'accepte et je signe")
        await scene.says(camille, "Camille Martin")
        await scene.taps(camille, "J'accepte")
        assert scene.project()["signatures"][-1]["name"] == "Camille Martin"
        await scene.taps(mayor, "Signer pour la mairie")
        await scene.says(mayor, "pas encore lu")
        assert scene.project()["state"] == "renewal"
        assert len(scene.project()["signatures"]) == 3
        await scene.taps(mayor, "Signer pour la mairie")
        await scene.says(mayor, "Claire Dumont")
        assert scene.project()["state"] == "upkeep"


async def test_a_button_of_the_last_term_renews_nothing(tmp_path: Path) -> None:
    async with signing(tmp_path, 1, legal=ONE_YEAR) as scene:
        (camille,), mehdi = scene.carriers, scene.stage.mehdi
        await reported(scene, camille)
        while not scene.heard(camille, "Votre convention se termine"):
            await scene.stage.advance(timedelta(days=1))
        await scene.taps(camille, "Je continue")
        await scene.taps(mehdi, "Renouveler pour 1 an", scene.group)
        await scene.taps(camille, "J'accepte et je signe")
        await scene.says(camille, "Camille Petit")
        await scene.taps(scene.mayor, "Signer pour la mairie")
        await scene.says(scene.mayor, "Claire Dumont")
        await scene.made()
        await scene.taps(mehdi, "Renouveler pour 1 an", scene.group)
        assert len(scene.stage.query("SELECT 1 FROM conventions")) == 2


TERM = Convention(
    1, "a" * 64, datetime(2026, 5, 1, tzinfo=UTC), (1, 2), term_start=date(2026, 6, 1), term_years=3
)


def _renewing(**changes: Any) -> Project:
    base = Project(id=1, bearer=1, state=State.RENEWAL, created_at=TERM.issued_at, language="fr",
                   members=(2,), convention=TERM)  # fmt: skip
    return replace(base, **changes)


@pytest.mark.parametrize(
    ("wishes", "awaited"),
    [
        ((), False),
        (((1, Wish.GO_ON),), True),
        (((2, Wish.GO_ON),), True),
        (((1, Wish.HAND_OVER), (2, Wish.GO_ON)), False),
        (((1, Wish.GO_ON), (2, Wish.STOP)), True),
        (((2, Wish.STOP),), False),
    ],
)
def test_the_bearers_word_decides(wishes: tuple[tuple[int, Wish], ...], awaited: bool) -> None:
    assert awaits_renewal(_renewing(wishes=wishes)) is awaited
    assert not awaits_renewal(_renewing(wishes=wishes, state=State.UPKEEP))
    assert not awaits_renewal(_renewing(wishes=wishes, offered=replace(TERM, kind=Kind.RENEWAL)))


def test_a_new_term_follows_the_old_one_and_never_begins_in_the_past() -> None:
    assert next_term(_renewing(), date(2029, 3, 2)) == (date(2029, 6, 1), 3)
    assert next_term(_renewing(), date(2029, 7, 1)) == (date(2029, 7, 1), 3)
    leap = replace(TERM, term_start=date(2028, 2, 29), term_years=1)
    assert next_term(_renewing(convention=leap), date(2028, 9, 1)) == (date(2029, 2, 28), 1)


def test_the_years_are_counted_from_the_first_term() -> None:
    assert years_together(_renewing()) == 3
    again = replace(TERM, term_start=date(2029, 6, 1), kind=Kind.RENEWAL)
    assert years_together(_renewing(convention=again, legal=replace(LEGAL))) == 6


def test_a_name_is_known_again_whatever_its_case_and_accents() -> None:
    project = _renewing(signatures=(Signature(1, "Zoé  Léger", TERM.issued_at, 1, "a" * 64),))
    assert has_signed_as(project, 1, "zoe leger")
    assert not has_signed_as(project, 1, "Zoé")
    assert not has_signed_as(project, 2, "Zoé Léger")
