"""The work and the years after it: what people say, who may end a project, what is never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import signing, tending, working
from dialogs.agreement import Convention, Kind
from dialogs.following import Absence, Handled, Report, Status, Wish, WorkDay
from dialogs.lifecycle import TABLE, Action, apply
from dialogs.outcomes import Applied, Effect, Refused, TellCarriers, TellStaff
from dialogs.project import Project, State
from dialogs.rights import CLOCK, Actor, Role, Rules, Why
from dialogs.tending import term_end

NOW = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
TODAY = date(2026, 9, 7)
DUE = date(2026, 9, 14)
REASON = "Nobody has answered for three months."
CAMILLE, NADIA = Actor(1, "Camille"), Actor(21, "Nadia")
CLERK = Actor(3, "Mehdi", frozenset({Role.MEMBER}))
ELECTED = Actor(5, "Élise", frozenset({Role.ELECTED}))
STRANGER = Actor(99)
TEXT = Convention(
    1, "a" * 64, NOW, (1, 21), Kind.CONVENTION, term_start=date(2026, 6, 1), term_years=3
)
REPORT = Report(NOW, 1, "Ten planters stand in the street.", 12, 60)


def _project(state: State = State.IN_PROGRESS) -> Project:
    return Project(
        id=1,
        bearer=1,
        state=state,
        created_at=NOW,
        language="fr",
        dossier={"title": "Des fleurs"},
        members=(21,),
        convention=TEXT,
        report=REPORT if state is State.COMPLETION_REVIEW else None,
    )


def _done(project: Project, action: Action, actor: Actor) -> Project:
    outcome = apply(project, action, actor, NOW, Rules())
    assert isinstance(outcome, Applied), outcome
    return outcome.project


def _told(project: Project, action: Action, actor: Actor) -> tuple[Effect, ...]:
    outcome = apply(project, action, actor, NOW, Rules())
    assert isinstance(outcome, Applied), outcome
    return outcome.effects


def _why(project: Project, action: Action, actor: Actor) -> Why:
    outcome = apply(project, action, actor, NOW, Rules())
    assert isinstance(outcome, Refused), outcome
    return outcome.why


# -- the work --------------------------------------------------------------------------------------


def test_a_tap_then_words_and_a_photo_are_one_word() -> None:
    project = _done(_project(), working.Tell(Status.LATE), NADIA)
    project = _done(project, working.Tell(Status.GOOD), CAMILLE)
    project = _done(project, working.AddWord("It rained."), NADIA)
    project = _done(project, working.AddWord("Next week then.", ("f" * 64,)), NADIA)
    late, good = project.checkins
    assert (late.by, late.words, late.photos) == (21, "It rained.\nNext week then.", ("f" * 64,))
    assert (good.by, good.words) == (1, "")
    assert _why(_project(), working.AddWord("x"), CAMILLE) is Why.NOT_NOW


def test_stuck_reaches_staff_at_once_and_good_does_not_disturb_them() -> None:
    assert TellStaff("stuck") in _told(_project(), working.Tell(Status.STUCK), CAMILLE)
    for status in (Status.GOOD, Status.LATE):
        told = _told(_project(), working.Tell(status), CAMILLE)
        assert not any(isinstance(one, TellStaff) for one in told)
    assert _why(_project(), working.Tell(Status.GOOD), STRANGER) is Why.NOT_BEARER


def test_work_days_are_kept_in_order_one_a_day() -> None:
    later, sooner = WorkDay(date(2026, 9, 26)), WorkDay(date(2026, 9, 19), "Bring gloves")
    project = _done(
        _done(_project(), working.PlanDay(later), CAMILLE), working.PlanDay(sooner), CLERK
    )
    assert project.work_days == (sooner, later)
    moved = _done(project, working.PlanDay(WorkDay(later.day, "At nine")), NADIA)
    assert [day.words for day in moved.work_days] == ["Bring gloves", "At nine"]
    assert _done(moved, working.DropDay(sooner.day), CAMILLE).work_days == moved.work_days[1:]
    assert _why(moved, working.DropDay(date(2027, 1, 1)), CAMILLE) is Why.NOT_NOW


def test_a_pause_has_a_reason_and_a_day_and_ends_by_a_word() -> None:
    pause = working.Pause("A new baby", TODAY, date(2026, 11, 2))
    held = _done(_project(), pause, CAMILLE)
    assert held.state is State.ON_HOLD
    assert held.hold is not None
    assert held.hold.until == date(2026, 11, 2)
    assert _done(held, working.GoOn(), NADIA) == replace(_project(), hold=None)
    assert _why(_project(), replace(pause, reason=" "), CAMILLE) is Why.NO_WORDS
    assert _why(_project(), replace(pause, until=TODAY), CAMILLE) is Why.DAY_PASSED
    assert _why(held, working.Tell(Status.GOOD), CAMILLE) is Why.NOT_NOW


def test_the_report_is_checked_by_staff_who_may_send_it_back() -> None:
    reported = _done(_project(), working.HandIn(REPORT), CAMILLE)
    assert reported.state is State.COMPLETION_REVIEW
    back = _done(reported, working.SendBack("A photo after, please."), CLERK)
    assert (back.state, back.report) == (State.IN_PROGRESS, REPORT), "what was written is kept"
    outcome = apply(reported, working.ConfirmReport(55, 12_000), CLERK, NOW, Rules())
    assert isinstance(outcome, Applied)
    assert outcome.project.state is State.UPKEEP
    assert outcome.project.report == replace(REPORT, hours=55, cost_cents=12_000)
    assert outcome.effects[0] == TellCarriers("thanks")
    own = Actor(21, "Nadia", frozenset({Role.MEMBER}))
    assert _why(reported, working.ConfirmReport(55, 0), own) is Why.OWN_PROJECT


def test_work_that_was_not_done_is_ended_by_a_person_with_a_reason() -> None:
    assert _why(_project(), working.CloseUndone("no"), CLERK) is Why.NO_REASON
    assert _why(_project(), working.CloseUndone(REASON), CAMILLE) is Why.NOT_STAFF
    assert _why(_project(), working.CloseUndone(REASON), CLOCK) is Why.NOT_STAFF
    closed = _done(_project(), working.CloseUndone(REASON), CLERK)
    assert (closed.state, closed.outcome) == (State.CLOSED, "not_done")


# -- the upkeep ------------------------------------------------------------------------------------


def _task(handled: Handled = Handled.DONE, until: date | None = None) -> tending.Handle:
    return tending.Handle(1, DUE, handled, TODAY, until)


def test_the_first_who_does_it_frees_the_others() -> None:
    project = _done(_project(State.UPKEEP), _task(), NADIA)
    assert [(one.by, one.on, one.due) for one in project.upkeep_log] == [(21, TODAY, DUE)]
    assert _why(project, _task(), CAMILLE) is Why.DONE_ALREADY
    assert _why(project, _task(Handled.LATER, date(2026, 9, 21)), CAMILLE) is Why.DONE_ALREADY


def test_a_task_put_off_has_its_new_day_and_can_then_be_done() -> None:
    later = _task(Handled.LATER, date(2026, 9, 21))
    project = _done(_project(State.UPKEEP), later, CAMILLE)
    assert _why(project, replace(later, until=TODAY), CAMILLE) is Why.DAY_PASSED
    assert len(_done(project, _task(), CAMILLE).upkeep_log) == 2


def test_late_upkeep_is_noted_by_the_clock_and_mended_by_a_deed_or_a_visit() -> None:
    late = _done(_project(State.UPKEEP), tending.NoteLate(), CLOCK)
    assert late.state is State.UPKEEP_LATE
    assert _why(_project(State.UPKEEP), tending.NoteLate(), CAMILLE) is Why.NOT_STAFF
    assert _done(late, _task(), CAMILLE).state is State.UPKEEP
    assert _done(late, _task(), CLERK).upkeep_log[0].seen
    assert _done(late, _task(Handled.EXCUSED), CAMILLE).state is State.UPKEEP_LATE
    assert _done(late, tending.NoteVisit("All is green.", alive=True), CLERK).state is State.UPKEEP
    dry = tending.NoteVisit("It is dry.", alive=False)
    assert _done(late, dry, CLERK).state is State.UPKEEP_LATE


def test_help_is_asked_of_the_others_and_of_staff() -> None:
    told = _told(_project(State.UPKEEP), tending.AskForHelp(1, DUE), NADIA)
    assert told == (TellCarriers("help_wanted", but=21), TellStaff("help_wanted"))


def test_away_is_said_by_oneself_and_ends_by_a_word() -> None:
    absence = Absence(21, date(2026, 7, 1), date(2026, 8, 31), standin=1)
    away = _done(_project(State.UPKEEP), tending.GoAway(absence), NADIA)
    assert away.absences == (absence,)
    longer = replace(absence, until=date(2026, 9, 15))
    assert _done(away, tending.GoAway(longer), NADIA).absences == (longer,)
    assert _why(away, tending.GoAway(absence), CAMILLE) is Why.NOT_BEARER
    assert _done(away, tending.ComeBack(TODAY), NADIA).absences == ()
    assert _why(away, tending.ComeBack(TODAY), CAMILLE) is Why.NOT_NOW


def test_one_of_the_others_takes_over_for_someone_who_is_away() -> None:
    away = replace(_project(State.UPKEEP), absences=(Absence(21, TODAY, date(2026, 10, 1)),))
    assert _done(away, tending.TakeOver(21), CAMILLE).absences[0].standin == 1
    taken = _done(away, tending.TakeOver(21), CAMILLE)
    assert _why(taken, tending.TakeOver(21), CAMILLE) is Why.DONE_ALREADY
    assert _why(away, tending.TakeOver(21), NADIA) is Why.NOT_NOW
    assert _why(away, tending.TakeOver(1), NADIA) is Why.NOT_NOW
    assert _why(away, tending.TakeOver(21), STRANGER) is Why.NOT_BEARER


# -- the end ---------------------------------------------------------------------------------------


def test_the_term_ends_on_the_day_before_its_anniversary() -> None:
    assert term_end(_project()) == date(2029, 5, 31)
    leap = replace(TEXT, term_start=date(2024, 2, 29), term_years=1)
    assert term_end(replace(_project(), convention=leap)) == date(2025, 2, 27)
    assert term_end(replace(_project(), convention=None)) is None


def test_every_wish_is_kept_and_told_to_staff() -> None:
    project = _done(_project(State.UPKEEP_LATE), tending.OpenRenewal(), CLOCK)
    assert project.state is State.RENEWAL
    project = _done(project, tending.Choose(Wish.STOP), NADIA)
    project = _done(project, tending.Choose(Wish.GO_ON), CAMILLE)
    project = _done(project, tending.Choose(Wish.HAND_OVER), NADIA)
    assert dict(project.wishes) == {1: Wish.GO_ON, 21: Wish.HAND_OVER}


def test_the_bearer_stops_at_any_time_and_staff_hear_of_it() -> None:
    for state in (State.UPKEEP, State.UPKEEP_LATE, State.RENEWAL):
        outcome = apply(_project(state), tending.Stop("We move."), CAMILLE, NOW, Rules())
        assert isinstance(outcome, Applied)
        assert (outcome.project.state, outcome.project.outcome) == (State.CLOSED, "bearer_ended")
        assert outcome.effects[0] == TellStaff("stopped")
        assert _why(_project(state), tending.Stop(), NADIA) is Why.NOT_BEARER


def test_the_town_ends_only_after_a_notice_and_a_hearing() -> None:
    project = _project(State.UPKEEP_LATE)
    end = tending.EndByTown(TODAY, REASON)
    assert _why(project, end, ELECTED) is Why.NO_NOTICE
    noticed = _done(project, tending.GiveNotice(TODAY - timedelta(days=30), REASON), CLERK)
    assert _why(noticed, end, ELECTED) is Why.NO_NOTICE
    heard = _done(noticed, tending.NoteHearing(TODAY), CLERK)
    assert _why(heard, replace(end, on=TODAY - timedelta(days=1)), ELECTED) is Why.TOO_EARLY
    assert _why(heard, end, CLERK) is Why.NOT_DECIDER
    assert _done(heard, end, ELECTED).outcome == "town_ended"


def test_a_term_that_is_over_is_closed_by_a_person_never_by_the_clock() -> None:
    project = _project(State.RENEWAL)
    assert _why(project, tending.EndTerm(date(2029, 5, 31)), CLERK) is Why.TOO_EARLY
    assert _why(project, tending.EndTerm(date(2029, 6, 1)), CLOCK) is Why.NOT_STAFF
    assert _done(project, tending.EndTerm(date(2029, 6, 1)), CAMILLE).outcome == "term_ended"


# -- whatever happens ------------------------------------------------------------------------------

ACTIONS: tuple[Action, ...] = (
    *(working.Tell(status) for status in Status),
    working.AddWord("words"),
    working.PlanDay(WorkDay(DUE)),
    working.DropDay(DUE),
    working.Pause("A new baby", TODAY, date(2026, 11, 2)),
    working.GoOn(),
    working.HandIn(REPORT),
    working.ConfirmReport(55, 12_000),
    working.SendBack("A photo, please."),
    working.CloseUndone(REASON),
    *(_task(handled, date(2026, 9, 21)) for handled in Handled),
    tending.AddNote("All is green."),
    tending.AskForHelp(1, DUE),
    tending.NoteLate(),
    tending.NoteVisit("All is green.", alive=True),
    tending.GoAway(Absence(21, TODAY, date(2026, 12, 1))),
    tending.TakeOver(21),
    tending.ComeBack(TODAY),
    tending.OpenRenewal(),
    *(tending.Choose(wish) for wish in Wish),
    tending.Stop(),
    tending.GiveNotice(TODAY - timedelta(days=60), REASON),
    tending.NoteHearing(TODAY),
    tending.EndByTown(TODAY, REASON),
    tending.EndTerm(date(2030, 1, 1)),
    signing.Issue("b" * 64, Kind.RENEWAL),
    signing.FilePaper(1, "b" * 64, "c" * 64, "Marc Dubois"),
)
PEOPLE = (CAMILLE, NADIA, CLERK, ELECTED, STRANGER, CLOCK, Actor(1, "C", frozenset(Role)))


def test_every_action_has_a_test() -> None:
    assert {type(action) for action in ACTIONS} >= {*working.ROWS, *tending.ROWS}


@pytest.mark.parametrize("state", State)
def test_the_clock_never_ends_a_project(state: State) -> None:
    for action in ACTIONS:
        outcome = apply(_project(state), action, CLOCK, NOW, Rules())
        if isinstance(outcome, Applied):
            assert outcome.project.state is not State.CLOSED


@settings(max_examples=400, deadline=None)
@given(
    deeds=st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from(PEOPLE)), max_size=60),
    start=st.sampled_from(State),
)
def test_every_life_is_lawful_and_loses_nothing(
    deeds: list[tuple[Action, Actor]], start: State
) -> None:
    project = _project(start)
    for action, actor in deeds:
        outcome = apply(project, action, actor, NOW, Rules())
        if isinstance(outcome, Refused):
            continue
        before, project = project, outcome.project
        assert before.state not in (State.CLOSED, State.WITHDRAWN), "what is over stays over"
        for record in outcome.records:
            assert (record.action, record.after) in {
                (lead.word, lead.to or record.before)
                for lead in TABLE[type(action)].leads
                if record.before in (lead.only_from or State)
            }
        assert outcome.records[0].before is before.state
        assert outcome.records[-1].after is project.state
        assert len(project.checkins) >= len(before.checkins)
        assert project.upkeep_log[: len(before.upkeep_log)] == before.upkeep_log
        assert project.report is not None or before.report is None
        if project.state is State.CLOSED:
            assert project.outcome
            assert project.closed_at == NOW
