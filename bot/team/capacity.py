"""How many projects the town carries at a time, and the honest queue before them.

Over the ceiling an accepted project waits. Its bearer is told the month in which a place should be
free: places become free when the projects under way are expected to end, one after the other.
"""

from __future__ import annotations

from datetime import date

from bot.projects import act
from bot.town import Town
from dialogs.handling import GivePlace
from dialogs.project import Project, State
from dialogs.queueing import expected_month
from dialogs.rights import CLOCK, Why
from storage.work import Work

CARRIED = (
    State.ACCEPTED,
    State.AWAITING_SIGNATURE,
    State.IN_PROGRESS,
    State.ON_HOLD,
    State.COMPLETION_REVIEW,
)
"""The states in which a project takes a place, unless it waits in the queue."""


async def expected_on(town: Town, work: Work, project: Project) -> date | None:
    """The month in which a project accepted now could begin; None when there is room for it."""
    if not town.capacity:
        return None
    carried = [one for one in await work.projects_in(CARRIED) if one.id != project.id]
    today = town.setting.local_day(work.now)
    return expected_month(carried, town.capacity, today, town.setting)


async def give_places(town: Town, work: Work) -> int:
    """Let those who waited longest begin, as far as there is room; return how many."""
    if not town.capacity:
        return 0
    carried = await work.projects_in(CARRIED)
    waiting = sorted(
        (one for one in carried if one.casework.queued_at is not None),
        key=lambda one: (one.casework.queued_at, one.id),
    )
    room = town.capacity - (len(carried) - len(waiting))
    given = 0
    for project in waiting[: max(room, 0)]:
        if not isinstance(await act(town, work, project, GivePlace(), CLOCK), Why):
            given += 1
    return given
