"""The bot's own place in the staff group: removed, demoted, back; the administrators are told.

Nothing is lost meanwhile: letters to the group wait until they can be written, residents are
answered as ever, and the team can work in private with /todo.
"""

from __future__ import annotations

import logging

from markupsafe import Markup

from bot import letters
from bot.incoming import Membership
from bot.log import event
from bot.team.colleagues import is_reachable
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.rights import Role
from storage import facts
from storage.work import Work

log = logging.getLogger(__name__)

_INSIDE = ("administrator", "member", "creator")
_ADMIN = ("administrator", "creator")


async def tell_admins(town: Town, work: Work, words: Markup) -> bool:
    """Write to every administrator who can be written to in private; tell whether there was one."""
    told = False
    for user_id in town.people(Role.ADMIN):
        if await is_reachable(work, user_id):
            work.send(user_id, letters.text(Screen(words)))
            told = True
    return told


async def noted(town: Town, work: Work, change: Membership) -> str:
    """Note what the bot is in a group now, and tell the administrators of the staff group's."""
    good = change.standing in _INSIDE
    level = logging.INFO if good else logging.WARNING
    event(log, level, "standing", chat=change.chat_id, standing=change.standing)
    if change.chat_id != town.group.id:
        return "standing_noted"
    transaction = await work.direct()
    name = f"standing:{change.chat_id}"
    before = await facts.load(transaction, name)
    await facts.store(transaction, name, change.standing)
    say = town.staff_voice
    if not good:
        words = say(
            "I am no longer in the staff group. Residents can still write to me, and nothing is "
            "lost: what I have to say there waits. Add me again, as an administrator. Until then, "
            "/todo works here."
        )
    elif change.standing not in _ADMIN and before in _ADMIN:
        words = say(
            "I am no longer an administrator of the staff group. I do not see who leaves, I cannot "
            "make topics, and I only see replies to my own messages. Please make me one again."
        )
    elif change.standing in _ADMIN and before is not None and before not in _ADMIN:
        words = say("I am an administrator of the staff group again. What waited is on its way.")
    else:
        return "standing_noted"
    await tell_admins(town, work, words)
    return "admins_told"
