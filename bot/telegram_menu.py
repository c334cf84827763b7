"""What Telegram shows around the chat: the menu of commands, in each language."""

from __future__ import annotations

import logging

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.home import MENU
from bot.log import event
from bot.town import Town

log = logging.getLogger(__name__)


async def publish_menu(bot: Bot, town: Town) -> None:
    """Set the menu for each language; a failure is only noted, the bot works without it."""
    languages = town.book.wording.languages
    try:
        for code in (None, *languages):
            say = town.voice(code or languages[0])
            commands = [BotCommand(name, say.plain(words)) for name, words in MENU]
            await bot.set_my_commands(
                commands, scope=BotCommandScopeAllPrivateChats(), language_code=code
            )
    except TelegramError as error:
        event(log, logging.WARNING, "menu_failed", reason=error.message)
