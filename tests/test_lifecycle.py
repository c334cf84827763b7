"""The life of a project: every action by everyone in every state, and chains of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import asking, deciding, filing, forgetting, handling, settling
from dialogs.agreement import LegalBasis
from dialogs.asking import Answer, Ask, Transcribe, Unask, Waive
from dialogs.casework import Casework, Offer, Opinion, Settled, View
from dialogs.deciding import (
    CastVote,
    Confirm,
    Object,
    PassSilence,
    Propose,
    Reopen,
    Take,
)
from dialogs.filing import Promise, Submit, Withdraw
from dialogs.forgetting import ENDED, SIGNED, Anonymise, Expire, Forget
from dialogs.handling import (
    AnswerOffer,
    AskOpinion,
    Assign,
    Check,
    ChooseBasis,
    GiveOpinion,
    GivePlace,
    HandBack,
    KeepPromise,
    Merge,
    NoteMinutes,
    NoteReference,
    SendOffer,
)
from dialogs.lifecycle import TABLE, Action, apply
from dialogs.outcomes import Applied, Record, Refused, TellBearer, TellStaff, UpdateCard
from dialogs.project import (
    STATE_NAMES,
    Commitment,
    Project,
    Proposal,
    Question,
    Side,
    State,
    Verdict,
)
from dialogs.rights import CLOCK, REASON_LENGTH, Actor, Role, Rules, Why
from dialogs.settling import Enact, Undo

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
APPEAL = date(2026, 7, 12)
REASON = "The pavement is too narrow for a wheelchair."
VOICE = {"kind": "voice", "file_id": "v", "unique_id": "u", "transcript": ""}
QUESTION = Question(7, "How high is it?", 5, "Élise", NOW)
PROMISE = Commitment(Side.BEARER, "labour", "Planting", 30, "hours")
TOWNS = Commitment(Side.TOWN, "contact", "One person to talk to")
PROMISED: Mapping[str, Any] = {
    "title": "Des fleurs",
    "bearer_commitments": [{"kind": "labour", "what": "Planting", "hours": 30}],
    "upkeep_plan": [{"task": "Watering", "frequency": "weekly", "who": "bearer"}],
}

ACTORS: Mapping[str, Actor] = {
    "bearer": Actor(1, "Camille"),
    "stranger": Actor(2, "Sam"),
    "member": Actor(3, "Mehdi", frozenset({Role.MEMBER})),
    "service": Actor(4, "Sofia", frozenset({Role.SERVICE, Role.MEMBER})),
    "elected": Actor(5, "Élise", frozenset({Role.ELECTED})),
    "admin": Actor(6, "Adam", frozenset({Role.ADMIN})),
    "signatory": Actor(7, "Marc", frozenset({Role.SIGNATORY})),
    "clock": CLOCK,
}
BEARER_ELECTED = Actor(1, "Camille", frozenset({Role.ELECTED}))
PROPOSER = ACTORS["elected"]

ACTIONS: Mapping[str, Action] = {
    "submit": Submit("2026-001", {"title": "T"}, date(2026, 5, 22), APPEAL),
    "promise": Promise(PROMISED),
    "take": Take(),
    "accept": Propose(Verdict.ACCEPT),
    "refuse": Propose(Verdict.REFUSE, REASON, "The square", APPEAL),
    "confirm": Confirm(APPEAL),
    "object": Object(),
    "withdraw": Withdraw("No time"),
    "silence": PassSilence(),
    "expire": Expire(),
    "anonymise": Anonymise(),
    "forget": Forget(),
    "conditions": Propose(Verdict.CONDITIONS, conditions="Leave 1.40 m free for wheelchairs."),
    "hand_over": Propose(Verdict.HAND_OVER, REASON, structure="Mine de Soleil"),
    "vote": CastVote(yes=True, appeal_on=APPEAL),
    "undo": Undo(),
    "enact": Enact(APPEAL),
    "reopen": Reopen(APPEAL),
    "assign": Assign(4, "Sofia", frozenset({Role.SERVICE})),
    "hand_back": HandBack(),
    "ask_opinion": AskOpinion(4, "Sofia", frozenset({Role.SERVICE})),
    "opinion": GiveOpinion(View.FINE),
    "check": Check("safe", good=True),
    "basis": ChooseBasis(LegalBasis.RURAL_PATH),
    "offer": SendOffer((TOWNS,)),
    "answer_offer": AnswerOffer(accepted=True),
    "minutes": NoteMinutes(15),
    "reference": NoteReference(12_000_00),
    "promise_kept": KeepPromise(1, APPEAL),
    "merge": Merge(9, "2026-009"),
    "place": GivePlace(),
    "ask": Ask(8, "Who owns the wall?"),
    "answer": Answer(7),
    "unask": Unask(7),
    "waive": Waive(),
    "transcribe": Transcribe(("description",), "Ten planters"),
}

S: TypeAlias = State
STAFF = ("member", "service", "elected", "admin", "signatory")
DECIDERS = ("elected", "admin", "signatory")
SECOND = ("admin", "signatory")
STUDIED = (S.SUBMITTED, S.NEEDS_INFO, S.UNDER_REVIEW)
UNSIGNED = (*STUDIED, S.ACCEPTED)
ALIVE = tuple(one for one in S if one not in (S.DRAFT, S.REFUSED, S.CLOSED, S.WITHDRAWN))

LAWFUL: Mapping[str, tuple[tuple[str, ...], Mapping[State, State]]] = {
    "submit": (("bearer",), {S.DRAFT: S.SUBMITTED}),
    "take": (STAFF, {S.SUBMITTED: S.UNDER_REVIEW, S.UNDER_REVIEW: S.UNDER_REVIEW}),
    "promise": (("bearer",), {one: one for one in (S.SUBMITTED, S.NEEDS_INFO, S.UNDER_REVIEW)}),
    "accept": (DECIDERS, {S.SUBMITTED: S.UNDER_REVIEW, S.UNDER_REVIEW: S.UNDER_REVIEW}),
    "refuse": (DECIDERS, {S.SUBMITTED: S.SUBMITTED, S.UNDER_REVIEW: S.UNDER_REVIEW}),
    "confirm": (SECOND, {S.SUBMITTED: S.REFUSED, S.UNDER_REVIEW: S.REFUSED}),
    "object": (DECIDERS, {S.SUBMITTED: S.SUBMITTED, S.UNDER_REVIEW: S.UNDER_REVIEW}),
    "withdraw": (
        ("bearer",),
        dict.fromkeys(
            (S.DRAFT, S.SUBMITTED, S.NEEDS_INFO, S.UNDER_REVIEW, S.ACCEPTED, S.AWAITING_SIGNATURE),
            S.WITHDRAWN,
        ),
    ),
    "silence": (("clock",), {one: one for one in STUDIED}),
    "conditions": (DECIDERS, {S.SUBMITTED: S.UNDER_REVIEW, S.UNDER_REVIEW: S.UNDER_REVIEW}),
    "hand_over": (DECIDERS, {S.SUBMITTED: S.SUBMITTED, S.UNDER_REVIEW: S.UNDER_REVIEW}),
    "vote": (("elected",), {S.SUBMITTED: S.REFUSED, S.UNDER_REVIEW: S.REFUSED}),
    "undo": (DECIDERS, {one: one for one in STUDIED}),
    "enact": (("admin",), dict.fromkeys(STUDIED, S.REFUSED)),
    "reopen": (DECIDERS, {S.REFUSED: S.UNDER_REVIEW}),
    "assign": (STAFF, {**{one: one for one in ALIVE}, S.SUBMITTED: S.UNDER_REVIEW}),
    "hand_back": (
        ("service", "admin", "clock"),
        {one: one for one in ALIVE if one is not S.SUBMITTED},
    ),
    "ask_opinion": (STAFF, {one: one for one in UNSIGNED}),
    "opinion": (("service",), {one: one for one in UNSIGNED}),
    "check": (STAFF, {one: one for one in STUDIED}),
    "basis": (STAFF, {one: one for one in UNSIGNED}),
    "offer": (STAFF, {one: one for one in UNSIGNED if one is not S.SUBMITTED}),
    "answer_offer": (("bearer",), {one: one for one in UNSIGNED}),
    "minutes": (STAFF, {one: one for one in S if one is not S.DRAFT}),
    "reference": (STAFF, {one: one for one in S if one is not S.DRAFT}),
    "promise_kept": (STAFF, {one: one for one in ALIVE if one not in STUDIED}),
    "merge": (DECIDERS, dict.fromkeys(STUDIED, S.CLOSED)),
    "place": ((*STAFF, "clock"), {S.ACCEPTED: S.ACCEPTED}),
    "expire": (("clock",), {S.DRAFT: S.WITHDRAWN}),
    "anonymise": (("clock",), {one: one for one in ENDED}),
    "forget": (("bearer",), {S.DRAFT: S.WITHDRAWN, **{one: one for one in SIGNED | ENDED}}),
    "ask": (STAFF, dict.fromkeys((S.SUBMITTED, S.UNDER_REVIEW, S.NEEDS_INFO), S.NEEDS_INFO)),
    "answer": (("bearer",), {S.NEEDS_INFO: S.UNDER_REVIEW}),
    "unask": (("elected",), {S.NEEDS_INFO: S.UNDER_REVIEW}),
    "waive": (STAFF, {S.NEEDS_INFO: S.UNDER_REVIEW}),
    "transcribe": (STAFF, {one: one for one in S if one not in (S.DRAFT, S.WITHDRAWN)}),
}
"""By action: who may, and from which state to which; two people decide."""


def _project(state: State, action: str = "") -> Project:
    """A project in a state, with what the action needs: a refusal put forward, an opinion asked."""
    proposal: Proposal | None = None
    if action in NEEDS_PROPOSAL and state in NEEDS_PROPOSAL[action]:
        settled = {"undo": LATER, "enact": NOW}.get(action)
        proposal = Proposal(
            Verdict.REFUSE,
            PROPOSER.user_id,
            PROPOSER.name,
            NOW,
            REASON,
            settled=Settled(6, "Adam", NOW, settled) if settled else None,
        )
    return Project(
        id=1,
        bearer=1,
        state=state,
        created_at=NOW,
        language="fr",
        dossier={**PROMISED, "description": VOICE} if action == "transcribe" else PROMISED,
        questions=(QUESTION,) if state is S.NEEDS_INFO else (),
        commitments=(PROMISE, TOWNS) if action == "promise_kept" else (PROMISE,),
        promised_at=NOW,
        proposal=proposal,
        assigned_to=4 if action == "hand_back" else None,
        casework=CASEWORK.get(action, Casework()),
    )


LATER = NOW + timedelta(seconds=60)
DECIDABLE = (S.SUBMITTED, S.UNDER_REVIEW)
NEEDS_PROPOSAL = {
    "confirm": DECIDABLE,
    "object": DECIDABLE,
    "vote": DECIDABLE,
    "undo": STUDIED,
    "enact": STUDIED,
}
CASEWORK = {
    "opinion": Casework(opinions=(Opinion(4, "Sofia", 5, NOW),)),
    "answer_offer": Casework(offer=Offer(5, "Élise", NOW)),
    "place": Casework(queued_at=NOW, expected_on=APPEAL),
}
RULES = {"vote": Rules(quorum=1)}
REFUSED: Mapping[str, Mapping[str, Why]] = {
    "submit": {"": Why.NOT_BEARER},
    "withdraw": {"": Why.NOT_BEARER},
    "answer_offer": {"": Why.NOT_BEARER},
    "enact": {"": Why.NOTHING_PROPOSED},
    "silence": {"": Why.NOT_STAFF},
    "vote": dict.fromkeys(STAFF, Why.NOT_ELECTED),
    "unask": dict.fromkeys(STAFF, Why.NOT_NOW),
    "hand_back": dict.fromkeys(STAFF, Why.NOT_IN_CHARGE),
    "answer": {"": Why.NOT_BEARER},
}
"""By action: why those are refused who may not, where it is not their role; "" is everyone."""


def _who_is_refused(action: str, actor: str) -> Why | None:
    """Why someone may not do this in any state, None when they may."""
    allowed, _ = LAWFUL[action]
    if actor in allowed or (action == "confirm" and actor == "elected"):
        return None
    if allowed == ("bearer",):
        return Why.NOT_BEARER
    if allowed == ("clock",):
        return Why.NOT_STAFF
    reasons = REFUSED.get(action, {})
    if actor not in STAFF and "" not in reasons:
        return Why.NOT_STAFF
    return reasons.get("") or reasons.get(actor, Why.NOT_DECIDER)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_by_everyone_in_every_state(action: str, state: State) -> None:
    _, changes = LAWFUL[action]
    for name, actor in ACTORS.items():
        project = _project(state, action)
        outcome = apply(project, ACTIONS[action], actor, NOW, RULES.get(action, Rules()))
        why = _who_is_refused(action, name)
        if action == "enact" and state not in changes:
            assert outcome == Refused(Why.NOTHING_PROPOSED), name
        elif action == "opinion" and name in STAFF and name != "service":
            assert outcome == Refused(Why.NOT_ASKED_YOU if state in changes else Why.NOT_NOW)
        elif why is not None:
            assert outcome == Refused(why), name
        elif state not in changes:
            assert outcome == Refused(Why.NOT_NOW), name
        elif action == "confirm" and name == "elected":
            assert outcome == Refused(Why.SAME_PERSON)
        else:
            assert isinstance(outcome, Applied), (name, outcome)
            assert outcome.project.state is changes[state], name
            assert outcome.records[0].before is state
            assert outcome.records[-1].after is changes[state]


def test_every_action_has_a_row_and_a_test() -> None:
    assert {type(action) for action in ACTIONS.values()} == {
        *filing.ROWS,
        *deciding.ROWS,
        *forgetting.ROWS,
        *settling.ROWS,
        *asking.ROWS,
        *handling.ROWS,
    }
    assert set(LAWFUL) == set(ACTIONS)


def test_every_state_has_words_of_its_own() -> None:
    assert set(STATE_NAMES) == set(State)
    assert len(set(STATE_NAMES.values())) == len(State) == 15
    assert all(STATE_NAMES.values())


def test_every_refusal_says_something_else() -> None:
    assert len({why.value for why in Why}) == len(Why)
    assert all(why.value.endswith(".") for why in Why)


def _applied(project: Project, action: Action, actor: Actor, rules: Rules | None = None) -> Applied:
    outcome = apply(project, action, actor, NOW, rules or Rules())
    assert isinstance(outcome, Applied), outcome
    return outcome


def test_a_dossier_is_received_with_its_dates() -> None:
    found = _applied(_project(S.DRAFT), ACTIONS["submit"], ACTORS["bearer"])
    assert found.project == replace(
        _project(S.SUBMITTED),
        number="2026-001",
        dossier={"title": "T"},
        submitted_at=NOW,
        reply_on=date(2026, 5, 22),
        silence_on=APPEAL,
    )
    assert found.records == (Record("submit", S.DRAFT, S.SUBMITTED),)
    assert found.effects == (TellBearer("received"), UpdateCard())


def test_promises_are_kept_and_may_be_sent_again_until_the_decision() -> None:
    idea = replace(_project(S.SUBMITTED), dossier={"title": "Des fleurs"}, promised_at=None)
    first = _applied(idea, Promise(PROMISED), ACTORS["bearer"])
    assert [one.kind for one in first.project.commitments] == ["labour", "upkeep", "contact"]
    assert (first.project.promised_at, first.project.promise_changes) == (NOW, 0)
    assert first.effects == (TellBearer("promised"), UpdateCard())

    proposed = _applied(first.project, ACTIONS["accept"], ACTORS["elected"]).project
    more = {**PROMISED, "people_count": 9}
    again = _applied(proposed, Promise(more), ACTORS["bearer"])
    assert [record.action for record in again.records] == ["promise_again"]
    assert again.project.dossier == more
    assert again.project.promise_changes == 1
    assert again.project.proposal is None, "who confirms must have seen what is promised"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"bearer_commitments": []}, Why.NO_COMMITMENT),
        ({"upkeep_plan": []}, Why.NO_UPKEEP),
        ({"upkeep_plan": [{"task": "Mow", "frequency": "weekly", "who": "town"}]}, Why.NO_UPKEEP),
        ({"town_requests": [{"kind": "funding", "what": "Wood", "amount": 5000}]}, Why.NO_COSTS),
        ({"bearer_kind": "citizen", "term_wish": 3}, Why.NO_STANDIN),
    ],
)
def test_promises_that_lack_something_are_not_sent_and_not_accepted(
    changes: Mapping[str, Any], why: Why
) -> None:
    lacking = {**PROMISED, **changes}
    sent = apply(_project(S.SUBMITTED), Promise(lacking), ACTORS["bearer"], NOW, Rules())
    assert sent == Refused(why)
    kept = replace(_project(S.UNDER_REVIEW), dossier=lacking)
    assert apply(kept, ACTIONS["accept"], ACTORS["elected"], NOW, Rules()) == Refused(why)


def test_without_promises_no_one_accepts_and_anyone_may_refuse() -> None:
    idea = replace(_project(S.UNDER_REVIEW), promised_at=None)
    accepted = apply(idea, ACTIONS["accept"], ACTORS["elected"], NOW, Rules())
    assert accepted == Refused(Why.NO_PROMISES)
    _applied(idea, ACTIONS["refuse"], ACTORS["elected"])
    old = Proposal(Verdict.ACCEPT, PROPOSER.user_id, PROPOSER.name, NOW)
    confirmed = apply(replace(idea, proposal=old), Confirm(), ACTORS["admin"], NOW, Rules())
    assert confirmed == Refused(Why.NO_PROMISES)


def test_two_people_accept() -> None:
    first = _applied(_project(S.SUBMITTED), ACTIONS["accept"], ACTORS["elected"])
    assert [record.action for record in first.records] == ["take", "propose_accept"]
    assert (first.project.assigned_to, first.project.assigned_name) == (5, "Élise")
    assert first.project.proposal == Proposal(Verdict.ACCEPT, 5, "Élise", NOW)
    assert first.effects == (UpdateCard(),), "the bearer hears of it when it is decided"
    same = apply(first.project, Confirm(), ACTORS["elected"], NOW, Rules())
    assert same == Refused(Why.SAME_PERSON)
    second = _applied(first.project, Confirm(APPEAL), ACTORS["admin"])
    assert second.project.state is S.ACCEPTED
    assert (second.project.decided_at, second.project.proposal) == (NOW, None)
    assert second.project.appeal_on is None, "an acceptance is not appealed"
    assert second.effects == (TellBearer("accepted"), UpdateCard())


def test_a_refusal_keeps_reason_other_way_and_appeal() -> None:
    first = _applied(_project(S.SUBMITTED), ACTIONS["refuse"], ACTORS["elected"])
    assert first.records == (Record("propose_refuse", S.SUBMITTED, S.SUBMITTED, REASON),)
    second = _applied(first.project, Confirm(APPEAL), ACTORS["signatory"])
    assert (second.project.reason, second.project.alternative) == (REASON, "The square")
    assert second.project.appeal_on == APPEAL
    assert second.records == (Record("refuse", S.SUBMITTED, S.REFUSED, REASON),)
    assert second.effects == (TellBearer("refused"), UpdateCard())


@pytest.mark.parametrize("action", ["accept", "refuse"])
def test_one_person_decides_where_the_town_wants_it_so(action: str) -> None:
    rules = Rules(two_people_decide=False)
    found = _applied(_project(S.SUBMITTED), ACTIONS[action], ACTORS["elected"], rules)
    assert found.project.state is (S.ACCEPTED if action == "accept" else S.REFUSED)
    assert found.project.proposal is None
    assert found.project.appeal_on == (None if action == "accept" else APPEAL)
    states = [found.records[0].before, *(record.after for record in found.records)]
    expected = [S.SUBMITTED, S.UNDER_REVIEW, S.ACCEPTED]
    assert states == (expected if action == "accept" else [S.SUBMITTED, S.REFUSED])


@pytest.mark.parametrize("action", ["accept", "refuse", "confirm", "object"])
@pytest.mark.parametrize("two", [True, False])
def test_no_one_decides_on_the_own_project(action: str, two: bool) -> None:
    project = _project(S.SUBMITTED, action)
    rules = Rules(two_people_decide=two)
    outcome = apply(project, ACTIONS[action], BEARER_ELECTED, NOW, rules)
    assert outcome == Refused(Why.OWN_PROJECT)


def test_the_town_says_which_roles_decide() -> None:
    rules = Rules(deciders=frozenset({Role.SERVICE}))
    project = _project(S.SUBMITTED)
    assert isinstance(apply(project, ACTIONS["accept"], ACTORS["service"], NOW, rules), Applied)
    outcome = apply(project, ACTIONS["accept"], ACTORS["elected"], NOW, rules)
    assert outcome == Refused(Why.NOT_DECIDER)


@pytest.mark.parametrize("reason", ["", "x" * (REASON_LENGTH - 1), "too short" + " " * 30])
def test_a_refusal_needs_a_reason(reason: str) -> None:
    action = Propose(Verdict.REFUSE, reason)
    outcome = apply(_project(S.UNDER_REVIEW), action, ACTORS["elected"], NOW, Rules())
    assert outcome == Refused(Why.NO_REASON)
    enough = Propose(Verdict.REFUSE, "x" * REASON_LENGTH)
    _applied(_project(S.UNDER_REVIEW), enough, ACTORS["elected"])


def test_a_second_proposal_waits_for_the_first() -> None:
    first = _applied(_project(S.UNDER_REVIEW), ACTIONS["refuse"], ACTORS["elected"]).project
    outcome = apply(first, ACTIONS["accept"], ACTORS["admin"], NOW, Rules())
    assert outcome == Refused(Why.ALREADY_PROPOSED)
    found = _applied(first, Object(), ACTORS["admin"])
    assert found.project == _project(S.UNDER_REVIEW)
    assert found.records == (Record("object", S.UNDER_REVIEW, S.UNDER_REVIEW),)
    for action in (Object(), Confirm()):
        outcome = apply(found.project, action, ACTORS["admin"], NOW, Rules())
        assert outcome == Refused(Why.NOTHING_PROPOSED)


def test_a_draft_is_taken_back_in_silence_and_a_dossier_is_not() -> None:
    draft = _applied(_project(S.DRAFT), Withdraw(), ACTORS["bearer"])
    assert draft.effects == ()
    waiting = _applied(_project(S.SUBMITTED), ACTIONS["refuse"], ACTORS["elected"]).project
    found = _applied(waiting, Withdraw("No time"), ACTORS["bearer"])
    assert found.effects == (TellBearer("withdrawn"), TellStaff("withdrawn"), UpdateCard())
    assert (found.project.proposal, found.project.reason) == (None, "No time")


def test_silence_changes_nothing_but_the_journal_and_a_late_answer_counts() -> None:
    project = _project(S.UNDER_REVIEW)
    found = _applied(project, PassSilence(), CLOCK)
    assert found.project == project
    assert found.records == (Record("implicit_refusal", S.UNDER_REVIEW, S.UNDER_REVIEW),)
    assert found.effects == (TellBearer("silence"), UpdateCard())
    _applied(found.project, ACTIONS["accept"], ACTORS["elected"])


def test_the_journal_names_the_actor() -> None:
    assert (ACTORS["elected"].key, CLOCK.key) == ("user:5", "clock")


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("two", [True, False])
def test_the_clock_never_decides_and_never_ends_a_project(
    action: str, state: State, two: bool
) -> None:
    project = _project(state, action)
    rules = Rules(two_people_decide=two)
    outcome = apply(project, ACTIONS[action], CLOCK, NOW, rules)
    after = outcome.project.state if isinstance(outcome, Applied) else state
    expired = (action, state) == ("expire", S.DRAFT)  # what was never sent is no dossier yet
    assert after is (S.WITHDRAWN if expired else state)


DEEDS = st.tuples(
    st.sampled_from(list(ACTIONS)),
    st.sampled_from([*ACTORS.values(), BEARER_ELECTED, ACTORS["elected"], ACTORS["admin"]]),
)


@settings(max_examples=300, deadline=None)
@given(
    deeds=st.lists(DEEDS, min_size=5, max_size=25),
    two=st.booleans(),
    sent=st.booleans(),
)
def test_whatever_is_done_the_journal_is_a_lawful_chain(
    deeds: list[tuple[str, Actor]], two: bool, sent: bool
) -> None:
    project, journal = _project(S.DRAFT), list[tuple[Record, Actor]]()
    if sent:
        deeds = [("submit", ACTORS["bearer"]), *deeds]
    proposer: int | None = None
    for name, actor in deeds:
        rules = Rules(two_people_decide=two)
        outcome = apply(project, ACTIONS[name], actor, NOW, rules)
        assert outcome == apply(project, ACTIONS[name], actor, NOW, rules)
        if isinstance(outcome, Refused):
            continue
        leads = TABLE[type(ACTIONS[name])].leads
        for record in outcome.records:
            assert (record.action, record.after) in {
                (lead.word, lead.to or record.before)
                for lead in leads
                if record.before in (lead.only_from or State)
            }
            assert record.before is (journal[-1][0].after if journal else S.DRAFT)
            journal.append((record, actor))
        before, project = project, outcome.project
        assert project.state is journal[-1][0].after
        assert (project.id, project.created_at) == (1, NOW)
        forgotten = any(one.action in ("expire", "anonymise", "forget") for one, _ in journal)
        assert project.bearer == (0 if forgotten else 1)
        if project.state in (S.ACCEPTED, S.REFUSED) and project.state is not before.state:
            assert actor.user_id != project.bearer
            assert actor.roles & rules.deciders
            assert not two or proposer not in (None, actor.user_id)
            assert project.proposal is None
        if project.state is S.REFUSED and not forgotten:
            assert len(project.reason) >= REASON_LENGTH
        if name in ("accept", "conditions"):
            assert project.assigned_to is not None, "a yes has someone in charge"
        proposer = project.proposal.by if project.proposal else None
