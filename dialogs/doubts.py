"""What the bearer's own answers leave open, for staff to settle before the signature.

A doubt is only about a question that was asked: a dossier of before it was has none. It is over
once staff note that the paper in question is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.project import Project
from dialogs.wording import N_


def doubts(project: Project) -> tuple[str, ...]:
    """What is still to be looked at, in words."""
    told, legal = project.dossier, project.legal
    found = {
        N_("the head of the school has not agreed yet"): _not_yes(told, "director_agrees"),
        N_("who signs for the school is not known"): _is_unknown(told, "school_signer"),
        N_("who signs for the institution is not known"): _is_unknown(told, "institution_signer"),
        N_("nobody is found yet for July and August"): _is_unknown(told, "summer_relay"),
        N_("the association has not signed the charter, or does not know"): (
            legal.charter_on is None and _not_yes(told, "cer_signed")
        ),
        N_("the owner of the place is not known"): told.get("land_owner") == "unknown",
        N_("the owner's written agreement is not in the dossier"): (
            legal.owner_agreed_on is None
            and "owner_agreement" in told
            and not told["owner_agreement"]
        ),
        N_("not all parents' papers are signed"): (
            legal.parental_forms_on is None and told.get("paper_forms") in ("some", "none")
        ),
        N_("the bearer has no liability insurance, or is not sure"): (
            legal.certificate_on is None and told.get("insurance_declared") in ("no", "unsure")
        ),
        N_("the bearer cannot give a certificate of insurance yet"): (
            legal.certificate_on is None and told.get("certificate_declared") is False
        ),
    }
    return tuple(words for words, holds in found.items() if holds)


def _not_yes(told: Mapping[str, Any], name: str) -> bool:
    return name in told and told[name] is not True


def _is_unknown(told: Mapping[str, Any], name: str) -> bool:
    """Whether the answer is "I don't know"."""
    answer = told.get(name)
    return isinstance(answer, Mapping) and "unknown" in answer
