"""The end of a signing: the town's signatories are asked, and what everyone signed is proved."""

from __future__ import annotations

from bot import letters
from bot.documents.papers import PAPER
from bot.signing import handing, papers
from bot.signing.buttons import all_signed, button
from bot.team.colleagues import is_reachable
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.project import Project
from dialogs.rights import Role
from dialogs.wording import N_
from storage import conventions, evidence
from storage.conventions import Act
from storage.work import Work


async def ask_the_town(town: Town, work: Work, project: Project) -> None:
    """Ask every signatory in private, once all others have signed; the group is told beside."""
    text = project.offered
    if text is None or not all_signed(project):
        return
    act = await conventions.find(await work.direct(), text.sha256)
    for user_id in town.people(Role.SIGNATORY):
        if user_id in project.everyone or act is None or not await is_reachable(work, user_id):
            continue
        say = town.staff_voice
        work.send(user_id, handing.pdf(act, say), slot=handing.pdf_slot(act, user_id))
        words = say(
            "{number}, “{title}”: everyone has signed version {version}. Only the town's "
            "signature is missing. You find the agreement above.",
            number=project.number,
            title=project.title,
            version=text.version,
        )
        row = (button(project, say, N_("Sign for the town"), "town", str(text.version)),)
        slot = handing.words_slot(act, user_id)
        work.send(user_id, letters.text(Screen(words, (row,))), slot=slot)


async def seal(town: Town, work: Work, project: Project) -> None:
    """Ask for the evidence page of the text that has just come into force."""
    text = project.convention
    assert text is not None  # noqa: S101 - called when everyone has signed
    transaction = await work.direct()
    act = await conventions.find(transaction, text.sha256)
    if act is None:
        return
    page = await papers.evidence(town, work, project, act)
    await evidence.ask(transaction, act, PAPER.dump_json(page).decode(), work.now)
    town.bell.set()


async def proof_of(work: Work, act: Act, user_id: int, accepted: int | None) -> tuple[int, ...]:
    """The messages that brought a person the text and took their acceptance, as far as noted."""
    slots = (handing.pdf_slot(act, user_id), handing.words_slot(act, user_id))
    found = [await work.message(slot) for slot in slots]
    return tuple(one for one in (*found, accepted) if one is not None)
