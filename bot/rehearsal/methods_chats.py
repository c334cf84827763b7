"""The methods about chats: what they are, who is in them, and a forum's topics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.rehearsal.addressing import known_chat, thread_of, writable_chat
from bot.rehearsal.chats import GENERAL_TOPIC, OUTSIDE, Chat, Membership, Topic
from bot.rehearsal.params import Params
from bot.rehearsal.refusals import bad_request
from bot.rehearsal.state import State

_ACTION_NAMES = (
    "typing upload_photo record_video upload_video record_voice upload_voice record_audio"
    " upload_audio upload_document choose_sticker find_location record_video_note"
    " upload_video_note cancel"
)
_ACTIONS = frozenset(_ACTION_NAMES.split())
_TOPIC_COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


def get_chat(state: State, params: Params) -> Any:
    """Answer getChat."""
    chat = known_chat(state, params)
    gifts = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"
    full = {
        **chat.wire(),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts.split(), False),
    }
    if chat.description:
        full["description"] = chat.description
    primary = next((link for link in chat.links.values() if link.primary), None)
    if primary is not None:
        full["invite_link"] = primary.address
    if chat.pinned and chat.pinned[-1] in chat.messages:
        pinned = chat.messages[chat.pinned[-1]]
        full["pinned_message"] = state.message_wire(pinned, with_reply=False)
    return full


def get_member(state: State, params: Params) -> Any:
    """Answer getChatMember; someone who was never inside is "left"."""
    chat = known_chat(state, params)
    user = state.users.get(params.integer("user_id", high=2**52))
    if not params.integer("user_id", high=2**52):
        raise bad_request("invalid user_id specified")
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if chat.kind == "private":
        return Membership("member").wire(user)
    return chat.member(user.id).wire(user)


def get_administrators(state: State, params: Params) -> Any:
    """Answer getChatAdministrators."""
    chat = _group(state, params)
    return [
        member.wire(state.users[user_id])
        for user_id, member in chat.members.items()
        if member.status in {"administrator", "creator"}
    ]


def _group(state: State, params: Params) -> Chat:
    chat = known_chat(state, params)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    return chat


def count_members(state: State, params: Params) -> Any:
    """Answer getChatMemberCount."""
    chat = known_chat(state, params)
    if chat.kind == "private":
        return 2
    return sum(member.inside for member in chat.members.values())


def leave(state: State, params: Params) -> Any:
    """Answer leaveChat."""
    chat = known_chat(state, params)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    state.set_member(chat, state.bot, state.bot, OUTSIDE)
    return True


def chat_action(state: State, params: Params) -> Any:
    """Answer sendChatAction."""
    if params.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread_of(state, writable_chat(state, params), params)
    return True


def _forum(state: State, params: Params, deed: str) -> Chat:
    chat = writable_chat(state, params)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not chat.member(state.bot.id).may("can_manage_topics"):
        raise bad_request(f"not enough rights to {deed}")
    return chat


def _topic(chat: Chat, params: Params) -> Topic:
    thread_id = params.integer("message_thread_id")
    if thread_id <= GENERAL_TOPIC:
        raise bad_request("invalid message thread identifier specified")
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    return topic


def _topic_name(params: Params) -> str:
    name = params.text("name").strip()
    if not name:
        raise bad_request("title must be non-empty")
    return name[:128]


def create_topic(state: State, params: Params) -> Any:
    """Answer createForumTopic."""
    name = _topic_name(params)
    chat = _forum(state, params, "create a topic")
    color = params.integer("icon_color", _TOPIC_COLORS[0])
    if color not in _TOPIC_COLORS:
        raise bad_request("invalid icon color specified")
    emoji = params.text("icon_custom_emoji_id") or None
    topic = state.open_topic(chat, state.bot, name, color, emoji)
    wire = {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}
    return wire | ({"icon_custom_emoji_id": emoji} if emoji else {})


def edit_topic(state: State, params: Params) -> Any:
    """Answer editForumTopic."""
    chat = _forum(state, params, "edit the topic")
    topic = _topic(chat, params)
    edited: dict[str, Any] = {}
    if params.text("name"):
        edited["name"] = _topic_name(params)
    if "icon_custom_emoji_id" in params.values:
        edited["icon_custom_emoji_id"] = params.text("icon_custom_emoji_id")
    emoji = edited.get("icon_custom_emoji_id", topic.icon_emoji or "")
    new = replace(topic, name=edited.get("name", topic.name), icon_emoji=emoji or None)
    if new == topic:
        raise bad_request("TOPIC_NOT_MODIFIED")
    chat.topics[topic.id] = new
    state.post(chat, state.bot, {"forum_topic_edited": edited}, thread_id=topic.id)
    return True


def _switch_topic(state: State, params: Params, *, closed: bool) -> Any:
    chat = _forum(state, params, "close or open the topic")
    topic = _topic(chat, params)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    chat.topics[topic.id] = replace(topic, closed=closed)
    event = "forum_topic_closed" if closed else "forum_topic_reopened"
    state.post(chat, state.bot, {event: {}}, thread_id=topic.id)
    return True


def close_topic(state: State, params: Params) -> Any:
    """Answer closeForumTopic."""
    return _switch_topic(state, params, closed=True)


def reopen_topic(state: State, params: Params) -> Any:
    """Answer reopenForumTopic."""
    return _switch_topic(state, params, closed=False)


def delete_topic(state: State, params: Params) -> Any:
    """Answer deleteForumTopic: the topic goes with all its messages."""
    chat = writable_chat(state, params)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not chat.member(state.bot.id).may("can_delete_messages"):
        raise bad_request("not enough rights to delete the topic")
    forget_topic(chat, _topic(chat, params).id)
    state.pulse.beat()
    return True


def forget_topic(chat: Chat, thread_id: int) -> None:
    """Remove a topic and all that was written in it; the bot is not told."""
    del chat.topics[thread_id]
    gone = [m.id for m in chat.messages.values() if m.thread_id == thread_id]
    for message_id in gone:
        del chat.messages[message_id]
    chat.pinned = [message_id for message_id in chat.pinned if message_id not in gone]


METHODS: dict[str, Callable[[State, Params], Any]] = {
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "getChatMemberCount": count_members,
    "leaveChat": leave,
    "sendChatAction": chat_action,
    "createForumTopic": create_topic,
    "editForumTopic": edit_topic,
    "closeForumTopic": close_topic,
    "reopenForumTopic": reopen_topic,
    "deleteForumTopic": delete_topic,
}
"""Each method by its official name."""
