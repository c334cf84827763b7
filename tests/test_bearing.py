"""Carrying a project together, as pure rules: who may join, leave, hand over; and its rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import links
from dialogs import bearing
from dialogs.agreement import Convention
from dialogs.bearing import (
    Admit,
    FindReferent,
    HandOver,
    Join,
    KeepReferent,
    Leave,
    Link,
    MissReferent,
    Remove,
    TakeOver,
    too_few,
)
from dialogs.deciding import Confirm, Propose
from dialogs.filing import Promise
from dialogs.lifecycle import TABLE, Action, apply
from dialogs.membership import BearerRole, Invitation, Member, Standing
from dialogs.outcomes import Applied, Refused, Seat
from dialogs.project import NOBODY, Project, Proposal, State, Verdict
from dialogs.rights import CLOCK, Actor, Role, Rules, Why
from storage import invitations, members
from storage.database import Database
from storage.work import Numbers, begin

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
CAMILLE, BRUNO, DALILA, SAM, CLERK = 1, 2, 3, 4, 5
EVERYONE = (CAMILLE, BRUNO, DALILA, SAM, CLERK)


def project(**changes: Any) -> Project:
    return replace(Project(7, CAMILLE, State.SUBMITTED, NOW, "fr"), **changes)


def link(role: BearerRole = BearerRole.MEMBER, **changes: Any) -> Invitation:
    made = Invitation(1, 7, role, CAMILLE, NOW, NOW + timedelta(days=14), 5)
    return replace(made, **changes)


def done(before: Project, action: Action, actor: int | Actor) -> Project:
    who = actor if isinstance(actor, Actor) else Actor(actor)
    outcome = apply(before, action, who, NOW, Rules())
    assert isinstance(outcome, Applied), outcome
    return outcome.project


def why(before: Project, action: Action, actor: int | Actor) -> Why:
    who = actor if isinstance(actor, Actor) else Actor(actor)
    outcome = apply(before, action, who, NOW, Rules())
    assert isinstance(outcome, Refused), outcome
    return outcome.why


@pytest.mark.parametrize(
    ("closed", "reason"),
    [
        (link(expires_at=NOW), Why.CLOSED_LINK),
        (link(uses_left=0), Why.CLOSED_LINK),
        (link(revoked_at=NOW), Why.CLOSED_LINK),
        (link(project_id=8), Why.FOREIGN_LINK),
        (link(BearerRole.REFERENT), Why.FOREIGN_LINK),
    ],
)
def test_a_link_that_is_not_open_lets_nobody_in(closed: Invitation, reason: Why) -> None:
    assert why(project(), Join(closed), BRUNO) is reason


@pytest.mark.parametrize("state", State)
def test_people_join_while_a_project_lives_but_not_while_it_is_signed(state: State) -> None:
    outcome = apply(project(state=state), Join(link()), Actor(BRUNO), NOW, Rules())
    closed = {State.AWAITING_SIGNATURE, State.REFUSED, State.CLOSED, State.WITHDRAWN}
    assert outcome == Refused(Why.NOT_NOW) if state in closed else isinstance(outcome, Applied)


def test_one_person_has_one_part() -> None:
    joined = done(project(), Join(link()), BRUNO)
    assert why(joined, Join(link(BearerRole.STANDIN)), BRUNO) is Why.ALREADY_THERE
    assert why(joined, Join(link()), CAMILLE) is Why.ALREADY_THERE
    assert why(project(), Join(link()), CLOCK) is Why.NOT_A_MEMBER


def test_only_who_asked_is_admitted_and_only_by_the_referent() -> None:
    asked = Member(7, BRUNO, BearerRole.MEMBER, Standing.ASKED, NOW)
    assert done(project(), Admit(asked), CAMILLE).members == (BRUNO,)
    assert why(project(), Admit(asked), BRUNO) is Why.NOT_BEARER
    for standing in set(Standing) - {Standing.ASKED}:
        assert why(project(), Admit(replace(asked, standing=standing)), CAMILLE) is Why.NOT_NOW
    assert why(project(), Admit(replace(asked, project_id=8)), CAMILLE) is Why.NOT_NOW


@pytest.mark.parametrize("part", ["members", "standins"])
def test_whoever_has_a_part_does_not_decide(part: str) -> None:
    ours = project(**{part: (BRUNO,)})
    decider = Actor(BRUNO, "Bruno", frozenset({Role.ELECTED}))
    assert why(ours, Propose(Verdict.ACCEPT), decider) is Why.OWN_PROJECT
    waiting = replace(ours, proposal=Proposal(Verdict.ACCEPT, SAM, "Sam", NOW))
    assert why(waiting, Confirm(), decider) is Why.OWN_PROJECT


def test_a_proposal_falls_when_its_author_joins() -> None:
    waiting = project(proposal=Proposal(Verdict.ACCEPT, BRUNO, "Bruno", NOW))
    assert done(waiting, Join(link()), BRUNO).proposal is None
    assert done(waiting, Join(link()), DALILA).proposal is not None


def test_a_clerk_speaks_for_a_person_without_an_account_until_they_link() -> None:
    desk = project(bearer=NOBODY, filed_by=CLERK, person_name="Odette")
    assert desk.people == 1
    decider = Actor(CLERK, "Élise", frozenset({Role.ELECTED}))
    promised = {
        "bearer_commitments": [{"kind": "labour", "what": "Planting", "hours": 30}],
        "upkeep_plan": [{"task": "Watering", "frequency": "weekly", "who": "bearer"}],
    }
    desk = done(desk, Promise(promised), CLERK)
    assert isinstance(apply(desk, Propose(Verdict.ACCEPT), decider, NOW, Rules()), Applied)
    code = link(BearerRole.REFERENT, uses_left=1)
    linked = done(desk, Link(code, "en"), SAM)
    assert (linked.bearer, linked.speaker, linked.language) == (SAM, SAM, "en")
    assert why(linked, Link(code, "en"), BRUNO) is Why.ALREADY_LINKED
    assert why(linked, Remove(BRUNO), CLERK) is Why.NOT_BEARER
    assert why(desk, Link(link(), "en"), SAM) is Why.FOREIGN_LINK
    assert why(desk, Remove(BRUNO), CLOCK) is Why.NOT_BEARER, "nobody's id is not the clock's"


def test_a_text_out_for_signature_does_not_wait_for_who_left() -> None:
    text = Convention(1, "f" * 64, NOW, (CAMILLE, BRUNO))
    out = project(state=State.AWAITING_SIGNATURE, members=(BRUNO,), offered=text)
    after = done(out, Leave(), BRUNO)
    assert after.offered is not None
    assert after.offered.signers == (CAMILLE,)
    desk = project(
        state=State.AWAITING_SIGNATURE, bearer=NOBODY, filed_by=CLERK,
        offered=replace(text, signers=(NOBODY,), on_paper=True),
    )  # fmt: skip
    linked = done(desk, Link(link(BearerRole.REFERENT), "fr"), SAM)
    assert linked.offered is not None
    assert linked.offered.signers == (SAM,)


def test_one_who_is_alone_withdraws_instead_of_leaving_before_the_signature() -> None:
    assert why(project(), Leave(), CAMILLE) is Why.ALONE
    assert done(project(state=State.UPKEEP), Leave(), CAMILLE).bearer == NOBODY


@pytest.mark.parametrize(("kind", "members", "few"), [
    ("group", (), True), ("group", (BRUNO,), False), ("citizen", (), False),
])  # fmt: skip
def test_a_group_needs_people(kind: str, members: tuple[int, ...], few: bool) -> None:
    ours = project(dossier={"bearer_kind": kind}, members=members)
    assert too_few(ours, Rules(group_least=2)) is few


# -- any sequence of deeds -------------------------------------------------------------------------

PEOPLE = st.sampled_from(EVERYONE)
ROLES = st.sampled_from(BearerRole)
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.builds(Join, st.builds(link, ROLES)),
    st.builds(
        Admit, st.builds(Member, st.just(7), PEOPLE, st.just(BearerRole.MEMBER),
                         st.sampled_from([Standing.ASKED, Standing.REMOVED]), st.just(NOW)),
    ),
    st.builds(Leave), st.builds(Remove, PEOPLE), st.builds(HandOver, PEOPLE),
    st.builds(TakeOver), st.builds(KeepReferent), st.builds(MissReferent),
    st.builds(FindReferent), st.builds(Link, st.builds(link, ROLES), st.just("fr")),
)  # fmt: skip
DEEDS = st.lists(st.tuples(ACTIONS, st.one_of(PEOPLE.map(Actor), st.just(CLOCK))), max_size=30)
STARTS = st.builds(
    project,
    state=st.sampled_from(State),
    filed_by=st.sampled_from([NOBODY, CLERK]),
    bearer=st.sampled_from([NOBODY, CAMILLE]),
)


@settings(max_examples=300, deadline=None)
@given(start=STARTS, deeds=DEEDS)
def test_whatever_they_do_everyone_has_one_part_and_the_rows_tell_the_same(
    start: Project, deeds: list[tuple[Action, Actor]]
) -> None:
    ours, rows = start, dict[int, Seat]()
    for action, actor in deeds:
        outcome = apply(ours, action, actor, NOW, Rules())
        if isinstance(outcome, Refused):
            continue
        before, ours = ours, outcome.project
        assert (ours.state, ours.dossier, ours.number) == (start.state, start.dossier, "")
        rows |= {seat.user_id: seat for seat in outcome.effects if isinstance(seat, Seat)}
        assert len(ours.everyone) == sum((
            ours.bearer != NOBODY, len(ours.members), len(ours.standins)
        ))  # fmt: skip
        assert NOBODY not in ours.everyone
        assert ours.handing_to in (NOBODY, *ours.members)
        if ours.bearer != before.bearer:
            assert isinstance(action, Leave | TakeOver | Link), "nobody else moves the referent"
        joined = {seat.user_id for seat in rows.values() if seat.standing is Standing.JOINED}
        assert joined | {start.bearer} >= ours.everyone
        assert joined - ours.everyone == set()
        assert {one for one in joined if rows[one].role is BearerRole.STANDIN} == set(ours.standins)


def test_every_row_of_the_table_is_tried_above() -> None:
    names = {Join, Admit, Leave, Remove, HandOver, TakeOver, KeepReferent, MissReferent,
             FindReferent, Link}  # fmt: skip
    assert names == set(bearing.ROWS)
    assert names <= set(TABLE)


# -- secrets ---------------------------------------------------------------------------------------


def test_a_token_fits_a_deep_link_and_holds_more_than_128_bits() -> None:
    tokens = {links.new_token() for _ in range(200)}
    assert len(tokens) == 200
    for token in tokens:
        assert len(token) == 32
        assert token.replace("-", "").replace("_", "").isalnum()
        assert token.isascii()


@given(st.text(max_size=80))
def test_any_payload_has_digests_and_never_itself(text: str) -> None:
    found = links.digests(text)
    assert found
    assert all(len(one) == 64 and one != text for one in found)


@given(st.integers(0, 9), st.sampled_from(["", " ", "-", "\u00a0", ". ", "_"]), st.booleans())
def test_a_code_is_known_however_it_is_typed(at: int, between: str, small: bool) -> None:
    code = links.new_code()
    typed = between.join((code[:at], code[at:]))
    assert links.digest(code) in links.digests(f" {typed.lower() if small else typed}\n")


# -- rows ------------------------------------------------------------------------------------------


async def test_members_and_links_come_back_as_they_were_kept(tmp_path: Path) -> None:
    async with (
        Database(tmp_path / "town.db") as database,
        begin(database, Numbers(), NOW) as work,
    ):
        work.put_project(project())
        transaction = await work.direct()
        for rank, role in enumerate(BearerRole):
            for standing in Standing:
                member = Member(7, 10 + rank, role, standing, NOW, "A <b>", named=True,
                                joined_at=NOW)  # fmt: skip
                await members.save(transaction, member)
                assert await members.load(transaction, 7, 10 + rank) == member
        await invitations.add(
            transaction, "d", project_id=7, role=BearerRole.MEMBER, made_by=1, made_at=NOW,
            expires_at=NOW + timedelta(days=1), uses=2,
        )  # fmt: skip
        found = await invitations.find(transaction, "d")
        assert found is not None
        assert await invitations.find(transaction, "D") is None
        assert found.is_open(NOW)
        assert not found.is_open(NOW + timedelta(days=1))
        for left in (1, 0, 0):
            await invitations.use(transaction, found.id)
            again = await invitations.load(transaction, found.id)
            assert again is not None
            assert again.uses_left == left
        for minutes in range(3):
            await invitations.note_wrong(transaction, 42, NOW + timedelta(minutes=minutes))
        assert await invitations.count_wrong(transaction, 42, NOW + timedelta(minutes=3)) == 3
        assert await invitations.count_wrong(transaction, 43, NOW + timedelta(minutes=3)) == 0
        assert await invitations.count_wrong(transaction, 42, NOW + timedelta(minutes=61)) == 1
