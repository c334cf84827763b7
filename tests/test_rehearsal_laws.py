"""The laws of the Bot API, each with the official words a bot meets when it breaks one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.rehearsal.groups import Group
from bot.rehearsal.people import Person
from bot.rehearsal.views import MessageView
from tests.rehearsal_support import Line, open_line

PHOTO_HEADER = b"\x89PNG\r\n\x1a\n" + bytes(8)


@dataclass
class Scene:
    """A small town: people in every relation to the bot, groups of every kind."""

    line: Line
    ada: Person
    never: Person
    blocked: Person
    gone: Person
    plain: Group
    forum: Group
    basic: Group
    kicked: Group
    left: Group
    topic: int
    closed: int
    word: int
    own: int
    names: dict[str, Any] = field(default_factory=dict)


async def _scene(line: Line) -> Scene:
    world = line.server.world
    ada, never, blocked, gone = (world.person(name) for name in ("Ada", "Nev", "Bo", "Go"))
    for person in (ada, blocked, gone):
        person.start()
    blocked.block()
    gone.chat.deactivated = True
    plain, forum, basic = world.group("S"), world.group("F", "forum"), world.group("B", "group")
    kicked, left = world.group("K"), world.group("L")
    for group in (plain, forum, basic, kicked, left):
        group.add_bot(admin=group is forum)
        group.add(ada)
    kicked.remove_bot()
    left.remove_bot(kicked=False)
    topic, closed = forum.open_topic("Bench").id, forum.open_topic("Old").id
    forum.close_topic(closed)
    word = ada.say("a word").id
    own = (await line.call("sendMessage", chat_id=ada.id, text="hello")).result["message_id"]
    scene = Scene(
        line, ada, never, blocked, gone, plain, forum, basic, kicked, left, topic, closed, word, own
    )
    scene.names = {
        name: value.id if isinstance(value, Person | Group | MessageView) else value
        for name, value in vars(scene).items()
        if name not in {"line", "names"}
    }
    return scene


def _button(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


UNPARSABLE = "Bad Request: can't parse entities: "
INVALID_QUERY = "query is too old and response timeout expired or query ID is invalid"
SAY = {"chat_id": "{ada}", "text": "x"}
CASES: list[tuple[str, dict[str, Any], int, str]] = [
    ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 99, "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "{never}", "text": "x"}, 403,
     "Forbidden: bot can't initiate conversation with a user"),
    ("sendMessage", {"chat_id": "{blocked}", "text": "x"}, 403,
     "Forbidden: bot was blocked by the user"),
    ("sendMessage", {"chat_id": "{gone}", "text": "x"}, 403, "Forbidden: user is deactivated"),
    ("sendMessage", {"chat_id": "{kicked}", "text": "x"}, 403,
     "Forbidden: bot was kicked from the supergroup chat"),
    ("sendMessage", {"chat_id": "{left}", "text": "x"}, 403,
     "Forbidden: bot is not a member of the supergroup chat"),
    ("sendMessage", {"chat_id": "{ada}"}, 400, "Bad Request: message text is empty"),
    ("sendMessage", SAY | {"text": " \n"}, 400, "Bad Request: message text is empty"),
    ("sendMessage", SAY | {"text": "x" * 4097}, 400, "Bad Request: message is too long"),
    ("sendMessage", SAY | {"text": "é" * 16_385}, 400, "Bad Request: text is too long"),
    ("sendMessage", SAY | {"parse_mode": "rtf"}, 400, "Bad Request: unsupported parse_mode"),
    ("sendMessage", SAY | {"parse_mode": "HTML", "text": "hello <bob>"}, 400,
     UNPARSABLE + 'Unsupported start tag "bob" at byte offset 6'),
    ("sendMessage", SAY | {"parse_mode": "html", "text": "<b>x"}, 400,
     UNPARSABLE + 'Can\'t find end tag corresponding to start tag "b"'),
    ("sendMessage", SAY | {"parse_mode": "HTML", "text": "<b>é</i>"}, 400,
     UNPARSABLE + 'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"'),
    ("sendMessage", SAY | {"reply_markup": []}, 400,
     "Bad Request: object expected as reply markup"),
    ("sendMessage", SAY | {"reply_markup": _button(text="x")}, 400,
     ("Bad Request: can't parse inline keyboard button: "
     "Text buttons are unallowed in the inline keyboard")),
    ("sendMessage", SAY | {"reply_markup": _button(text="x", callback_data="")}, 400,
     "Bad Request: BUTTON_DATA_INVALID"),
    ("sendMessage", SAY | {"reply_markup": _button(text="x", callback_data="é" * 33)}, 400,
     "Bad Request: BUTTON_DATA_INVALID"),
    ("sendMessage", {"chat_id": "{plain}", "text": "x", "reply_markup": {
        "keyboard": [[{"text": "Here", "request_location": True}]]}}, 400,
     "Bad Request: location can be requested in private chats only"),
    ("sendMessage", SAY | {"reply_parameters": {"message_id": 999}}, 400,
     "Bad Request: message to be replied not found"),
    ("sendMessage", {"chat_id": "{forum}", "text": "x", "message_thread_id": 1}, 400,
     "Bad Request: message thread not found"),
    ("sendMessage", {"chat_id": "{forum}", "text": "x", "message_thread_id": 77}, 400,
     "Bad Request: message thread not found"),
    ("sendPhoto", {"chat_id": "{ada}"}, 400, "Bad Request: there is no photo in the request"),
    ("sendDocument", {"chat_id": "{ada}"}, 400,
     "Bad Request: there is no document in the request"),
    ("sendPhoto", {"chat_id": "{ada}", "photo": "nonsense"}, 400,
     "Bad Request: wrong file identifier/HTTP URL specified"),
    ("sendMediaGroup", {"chat_id": "{ada}", "media": []}, 400,
     "Bad Request: there are no messages to send"),
    ("sendMediaGroup", {"chat_id": "{ada}", "media": [{"type": "photo", "media": "x"}] * 11}, 400,
     "Bad Request: too many messages to send as an album"),
    ("sendMediaGroup", {"chat_id": "{ada}", "media": [
        {"type": "photo", "media": "x"}, {"type": "document", "media": "x"}]}, 400,
     "Bad Request: document can't be mixed with other media types"),
    ("editMessageText", SAY | {"message_id": 999}, 400,
     "Bad Request: message to edit not found"),
    ("editMessageText", SAY | {"message_id": "{word}"}, 400,
     "Bad Request: message can't be edited"),
    ("editMessageText", SAY | {"message_id": "{own}", "text": "hello"}, 400,
     ("Bad Request: message is not modified: specified new message content and reply markup are "
     "exactly the same as a current content and reply markup of the message")),
    ("editMessageReplyMarkup", {"chat_id": "{ada}", "message_id": "{own}"}, 400,
     ("Bad Request: message is not modified: specified new message content and reply markup are "
     "exactly the same as a current content and reply markup of the message")),
    ("editMessageCaption", {"chat_id": "{ada}", "message_id": "{own}", "caption": "x"}, 400,
     "Bad Request: there is no caption in the message to edit"),
    ("deleteMessage", {"chat_id": "{ada}", "message_id": 999}, 400,
     "Bad Request: message to delete not found"),
    ("pinChatMessage", {"chat_id": "{ada}", "message_id": 999}, 400,
     "Bad Request: message to pin not found"),
    ("copyMessage", {"chat_id": "{ada}", "from_chat_id": "{ada}", "message_id": 999}, 400,
     "Bad Request: message to copy not found"),
    ("forwardMessage", {"chat_id": "{ada}", "from_chat_id": "{ada}", "message_id": 999}, 400,
     "Bad Request: message to forward not found"),
    ("setMessageReaction", {"chat_id": "{ada}", "message_id": 999}, 400,
     "Bad Request: message to react not found"),
    ("setMessageReaction", {"chat_id": "{ada}", "message_id": "{word}",
                            "reaction": [{"type": "emoji", "emoji": "🧀"}]}, 400,
     "Bad Request: REACTION_INVALID"),
    ("answerCallbackQuery", {"callback_query_id": "5"}, 400, f"Bad Request: {INVALID_QUERY}"),
    ("getFile", {"file_id": "nonsense"}, 400,
     "Bad Request: wrong file_id or the file is temporarily unavailable"),
    ("createForumTopic", {"chat_id": "{plain}", "name": "T"}, 400,
     "Bad Request: the chat is not a forum"),
    ("closeForumTopic", {"chat_id": "{forum}", "message_thread_id": "{closed}"}, 400,
     "Bad Request: TOPIC_NOT_MODIFIED"),
    ("copyMessages", {"chat_id": "{ada}", "from_chat_id": "{ada}", "message_ids": [999]}, 400,
     "Bad Request: there are no messages to copy"),
    ("forwardMessages", {"chat_id": "{ada}", "from_chat_id": "{ada}", "message_ids": []}, 400,
     "Bad Request: there are no messages to forward"),
    ("createChatInviteLink", {"chat_id": "{plain}"}, 400,
     "Bad Request: not enough rights to manage chat invite link"),
    ("revokeChatInviteLink", {"chat_id": "{forum}", "invite_link": "https://t.me/+x"}, 400,
     "Bad Request: INVITE_HASH_EXPIRED"),
    ("approveChatJoinRequest", {"chat_id": "{forum}", "user_id": "{ada}"}, 400,
     "Bad Request: HIDE_REQUESTER_MISSING"),
    ("banChatMember", {"chat_id": "{plain}", "user_id": "{ada}"}, 400,
     "Bad Request: not enough rights to restrict/unrestrict chat member"),
    ("setChatTitle", {"chat_id": "{plain}", "title": "T"}, 400,
     "Bad Request: not enough rights to change chat title"),
    ("setChatTitle", {"chat_id": "{forum}", "title": " "}, 400,
     "Bad Request: title must be non-empty"),
    ("reopenGeneralForumTopic", {"chat_id": "{forum}"}, 400, "Bad Request: TOPIC_NOT_MODIFIED"),
    ("sendSticker", {"chat_id": "{ada}"}, 400, "Bad Request: there is no sticker in the request"),
    ("sendPoll", {"chat_id": "{ada}", "question": "", "options": [{"text": "a"}]}, 400,
     "Bad Request: poll question must be non-empty"),
    ("stopPoll", {"chat_id": "{ada}", "message_id": "{own}"}, 400,
     "Bad Request: message with poll to stop not found"),
    ("editMessageLiveLocation", {"chat_id": "{ada}", "message_id": "{own}", "latitude": 1,
                                 "longitude": 1}, 400,
     "Bad Request: there is no live location in the message to edit"),
    ("setWebhook", {"url": "http://town.example/hook"}, 400,
     "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
    ("setWebhook", {"url": "https://town.example:8080/hook"}, 400,
     "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
    ("setWebhook", {"url": "https://127.0.0.1/hook", "secret_token": "é"}, 400,
     "Bad Request: secret token contains unallowed characters"),
    ("noSuchMethod", {}, 404, "Not Found: method not found"),
    ("sendGift", {}, 500,
     "Internal Server Error: the rehearsal does not model sendGift yet"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "params", "status", "words"), CASES, ids=lambda value: str(value)[:40]
)
async def test_a_breach_meets_the_official_words(
    method: str, params: dict[str, Any], status: int, words: str
) -> None:
    async with open_line() as line:
        scene = await _scene(line)
        filled = {
            name: scene.names[value[1:-1]]
            if isinstance(value, str) and value[1:-1] in scene.names
            else value
            for name, value in params.items()
        }
        answer = await line.call(method, **filled)
        assert (answer.status, answer.description) == (status, words)
        assert answer.body["ok"] is False
        assert answer.body["error_code"] == status


async def test_a_file_keeps_its_kind_and_its_limits() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        document = ada.send_document("plan.pdf", "application/pdf", 21 * 1024 * 1024)
        assert document.file is not None
        wrong = await line.call("sendPhoto", chat_id=ada.id, photo=document.file.file_id)
        assert wrong.description == "Bad Request: can't use file of type Document as Photo"
        big = await line.call("getFile", file_id=document.file.file_id)
        assert big.description == "Bad Request: file is too big"
        again = await line.call("sendDocument", chat_id=ada.id, document=document.file.file_id)
        assert again.result["document"]["file_name"] == "plan.pdf"


async def test_a_press_is_answered_once_and_in_time() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
        await line.call("sendMessage", chat_id=ada.id, text="?", reply_markup=markup)
        press = ada.press("Yes")
        await line.call("answerCallbackQuery", callback_query_id=press.id, text="Noted")
        assert (press.toast, press.alert) == ("Noted", None)
        twice = await line.call("answerCallbackQuery", callback_query_id=press.id)
        assert twice.description == f"Bad Request: {INVALID_QUERY}"
        slow = ada.press("Yes")
        line.server.advance(timedelta(minutes=1))
        late = await line.call("answerCallbackQuery", callback_query_id=slow.id)
        assert late.description == f"Bad Request: {INVALID_QUERY}"


async def test_what_is_quoted_must_stand_there() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        word = ada.start().id
        reply = {"message_id": word, "quote": "not there"}
        answer = await line.call("sendMessage", chat_id=ada.id, text="x", reply_parameters=reply)
        assert answer.description == "Bad Request: QUOTE_TEXT_INVALID"


async def test_an_old_message_stays() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        sent = (await line.call("sendMessage", chat_id=ada.id, text="x")).result["message_id"]
        line.server.advance(timedelta(hours=49))
        late = await line.call("deleteMessage", chat_id=ada.id, message_id=sent)
        assert late.description == "Bad Request: message can't be deleted for everyone"


async def test_editing_without_a_keyboard_takes_it_away() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
        sent = await line.call(
            "sendMessage", chat_id=ada.id, text="x", reply_markup=json.dumps(markup)
        )
        assert sent.result["reply_markup"] == markup
        edited = await line.call(
            "editMessageText", chat_id=ada.id, message_id=sent.result["message_id"], text="y"
        )
        assert "reply_markup" not in edited.result
        assert edited.result["edit_date"] >= edited.result["date"]
        # The bot is not told of what it did itself.
        assert [update for update in await line.drain() if "edited_message" in update] == []


async def test_a_reply_keyboard_is_for_people_only() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        keyboard = {"keyboard": [[{"text": "My place", "request_location": True}]]}
        sent = await line.call("sendMessage", chat_id=ada.id, text="x", reply_markup=keyboard)
        assert "reply_markup" not in sent.result
        assert ada.last().keyboard == [["My place"]]


async def test_a_method_that_is_not_modelled_is_a_violation_not_a_404(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with open_line() as line:
        await line.call("getMyStarBalance")
        assert line.server.transcript.violations[-1].method == "getMyStarBalance"
        assert "getMyStarBalance" in capsys.readouterr().out


async def test_an_outside_statement_sees_a_misspelling() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        await line.call("sendMessage", chat_id=ada.id, text="x", parse_mod="HTML")
        await line.call(
            "sendMessage", chat_id=ada.id, text="x", reply_markup={"inline_keybord": []}
        )
        await line.call("sendMessage", chat_id=ada.id)
        told = [call.violations for call in line.server.transcript.violations]
        assert told[0] == ("parse_mod: unknown",)
        assert any("inline_keybord" in complaint for complaint in told[1])
        assert told[2] == ("text: missing",)


KEYBOARDS: list[tuple[Any, str]] = [
    ({"inline_keyboard": {}}, 'field "inline_keyboard" must be of type Array'),
    ({"inline_keyboard": [{}]}, "expected an Array of Arrays of buttons"),
    (
        {"inline_keyboard": [["x"]]},
        "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
    ),
    (
        {"inline_keyboard": [[{"callback_data": "x"}]]},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        {"inline_keyboard": [[{"text": "x", "url": "no address"}]]},
        "inline keyboard button URL 'no address' is invalid: Wrong HTTP URL",
    ),
    (
        {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101},
        "REPLY_MARKUP_TOO_LONG",
    ),
    ({"keyboard": [[{}]]}, "can't parse keyboard button: Can't find field \"text\""),
]


@pytest.mark.parametrize(("markup", "words"), KEYBOARDS)
async def test_a_keyboard_that_is_none(markup: Any, words: str) -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        answer = await line.call("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
        assert answer.description == f"Bad Request: {words}"


async def test_of_two_actions_the_first_wins_in_silence() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.start()
        both = _button(text="x", callback_data="d", url="https://town.example.org")
        sent = await line.call("sendMessage", chat_id=ada.id, text="x", reply_markup=both)
        assert sent.result["reply_markup"] == _button(text="x", url="https://town.example.org")
        for markup in ({"remove_keyboard": True}, {"force_reply": True}, {"keyboard": [["a"]]}):
            sent = await line.call("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
            assert "reply_markup" not in sent.result
        assert ada.last().keyboard == [["a"]]
