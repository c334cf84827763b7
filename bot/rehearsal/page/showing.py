"""The show as the page needs it: everything small whole, messages only where they changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.chats import SERVICE_FIELDS, Chat, Message
from bot.rehearsal.page.playhouse import Playhouse, Show
from bot.rehearsal.people import Person
from bot.rehearsal.state import ANSWER_WINDOW, Press
from bot.rehearsal.world import World

_TOAST_SECONDS = 6
_MOST_MESSAGES = 400
"""How many of a chat's newest messages the page is given."""


@dataclass
class Sight:
    """What one open page has been told already."""

    show: int = 0
    changed: int = 0
    entries: int = 0
    messages: dict[str, list[int]] = field(default_factory=dict)


def frame(house: Playhouse, sight: Sight) -> dict[str, Any]:
    """Return what is new since `sight`, and note it there."""
    if not house.is_open:
        return {"show": 0, "busy": house.busy or "scene"}
    show = house.show
    if sight.show != show.number:
        sight.__init__(show.number)  # type: ignore[misc]
    world = show.server.world
    chats = {str(chat.id): chat for chat in world.chats.values() if _is_shown(show, chat)}
    return {
        "show": show.number,
        "scene": show.scene.key,
        "language": show.language,
        "busy": house.busy,
        "now": world.now().timestamp(),
        "due": _due(house),
        "bot": _bot(show),
        "faults": _faults(show),
        "bot_id": world.bot.id,
        "bot_username": world.bot.username,
        "people": [_person(show, person) for person in world.people.values()],
        "chats": {key: _chat(world, chat) for key, chat in chats.items()},
        "order": _orders(chats, sight),
        "messages": _messages(world, chats, sight),
        "reactions": _reactions(world),
        "presses": _presses(world),
        "story": house.story.wire() if house.story else None,
        "glass": _glass(show, sight),
    }


def _due(house: Playhouse) -> float | None:
    due = house.show.onlooker.next_due()
    return due.timestamp() if due else None


def _bot(show: Show) -> dict[str, Any]:
    chat = show.cast.group.chat
    member = chat.member(show.server.world.bot.id)
    return {
        "status": show.bot.status,
        "pid": show.bot.pid,
        "copy": show.copy.is_running,
        "admin": member.status == "administrator",
        "topics": member.may("can_manage_topics"),
        "words": show.bot.last_words() if show.bot.status == "ended" else "",
    }


def _faults(show: Show) -> dict[str, Any]:
    faults = show.server.faults
    return {
        "offline": faults.is_offline,
        "slow": faults.delay,
        "waiting": len(show.server.world.updates),
        "planned": faults.planned(),
    }


def _is_shown(show: Show, chat: Chat) -> bool:
    return chat.kind != "private" or chat.user is None or chat.user.id in show.roles


def _person(show: Show, person: Person) -> dict[str, Any]:
    groups = [
        chat.id
        for chat in show.server.world.chats.values()
        if chat.kind != "private" and chat.member(person.id).inside
    ]
    return {
        "id": person.id,
        "name": person.name,
        "language": person.user.language,
        "role": show.roles.get(person.id, "resident"),
        "started": person.chat.started,
        "blocked": person.chat.blocked,
        "chats": [person.id, *groups],
        "menu": person.menu(),
        "group_menu": person.menu(groups[0]) if groups else [],
    }


def _chat(world: World, chat: Chat) -> dict[str, Any]:
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title or (chat.user.first_name if chat.user else ""),
        "forum": chat.is_forum,
        "topics": [
            {"id": topic.id, "name": topic.name, "closed": topic.closed}
            for topic in chat.topics.values()
        ],
        "pinned": [key for key in chat.pinned if key in chat.messages],
        "members": sum(one.inside for one in chat.members.values()),
        "inside": [key for key in world.people if chat.member(key).inside],
        "bot": chat.member(world.bot.id).status,
        "moved": chat.migrated_to,
    }


def _orders(chats: dict[str, Chat], sight: Sight) -> dict[str, list[int]]:
    """Return the message ids of the chats in which messages came or went."""
    now = {key: sorted(chat.messages)[-_MOST_MESSAGES:] for key, chat in chats.items()}
    news = {key: ids for key, ids in now.items() if sight.messages.get(key) != ids}
    sight.messages = now
    return news


def _messages(world: World, chats: dict[str, Chat], sight: Sight) -> list[dict[str, Any]]:
    since, sight.changed = sight.changed, world.changes
    found = [
        (chat, message)
        for key, chat in chats.items()
        for number in sight.messages[key]
        if (message := chat.messages[number]).changed > since
    ]
    return [message_wire(chat, message) for chat, message in found]


def message_wire(chat: Chat, message: Message) -> dict[str, Any]:
    """Return one message as the page draws it."""
    wire: dict[str, Any] = {
        "id": message.id,
        "chat": chat.id,
        "from": {"id": message.sender.id, "name": message.sender.first_name},
        "date": message.date,
        "edited": message.edit_date is not None,
        "service": not SERVICE_FIELDS.isdisjoint(message.content),
        "content": message.content,
        "topic": message.thread_id,
        "keyboard": message.reply_keyboard,
        "buttons": [list(row) for row in message.keyboard or ()],
    }
    if message.reply_to is not None:
        wire["reply"] = _reply(chat, message.reply_to)
    if message.quote is not None:
        wire["quote"] = message.quote["text"]
    if message.forward_origin is not None:
        wire["forwarded"] = _origin(message.forward_origin)
    return wire


def _reply(chat: Chat, message_id: int) -> dict[str, Any]:
    replied = chat.messages.get(message_id)
    if replied is None:
        return {"id": message_id, "name": "", "text": ""}
    return {"id": message_id, "name": replied.sender.first_name, "text": replied.text[:120]}


def _origin(origin: dict[str, Any]) -> str:
    if "sender_user" in origin:
        return str(origin["sender_user"]["first_name"])
    return str(origin.get("sender_user_name") or origin.get("chat", {}).get("title", ""))


def _reactions(world: World) -> list[list[Any]]:
    return [
        [chat, message, user, one["emoji"]]
        for (chat, message, user), given in world.reactions.items()
        for one in given
    ]


def _presses(world: World) -> list[dict[str, Any]]:
    """Return the buttons that spin, and the answers that are still fresh."""
    return [press_wire(one) for one in world.presses.values() if _is_fresh(world, one)]


def _is_fresh(world: World, press: Press) -> bool:
    age = (world.now() - press.at).total_seconds()
    return age < _TOAST_SECONDS if press.answered else age < ANSWER_WINDOW.total_seconds()


def press_wire(press: Press) -> dict[str, Any]:
    """Return a pressed button and its answer."""
    return {
        "id": press.id,
        "user": press.user.id,
        "chat": press.chat_id,
        "message": press.message_id,
        "data": press.data,
        "answered": press.answered,
        "text": press.text,
        "alert": press.show_alert,
    }


def _glass(show: Show, sight: Sight) -> list[dict[str, Any]]:
    news = show.glass.since(sight.entries)
    if news:
        sight.entries = news[-1].number
    return [one.wire() for one in news]
