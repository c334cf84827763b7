"""The journal of a project in words: who did what, when, and why."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from bot.incoming import Told
from bot.team.group import answer, project_of
from bot.town import Town
from dialogs.project import Project
from dialogs.showing import shorten
from dialogs.wording import N_, Voice
from storage import journal
from storage.journal import Entry
from storage.work import Work

SHOWN = 40
"""The newest lines that are shown; all of them are in the database."""

WORDS: Mapping[str, str] = {
    "submit": N_("sent the dossier"),
    "take": N_("took it in charge"),
    "assign": N_("put a colleague in charge"),
    "hand_back": N_("handed it back"),
    "ask_opinion": N_("asked for an opinion"),
    "opinion_fine": N_("gave an opinion: in favour"),
    "opinion_reserves": N_("gave an opinion: with reserves"),
    "opinion_against": N_("gave an opinion: against"),
    "check": N_("answered the review"),
    "legal_basis": N_("chose the legal basis"),
    "offer": N_("sent the town's offer"),
    "offer_accepted": N_("accepted the offer"),
    "offer_discussed": N_("wants to talk about the offer"),
    "minutes": N_("noted time, in minutes"),
    "propose_accept": N_("proposed to accept"),
    "propose_accept_with_conditions": N_("proposed to accept with conditions"),
    "propose_refuse": N_("proposed to refuse"),
    "propose_hand_over": N_("proposed to hand it over"),
    "vote_yes": N_("voted for it"),
    "vote_no": N_("voted against it"),
    "voted_down": N_("the vote went against it"),
    "object": N_("did not agree"),
    "settle_accept": N_("confirmed the yes"),
    "settle_accept_with_conditions": N_("confirmed the yes with conditions"),
    "settle_refuse": N_("confirmed the refusal"),
    "settle_hand_over": N_("confirmed the hand-over"),
    "undo": N_("took the confirmation back"),
    "accept": N_("accepted it"),
    "accept_with_conditions": N_("accepted it with conditions"),
    "refuse": N_("refused it"),
    "hand_over": N_("handed it over to another structure"),
    "reopen": N_("opened it again"),
    "merge": N_("merged it with another idea"),
    "promise_kept": N_("kept a promise of the town"),
    "place_free": N_("a place became free"),
    "implicit_refusal": N_("the legal time passed without an answer"),
    "withdraw": N_("withdrew the idea"),
    "read_dossier": N_("read the whole dossier"),
    "message_to_staff": N_("wrote to the town hall"),
    "message_to_resident": N_("wrote to the resident"),
    "note": N_("wrote a private note"),
    "note_taken_back": N_("took a private note back"),
}
"""What the journal's words mean to people; one that is not here is shown as it stands."""


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
    deed = WORDS.get(entry.action)
    what = say.plain(deed) if deed else entry.action.replace("_", " ")
    why = f" ({shorten(entry.reason, 160)})" if entry.reason else ""
    return Markup("{} · {}: {}{}").format(at, _who(town, project, entry.actor, say), what, why)


def _who(town: Town, project: Project, actor: str, say: Voice) -> str:
    """Who did it: a colleague by name, the resident without one."""
    kind, _, number = actor.partition(":")
    if kind != "user" or not number.isdecimal():
        return say.plain("the calendar")
    if int(number) in project.carriers:
        return say.plain("the resident")
    return town.team.name_of(int(number)) or say.plain("a colleague")
