"""Which reminders must exist for a project: computed from the project and the settings alone.

The rows in the database are made equal to this set after each turn, so a dossier that moves on
moves its reminders by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain

from dialogs import due_retention, due_review, due_upkeep, due_work
from dialogs.handling import PROMISED
from dialogs.project import Project, State
from dialogs.setting import Reminder, Setting

RESIDENT_KINDS = frozenset(
    {"draft_nudge", "promise_nudge", "needs_info_nudge", "silence", "draft_warning", "erase_notice"}
)
"""The kinds that speak to the bearer; the others speak to the staff group."""


def reminders(project: Project, setting: Setting) -> frozenset[Reminder]:
    """Every reminder that must exist for a project as it stands, one for a kind and an instant."""
    found = sorted(chain(_all(project, setting), _referent(project, setting)), reverse=True)
    return frozenset({(one.kind, one.due_at): one for one in found}.values())


def _all(project: Project, setting: Setting) -> Iterable[Reminder]:
    promised = due_review.promises(project, setting) if project.state in PROMISED else ()
    return chain(_of_state(project, setting), promised)


def _of_state(project: Project, setting: Setting) -> Iterable[Reminder]:
    match project.state:
        case State.DRAFT:
            return chain(_draft(project, setting), due_retention.draft(project, setting))
        case State.SUBMITTED:
            untaken = frozenset() if project.proposal else _untaken(project, setting)
            legal = _legal_clock(project, setting)
            return chain(
                untaken, legal, due_review.review(project, setting), _promises(project, setting)
            )
        case State.UNDER_REVIEW | State.NEEDS_INFO:
            return chain(
                _unanswered(project, setting),
                _legal_clock(project, setting),
                due_review.review(project, setting),
                _promises(project, setting),
            )
        case State.ACCEPTED if project.casework.queued_at is not None:
            return ()
        case State.ACCEPTED:
            return due_work.accepted(project, setting)
        case State.AWAITING_SIGNATURE:
            return due_work.awaiting(project, setting)
        case State.IN_PROGRESS:
            signing = due_work.awaiting(project, setting)
            return chain(due_work.in_progress(project, setting), signing)
        case State.ON_HOLD:
            return due_work.on_hold(project, setting)
        case State.COMPLETION_REVIEW:
            return due_work.reported(project, setting)
        case State.UPKEEP | State.UPKEEP_LATE | State.RENEWAL:
            signing = due_work.awaiting(project, setting)
            return chain(due_upkeep.upkeep(project, setting), signing)
        case State.REFUSED | State.CLOSED | State.WITHDRAWN:
            return due_retention.ended(project, setting)


def _draft(project: Project, setting: Setting) -> frozenset[Reminder]:
    """Nudge a draft that lies idle."""
    since = project.active_on or setting.local_day(project.created_at)
    return _nudges(project, setting, "draft_nudge", since)


def _promises(project: Project, setting: Setting) -> frozenset[Reminder]:
    """Nudge promises that lie half-written."""
    if project.promising_on is None:
        return frozenset()
    return _nudges(project, setting, "promise_nudge", project.promising_on)


def _nudges(project: Project, setting: Setting, kind: str, since: date) -> frozenset[Reminder]:
    return frozenset(
        Reminder(project.id, kind, rank, setting.opening(since + timedelta(days=days)))
        for rank, days in enumerate(setting.delays.draft_nudge_days, 1)
    )


def _referent(project: Project, setting: Setting) -> frozenset[Reminder]:
    """Tell staff when nobody has taken over from a referent who left."""
    ended = project.state in (State.REFUSED, State.CLOSED, State.WITHDRAWN)
    if project.missing_since is None or ended:
        return frozenset()
    day = setting.local_day(project.missing_since) + timedelta(days=setting.delays.referent_days)
    return frozenset({Reminder(project.id, "referent_missing", 1, setting.opening(day))})


def _unanswered(project: Project, setting: Setting) -> frozenset[Reminder]:
    """Remind the bearer of the oldest question that is still open."""
    if not project.open_questions:
        return frozenset()
    since = setting.local_day(project.open_questions[0].asked_at)
    return frozenset(
        Reminder(
            project.id, "needs_info_nudge", rank, setting.opening(since + timedelta(days=days))
        )
        for rank, days in enumerate(setting.delays.needs_info_nudge_days, 1)
    )


def _untaken(project: Project, setting: Setting) -> frozenset[Reminder]:
    """Ask staff again when no one has taken a dossier."""
    assert project.submitted_at is not None  # noqa: S101 - a submitted dossier has its instant
    since = setting.local_day(project.submitted_at)
    return frozenset(
        Reminder(
            project.id,
            "staff_untaken",
            rank,
            setting.opening(setting.country.working_days_after(since, days)),
        )
        for rank, days in enumerate(setting.delays.staff_untaken_working_days, 1)
    )


def _legal_clock(project: Project, setting: Setting) -> frozenset[Reminder]:
    """Warn staff before the law decides, and tell the bearer when it has."""
    assert project.submitted_at is not None  # noqa: S101 - a submitted dossier has both
    assert project.silence_on is not None  # noqa: S101 - as above
    since = setting.local_day(due_review.began(project))
    warnings = {
        Reminder(
            project.id, "staff_legal_clock", rank, setting.opening(since + timedelta(days=days))
        )
        for rank, days in enumerate(setting.delays.staff_legal_clock_days, 1)
        if since + timedelta(days=days) < project.silence_on
    }
    silence = Reminder(project.id, "silence", 1, setting.opening(project.silence_on))
    return frozenset({*warnings, silence})
