"""The years of upkeep: tasks done or put off, absences, late upkeep, the term's end.

The clock only notes that upkeep is late or that the term nears its end. People end projects: the
bearer at any time, the town after a notice and a hearing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dialogs.country import add_months
from dialogs.following import Absence, Entry, Handled, Note, Notice, Wish
from dialogs.outcomes import (
    Applied,
    Effect,
    Lead,
    Outcome,
    Record,
    Refused,
    Row,
    TellCarriers,
    TellStaff,
    UpdateCard,
)
from dialogs.project import Project, State
from dialogs.rights import (
    REASON_LENGTH,
    STAFF,
    Actor,
    Rules,
    Why,
    bearer,
    carrier,
    clerk,
    clock,
    decider,
    involved,
)


@dataclass(frozen=True, slots=True)
class Handle:
    """Say what became of a task: done (early counts), later, or excused."""

    task: int
    due: date
    handled: Handled
    on: date
    until: date | None = None
    note: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddNote:
    """Words and photos from the place, beside any task."""

    words: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskForHelp:
    """Someone cannot do a task alone."""

    task: int
    due: date


@dataclass(frozen=True, slots=True)
class NoteLate:
    """The clock notes that upkeep has waited too long."""


@dataclass(frozen=True, slots=True)
class NoteVisit:
    """Staff have been on the spot and say what they saw; `alive` when the place is looked after."""

    words: str
    alive: bool
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoAway:
    """Someone is away for a time, with a stand-in who agreed, or none."""

    absence: Absence


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Someone who carries the project agrees to stand in for another who is away."""

    for_user: int


@dataclass(frozen=True, slots=True)
class ComeBack:
    """Someone is back."""

    on: date


@dataclass(frozen=True, slots=True)
class OpenRenewal:
    """The clock notes that the term nears its end."""


@dataclass(frozen=True, slots=True)
class Choose:
    """Someone who carries the project says what they want at the end of the term."""

    wish: Wish


@dataclass(frozen=True, slots=True)
class Stop:
    """The bearer ends the project."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class GiveNotice:
    """Staff note that the town's formal letter has left."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class NoteHearing:
    """Staff note that the bearer has been heard, or did not come."""

    on: date


