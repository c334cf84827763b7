"""When a place should be free: from the projects under way and how long they should last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from dialogs.project import Project
from dialogs.setting import Setting

USUAL_WEEKS = 26
"""How long the work lasts when the bearer did not say: the scheme's longest usual time."""

PREPARING_WEEKS = 6
"""How long a convention takes to be written and signed."""


def expected_month(
    carried: Iterable[Project], capacity: int, today: date, setting: Setting
) -> date | None:
    """The first of the month in which one more project can begin; None when there is room now.

    `carried` are the projects accepted and not yet ended, those that wait among them. Each one
    that waits takes a place that becomes free, and gives it back after its own time.
    """
    projects = list(carried)
    under_way = [one for one in projects if one.casework.queued_at is None]
    waiting = [one for one in projects if one.casework.queued_at is not None]
    if len(projects) < capacity:
        return None
    free = sorted(max(_end(one, setting), today) for one in under_way)
    free += [today] * (capacity - len(free))
    free.sort()
    for one in waiting:
        begins = free.pop(0)
        free.append(begins + timedelta(weeks=_weeks(one)))
        free.sort()
    return free[0].replace(day=1) if free else today.replace(day=1)


def _end(project: Project, setting: Setting) -> date:
    since = project.decided_at or project.created_at
    return setting.local_day(since) + timedelta(weeks=_weeks(project))


def _weeks(project: Project) -> int:
    said = project.dossier.get("duration_weeks")
    work = said if isinstance(said, int) and not isinstance(said, bool) else USUAL_WEEKS
    return PREPARING_WEEKS + work
