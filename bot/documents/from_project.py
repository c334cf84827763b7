"""What a document tells of a project as the bot keeps it today."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bot.documents.data import (
    Acceptance,
    Budget,
    Commitment,
    CostLine,
    Geo,
    Member,
    Picture,
    Project,
    UpkeepTask,
    WorkStep,
)
from dialogs.agreement import Signature
from dialogs.identifiers import register_number
from dialogs.project import Commitment as Promise
from dialogs.project import Project as Kept
from dialogs.project import Side

_SHA256 = re.compile(r"[0-9a-f]{64}")


def from_project(
    project: Kept, *, members: Sequence[str] = (), photos: Sequence[Picture] = (), town: str = ""
) -> Project:
    """Return a project's document data; questions that were skipped are left out.

    `members` are the names of those who carry it beside the referent, `photos` those to print,
    `town` is what the town is called where it does a task.
    """
    told = project.dossier
    place = told.get("place")
    where = place if isinstance(place, Mapping) else {}
    return Project.model_validate(
        {
            "number": project.number,
            "title": project.title,
            "language": project.language,
            "description": _words(told.get("description")),
            "category": _words(told.get("category")) or "other",
            "place_text": _words(where.get("text")),
            "place_geo": _point(where),
            "photos": tuple(photos),
            "beneficiaries": _choices(told.get("beneficiaries")),
            "support_proof": _words(told.get("support_proof")),
            "bearer_kind": _words(told.get("bearer_kind")) or "citizen",
            "bearer_name": _words(told.get("bearer_name")),
            "display_name": _words(told.get("display_name")),
            "contact_alt": _words(told.get("contact_alt")),
            "lives_in_commune": _words(told.get("lives_in_commune") or told.get("lives_here")),
            "rna_or_siren": register_number(told),
            **_of_its_kind(told),
            "members": tuple(Member(name=name) for name in members),
            "bearer_commitments": _promises(project.commitments, Side.BEARER),
            "town_commitments": _promises(project.commitments, Side.TOWN),
            **_work(project, told),
            "budget": _budget(project.commitments),
            "upkeep_plan": tuple(
                UpkeepTask(
                    task=one.words,
                    frequency=one.frequency.value,
                    months=one.months,
                    who=", ".join(_doers(one.who, told, town)),
                )
                for one in project.upkeep_plan
                if one.until is None
            ),
            "risk_flags": frozenset(project.risk_flags),
            "honesty_declared": True in (told.get("honesty_declared"), told.get("honesty")) or None,
            "publish_level": _words(told.get("publish_level")),
            "submitted_at": project.submitted_at,
            "state": project.state.value,
        }
    )


def _of_its_kind(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of one kind of bearer alone."""
    names = told.get("member_names")
    named = names if isinstance(names, list) else ()
    return {
        "cer_signed": _said(told.get("cer_signed")),
        "no_profit_declared": _said(told.get("no_profit_declared")),
        "school_signer": _words(told.get("school_signer")),
        "director_agrees": _said(told.get("director_agrees")),
        "school_class": _words(told.get("school_class")),
        "summer_relay": _words(told.get("summer_relay")),
        "adult_referent": _words(told.get("adult_referent")),
        "institution_signer": _words(told.get("institution_signer")),
        "member_names": tuple(_words(one.get("name")) for one in named if isinstance(one, Mapping)),
    }


def _doers(who: str, told: Mapping[str, Any], town: str) -> list[str]:
    """Who does a task of the upkeep, by name."""
    bearer = _words(told.get("bearer_name")) or _words(told.get("display_name"))
    both = {"bearer": (bearer,), "town": (town,), "both": (bearer, town)}
    return [name for name in both.get(who, ()) if name]


def _work(project: Kept, told: Mapping[str, Any]) -> dict[str, Any]:
    """What the promises say of the work: who helps, for how long, in which steps, at what cost."""
    young = told.get("bearer_kind") == "youth_group"  # they are not asked whether they are young
    minors = True if young else told.get("minors_involved")
    agreement = told.get("owner_agreement")
    return {
        "people_count": _count(told.get("people_count")),
        "minors_involved": _said(minors),
        "minors_count": _count(told.get("minors_count")),
        "age_range": _words(told.get("age_range")) or _words(told.get("youth_ages")),
        "duration_weeks": _count(told.get("duration_weeks")),
        "work_steps": tuple(
            WorkStep(what=one.what, month=_first(one.month)) for one in project.work_steps
        ),
        "cost_lines": tuple(
            CostLine(label=one.label, cents=one.cents, paid_by=one.paid_by)
            for one in project.cost_lines
            if one.paid_by in ("town", "bearer", "third")
        ),
        "standin_name": _words(told.get("standin_name")),
        "standin_contact": _words(told.get("standin_contact")),
        "land_owner": _words(told.get("land_owner")) or None,
        "insurance_declared": _words(told.get("insurance_declared")) or None,
        "certificate_declared": _said(told.get("certificate_declared")),
        "owner_agreement": len(agreement) if isinstance(agreement, list) else None,
    }


def _first(month: str) -> date | None:
    return date.fromisoformat(f"{month}-01") if month else None


MONEY = frozenset({"funding", "grant", "money"})
"""The promises that are money itself; the others are worth some."""


def _budget(commitments: Sequence[Promise]) -> Budget | None:
    """What each side brings, as far as a value is known; None when none is."""
    sums = dict.fromkeys(("town_cash", "town_kind", "bearer_cash", "bearer_kind"), 0)
    for one in commitments:
        name = f"{one.side.value}_{'cash' if one.kind in MONEY else 'kind'}"
        sums[name] += one.value_cents or 0
    return Budget.model_validate(sums) if any(sums.values()) else None


def acceptances(project: Kept, *, version: int, names: Mapping[int, str]) -> tuple[Acceptance, ...]:
    """Return who accepted a version, the first one first; `names` are people's names by user id."""
    signed = sorted(
        (one for one in project.signatures if one.version == version), key=lambda one: one.at
    )
    return tuple(_acceptance(one, names.get(one.by, one.name)) for one in signed)


def _acceptance(one: Signature, name: str) -> Acceptance:
    by_hand = one.how.value == "paper"  # by a person, not by the account that filed the sheet
    return Acceptance(
        name=name,
        typed_name=one.name,
        side="town" if one.for_town else "bearer",
        means="paper" if by_hand else "chat",
        user_id=None if by_hand else one.by or None,
        accepted_at=one.at,
        sha256=one.sha256,
        message_ids=one.messages,
        email_code=one.code_checked,
        scans=tuple(filter(_SHA256.fullmatch, one.file.split())),
    )


def _words(answer: Any) -> str:
    return answer if isinstance(answer, str) else ""


def _said(answer: Any) -> bool | None:
    return answer if isinstance(answer, bool) else None


def _count(answer: Any) -> int | None:
    return answer if isinstance(answer, int) and not isinstance(answer, bool) else None


def _choices(answer: Any) -> tuple[str, ...]:
    if not isinstance(answer, list | tuple):
        return ()
    return tuple(one for one in answer if isinstance(one, str))


def _point(place: Mapping[str, Any]) -> Geo | None:
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if latitude is None or longitude is None:
        return None
    return Geo(latitude=latitude, longitude=longitude)


def _promises(commitments: Sequence[Promise], side: Side) -> tuple[Commitment, ...]:
    return tuple(
        Commitment(
            kind=one.kind,
            what=one.what,
            quantity=None if one.quantity is None else Decimal(str(one.quantity)),
            unit=one.unit,
            value_cents=one.value_cents,
        )
        for one in commitments
        if one.side is side and one.ended_on is None
    )
