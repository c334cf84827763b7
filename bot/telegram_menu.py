"""What Telegram shows around the chat: the menu of commands, in each language."""

from __future__ import annotations

import logging

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError

from bot import commands, group_commands
from bot.log import event
from bot.town import Town

log = logging.getLogger(__name__)


_MENUS = (
    (BotCommandScopeAllPrivateChats(), commands.menu_lines(commands.TABLE)),
    (BotCommandScopeAllGroupChats(), commands.menu_lines(group_commands.TABLE)),
)
"""Residents' commands in private chats; the team's in its group."""


async def publish_menu(bot: Bot, town: Town) -> None:
    """Set the menus for each language; a failure is only noted, the bot works without them."""
    languages = town.book.wording.languages
    try:
        for code in (None, *languages):
            say = town.voice(code or languages[0])
            for scope, lines in _MENUS:
                listed = [BotCommand(name, say.plain(words)) for name, words in lines]
                await bot.set_my_commands(listed, scope=scope, language_code=code)
    except TelegramError as error:
        event(log, logging.WARNING, "menu_failed", reason=error.message)