@dataclass(frozen=True, slots=True)
class EndByTown:
    """The town ends the project, after its notice and the hearing."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class EndTerm:
    """Close a project whose term is over and that nobody renews."""

    on: date


def term_end(project: Project) -> date | None:
    """The last day of the convention in force, None before there is one."""
    text = project.convention
    if text is not None and text.term_last is not None:
        return text.term_last
    if text is None or text.term_start is None or not text.term_years:
        return None
    return add_months(text.term_start, 12 * text.term_years) - timedelta(days=1)


def _handle(project: Project, action: Handle, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del now, rules
    if _is_done(project, action.task, action.due):
        return Refused(Why.DONE_ALREADY)
    if action.handled is Handled.LATER and (action.until is None or action.until <= action.on):
        return Refused(Why.DAY_PASSED)
    entry = Entry(
        task=action.task,
        due=action.due,
        handled=action.handled,
        by=actor.user_id,
        on=action.on,
        until=action.until,
        note=action.note,
        photos=action.photos,
        seen=bool(actor.roles & STAFF),
    )
    done = action.handled is Handled.DONE
    state = State.UPKEEP if done and project.state is State.UPKEEP_LATE else project.state
    after = replace(project, state=state, upkeep_log=(*project.upkeep_log, entry))
    record = Record(f"upkeep_{action.handled}", project.state, state)
    return Applied(after, (record,), (UpdateCard(),) if state is not project.state else ())


def _is_done(project: Project, task: int, due: date) -> bool:
    return any(
        (one.task, one.due, one.handled) == (task, due, Handled.DONE) for one in project.upkeep_log
    )


def _add_note(
    project: Project, action: AddNote, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del rules
    note = Note(actor.user_id, now, action.words, action.photos)
    after = replace(project, notes=(*project.notes, note))
    record = Record("upkeep_note", project.state, project.state)
    return Applied(after, (record,), (TellStaff("upkeep_note"),))


def _ask_for_help(
    project: Project, action: AskForHelp, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, now, rules
    record = Record("upkeep_help", project.state, project.state)
    told = TellCarriers("help_wanted", but=actor.user_id)
    return Applied(project, (record,), (told, TellStaff("help_wanted")))


def _note_late(
    project: Project, action: NoteLate, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, actor, now, rules
    after = replace(project, state=State.UPKEEP_LATE)
    record = Record("upkeep_late", project.state, after.state)
    return Applied(after, (record,), (TellStaff("upkeep_late"), UpdateCard()))


def _note_visit(
    project: Project, action: NoteVisit, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del rules
    if not action.words.strip():
        return Refused(Why.NO_WORDS)
    back = action.alive and project.state is State.UPKEEP_LATE
    seen = Note(actor.user_id, now, action.words, action.photos)
    state = State.UPKEEP if back else project.state
    after = replace(project, state=state, notes=(*project.notes, seen))
    record = Record("visit", project.state, after.state, action.words)
    return Applied(after, (record,), (UpdateCard(),))


def _go_away(
    project: Project, action: GoAway, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del now, rules
    absence = action.absence
    if absence.user_id != actor.user_id:
        return Refused(Why.NOT_BEARER)
    if absence.until <= absence.since:
        return Refused(Why.DAY_PASSED)
    others = tuple(one for one in project.absences if one.user_id != actor.user_id)
    after = replace(project, absences=(*others, absence))
    record = Record("away", project.state, project.state)
    told = TellCarriers("away", but=actor.user_id)
    return Applied(after, (record,), (told, UpdateCard()))


def _take_over(
    project: Project, action: TakeOver, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del now, rules
    away = next((one for one in project.absences if one.user_id == action.for_user), None)
    if away is None or away.user_id == actor.user_id:
        return Refused(Why.NOT_NOW)
    if away.standin:
        return Refused(Why.DONE_ALREADY)
    taken = replace(away, standin=actor.user_id)
    absences = tuple(taken if one is away else one for one in project.absences)
    record = Record("take_over", project.state, project.state)
    told = TellCarriers("taken_over", but=actor.user_id)
    return Applied(replace(project, absences=absences), (record,), (told, UpdateCard()))


def _come_back(
    project: Project, action: ComeBack, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, now, rules
    others = tuple(one for one in project.absences if one.user_id != actor.user_id)
    if len(others) == len(project.absences):
        return Refused(Why.NOT_NOW)
    after = replace(project, absences=others)
    return Applied(after, (Record("back", project.state, project.state),), (UpdateCard(),))


def _open_renewal(
    project: Project, action: OpenRenewal, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, actor, now, rules
    after = replace(project, state=State.RENEWAL, wishes=())
    record = Record("open_renewal", project.state, after.state)
    return Applied(after, (record,), (UpdateCard(),))


def _choose(project: Project, action: Choose, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del now, rules
    others = tuple(one for one in project.wishes if one[0] != actor.user_id)
    after = replace(project, wishes=(*others, (actor.user_id, action.wish)))
    record = Record(f"wish_{action.wish}", project.state, project.state)
    return Applied(after, (record,), (TellStaff("wish"), UpdateCard()))


def _stop(project: Project, action: Stop, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del rules
    return _closed(project, "bearer_ended", "stop", action.reason, actor, now)


def _closed(
    project: Project, outcome: str, word: str, reason: str, actor: Actor, now: datetime
) -> Outcome:
    after = replace(
        project,
        state=State.CLOSED,
        outcome=outcome,
        reason=reason,
        closed_at=now,
        offered=None,
        absences=(),
    )
    record = Record(word, project.state, after.state, reason)
    effects: tuple[Effect, ...] = (TellCarriers("closed"), UpdateCard())
    if actor.user_id in project.carriers:
        effects = (TellStaff("stopped"), *effects)
    return Applied(after, (record,), effects)


def _give_notice(
    project: Project, action: GiveNotice, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del now, rules
    if len(action.reason.strip()) < REASON_LENGTH:
        return Refused(Why.NO_REASON)
    if project.notice is not None:
        return Refused(Why.NOT_NOW)
    after = replace(project, notice=Notice(action.on, actor.user_id, action.reason))
    record = Record("give_notice", project.state, project.state, action.reason)
    return Applied(after, (record,), (TellCarriers("notice"), UpdateCard()))


def _note_hearing(
    project: Project, action: NoteHearing, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    if project.notice is None or action.on < project.notice.on:
        return Refused(Why.NO_NOTICE)
    after = replace(project, notice=replace(project.notice, heard_on=action.on))
    return Applied(after, (Record("hearing", project.state, project.state),), (UpdateCard(),))


def _end_by_town(
    project: Project, action: EndByTown, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    if len(action.reason.strip()) < REASON_LENGTH:
        return Refused(Why.NO_REASON)
    notice = project.notice
    if notice is None or notice.heard_on is None:
        return Refused(Why.NO_NOTICE)
    if action.on < notice.on + timedelta(days=rules.notice_days):
        return Refused(Why.TOO_EARLY)
    return _closed(project, "town_ended", "end_by_town", action.reason, actor, now)


def _end_term(
    project: Project, action: EndTerm, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del rules
    end = term_end(project)
    if end is not None and action.on <= end:
        return Refused(Why.TOO_EARLY)
    return _closed(project, "term_ended", "end_term", "", actor, now)


_TENDED = frozenset({State.UPKEEP, State.UPKEEP_LATE})
_LATE = frozenset({State.UPKEEP_LATE})
_RENEWING = frozenset({State.RENEWAL})
_LIVING = _TENDED | _RENEWING
_SIGNED = _LIVING | {State.IN_PROGRESS, State.ON_HOLD}
_BACK = Lead("upkeep_done", State.UPKEEP, _LATE)

ROWS = {
    Handle: Row(_LIVING, involved, _handle, (_BACK, *(Lead(f"upkeep_{one}") for one in Handled))),
    AddNote: Row(_LIVING, carrier, _add_note, (Lead("upkeep_note"),)),
    AskForHelp: Row(_LIVING, carrier, _ask_for_help, (Lead("upkeep_help"),)),
    NoteLate: Row(
        frozenset({State.UPKEEP}), clock, _note_late, (Lead("upkeep_late", State.UPKEEP_LATE),)
    ),
    NoteVisit: Row(
        _LIVING, clerk, _note_visit, (Lead("visit", State.UPKEEP, _LATE), Lead("visit"))
    ),
    GoAway: Row(_SIGNED, carrier, _go_away, (Lead("away"),)),
    TakeOver: Row(_SIGNED, carrier, _take_over, (Lead("take_over"),)),
    ComeBack: Row(_SIGNED, carrier, _come_back, (Lead("back"),)),
    OpenRenewal: Row(_TENDED, clock, _open_renewal, (Lead("open_renewal", State.RENEWAL),)),
    Choose: Row(_RENEWING, carrier, _choose, tuple(Lead(f"wish_{one}") for one in Wish)),
    Stop: Row(_LIVING, bearer, _stop, (Lead("stop", State.CLOSED),)),
    GiveNotice: Row(_LIVING, clerk, _give_notice, (Lead("give_notice"),)),
    NoteHearing: Row(_LIVING, clerk, _note_hearing, (Lead("hearing"),)),
    EndByTown: Row(_LIVING, decider, _end_by_town, (Lead("end_by_town", State.CLOSED),)),
    EndTerm: Row(_RENEWING, involved, _end_term, (Lead("end_term", State.CLOSED),)),
}
