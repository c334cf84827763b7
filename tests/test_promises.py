"""From the answers of part B to what a project keeps."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.answers import UNKNOWN
from dialogs.project import Commitment, CostLine, Side, WorkStep
from dialogs.promises import RISK_FLAGS, promises_from, risk_flags
from dialogs.review import FLAGS
from dialogs.upkeep_days import Frequency, Task

CONTACT = Commitment(Side.TOWN, "contact", "")


def test_promises_of_the_form_become_commitments() -> None:
    found = promises_from(
        {
            "bearer_commitments": [
                {"kind": "labour", "what": "Planting", "hours": 30, "month": "2026-10"},
                {"kind": "materials", "what": "Mulch", "quantity": 4, "unit": "bag"},
                {"kind": "materials", "what": "Pots", "quantity": UNKNOWN, "value": None},
                {"kind": "machines", "what": "Two tractors", "days": 8, "value": 90_000},
                {"kind": "money", "what": "A fair", "amount": 15_050, "month": None},
                {"kind": "upkeep", "what": "Watering", "frequency": "weekly"},
            ]
        }
    )
    bearer = Side.BEARER
    assert found.commitments == (
        Commitment(bearer, "labour", "Planting", 30, "hours", month="2026-10"),
        Commitment(bearer, "materials", "Mulch", 4, "bag"),
        Commitment(bearer, "materials", "Pots"),
        Commitment(bearer, "machines", "Two tractors", 8, "days", 90_000),
        Commitment(bearer, "money", "A fair", value_cents=15_050),
        Commitment(bearer, "upkeep", "Watering", frequency="weekly"),
        CONTACT,
    )


def test_the_town_always_gives_one_person_to_talk_to() -> None:
    assert promises_from({}).requests == (CONTACT,)
    asked = [{"kind": "contact", "what": None}, {"kind": "advice", "what": "On soil"}]
    found = promises_from({"town_requests": asked})
    assert found.requests == (CONTACT, Commitment(Side.TOWN, "advice", "On soil"))


def test_the_bearers_part_of_the_upkeep_plan_is_promised() -> None:
    months = ["m9", "m10", "m5"]
    found = promises_from(
        {
            "bearer_commitments": [{"kind": "upkeep", "what": "watering", "frequency": "weekly"}],
            "upkeep_plan": [
                {"task": "Watering", "frequency": "weekly", "months": None, "who": "bearer"},
                {"task": "Weeding", "frequency": "monthly", "months": months, "who": "both"},
                {"task": "Pruning", "frequency": "yearly", "months": ["m2"], "who": "town"},
            ],
        }
    )
    assert found.upkeep_plan == (
        Task(1, "Watering", Frequency.WEEKLY, (), "bearer"),
        Task(2, "Weeding", Frequency.MONTHLY, (5, 9, 10), "both"),
        Task(3, "Pruning", Frequency.YEARLY, (2,), "town"),
    )
    promised = [one.what for one in found.commitments if one.kind == "upkeep"]
    assert promised == ["watering", "Weeding"], "once each, and not what the town does"


def test_steps_and_costs_are_read() -> None:
    quote = {"file_id": "f", "unique_id": "u"}
    found = promises_from(
        {
            "work_steps": [{"what": "Dig", "month": "2026-10"}, {"what": "Sow", "month": UNKNOWN}],
            "cost_lines": [
                {"label": "Pots", "amount": 1250, "paid_by": "town", "quotes": [quote]},
                {"label": "Soil", "amount": 0, "paid_by": UNKNOWN, "quotes": None},
            ],
        }
    )
    assert found.work_steps == (WorkStep("Dig", "2026-10"), WorkStep("Sow"))
    assert found.cost_lines == (CostLine("Pots", 1250, "town", (quote,)), CostLine("Soil", 0))


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        ({}, ()),
        ({"risk_dig": False, "land_owner": "town", "minors_involved": False}, ()),
        ({"risk_dig": True}, ("digging",)),
        ({"risk_dig": UNKNOWN}, ("digging",)),
        ({"risk_play": True, "risk_wall": True}, ("wall_or_facade", "play_sport_equipment")),
        ({"risk_machine": True}, ("electricity_height_machine",)),
        ({"risk_road": True}, ("road_or_passage",)),
        ({"risk_heritage": True}, ("heritage_or_nature",)),
        ({"minors_involved": True}, ("minors",)),
        ({"bearer_kind": "school"}, ("minors",)),
        ({"land_owner": "other"}, ("private_land",)),
        ({"land_owner": "unknown"}, ("private_land",)),
    ],
)
def test_answers_raise_what_staff_look_at(answers: dict[str, Any], flags: tuple[str, ...]) -> None:
    assert risk_flags(answers) == flags
    assert set(RISK_FLAGS) == set(FLAGS), "staff read what each asks"
