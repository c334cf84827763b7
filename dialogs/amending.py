"""Amending a convention in force: changes are drafted one by one, signed by all, then followed.

A change names its part: the term ("term"), a promise by its place ("b0"), a task of the upkeep by
its id ("t3"), a new task ("t"), or nothing of these (""), when only the text changes. Nothing in
force moves before everyone has signed; then promises, upkeep and term say what was signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from dialogs.agreement import LONGEST_TERM_YEARS, Alteration, Convention
from dialogs.country import add_months
from dialogs.outcomes import Applied, Lead, Outcome, Record, Refused, Row
from dialogs.project import Commitment, Project, Side, State
from dialogs.rights import Actor, Rules, Why, clerk
from dialogs.upkeep_days import Task

TERM = "term"
NEW_TASK = "t"

AMENDABLE = frozenset({State.IN_PROGRESS, State.ON_HOLD, State.UPKEEP, State.UPKEEP_LATE})
"""The states in which a convention in force can be amended."""

MOST = 8
"""Changes in one amendment; more than that is another convention."""


@dataclass(frozen=True, slots=True)
class DraftChange:
    """A staff member drafts a change; a second one of the same part takes the first one's place."""

    change: Alteration


@dataclass(frozen=True, slots=True)
class DropChanges:
    """A staff member drops what was drafted."""


def task_of(project: Project, part: str) -> Task | None:
    """Find the task that a part names, among those that last."""
    rank = part.removeprefix("t")
    if not part.startswith("t") or not rank.isdecimal():
        return None
    lasting = (one for one in project.upkeep_plan if one.until is None)
    return next((one for one in lasting if one.id == int(rank)), None)


def promise_of(project: Project, part: str) -> Commitment | None:
    """Find the promise that a part names, unless it has ended."""
    rank = part.removeprefix("b")
    if not part.startswith("b") or not rank.isdecimal() or int(rank) >= len(project.commitments):
        return None
    found = project.commitments[int(rank)]
    return found if found.ended_on is None else None


def parts(project: Project) -> tuple[str, ...]:
    """The promises and the tasks that can be changed; a task's own promise goes with the task."""
    tasks = [one for one in project.upkeep_plan if one.until is None]
    kept = {one.words for one in tasks}
    promises = (
        f"b{rank}"
        for rank, one in enumerate(project.commitments)
        if one.ended_on is None and one.what and one.what not in kept
    )
    return (*promises, *(f"t{one.id}" for one in tasks))


def last_day_allowed(project: Project) -> date | None:
    """The last day up to which the law lets this convention run, None without one in force."""
    text = project.convention
    if text is None or text.term_start is None:
        return None
    return add_months(text.term_start, 12 * LONGEST_TERM_YEARS) - timedelta(days=1)


def changed_term(project: Project, now: Convention, applies_from: date | None) -> Convention:
    """Return the text in force with what its amendment changes, to be signed as a new version."""
    moved = [one.last for one in project.amendment if one.last is not None]
    return replace(
        now,
        term_last=moved[-1] if moved else now.term_last,
        alterations=project.amendment,
        applies_from=applies_from,
    )


def years_of(text: Convention) -> int:
    """How many years a text lasts, begun ones counted whole."""
    if text.term_last is None or text.term_start is None:
        return text.term_years
    return relativedelta(text.term_last, text.term_start).years + 1


def amended(
    project: Project, changes: Sequence[Alteration], applies_from: date, today: date
) -> Project:
    """Return the project with its promises and its upkeep as everyone has signed them."""
    for one in changes:
        task, promise = task_of(project, one.part), promise_of(project, one.part)
        if promise is not None:
            project = _with_promise(project, int(one.part[1:]), one, applies_from)
        if task is not None:
            project = _without_task(project, task, one, applies_from, today)
        if one.task is not None and (task is not None or one.part == NEW_TASK):
            project = _with_task(project, task, one.task, applies_from)
    return project


def _with_promise(project: Project, rank: int, change: Alteration, applies_from: date) -> Project:
    promises = list(project.commitments)
    promises[rank] = (
        replace(promises[rank], ended_on=applies_from)
        if change.ends
        else replace(promises[rank], what=change.after)
    )
    return replace(project, commitments=tuple(promises))


