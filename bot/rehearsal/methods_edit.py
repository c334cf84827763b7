"""The methods that change, remove, pin and react to messages, and answer presses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.rehearsal.addressing import known_chat, message_of, writable_chat
from bot.rehearsal.chats import Chat, Message
from bot.rehearsal.contents import (
    FOR_EVER,
    album_item,
    caption_content,
    location_content,
    text_content,
)
from bot.rehearsal.keyboards import inline_keyboard
from bot.rehearsal.params import Params
from bot.rehearsal.reaction_emoji import REACTION_EMOJI
from bot.rehearsal.refusals import bad_request
from bot.rehearsal.state import ANSWER_WINDOW, State

_DELETABLE_SECONDS = 48 * 3600
_MEDIA = frozenset({"photo", "video", "document", "audio", "animation", "voice"})


def _to_edit(state: State, params: Params) -> tuple[Chat, Message]:
    chat = writable_chat(state, params)
    message = message_of(chat, params, bad_request("message to edit not found"))
    if message.sender.id != state.bot.id or message.is_service or message.forward_origin:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(
    state: State, chat: Chat, message: Message, params: Params, content: dict[str, Any] | None
) -> Any:
    """Put new content (None: the old) and the call's keyboard, or none, under a message."""
    keyboard = inline_keyboard(params)
    new = message.content if content is None else content
    if new == message.content and keyboard == message.keyboard:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    state.limits.spend(chat.id, private=chat.kind == "private")
    edited = message.edit_date if content is None else state.timestamp()
    amended = state.amend(chat, message, content=new, keyboard=keyboard, edit_date=edited)
    return state.message_wire(amended)


def edit_text(state: State, params: Params) -> Any:
    """Answer editMessageText; a call without reply_markup takes the keyboard away."""
    content = text_content(params)
    chat, message = _to_edit(state, params)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _edit(state, chat, message, params, content)


def edit_caption(state: State, params: Params) -> Any:
    """Answer editMessageCaption."""
    caption = caption_content(params.values)
    chat, message = _to_edit(state, params)
    if _MEDIA.isdisjoint(message.content):
        raise bad_request("there is no caption in the message to edit")
    kept = {n: v for n, v in message.content.items() if not n.startswith("caption")}
    return _edit(state, chat, message, params, kept | caption)


def edit_keyboard(state: State, params: Params) -> Any:
    """Answer editMessageReplyMarkup."""
    chat, message = _to_edit(state, params)
    return _edit(state, chat, message, params, None)


def edit_media(state: State, params: Params) -> Any:
    """Answer editMessageMedia."""
    content = album_item(state, params, params.structure("media"))
    chat, message = _to_edit(state, params)
    if _MEDIA.isdisjoint(message.content):
        raise bad_request("there is no media in the message to edit")
    if "media_group_id" in message.content:
        content["media_group_id"] = message.content["media_group_id"]
    return _edit(state, chat, message, params, content)


def edit_live_location(state: State, params: Params) -> Any:
    """Answer editMessageLiveLocation."""
    place = location_content(params)["location"]
    chat, message = _to_edit(state, params)
    period = _live_period(state, message)
    new = {"location": {**place, "live_period": place.get("live_period", period)}}
    return _edit(state, chat, message, params, new)


def stop_live_location(state: State, params: Params) -> Any:
    """Answer stopMessageLiveLocation."""
    chat, message = _to_edit(state, params)
    _live_period(state, message)
    still = {n: v for n, v in message.content["location"].items() if n != "live_period"}
    return _edit(state, chat, message, params, {"location": still})


def _live_period(state: State, message: Message) -> int:
    """Return for how long a location is shared, or refuse because it is not any more."""
    if "location" not in message.content:
        raise bad_request("there is no live location in the message to edit")
    period: int = message.content["location"].get("live_period", 0)
    if not period or (period != FOR_EVER and state.timestamp() > message.date + period):
        raise bad_request("message can't be edited")
    return period


