"""The state of a rehearsal: everything that happened, and what the bot is told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.rehearsal.chats import Chat, InviteLink, Keyboard, Membership, Message, Topic, User
from bot.rehearsal.clock import Clock
from bot.rehearsal.files import FileStore
from bot.rehearsal.limits import RateLimits
from bot.rehearsal.pulse import Pulse
from bot.rehearsal.updates import CALLBACK_LIFE, UpdateQueue

BOT_ID = 1_000_001
BOT_USERNAME = "rehearsal_bot"
ANSWER_WINDOW = timedelta(seconds=30)
"""How long a press can be answered. Telegram publishes no number; reports say 10 to 30 s."""


@dataclass
class Press:
    """A pressed inline button, which spins until the bot answers it."""

    id: str
    user: User
    chat_id: int
    message_id: int
    data: str
    at: datetime
    answered: bool = False
    text: str = ""
    show_alert: bool = False


@dataclass(frozen=True)
class Deed:
    """What someone is about to do: write `content`, or press (message id, data)."""

    user: User
    chat: Chat
    content: Mapping[str, Any] = field(default_factory=dict)
    reply_to: int | None = None
    pressed: tuple[int, str] | None = None


class State:
    """Users, chats, files and the update queue of one bot."""

    def __init__(self, clock: Clock, *, limits_enabled: bool = True) -> None:
        self.clock = clock
        self.pulse = Pulse()
        self.files = FileStore()
        self.updates = UpdateQueue(clock)
        self.limits = RateLimits(clock, enabled=limits_enabled)
        self.bot = User(BOT_ID, "Rehearsal", username=BOT_USERNAME, is_bot=True)
        self.users: dict[int, User] = {BOT_ID: self.bot}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.reactions: dict[tuple[int, int, int], list[dict[str, Any]]] = {}
        self.changes = 0
        self.on_deed: Callable[[Deed], None] | None = None
        self._shared_message_id = 0
        self._albums = count(9_000_000_001)
        self._press_ids = count(4_000_000_000_001)

    def now(self) -> datetime:
        """Return the rehearsal's present instant."""
        return self.clock.now()

    def timestamp(self) -> int:
        """Return the present instant in Unix seconds."""
        return int(self.clock.now().timestamp())

    def album_id(self) -> str:
        """Return a new media_group_id."""
        return str(next(self._albums))

    def next_message_id(self, chat: Chat) -> int:
        """Count in the chat itself for supergroups, else in the one counter all others share."""
        if chat.kind == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self._shared_message_id += 1
        return self._shared_message_id

    def post(
        self,
        chat: Chat,
        sender: User,
        content: dict[str, Any],
        *,
        thread_id: int | None = None,
        reply_to: int | None = None,
        keyboard: Keyboard | None = None,
        reply_keyboard: dict[str, Any] | None = None,
        forward_origin: dict[str, Any] | None = None,
        quote: dict[str, Any] | None = None,
    ) -> Message:
        """Write a message into a chat and tell the bot, if it is one the bot is told of."""
        if self.on_deed is not None and not sender.is_bot:
            self.on_deed(Deed(sender, chat, content=content, reply_to=reply_to))
        self.changes += 1
        message = Message(
            self.next_message_id(chat),
            chat.id,
            sender,
            self.timestamp(),
            content,
            thread_id=thread_id,
            reply_to=reply_to,
            keyboard=keyboard,
            reply_keyboard=reply_keyboard,
            forward_origin=forward_origin,
            quote=quote,
            changed=self.changes,
        )
        chat.messages[message.id] = message
        # Of what it wrote itself a bot hears only the platform's reports: pins, topics, titles.
        if sender.id != self.bot.id or message.is_service:
            self.tell(chat, message, "message")
        self.pulse.beat()
        return message

    def amend(self, chat: Chat, message: Message, **changes: Any) -> Message:
        """Replace a message by itself with `changes`."""
        self.changes += 1
        amended = replace(message, **changes, changed=self.changes)
        chat.messages[message.id] = amended
        self.pulse.beat()
        return amended

    def remove(self, chat: Chat, message_id: int) -> None:
        """Take a message out of a chat; nobody is told."""
        chat.messages.pop(message_id, None)
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
        self.pulse.beat()

    def tell(self, chat: Chat, message: Message, kind: str) -> None:
        """Queue an update about a message, if the bot may read it."""
        if self._bot_reads(chat, message):
            born = datetime.fromtimestamp(message.edit_date or message.date, UTC)
            life = born + timedelta(hours=24) - self.now()
            self.updates.put(kind, self.message_wire(message), life)

    def _bot_reads(self, chat: Chat, message: Message) -> bool:
        if chat.kind == "private":
            return True
        bot = chat.member(self.bot.id)
        if not bot.inside:
            return False
        if bot.status == "administrator" or message.is_service:
            return True
        # Privacy mode: commands that are not for another bot, and replies to this one.
        replied = chat.messages.get(message.reply_to or 0)
        if replied is not None and replied.sender.id == self.bot.id and not replied.is_service:
            return True
        return any(self._is_for_bot(message, entity) for entity in message.entities)

    def _is_for_bot(self, message: Message, entity: dict[str, Any]) -> bool:
        if entity["type"] != "bot_command" or entity["offset"] != 0:
            return False
        command = message.text[: entity["length"]]  # a command is ASCII, so units are characters
        name = command.partition("@")[2].lower()
        return name in ("", BOT_USERNAME)

    def message_wire(self, message: Message, *, with_reply: bool = True) -> dict[str, Any]:
        """Return a message as the Bot API writes it."""
        chat = self.chats[message.chat_id]
        wire: dict[str, Any] = {
            "message_id": message.id,
            "from": message.sender.wire(),
            "chat": chat.wire(),
            "date": message.date,
        }
        if message.thread_id is not None:
            wire |= {"message_thread_id": message.thread_id, "is_topic_message": True}
        if message.forward_origin is not None:
            wire["forward_origin"] = message.forward_origin
        # In a topic, what answers no other message answers the one that opened the topic.
        replied = chat.messages.get(message.reply_to or message.thread_id or 0)
        if with_reply and replied is not None and replied.id != message.id:
            wire["reply_to_message"] = self.message_wire(replied, with_reply=False)
        if message.quote is not None and replied is not None:
            wire["quote"] = message.quote
        if message.edit_date is not None:
            wire["edit_date"] = message.edit_date
        wire |= message.content
        if message.keyboard is not None:
            wire["reply_markup"] = {"inline_keyboard": [list(row) for row in message.keyboard]}
        return wire

    def press(self, user: User, chat: Chat, message_id: int, data: str) -> Press:
        """Record that someone pressed a button, and tell the bot for 150 seconds."""
        if self.on_deed is not None:
            self.on_deed(Deed(user, chat, pressed=(message_id, data)))
        press = Press(str(next(self._press_ids)), user, chat.id, message_id, data, self.now())
        self.presses[press.id] = press
        message = chat.messages.get(message_id)
        shown = (
            {"chat": chat.wire(), "message_id": message_id, "date": 0}
            if message is None
            else self.message_wire(message)
        )
        body = {
            "id": press.id,
            "from": user.wire(),
            "message": shown,
            "chat_instance": str(7_000_000_000 + abs(chat.id) % 1_000_000_000),
            "data": data,
        }
        self.updates.put("callback_query", body, CALLBACK_LIFE)
        self.pulse.beat()
        return press

    def set_member(
        self,
        chat: Chat,
        by: User,
        user: User,
        new: Membership,
        link: InviteLink | None = None,
    ) -> None:
        """Change what someone is in a chat, and tell the bot; `link` is the one they came by."""
        old = chat.member(user.id)
        chat.members[user.id] = new
        self.tell_membership(chat, by, user, old, new, link)

    def tell_membership(
        self,
        chat: Chat,
        by: User,
        user: User,
        old: Membership,
        new: Membership,
        link: InviteLink | None = None,
    ) -> None:
        """Queue my_chat_member for the bot itself, chat_member for others where it is admin."""
        own = user.id == self.bot.id
        if not own and chat.member(self.bot.id).status != "administrator":
            return
        body = {
            "chat": chat.wire(),
            "from": by.wire(),
            "date": self.timestamp(),
            "old_chat_member": old.wire(user),
            "new_chat_member": new.wire(user),
        }
        if link is not None:
            body["invite_link"] = link.wire()
        self.updates.put("my_chat_member" if own else "chat_member", body)
        self.pulse.beat()

    def enter(self, chat: Chat, user: User, address: str) -> None:
        """Let someone in by a link, or note that they ask; a dead link is an AssertionError."""
        link = chat.links[address]
        late = link.expires is not None and link.expires < self.timestamp()
        if link.revoked or late or link.left == 0 or chat.member(user.id).status == "kicked":
            raise AssertionError("this link no longer works")
        if chat.member(user.id).inside:
            return
        if link.asks:
            chat.asking.add(user.id)
            body = {
                "chat": chat.wire(),
                "from": user.wire(),
                "user_chat_id": user.id,
                "date": self.timestamp(),
                "invite_link": link.wire(),
            }
            if chat.member(self.bot.id).may("can_invite_users"):
                self.updates.put("chat_join_request", body)
            self.pulse.beat()
            return
        if link.left is not None:
            link = chat.links[address] = replace(link, left=link.left - 1)
        self.set_member(chat, user, user, Membership("member"), link)
        self.post(chat, user, {"new_chat_members": [user.wire()]})

    def vote(self, message: Message, user: User, options: list[int]) -> None:
        """Let someone vote in the bot's poll, and tell the bot."""
        poll = dict(message.content["poll"])
        counts = [
            one["voter_count"] + (rank in options) for rank, one in enumerate(poll["options"])
        ]
        poll["options"] = [
            {**one, "voter_count": voters}
            for one, voters in zip(poll["options"], counts, strict=True)
        ]
        poll["total_voter_count"] += 1
        self.amend(self.chats[message.chat_id], message, content={"poll": poll})
        self.updates.put("poll", poll)
        if not poll["is_anonymous"]:
            chosen = [poll["options"][rank]["persistent_id"] for rank in options]
            answer = {"poll_id": poll["id"], "user": user.wire(), "option_ids": options}
            self.updates.put("poll_answer", answer | {"option_persistent_ids": chosen})
        self.pulse.beat()

    def open_topic(self, chat: Chat, by: User, name: str, color: int, emoji: str | None) -> Topic:
        """Open a topic; its thread id is the id of the message that reports it."""
        created: dict[str, Any] = {"name": name, "icon_color": color}
        if emoji:
            created["icon_custom_emoji_id"] = emoji
        # The message must know its thread before the bot is told, so its id is foreseen.
        thread_id = chat.last_message_id + 1
        topic = Topic(thread_id, name, color, emoji)
        chat.topics[thread_id] = topic
        self.post(chat, by, {"forum_topic_created": created}, thread_id=thread_id)
        return topic

    def pin(self, chat: Chat, by: User, message: Message) -> None:
        """Pin a message and report it in the chat."""
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
        chat.pinned.append(message.id)
        shown = self.message_wire(message, with_reply=False)
        self.post(chat, by, {"pinned_message": shown}, thread_id=message.thread_id)

    def react(self, chat: Chat, message: Message, user: User, emoji: str | None) -> None:
        """Set or take away someone's reaction, and tell the bot of a person's."""
        key = (chat.id, message.id, user.id)
        old = self.reactions.get(key, [])
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        self.reactions[key] = new
        # In groups only administrators hear of reactions.
        heard = chat.kind == "private" or chat.member(self.bot.id).status == "administrator"
        if user.id != self.bot.id and heard:
            body = {
                "chat": chat.wire(),
                "message_id": message.id,
                "user": user.wire(),
                "date": self.timestamp(),
                "old_reaction": old,
                "new_reaction": new,
            }
            self.updates.put("message_reaction", body)
        self.pulse.beat()
