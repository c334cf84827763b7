"""What each side brings to projects: people, hours, money and things, counted from the projects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dialogs.project import Project, Side

CASH = frozenset({"funding", "grant", "money", "fundraising"})
"""The promises that are money; all others are brought in kind."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What an hour is worth, in cents; 0 where the town does not say."""

    volunteer_cents: int = 0
    staff_cents: int = 0


def people(projects: Iterable[Project]) -> int:
    """Everyone who takes part, as the bearer says; else those who carry the project."""
    total = 0
    for one in projects:
        said = _number(one.dossier.get("people_count"))
        total += int(said) if said else max(len(one.carriers), 1)
    return total


def newcomers(projects: Iterable[Project], earlier: Iterable[Project]) -> int:
    """How many carry an idea, and never carried one before."""
    known = {user_id for one in earlier for user_id in one.carriers}
    return len({user_id for one in projects for user_id in one.carriers} - known)


def hours(project: Project) -> float:
    """The residents' hours: those of the report where there is one, else those promised."""
    if project.report is not None:
        return project.report.hours
    return sum(
        (promise.quantity or 0) * (1 if promise.unit == "hours" else 0)
        for promise in project.commitments
        if promise.side is Side.BEARER
    )


def cents(projects: Iterable[Project], side: Side, *, cash: bool | None = None) -> int:
    """What one side brings: in money, in kind, or (None) both."""
    return sum(
        promise.value_cents or 0
        for one in projects
        for promise in one.commitments
        if promise.side is side and cash in (None, promise.kind in CASH)
    )


def in_kind(projects: Iterable[Project], rates: Rates) -> int:
    """What the bearers bring in kind; hours without a value count at the rate of an hour."""
    total = 0
    for one in projects:
        total += cents([one], Side.BEARER, cash=False)
        if not _hours_valued(one):
            total += round(hours(one) * rates.volunteer_cents)
    return total


def _hours_valued(project: Project) -> bool:
    """Whether some work already has a value in money, so that it is not counted twice."""
    return any(
        promise.side is Side.BEARER and promise.unit == "hours" and promise.value_cents
        for promise in project.commitments
    )


def third(projects: Iterable[Project]) -> int:
    """What others pay, such as a foundation or a shop."""
    return sum(line.cents for one in projects for line in one.cost_lines if line.paid_by == "third")


def reference(project: Project) -> int:
    """What it would cost without residents, in cents; 0 when nobody said."""
    return project.casework.reference_cents or 0


def _number(said: object) -> float | None:
    return said if isinstance(said, int | float) and not isinstance(said, bool) else None
