"""The team's taps about a convention: answering the checklist, sending, signing for the town.

Rights are checked where an action is applied (`lifecycle`), not where the button is drawn.
"""

from __future__ import annotations

from dataclasses import replace

from bot import letters
from bot.forms import toast
from bot.incoming import Tapped
from bot.projects import act
from bot.signing import amending, checklist, issued, papers, team_forms
from bot.signing.asking import ask_for
from bot.team import bench
from bot.team.group import place
from bot.town import Town
from dialogs.agreement import Kind, LegalBasis
from dialogs.before_signing import missing
from dialogs.buttons import Screen
from dialogs.handling import ChooseBasis
from dialogs.lifecycle import Action, apply
from dialogs.outcomes import Refused
from dialogs.project import Project
from dialogs.renewing import has_signed, next_term
from dialogs.rewording import parts
from dialogs.rights import Actor, Why
from dialogs.signing import Countersign, NoteLegal
from storage import conventions, evidence
from storage.journal import Entry
from storage.work import Work

_FORMS = {
    "act": "legal_act",
    "term": "legal_term",
    "change": "change_text",
    "close": "close_unsigned",
    "renew": "renewal",
}
"""By act: the form that it opens."""


async def tapped(town: Town, work: Work, tap: Tapped) -> str:
    """Do what a button of a convention says; return the outcome for the log."""
    _, code, name, value = [*tap.data.split("."), "", "", ""][:4]
    project = await bench.project_by(work, code)
    actor = town.actor(tap.person.id, tap.person.name)
    say = town.staff_voice
    if not actor.roles:
        toast(work, tap, say.plain(Why.NOT_STAFF))
        return "refused_not_staff"
    if project is None:
        toast(work, tap, say.plain("This button is no longer in use."))
        return "unknown_button"
    match name:
        case "open":
            toast(work, tap)
            await _show_main(town, work, project, tap)
        case "basis":
            toast(work, tap)
            await _show(town, work, project, tap, checklist.bases(town, project))
        case "words":
            toast(work, tap)
            await _show(town, work, project, tap, checklist.words(town, project))
        case "word" if value in parts(project):
            toast(work, tap)
            await team_forms.open_form(town, work, project, tap, "new_words", {"part": value})
        case "amend":
            toast(work, tap)
            await _show_main(town, work, project, tap, drafting=True)
        case "adrop":
            return await _drop(town, work, project, actor, tap)
        case _ if name in amending.FORMS:
            toast(work, tap)
            dialog, given, answers = amending.form_of(name, value)
            await team_forms.open_form(town, work, project, tap, dialog, given, answers)
        case "send":
            return await _send(town, work, project, actor, tap)
        case "again":
            return await _renew(town, work, project, actor, tap, value)
        case "town":
            return await _open_countersigning(town, work, project, actor, tap, value)
        case "file":
            return await _open_filing(town, work, project, tap, value)
        case "copies":
            return await _receive(town, work, project, actor, tap)
        case _ if name in _FORMS:
            toast(work, tap)
            await team_forms.open_form(town, work, project, tap, _FORMS[name])
        case _:
            action = _action(town, work, project, name, value)
            return await _change(town, work, project, actor, tap, action)
    return f"signing_{name}"


def _action(town: Town, work: Work, project: Project, name: str, value: str) -> Action | None:
    """What a button changes, None when it is not one of ours."""
    if name == "basisis" and value in set(LegalBasis):
        return ChooseBasis(LegalBasis(value))
    if name == "paper":
        return NoteLegal(replace(project.legal, on_paper=not project.legal.on_paper))
    for act_name, field, _ in checklist.TOGGLES.values():
        if name == act_name:
            today = town.setting.local_day(work.now)
            noted = None if getattr(project.legal, field) else today
            changes = {field: noted}
            return NoteLegal(replace(project.legal, **changes))  # type: ignore[arg-type]
    return None


async def _change(
    town: Town, work: Work, project: Project, actor: Actor, tap: Tapped, action: Action | None
) -> str:
    say = town.staff_voice
    if action is None:
        toast(work, tap, say.plain("This button is no longer in use."))
        return "unknown_button"
    after = await act(town, work, project, action, actor)
    if isinstance(after, Why):
        toast(work, tap, say.plain(after))
        return f"refused_{after.name.lower()}"
    toast(work, tap, say.plain("Noted."))
    await _show_main(town, work, after, tap)
    return "legal_noted"


async def _drop(town: Town, work: Work, project: Project, actor: Actor, tap: Tapped) -> str:
    after = await amending.drop(town, work, project, actor)
    if isinstance(after, Why):
        toast(work, tap, town.staff_voice.plain(after))
        return f"refused_{after.name.lower()}"
    toast(work, tap)
    await _show_main(town, work, after, tap, drafting=True)
    return "amendment_dropped"


async def _show_main(
    town: Town, work: Work, project: Project, tap: Tapped, *, drafting: bool = False
) -> None:
    on_card = not tap.private and tap.message_id != await work.message(f"sign:{project.id}")
    await team_forms.show_main(
        town,
        work,
        project,
        tap.chat_id,
        tap=None if on_card else tap,
        fresh=on_card,
        drafting=drafting,
    )


