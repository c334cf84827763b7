"""The commands of the staff group, as a table: to add one, add a row."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from bot import blocking, staff, statistics, upcoming
from bot.commands import Row, Who, find
from bot.incoming import Command, Told
from bot.team import broadcast, history, notes, roles, todo
from bot.team.group import answer
from bot.town import Town
from dialogs.rights import Why
from dialogs.wording import N_
from storage import reminders
from storage.work import Work

Group: TypeAlias = Callable[[Town, Work, Told, str], Awaitable[str | None]]
"""Carries out a command of the group, given what stands after it; may name the outcome."""


async def run(town: Town, work: Work, message: Told, command: Command) -> str:
    """Do what a command in a group says; those we do not know may be another robot's.

    In a group that is not the staff's, only what anyone may ask is answered: its ids are needed
    before it is the staff's.
    """
    row = find(TABLE, command.name)
    if row is None or (row.who is not Who.ANYONE and message.chat_id != town.group.id):
        return "not_for_us"
    if message.anonymous and row.who is not Who.ANYONE:
        answer(town, work, message, town.staff_voice(staff.NEEDS_A_NAME))
        return "anonymous"
    if message.chat_id == town.group.id and not message.anonymous:
        await town.team.see(work, message.person.id, message.person.name)
    why = _why_not(town, message, row.who)
    if why is not None:
        answer(town, work, message, town.staff_voice(why.value))
        return f"refused_{why.name.lower()}"
    return await row.run(town, work, message, command.argument) or f"command_{row.name}"


def _why_not(town: Town, message: Told, who: Who) -> Why | None:
    held = town.actor(message.person.id, message.person.name).roles
    if who is Who.DECIDER and held and not held & town.rules.deciders:
        return Why.NOT_DECIDER
    return None if who is Who.ANYONE or held else Why.NOT_STAFF


async def _id(town: Town, work: Work, message: Told, argument: str) -> None:
    del argument
    say = town.staff_voice
    words = say(
        "This group: <code>{group}</code>. You: <code>{user}</code>.",
        group=message.chat_id,
        user=message.person.id,
    )
    answer(town, work, message, words)


async def _whoami(town: Town, work: Work, message: Told, argument: str) -> None:
    del argument
    say, name = town.staff_voice, message.person.name
    actor = town.actor(message.person.id, name)
    held = roles.named(actor.roles, say)
    known = say("{name}, your roles: {roles}.", name=name, roles=held)
    answer(town, work, message, known if held else say("{name}, you have no role yet.", name=name))


async def _cancel(town: Town, work: Work, message: Told, argument: str) -> str:
    del argument
    return await staff.cancel(town, work, message)


async def _help(town: Town, work: Work, message: Told, argument: str) -> None:
    del argument
    say = town.staff_voice
    words = say(
        "I bring residents' ideas here. Each one has a card with its buttons. "
        "Residents write to me in private. /whoami tells your roles, /id the ids."
    )
    answer(town, work, message, words)


async def _upcoming(town: Town, work: Work, message: Told, argument: str) -> None:
    del argument
    waiting = await reminders.load_upcoming(work.transaction, NEXT, drafts=False)
    answer(town, work, message, upcoming.to_group(town, waiting))


NEXT = 15
"""How many reminders /upcoming shows."""

TABLE: tuple[Row[Group], ...] = (
    Row("help", ("aide", "start"), Who.ANYONE, _help, N_("what the robot does here")),
    Row("whoami", ("quisuisje",), Who.ANYONE, _whoami, N_("my roles")),
    Row("todo", ("afaire",), Who.TEAM, todo.in_group, N_("what waits for me and for us")),
    Row("stats", ("chiffres",), Who.TEAM, statistics.command, N_("the figures of the year")),
    Row("note", ("notes",), Who.TEAM, notes.command, N_("a private note on a dossier")),
    Row("history", ("historique",), Who.TEAM, history.command, N_("what was done on a dossier")),
    Row("role", (), Who.TEAM, roles.command, N_("give or take a role")),
    Row(
        "broadcast",
        ("annonce", "diffuser"),
        Who.TEAM,
        broadcast.command,
        N_("a word to all who look after a place"),
    ),
    Row("upcoming", ("bientot",), Who.TEAM, _upcoming, N_("what I say next")),
    Row("id", (), Who.ANYONE, _id, N_("the ids for the settings")),
    Row(
        "block",
        ("bloquer",),
        Who.DECIDER,
        blocking.block,
        N_("stop a resident's messages, with a reason"),
    ),
    Row("blocked", ("bloques",), Who.DECIDER, blocking.show_all, N_("who is blocked, and why")),
    Row("unblock", ("debloquer",), Who.DECIDER, blocking.unblock, N_("let someone write again")),
    Row("cancel", ("annuler",), Who.ANYONE, _cancel, N_("leave the form I am filling")),
)
"""Every command of the staff group, in the order of its menu."""
