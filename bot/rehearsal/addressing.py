"""To which chat, topic and message a call speaks, and whether the bot may speak there."""

from __future__ import annotations

from typing import Any

from bot.rehearsal.chats import GENERAL_TOPIC, Chat, Message
from bot.rehearsal.entities import utf16_length
from bot.rehearsal.params import Params
from bot.rehearsal.refusals import Refusal, bad_request, forbidden
from bot.rehearsal.state import State


def known_chat(state: State, params: Params, name: str = "chat_id") -> Chat:
    """Return the chat a call names, or refuse because there is none the bot may see."""
    raw = params.text(name).strip()
    if not raw:
        raise bad_request(f"{name} is empty")
    chat = state.chats.get(int(raw)) if raw.lstrip("-").isdecimal() else None
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    _require_inside(state, chat)
    return chat


def _require_inside(state: State, chat: Chat) -> None:
    if chat.kind == "private":
        return
    status = chat.member(state.bot.id).status
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")


def writable_chat(state: State, params: Params) -> Chat:
    """Return the chat a call names, or refuse because nothing can be sent there."""
    chat = known_chat(state, params)
    if chat.kind == "private":
        if chat.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
    return chat


def thread_of(state: State, chat: Chat, params: Params) -> int | None:
    """Return the topic a call names; where there are no topics its id is dropped in silence."""
    thread_id = params.integer("message_thread_id")
    if not thread_id or not chat.is_forum:
        return None
    if thread_id == GENERAL_TOPIC or thread_id not in chat.topics:
        raise bad_request("message thread not found")
    may_write = chat.member(state.bot.id).may("can_manage_topics")
    if chat.topics[thread_id].closed and not may_write:
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def replied_message(chat: Chat, params: Params) -> Message | None:
    """Return the message a call replies to, if any."""
    reply = params.structure("reply_parameters")
    reply = reply if isinstance(reply, dict) else {}
    wanted = reply.get("message_id") or params.integer("reply_to_message_id")
    if not wanted:
        return None
    message = chat.messages.get(int(wanted))
    lenient = reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply")
    if message is None and not lenient:
        raise bad_request("message to be replied not found")
    return message


def quote_of(replied: Message | None, params: Params) -> dict[str, Any] | None:
    """Return the part of the replied message that a call quotes, if any."""
    reply = params.structure("reply_parameters")
    words = reply.get("quote") if isinstance(reply, dict) else None
    if not words or replied is None:
        return None
    return quoted(replied, str(words), manual=True)


def quoted(message: Message, words: str, *, manual: bool) -> dict[str, Any]:
    """Return a TextQuote of `message`, or refuse what does not stand in it."""
    at = message.text.find(words)
    if at < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    quote: dict[str, Any] = {"text": words, "position": utf16_length(message.text[:at])}
    return quote | ({"is_manual": True} if manual else {})


def message_of(chat: Chat, params: Params, missing: Refusal) -> Message:
    """Return the message a call names, or raise `missing`."""
    message_id = params.integer("message_id")
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise missing
    return message
