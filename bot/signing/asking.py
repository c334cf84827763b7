"""Asking for a document of a convention: noted in this turn, made off the loop, then sent."""

from __future__ import annotations

from bot.documents.papers import PAPER, Amendment
from bot.signing import papers
from bot.signing.changing import changes
from bot.town import Town
from dialogs.agreement import Kind
from dialogs.before_signing import missing
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
    waiting = await pending(work, project)
    if waiting is not None and waiting.kind == kind:  # sent again: it says what holds now
        data = papers.numbered(paper, waiting.number, waiting.version)
        await conventions.put_otherwise(await work.direct(), waiting, data, work.now)
        town.bell.set()
        return project, N_("The document is being made. It goes to everyone who signs in a moment.")
    if project.offered is not None or waiting is not None:
        return project, N_("One is being made or signed already: first finish that one.")
    await note(town, work, project, kind, paper, actor)
    return project, N_("The document is being made. It goes to everyone who signs in a moment.")


async def pending(work: Work, project: Project) -> conventions.Act | None:
    """The document of this project that is still to be made, None when there is none."""
    history = await conventions.load_history(await work.direct(), project.id)
    return next((one for one in history if one.sha256 is None), None)


async def is_outdated(town: Town, work: Work, project: Project, act: conventions.Act) -> bool:
    """Whether a text says something else than the project, or its draft, does by now."""
    paper = PAPER.validate_json(act.data)
    if isinstance(paper, Amendment):
        return paper.changes != changes(town, project, town.voice(project.language))
    if act.kind != "convention" or missing(project, town.rules):
        return False
    now = await papers.convention(town, work, project)
    as_then = now.model_copy(update={"issued_at": paper.issued_at})
    return papers.numbered(as_then, act.number, act.version) != act.data


async def again(town: Town, work: Work, project: Project, act: conventions.Act) -> papers.Numbered:
    """Return an outdated text as it has to be now."""
    paper = PAPER.validate_json(act.data)
    if isinstance(paper, Amendment):
        now = changes(town, project, town.voice(project.language))
        return paper.model_copy(update={"changes": now, "issued_at": work.now})
    return await papers.convention(town, work, project)


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
