"""What is due while a dossier is studied, said to the one colleague whose turn it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.team import promised
from bot.team.colleagues import tell_colleague
from bot.town import Town
from dialogs.project import Project
from storage.work import Work

Remind = Callable[[Town, Work, Project], Awaitable[None]]


async def _reply(town: Town, work: Work, project: Project) -> None:
    """The bearer has had no word from a person."""
    if project.assigned_to is not None:
        await tell_colleague(town, work, project, project.assigned_to, "reply_due")


async def _decision(town: Town, work: Work, project: Project) -> None:
    """The dossier has been studied for long; the group reads of it in the morning's digest."""
    if project.assigned_to is not None:
        await tell_colleague(town, work, project, project.assigned_to, "decision_due")


async def _opinion(town: Town, work: Work, project: Project) -> None:
    for asked in project.casework.awaited:
        if town.team.roles_of(asked.of):
            await tell_colleague(town, work, project, asked.of, "opinion")


async def _opinion_missing(town: Town, work: Work, project: Project) -> None:
    """A service that never answers holds nobody back."""
    whom = project.assigned_to or project.casework.awaited[0].by
    await tell_colleague(town, work, project, whom, "opinion_missing")


REVIEW_KINDS: Mapping[str, Remind] = {
    "staff_reply": _reply,
    "staff_decision": _decision,
    "opinion_nudge": _opinion,
    "opinion_missing": _opinion_missing,
    "town_promise_due": promised.ask,
}
"""By kind of reminder: what is said, and to whom."""
