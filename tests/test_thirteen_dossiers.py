"""The thirteen invented dossiers, typed in by residents: what is stored is what was said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from bot.rehearsal.scenes.listed import Dossier, load_dossiers
from dialogs.project import Commitment, CostLine, Project, Side, State, WorkStep
from dialogs.promises import CONTACT
from dialogs.upkeep_days import Frequency, Task
from storage.instants import from_micros
from tests.stage import PROMISE, Stage, stage

DOSSIERS = load_dossiers()
YOUNG = ("school", "youth_group")


def shares(cents: int, count: int) -> list[int]:
    """A sum of euros in cents, shared out in whole euros; the first takes what is left over."""
    each = cents // 100 // count * 100
    return [cents - each * (count - 1), *[each] * (count - 1)]


def euros(cents: int) -> str:
    """A sum as a person types it."""
    return str(cents // 100)


OF_ITS_KIND: dict[str, dict[str, str]] = {
    "association": {"association_number": "W621000123"},
    "school": {"school_signer": "cooperative", "director_agrees": "yes"},
    "youth_group": {
        "adult_referent": "Mme L., service jeunesse",
        "youth_ages": "de 11 à 14 ans",
        "paper_forms": "some",
    },
    "institution": {"institution_signer": "M. K., président"},
}
"""What is asked of one kind of bearer alone."""

PROMISED_BY_ITS_KIND: dict[str, dict[str, Any]] = {
    "group": {"member_names": ({"name": "Sam Roux"}, {"name": "Léa N'Diaye"})},
    "association": {"cer_signed": "yes", "certificate_declared": "yes"},
    "school": {
        "school_class": "CM1, 24 élèves",
        "summer_relay": "Deux familles et le gardien",
        "minors_involved": "yes",
        "age_range": "de 9 à 10 ans",
    },
    "youth_group": {},
    "business": {"no_profit_declared": "yes", "certificate_declared": "no"},
}
"""What the promises ask of one kind of bearer alone."""

KEPT_BY_ITS_KIND: dict[str, dict[str, Any]] = {
    "group": {"member_names": [{"name": "Sam Roux"}, {"name": "Léa N'Diaye"}]},
    "association": {"cer_signed": True, "certificate_declared": True, "certificate_files": None},
    "school": {
        "school_class": "CM1, 24 élèves",
        "summer_relay": "Deux familles et le gardien",
        "minors_count": 12,
        "age_range": "de 9 à 10 ans",
    },
    "youth_group": {"minors_count": 12},
    "business": {"no_profit_declared": True, "certificate_declared": False},
}
"""The same, as the town keeps it."""

PROMISED_BY_SOME = {name for kept in KEPT_BY_ITS_KIND.values() for name in kept}

ASKED_OF_SOME = {name for asked in OF_ITS_KIND.values() for name in asked} | {"business_number"}


def idea(one: Dossier) -> dict[str, Any]:
    """What the resident answers to part A."""
    return {
        "title": one.title,
        "description": one.description,
        "category": one.category,
        "place": one.place,
        "beneficiaries": ("street", "walkers"),
        "bearer_kind": one.bearer_kind,
        "bearer_name": one.bearer_name,
        "display_name": f"{one.bearer} Exemple",
        "lives_in_commune": "lives",
        "contact_alt": "voisins@exemple.example",
        "support_proof": f"{one.people} personnes en ont parlé.",
        "honesty_declared": "yes",
        "publish_level": "title_place",
        **OF_ITS_KIND.get(one.bearer_kind, {}),
    }


def worth(one: Dossier, side: str) -> list[tuple[str, int]]:
    """Each thing that a side brings in kind, with its value in cents."""
    things = one.bearer_does if side == "bearer" else one.town_does
    cents = one.budget[f"{side}_kind"] * 100
    return list(zip(things, shares(cents, len(things)), strict=True))


def costs(one: Dossier) -> list[tuple[str, str, int]]:
    """What has to be paid for: its name, who pays, cents."""
    paid = {"bearer": "bearer_cash", "town": "town_cash", "third": "third"}
    return [
        (f"Part de {who}", who, one.budget[name] * 100)
        for who, name in paid.items()
        if one.budget[name]
    ]


def promise(one: Dossier) -> dict[str, Any]:
    """What the resident answers to part B."""
    money = one.budget["bearer_cash"]
    cash = ({"kind": "money", "what": "Notre part", "amount": str(money)},) if money else ()
    return {
        **PROMISE,
        "people_count": str(one.people),
        "minors_involved": "no",
        "minors_count": "12",
        "duration_weeks": str(one.weeks),
        "work_steps": tuple({"what": what, "month": "2026-10"} for what in one.bearer_does),
        "bearer_commitments": (
            *(
                {"kind": "materials", "what": what, "value": euros(cents)}
                for what, cents in worth(one, "bearer")
            ),
            *cash,
        ),
        "town_requests": (
            *(
                {"kind": "materials", "what": what, "value": euros(cents)}
                for what, cents in worth(one, "town")
            ),
            {"kind": "funding", "what": "Achats", "amount": str(one.budget["town_cash"])},
        ),
        "cost_lines": tuple(
            {"label": label, "paid_by": who, "amount": euros(cents)}
            for label, who, cents in costs(one)
        ),
        "upkeep_plan": tuple(
            {
                "task": task.task,
                "frequency": task.frequency,
                "months": tuple(f"m{month}" for month in task.months) or None,
                "who": "bearer",
            }
            for task in one.upkeep
        ),
        "term_wish": str(one.term_years),
        "standin_name": "Dominique, au numéro 12",
        "standin_contact": "dominique@exemple.example",
        "standin_agrees": "yes",
        "insurance_declared": "unsure",
        **PROMISED_BY_ITS_KIND.get(one.bearer_kind, {}),
    }


def assert_idea_is_kept(one: Dossier, project: Project) -> None:
    """Part A, field by field."""
    wanted = {
        **idea(one),
        "place": {"text": one.place},
        "photos": [],
        "beneficiaries": ["street", "walkers"],
        "honesty_declared": True,
    }
    if one.bearer_kind == "citizen":
        del wanted["bearer_name"]
    if one.bearer_kind == "school":
        wanted["director_agrees"] = True
    assert ASKED_OF_SOME & set(project.dossier) == set(OF_ITS_KIND.get(one.bearer_kind, {}))
    assert {name: project.dossier.get(name) for name in wanted} == wanted


def assert_promises_are_kept(one: Dossier, project: Project) -> None:
    """Part B, field by field, and what a project makes of it."""
    money = one.budget["bearer_cash"] * 100
    cash = (Commitment(Side.BEARER, "money", "Notre part", value_cents=money),) if money else ()
    assert project.commitments == (
        *(
            Commitment(Side.BEARER, "materials", what, value_cents=cents)
            for what, cents in worth(one, "bearer")
        ),
        *cash,
        *(
            Commitment(Side.BEARER, "upkeep", task.task, frequency=task.frequency)
            for task in one.upkeep
        ),
        CONTACT,
    )
    town_cash = one.budget["town_cash"] * 100
    assert project.requests == (
        *(
            Commitment(Side.TOWN, "materials", what, value_cents=cents)
            for what, cents in worth(one, "town")
        ),
        Commitment(Side.TOWN, "funding", "Achats", value_cents=town_cash),
        CONTACT,
    )
    assert project.work_steps == tuple(WorkStep(what, "2026-10") for what in one.bearer_does)
    assert project.cost_lines == tuple(
        CostLine(label, cents, who) for label, who, cents in costs(one)
    )
    assert project.upkeep_plan == tuple(
        Task(rank, task.task, Frequency(task.frequency), tuple(task.months), "bearer")
        for rank, task in enumerate(one.upkeep, 1)
    )
    young = ("minors",) if one.bearer_kind in YOUNG else ()
    assert project.risk_flags == ("road_or_passage", *young)
    kept = project.dossier
    assert kept["people_count"] == one.people
    assert kept["start_wish"] == "2026-10"
    assert kept["duration_weeks"] == one.weeks
    assert kept["term_wish"] == one.term_years
    assert kept["standin_name"] == "Dominique, au numéro 12"
    assert kept["land_owner"] == "town"
    assert kept["insurance_declared"] == "unsure"
    assert kept["standin_contact"] == "dominique@exemple.example"
    assert kept["standin_agrees"] is True
    young_asked = None if one.bearer_kind == "youth_group" else one.bearer_kind == "school"
    assert kept.get("minors_involved") is young_asked
    own = KEPT_BY_ITS_KIND.get(one.bearer_kind, {})
    assert {name: kept.get(name) for name in own} == own
    assert PROMISED_BY_SOME & set(kept) == set(own), "nobody is asked what is not theirs"


def stored(scene: Stage) -> Project:
    """The only project, as the town's database holds it."""
    names = ("data", "id", "number", "bearer", "state", "language", "created_at")
    (row,) = scene.query(
        "SELECT data, id, number, bearer, state, language, created_at FROM projects"
    )
    columns = dict(zip(names, row, strict=True))
    values = {**json.loads(columns.pop("data")), **columns}
    values["created_at"] = from_micros(values["created_at"])
    return TypeAdapter(Project).validate_python(values)


@pytest.mark.parametrize("one", DOSSIERS, ids=[one.ref for one in DOSSIERS])
async def test_what_a_resident_types_is_what_the_town_keeps(one: Dossier, tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        resident = scene.person(one.bearer)
        number = await scene.submits(resident, idea(one))
        assert number == "2026-001"
        assert_idea_is_kept(one, stored(scene))
        if one.bearer_does:
            await scene.promises(resident, promise(one))
            project = stored(scene)
            assert project.state is State.SUBMITTED
            assert project.promised_at is not None
            assert_idea_is_kept(one, project)
            assert_promises_are_kept(one, project)
