"""Asking for a document of a convention: noted in this turn, made off the loop, then sent."""

from __future__ import annotations

from bot.signing import papers
from bot.town import Town
from dialogs.agreement import Kind
from dialogs.lifecycle import apply
from dialogs.outcomes import Refused
from dialogs.project import Project
from dialogs.rights import Actor, Why
from dialogs.signing import Issue
from dialogs.wording import N_
from storage import conventions
from storage.journal import Entry
from storage.work import Work

_TRIAL = "0" * 64
"""A fingerprint that stands in while the document is not made."""


async def ask_for(
    town: Town,
    work: Work,
    project: Project,
    kind: conventions.Kind,
    paper: papers.Numbered,
    actor: Actor,
) -> tuple[Project | Why, str]:
    """Ask for a document that is then sent for signature; return the words for who asked.

    Whether it may be sent is looked at now, and again when it is made.
    """
    outcome = apply(project, Issue(_TRIAL, Kind(kind)), actor, work.now, town.rules)
    if isinstance(outcome, Refused):
        return outcome.why, ""
    if project.offered is not None or await is_pending(work, project):
        return project, N_("One is being made or signed already: first finish that one.")
    await note(town, work, project, kind, paper, actor)
    return project, N_("The document is being made. It goes to everyone who signs in a moment.")


async def is_pending(work: Work, project: Project) -> bool:
    """Whether a document of this project is still being made."""
    history = await conventions.load_history(await work.direct(), project.id)
    return any(one.sha256 is None for one in history)


async def note(
    town: Town,
    work: Work,
    project: Project,
    kind: conventions.Kind,
    paper: papers.Numbered,
    actor: Actor,
) -> None:
    """Give an act its number and let it wait for its document."""
    await conventions.issue(
        await work.direct(),
        project.id,
        kind,
        work.now,
        lambda number, version: papers.numbered(paper, number, version),
        year=town.setting.local_day(work.now).year,
        asked_by=actor.user_id,
    )
    work.write_journal(Entry(work.now, actor.key, f"ask_{kind}", project.id))
    town.bell.set()
