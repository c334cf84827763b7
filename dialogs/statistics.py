"""The scheme's figures of a year, counted from the projects alone, without a name or a word.

Public tables show no figure about fewer than five: `concealed` names what they leave out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from statistics import median

from dialogs import effort
from dialogs.agreement import Kind
from dialogs.drought import dry_days, is_watering
from dialogs.effort import Rates
from dialogs.following import Entry, Handled
from dialogs.project import Project, Side, State
from dialogs.setting import Setting
from dialogs.wording import N_

FEWEST = 5
"""Fewer than this are never shown in a public table."""

_YES = frozenset(State) - {
    State.DRAFT,
    State.SUBMITTED,
    State.NEEDS_INFO,
    State.UNDER_REVIEW,
    State.REFUSED,
    State.CLOSED,
    State.WITHDRAWN,
}
"""The states that only an accepted project reaches; a closed one was accepted if it signed."""

_ALIVE = frozenset({State.UPKEEP, State.RENEWAL})
_DAYS_A_MONTH = 30.44
_GRACE_DAYS = 7
"""Upkeep done within a week of its day is on time: reminders come once a week."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its id, its value (None when nothing is known), about how many it tells.

    `of` is how many projects it is counted from; `fewest` the smallest number of them, other than
    none, that it tells apart: of one accepted among six it is 1.
    """

    id: str
    value: float | None
    of: int = 0
    fewest: int = 0

    @property
    def guarded(self) -> bool:
        """Whether it is about too few to be published."""
        return 0 < self.fewest < FEWEST


NAMES: Mapping[str, str] = {
    "filed": N_("Ideas filed"),
    "accepted_share": N_("Accepted, of those decided (%)"),
    "signed": N_("Conventions signed"),
    "people": N_("People involved"),
    "newcomers": N_("People who carry an idea for the first time"),
    "days_to_reply": N_("Days from filing to the first answer (median)"),
    "days_to_decision": N_("Days from filing to the decision (median)"),
    "months_to_completion": N_("Months from signature to the end of the work (median)"),
    "completed_share": N_("Completed, of those signed (%)"),
    "abandoned_share": N_("Given up, of those signed (%)"),
    "upkeep_on_time": N_("Upkeep done in time (%)"),
    "alive_1": N_("Alive after one year (%)"),
    "alive_2": N_("Alive after two years (%)"),
    "alive_3": N_("Alive after three years (%)"),
    "renewals": N_("Conventions renewed"),
    "hand_overs": N_("Handed over to another structure"),
    "volunteer_hours": N_("Hours given by residents"),
    "volunteer_value": N_("Worth of these hours (euros)"),
    "town_cash": N_("Town: money (euros)"),
    "town_kind": N_("Town: in kind (euros)"),
    "bearer_cash": N_("Residents: money (euros)"),
    "bearer_kind": N_("Residents: in kind (euros)"),
    "third": N_("Others: money (euros)"),
    "savings_share": N_("Savings on the full cost (%)"),
    "savings_with_staff": N_("Savings, the team's time counted (%)"),
    "fifty_fifty_index": N_("Residents' share of the effort (%)"),
    "staff_hours": N_("Hours of the team for each dossier (median)"),
    "young": N_("Projects with young people or a school"),
}
"""What each figure is called, in the order in which they are read."""

GROUPS: Mapping[str, Callable[[Project], str]] = {
    "all": lambda _: "",
    "category": lambda project: str(project.dossier.get("category") or "other"),
    "bearer_kind": lambda project: str(project.dossier.get("bearer_kind") or "other"),
    "outcome": lambda project: project.outcome,
}
"""By what the figures are told apart; the outcome says why a project ended."""


def of_year(projects: Iterable[Project], year: int, setting: Setting) -> list[Project]:
    """The projects filed in a year of the town."""
    return [one for one in projects if _year(one, setting) == year]


def before_year(projects: Iterable[Project], year: int, setting: Setting) -> list[Project]:
    """The projects filed in the years before."""
    return [one for one in projects if (_year(one, setting) or year) < year]


def _year(project: Project, setting: Setting) -> int | None:
    filed = project.submitted_at
    return None if filed is None else setting.local_day(filed).year


@dataclass(frozen=True, slots=True)
class Counting:
    """What the figures need beside the projects: the town's day, its rates, the years before."""

    today: date
    setting: Setting
    rates: Rates = field(default_factory=Rates)
    earlier: tuple[Project, ...] = ()


