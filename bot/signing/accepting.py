"""The bearer's side of a convention: read, ask, accept by name, decline, send the sheet.

Buttons name the version that was read; whether it is still the one is looked at when it is signed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from bot import additions, followup_forms, inbox
from bot.desk import Desk
from bot.followup_buttons import button
from bot.forms import toast
from bot.incoming import Tapped
from bot.projects import act
from bot.signing import issued, sealing, second_factor, team_forms
from dialogs.agreement import Convention, Kind
from dialogs.buttons import Screen
from dialogs.lifecycle import Action, apply
from dialogs.outcomes import Refused
from dialogs.project import Project
from dialogs.renewing import has_signed, has_signed_as
from dialogs.rights import Actor, Why
from dialogs.signing import Decline, Sign
from dialogs.wording import N_
from storage import conventions
from storage.sessions import Held

FORMS = frozenset({"sign", "sign_again", "decline", "sheet"}) | second_factor.FORMS
"""The dialogs of the bearer's side."""

_ANYONE = "Prénom Nom"
"""A name that a signature is tried with, before the person types theirs."""


async def sign(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Ask for the name, if this person may sign the version that the button is about."""
    text = project.offered
    version = int(what) if what.isdecimal() and len(what) < 6 else (text.version if text else 0)
    sha256 = text.sha256 if text is not None and text.version == version else ""
    if why := _why_not(desk, project, Sign(_ANYONE, version, sha256, code_checked=True)):
        toast(desk.work, tap, desk.say.plain(why))
        return f"refused_{why.name.lower()}"
    toast(desk.work, tap)
    if text is not None and await _lacks_code(desk, project, sha256):
        await second_factor.begin(desk, project, text)
        return "code_wanted"
    given = {"version": version, "sha256": sha256, "accepted": tap.message_id}
    await _ask_name(desk, project, _form_of(project, text, desk.resident.user_id), given)
    return "signing_begun"


async def _lacks_code(desk: Desk, project: Project, sha256: str) -> bool:
    wanted = desk.town.rules.email_code
    return wanted and not await second_factor.confirmed(desk, project, sha256)


def _why_not(desk: Desk, project: Project, action: Action) -> Why | None:
    actor = Actor(desk.resident.user_id)
    outcome = apply(project, action, actor, desk.work.now, desk.town.rules)
    return outcome.why if isinstance(outcome, Refused) else None


def _form_of(project: Project, text: Convention | None, user_id: int) -> str:
    """The form that takes the name; who signed before need not think about a renewal anew."""
    renewal = text is not None and text.kind is Kind.RENEWAL
    return "sign_again" if renewal and has_signed(project, user_id) else "sign"


async def _ask_name(
    desk: Desk,
    project: Project,
    dialog: str,
    given: Mapping[str, Any],
    note: Markup | None = None,
    answers: Mapping[str, Any] | None = None,
) -> None:
    """Ask for the name that signs; with `answers`, show the one that was typed to be confirmed."""
    await _open(desk, project, dialog, given, answers)
    say = desk.say
    head = say(
        "<b>{title}</b> · {number}\nYou are about to sign version {version}. Its fingerprint "
        "begins with <code>{mark}</code>.",
        title=project.title,
        number=project.number,
        version=given["version"],
        mark=str(given["sha256"])[:12],
    )
    await desk.show_present(Markup("\n\n").join((note, head)) if note else head)


async def _open(
    desk: Desk,
    project: Project,
    dialog: str,
    given: Mapping[str, Any],
    answers: Mapping[str, Any] | None = None,
) -> Held:
    """Put a form in front of the person; an earlier one about the same thing ends."""
    for held in await desk.work.sessions_of(project.id):
        if held.owner == desk.resident.user_id and held.session.root.dialog == dialog:
            desk.end(held)
    held = desk.begin(dialog, project.id)
    top = held.session.with_top(given=dict(given), answers=dict(answers or {}))
    held = replace(held, session=top)
    desk.work.put_session(held)
    return held


async def decline(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Ask for a word, if they like, of someone who does not want to sign."""
    del what
    if why := _why_not(desk, project, Decline()):
        toast(desk.work, tap, desk.say.plain(why))
        return f"refused_{why.name.lower()}"
    toast(desk.work, tap)
    await _open(desk, project, "decline", {})
    await desk.show_present(_heading(project))
    return "declining_begun"


async def sheet(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Ask for the photos of a sheet that was signed by hand."""
    del what
    if project.offered is None:
        toast(desk.work, tap, desk.say.plain(Why.NOTHING_OFFERED))
        return "refused_nothing_offered"
    toast(desk.work, tap)
    await _open(desk, project, "sheet", {})
    await desk.show_present(_heading(project))
    return "sheet_begun"


async def ask(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Let a person write to the town hall about the text, before they sign or not."""
    del what
    toast(desk.work, tap)
    await _open(desk, project, "message", {})
    await desk.show_present(_heading(project))
    return "question_begun"


async def prefer_paper(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Tell how to sign by hand: one or several may, whatever the others do."""
    del what
    if project.offered is None:
        toast(desk.work, tap, desk.say.plain(Why.NOTHING_OFFERED))
        return "refused_nothing_offered"
    toast(desk.work, tap)
    words = desk.say(
        "Of course. Print the PDF and sign its last pages by hand, or sign at the town hall. Then "
        "send a photo here, or bring the sheet."
    )
    row = (button(desk.say, project, N_("Send the signed sheet"), "sheet"),)
    desk.send_screen(Screen(Markup("\n\n").join((_heading(project), words)), (row,)))
    return "paper_preferred"


async def read_again(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Send the PDFs of the convention once more."""
    del what
    toast(desk.work, tap)
    acts = await conventions.load_history(await desk.work.direct(), project.id)
    user_id = desk.resident.user_id
    await issued.give_copies(desk.town, desk.work, user_id, tuple(acts[-2:]), project.language)
    return "agreement_sent_again"


def _heading(project: Project) -> Markup:
    return Markup("<b>{}</b> · {}").format(project.title, project.number)


async def finished(desk: Desk, held: Held, answers: Mapping[str, Any], tap: Tapped | None) -> None:
    """Do what a finished form says."""
    desk.end(held)
    project = await desk.work.project(held.project_id) if held.project_id is not None else None
    assert project is not None  # noqa: S101 - these forms always have their project
    match held.session.root.dialog:
        case dialog if dialog in second_factor.FORMS:
            right, note = await second_factor.finished(desk, project, held, answers)
            if right:
                await _go_on(desk, project, note, tap)
        case "sign" | "sign_again":
            await _signed(desk, project, held, str(answers["name"]), tap)
        case "decline":
            await _declined(desk, project, held, answers, tap)
        case _:
            note = await additions.keep(desk, project, answers)
            thanks = desk.say("The town hall compares the pages and signs too. You are told.")
            await followup_forms.back(desk, Markup("\n").join((note, thanks)), tap)


async def _go_on(desk: Desk, project: Project, note: Markup | None, tap: Tapped | None) -> None:
    """After the code: the name, for the version that is out by now."""
    text = project.offered
    if text is None:
        await followup_forms.back(desk, desk.say(Why.NOTHING_OFFERED.value), tap)
        return
    form = _form_of(project, text, desk.resident.user_id)
    given = {"version": text.version, "sha256": text.sha256}
    await _ask_name(desk, project, form, given, note)


async def _signed(desk: Desk, project: Project, held: Held, name: str, tap: Tapped | None) -> None:
    given, say, user_id = held.session.root.given, desk.say, desk.resident.user_id
    if held.session.root.dialog == "sign_again" and not has_signed_as(project, user_id, name):
        note = say("This is not the name of last time. Is it right? Then accept with the button.")
        await _ask_name(desk, project, "sign", given, note, {"name": name})
        return
    sha256 = str(given.get("sha256") or "")
    text = await conventions.find(await desk.work.direct(), sha256)
    accepted = tap.message_id if tap is not None else given.get("accepted")
    shown = await sealing.proof_of(desk.work, text, user_id, accepted) if text else ()
    action = Sign(
        name,
        int(given.get("version") or 0),
        sha256,
        messages=shown,
        code_checked=await second_factor.confirmed(desk, project, sha256),
    )
    after = await act(desk.town, desk.work, project, action, Actor(user_id))
    if after is Why.NO_CODE and project.offered is not None:
        await second_factor.begin(desk, project, project.offered)
        return
    if after is Why.NO_NAME:
        await _ask_name(desk, project, "sign", given, say(Why.NO_NAME.value))
        return
    if isinstance(after, Why):
        await followup_forms.back(desk, say(after.value), tap)
        return
    await second_factor.used(desk, project)
    left = len(after.offered.signers) - len(after.signed) if after.offered else 0
    note = say("Thank you, {name}. Your signature is noted.", name=name)
    rest = (
        say.count("{n} signature is still missing.", "{n} signatures are still missing.", left)
        if left
        else say("Everyone has signed on your side. Now the town signs, then you receive a copy.")
    )
    await followup_forms.back(desk, Markup("\n").join((note, rest)), tap)
    await sealing.ask_the_town(desk.town, desk.work, after)
    await team_forms.refresh(desk.town, desk.work, after)


async def _declined(
    desk: Desk, project: Project, held: Held, answers: Mapping[str, Any], tap: Tapped | None
) -> None:
    words = answers.get("reason")
    reason = words if isinstance(words, str) else ""
    user_id = desk.resident.user_id
    after = await act(desk.town, desk.work, project, Decline(reason), Actor(user_id))
    if isinstance(after, Why):
        await followup_forms.back(desk, desk.say(after.value), tap)
        return
    if reason:
        await inbox.pass_on(desk.town, desk.work, user_id, reason, held)
    note = desk.say("Noted, without blame. A person at the town hall talks with you.")
    await followup_forms.back(desk, note, tap)


ANSWERS: Mapping[str, Callable[[Desk, Project, Tapped, str], Awaitable[str]]] = {
    "sign": sign,
    "nosign": decline,
    "sheet": sheet,
    "paper": prefer_paper,
    "ask": ask,
    "agreement": read_again,
    "newcode": second_factor.new_code,
    "mailto": second_factor.other_address,
}
"""What each button of the bearer's side does, by the name it carries."""
