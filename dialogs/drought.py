"""While there is a drought nobody is asked to water, and what was not watered is not missed.

The town's word is kept with each project it concerns, so what is due can be computed from the
project alone. A task that waited is asked again when the drought is over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dialogs.following import Drought
from dialogs.outcomes import Applied, Lead, Outcome, Record, Row
from dialogs.project import Project, State
from dialogs.reading import fold
from dialogs.rights import CLOCK, Actor, Rules, Why, staff
from dialogs.upkeep_days import Task

_WATERING = re.compile(r"\b(arros\w*|irrigu?\w*|water(s|ed|ing)?)\b")
"""Words that say that a task needs water: French and English, without accents."""


@dataclass(frozen=True, slots=True)
class NoteDrought:
    """The town asks not to water."""

    drought: Drought


@dataclass(frozen=True, slots=True)
class LiftDrought:
    """The town lets people water again, from a day on."""

    on: date


def is_watering(task: Task) -> bool:
    """Whether a task needs water, by its words."""
    return _WATERING.search(fold(task.words)) is not None


def wet_day(droughts: Iterable[Drought], day: date) -> date | None:
    """A day, or the first one after the drought that holds it back; None while no end is known.

    A drought that began after the day holds it back too: what still waits is not asked again.
    """
    for one in sorted(droughts, key=lambda one: one.since):
        if one.until is None:
            return None
        if one.until >= day:
            day = one.until + timedelta(days=1)
    return day


def dry_days(project: Project, due: date, on: date) -> int:
    """How many days from `due` to `on`, both included, lay in a drought."""
    days = (due + timedelta(days=one) for one in range((on - due).days + 1))
    return sum(any(_holds(one, day) for one in project.droughts) for day in days)


def _holds(drought: Drought, day: date) -> bool:
    return drought.since <= day and (drought.until is None or day <= drought.until)


def _note(
    project: Project, action: NoteDrought, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    known = (one for one in project.droughts if one.since != action.drought.since)
    after = replace(project, droughts=(*known, action.drought))
    return Applied(after, (Record("drought", project.state, after.state),))


def _lift(
    project: Project, action: LiftDrought, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    last = action.on - timedelta(days=1)
    droughts = tuple(
        replace(one, until=last) if one.until is None or one.until > last else one
        for one in project.droughts
        if one.since <= last
    )
    after = replace(project, droughts=droughts)
    return Applied(after, (Record("drought_over", project.state, after.state),))


def _town(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """The team, which speaks to all projects at once; the clock, for one that begins meanwhile."""
    return None if actor == CLOCK else staff(project, actor, rules)


TENDED = frozenset({State.UPKEEP, State.UPKEEP_LATE, State.RENEWAL})
"""The projects that a drought concerns: those that people look after."""

ROWS = {
    NoteDrought: Row(TENDED, _town, _note, (Lead("drought"),)),
    LiftDrought: Row(TENDED, _town, _lift, (Lead("drought_over"),)),
}