def grouped(
    projects: Iterable[Project], by: str, counting: Counting
) -> dict[str, tuple[Figure, ...]]:
    """The figures of each group of projects, by the group's id."""
    groups: dict[str, list[Project]] = {}
    for project in projects:
        groups.setdefault(GROUPS[by](project), []).append(project)
    return {name: figures(found, counting) for name, found in sorted(groups.items())}


def concealed(table: Mapping[str, Sequence[Figure]]) -> frozenset[tuple[str, str]]:
    """What a public table leaves out: (group, figure).

    A figure about too few, and, since the whole is published beside it, as many more of the same
    kind as it takes for the hidden ones to be two groups and five projects at least.
    """
    hidden: set[tuple[str, str]] = set()
    for name in NAMES:
        row = {group: one for group, found in table.items() for one in found if one.id == name}
        away = {group for group, one in row.items() if one.guarded}
        left = sorted((one.of, group) for group, one in row.items() if one.of and group not in away)
        while away and left and (len(away) < 2 or sum(row[one].of for one in away) < FEWEST):
            away.add(left.pop(0)[1])
        hidden |= {(group, name) for group in away}
    return frozenset(hidden)


def figures(projects: Sequence[Project], counting: Counting) -> tuple[Figure, ...]:
    """Every figure of these projects, in the order of `NAMES`."""
    found = (*_decisions(projects, counting), *_years(projects, counting))
    by_id = {one.id: one for one in (*found, *_efforts(projects, counting))}
    rounded = {
        name: replace(one, value=None if one.value is None else round(one.value, 1))
        for name, one in by_id.items()
    }
    return tuple(rounded[name] for name in NAMES)


def _decisions(projects: Sequence[Project], counting: Counting) -> Iterable[Figure]:
    decided = [one for one in projects if one.decided_at is not None]
    yes = [one for one in decided if one.state in _YES or one.convention is not None]
    signed = [one for one in projects if _signed_at(one) is not None]
    yield _count("filed", projects)
    yield _share("accepted_share", yes, decided)
    yield _count("signed", signed)
    people = effort.people(projects)
    yield Figure("people", float(people), len(projects), min(people, len(projects)))
    new = effort.newcomers(projects, counting.earlier)
    yield Figure("newcomers", float(new), len(projects), new)
    yield _median("days_to_reply", _days(projects, _first_answer))
    yield _median("days_to_decision", _days(decided, lambda one: one.decided_at))
    yield _count("hand_overs", [one for one in projects if one.outcome == "handed_over"])
    yield _count("young", [one for one in projects if _young(one)])


def _years(projects: Sequence[Project], counting: Counting) -> Iterable[Figure]:
    signed = [one for one in projects if _signed_at(one) is not None]
    done = [one for one in signed if one.completed_at is not None]
    months = [
        (one.completed_at - since).total_seconds() / 86_400 / _DAYS_A_MONTH
        for one in done
        if one.completed_at is not None and (since := _signed_at(one)) is not None
    ]
    yield _median("months_to_completion", months)
    yield _share("completed_share", done, signed)
    yield _share("abandoned_share", [one for one in signed if one.outcome == "not_done"], signed)
    yield _upkeep(done)
    for years in (1, 2, 3):
        grown = [one for one in done if _age(one, counting) >= years]
        yield _share(f"alive_{years}", [one for one in grown if _lived(one, years)], grown)
    renewed = [one for one in signed if one.convention and one.convention.kind is Kind.RENEWAL]
    yield _count("renewals", renewed)


def _efforts(projects: Sequence[Project], counting: Counting) -> Iterable[Figure]:
    rates, yes = counting.rates, [one for one in projects if one.commitments]
    volunteer = [one for one in yes if effort.hours(one)]
    hours = sum(effort.hours(one) for one in volunteer)
    yield _sum("volunteer_hours", hours, volunteer)
    worth = hours * rates.volunteer_cents / 100 if rates.volunteer_cents else None
    yield _sum("volunteer_value", worth, volunteer)
    ours = effort.cents(yes, Side.TOWN)
    kind = effort.in_kind(yes, rates)
    theirs = effort.cents(yes, Side.BEARER, cash=True) + kind
    yield _sum("town_cash", effort.cents(yes, Side.TOWN, cash=True) / 100, yes)
    yield _sum("town_kind", effort.cents(yes, Side.TOWN, cash=False) / 100, yes)
    yield _sum("bearer_cash", effort.cents(yes, Side.BEARER, cash=True) / 100, yes)
    yield _sum("bearer_kind", kind / 100, yes)
    yield _sum("third", effort.third(yes) / 100, yes)
    known = [one for one in yes if effort.reference(one) and one.decided_at is not None]
    yield _sum("savings_share", _savings(known, 0), known)
    timed = [one for one in known if one.casework.minutes] if rates.staff_cents else []
    yield _sum("savings_with_staff", _savings(timed, rates.staff_cents), timed)
    whole = theirs + ours
    yield _sum("fifty_fifty_index", 100 * theirs / whole if whole else None, yes)
    minutes = [one.casework.minutes / 60 for one in projects if one.casework.minutes]
    yield _median("staff_hours", minutes)


