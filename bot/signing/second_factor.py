"""The second factor of a signature, where the town wants one: a code by e-mail, typed in the chat.

The address is asked for, or offered again when it is known; the code comes by e-mail, is typed
here, and the form of the signature follows. Signing by hand stays open to everyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from bot.desk import Desk
from bot.followup_buttons import Row, button
from bot.forms import toast
from bot.incoming import Tapped
from bot.signing import codes
from dialogs.agreement import Convention
from dialogs.buttons import Screen
from dialogs.project import Project
from dialogs.rights import Why
from dialogs.wording import N_, Voice
from storage import signing_codes
from storage.sessions import Held
from storage.signing_codes import SigningCode

ADDRESS, CODE = "signing_address", "signing_code"

FORMS = frozenset({ADDRESS, CODE})
"""The dialogs of the second factor."""

LINE = Markup("\n")


async def confirmed(desk: Desk, project: Project, sha256: str) -> bool:
    """Whether this person has just confirmed a code for this very text."""
    row = await _current(desk, project)
    return (
        row is not None
        and row.state == "confirmed"
        and row.sha256 == sha256
        and row.confirmed_at is not None
        and desk.work.now - row.confirmed_at <= codes.CONFIRMED_FOR
    )


async def used(desk: Desk, project: Project) -> None:
    """Let the code that a signature was given with count no more."""
    await signing_codes.give_up(await desk.work.direct(), desk.resident.user_id, project.id)


async def begin(desk: Desk, project: Project, text: Convention) -> None:
    """Ask for the code that is on its way, or send one, or ask where to send it."""
    row = await _current(desk, project)
    if row is not None and row.sha256 == text.sha256 and _is_alive(row, desk):
        await _ask_code(desk, project, desk.say("I have sent a code to {address}.",
                                                address=row.address))  # fmt: skip
    elif known := _known(desk, project, row):
        await _send(desk, project, text, known)
    else:
        await _ask_address(desk, project)


def _is_alive(row: SigningCode, desk: Desk) -> bool:
    return row.state == "wanted" or (row.state == "sent" and not codes.is_over(row, desk.work.now))


async def _current(desk: Desk, project: Project) -> SigningCode | None:
    transaction = await desk.work.direct()
    return await signing_codes.load_current(transaction, desk.resident.user_id, project.id)


def _known(desk: Desk, project: Project, row: SigningCode | None) -> str:
    """The address that this person has given already, "" when there is none."""
    if row is not None and row.state != "failed":
        return row.address
    given = project.dossier.get("contact_alt")
    own = desk.resident.user_id == project.bearer and isinstance(given, str)
    return codes.address(str(given)) if own and row is None else ""


async def _ask_address(desk: Desk, project: Project, note: Markup | None = None) -> None:
    await _end_others(desk, project)
    desk.begin(ADDRESS, project.id)
    await desk.show_present(Markup("\n\n").join(filter(None, (note, _heading(project)))))


async def _send(desk: Desk, project: Project, text: Convention, address: str) -> None:
    """Ask for a code and for what it says; its e-mail leaves after this turn."""
    transaction, user_id, say = await desk.work.direct(), desk.resident.user_id, desk.say
    hour = desk.work.now - timedelta(hours=1)
    asked = await signing_codes.count_asked(transaction, user_id, address, hour)
    if asked >= codes.MOST_AN_HOUR:
        words = say(
            "I have sent as many codes as I may in an hour. Please try again later, or sign on "
            "paper."
        )
        rows = ((button(say, project, N_("I prefer paper"), "paper"),),)
        desk.send_screen(Screen(LINE.join((_heading(project), words)), rows))
        return
    await signing_codes.ask(
        transaction, user_id, project.id, text.version, text.sha256, address, desk.work.now
    )
    desk.town.code_bell.set()
    words = say(
        "I am sending a code to {address}. It counts once, for 15 minutes. Look among the unwanted "
        "e-mails too.",
        address=address,
    )
    await _ask_code(desk, project, words)


async def _ask_code(desk: Desk, project: Project, words: Markup) -> None:
    """Say where the code went, with what else can be done, and ask for it below."""
    await _end_others(desk, project)
    body = LINE.join((_heading(project), words))
    desk.send_screen(Screen(body, ways(desk.say, project)))
    desk.begin(CODE, project.id)
    await desk.show_present()


def ways(say: Voice, project: Project, *, again: bool = True) -> tuple[Row, ...]:
    """What else can be done than to type the code."""
    new = (button(say, project, N_("Send a new code"), "newcode"),) if again else ()
    other = (button(say, project, N_("Another address"), "mailto"),)
    paper = (button(say, project, N_("I prefer paper"), "paper"),)
    return tuple(filter(None, (new, other, paper)))


async def new_code(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Send a new code to the address given last."""
    del what
    text = project.offered
    if text is None:
        toast(desk.work, tap, desk.say.plain(Why.NOTHING_OFFERED))
        return "refused_nothing_offered"
    toast(desk.work, tap)
    row = await _current(desk, project)
    if row is None:
        await _ask_address(desk, project)
    else:
        await _send(desk, project, text, row.address)
    return "code_asked"