async def _show(town: Town, work: Work, project: Project, tap: Tapped, screen: Screen) -> None:
    """Put another screen in place of the one that was pressed."""
    slot = f"bench:{tap.person.id}" if tap.private else f"sign:{project.id}"
    old = await work.message(slot)
    here = tap.message_id
    payload = letters.show(screen, fresh=here is None, message=here, old=old)
    if not tap.private:
        payload = await place(town, work, project, payload)
    work.send(tap.chat_id, payload, slot=slot)


async def _send(town: Town, work: Work, project: Project, actor: Actor, tap: Tapped) -> str:
    """Ask for the document of the text as it is now; what lacks is named."""
    say = town.staff_voice
    if lacking := missing(project, town.rules):
        words = ", ".join(say.plain(one) for one in lacking)
        toast(work, tap, say.plain("Still missing: {what}.", what=words))
        await _show_main(town, work, project, tap)
        return "refused_missing"
    paper = await papers.convention(town, work, project)
    done, words = await ask_for(town, work, project, "convention", paper, actor)
    if isinstance(done, Why):
        toast(work, tap, say.plain(done))
        return f"refused_{done.name.lower()}"
    toast(work, tap, say.plain(words))
    await _show_main(town, work, done, tap)
    return "convention_asked"


async def _renew(
    town: Town, work: Work, project: Project, actor: Actor, tap: Tapped, value: str
) -> str:
    """Send a renewal for as many years as before; the button names the text that it follows."""
    say = town.staff_voice
    text = project.convention
    if text is None or str(text.version) != value:
        toast(work, tap, say.plain(Why.OLD_VERSION))
        return "stale_button"
    start, years = next_term(project, town.setting.local_day(work.now))
    paper = await papers.renewal(town, work, project, start, years)
    done, words = await ask_for(town, work, project, "renewal", paper, actor)
    toast(work, tap, say.plain(done if isinstance(done, Why) else words))
    return f"refused_{done.name.lower()}" if isinstance(done, Why) else "renewal_asked"


async def _open_countersigning(
    town: Town, work: Work, project: Project, actor: Actor, tap: Tapped, value: str
) -> str:
    """Open the town's signature in private, for a signatory, on the version they were shown."""
    say = town.staff_voice
    text = project.offered
    version = int(value) if value.isdecimal() and len(value) < 6 else 0
    sha256 = text.sha256 if text is not None and text.version == version else ""
    trial = Countersign("Prénom Nom", version, sha256)
    outcome = apply(project, trial, actor, work.now, town.rules)
    if isinstance(outcome, Refused):
        toast(work, tap, say.plain(outcome.why))
        return f"refused_{outcome.why.name.lower()}"
    if why := await bench.why_not_private(town, work, actor):
        toast(work, tap, why)
        return "no_private_chat"
    _toast_private(town, work, tap)
    if not tap.private:
        act_ = await conventions.find(await work.direct(), sha256)
        if act_ is not None:
            await issued.give_copies(town, work, actor.user_id, (act_,))
    here = replace(tap, private=True, chat_id=actor.user_id, message_id=None, thread=None)
    given = {"version": version, "sha256": sha256}
    again = text is not None and text.kind is Kind.RENEWAL and has_signed(project, actor.user_id)
    form = "countersign_again" if again else "countersign"
    await team_forms.open_form(town, work, project, here, form, given)
    return "countersigning"


async def _open_filing(town: Town, work: Work, project: Project, tap: Tapped, value: str) -> str:
    """Open the filing of a signed sheet; its photos are for one person's private chat."""
    say = town.staff_voice
    text = project.offered
    if text is None or str(text.version) != value:
        toast(work, tap, say.plain(Why.NOTHING_OFFERED if text is None else Why.OLD_VERSION))
        return "stale_button"
    actor = town.actor(tap.person.id, tap.person.name)
    if why := await bench.why_not_private(town, work, actor):
        toast(work, tap, why)
        return "no_private_chat"
    _toast_private(town, work, tap)
    here = replace(tap, private=True, chat_id=tap.person.id, message_id=None, thread=None)
    given = {"version": text.version, "sha256": text.sha256}
    await team_forms.open_form(town, work, project, here, "file_paper", given)
    return "filing"


async def _receive(town: Town, work: Work, project: Project, actor: Actor, tap: Tapped) -> str:
    """Send the documents of a convention to one member of the team, and note it."""
    if why := await bench.why_not_private(town, work, actor):
        toast(work, tap, why)
        return "no_private_chat"
    toast(
        work,
        tap,
        "" if tap.private else town.staff_voice.plain("It is in your private chat with me."),
    )
    transaction = await work.direct()
    acts = await conventions.load_history(transaction, project.id)
    pages = await evidence.load_of_project(transaction, project.id)
    await issued.give_copies(town, work, actor.user_id, (*acts, *pages))
    await issued.give_sheets(town, work, actor.user_id, project)
    work.write_journal(Entry(work.now, actor.key, "read_convention", project.id))
    return "convention_read"


def _toast_private(town: Town, work: Work, tap: Tapped) -> None:
    """Say where it goes on, to someone who pressed in the group."""
    say = town.staff_voice
    toast(work, tap, "" if tap.private else say.plain("It is in your private chat with me."))
