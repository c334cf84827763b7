"""The card's buttons: taking, proposing, confirming, voting, undoing; in the group, by name.

Rights are checked where the action is applied (`lifecycle`), not where the button is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot import card, correspondence, dossier_files, exchange, letters
from bot.forms import Place, show, toast
from bot.incoming import Tapped
from bot.projects import act
from bot.team import bench, forms
from bot.team.capacity import expected_on
from bot.town import Town
from dialogs.asking import Waive
from dialogs.buttons import Screen
from dialogs.deciding import CastVote, Confirm, Object, Propose, Take
from dialogs.lifecycle import Action, apply
from dialogs.outcomes import Refused
from dialogs.project import Project, Verdict
from dialogs.rights import Actor, Why
from dialogs.settling import Enact, Undo
from dialogs.view import view
from dialogs.wording import N_, Voice
from storage.journal import Entry
from storage.work import Work

DONE: Mapping[str, str] = {
    "take": N_("You are in charge of it now."),
    "accept": N_("Noted."),
    "confirm": N_("Decided. The resident is told."),
    "object": N_("Noted: the dossier is open again."),
    "yes": N_("Your vote is noted."),
    "no": N_("Your vote is noted."),
    "waive": N_("Noted: the dossier is open again."),
    "undo": N_("Undone. The resident was not told."),
}
"""What the person who pressed reads for a moment."""

ABOUT_A_PROPOSAL = frozenset({"confirm", "object", "yes", "no", "undo"})
"""The buttons that are about one decision put forward, and about no other."""


async def pressed(town: Town, work: Work, tap: Tapped) -> str:
    """Do what a card's button says."""
    _, code, name, mark = [*tap.data.split("."), "", "", ""][:4]
    project = await bench.project_by(work, code)
    say = town.staff_voice
    if project is None:
        toast(work, tap, say.plain("This button is no longer in use."))
        return "unknown_button"
    actor = town.actor(tap.person.id, tap.person.name)
    if name == "read":
        return await read_in_private(town, work, project, actor, tap)
    if name == "ask":
        return await correspondence.prompt(town, work, project, actor, tap)
    if name == "more":
        return await bench.open_for(town, work, project, actor, tap)
    if name == "refuse":
        return await _begin_refusal(town, work, project, actor, tap)
    action = await _action(town, work, project, name)
    if action is None:
        toast(work, tap, say.plain("This button is no longer in use."))
        return "unknown_button"
    if name in ABOUT_A_PROPOSAL and mark != card.proposal_mark(project):
        toast(work, tap, say.plain(Why.NOT_NOW))
        return "stale_button"
    after = await act(town, work, project, action, actor)
    if isinstance(after, Why):
        toast(work, tap, say.plain(after))
        return f"refused_{after.name.lower()}"
    toast(work, tap, _done(town, name, after, say))
    return name


def _done(town: Town, name: str, after: Project, say: Voice) -> str:
    if name in ("accept", "confirm", "yes") and after.proposal and after.proposal.settled:
        return say.plain("Decided. You can undo it for {n} seconds.", n=town.rules.undo_seconds)
    if name == "accept" and after.decided_at is not None:
        return say.plain(DONE["confirm"])
    return say.plain(DONE[name])


async def _action(town: Town, work: Work, project: Project, name: str) -> Action | None:
    appeal_on = town.appeal_on(work.now)
    match name:
        case "take":
            return Take()
        case "accept":
            expected = await expected_on(town, work, project)
            return Propose(Verdict.ACCEPT, expected_on=expected)
        case "confirm":
            return Confirm(appeal_on, await expected_on(town, work, project))
        case "yes" | "no":
            expected = await expected_on(town, work, project)
            return CastVote(name == "yes", appeal_on, expected)
        case "object":
            return Object()
        case "waive":
            return Waive()
        case "undo":
            return Undo()
        case _:
            return None


async def enact(town: Town, work: Work, project: Project) -> Project | Why:
    """Let a settled decision take effect, in the name of the person who settled it."""
    settled = project.proposal.settled if project.proposal else None
    if settled is None:
        return Why.NOTHING_PROPOSED
    actor = Actor(settled.by, settled.by_name)
    expected = await expected_on(town, work, project)
    return await act(town, work, project, Enact(town.appeal_on(work.now), expected), actor)


async def read_in_private(
    town: Town, work: Work, project: Project, actor: Actor, tap: Tapped
) -> str:
    """Open the whole dossier in the private chat of one member of the team, and note it."""
    why = await bench.why_not_private(town, work, actor)
    if why:
        toast(work, tap, why)
        return "no_private_chat" if actor.roles else "refused_not_staff"
    toast(work, tap, town.staff_voice.plain("The dossier is in your private chat with me."))
    work.send(actor.user_id, letters.text(Screen(card.dossier(town, project))))
    if project.promised_at is not None:
        work.send(actor.user_id, letters.text(Screen(card.promises(town, project))))
    await bench.send_people(town, work, project, actor.user_id)
    await dossier_files.to_private(town, work, project, actor.user_id)
    await exchange.to_private(town, work, project, actor.user_id)
    work.write_journal(Entry(work.now, actor.key, "read_dossier", project.id))
    return "dossier_read"


async def _begin_refusal(
    town: Town, work: Work, project: Project, actor: Actor, tap: Tapped
) -> str:
    """Ask for the reason, of someone who may refuse; the right is checked again at the end."""
    say = town.staff_voice
    trial = Propose(Verdict.REFUSE, reason="x" * 20)
    outcome = apply(project, trial, actor, work.now, town.rules)
    if isinstance(outcome, Refused):
        toast(work, tap, say.plain(outcome.why))
        return f"refused_{outcome.why.name.lower()}"
    toast(work, tap, say.plain("Please write the reason in the group."))
    for earlier in await work.open_sessions(actor.user_id, tap.chat_id):
        work.end_session(earlier)
    held = forms.begin(town, work, project, "refusal", actor.user_id, tap.chat_id)
    note = say(
        "{name}: refusal of {number}, “{title}”.",
        name=actor.name,
        number=project.number,
        title=project.title,
    )
    screen = forms.dress(town, project)(held.session, view(town.book, held.session))
    await show(work, Place.staff(tap.chat_id, actor.user_id, tap.thread), screen, note=note)
    return "refusal_begun"