async def other_address(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Ask for another address."""
    del what
    if project.offered is None:
        toast(desk.work, tap, desk.say.plain(Why.NOTHING_OFFERED))
        return "refused_nothing_offered"
    toast(desk.work, tap)
    await _ask_address(desk, project)
    return "address_asked"


async def finished(
    desk: Desk, project: Project, held: Held, answers: Mapping[str, Any]
) -> tuple[bool, Markup | None]:
    """Take an address or a code; return whether the signature may follow, and what is said of it.

    What was typed goes with the form: no code is kept, right or wrong.
    """
    desk.end(replace(held, session=held.session.with_top(answers={}, drafts={}, parked={})))
    text = project.offered
    if text is None:
        return True, None  # the signature says why there is none
    if held.session.root.dialog == ADDRESS:
        address = codes.address(str(answers["address"]))
        if address:
            await _send(desk, project, text, address)
        else:
            note = desk.say("I cannot write to this address. It looks like name@example.org.")
            await _ask_address(desk, project, note)
        return False, None
    return await _typed(desk, project, text, codes.figures(str(answers["code"])))


async def _typed(
    desk: Desk, project: Project, text: Convention, code: str
) -> tuple[bool, Markup | None]:
    row, say, transaction = await _current(desk, project), desk.say, await desk.work.direct()
    if row is None or row.sha256 != text.sha256 or row.state in ("void", "failed", "confirmed"):
        await _tell(desk, project, say("This code counts no more. Please ask for a new one."))
        return False, None
    if row.state == "wanted":
        words = say("The e-mail has not left yet: I keep trying. A new code comes with it.")
        await _ask_code(desk, project, words)
        return False, None
    if len(code) != codes.FIGURES:  # words, or a slip of the finger: no try is lost
        desk.begin(CODE, project.id)
        await desk.show_present(say("The code has six figures, as in the e-mail."))
        return False, None
    if codes.is_over(row, desk.work.now):
        void = replace(row, state="void", digest="")
        await signing_codes.save(transaction, void, was="sent")
        words = say("This code is more than 15 minutes old. Please ask for a new one.")
        await _tell(desk, project, words)
        return False, None
    if codes.is_right(desk.town.code_key, row, code):
        right = replace(row, state="confirmed", digest="", confirmed_at=desk.work.now)
        await signing_codes.save(transaction, right, was="sent")
        return True, say("Thank you, the code is right.")
    await _wrong(desk, project, row)
    return False, None


async def _wrong(desk: Desk, project: Project, row: SigningCode) -> None:
    say, transaction = desk.say, await desk.work.direct()
    left = codes.MOST_TRIES - row.tries - 1
    if left <= 0:
        void = replace(row, state="void", digest="", tries=row.tries + 1)
        await signing_codes.save(transaction, void, was="sent")
        words = say("That was not the code, for the last time: it counts no more. Nothing is lost.")
        await _tell(desk, project, words)
        return
    await signing_codes.save(transaction, replace(row, tries=row.tries + 1), was="sent")
    note = say.count(
        "This is not the code that I sent. You can try {n} more time.",
        "This is not the code that I sent. You can try {n} more times.",
        left,
    )
    desk.begin(CODE, project.id)
    await desk.show_present(note)


async def _tell(desk: Desk, project: Project, words: Markup) -> None:
    """Say why a code does not count, with the ways on."""
    rows = ways(desk.say, project)
    desk.send_screen(Screen(LINE.join((_heading(project), words)), rows))


async def _end_others(desk: Desk, project: Project) -> None:
    """End this person's earlier forms of the second factor for the project."""
    for held in await desk.work.sessions_of(project.id):
        if held.owner == desk.resident.user_id and held.session.root.dialog in FORMS:
            desk.end(held)


def _heading(project: Project) -> Markup:
    return Markup("<b>{}</b> · {}").format(project.title, project.number)
