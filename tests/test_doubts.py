"""What the answers leave open: named until staff settle it, never where nothing was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dialogs.agreement import Legal
from dialogs.answers import UNKNOWN
from dialogs.doubts import doubts
from dialogs.project import Project, State

DAY = date(2026, 5, 11)
BARE = Project(1, 1, State.ACCEPTED, datetime(2026, 5, 12, tzinfo=UTC), "fr")


@pytest.mark.parametrize(
    ("told", "says", "settles"),
    [
        ({"director_agrees": False}, "the head of the school has not agreed yet", None),
        ({"director_agrees": UNKNOWN}, "the head of the school has not agreed yet", None),
        ({"school_signer": UNKNOWN}, "who signs for the school is not known", None),
        ({"institution_signer": UNKNOWN}, "who signs for the institution is not known", None),
        ({"summer_relay": UNKNOWN}, "nobody is found yet for July and August", None),
        ({"land_owner": "unknown"}, "the owner of the place is not known", None),
        (
            {"cer_signed": False},
            "the association has not signed the charter, or does not know",
            Legal(charter_on=DAY),
        ),
        (
            {"cer_signed": UNKNOWN},
            "the association has not signed the charter, or does not know",
            Legal(charter_on=DAY),
        ),
        (
            {"owner_agreement": None},
            "the owner's written agreement is not in the dossier",
            Legal(owner_agreed_on=DAY),
        ),
        (
            {"paper_forms": "some"},
            "not all parents' papers are signed",
            Legal(parental_forms_on=DAY),
        ),
        (
            {"insurance_declared": "unsure"},
            "the bearer has no liability insurance, or is not sure",
            Legal(certificate_on=DAY),
        ),
        (
            {"certificate_declared": False},
            "the bearer cannot give a certificate of insurance yet",
            Legal(certificate_on=DAY),
        ),
    ],
)
def test_what_an_answer_leaves_open_is_named(
    told: dict[str, Any], says: str, settles: Legal | None
) -> None:
    project = replace(BARE, dossier=told)
    assert doubts(project) == (says,)
    if settles is not None:
        assert doubts(replace(project, legal=settles)) == ()


def test_a_dossier_that_was_never_asked_leaves_nothing_open() -> None:
    assert doubts(BARE) == ()


def test_answers_in_order_leave_nothing_open() -> None:
    told = {
        "director_agrees": True,
        "school_signer": "cooperative",
        "institution_signer": "M. K.",
        "summer_relay": "Two families",
        "land_owner": "other",
        "cer_signed": True,
        "owner_agreement": [{"unique_id": "u"}],
        "paper_forms": "all",
        "insurance_declared": "yes",
        "certificate_declared": True,
    }
    assert doubts(replace(BARE, dossier=told)) == ()
