"""What comes in, freed from the messenger's types: who, where, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from dialogs.events import Event


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, as the messenger knows them; `language` is their phone's, such as "fr-BE"."""

    id: int
    name: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command such as `/start payload`, without its slash and bot name."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A message in a chat: an event for a dialog, or a command.

    `reply_to` is the message it answers, `reply_to_bot` whether that one was ours, `replied` who
    wrote it; `edited` marks a correction of an earlier message. `thread` is the topic it stands in,
    `forum` whether the group has topics. `anonymous` marks an administrator who hides behind the
    group: `person` is then nobody. `sent_at` is when it was sent (or corrected), None when the
    messenger did not say; the messages of one album share `album`.
    """

    person: Person
    chat_id: int
    private: bool
    message_id: int
    content: Event | Command
    reply_to: int | None = None
    reply_to_bot: bool = False
    edited: bool = False
    replied: Person | None = None
    thread: int | None = None
    forum: bool = False
    anonymous: bool = False
    sent_at: datetime | None = None
    album: str = ""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button pressed under one of our messages; `message_id` is None when it is too old.

    `thread` is the topic that message stands in.
    """

    person: Person
    chat_id: int
    private: bool
    message_id: int | None
    callback_id: str
    data: str
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Reachable:
    """A person blocked the bot, or came back."""

    person: Person
    reachable: bool


@dataclass(frozen=True, slots=True)
class GroupMoved:
    """A group became a supergroup and has another id from now on."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Membership:
    """The bot's own standing in a group changed: "administrator", "member", "left", "kicked"."""

    chat_id: int
    standing: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Someone came into a group, or is no longer in it."""

    chat_id: int
    person: Person
    inside: bool


Incoming: TypeAlias = Told | Tapped | Reachable | GroupMoved | Membership | Presence
