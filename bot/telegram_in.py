"""From a Telegram update, as JSON, to what happened, in our own words.

The JSON is read as it comes: decoding it into python-telegram-bot's types first costs a seventh
of a whole turn, and of a hundred fields a turn reads ten. A field that the Bot API promises and
that is not there raises, so the update is kept whole for a person to look at.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from bot.incoming import (
    Command,
    GroupMoved,
    Incoming,
    Membership,
    Person,
    Presence,
    Reachable,
    Tapped,
    Told,
)
from dialogs.events import (
    ContactShared,
    Event,
    MediaKind,
    MediaSent,
    OtherKind,
    OtherSent,
    PlaceShared,
    Said,
)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
"""What we ask Telegram for; said in every request, because it is remembered from the last one."""

Json = dict[str, Any]


def read(raw: Json, username: str) -> Incoming | None:
    """Read an update; None when there is nothing to answer (a service message, another bot).

    `username` is ours, without its @. Raises KeyError, TypeError or ValueError when the update is
    not what the Bot API promises.
    """
    if "callback_query" in raw:
        return _tapped(raw["callback_query"])
    if "message" in raw:
        return _told(raw["message"], username, edited=False)
    if "edited_message" in raw:
        return _told(raw["edited_message"], username, edited=True)
    if "my_chat_member" in raw:
        return _membership(raw["my_chat_member"])
    if "chat_member" in raw:
        return _presence(raw["chat_member"])
    return None


def _person(user: Json) -> Person:
    first, last = user.get("first_name", ""), user.get("last_name")
    return Person(user["id"], f"{first} {last}" if last else first, user.get("language_code", ""))


def _tapped(query: Json) -> Tapped:
    person = _person(query["from"])
    message = query.get("message")
    return Tapped(
        person=person,
        chat_id=message["chat"]["id"] if message else person.id,
        private=message is None or message["chat"]["type"] == "private",
        message_id=message["message_id"] if message else None,
        callback_id=query["id"],
        data=query.get("data", ""),
        thread=_thread(message) if message else None,
    )


def _thread(message: Json) -> int | None:
    """The forum topic of a message; in other groups a chain of replies has a thread id too."""
    return message.get("message_thread_id") if message.get("is_topic_message") else None


def _membership(change: Json) -> Incoming:
    standing = change["new_chat_member"]["status"]
    if change["chat"]["type"] == "private":
        return Reachable(_person(change["from"]), standing not in ("kicked", "left"))
    return Membership(change["chat"]["id"], standing)


_INSIDE = ("creator", "administrator", "member")


def _presence(change: Json) -> Presence | None:
    new = change["new_chat_member"]
    if new["user"].get("is_bot"):
        return None
    inside = new["status"] in _INSIDE or bool(new.get("is_member"))
    return Presence(change["chat"]["id"], _person(new["user"]), inside)


def _noted_presence(message: Json) -> Presence | None:
    """Read the group's own note of who came or left: all that a plain member bot is told."""
    left = message.get("left_chat_member")
    user = left or next(iter(message.get("new_chat_members", ())), None)
    if user is None or user.get("is_bot"):
        return None
    return Presence(message["chat"]["id"], _person(user), inside=left is None)


def _told(message: Json, username: str, *, edited: bool) -> Incoming | None:
    chat = message["chat"]
    if "migrate_to_chat_id" in message:
        return GroupMoved(chat["id"], message["migrate_to_chat_id"])
    if (presence := _noted_presence(message)) is not None:
        return presence
    user = message.get("from")
    anonymous = message.get("sender_chat", {}).get("id") == chat["id"]
    if user is None or (user.get("is_bot") and not anonymous):
        return None
    content = _command(message, username) or _event(message)
    if content is None:
        return None
    thread = _thread(message)
    replied = message.get("reply_to_message")
    if replied and replied["message_id"] == thread:
        replied = None  # in a topic every message "replies" to the note that opened it
    return Told(
        person=Person(0, "") if anonymous else _person(user),
        chat_id=chat["id"],
        private=chat["type"] == "private",
        message_id=message["message_id"],
        content=content,
        reply_to=replied["message_id"] if replied else None,
        reply_to_bot=bool(replied and replied.get("from", {}).get("is_bot")),
        edited=edited,
        replied=_person(replied["from"]) if replied and "from" in replied else None,
        thread=thread,
        forum=bool(chat.get("is_forum")),
        anonymous=anonymous,
        sent_at=_instant(message.get("edit_date") or message.get("date")),
        album=message.get("media_group_id", ""),
    )


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _command(message: Json, username: str) -> Command | None:
    """Read a command that stands at the beginning; `/start@OtherBot` is not for us in a group."""
    text: str = message.get("text", "")
    if not text.startswith("/") or "forward_origin" in message:
        return None
    first = next(iter(message.get("entities", ())), None)
    if first is None or first["type"] != "bot_command" or first["offset"] != 0:
        return None
    name, _, addressee = text[1 : first["length"]].partition("@")
    if addressee and addressee.casefold() != username.casefold():
        return None
    return Command(name.casefold(), text[first["length"] :].strip())


def _event(message: Json) -> Event | None:
    match message:
        case {"forward_origin": _}:
            return OtherSent("forwarded")
        case {"text": str(text)}:
            return Said(text)
        case {"venue": {"location": spot, "title": title}}:
            return PlaceShared(spot["latitude"], spot["longitude"], title)
        case {"location": spot}:
            return PlaceShared(spot["latitude"], spot["longitude"])
        case {"contact": contact}:
            names = (contact["first_name"], contact.get("last_name"))
            return ContactShared(contact["phone_number"], " ".join(name for name in names if name))
        case _:
            return _media(message) or _other(message)


_FILES = ("document", "video", "voice", "audio")


def _media(message: Json) -> MediaSent | None:
    if "animation" in message:  # it also comes as a document
        return None
    caption, album = message.get("caption", ""), message.get("media_group_id", "")
    if message.get("photo"):
        photo = max(message["photo"], key=lambda size: size["width"] * size["height"])
        return MediaSent(
            "photo",
            photo["file_id"],
            photo["file_unique_id"],
            size=photo.get("file_size", 0),
            width=photo["width"],
            height=photo["height"],
            caption=caption,
            album=album,
        )
    kind = next((name for name in _FILES if name in message), None)
    if kind is None:
        return None
    file = message[kind]
    return MediaSent(
        cast("MediaKind", kind),
        file["file_id"],
        file["file_unique_id"],
        size=file.get("file_size", 0),
        mime=file.get("mime_type", ""),
        name=file.get("file_name", ""),
        caption=caption,
        album=album,
    )


_KINDS: tuple[OtherKind, ...] = ("sticker", "animation", "poll", "dice")
_SERVICE = frozenset(
    {
        "pinned_message",
        "message_auto_delete_timer_changed",
        "chat_background_set",
        "write_access_allowed",
        "successful_payment",
        "refunded_payment",
        "gift",
        "unique_gift",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "migrate_from_chat_id",
    }
)
"""What Telegram notes in a chat by itself; no one waits for an answer to it."""


def _other(message: Json) -> OtherSent | None:
    """A message a person sent that no question can use; None for a service message.

    In a private chat a kind that we do not know, or that does not exist yet, is answered too.
    """
    for kind in _KINDS:
        if kind in message:
            return OtherSent(kind)
    private = message["chat"]["type"] == "private"
    return OtherSent("other") if private and not _SERVICE & message.keys() else None