def _without_task(
    project: Project, task: Task, change: Alteration, applies_from: date, today: date
) -> Project:
    """A task ends the day before; if that is over already, nobody is asked about it any more."""
    ended = replace(task, until=applies_from - timedelta(days=1))
    plan = tuple(ended if one.id == task.id else one for one in project.upkeep_plan)
    followed = tuple(ended if one.id == task.id else one for one in project.tasks)
    if applies_from <= today:
        followed = tuple(one for one in followed if one.id != task.id)
    promises = project.commitments
    if change.ends:
        promises = tuple(
            replace(one, ended_on=applies_from) if _is_of(one, task) else one for one in promises
        )
    return replace(project, upkeep_plan=plan, tasks=followed, commitments=promises)


def _with_task(project: Project, before: Task | None, task: Task, applies_from: date) -> Project:
    numbers = [one.id for one in (*project.upkeep_plan, *project.tasks)]
    task = replace(task, id=max(numbers, default=0) + 1, since=applies_from)
    promised = Commitment(Side.BEARER, "upkeep", task.words, frequency=task.frequency.value)
    promises = project.commitments
    if before is not None and any(_is_of(one, before) for one in promises):
        promises = tuple(
            replace(one, what=task.words, frequency=task.frequency.value)
            if _is_of(one, before)
            else one
            for one in promises
        )
    elif task.who != Side.TOWN:
        promises = (*promises, promised)
    followed = project.tasks if task.who == Side.TOWN else (*project.tasks, task)
    return replace(
        project, upkeep_plan=(*project.upkeep_plan, task), tasks=followed, commitments=promises
    )


def _is_of(promise: Commitment, task: Task) -> bool:
    """Whether a promise is the bearer's word for a task of the upkeep."""
    return (
        (promise.side, promise.kind) == (Side.BEARER, "upkeep")
        and promise.ended_on is None
        and promise.what == task.words
    )


def _wrong(project: Project, change: Alteration, today: date) -> Why | None:
    if change.part == TERM:
        allowed = last_day_allowed(project)
        if allowed is None or change.last is None:
            return Why.UNKNOWN_CHOICE
        if change.last <= today:
            return Why.DAY_PASSED
        return Why.TOO_LONG if change.last > allowed else None
    if change.part.startswith("t"):
        if change.part != NEW_TASK and task_of(project, change.part) is None:
            return Why.UNKNOWN_CHOICE
        return Why.NO_WORDS if change.task is None and not change.ends else None
    if change.part.startswith("b"):
        if promise_of(project, change.part) is None:
            return Why.UNKNOWN_CHOICE
        return Why.NO_WORDS if not change.after.strip() and not change.ends else None
    return Why.NO_WORDS if not change.what.strip() else None


def _draft(
    project: Project, action: DraftChange, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, rules
    change = action.change
    if project.offered is not None or project.convention is None:
        return Refused(Why.NOT_NOW)
    if why := _wrong(project, change, now.date()):
        return Refused(why)
    kept = tuple(
        one for one in project.amendment if one.part != change.part or change.part in ("", NEW_TASK)
    )
    drafted = (*kept, change)
    if len(drafted) > MOST:
        return Refused(Why.TOO_MANY)
    if _is_looked_after(project) and not _is_looked_after(
        amended(project, drafted, now.date(), now.date())
    ):
        return Refused(Why.NO_UPKEEP)
    record = Record("draft_amendment", project.state, project.state)
    return Applied(replace(project, amendment=drafted), (record,), ())


def _is_looked_after(project: Project) -> bool:
    """Whether those who carry the project do a task of the upkeep."""
    return any(one.who != Side.TOWN for one in project.upkeep_plan if one.until is None)


def _drop(
    project: Project, action: DropChanges, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, actor, now, rules
    if project.offered is not None:
        return Refused(Why.NOT_NOW)
    record = Record("drop_amendment", project.state, project.state)
    return Applied(replace(project, amendment=()), (record,), ())


ROWS = {
    DraftChange: Row(AMENDABLE, clerk, _draft, (Lead("draft_amendment"),)),
    DropChanges: Row(AMENDABLE, clerk, _drop, (Lead("drop_amendment"),)),
}
