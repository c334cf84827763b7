"""What a document tells of a project as the bot keeps it today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.documents.data import Acceptance, Commitment, Geo, Member, Picture, Project
from dialogs.agreement import Signature
from dialogs.project import Commitment as Promise
from dialogs.project import Project as Kept
from dialogs.project import Side


def from_project(
    project: Kept, *, members: Sequence[str] = (), photos: Sequence[Picture] = ()
) -> Project:
    """Return a project's document data; questions that were skipped are left out.

    `members` are the names of those who carry it beside the referent, `photos` those to print.
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
            "lives_in_commune": _words(told.get("lives_here")),
            "members": tuple(Member(name=name) for name in members),
            "bearer_commitments": _promises(project.commitments, Side.BEARER),
            "town_commitments": _promises(project.commitments, Side.TOWN),
            "risk_flags": frozenset(project.risk_flags),
            "honesty_declared": told.get("honesty") is True or None,
            "publish_level": _words(told.get("publish_level")),
            "submitted_at": project.submitted_at,
            "state": project.state.value,
        }
    )


def acceptances(project: Kept, *, version: int, names: Mapping[int, str]) -> tuple[Acceptance, ...]:
    """Return who accepted a version, the first one first; `names` are people's names by user id."""
    signed = sorted(
        (one for one in project.signatures if one.version == version), key=lambda one: one.at
    )
    return tuple(_acceptance(one, names.get(one.by, one.name)) for one in signed)


def _acceptance(one: Signature, name: str) -> Acceptance:
    return Acceptance(
        name=name,
        typed_name=one.name,
        side="town" if one.for_town else "bearer",
        means="paper" if one.how.value == "paper" else "chat",
        user_id=one.by or None,
        accepted_at=one.at,
        sha256=one.sha256,
        message_ids=one.messages,
        email_code=one.code_checked,
    )


def _words(answer: Any) -> str:
    return answer if isinstance(answer, str) else ""


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
        if one.side is side
    )
