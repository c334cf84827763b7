"""The world of a rehearsal: its state, and the people and groups in it."""

from __future__ import annotations

from typing import Literal

from bot.rehearsal.chats import Chat, User
from bot.rehearsal.clock import Clock
from bot.rehearsal.groups import Group
from bot.rehearsal.people import Person
from bot.rehearsal.state import State

# Larger than 32 bits, as real ones are.
_FIRST_USER_ID = 5_100_000_001
_FIRST_OWNER_ID = 6_900_000_001
_FIRST_GROUP_ID = -4_000_001
_FIRST_SUPERGROUP_ID = -1_002_000_000_001


class World(State):
    """The state of one bot's Telegram, with a way to bring people and groups into it."""

    def __init__(self, clock: Clock, *, limits_enabled: bool = True) -> None:
        super().__init__(clock, limits_enabled=limits_enabled)
        self.people: dict[int, Person] = {}
        self.groups: list[Group] = []

    def person(
        self,
        name: str,
        *,
        language: str = "fr",
        last_name: str | None = None,
        username: str | None = None,
    ) -> Person:
        """Bring in someone who has not yet pressed Start."""
        user = User(_FIRST_USER_ID + len(self.people), name, last_name, username, language)
        self.users[user.id] = user
        chat = Chat(user.id, "private", user=user)
        self.chats[chat.id] = chat
        person = Person(self, user, chat)
        self.people[user.id] = person
        return person

    def group(
        self, title: str, kind: Literal["group", "supergroup", "forum"] = "supergroup"
    ) -> Group:
        """Found a group; it has an owner of its own, and the bot is not in it yet."""
        number = len(self.groups)
        owner = User(_FIRST_OWNER_ID + number, f"Owner of {title}")
        self.users[owner.id] = owner
        if kind == "group":
            chat = Chat(_FIRST_GROUP_ID - number, "group", title)
        else:
            chat = Chat(
                _FIRST_SUPERGROUP_ID - number, "supergroup", title, is_forum=kind == "forum"
            )
        self.chats[chat.id] = chat
        group = Group(self, chat, owner)
        self.groups.append(group)
        return group
