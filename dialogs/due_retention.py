"""Which reminders see to it that nothing is kept longer than the town says.

Two of them act rather than speak: `draft_erase` and `anonymise`. Each comes some days after its
warning, `draft_warning` and `erase_notice`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dialogs.country import add_months
from dialogs.project import Project, State
from dialogs.setting import Reminder, Setting

WARNED_BY = {"draft_erase": "draft_warning", "anonymise": "erase_notice"}
"""What has to be said some days before each act."""

KINDS = frozenset({*WARNED_BY, *WARNED_BY.values()})


def draft(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Warn of an idle draft's end, and end it."""
    since = project.active_on or setting.local_day(project.created_at)
    delays = setting.delays
    for kind, days in (
        ("draft_warning", delays.draft_warning_days),
        ("draft_erase", delays.draft_erase_days),
    ):
        yield Reminder(project.id, kind, 1, setting.opening(since + timedelta(days=days)))


def ended(project: Project, setting: Setting) -> Iterator[Reminder]:
    """Warn that names are about to be erased, and erase them; nothing when none are left."""
    day = kept_until(project, setting)
    if day is None or not project.carriers:
        return
    if project.number:
        notice = day - timedelta(days=setting.delays.erase_notice_days)
        yield Reminder(project.id, "erase_notice", 1, setting.opening(notice))
    yield Reminder(project.id, "anonymise", 1, setting.opening(day))


def kept_until(project: Project, setting: Setting) -> date | None:
    """The day until which an ended project keeps its names."""
    at = project.decided_at if project.state is State.REFUSED else project.closed_at
    if at is None:
        return None
    signed = project.state is State.CLOSED and project.convention is not None
    delays = setting.delays
    months = 12 * delays.ended_kept_years if signed else delays.unsigned_kept_months
    return add_months(setting.local_day(at), months)


def warned_for(kind: str, setting: Setting) -> timedelta:
    """How many days before an act its warning has to be said, at the least."""
    delays = setting.delays
    if kind == "draft_erase":
        return timedelta(days=delays.draft_erase_days - delays.draft_warning_days)
    return timedelta(days=delays.erase_notice_days)
