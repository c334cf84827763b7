"""The methods that run a group: links into it, its members, its title, its General topic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from bot.rehearsal.addressing import writable_chat
from bot.rehearsal.chats import GENERAL_TOPIC, OUTSIDE, Chat, InviteLink, Membership, User
from bot.rehearsal.params import Params
from bot.rehearsal.refusals import bad_request
from bot.rehearsal.state import State

_LONGEST_TITLE = 128
_LONGEST_DESCRIPTION = 255
_FAR = 2**52


def _chat(state: State, params: Params, right: str, refusal: str) -> Chat:
    """Return the group of a call, or refuse because it is none or the bot may not do this."""
    chat = writable_chat(state, params)
    if chat.kind == "private":
        raise bad_request("method is available only for groups, supergroups and channels")
    if not chat.member(state.bot.id).may(right):
        raise bad_request(refusal)
    return chat


# -- links into a group ----------------------------------------------------------------------------


def _linked(state: State, params: Params) -> Chat:
    return _chat(state, params, "can_invite_users", "not enough rights to manage chat invite link")


def _new_link(state: State, chat: Chat, **fields: Any) -> InviteLink:
    """Make a link with an address that no other has."""
    used = {link.address for one in state.chats.values() for link in one.links.values()}
    number = next(n for n in count(1) if f"https://t.me/+rehearsal{n}" not in used)
    link = InviteLink(f"https://t.me/+rehearsal{number}", state.bot, **fields)
    chat.links[link.address] = link
    return link


def _terms(state: State, params: Params) -> dict[str, Any]:
    """Return what a call says about a link."""
    name, expires = params.text("name"), params.integer("expire_date")
    most, asks = params.integer("member_limit"), params.flag("creates_join_request")
    if len(name) > 32:
        raise bad_request("invite link name is too long")
    if expires and expires < state.timestamp():
        raise bad_request("EXPIRE_DATE_INVALID")
    if most and asks:
        raise bad_request(
            "member limit can't be specified for links requiring administrator approval"
        )
    return {
        "name": name,
        "expires": expires or None,
        "most": most or None,
        "left": most or None,
        "asks": asks,
    }


def create_link(state: State, params: Params) -> Any:
    """Answer createChatInviteLink."""
    return _new_link(state, _linked(state, params), **_terms(state, params)).wire()


def export_link(state: State, params: Params) -> Any:
    """Answer exportChatInviteLink: a new primary link, in place of the former."""
    chat = _linked(state, params)
    for link in chat.links.values():
        if link.primary:
            chat.links[link.address] = replace(link, revoked=True, primary=False)
    return _new_link(state, chat, primary=True).address


def _link(chat: Chat, params: Params) -> InviteLink:
    link = chat.links.get(params.text("invite_link"))
    if link is None:
        raise bad_request("INVITE_HASH_EXPIRED")
    return link


def edit_link(state: State, params: Params) -> Any:
    """Answer editChatInviteLink."""
    chat = _linked(state, params)
    link = replace(_link(chat, params), **_terms(state, params))
    chat.links[link.address] = link
    return link.wire()


def revoke_link(state: State, params: Params) -> Any:
    """Answer revokeChatInviteLink."""
    chat = _linked(state, params)
    link = replace(_link(chat, params), revoked=True)
    chat.links[link.address] = link
    return link.wire()


def _who_asks(state: State, params: Params) -> tuple[Chat, User]:
    chat = _linked(state, params)
    user_id = params.integer("user_id", high=_FAR)
    if user_id not in chat.asking:
        raise bad_request("HIDE_REQUESTER_MISSING")
    chat.asking.discard(user_id)
    return chat, state.users[user_id]


def approve(state: State, params: Params) -> Any:
    """Answer approveChatJoinRequest."""
    chat, user = _who_asks(state, params)
    state.set_member(chat, state.bot, user, Membership("member"))
    state.post(chat, user, {"new_chat_members": [user.wire()]})
    return True


def decline(state: State, params: Params) -> Any:
    """Answer declineChatJoinRequest."""
    _who_asks(state, params)
    return True


# -- members ---------------------------------------------------------------------------------------


def _member(state: State, params: Params) -> tuple[Chat, User]:
    chat = _chat(
        state,
        params,
        "can_restrict_members",
        "not enough rights to restrict/unrestrict chat member",
    )
    user = state.users.get(params.integer("user_id", high=_FAR))
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if chat.member(user.id).status == "creator":
        raise bad_request("can't remove chat owner")
    return chat, user


def ban(state: State, params: Params) -> Any:
    """Answer banChatMember."""
    chat, user = _member(state, params)
    state.set_member(chat, state.bot, user, Membership("kicked"))
    state.post(chat, state.bot, {"left_chat_member": user.wire()})
    return True


def unban(state: State, params: Params) -> Any:
    """Answer unbanChatMember: it also puts a member out, unless only_if_banned."""
    chat, user = _member(state, params)
    if chat.member(user.id).status == "kicked" or not params.flag("only_if_banned"):
        state.set_member(chat, state.bot, user, OUTSIDE)
    return True


# -- what a group is called ------------------------------------------------------------------------


def set_title(state: State, params: Params) -> Any:
    """Answer setChatTitle."""
    chat = _chat(state, params, "can_change_info", "not enough rights to change chat title")
    title = params.text("title").strip()[:_LONGEST_TITLE]
    if not title:
        raise bad_request("title must be non-empty")
    if title == chat.title:
        raise bad_request("chat title is not modified")
    chat.title = title
    state.post(chat, state.bot, {"new_chat_title": title})
    return True


def set_description(state: State, params: Params) -> Any:
    """Answer setChatDescription."""
    chat = _chat(state, params, "can_change_info", "not enough rights to set chat description")
    description = params.text("description").strip()[:_LONGEST_DESCRIPTION]
    if description == chat.description:
        raise bad_request("chat description is not modified")
    chat.description = description
    return True


# -- the General topic -----------------------------------------------------------------------------


def _forum(state: State, params: Params, right: str = "can_manage_topics") -> Chat:
    chat = writable_chat(state, params)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not chat.member(state.bot.id).may(right):
        raise bad_request("not enough rights to edit the topic")
    return chat


def _general_setter(event: str, **changes: Any) -> Callable[[State, Params], Any]:
    def change(state: State, params: Params) -> Any:
        chat = _forum(state, params)
        new = replace(chat.general, **changes)
        if new == chat.general:
            raise bad_request("TOPIC_NOT_MODIFIED")
        chat.general = new
        state.post(chat, state.bot, {event: {}})
        return True

    return change


def edit_general(state: State, params: Params) -> Any:
    """Answer editGeneralForumTopic."""
    chat, name = _forum(state, params), params.text("name").strip()[:_LONGEST_TITLE]
    if not name:
        raise bad_request("title must be non-empty")
    if name == chat.general.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    chat.general = replace(chat.general, name=name)
    state.post(chat, state.bot, {"forum_topic_edited": {"name": name}})
    return True


def unpin_topic(state: State, params: Params) -> Any:
    """Answer unpinAllForumTopicMessages."""
    thread_id = params.integer("message_thread_id")
    chat = _forum(state, params, "can_pin_messages")
    if thread_id <= GENERAL_TOPIC or thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return _unpin(state, chat, thread_id)


def unpin_general(state: State, params: Params) -> Any:
    """Answer unpinAllGeneralForumTopicMessages."""
    return _unpin(state, _forum(state, params, "can_pin_messages"), None)


def _unpin(state: State, chat: Chat, thread_id: int | None) -> bool:
    chat.pinned = [key for key in chat.pinned if chat.messages[key].thread_id != thread_id]
    state.pulse.beat()
    return True


METHODS: dict[str, Callable[[State, Params], Any]] = {
    "createChatInviteLink": create_link,
    "exportChatInviteLink": export_link,
    "editChatInviteLink": edit_link,
    "revokeChatInviteLink": revoke_link,
    "approveChatJoinRequest": approve,
    "declineChatJoinRequest": decline,
    "banChatMember": ban,
    "unbanChatMember": unban,
    "setChatTitle": set_title,
    "setChatDescription": set_description,
    "editGeneralForumTopic": edit_general,
    "closeGeneralForumTopic": _general_setter("forum_topic_closed", closed=True),
    "reopenGeneralForumTopic": _general_setter("forum_topic_reopened", closed=False),
    "hideGeneralForumTopic": _general_setter(
        "general_forum_topic_hidden", hidden=True, closed=True
    ),
    "unhideGeneralForumTopic": _general_setter("general_forum_topic_unhidden", hidden=False),
    "unpinAllForumTopicMessages": unpin_topic,
    "unpinAllGeneralForumTopicMessages": unpin_general,
}
"""Each method by its official name."""
