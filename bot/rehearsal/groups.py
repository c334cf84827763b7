"""A group as its owner handles it: members, the bot's rights, topics, the upgrade."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.rehearsal.chats import (
    ADMINISTRATOR_RIGHTS,
    OUTSIDE,
    USUAL_RIGHTS,
    Chat,
    Membership,
    Topic,
    User,
)
from bot.rehearsal.methods_chats import forget_topic
from bot.rehearsal.state import State
from bot.rehearsal.views import MessageView, views

if TYPE_CHECKING:
    from bot.rehearsal.people import Person

_TOPIC_COLOR = 0x6FB9F0


class Group:
    """A basic group, a supergroup or a forum. `id` follows an upgrade."""

    def __init__(self, state: State, chat: Chat, owner: User) -> None:
        self._state = state
        self._owner = owner
        self.chat = chat
        chat.members[owner.id] = Membership("creator")

    @property
    def id(self) -> int:
        """The chat's present id."""
        return self.chat.id

    @property
    def title(self) -> str:
        """The chat's title."""
        return self.chat.title

    @property
    def topics(self) -> dict[int, Topic]:
        """The topics of a forum, by thread id."""
        return dict(self.chat.topics)

    def messages(self) -> list[MessageView]:
        """Return everything in the group, oldest first."""
        return views(self._state, self.chat)

    def add(self, person: Person, *, admin: bool = False) -> None:
        """Let someone in, or change what someone inside is."""
        new = Membership("administrator", USUAL_RIGHTS) if admin else Membership("member")
        self._admit(person.user, new)

    def remove(self, person: Person) -> None:
        """Put someone out."""
        self._state.set_member(self.chat, self._owner, person.user, Membership("kicked"))
        self._report({"left_chat_member": person.user.wire()})

    def add_bot(self, *, admin: bool = False) -> None:
        """Let the bot in, as administrator with the usual rights or as a plain member."""
        new = Membership("administrator", USUAL_RIGHTS) if admin else Membership("member")
        self._admit(self._state.bot, new)

    def set_bot_rights(self, *, admin: bool = True, **rights: bool) -> None:
        """Change the bot's place: `admin=False` makes it a plain member, a right can be named."""
        unknown = rights.keys() - set(ADMINISTRATOR_RIGHTS)
        if unknown:
            raise ValueError(f"no such right: {', '.join(sorted(unknown))}")
        held = self.chat.member(self._state.bot.id).rights or USUAL_RIGHTS
        held = held - {name for name, on in rights.items() if not on}
        held = held | {name for name, on in rights.items() if on}
        new = Membership("administrator", held) if admin else Membership("member")
        self._state.set_member(self.chat, self._owner, self._state.bot, new)

    def remove_bot(self, *, kicked: bool = True) -> None:
        """Put the bot out: kicked, or as if it had left."""
        new = Membership("kicked") if kicked else OUTSIDE
        self._state.set_member(self.chat, self._owner, self._state.bot, new)
        self._report({"left_chat_member": self._state.bot.wire()})

    def open_topic(self, name: str) -> Topic:
        """Open a topic by hand."""
        if not self.chat.is_forum:
            raise ValueError("only a forum has topics")
        return self._state.open_topic(self.chat, self._owner, name, _TOPIC_COLOR, None)

    def close_topic(self, thread_id: int) -> None:
        """Close a topic by hand."""
        self.chat.topics[thread_id] = replace(self.chat.topics[thread_id], closed=True)
        self._report({"forum_topic_closed": {}}, thread_id)

    def delete_topic(self, thread_id: int) -> None:
        """Delete a topic with its messages; the bot is not told."""
        forget_topic(self.chat, thread_id)
        self._state.pulse.beat()

    def upgrade(self) -> None:
        """Turn a basic group into a supergroup, with a new id and a notice in both chats."""
        if self.chat.kind != "group":
            raise ValueError("only a basic group can be upgraded")
        old = self.chat
        new = Chat(-1_002_000_000_000 + old.id, "supergroup", old.title, members=dict(old.members))
        self._state.chats[new.id] = new
        self._report({"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        self.chat = new
        self._report({"migrate_from_chat_id": old.id})

    def _admit(self, user: User, new: Membership) -> None:
        was_inside = self.chat.member(user.id).inside
        self._state.set_member(self.chat, self._owner, user, new)
        if not was_inside:
            self._report({"new_chat_members": [user.wire()]})

    def _report(self, content: dict[str, object], thread_id: int | None = None) -> None:
        self._state.post(self.chat, self._owner, content, thread_id=thread_id)
