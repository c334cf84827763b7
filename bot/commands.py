"""The commands of a private chat, as a table: to add one, add a row.

The same table answers the command, fills the menu that Telegram shows, and writes the help.
The commands of the staff group stand in `group_commands`, in rows of the same kind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, TypeAlias, TypeVar

from bot import (
    counter,
    dossiers,
    errands,
    forget,
    home,
    invited,
    mydata,
    pause,
    project_screens,
    together,
)
from bot.desk import Desk
from bot.incoming import Command
from bot.signing import verifying
from bot.team import todo
from dialogs.events import MoveAsked
from dialogs.wording import N_

Run = TypeVar("Run")


class Who(Enum):
    """Who may use a command."""

    ANYONE = auto()
    ADULT = auto()
    """Who has read the first words and is adult; anyone else is shown them."""
    TEAM = auto()
    """Who has a role in the town's team."""
    DECIDER = auto()
    """Whose role may decide about a dossier."""


@dataclass(frozen=True, slots=True)
class Row(Generic[Run]):
    """One command: its name, its French (and friendly) aliases, who may use it, what it does.

    `menu` is its line in the menu and in the help; without one it is in neither. Names are what
    Telegram allows: lower-case latin letters, digits and underscores.
    """

    name: str
    aliases: tuple[str, ...]
    who: Who
    run: Run
    menu: str = ""


def find(table: Iterable[Row[Run]], name: str) -> Row[Run] | None:
    """Find the row of a command by any of its names."""
    return next((row for row in table if name == row.name or name in row.aliases), None)


def menu_lines(table: Iterable[Row[Run]]) -> tuple[tuple[str, str], ...]:
    """The commands of the menu, in order, each with what it does (to be translated)."""
    return tuple((row.name, row.menu) for row in table if row.menu)


Private: TypeAlias = Callable[[Desk, str], Awaitable[str | None]]
"""Carries out a command, given what stands after it; may name the outcome for the log."""


async def run(desk: Desk, command: Command) -> str:
    """Do what a command says; an unknown one is said to be unknown."""
    row = find(TABLE, command.name)
    if row is None or not _may(desk, row.who):
        note = desk.say("I do not know this command. /help shows those I know.")
        await desk.show_present(note)
        return "unknown_command"
    if row.who is Who.ADULT and not desk.resident.adult:
        await desk.show_present()
        return "welcome_first"
    return await row.run(desk, command.argument) or f"command_{row.name}"


def _may(desk: Desk, who: Who) -> bool:
    """Whether a command is this person's at all; one of the team's is unknown to others."""
    roles = desk.town.actor(desk.resident.user_id, "").roles
    if who is Who.DECIDER:
        return bool(roles & desk.town.rules.deciders)
    return who is not Who.TEAM or bool(roles)


def _errand(errand: Callable[[Desk], Awaitable[None]]) -> Private:
    """An errand as a command that nothing follows."""

    async def run_it(desk: Desk, argument: str) -> None:
        del argument
        await errand(desk)

    return run_it


def _move(move: str, without_form: Callable[[Desk], Awaitable[None]] | None = None) -> Private:
    """A move of the form in front of the person; without a form, something else or a word."""

    async def make_it(desk: Desk, argument: str) -> str | None:
        del argument
        held = await desk.present()
        if held is not None:
            return await dossiers.step(desk, held, MoveAsked(move))
        if without_form is not None:
            await without_form(desk)
        else:
            await desk.show_present(desk.say("No form is open at the moment."))
        return None

    return make_it


async def _help(desk: Desk) -> None:
    await desk.show_present(home.help_text(desk.town, desk.say, menu_lines(TABLE)))


async def _start(desk: Desk, argument: str) -> str | None:
    """Begin or go on; with the payload of a deep link, come to what it leads to."""
    if argument:
        return await invited.arrive(desk, argument)
    await errands.start(desk)
    return None


async def _link(desk: Desk, argument: str) -> str | None:
    """Take the code of a receipt, or ask for it."""
    if argument:
        return await invited.arrive(desk, argument)
    below = await desk.present()
    if below is None or below.session.root.dialog != "link":
        desk.begin("link", None, back=below.session.id if below is not None else "")
    await desk.show_present()
    return None


TABLE: tuple[Row[Private], ...] = (
    Row("start", ("continue",), Who.ANYONE, _start,
        N_("begin, or go on")),
    Row("new", ("nouveau", "nouvelle"), Who.ADULT, _errand(dossiers.new_idea),
        N_("present a new idea")),
    Row("drafts", ("brouillons",), Who.ADULT, _errand(project_screens.list_drafts),
        N_("see what I have begun")),
    Row("projects", ("projets",), Who.ADULT, _errand(project_screens.list_projects),
        N_("see my ideas")),
    Row("invite", ("inviter",), Who.ADULT, _errand(together.choose),
        N_("carry an idea together")),
    Row("link", ("code", "lier"), Who.ANYONE, _link, N_("type the code of a receipt")),
    Row("desk", ("guichet",), Who.TEAM, _errand(counter.open_counter)),
    Row("help", ("aide",), Who.ANYONE, _move("help", _help), N_("help on the question")),
    Row("language", ("langue",), Who.ANYONE, _errand(errands.choose_language),
        N_("change the language")),
    Row("privacy", ("confidentialite", "donnees"), Who.ANYONE, _errand(errands.read_privacy),
        N_("your data")),
    Row("mydata", ("mes_donnees", "mesdonnees"), Who.ANYONE, _errand(mydata.send),
        N_("receive my data")),
    Row("forget", ("effacer", "oublier"), Who.ANYONE, _errand(forget.explain),
        N_("erase my data")),
    Row("verify", ("verifier",), Who.ANYONE, _errand(verifying.ask),
        N_("check the PDF of an agreement")),
    Row("pause", ("vacances",), Who.ADULT, _errand(pause.ask), N_("no reminders for a while")),
    Row("contact", (), Who.ANYONE, _move("person", errands.write_to_someone),
        N_("talk to someone")),
    Row("cancel", ("annuler",), Who.ANYONE, _move("cancel"), N_("cancel the form")),
    Row("resume", ("reprendre",), Who.ANYONE, _errand(pause.end)),
    Row("todo", ("afaire",), Who.TEAM, todo.in_private),
    Row("back", ("retour",), Who.ANYONE, _move("back")),
    Row("skip", ("passer",), Who.ANYONE, _move("skip")),
    Row("stop", ("arreter", "save"), Who.ANYONE, _move("save")),
)  # fmt: skip
"""Every command of a private chat, in the order of the menu."""
