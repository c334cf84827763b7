"""A project as the bot keeps it becomes a document's data, with nothing invented."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.documents import samples
from bot.documents.build import Builder
from bot.documents.from_project import acceptances, from_project
from bot.documents.library import load_library
from bot.documents.papers import Dossier
from dialogs.agreement import How, Signature
from dialogs.project import Commitment, Project, Side, State
from tests.documents import reading

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
PROMISES = (
    Commitment(Side.BEARER, "labour", "Planter un samedi", quantity=30, unit="hours"),
    Commitment(Side.BEARER, "upkeep", "Arroser", frequency="weekly"),
    Commitment(Side.BEARER, "money", "Une collecte", value_cents=15_000),
)
KEPT = Project(
    1,
    42,
    State.UNDER_REVIEW,
    NOW,
    "fr",
    number="2026-001",
    dossier={
        "title": "Des fleurs rue des Tilleuls",
        "description": "Notre rue est grise.",
        "category": "greening",
        "place": {"text": "rue des Tilleuls", "latitude": 50.45, "longitude": 2.79},
        "beneficiaries": ["street", "elders"],
        "bearer_kind": "association",
        "bearer_name": "Les Tilleuls",
        "association_number": "W621000123",
        "display_name": "Camille Petit",
        "contact_alt": {"skipped": True},
        "honesty": True,
        "publish_level": "with_name",
    },
    commitments=PROMISES,
    submitted_at=NOW,
    risk_flags=("digging",),
    signatures=(
        Signature(7, "Claire Dumont", NOW, 1, "a" * 64, for_town=True),
        Signature(42, "C. Petit", NOW.replace(hour=7), 1, "a" * 64, how=How.PAPER),
        Signature(42, "C. Petit", NOW, 2, "b" * 64),
    ),
)


def test_what_was_told_is_printed_and_what_was_skipped_is_not() -> None:
    shown = from_project(KEPT, members=["Sam Roux"])
    assert shown.contact_alt == ""
    paper = Dossier(language="fr", town=samples.TOWN, issued_at=NOW, project=shown)
    found = reading.text(Builder(load_library()).build(paper))
    for words in ("Les Tilleuls", "W621000123", "Camille Petit", "Sam Roux", "30 heures",
                  "150 euros",
                  "50°27'00.0\" N", "la rue et les aînés", "réseaux enterrés"):  # fmt: skip
        assert reading.squeezed(words) in found


def test_a_bare_draft_makes_a_dossier_too() -> None:
    shown = from_project(Project(2, 42, State.DRAFT, NOW, "fr"))
    paper = Dossier(language="fr", town=samples.TOWN, issued_at=NOW, project=shown)
    assert Builder(load_library()).build(paper).startswith(b"%PDF")


def test_signatures_become_the_evidence_of_their_version_in_their_order() -> None:
    found = acceptances(KEPT, version=1, names={42: "Camille Petit"})
    assert [(one.name, one.typed_name, one.side, one.means) for one in found] == [
        ("Camille Petit", "C. Petit", "bearer", "paper"),
        ("Claire Dumont", "Claire Dumont", "town", "chat"),
    ]
