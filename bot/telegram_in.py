"""From a Telegram update to what happened, in our own words."""

from __future__ import annotations

from typing import Any

from telegram import (
    Audio,
    Bot,
    CallbackQuery,
    ChatMemberUpdated,
    Document,
    Message,
    Update,
    User,
    Video,
    Voice,
)

from bot.incoming import (
    Command,
    GroupMoved,
    Incoming,
    Membership,
    Person,
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

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
"""What we ask Telegram for; said in every request, because it is remembered from the last one."""


class UnreadableUpdateError(Exception):
    """An update is not what the Bot API promises."""


def read(raw: dict[str, Any], bot: Bot) -> Incoming | None:
    """Read an update; None when there is nothing to answer (a service message, another bot)."""
    update = Update.de_json(_without_ballast(raw), bot)
    if update is None:
        raise UnreadableUpdateError("the update is empty")
    if update.callback_query is not None:
        return _tapped(update.callback_query)
    if update.message is not None:
        return _told(update.message, edited=False)
    if update.edited_message is not None:
        return _told(update.edited_message, edited=True)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    return None


def _without_ballast(raw: dict[str, Any]) -> dict[str, Any]:
    """Leave out the old message under a pressed button but for what says which one it is.

    It is our own message, keyboard and all, and decoding it is half the cost of a press.
    """
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return raw
    kept = {name: message[name] for name in ("message_id", "date", "chat") if name in message}
    return {**raw, "callback_query": {**query, "message": kept}}


def _person(user: User) -> Person:
    return Person(user.id, user.full_name, user.language_code or "")


def _tapped(query: CallbackQuery) -> Tapped:
    message = query.message
    return Tapped(
        person=_person(query.from_user),
        chat_id=message.chat.id if message else query.from_user.id,
        private=message is None or message.chat.type == "private",
        message_id=message.message_id if message else None,
        callback_id=query.id,
        data=query.data or "",
    )


def _membership(change: ChatMemberUpdated) -> Incoming:
    standing = str(change.new_chat_member.status)
    if change.chat.type == "private":
        return Reachable(_person(change.from_user), standing not in ("kicked", "left"))
    return Membership(change.chat.id, standing)


def _told(message: Message, *, edited: bool) -> Incoming | None:
    if message.migrate_to_chat_id:
        return GroupMoved(message.chat.id, message.migrate_to_chat_id)
    if message.from_user is None or message.from_user.is_bot:
        return None
    content = _command(message) or _event(message)
    if content is None:
        return None
    replied = message.reply_to_message
    return Told(
        person=_person(message.from_user),
        chat_id=message.chat.id,
        private=message.chat.type == "private",
        message_id=message.message_id,
        content=content,
        reply_to=replied.message_id if replied else None,
        reply_to_bot=bool(replied and replied.from_user and replied.from_user.is_bot),
        edited=edited,
    )


def _command(message: Message) -> Command | None:
    """Read a command that stands at the beginning; `/start@OtherBot` is not for us in a group."""
    text = message.text or ""
    if not text.startswith("/") or not message.entities or message.forward_origin:
        return None
    entity = message.entities[0]
    if entity.type != "bot_command" or entity.offset != 0:
        return None
    name, _, addressee = text[1 : entity.length].partition("@")
    if addressee and addressee.casefold() != message.get_bot().username.casefold():
        return None
    return Command(name.casefold(), text[entity.length :].strip())


def _event(message: Message) -> Event | None:
    if message.forward_origin is not None:
        return OtherSent("forwarded")
    if message.text is not None:
        return Said(message.text)
    if message.venue is not None:
        spot = message.venue.location
        return PlaceShared(spot.latitude, spot.longitude, message.venue.title)
    if message.location is not None:
        return PlaceShared(message.location.latitude, message.location.longitude)
    if message.contact is not None:
        contact = message.contact
        name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
        return ContactShared(contact.phone_number, name)
    return _media(message) or _other(message)


def _media(message: Message) -> MediaSent | None:
    caption = message.caption or ""
    if message.animation is not None:  # it also comes as a document
        return None
    if message.photo:
        photo = max(message.photo, key=lambda size: size.width * size.height)
        return MediaSent(
            "photo",
            photo.file_id,
            photo.file_unique_id,
            size=photo.file_size or 0,
            width=photo.width,
            height=photo.height,
            caption=caption,
        )
    files: tuple[tuple[MediaKind, Document | Video | Voice | Audio | None], ...] = (
        ("document", message.document),
        ("video", message.video),
        ("voice", message.voice),
        ("audio", message.audio),
    )
    for kind, file in files:
        if file is not None:
            return MediaSent(
                kind,
                file.file_id,
                file.file_unique_id,
                size=file.file_size or 0,
                mime=file.mime_type or "",
                name=getattr(file, "file_name", None) or "",
                caption=caption,
            )
    return None


_KINDS: tuple[OtherKind, ...] = ("sticker", "animation", "poll", "dice")
_OTHERS = ("story", "video_note", "game", "paid_media", "checklist", "invoice")


def _other(message: Message) -> OtherSent | None:
    """A message a person sent that no question can use; None for a service message."""
    for kind in _KINDS:
        if getattr(message, kind):
            return OtherSent(kind)
    if any(getattr(message, name, None) for name in _OTHERS):
        return OtherSent("other")
    return None
