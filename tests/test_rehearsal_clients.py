"""Two well-known clients, written by others, meet the rehearsal and find a Telegram."""

from __future__ import annotations

import aiogram
import aiogram.exceptions
import aiogram.types
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.constants import ParseMode

from bot.rehearsal.pictures import jpeg
from bot.rehearsal.server import RehearsalServer
from tests.rehearsal_support import open_line


def _telegram_bot(server: RehearsalServer) -> telegram.Bot:
    return telegram.Bot(
        server.token,
        base_url=f"{server.base_url}/bot",
        base_file_url=f"{server.base_url}/file/bot",
    )


async def test_python_telegram_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the future type of retry_after, without a warning
    async with open_line() as line:
        world = line.server.world
        ada, never, staff = world.person("Ada"), world.person("Nev"), world.group("S", "forum")
        staff.add_bot(admin=True)
        async with _telegram_bot(line.server) as bot:
            assert bot.username == "rehearsal_bot"
            ada.start("idea-1")
            ada.send_photo(caption="The bench")
            found = await bot.get_updates(offset=1)
            assert found[-2].message is not None
            assert found[-2].message.entities[0].type == "bot_command"
            button = telegram.InlineKeyboardButton("Oui", callback_data="y")
            sent = await bot.send_message(
                ada.id,
                "<b>Bonjour</b>",
                parse_mode=ParseMode.HTML,
                reply_markup=telegram.InlineKeyboardMarkup([[button]]),
            )
            assert sent.text_html == "<b>Bonjour</b>"
            press = ada.press("Oui")
            (update,) = await bot.get_updates(offset=found[-1].update_id + 1)
            assert update.callback_query is not None
            await update.callback_query.answer("Merci")
            assert press.toast == "Merci"
            with pytest.raises(telegram.error.BadRequest, match=r"(?i)message is not modified"):
                await sent.edit_text(
                    "<b>Bonjour</b>", parse_mode="HTML", reply_markup=sent.reply_markup
                )
            photo = await bot.send_photo(ada.id, jpeg(400, 300), caption="Here")
            file = await photo.photo[-1].get_file()
            assert bytes(await file.download_as_bytearray()) == jpeg(400, 300)
            album = await bot.send_media_group(
                ada.id, [telegram.InputMediaPhoto(jpeg(90, 90, shade)) for shade in (10, 240)]
            )
            assert len({message.media_group_id for message in album}) == 1
            topic = await bot.create_forum_topic(staff.id, "Bench")
            await bot.set_my_commands([("help", "Help")], language_code="fr")
            assert (await bot.get_my_commands(language_code="fr"))[0].command == "help"
            await bot.delete_forum_topic(staff.id, topic.message_thread_id)
            with pytest.raises(telegram.error.Forbidden):
                await bot.send_message(never.id, "x")
            ada.block()
            with pytest.raises(telegram.error.Forbidden, match=r"(?i)bot was blocked by the user"):
                await bot.send_message(ada.id, "x")
            line.server.faults.rate_limit("getMe", retry_after=4)
            with pytest.raises(telegram.error.RetryAfter):
                await bot.get_me()
            line.server.faults.bad_gateway(1)
            with pytest.raises(telegram.error.NetworkError):
                await bot.get_me()
        assert line.server.transcript.violations == []


async def test_every_update_is_read_by_python_telegram_bot() -> None:
    async with open_line() as line:
        world = line.server.world
        ada, staff = world.person("Ada"), world.group("S", "forum")
        staff.add_bot(admin=True)
        staff.add(ada)
        staff.open_topic("T")
        word = ada.say("x")
        ada.edit(word, "y")
        ada.send_album(2)
        ada.send_venue(1, 2, "a", "b")
        ada.send_sticker()
        ada.forward("f")
        ada.press_forged("d", word)
        ada.press_forged("d", 999)
        ada.block()
        raw = await line.drain()
        async with _telegram_bot(line.server) as bot:
            for wire in raw:
                update = telegram.Update.de_json(wire, bot)
                assert update.effective_chat is not None
                assert update.update_id == wire["update_id"]


async def test_aiogram() -> None:
    async with open_line() as line:
        ada, never = line.server.world.person("Ada"), line.server.world.person("Nev")
        ada.start()
        api = TelegramAPIServer.from_base(line.server.base_url)
        async with aiogram.Bot(line.server.token, session=AiohttpSession(api=api)) as bot:
            assert (await bot.get_me()).username == "rehearsal_bot"
            (update,) = await bot.get_updates()
            assert update.message is not None
            assert update.message.text == "/start"
            sent = await bot.send_message(ada.id, "<i>é</i>", parse_mode="HTML")
            assert sent.html_text == "<i>é</i>"
            upload = aiogram.types.BufferedInputFile(jpeg(200, 100), "p.jpg")
            photo = await bot.send_photo(ada.id, upload)
            assert photo.photo is not None
            assert photo.photo[-1].width == 200
            with pytest.raises(aiogram.exceptions.TelegramForbiddenError):
                await bot.send_message(never.id, "x")
            with pytest.raises(aiogram.exceptions.TelegramBadRequest, match="not modified"):
                await bot.edit_message_text(
                    "<i>é</i>", chat_id=ada.id, message_id=sent.message_id, parse_mode="HTML"
                )
            line.server.faults.rate_limit(retry_after=2)
            with pytest.raises(aiogram.exceptions.TelegramRetryAfter):
                await bot.get_me()
        assert line.server.transcript.violations == []
