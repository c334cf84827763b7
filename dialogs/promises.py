"""From the answers of part B to what a project keeps: who brings what, when, at what cost.

Everything here is a pure function of a dossier's answers. "Skipped" (None) and "I don't know" give
an empty value; answers of a form of an earlier version never raise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.project import Commitment, CostLine, Side, WorkStep
from dialogs.rights import Why
from dialogs.upkeep_days import Frequency, Task

Answers = Mapping[str, Any]

RISK_FLAGS = (
    "digging",
    "wall_or_facade",
    "electricity_height_machine",
    "road_or_passage",
    "play_sport_equipment",
    "minors",
    "private_land",
    "heritage_or_nature",
)
"""What staff may have to look at; `review.FLAGS` says what each asks of the town."""

_ASKED = {
    "risk_dig": "digging",
    "risk_wall": "wall_or_facade",
    "risk_machine": "electricity_height_machine",
    "risk_road": "road_or_passage",
    "risk_play": "play_sport_equipment",
    "minors_involved": "minors",
    "risk_heritage": "heritage_or_nature",
}
"""The safety questions, each with the flag that a yes or "I don't know" raises."""

YOUNG_BEARERS = frozenset({"school", "youth_group"})
"""The kinds of bearer whose people are under 18, without being asked."""

CONTACT = Commitment(Side.TOWN, "contact", "")
"""The one person to talk to, whom the town always gives."""

_MEASURES = ("hours", "days", "quantity")
_UNITS = {"hours": "hours", "days": "days"}


@dataclass(frozen=True, slots=True)
class Promises:
    """What part B says, as the fields of a project."""

    commitments: tuple[Commitment, ...]
    requests: tuple[Commitment, ...]
    work_steps: tuple[WorkStep, ...]
    cost_lines: tuple[CostLine, ...]
    upkeep_plan: tuple[Task, ...]
    risk_flags: tuple[str, ...]


def promises_from(dossier: Answers) -> Promises:
    """Read the promises of a dossier, both parts of it merged.

    The town always gives one person to talk to, so its `contact` stands among both.
    """
    plan = tuple(_task(rank, item) for rank, item in enumerate(_items(dossier, "upkeep_plan"), 1))
    own = tuple(_commitment(Side.BEARER, item) for item in _items(dossier, "bearer_commitments"))
    asked = tuple(_commitment(Side.TOWN, item) for item in _items(dossier, "town_requests"))
    if all(one.kind != "contact" for one in asked):
        asked = (*asked, CONTACT)
    return Promises(
        commitments=(*own, *_upkeep_of(plan, own), CONTACT),
        requests=asked,
        work_steps=tuple(
            WorkStep(str(item.get("what") or ""), str(_known(item.get("month")) or ""))
            for item in _items(dossier, "work_steps")
        ),
        cost_lines=tuple(_cost(item) for item in _items(dossier, "cost_lines")),
        upkeep_plan=plan,
        risk_flags=risk_flags(dossier),
    )


def risk_flags(dossier: Answers) -> tuple[str, ...]:
    """What staff have to look at: each risk that is answered by yes or by "I don't know"."""
    raised = {flag for name, flag in _ASKED.items() if _may_be(dossier.get(name))}
    if dossier.get("bearer_kind") in YOUNG_BEARERS:
        raised.add("minors")
    if dossier.get("land_owner") in ("other", "unknown"):
        raised.add("private_land")
    return tuple(flag for flag in RISK_FLAGS if flag in raised)


def as_sent(dossier: Answers, *, certificate_asked: bool) -> dict[str, Any]:
    """The dossier as the town keeps it: what was not agreed to is left out, what follows is said.

    A stand-in's contact goes without their agreement. Who has no insurance is not asked for its
    certificate, and has none.
    """
    kept = dict(dossier)
    if kept.get("standin_agrees") is False:
        kept["standin_contact"] = None
    if certificate_asked:
        kept["certificate_declared"] = kept.get("certificate_declared") is True
    return kept


def lacking(dossier: Answers) -> tuple[Why, ...]:
    """What promises must have before they are sent, and does this dossier lack it, in order."""
    found = promises_from(dossier)
    sides = {(one.side, one.kind) for one in found.commitments}
    asks_money = any(one.kind in ("funding", "grant") for one in found.requests)
    years = _known(dossier.get("term_wish")) or 0
    alone = dossier.get("bearer_kind") == "citizen" and years > 1
    wants = {
        Why.NO_COMMITMENT: not _items(dossier, "bearer_commitments"),
        Why.NO_UPKEEP: (Side.BEARER, "upkeep") not in sides,
        Why.NO_COSTS: asks_money and not found.cost_lines,
        Why.NO_STANDIN: alone and not _known(dossier.get("standin_name")),
    }
    return tuple(why for why, lacks in wants.items() if lacks)


def _items(dossier: Answers, name: str) -> list[Answers]:
    """The items of a list; none where it was skipped or never asked."""
    held = dossier.get(name)
    return [one for one in held if isinstance(one, Mapping)] if isinstance(held, list) else []


def _known(answer: Any) -> Any:
    """An answer, or None where the person skipped the question or does not know."""
    return None if isinstance(answer, Mapping) else answer


def _may_be(answer: Any) -> bool:
    return answer is True or isinstance(answer, Mapping)


def _commitment(side: Side, item: Answers) -> Commitment:
    measured = next((name for name in _MEASURES if _known(item.get(name)) is not None), "")
    value = _known(item.get("amount"))
    return Commitment(
        side=side,
        kind=str(item.get("kind") or ""),
        what=str(_known(item.get("what")) or ""),
        quantity=_known(item.get(measured)) if measured else None,
        unit=_UNITS.get(measured) or str(_known(item.get("unit")) or ""),
        value_cents=value if value is not None else _known(item.get("value")),
        frequency=str(_known(item.get("frequency")) or ""),
        month=str(_known(item.get("month")) or ""),
    )


def _upkeep_of(plan: tuple[Task, ...], own: tuple[Commitment, ...]) -> tuple[Commitment, ...]:
    """The tasks of the upkeep plan that the bearer does, as promises, unless promised already."""
    promised = {one.what.casefold() for one in own if one.kind == "upkeep"}
    return tuple(
        Commitment(Side.BEARER, "upkeep", task.words, frequency=task.frequency.value)
        for task in plan
        if task.who != "town" and task.words.casefold() not in promised
    )


def _task(rank: int, item: Answers) -> Task:
    months = _known(item.get("months")) or ()
    known = {one.value for one in Frequency}
    frequency = str(item.get("frequency") or "")
    return Task(
        id=rank,
        words=str(item.get("task") or ""),
        frequency=Frequency(frequency) if frequency in known else Frequency.ON_EVENT,
        months=tuple(sorted(int(name[1:]) for name in months)),
        who=str(_known(item.get("who")) or ""),
    )


def _cost(item: Answers) -> CostLine:
    return CostLine(
        label=str(item.get("label") or ""),
        cents=_known(item.get("amount")) or 0,
        paid_by=str(_known(item.get("paid_by")) or ""),
        quotes=tuple(_known(item.get("quotes")) or ()),
    )
