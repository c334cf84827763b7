"""A convention on its way to being signed: what lacks, who signs, what a changed word undoes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import signing
from dialogs.agreement import Alteration, How, Kind, Legal, LegalBasis, Missing
from dialogs.amending import DraftChange
from dialogs.before_signing import missing, needs_paper
from dialogs.lifecycle import TABLE, Action, apply
from dialogs.outcomes import Applied, Refused, TellCarriers, TellStaff
from dialogs.project import Commitment, Project, Side, State
from dialogs.rights import CLOCK, Actor, Role, Rules, Why
from dialogs.signing import (
    ChangeText,
    CloseUnsigned,
    Countersign,
    Decline,
    FilePaper,
    Issue,
    NoteLegal,
    Sign,
)

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
LEGAL = Legal(
    LegalBasis.VOLUNTEER_WORKS,
    "2026-31",
    date(2026, 5, 4),
    date(2026, 6, 1),
    3,
    insurer_told_on=date(2026, 5, 11),
)
SHOP = {"bearer_kind": "business", "insurance_declared": "yes"}
"""A business whose promises are from before a certificate was asked for."""
CAMILLE, NADIA, PAUL, LEA = (Actor(number) for number in (1, 21, 22, 23))
CLERK = Actor(3, "Mehdi", frozenset({Role.MEMBER}))
MAYOR = Actor(7, "Marc", frozenset({Role.SIGNATORY}))
STRANGER = Actor(99)
ONE, TWO = "a" * 64, "b" * 64


def _project(state: State = State.ACCEPTED, members: tuple[int, ...] = (21, 22)) -> Project:
    return Project(
        id=1,
        bearer=1,
        state=state,
        created_at=NOW,
        language="fr",
        dossier={"title": "Des fleurs", "bearer_kind": "group"},
        commitments=(
            Commitment(Side.BEARER, "upkeep", "Arroser", frequency="weekly"),
            Commitment(Side.TOWN, "contact", "Un interlocuteur"),
        ),
        members=members,
        legal=LEGAL,
    )


def _done(project: Project, action: Action, actor: Actor, at: datetime = NOW) -> Project:
    outcome = apply(project, action, actor, at, Rules())
    assert isinstance(outcome, Applied), outcome
    return outcome.project


def _why(project: Project, action: Action, actor: Actor, at: datetime = NOW) -> Why:
    outcome = apply(project, action, actor, at, Rules())
    assert isinstance(outcome, Refused), outcome
    return outcome.why


def _issued(members: tuple[int, ...] = (21, 22)) -> Project:
    return _done(_project(members=members), Issue(ONE), CLERK)


def _sign(name: str = "Camille Martin", version: int = 1, sha256: str = ONE) -> Sign:
    return Sign(name, version, sha256, (501, 502))


def test_where_the_town_wants_a_code_nobody_signs_without() -> None:
    rules = Rules(email_code=True)
    outcome = apply(_issued(), _sign(), CAMILLE, NOW, rules)
    assert isinstance(outcome, Refused)
    assert outcome.why is Why.NO_CODE
    checked = apply(_issued(), replace(_sign(), code_checked=True), CAMILLE, NOW, rules)
    assert isinstance(checked, Applied)
    assert checked.project.signatures[-1].code_checked


# -- before it is sent -----------------------------------------------------------------------------


def test_a_complete_dossier_lacks_nothing() -> None:
    assert missing(_project(), Rules()) == ()


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"legal": Legal()}, (Missing.BASIS, Missing.ACT, Missing.TERM, Missing.INSURER)),
        ({"legal": replace(LEGAL, act_ref="  ")}, (Missing.ACT,)),
        ({"legal": replace(LEGAL, act_date=None)}, (Missing.ACT,)),
        ({"legal": replace(LEGAL, term_years=13)}, (Missing.TERM,)),
        ({"legal": replace(LEGAL, term_years=0)}, (Missing.TERM,)),
        ({"legal": replace(LEGAL, term_years=12)}, ()),
        ({"legal": replace(LEGAL, insurer_told_on=None)}, (Missing.INSURER,)),
        ({"commitments": ()}, (Missing.UPKEEP, Missing.CONTACT)),
        ({"members": ()}, (Missing.MEMBERS,)),
        ({"dossier": {"bearer_kind": "citizen"}, "members": ()}, ()),
        ({"dossier": {"bearer_kind": "association"}}, (Missing.CHARTER,)),
        ({"dossier": {**SHOP, "certificate_declared": True}}, (Missing.CERTIFICATE,)),
        ({"dossier": {**SHOP, "certificate_declared": False}}, (Missing.CERTIFICATE,)),
        ({"dossier": SHOP}, ()),
        ({"dossier": {"bearer_kind": "institution", "certificate_declared": True}}, ()),
        ({"dossier": {"bearer_kind": "school", "minors_involved": True}}, (Missing.PARENTS,)),
        ({"dossier": {"bearer_kind": "citizen", "land_owner": "other"}}, (Missing.OWNER,)),
    ],
)
def test_what_lacks_is_named(changes: dict[str, object], lacking: tuple[Missing, ...]) -> None:
    project = replace(_project(), **changes)  # type: ignore[arg-type]
    assert missing(project, Rules()) == lacking
    if lacking:
        assert _why(project, Issue(ONE), CLERK) is Why.MISSING
    else:
        _done(project, Issue(ONE), CLERK)


@pytest.mark.parametrize(
    ("changes", "paper"),
    [
        ({}, False),
        ({"legal": replace(LEGAL, term_years=4)}, True),
        ({"dossier": {"minors_involved": True}}, True),
        ({"commitments": (Commitment(Side.TOWN, "funding", "", value_cents=150_000),)}, False),
        ({"commitments": (Commitment(Side.TOWN, "funding", "", value_cents=150_001),)}, True),
        ({"commitments": (Commitment(Side.BEARER, "money", "", value_cents=900_000),)}, False),
    ],
)
def test_the_rules_say_when_paper_is_needed(changes: dict[str, object], paper: bool) -> None:
    assert needs_paper(replace(_project(), **changes), Rules()) is paper  # type: ignore[arg-type]


def test_staff_fill_in_what_the_law_wants() -> None:
    empty = replace(_project(), legal=Legal())
    assert _done(empty, NoteLegal(LEGAL), CLERK) == _project()
    assert _why(empty, NoteLegal(LEGAL), CAMILLE) is Why.NOT_STAFF
    own = Actor(1, "Camille", frozenset({Role.MEMBER}))
    assert _why(empty, NoteLegal(LEGAL), own) is Why.OWN_PROJECT


# -- signing in the chat ---------------------------------------------------------------------------


def test_three_sign_and_the_town_signs_last() -> None:
    project = _issued()
    assert project.state is State.AWAITING_SIGNATURE
    assert project.offered is not None
    assert project.offered.signers == (1, 21, 22)
    project = _done(project, _sign(), CAMILLE)
    town = Countersign("Marc Dubois", 1, ONE)
    assert _why(project, town, MAYOR) is Why.NOT_ALL_SIGNED
    project = _done(project, _sign("Nadia Benali"), NADIA)
    last = apply(project, _sign("Paul Petit"), PAUL, NOW, Rules())
    assert isinstance(last, Applied)
    assert TellStaff("all_signed") in last.effects
    assert _why(last.project, town, CLERK) is Why.NOT_SIGNATORY
    outcome = apply(last.project, town, MAYOR, NOW, Rules())
    assert isinstance(outcome, Applied)
    assert outcome.effects[0] == TellCarriers("signed")
    signed = outcome.project
    assert signed.state is State.IN_PROGRESS
    assert signed.offered is None
    assert signed.convention is not None
    assert signed.convention.sha256 == ONE
    assert [(one.by, one.name, one.for_town) for one in signed.signatures] == [
        (1, "Camille Martin", False),
        (21, "Nadia Benali", False),
        (22, "Paul Petit", False),
        (7, "Marc Dubois", True),
    ]
    assert signed.signatures[0].messages == (501, 502)


@pytest.mark.parametrize("name", ["", "   ", "Camille", "C M", "J'accepte"])
def test_a_signature_needs_a_first_and_a_family_name(name: str) -> None:
    assert _why(_issued(), _sign(name), CAMILLE) is Why.NO_NAME


@pytest.mark.parametrize("name", ["Éa Li", "نادية بنعلي", "  Camille   Martin ", "Li Wei"])
def test_names_of_all_kinds_sign(name: str) -> None:
    signed = _done(_issued(), _sign(name), CAMILLE).signatures[0]
    assert signed.name == " ".join(name.split())


def test_nobody_signs_twice_or_for_another_or_another_text() -> None:
    project = _done(_issued(), _sign(), CAMILLE)
    assert _why(project, _sign(), CAMILLE) is Why.SIGNED_ALREADY
    assert _why(project, _sign("Léa Roux"), LEA) is Why.NOT_BEARER
    assert _why(project, _sign("Sam Noir"), STRANGER) is Why.NOT_BEARER
    assert _why(project, _sign("Nadia Benali", version=2), NADIA) is Why.OLD_VERSION
    assert _why(project, _sign("Nadia Benali", sha256=TWO), NADIA) is Why.OLD_VERSION
    newcomer = replace(project, members=(21, 22, 23))
    assert _why(newcomer, _sign("Léa Roux"), LEA) is Why.NOT_A_SIGNER


def test_the_signatory_who_carries_the_project_does_not_sign_for_the_town() -> None:
    mayor = Actor(21, "Nadia", frozenset({Role.SIGNATORY}))
    project = _issued(members=(21,))
    project = _done(_done(project, _sign(), CAMILLE), _sign("Nadia Benali"), mayor)
    assert _why(project, Countersign("Nadia Benali", 1, ONE), mayor) is Why.OWN_PROJECT


def test_a_changed_word_asks_everyone_anew() -> None:
    project = _issued()
    project = _done(_done(project, _sign(), CAMILLE), _sign("Nadia Benali"), NADIA)
    outcome = apply(project, ChangeText("The watering is every two weeks."), CLERK, NOW, Rules())
    assert isinstance(outcome, Applied)
    assert outcome.project.state is State.ACCEPTED
    assert outcome.effects[0] == TellCarriers("text_changed")
    again = _done(outcome.project, Issue(TWO, changes="every two weeks"), CLERK)
    assert again.offered is not None
    assert again.offered.version == 2
    assert again.signed == frozenset()
    assert len(again.signatures) == 2, "what was signed is kept as it was"
    assert _why(again, _sign(), CAMILLE) is Why.OLD_VERSION
    assert _done(again, _sign(version=2, sha256=TWO), CAMILLE).signed == {1}


def test_one_of_four_declines_and_the_others_go_on() -> None:
    project = _done(_issued(members=(21, 22, 23)), _sign(), CAMILLE)
    outcome = apply(project, Decline("I am moving house."), LEA, NOW, Rules())
    assert isinstance(outcome, Applied)
    assert outcome.project == project
    assert outcome.effects[0] == TellStaff("declined")
    assert outcome.records[0].reason == "I am moving house."
    assert _why(project, Decline(), CAMILLE) is Why.SIGNED_ALREADY
    three = replace(_done(project, ChangeText(), CLERK), members=(21, 22))
    three = _done(three, Issue(TWO), CLERK)
    for actor, name in ((CAMILLE, "Camille Martin"), (NADIA, "Nadia Benali"), (PAUL, "Paul Li")):
        three = _done(three, _sign(name, 2, TWO), actor)
    done = _done(three, Countersign("Marc Dubois", 2, TWO), MAYOR)
    assert done.state is State.IN_PROGRESS


# -- on paper --------------------------------------------------------------------------------------


def test_a_sheet_signed_by_hand_is_filed_for_all() -> None:
    project = _done(_issued(), _sign(), CAMILLE)
    filed = _done(project, FilePaper(1, ONE, "c" * 64, "Marc Dubois"), CLERK)
    assert filed.state is State.IN_PROGRESS
    assert [(one.by, one.how, one.file[:1]) for one in filed.signatures] == [
        (1, How.CHAT, ""),
        (21, How.PAPER, "c"),
        (22, How.PAPER, "c"),
        (3, How.PAPER, "c"),
    ]
    assert _why(project, FilePaper(1, TWO, "c" * 64, "Marc"), CLERK) is Why.OLD_VERSION


# -- later ---------------------------------------------------------------------------------------


def _in_force() -> Project:
    return _done(_issued(), FilePaper(1, ONE, "c" * 64, "Marc Dubois"), CLERK)


def test_an_amendment_after_two_of_three_signed_leaves_the_convention_in_force() -> None:
    drafted = _done(_in_force(), DraftChange(Alteration(what="a bench", after="two")), CLERK)
    project = _done(drafted, Issue(TWO, Kind.AMENDMENT, changes="a bench more"), CLERK)
    assert project.state is State.IN_PROGRESS
    for actor, name in ((CAMILLE, "Camille Martin"), (NADIA, "Nadia Benali")):
        project = _done(project, _sign(name, 2, TWO), actor)
    assert project.convention is not None
    assert project.convention.version == 1
    taken_back = _done(project, ChangeText("a word"), CLERK)
    assert taken_back.state is State.IN_PROGRESS
    third = _done(taken_back, Issue("d" * 64, Kind.AMENDMENT), CLERK)
    assert third.offered is not None
    assert third.offered.version == 3
    for actor, name in ((CAMILLE, "Camille Martin"), (NADIA, "Nadia B."), (PAUL, "Paul Li")):
        third = _done(third, _sign(name, 3, "d" * 64), actor)
    done = _done(third, Countersign("Marc Dubois", 3, "d" * 64), MAYOR)
    assert done.convention is not None
    assert (done.convention.version, done.convention.kind) == (3, Kind.AMENDMENT)


def test_a_renewal_brings_the_project_back_to_its_upkeep() -> None:
    project = replace(_in_force(), state=State.RENEWAL)
    offered = _done(project, Issue(TWO, Kind.RENEWAL, term_years=3), CLERK)
    signed = _done(offered, FilePaper(2, TWO, "e" * 64, "Marc Dubois"), CLERK)
    assert signed.state is State.UPKEEP


def test_what_was_never_signed_is_closed_after_sixty_days_by_a_person() -> None:
    project = _issued()
    assert _why(project, CloseUnsigned(), CLERK, NOW + timedelta(days=59)) is Why.TOO_EARLY
    assert _why(project, CloseUnsigned(), CLOCK, NOW + timedelta(days=99)) is Why.NOT_STAFF
    closed = _done(project, CloseUnsigned("no news"), CLERK, NOW + timedelta(days=60))
    assert (closed.state, closed.outcome, closed.offered) == (State.CLOSED, "not_signed", None)


# -- whatever happens ------------------------------------------------------------------------------

ACTIONS: tuple[Action, ...] = (
    NoteLegal(LEGAL),
    Issue(ONE),
    Issue(TWO),
    Issue(TWO, Kind.AMENDMENT),
    Issue(ONE, Kind.RENEWAL),
    *(_sign(version=version, sha256=sha) for version in (1, 2, 3) for sha in (ONE, TWO)),
    *(Countersign("Marc Dubois", v, sha) for v in (1, 2, 3) for sha in (ONE, TWO)),
    FilePaper(1, ONE, "c" * 64, "Marc Dubois"),
    FilePaper(2, TWO, "c" * 64, "Marc Dubois"),
    Decline("no"),
    ChangeText("a word"),
    CloseUnsigned(),
)
PEOPLE = (CAMILLE, NADIA, PAUL, LEA, CLERK, MAYOR, STRANGER, CLOCK)


def test_every_action_has_a_test() -> None:
    assert {type(action) for action in ACTIONS} == set(signing.ROWS)


@settings(max_examples=400, deadline=None)
@given(
    deeds=st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from(PEOPLE)), max_size=40),
    start=st.sampled_from(State),
)
def test_nothing_comes_into_force_that_not_everyone_signed(
    deeds: list[tuple[Action, Actor]], start: State
) -> None:
    project = _project(start) if start is State.ACCEPTED else replace(_in_force(), state=start)
    versions = project.versions
    for action, actor in deeds:
        outcome = apply(project, action, actor, NOW, Rules())
        if isinstance(outcome, Refused):
            continue
        before, project = project, outcome.project
        for record in outcome.records:
            assert (record.action, record.after) in {
                (lead.word, lead.to or record.before)
                for lead in TABLE[type(action)].leads
                if record.before in (lead.only_from or State)
            }
        assert project.versions >= versions
        versions = project.versions
        assert set(before.signatures) <= set(project.signatures), "what was signed is kept"
        if project.convention != before.convention:
            text = project.convention
            assert text is not None
            assert text == before.offered
            by = {one.by for one in project.signatures if one.version == text.version}
            assert by >= set(text.signers)
            assert any(
                one.for_town and (one.version, one.sha256) == (text.version, text.sha256)
                for one in project.signatures
            )
        if project.state is State.IN_PROGRESS is not before.state:
            assert project.convention is not None
