"""People meet a small bot: conversations, waiting, misuse, and the same over HTTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest

from bot import rehearsal
from bot.rehearsal.clock import MovableClock
from tests.rehearsal_support import Line, open_line


async def _echo(line: Line) -> None:
    """Answer every text with itself and a button, every press with a toast and an edit."""
    offset = 0
    while True:
        for update in await line.updates(offset=offset, timeout=50):
            offset = update["update_id"] + 1
            await _reply(line, update)


async def _reply(line: Line, update: dict[str, Any]) -> None:
    if "message" in update:
        message = update["message"]
        await line.call(
            "sendMessage",
            chat_id=message["chat"]["id"],
            text=f"You said <b>{escape(message.get('text', 'nothing'))}</b>",
            parse_mode="HTML",
            reply_markup={"inline_keyboard": [[{"text": "Well put", "callback_data": "well"}]]},
        )
    elif "callback_query" in update:
        press = update["callback_query"]
        shown = press["message"]
        await line.call("answerCallbackQuery", callback_query_id=press["id"], text="Thank you")
        await line.call(
            "editMessageText",
            chat_id=shown["chat"]["id"],
            message_id=shown["message_id"],
            text="You pressed",
        )


@asynccontextmanager
async def _town() -> AsyncIterator[Line]:
    async with open_line() as line:
        bot = asyncio.create_task(_echo(line))
        yield line
        bot.cancel()
        with suppress(asyncio.CancelledError):
            await bot


async def test_a_conversation() -> None:
    async with _town() as line:
        bob = line.server.world.person("<Bob> & Co", language="en")
        bob.start("idea")
        await bob.expect("/start idea")
        bob.say("Hello <there>")
        answer = await bob.expect(r"said .+there")
        assert answer.text == "You said Hello <there>"
        assert answer.html == "You said <b>Hello &lt;there&gt;</b>"
        assert answer.buttons == [[("Well put", "well")]]
        assert answer == bob.screen()
        press = await bob.press("well").wait_answer()
        assert press.toast == "Thank you"
        edited = await bob.expect("You pressed")
        assert (edited.id, edited.edited, edited.buttons) == (answer.id, True, [])


async def test_an_expectation_that_fails_shows_the_chat() -> None:
    async with _town() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        await ada.expect("/start")
        with pytest.raises(AssertionError, match=r"(?s)Ada \(1\): /start.*\[Well put\]"):
            await ada.expect("never said", timeout=0.01)
        with pytest.raises(AssertionError, match=r"no button 'Nope'; visible: 'Well put' \(well\)"):
            ada.press("Nope")


async def test_only_what_is_new_counts() -> None:
    async with _town() as line:
        ada = line.server.world.person("Ada")
        ada.say("one")
        await ada.expect("one")
        ada.say("two")
        await ada.expect("two")
        with pytest.raises(AssertionError):
            await ada.expect("one", timeout=0.01)
        await ada.expect("one", new=False)


async def test_a_forged_press_on_a_message_that_is_gone() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        ada.press_forged("99:nonsense", 999)
        (_, update) = await line.drain()
        query = update["callback_query"]
        assert query["data"] == "99:nonsense"
        assert query["message"] == {
            "chat": {"id": ada.id, "type": "private", "first_name": "Ada"},
            "message_id": 999,
            "date": 0,
        }


async def test_everything_a_person_can_send() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada", last_name="L", username="ada_l")
        said = ada.say("x")
        ada.edit(said, "y")
        photo = ada.send_photo(caption="c")
        ada.edit(photo, "d")
        ada.send_album(3)
        ada.send_document("plan.pdf", "application/pdf", b"%PDF")
        ada.send_voice()
        ada.send_video()
        ada.send_sticker()
        ada.send_location(48.1, -1.6)
        ada.send_venue(48.1, -1.6, "Square", "Rue Haute")
        ada.send_contact()
        ada.send_contact("+331", "Zoe", 5)
        ada.send_dice()
        ada.forward("look at https://town.example.org")
        ada.block()
        with pytest.raises(AssertionError, match="blocked"):
            ada.say("x")
        ada.start()
        found = await line.drain()
        kinds = [next(name for name in update if name != "update_id") for update in found]
        assert kinds.count("my_chat_member") == 2
        assert kinds.count("edited_message") == 2
        albums = [u["message"]["media_group_id"] for u in found
                  if "media_group_id" in u.get("message", {})]  # fmt: skip
        assert len(albums) == 3
        assert len(set(albums)) == 1
        assert photo.file is not None
        assert photo.file.content().startswith(b"\xff\xd8")


async def test_the_menu_is_the_nearest_one_in_ones_own_language() -> None:
    async with open_line() as line:
        ada, bob = (line.server.world.person("A"), line.server.world.person("B", language="en"))
        help_command = [{"command": "help", "description": "Help"}]
        aide = [{"command": "help", "description": "Aide"}]
        await line.call("setMyCommands", commands=help_command)
        await line.call("setMyCommands", commands=aide, language_code="fr")
        assert (ada.menu(), bob.menu()) == ([("help", "Aide")], [("help", "Help")])
        mine = {"type": "chat", "chat_id": bob.id}
        await line.call("setMyCommands", commands=aide, scope=mine)
        assert bob.menu() == [("help", "Aide")]
        await line.call("deleteMyCommands", scope=mine)
        assert bob.menu() == [("help", "Help")]


async def test_a_rehearsal_begins_when_one_likes() -> None:
    begin = datetime(2027, 1, 4, 9, tzinfo=UTC)
    async with open_line(clock=MovableClock(begin)) as line:
        ada = line.server.world.person("Ada")
        assert timedelta() <= ada.say("x").date - begin < timedelta(minutes=5)
        line.server.advance(timedelta(days=90))
        assert ada.say("y").date - begin >= timedelta(days=90)
    with pytest.raises(ValueError, match="forward"):
        MovableClock().advance(timedelta(seconds=-1))


async def test_the_rehearsals_own_mistake_is_said_and_kept(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        answer = await line.call(
            "sendMessage", chat_id=ada.id, text="x", reply_parameters={"message_id": "x"}
        )
        assert answer.status == 500
        assert "sendMessage" in caplog.text
        assert line.server.transcript.violations


def test_the_server_needs_no_other_client() -> None:
    sources = [path.read_text("utf-8") for path in Path(rehearsal.__file__).parent.rglob("*.py")]
    assert len(sources) > 30
    for source in sources:
        assert not re.search(r"^\s*(from|import) (aiogram|telegram)", source, re.MULTILINE)


async def test_the_same_button_by_message_and_the_misuses() -> None:
    async with open_line() as line:
        ada, bob = line.server.world.person("Ada"), line.server.world.person("Bob")
        ada.start()
        markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
        older = await line.call("sendMessage", chat_id=ada.id, text="1", reply_markup=markup)
        await line.call("sendMessage", chat_id=ada.id, text="2", reply_markup=markup)
        await line.drain()
        ada.press("y")
        ada.press("Yes", older.result["message_id"])
        pressed = [u["callback_query"]["message"]["text"] for u in await line.drain()]
        assert pressed == ["2", "1"]
        with pytest.raises(AssertionError, match="never answered"):
            await ada.press("Yes").wait_answer(0.01)
        with pytest.raises(AssertionError, match="sees no buttons"):
            bob.screen()
        with pytest.raises(AssertionError, match="another's private chat"):
            bob.say("x", ada.id)
        with pytest.raises(AssertionError, match="no deep link"):
            bob.start("no spaces")
        ada.delete(ada.last())
        assert ada.last().text == "1"
        assert [u for u in await line.drain() if "message" in u] == []
