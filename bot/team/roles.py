"""Roles in the group: /role gives and takes them, leaving the group ends them.

The buttons of /role carry "r.<person>.<role>": what a person may is looked up when they press.
"""

from __future__ import annotations

from bot import letters
from bot.forms import toast
from bot.incoming import Person, Presence, Tapped, Told
from bot.projects import act
from bot.team.group import answer, to_group
from bot.town import Town
from dialogs.buttons import Button, Screen, to_base36
from dialogs.handling import HandBack
from dialogs.project import State
from dialogs.rights import CLOCK, Actor, Role, Why
from dialogs.wording import N_, Voice
from storage.journal import Entry
from storage.work import Work

ROLE_NAMES = {
    Role.MEMBER: N_("member of the team"),
    Role.SERVICE: N_("technical service"),
    Role.ELECTED: N_("elected member"),
    Role.SIGNATORY: N_("signatory"),
    Role.ADMIN: N_("administrator"),
}

IN_HAND = frozenset(State) - {State.DRAFT, State.WITHDRAWN, State.REFUSED, State.CLOSED}
"""The states in which someone may be in charge of a project."""


def named(roles: frozenset[Role], say: Voice) -> str:
    """The roles of a person in words, "" for none."""
    return ", ".join(say.plain(ROLE_NAMES[role]) for role in Role if role in roles)


async def command(town: Town, work: Work, message: Told, argument: str) -> str:
    """Show a colleague's roles with a button for each: /role, as a reply to one of their messages.

    /role 123456 does it by the person's number.
    """
    say = town.staff_voice
    if Role.ADMIN not in town.actor(message.person.id, "").roles:
        answer(town, work, message, say("Only an administrator gives roles."))
        return "refused_not_admin"
    number = argument.strip()
    if number.isascii() and number.isdecimal() and 0 < len(number) <= 15:
        person = Person(int(number), town.team.name_of(int(number)))
    elif message.replied is not None and not message.reply_to_bot:
        person = message.replied
    else:
        words = say(
            "Write /role as a reply to a message of the person. Or write their number after it: "
            "/id tells it to them."
        )
        answer(town, work, message, words)
        return "role_of_whom"
    await town.team.see(work, person.id, person.name)
    answer(town, work, message, *_screen(town, person.id))
    return "command_role"


def _screen(town: Town, user_id: int) -> tuple[Screen]:
    say = town.staff_voice
    roles = town.team.roles_of(user_id)
    name = town.team.name_of(user_id) or str(user_id)
    words = (
        say("{name}, your roles: {roles}.", name=name, roles=named(roles, say))
        if roles
        else say("{name}, you have no role yet.", name=name)
    )
    rows = tuple(
        (
            Button(
                ("✓ " if role in roles else "") + say.plain(words), f"r.{to_base36(user_id)}.{role}"
            ),
        )
        for role, words in ROLE_NAMES.items()
    )
    return (Screen(words, rows),)


async def pressed(town: Town, work: Work, tap: Tapped) -> str:
    """Give a role, or take it away."""
    say = town.staff_voice
    _, code, name, *_ = [*tap.data.split("."), "", ""]
    known = code.isascii() and code.isalnum() and len(code) <= 10 and name in set(Role)
    if not known or Role.ADMIN not in town.actor(tap.person.id, "").roles:
        toast(work, tap, say.plain("Only an administrator gives roles."))
        return "refused_not_admin"
    user_id, role = int(code, 36), Role(name)
    on = role not in town.team.roles_of(user_id)
    if role is Role.ADMIN and not on and town.team.with_role(Role.ADMIN) == [user_id]:
        toast(work, tap, say.plain("The team needs at least one administrator."))
        return "last_admin"
    if town.team.is_outside(user_id):
        toast(work, tap, say.plain("This person is not in the group any more."))
        return "outside"
    await town.team.set_role(work, user_id, town.team.name_of(user_id), role, on=on)
    _note(work, tap.person.id, "role_given" if on else "role_taken", town, user_id, role)
    toast(work, tap, say.plain("Noted."))
    (screen,) = _screen(town, user_id)
    payload = letters.show(screen, fresh=False, message=tap.message_id)
    work.send(tap.chat_id, payload, slot=f"role:{user_id}")
    return "role_given" if on else "role_taken"


def _note(work: Work, by: int, action: str, town: Town, user_id: int, role: str) -> None:
    """Note a change of roles; the journal names colleagues as the group does."""
    reason = f"{town.team.name_of(user_id)}: {role}"
    work.write_journal(Entry(work.now, Actor(by).key, action, reason=reason))


async def presence(town: Town, work: Work, change: Presence) -> str:
    """Someone came or left; leaving the staff group ends every role."""
    if change.chat_id != town.group.id:
        return "foreign_group"
    if change.inside:
        await town.team.come_back(work, change.person.id, change.person.name)
        await town.team.see(work, change.person.id, change.person.name)
        return "came"
    if town.team.is_outside(change.person.id):
        return "left_already"
    held = town.team.roles_of(change.person.id)
    await town.team.leave(work, change.person.id, change.person.name)
    for form in await work.open_sessions(change.person.id, change.chat_id):
        work.end_session(form)
    if held:
        roles = " ".join(sorted(held))
        _note(work, change.person.id, "roles_ended", town, change.person.id, roles)
        await _hand_over(town, work, change.person)
    return "left"


async def _hand_over(town: Town, work: Work, person: Person) -> None:
    """Tell the group who left, and offer what they had in hand to the others."""
    say = town.staff_voice
    words = say("{name} left the group: the roles end here.", name=person.name)
    work.send(town.group.id, letters.text(Screen(words)), slot=f"left:{person.id}")
    for project in await work.projects_in(IN_HAND):
        if project.assigned_to != person.id:
            continue
        after = await act(town, work, project, HandBack(), CLOCK)
        if not isinstance(after, Why):
            words = say(
                "{number}, “{title}”: {name} was in charge and left. Who takes it?",
                number=project.number,
                title=project.title,
                name=person.name,
            )
            await to_group(town, work, Screen(words), after)
