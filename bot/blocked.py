"""People whose conversation staff have stopped: what they are told, and what stays their right."""

from __future__ import annotations

from datetime import timedelta

from bot import commands, errands, forget
from bot.desk import Desk
from bot.forms import toast
from bot.incoming import Command, Tapped, Told
from storage import blocks

TOLD_EVERY = timedelta(days=1)
"""How often a blocked person who writes is told again whom to turn to."""

RIGHTS = frozenset({"privacy", "mydata", "forget", "language"})
"""The commands that stay: what becomes of one's data is a right of everyone."""


async def told(desk: Desk, message: Told) -> str:
    """Answer a blocked person's message: with their right, else with the other ways, once a day."""
    if isinstance(message.content, Command) and not message.edited:
        row = commands.find(commands.TABLE, message.content.name)
        if row is not None and row.name in RIGHTS:
            return await commands.run(desk, message.content)
    block = await blocks.load_of(await desk.work.direct(), desk.resident.user_id)
    if block is None or (block.told_at and desk.work.now - block.told_at < TOLD_EVERY):
        return "blocked"
    await blocks.note_told(desk.work.transaction, block.id, desk.work.now)
    await desk.show_present()
    return "blocked_told"


async def tapped(desk: Desk, tap: Tapped) -> str:
    """Answer a blocked person's button."""
    if tap.data.startswith("f."):
        return await forget.tapped(desk, tap)
    language = tap.data.removeprefix("h.lang.")
    if language in desk.town.book.wording.languages:
        toast(desk.work, tap)
        await errands.speak(desk, language, tap)
        return "home_lang"
    toast(desk.work, tap, desk.say.plain("The town hall has stopped our talk here."))
    return "blocked"
