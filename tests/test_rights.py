"""Who may do what, for every row of the table: any action, by anyone, in any state, never raises.

The actions are made from their types, so that a row that somebody adds is tried from its first day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.agreement import Convention
from dialogs.following import Hold, Report
from dialogs.lifecycle import TABLE, apply
from dialogs.outcomes import Applied, Refused
from dialogs.project import Project, Proposal, State, Verdict
from dialogs.rights import CLOCK, Actor, Role, Rules, Why
from tests.test_lifecycle import REASON

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
BEARER, MEMBER, STANDIN, HEAD, OUTSIDE = range(1, 6)

TEXT = Convention(1, "a" * 64, NOW, (BEARER, MEMBER), term_start=NOW.date(), term_years=3)
PROJECT = Project(
    id=1,
    bearer=BEARER,
    members=(MEMBER,),
    standins=(STANDIN,),
    state=State.UNDER_REVIEW,
    created_at=NOW,
    language="fr",
    assigned_to=HEAD,
    number="2026-001",
    submitted_at=NOW,
    offered=TEXT,
    convention=TEXT,
    hold=Hold(NOW.date(), NOW.date(), "Rain"),
    report=Report(NOW, BEARER, "Done", 3, 12.0),
    completed_at=NOW,
)
"""With everything that any state needs, so that only the right and the state refuse."""

PEOPLE: Mapping[str, Actor] = {
    "stranger": Actor(OUTSIDE, "Sam"),
    "referent": Actor(BEARER, "Camille"),
    "partner": Actor(MEMBER, "Bob"),
    "stand-in": Actor(STANDIN, "Chloé"),
    "clock": CLOCK,
    **{role.value: Actor(OUTSIDE, "Sam", frozenset({role})) for role in Role},
    **{f"referent, {role}": Actor(BEARER, "Camille", frozenset({role})) for role in Role},
    **{f"partner, {role}": Actor(MEMBER, "Bob", frozenset({role})) for role in Role},
    **{f"stand-in, {role}": Actor(STANDIN, "Chloé", frozenset({role})) for role in Role},
    "in charge": Actor(HEAD, "Élise", frozenset({Role.SERVICE})),
}
"""Everyone who may try: from outside, from the project, from the team, and both at once."""

TEAM = {*(role.value for role in Role), "in charge"}
OWN = {name for name in PEOPLE if name.startswith(("referent", "partner", "stand-in"))}
INSIDE = {name for name in OWN if "," in name}
CARRIERS = {name for name in OWN if not name.startswith("stand-in")}
REFERENTS = {name for name in OWN if name.startswith("referent")}

MAY: Mapping[str, set[str]] = {
    "bearer": REFERENTS,
    "partner": OWN,
    "carrier": CARRIERS,
    "anyone": set(PEOPLE) - {"clock"},
    "clerk": TEAM,
    "decider": {"elected", "signatory", "admin"},
    "voter": {"elected"},
    "signatory": {"signatory"},
    "in_charge": {"in charge", "admin"},
    "_may_hand_back": {"in charge", "admin", "clock"},
    "_clock_or_staff": {*TEAM, "clock"},
    "_town": {*TEAM, *INSIDE, "clock"},
    "involved": CARRIERS | TEAM | INSIDE,
    "clock": {"clock"},
    "settler": set(),
}
"""By the right that a row asks for: who has it. The settler is the one who confirmed, if any."""


ANSWERS = st.dictionaries(
    st.sampled_from(("title", "work_steps", "bearer_commitments", "other")),
    st.none() | st.booleans() | st.integers() | st.text() | st.just([{"kind": "labour"}]),
)
"""Answers of a form, sound or not."""


def made(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any action of a kind: with everything that its type lets through."""
    answers = {one.name: ANSWERS for one in fields(kind) if "Any" in str(one.type)}
    return st.builds(kind, **answers) if answers else st.from_type(kind)


def test_every_right_of_the_table_is_here() -> None:
    assert {row.who.__name__ for row in TABLE.values()} == set(MAY)


@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(data=st.data())
def test_every_action_by_everyone_whatever_it_carries(kind: type[Any], data: st.DataObject) -> None:
    row = TABLE[kind]
    action = data.draw(made(kind))
    state = data.draw(st.sampled_from(State))
    project = replace(PROJECT, state=state)
    for name, actor in PEOPLE.items():
        before = replace(project)
        outcome = apply(project, action, actor, NOW, Rules(quorum=2))
        assert project == before
        if name not in MAY[row.who.__name__]:
            assert isinstance(outcome, Refused), (name, outcome)
            assert outcome.why is row.who(project, actor, Rules(quorum=2))
        elif state not in row.states:
            assert outcome == Refused(Why.NOT_NOW), name
        if isinstance(outcome, Applied):
            leads = {(lead.word, (lead.to or state)) for lead in row.leads}
            told = {(one.action, one.after) for one in outcome.records}
            words = {word for word, _ in leads}
            assert {word for word, _ in told} <= words, (name, told)


PROPOSED = Proposal(Verdict.REFUSE, HEAD, "Élise", NOW, REASON)


@pytest.mark.parametrize("state", State)
def test_the_outside_and_the_clock_never_decide(state: State) -> None:
    """Whatever row has an end that a person must answer for, only the town's team gets there."""
    decided = {State.ACCEPTED, State.REFUSED}
    for kind, row in TABLE.items():
        if not decided & {lead.to for lead in row.leads}:
            continue
        project = replace(PROJECT, state=state, proposal=PROPOSED)
        for name in ("stranger", "partner", "stand-in", "referent", "clock", *sorted(INSIDE)):
            why = row.who(project, PEOPLE[name], Rules())
            assert why is not None, (kind, name)


def test_the_actions_are_only_values() -> None:
    assert all(kind.__dataclass_params__.frozen for kind in TABLE)
