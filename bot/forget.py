"""Forgetting a person who asks for it: said plainly, asked twice, done in one turn.

Their ideas are forgotten by the ideas' own life; then every row about them goes, as
`storage.personal` declares. The files they sent are deleted once that is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from markupsafe import Markup

from bot import departures, letters
from bot.desk import Desk
from bot.forms import show, toast
from bot.incoming import Tapped
from bot.projects import act
from dialogs.buttons import Button, Screen
from dialogs.filing import UNSIGNED, Withdraw
from dialogs.forgetting import SIGNED, Forget
from dialogs.project import Project, State
from dialogs.rights import Actor, Why
from dialogs.showing import shorten
from storage import conventions, evidence, exports, outbox, personal
from storage import words as exchanged
from storage.journal import Entry

_OPEN = UNSIGNED - {State.DRAFT}


async def explain(desk: Desk, tap: Tapped | None = None) -> None:
    """Say what goes at once, what stays and why; ask for the first time."""
    say, projects = desk.say, await _projects(desk)
    parts = [
        say("<b>Erase my data</b>"),
        say(
            "What I erase at once: who you are, your drafts, your answers and your files. I also "
            "erase the messages that I keep, and your name on every idea."
        ),
        *_listed(
            say("These ideas are then withdrawn, and the town hall is told:"),
            (one for one in projects if one.state in _OPEN and _alone(desk, one)),
        ),
        *_listed(
            say("These go on without you. The town hall looks for someone else to carry them:"),
            (one for one in projects if _goes_on(desk, one)),
        ),
        say(
            "What stays, because the law asks for it: signed agreements and acts of the council "
            "are public archives. The journal keeps what was done, without your name."
        ),
        *_block_stays(desk),
        desk.town.book.tell(
            say,
            "Our chat stays in Telegram: you can delete it there. To keep a copy of your data "
            "first, write /mydata. Any question: {dpo}.",
        ),
    ]
    rows = (
        (Button(say.plain("Go on"), f"f.sure.{_mark(projects)}"),),
        (Button(say.plain("No, keep everything"), "f.keep"),),
    )
    screen = Screen(Markup("\n\n").join(parts), rows)
    await show(desk.work, desk.place, screen, fresh=tap is None, tapped=tap)


async def tapped(desk: Desk, tap: Tapped) -> str:
    """Do what a button of these screens says. One of an earlier day explains everything again."""
    _, act_name, mark = [*tap.data.split("."), "", ""][:3]
    current = _mark(await _projects(desk))
    match act_name:
        case "sure" if mark == current:
            toast(desk.work, tap)
            await _ask_again(desk, mark, tap)
        case "now" if mark == current:
            toast(desk.work, tap)
            await _forget(desk, tap)
            return "forgotten"
        case "keep":
            toast(desk.work, tap)
            await desk.show_present(desk.say("Nothing is erased."), tap)
        case _:
            toast(desk.work, tap)
            await explain(desk, tap)
    return f"forget_{act_name}"


async def _ask_again(desk: Desk, mark: str, tap: Tapped) -> None:
    say = desk.say
    words = say("Are you quite sure? Nobody can bring it back afterwards, the town hall neither.")
    rows = (
        (Button(say.plain("Erase everything now"), f"f.now.{mark}"),),
        (Button(say.plain("No, keep everything"), "f.keep"),),
    )
    await show(desk.work, desk.place, Screen(words, rows), fresh=False, tapped=tap)


async def _forget(desk: Desk, tap: Tapped) -> None:
    """Do it, in this turn: either all of it is kept, or nothing happens."""
    work, user_id, say = desk.work, desk.resident.user_id, desk.say
    actor = Actor(user_id)
    transaction = await work.settle()
    for acts in (evidence, conventions):
        for sha256 in await acts.erase_unsigned(transaction, user_id):
            work.throw_away(sha256)
    for project in await _projects(desk):
        if project.state in _OPEN and _alone(desk, project):
            await act(desk.town, work, project, Withdraw(), actor)
    for project in await _projects(desk):
        after = await act(desk.town, work, project, Forget(), actor)
        if not isinstance(after, Why):
            await departures.ask_successors(desk.town, work, after)
    transaction = await work.settle()
    await _blank_in_group(desk)
    for sha256 in await exports.load_of(transaction, user_id):
        work.throw_away(sha256)
    await personal.erase(transaction, user_id)
    work.files_wait = True
    work.write_journal(Entry(work.now, "someone", "forgotten"))
    farewell = say(
        "It is done: I no longer know who you are. Thank you for what you shared with the town. "
        "You can begin anew at any time with /start."
    )
    # Not in the slot of their screen: nothing that leads to them is to be noted again.
    if tap.message_id is not None:
        work.send(user_id, letters.strip(tap.message_id))
    work.send(user_id, letters.text(Screen(farewell)))


async def _blank_in_group(desk: Desk) -> None:
    """Take the person's words out of the messages that brought them to the staff group."""
    say = desk.town.staff_voice
    words = Screen(say("(The person asked to be forgotten: these words are erased.)"))
    work, user_id = desk.work, desk.resident.user_id
    for chat_id, message_id in await outbox.find_messages(work.transaction, f"ask:{user_id}:"):
        work.send(chat_id, letters.change(message_id, words), priority=outbox.BROADCAST)
    group = desk.town.group.id
    told = await exchanged.load_captioned(work.transaction, user_id)
    found = await outbox.find_slots(work.transaction, group, f"word:{user_id}:")
    for message_id, slot in found:
        under = "#" in slot or slot in told
        change = letters.change(message_id, words, caption=under)
        work.send(group, change, priority=outbox.BROADCAST)


async def _projects(desk: Desk) -> list[Project]:
    """Every project that the person carries, alone or with others."""
    user_id = desk.resident.user_id
    return [*await desk.work.projects_of(user_id), *await desk.work.projects_beside(user_id)]


def _alone(desk: Desk, project: Project) -> bool:
    return project.bearer == desk.resident.user_id and not project.members


def _goes_on(desk: Desk, project: Project) -> bool:
    """Whether a project that this person speaks for goes on without them."""
    if project.bearer != desk.resident.user_id:
        return False
    return project.state in SIGNED or (bool(project.members) and project.state in _OPEN)


def _block_stays(desk: Desk) -> list[Markup]:
    say = desk.say
    if desk.resident.blocked_since is None:
        return []
    return [say("A decision of the town hall to stop our talk stays too.")]


def _listed(head: Markup, projects: Iterable[Project]) -> list[Markup]:
    lines = [Markup("• {} · {}").format(one.number, shorten(one.title, 80)) for one in projects]
    return [Markup("\n").join((head, *lines))] if lines else []


def _mark(projects: Iterable[Project]) -> str:
    """A short mark of what a person was told about, so that a later idea is not erased unsaid."""
    told = ";".join(f"{one.id}:{one.state}" for one in sorted(projects, key=lambda one: one.id))
    return hashlib.sha256(told.encode()).hexdigest()[:8]
