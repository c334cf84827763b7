"""The end of a term as a beginning: who goes on, from when, for how long, under which name.

A renewal repeats what people know, so it may cost them little: the term is the one they had, and
a name that was already signed with counts as soon as it is typed again.
"""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from dialogs.agreement import How
from dialogs.following import Wish
from dialogs.project import Project, State
from dialogs.reading import fold
from dialogs.tending import term_end


def awaits_renewal(project: Project) -> bool:
    """Whether those who carry a project want to go on, and nothing is out for signature yet.

    The bearer's own word decides when there is one; without it, a member's.
    """
    wishes = dict(project.wishes)
    decided = wishes.get(project.bearer) or (Wish.GO_ON if Wish.GO_ON in wishes.values() else None)
    return (
        project.state is State.RENEWAL
        and project.offered is None
        and project.convention is not None
        and decided is Wish.GO_ON
    )


def next_term(project: Project, today: date) -> tuple[date, int]:
    """Return the first day and the years of a term like the one in force, right after it.

    A term never begins in the past: what is renewed late begins today.
    """
    end, text = term_end(project), project.convention
    start = max(end + timedelta(days=1), today) if end else today
    return start, text.term_years if text is not None and text.term_years else 1


def years_together(project: Project) -> int:
    """Return how many years the project will have lived at its term's end, at least 1."""
    end = term_end(project)
    text = project.convention
    first = project.legal.term_start or (text.term_start if text else None)
    if end is None or first is None:
        return 1
    return max(relativedelta(end + timedelta(days=1), first).years, 1)


def has_signed_as(project: Project, user_id: int, name: str) -> bool:
    """Whether a person typed this name as their signature before; accents and case aside."""
    known = {
        fold(" ".join(one.name.split()))
        for one in project.signatures
        if one.by == user_id and one.how is How.CHAT
    }
    return fold(" ".join(name.split())) in known


def has_signed(project: Project, user_id: int) -> bool:
    """Whether a person signed an earlier text of this project in the chat."""
    return any(one.by == user_id and one.how is How.CHAT for one in project.signatures)