def _count(name: str, some: Sequence[Project]) -> Figure:
    return Figure(name, float(len(some)), len(some), len(some))


def _sum(name: str, value: float | None, of: Sequence[Project]) -> Figure:
    return Figure(name, value if of else None, len(of), len(of))


def _share(name: str, some: Sequence[Project], of: Sequence[Project]) -> Figure:
    parts = [len(of), len(some), len(of) - len(some)]
    value = 100 * len(some) / len(of) if of else None
    return Figure(name, value, len(of), min((one for one in parts if one), default=0))


def _median(name: str, values: Sequence[float]) -> Figure:
    return Figure(name, float(median(values)) if values else None, len(values), len(values))


def _first_answer(project: Project) -> datetime | None:
    """When a person at the town hall first showed that they had the dossier."""
    known = (project.casework.assigned_at, project.casework.answered_at, project.decided_at)
    return min((at for at in known if at is not None), default=None)


def _days(projects: Iterable[Project], until: Callable[[Project], datetime | None]) -> list[float]:
    return [
        (end - one.submitted_at).total_seconds() / 86_400
        for one in projects
        if one.submitted_at is not None and (end := until(one)) is not None
    ]


def _signed_at(project: Project) -> datetime | None:
    return min((one.at for one in project.signatures if one.for_town), default=None)


def _age(project: Project, counting: Counting) -> int:
    """The whole years since the work was done."""
    assert project.completed_at is not None  # noqa: S101 - only what is done grows old
    done = counting.setting.local_day(project.completed_at)
    today = counting.today
    return today.year - done.year - ((today.month, today.day) < (done.month, done.day))


def _lived(project: Project, years: int) -> bool:
    """Whether a place was alive that many years after the work, or still is."""
    if project.completed_at is None or project.closed_at is None:
        return project.state in _ALIVE
    return (project.closed_at - project.completed_at).days >= 365 * years


def _savings(projects: Sequence[Project], staff_cents: int) -> float | None:
    """One minus what the town pays over what it would cost without residents."""
    cost = sum(effort.reference(one) for one in projects)
    paid = effort.cents(projects, Side.TOWN, cash=True)
    paid += round(sum(one.casework.minutes for one in projects) / 60 * staff_cents)
    return 100 * (1 - paid / cost) if cost else None


def _upkeep(done: Sequence[Project]) -> Figure:
    """The tasks done within a week, of all that were due and not excused."""
    entries = [(project, one) for project in done for one in project.upkeep_log]
    due = [(project, one) for project, one in entries if one.handled is not Handled.EXCUSED]
    kept = [
        one
        for project, one in due
        if one.handled is Handled.DONE and _days_late(project, one) <= _GRACE_DAYS
    ]
    late = sum(one.state is State.UPKEEP_LATE for one in done)
    cared = sum(bool(one.upkeep_log) or one.state is State.UPKEEP_LATE for one in done)
    whole = len(due) + late
    return Figure("upkeep_on_time", 100 * len(kept) / whole if whole else None, cared, cared)


def _days_late(project: Project, entry: Entry) -> int:
    """The days from a task's day to the one it was done, those of a drought not counted."""
    dry = dry_days(project, entry.due, entry.on) if _needs_water(project, entry.task) else 0
    return (entry.on - entry.due).days - dry


def _needs_water(project: Project, task: int) -> bool:
    return any(one.id == task and is_watering(one) for one in project.tasks)


def _young(project: Project) -> bool:
    kind = project.dossier.get("bearer_kind")
    return kind in ("school", "youth_group") or project.dossier.get("minors_involved") is True
