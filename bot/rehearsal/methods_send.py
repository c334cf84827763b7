"""The methods that write new messages: text, media, albums, places, copies, forwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.rehearsal.addressing import (
    known_chat,
    message_of,
    quote_of,
    replied_message,
    thread_of,
    writable_chat,
)
from bot.rehearsal.chats import Message
from bot.rehearsal.contents import (
    album_contents,
    caption_content,
    contact_content,
    location_content,
    media_content,
    poll_content,
    text_content,
)
from bot.rehearsal.keyboards import inline_keyboard, reply_keyboard
from bot.rehearsal.params import Params
from bot.rehearsal.refusals import bad_request
from bot.rehearsal.state import State


def deliver(
    state: State,
    params: Params,
    contents: list[dict[str, Any]],
    forward_origin: dict[str, Any] | None = None,
) -> list[Message]:
    """Write the bot's messages where the call says, or raise the reason why not."""
    keyboard = inline_keyboard(params)
    chat = writable_chat(state, params)
    for_people = reply_keyboard(params, chat)
    thread_id = thread_of(state, chat, params)
    replied = replied_message(chat, params)
    if replied is not None and thread_id is None:
        thread_id = replied.thread_id
    quote = quote_of(replied, params)
    state.limits.spend(chat.id, len(contents), private=chat.kind == "private")
    return [
        state.post(
            chat,
            state.bot,
            content,
            thread_id=thread_id,
            reply_to=None if replied is None else replied.id,
            keyboard=keyboard,
            reply_keyboard=for_people,
            forward_origin=forward_origin,
            quote=quote,
        )
        for content in contents
    ]


def _one(state: State, params: Params, content: dict[str, Any]) -> dict[str, Any]:
    return state.message_wire(deliver(state, params, [content])[0])


def send_message(state: State, params: Params) -> Any:
    """Answer sendMessage."""
    return _one(state, params, text_content(params))


def _sender_of(kind: str) -> Callable[[State, Params], Any]:
    def send(state: State, params: Params) -> Any:
        return _one(state, params, media_content(state, params, kind))

    return send


def send_location(state: State, params: Params) -> Any:
    """Answer sendLocation."""
    return _one(state, params, location_content(params))


def send_venue(state: State, params: Params) -> Any:
    """Answer sendVenue."""
    place = location_content(params)
    venue = {**place, "title": params.text("title"), "address": params.text("address")}
    return _one(state, params, {**place, "venue": venue})


def send_contact(state: State, params: Params) -> Any:
    """Answer sendContact."""
    return _one(state, params, contact_content(params))


def send_media_group(state: State, params: Params) -> Any:
    """Answer sendMediaGroup: an array, one message for each item; keyboards are not taken."""
    contents = album_contents(state, params)
    values = {name: value for name, value in params.values.items() if name != "reply_markup"}
    return [state.message_wire(sent) for sent in deliver(state, Params(values), contents)]


def _source(state: State, params: Params, verb: str) -> Message:
    chat = known_chat(state, params, "from_chat_id")
    message = message_of(chat, params, bad_request(f"message to {verb} not found"))
    if message.is_service:
        past = {"copy": "copied", "forward": "forwarded"}[verb]
        raise bad_request(f"message can't be {past}")
    return message


def copy_message(state: State, params: Params) -> Any:
    """Answer copyMessage: only the id of the copy is told."""
    content = _bare(_source(state, params, "copy").content)
    if "caption" in params.values and "text" not in content:
        content = {n: v for n, v in content.items() if not n.startswith("caption")}
        content |= caption_content(params.values)
    return {"message_id": deliver(state, params, [content])[0].id}


def forward_message(state: State, params: Params) -> Any:
    """Answer forwardMessage."""
    message = _source(state, params, "forward")
    origin = message.forward_origin or origin_of(message)
    sent = deliver(state, params, [_bare(message.content)], origin)
    return state.message_wire(sent[0])


def _sources(state: State, params: Params, verb: str) -> list[Message]:
    """Return what copyMessages or forwardMessages names; what is not there is passed over."""
    wanted = params.structure("message_ids")
    if not isinstance(wanted, list) or not wanted:
        raise bad_request(f"there are no messages to {verb}")
    if len(wanted) > 100:
        raise bad_request("too many message identifiers specified")
    chat = known_chat(state, params, "from_chat_id")
    found = [chat.messages[int(key)] for key in wanted if int(key) in chat.messages]
    able = [message for message in found if not message.is_service]
    if not able:
        raise bad_request(f"there are no messages to {verb}")
    return able


def _ids(sent: list[Message]) -> list[dict[str, int]]:
    return [{"message_id": message.id} for message in sent]


def copy_messages(state: State, params: Params) -> Any:
    """Answer copyMessages; an album stays one."""
    contents = _regrouped(state, _sources(state, params, "copy"))
    if params.flag("remove_caption"):
        contents = [{n: v for n, v in one.items() if "caption" not in n} for one in contents]
    return _ids(deliver(state, params, contents))


def forward_messages(state: State, params: Params) -> Any:
    """Answer forwardMessages; an album stays one."""
    sources = _sources(state, params, "forward")
    sent: list[Message] = []
    for message, content in zip(sources, _regrouped(state, sources), strict=True):
        sent += deliver(state, params, [content], message.forward_origin or origin_of(message))
    return _ids(sent)


def _regrouped(state: State, sources: list[Message]) -> list[dict[str, Any]]:
    """Return the contents of messages with a new media_group_id for each old one."""
    groups: dict[str, str] = {}
    contents = []
    for message in sources:
        content = dict(message.content)
        if old := content.get("media_group_id"):
            content["media_group_id"] = groups.setdefault(old, state.album_id())
        contents.append(content)
    return contents


def send_dice(state: State, params: Params) -> Any:
    """Answer sendDice; the number thrown is always the same, so that a story can be told twice."""
    return _one(state, params, {"dice": {"emoji": params.text("emoji") or "🎲", "value": 3}})


def send_poll(state: State, params: Params) -> Any:
    """Answer sendPoll."""
    return _one(state, params, {"poll": poll_content(state, params)})


def _bare(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != "media_group_id"}


def origin_of(message: Message) -> dict[str, Any]:
    """Return the forward_origin that a forwarded copy of `message` carries."""
    return {"type": "user", "sender_user": message.sender.wire(), "date": message.date}


METHODS: dict[str, Callable[[State, Params], Any]] = {
    "sendMessage": send_message,
    "sendPhoto": _sender_of("photo"),
    "sendDocument": _sender_of("document"),
    "sendVoice": _sender_of("voice"),
    "sendVideo": _sender_of("video"),
    "sendAudio": _sender_of("audio"),
    "sendAnimation": _sender_of("animation"),
    "sendSticker": _sender_of("sticker"),
    "sendVideoNote": _sender_of("video_note"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
    "sendDice": send_dice,
    "sendPoll": send_poll,
}
"""Each method by its official name."""
