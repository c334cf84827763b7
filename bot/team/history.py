"""The journal of a project in words: who did what, when, and why."""

from __future__ import annotations

from markupsafe import Markup

from bot import journal_words
from bot.incoming import Told
from bot.team.group import answer, project_of
from bot.town import Town
from dialogs.project import Project
from dialogs.showing import shorten
from dialogs.wording import Voice
from storage import journal
from storage.journal import Entry
from storage.work import Work

SHOWN = 40
"""The newest lines that are shown; all of them are in the database."""


async def command(town: Town, work: Work, message: Told, argument: str) -> str:
    """Show a project's history in the group: by number, by reply, or in its topic."""
    project = await project_of(work, message, argument)
    say = town.staff_voice
    if project is None:
        answer(
            town,
            work,
            message,
            say("Which dossier? Write its number, such as {example}.", example="/history 2026-014"),
        )
        return "history_of_what"
    answer(town, work, message, await words(town, work, project))
    return "command_history"


async def words(town: Town, work: Work, project: Project) -> Markup:
    """A project's history, the oldest line first."""
    say = town.staff_voice
    entries = await journal.load_of_project(await work.direct(), project.id)
    lines = [_line(town, project, entry, say) for entry in entries[-SHOWN:]]
    head = Markup("<b>{}</b> · <b>{}</b>").format(project.number, project.title)
    text = Markup("\n").join((head, *lines))
    while len(text) > 3900 and len(lines) > 1:
        lines = lines[1:]
        text = Markup("\n").join((head, Markup("…"), *lines))
    return text


def _line(town: Town, project: Project, entry: Entry, say: Voice) -> Markup:
    at = say.short_moment(entry.at.astimezone(town.setting.zone))
    what, why = journal_words.deed(entry, say), journal_words.reason(entry, say)
    why = f" ({shorten(why, 160)})" if why else ""
    return Markup("{} · {}: {}{}").format(at, _who(town, project, entry.actor, say), what, why)


def _who(town: Town, project: Project, actor: str, say: Voice) -> str:
    """Who did it: a colleague by name, the resident without one."""
    kind, _, number = actor.partition(":")
    if kind != "user" or not number.isdecimal():
        return say.plain("the calendar")
    if int(number) in project.carriers:
        return say.plain("the resident")
    return town.team.name_of(int(number)) or say.plain("a colleague")
