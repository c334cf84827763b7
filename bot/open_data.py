"""Open data: conventions as SCDL "Subventions", places as GeoJSON; and all as JSON, to move house.

Only what a bearer agreed to publish stands on the map: the title and the place, with the name where
they said so. SCDL: schema.data.gouv.fr/scdl/subventions, version 2.1, the columns in its order.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from bot.config import Config
from dialogs.identifiers import register_number
from dialogs.project import Commitment, Project, Side, State

SCDL = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
)
"""The columns of the schema "Subventions"."""

_MONEY = "aide en numéraire"
_KIND = "aide en nature"
_PAID_OUT = frozenset({"grant"})
"""The promises that give money to the bearer; what the town buys itself is help in kind."""

_PEOPLE = frozenset({None, "citizen", "group", "youth_group"})
"""Who carries without being an organisation: they receive no subsidy, and are not published."""

_PROJECT = TypeAdapter(Project)
_SIRET = re.compile(r"\d{14}")
_RNA = re.compile(r"W\d{9}")


def subventions(config: Config, projects: Iterable[Project]) -> str:
    """The conventions signed with organisations, as SCDL CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, SCDL, lineterminator="\r\n")
    writer.writeheader()
    for project in projects:
        if project.convention is None or project.dossier.get("bearer_kind") in _PEOPLE:
            continue
        writer.writerow({name: _cell(text) for name, text in _row(config, project).items()})
    return out.getvalue()


def _row(config: Config, project: Project) -> dict[str, str]:
    promises = [one for one in project.commitments if one.side is Side.TOWN]
    paid = [one for one in promises if one.kind in _PAID_OUT]
    natures = [_MONEY] if paid else []
    if len(paid) < len(promises) or not natures:
        natures.append(_KIND)
    day = _signed_on(config, project)
    number = re.sub(r"[\s.]", "", register_number(project.dossier)).upper()
    return {
        "nomAttribuant": config.town.name,
        "idAttribuant": config.figures.siret,
        "dateConvention": day.isoformat() if day else "",
        "referenceDecision": project.legal.act_ref,
        "nomBeneficiaire": str(project.dossier.get("bearer_name") or ""),
        "idBeneficiaire": number if _SIRET.fullmatch(number) else "",
        "rnaBeneficiaire": number if _RNA.fullmatch(number) else "",
        "objet": project.title,
        "montant": f"{sum(one.value_cents or 0 for one in promises) / 100:.2f}",
        "nature": ";".join(natures),
        "conditionsVersement": "autre",
        "datesPeriodeVersement": _period(promises, day),
        "idRAE": "",
        "notificationUE": "non",
        "pourcentageSubvention": "1",
        "dispositifAide": "fifty-fifty",
    }


def _signed_on(config: Config, project: Project) -> date | None:
    """The day the town signed first, in its own time."""
    signed = min((one.at for one in project.signatures if one.for_town), default=None)
    return signed.astimezone(config.town.timezone).date() if signed else project.legal.act_date


def _period(promises: Sequence[Commitment], signed: date | None) -> str:
    """From the first to the last day the town promised something for, else the signature's."""
    days = sorted({one.due for one in promises if one.due} or ({signed} if signed else set()))
    return "/".join(day.isoformat() for day in dict.fromkeys((days[0], days[-1]))) if days else ""


def _cell(text: str) -> str:
    """What people typed stays words: a spreadsheet would take these beginnings for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


_HIDDEN = frozenset(
    {
        State.DRAFT,
        State.SUBMITTED,
        State.NEEDS_INFO,
        State.UNDER_REVIEW,
        State.REFUSED,
        State.WITHDRAWN,
    }
)
"""The states in which a project is nobody's business yet, or any more."""


def geojson(projects: Iterable[Project]) -> str:
    """The places of published projects, as GeoJSON (RFC 7946). A place in words has no geometry."""
    features = [_feature(one) for one in projects if is_published(one)]
    return _dump({"type": "FeatureCollection", "features": features})


def is_published(project: Project) -> bool:
    """Whether a project may be shown to everyone: the town said yes, and the bearer agreed.

    One that ended before its work was done has nothing to show.
    """
    level = project.dossier.get("publish_level")
    if not project.title or project.state in _HIDDEN or level not in ("title_place", "with_name"):
        return False
    return project.state is not State.CLOSED or project.completed_at is not None


def _feature(project: Project) -> dict[str, Any]:
    dossier = project.dossier
    place = dossier.get("place")
    spot: Mapping[str, Any] = place if isinstance(place, Mapping) else {}
    latitude, longitude = spot.get("latitude"), spot.get("longitude")
    known = isinstance(latitude, int | float) and isinstance(longitude, int | float)
    properties = {
        "number": project.number,
        "title": project.title,
        "place": spot.get("text") or "",
        "category": dossier.get("category"),
        "state": project.state.value,
    }
    if dossier.get("publish_level") == "with_name":
        properties["bearer"] = dossier.get("bearer_name") or dossier.get("display_name") or ""
    point = {"type": "Point", "coordinates": [longitude, latitude]} if known else None
    return {"type": "Feature", "id": project.number, "geometry": point, "properties": properties}


def everything(
    projects: Iterable[Project], tables: Mapping[str, Sequence[Mapping[str, Any]]]
) -> str:
    """Every project with all its fields, and every table beside, for a change of software."""
    whole = [_PROJECT.dump_python(one, mode="json") for one in projects]
    return _dump({"projects": whole, **tables})


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