def stop_poll(state: State, params: Params) -> Any:
    """Answer stopPoll: the poll as it ended."""
    chat, message = _to_edit(state, params)
    poll = message.content.get("poll")
    if poll is None:
        raise bad_request("message with poll to stop not found")
    if poll["is_closed"]:
        raise bad_request("poll has already been closed")
    ended = {**poll, "is_closed": True}
    _edit(state, chat, message, params, {"poll": ended})
    return ended


def delete_message(state: State, params: Params) -> Any:
    """Answer deleteMessage."""
    chat = known_chat(state, params)
    message = message_of(chat, params, bad_request("message to delete not found"))
    _require_deletable(state, chat, message)
    state.remove(chat, message.id)
    return True


def _require_deletable(state: State, chat: Chat, message: Message) -> None:
    bot = chat.member(state.bot.id)
    own = message.sender.id == state.bot.id
    as_admin = bot.may("can_delete_messages")
    if not own and chat.kind != "private" and not as_admin:
        raise bad_request("message can't be deleted")
    old = state.timestamp() - message.date > _DELETABLE_SECONDS
    if old and not (as_admin and chat.kind == "supergroup"):
        raise bad_request("message can't be deleted for everyone")


def delete_messages(state: State, params: Params) -> Any:
    """Answer deleteMessages; those that are not there are passed over."""
    chat = known_chat(state, params)
    wanted = params.structure("message_ids")
    if not isinstance(wanted, list) or not wanted:
        raise bad_request("there are no messages to delete")
    if len(wanted) > 100:
        raise bad_request("too many message identifiers specified")
    found = [chat.messages[int(key)] for key in wanted if int(key) in chat.messages]
    for message in found:
        _require_deletable(state, chat, message)
    for message in found:
        state.remove(chat, message.id)
    return True


def pin(state: State, params: Params) -> Any:
    """Answer pinChatMessage."""
    chat = writable_chat(state, params)
    message = message_of(chat, params, bad_request("message to pin not found"))
    _require_pinning(state, chat)
    state.pin(chat, state.bot, message)
    return True


def unpin(state: State, params: Params) -> Any:
    """Answer unpinChatMessage: the message named, else the newest pin."""
    chat = writable_chat(state, params)
    _require_pinning(state, chat)
    wanted = params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if wanted and wanted not in chat.messages:
        raise bad_request("message to unpin not found")
    if wanted in chat.pinned:
        chat.pinned.remove(wanted)
    return True


def unpin_all(state: State, params: Params) -> Any:
    """Answer unpinAllChatMessages."""
    chat = writable_chat(state, params)
    _require_pinning(state, chat)
    chat.pinned.clear()
    return True


def _require_pinning(state: State, chat: Chat) -> None:
    if chat.kind != "private" and not chat.member(state.bot.id).may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")


def set_reaction(state: State, params: Params) -> Any:
    """Answer setMessageReaction: none or one of the platform's emoji."""
    chat = writable_chat(state, params)
    message = message_of(chat, params, bad_request("message to react not found"))
    wanted = params.structure("reaction") or []
    emoji = [str(reaction.get("emoji")) for reaction in wanted]
    if len(emoji) > 1 or any(one not in REACTION_EMOJI for one in emoji):
        raise bad_request("REACTION_INVALID")
    state.react(chat, message, state.bot, emoji[0] if emoji else None)
    return True


def answer_press(state: State, params: Params) -> Any:
    """Answer answerCallbackQuery, once and in time."""
    text = params.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    press = state.presses.get(params.text("callback_query_id"))
    if press is None or press.answered or state.now() - press.at > ANSWER_WINDOW:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    press.answered, press.text = True, text
    press.show_alert = params.flag("show_alert")
    state.pulse.beat()
    return True


METHODS: dict[str, Callable[[State, Params], Any]] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_keyboard,
    "editMessageMedia": edit_media,
    "editMessageLiveLocation": edit_live_location,
    "stopMessageLiveLocation": stop_live_location,
    "stopPoll": stop_poll,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin_all,
    "setMessageReaction": set_reaction,
    "answerCallbackQuery": answer_press,
}
"""Each method by its official name."""
