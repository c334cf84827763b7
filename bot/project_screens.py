"""A person's own ideas: the list, and for each one a screen with what they can do there.

To add something that can be done with a project, add a row to ACTS. Whether a person may do it is
looked at when they press, not only when the button is drawn; a change of the project's life is
checked again by `dialogs.lifecycle`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from markupsafe import Markup

from bot import additions, dossier_text, errands, letters, promising, together
from bot.desk import Desk
from bot.forms import show, toast
from bot.home import continue_label, draft_title
from bot.incoming import Tapped
from bot.next_steps import next_step
from bot.projects import act as apply_action
from dialogs.buttons import Button, Screen, to_base36
from dialogs.filing import UNDECIDED, UNSIGNED, Withdraw
from dialogs.project import STATE_NAMES, Project, State
from dialogs.rights import Actor, Why
from dialogs.session import Asking
from dialogs.showing import shorten
from dialogs.wording import N_, Voice
from storage.sessions import Held

LISTED = 20
"""How many ideas a list shows; the newest ones."""

Do: TypeAlias = Callable[[Desk, Project, Tapped], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person can do with their project: the button, when it is there, what it does.

    `referent` says that only the one who carries it first may do it, not the members.
    """

    name: str
    label: str
    states: frozenset[State]
    run: Do
    referent: bool = False


# -- the lists -------------------------------------------------------------------------------------


async def list_projects(desk: Desk, tap: Tapped | None = None) -> None:
    """Show the person's ideas: where each stands, what happens next, and a button to open it."""
    say, work, user_id = desk.say, desk.work, desk.resident.user_id
    projects = [*await work.projects_of(user_id), *await work.projects_beside(user_id)]
    shown = [one for one in projects if one.state is not State.WITHDRAWN or one.number][:LISTED]
    titles = await _draft_titles(desk)
    entries = [_entry(desk, one, titles) for one in shown]
    head = say("Your ideas:") if entries else say("You have not presented an idea yet.")
    rows = [(Button(shorten(_name(one, titles, say), 40), data(one, "see")),) for one in shown]
    rows.append((Button(say.plain("Present a new idea"), "h.new"),))
    await _show_list(desk, Screen(_within(head, entries), tuple(rows)), tap)


def _entry(desk: Desk, project: Project, titles: Mapping[int, str]) -> Markup:
    say = desk.say
    today = desk.town.setting.local_day(desk.work.now)
    line = say(
        "• <b>{name}</b>: {state}",
        name=_name(project, titles, say),
        state=say.plain(STATE_NAMES[project.state]),
    )
    return Markup("\n").join((line, next_step(desk.town, project, today, say)))


def _within(head: Markup, entries: Iterable[Markup]) -> Markup:
    """As many entries as one message holds."""
    text, room = head, dossier_text.MESSAGE_ROOM
    for entry in entries:
        room -= len(entry) + 2
        if room < 0:
            break
        text = Markup("\n\n").join((text, entry))
    return text


async def list_drafts(desk: Desk, tap: Tapped | None = None) -> None:
    """Show what the person has begun and not sent."""
    say = desk.say
    drafts = await desk.drafts()
    lines = [_draft_line(desk, held) for held in drafts[:LISTED]]
    head = say("What you have begun:") if lines else say("You have no draft.")
    rows: list[tuple[Button, ...]] = [
        (Button(continue_label(held, say), f"h.go.{held.session.id}"),) for held in drafts[:LISTED]
    ]
    rows.append((Button(say.plain("My ideas"), "h.list"),))
    await _show_list(desk, Screen(Markup("\n").join((head, *lines)), tuple(rows)), tap)


def _draft_line(desk: Desk, held: Held) -> Markup:
    say, name = desk.say, draft_title(held, desk.say)
    day = say.date(desk.town.setting.local_day(held.updated_at))
    if held.session.root.dialog == promising.FORM:
        return say("• your promises for <b>{name}</b>: last touched on {date}", name=name, date=day)
    return say("• <b>{name}</b>: last touched on {date}", name=name, date=day)


