"""The end of a convention as a document: written for every project that was closed with one."""

from __future__ import annotations

from bot.signing import papers
from bot.signing.asking import note
from bot.town import Town
from dialogs.rights import CLOCK
from storage import conventions
from storage.work import Work

_OUTCOMES = frozenset(
    {"term_ended", "handed_over", "bearer_ended", "town_ended", "not_done", "not_signed"}
)


async def ask_missing(town: Town, work: Work) -> None:
    """Ask for the end of each closed convention that has none, however it was closed."""
    for project_id in await conventions.load_unended(await work.direct()):
        project = await work.project(project_id)
        if project is not None and project.outcome in _OUTCOMES:
            paper = await papers.ending(town, work, project)
            await note(town, work, project, "ending", paper, CLOCK)
