"""What waits for someone of the team: computed from the projects alone, the most late first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dialogs.casework import Reply
from dialogs.due_review import began
from dialogs.handling import PROMISED
from dialogs.project import Project, State
from dialogs.rights import STAFF, Role, Rules
from dialogs.setting import Setting
from dialogs.town_promises import awaited
from dialogs.wording import N_

_TAKE_WITHIN = 3
_ANSWER_WITHIN = 2
"""Working days in which a dossier is taken, and in which a colleague answers."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: about which project, since when, until when, and for whom.

    `people` are user ids; empty means anyone who has one of `roles`, but not `but`.
    """

    project: Project
    what: str
    since: date
    due: date
    people: frozenset[int] = frozenset()
    roles: frozenset[Role] = STAFF
    but: frozenset[int] = frozenset()

    def is_for(self, user_id: int, roles: frozenset[Role]) -> bool:
        """Whether it waits for this person."""
        if user_id in self.project.carriers:
            return False
        if self.people:
            return user_id in self.people
        return bool(roles & self.roles) and user_id not in self.but

    def is_own(self, user_id: int) -> bool:
        """Whether it waits for this person by name."""
        return user_id in self.people

    def days_late(self, today: date) -> int:
        """How many days it is late; 0 or less when it is not."""
        return (today - self.due).days


def tasks(
    projects: Iterable[Project], setting: Setting, rules: Rules, today: date
) -> tuple[Task, ...]:
    """Everything that waits for the team, the most late first."""
    found = [task for project in projects for task in _of(project, setting, rules, today)]
    return tuple(sorted(found, key=lambda task: (task.due, task.since, task.project.id)))


def _of(project: Project, setting: Setting, rules: Rules, today: date) -> Iterator[Task]:
    yield from _opinions(project, setting)
    match project.state:
        case State.SUBMITTED | State.UNDER_REVIEW if project.proposal is not None:
            yield from _decision(project, setting, rules)
        case State.SUBMITTED:
            yield _untaken(project, setting, began(project))
        case State.UNDER_REVIEW if project.assigned_to is None:
            yield _untaken(project, setting, project.casework.assigned_at or began(project))
        case State.UNDER_REVIEW:
            yield _study(project, setting)
        case State.ACCEPTED if project.casework.queued_at is None and project.decided_at:
            what = N_("prepare the convention")
            yield _own(project, setting, what, project.decided_at, 10)
        case State.AWAITING_SIGNATURE:
            yield from _countersign(project, setting)
        case State.COMPLETION_REVIEW if project.report is not None:
            yield _own(project, setting, N_("check the report"), project.report.at, 5)
        case _:
            pass
    yield from _promises(project, setting, today)


def _own(project: Project, setting: Setting, what: str, since: datetime, days: int) -> Task:
    """Something for the person in charge, within so many working days."""
    day = setting.local_day(since)
    due = setting.country.working_days_after(day, days)
    return Task(project, what, day, due, _in_charge(project))


def _in_charge(project: Project) -> frozenset[int]:
    return frozenset() if project.assigned_to is None else frozenset({project.assigned_to})


def _untaken(project: Project, setting: Setting, since: datetime) -> Task:
    day = setting.local_day(since)
    due = setting.country.working_days_after(day, _TAKE_WITHIN)
    return Task(project, N_("take it in charge"), day, due)


def _study(project: Project, setting: Setting) -> Task:
    since = project.casework.assigned_at or began(project)
    offer = project.casework.offer
    if offer is not None and offer.reply is Reply.DISCUSSED and offer.replied_at is not None:
        what = N_("answer the resident about the offer")
        return _own(project, setting, what, offer.replied_at, _ANSWER_WITHIN)
    if project.casework.answered_at is None and project.reply_on is not None:
        what, due = N_("write to the resident"), project.reply_on
    else:
        what = N_("decide")
        days = timedelta(days=setting.delays.staff_decision_days)
        due = setting.local_day(began(project)) + days
    return Task(project, what, setting.local_day(since), due, _in_charge(project))


def _decision(project: Project, setting: Setting, rules: Rules) -> Iterator[Task]:
    proposal = project.proposal
    if proposal is None or proposal.settled is not None:
        return
    day = setting.local_day(proposal.at)
    due = setting.country.working_days_after(day, _ANSWER_WITHIN)
    if rules.quorum:
        voted = frozenset(vote.by for vote in proposal.votes)
        elected = frozenset({Role.ELECTED})
        yield Task(project, N_("vote"), day, due, roles=elected, but=voted)
    else:
        what = N_("confirm the decision, or object")
        yield Task(project, what, day, due, roles=rules.deciders, but=frozenset({proposal.by}))


def _opinions(project: Project, setting: Setting) -> Iterator[Task]:
    if project.state not in (State.SUBMITTED, State.UNDER_REVIEW, State.NEEDS_INFO):
        return
    for asked in project.casework.awaited:
        day = setting.local_day(asked.asked_at)
        due = setting.country.working_days_after(day, _TAKE_WITHIN)
        yield Task(project, N_("give your opinion"), day, due, frozenset({asked.of}))


def _countersign(project: Project, setting: Setting) -> Iterator[Task]:
    text = project.offered
    if text is None or not project.signed.issuperset(text.signers):
        return
    day = setting.local_day(max(one.at for one in project.signatures))
    due = setting.country.working_days_after(day, _ANSWER_WITHIN)
    roles = frozenset({Role.SIGNATORY})
    yield Task(project, N_("sign for the town"), day, due, roles=roles)


def _promises(project: Project, setting: Setting, today: date) -> Iterator[Task]:
    """The town's own promises, from two weeks before their day."""
    if project.state not in PROMISED:
        return
    ahead = timedelta(days=max(setting.delays.town_promise_days, default=0))
    for promise in project.commitments:
        if promise.due is None or not awaited(promise):
            continue
        if today >= promise.due - ahead:
            since = promise.due - ahead
            what = N_("keep the town's promise")
            yield Task(project, what, since, promise.due, _in_charge(project))