async def _show_list(desk: Desk, screen: Screen, tap: Tapped | None) -> None:
    """Show a list as the person's screen; above their form, when they are filling one in."""
    if tap is None and await desk.present() is not None:
        desk.work.send(desk.resident.user_id, letters.text(screen))
        await desk.show_present(desk.say("Here is where we were."))
        return
    rows = (*screen.rows, *await _set_aside(desk))
    screen = replace(screen, rows=rows)
    await show(desk.work, desk.place, screen, fresh=tap is None, tapped=tap)


async def _set_aside(desk: Desk) -> list[tuple[Button, ...]]:
    """Put the form in front of the person aside: what they write next is no answer to it.

    Returns the row that takes it up again.
    """
    held = await desk.present()
    if held is None:
        return []
    if held.session.asking is None:
        desk.ask(held, Asking("paused"))
    return [(Button(desk.say.plain("Return to the question"), f"h.go.{held.session.id}"),)]


async def _draft_titles(desk: Desk) -> dict[int, str]:
    """The titles of drafts, which stand in their forms as long as they are not sent."""
    return {
        held.project_id: draft_title(held, desk.say)
        for held in await desk.drafts()
        if held.project_id is not None
    }


def _name(project: Project, titles: Mapping[int, str], say: Voice) -> str:
    title = project.title or titles.get(project.id) or say.plain("an idea without a name")
    title = shorten(title, 80)
    return f"{project.number} · {title}" if project.number else title


# -- one project's screen --------------------------------------------------------------------------


def data(project: Project, act: str) -> str:
    """What a button of a project's screen carries."""
    return f"p.{to_base36(project.id)}.{act}"


async def see(
    desk: Desk, project: Project, tap: Tapped | None = None, note: Markup | None = None
) -> None:
    """Show a project's own screen."""
    say = desk.say
    today = desk.town.setting.local_day(desk.work.now)
    titles = await _draft_titles(desk)
    text = Markup("\n\n").join(
        (
            Markup("<b>{}</b>").format(_name(project, titles, say)),
            say("Where it stands: {state}.", state=say.plain(STATE_NAMES[project.state])),
            next_step(desk.town, project, today, say),
        )
    )
    buttons = [
        Button(say.plain(one.label), data(project, one.name))
        for one in ACTS
        if _why_not(desk, project, one) is None
    ]
    rows: list[tuple[Button, ...]] = [
        tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)
    ]
    rows.append((Button(say.plain("My ideas"), "h.list"),))
    rows += await _set_aside(desk)
    screen = Screen(text, tuple(rows))
    await show(desk.work, desk.place, screen, note=note, fresh=tap is None, tapped=tap)


def _why_not(desk: Desk, project: Project, act: Act) -> Why | None:
    user_id = desk.resident.user_id
    known = user_id in (*project.everyone, project.speaker)
    if not known or (act.referent and user_id != project.speaker):
        return Why.NOT_BEARER
    return None if project.state in act.states else Why.NOT_NOW


async def tapped(desk: Desk, tap: Tapped) -> str:
    """Do what a button of a project's screen says, if this person may."""
    _, project_id, name = [*tap.data.split("."), "", ""][:3]
    sound = project_id.isascii() and project_id.isalnum() and len(project_id) <= 12
    project = await desk.work.project(int(project_id, 36)) if sound else None
    act = next((one for one in ACTS if one.name == name), SEE if name == SEE.name else None)
    if project is None or act is None:
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        await desk.show_present()
        return "unknown_button"
    why = _why_not(desk, project, act)
    if why is not None:
        toast(desk.work, tap, desk.say.plain(why))
        if why is Why.NOT_NOW:
            await see(desk, project, tap)
        return f"refused_{why.name.lower()}"
    toast(desk.work, tap)
    await act.run(desk, project, tap)
    return f"project_{name}"


# -- what can be done ------------------------------------------------------------------------------


async def _go_on(desk: Desk, project: Project, tap: Tapped) -> None:
    held = await _draft_of(desk, project)
    await errands.go_on(desk, held, tap)


async def _draft_of(desk: Desk, project: Project) -> str:
    """The form of a draft, "" when there is none any more."""
    found = [one for one in await desk.drafts() if one.project_id == project.id]
    return found[0].session.id if found else ""


async def _erase(desk: Desk, project: Project, tap: Tapped) -> None:
    """Open the draft at its own question whether to erase it."""
    held = await desk.work.session(await _draft_of(desk, project))
    if held is None:
        await desk.show_present(desk.say("This form is already closed."), tap)
        return
    desk.face(held)
    desk.ask(held, Asking("cancel"))
    await desk.show_present(tap=tap)


async def _read(desk: Desk, project: Project, tap: Tapped) -> None:
    """Send the whole dossier, in as many messages as it takes; then its screen again."""
    del tap
    say, user_id = desk.say, desk.resident.user_id
    pages = dossier_text.messages(
        dossier_text.answers(desk.town, "idea", project.dossier, say), say
    )
    head = say("<b>{number}, as you sent it</b>", number=project.number)
    for rank, page in enumerate(pages):
        words = Markup("\n\n").join((head, page)) if rank == 0 else page
        desk.work.send(user_id, letters.text(Screen(words)))
    caption = say("Sent with {number}", number=project.number)
    additions.send_files(desk.work, user_id, additions.files_in(project.dossier), caption)
    await additions.send_all(desk, project)
    await see(desk, project)


def _form(dialog: str) -> Do:
    """Open a small form about the project."""

    async def open_it(desk: Desk, project: Project, tap: Tapped) -> None:
        desk.begin(dialog, project.id)
        note = desk.say("About “{title}”:", title=project.title)
        await desk.show_present(note, tap)

    return open_it


async def _withdraw(desk: Desk, project: Project, tap: Tapped) -> None:
    """Tell what follows, before asking for a reason and for the last word."""
    say = desk.say
    desk.begin("withdrawal", project.id)
    parts = [
        say("You are about to withdraw “{title}” ({number}).", title=project.title,
            number=project.number),
        say("The town hall stops studying it. It is told, and so are those who carry it with you."),
        desk.town.book.tell(
            say,
            "Your dossier is kept for {unsigned_months} months, then your name and your words are "
            "erased. With /forget they are erased at once.",
        ),
    ]  # fmt: skip
    await desk.show_present(Markup("\n\n").join(parts), tap)


async def withdraw(
    desk: Desk, project: Project, answers: Mapping[str, Any], tap: Tapped | None
) -> None:
    """Withdraw a project, as its form was sent; the table has the last word."""
    action = Withdraw(str(answers.get("reason") or ""))
    after = await apply_action(desk.town, desk.work, project, action, Actor(desk.resident.user_id))
    if isinstance(after, Why):
        await desk.to_home(desk.say(after.value), tap)
    else:
        await desk.to_home(desk.say("It is done."), tap)


async def _people(desk: Desk, project: Project, tap: Tapped) -> None:
    await together.see(desk, project, tap)


async def _see(desk: Desk, project: Project, tap: Tapped) -> None:
    await see(desk, project, tap)


_ALL = frozenset(State)
_SENT = _ALL - {State.DRAFT}
_OPEN_TO_MORE = _ALL - additions.CLOSED_TO

SEE = Act("see", "", _ALL, _see)

ACTS: tuple[Act, ...] = (
    Act("go", N_("Continue"), frozenset({State.DRAFT}), _go_on, referent=True),
    Act("read", N_("Read it all"), _SENT, _read),
    Act("promise", N_("Our promises"), UNDECIDED, promising.open_promises, referent=True),
    Act("note", N_("Add a note"), _OPEN_TO_MORE, _form("note")),
    Act("photo", N_("Add photos"), _OPEN_TO_MORE, _form("pictures")),
    Act("people", N_("Who carries it"), _ALL - together.ENDED, _people),
    Act("talk", N_("Talk to the town hall"), _SENT, _form("message")),
    Act("erase", N_("Erase this draft"), frozenset({State.DRAFT}), _erase, referent=True),
    Act("withdraw", N_("Withdraw the idea"), UNSIGNED - {State.DRAFT}, _withdraw, referent=True),
)
"""What a person can do with their project, in the order of the buttons."""
