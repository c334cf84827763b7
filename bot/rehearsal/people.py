"""People: what someone can do in Telegram, and what they see. The seam for end-to-end tests.

What a person does is done at once and lands on the bot's queue; waiting is asynchronous.
A misuse (writing while blocked, a button that is not there) is an AssertionError.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.rehearsal.addressing import quoted
from bot.rehearsal.chats import OUTSIDE, Chat, Membership, Message, User
from bot.rehearsal.detection import detect
from bot.rehearsal.entities import Formatted
from bot.rehearsal.methods_account import commands_for
from bot.rehearsal.methods_send import origin_of
from bot.rehearsal.presses import CallbackPress, find_button
from bot.rehearsal.sendables import Sendables
from bot.rehearsal.state import BOT_USERNAME, State
from bot.rehearsal.views import MessageView, conversation, view_of, views

if TYPE_CHECKING:
    from bot.rehearsal.groups import Group

Wanted = str | Callable[[MessageView], object]
_LINK = re.compile(
    r"(?:https?://)?(?:t\.me|telegram\.me)/(?P<path>\+?[\w-]+)(?:\?start(?:group)?=(?P<payload>[\w-]*))?"
)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def require(holds: object, words: str) -> None:
    """Raise an AssertionError with `words`, also where Python leaves out its assertions."""
    if not holds:
        raise AssertionError(words)


class Person(Sendables):
    """Someone with a telephone. Without `chat=` they speak in their private chat with the bot."""

    def __init__(self, state: State, user: User, chat: Chat) -> None:
        self._state = state
        self.user = user
        self.chat = chat
        self._mark = 0

    @property
    def id(self) -> int:
        """The user's id, which is the private chat's id too."""
        return self.user.id

    @property
    def name(self) -> str:
        """The first name."""
        return self.user.first_name

    def start(self, payload: str | None = None) -> MessageView:
        """Press Start, by a deep link when there is a payload; this also ends a block."""
        if payload is not None and not _PAYLOAD.fullmatch(payload):
            raise AssertionError(f"no deep link can carry {payload!r}")
        if self.chat.blocked:
            self.unblock()
        return self.say("/start" if payload is None else f"/start {payload}")

    def say(
        self,
        text: str,
        chat: Group | int | None = None,
        reply_to: MessageView | int | None = None,
        topic: int | None = None,
        quote: str | None = None,
    ) -> MessageView:
        """Write a message; commands, links and mentions get their entities.

        `quote` is the part of the replied message that is shown above it.
        """
        return self._send(_text_content(text), chat, reply_to, topic, quote=quote)

    def open(self, address: str) -> MessageView | None:
        """Follow a t.me link as a telephone does: into the bot with a payload, or into a group.

        Returns the message that pressing Start wrote; None where a group was joined or asked.
        """
        found = _LINK.fullmatch(address.strip())
        if found is None:
            raise AssertionError(f"{address} leads nowhere in Telegram")
        path, payload = found["path"], found["payload"]
        if path.startswith("+"):
            self.join(f"https://t.me/{path}")
            return None
        require(path.lower() == BOT_USERNAME, f"nobody here is called @{path}")
        return self.start(payload)

    def join(self, address: str) -> None:
        """Enter a group by an invite link, or ask to be let in where the link says so."""
        self.mark()
        chats = (chat for chat in self._state.chats.values() if address in chat.links)
        chat = next(chats, None)
        if chat is None:
            raise AssertionError("this link leads nowhere")
        self._state.enter(chat, self.user, address)

    def forward(self, text: str, chat: Group | int | None = None) -> MessageView:
        """Forward a text that someone who hides behind their settings wrote an hour ago."""
        hour_ago = self._state.timestamp() - 3600
        origin = {"type": "hidden_user", "sender_user_name": "Someone Else", "date": hour_ago}
        return self._send(_text_content(text), chat, forward_origin=origin)

    def forward_message(
        self, message: MessageView, chat: Group | int | None = None, topic: int | None = None
    ) -> MessageView:
        """Forward a message that stands in one of this person's chats."""
        old = self._state.chats[message.chat_id].messages[message.id]
        require(not old.is_service, "what the platform reports cannot be forwarded")
        content = {n: v for n, v in old.content.items() if n != "media_group_id"}
        origin = old.forward_origin or origin_of(old)
        return self._send(content, chat, topic=topic, forward_origin=origin)

    def edit(self, message: MessageView, text: str) -> MessageView:
        """Change one's own message; the bot gets an edited_message."""
        chat = self._state.chats[message.chat_id]
        old = chat.messages[message.id]
        require(old.sender.id == self.id, "only one's own messages can be edited")
        self.mark()
        content = {
            name: value
            for name, value in old.content.items()
            if name not in {"text", "entities", "caption", "caption_entities"}
        }
        new = _text_content(text)
        if content:
            new = {"caption": text}
        amended = self._state.amend(
            chat, old, content=content | new, edit_date=self._state.timestamp()
        )
        self._state.tell(chat, amended, "edited_message")
        return view_of(self._state, amended)

    def delete(self, message: MessageView) -> None:
        """Delete a message; the bot is never told."""
        self.mark()
        self._state.remove(self._state.chats[message.chat_id], message.id)

    def react(self, message: MessageView, emoji: str | None) -> None:
        """Put a reaction under a message, or take it away."""
        self.mark()
        chat = self._state.chats[message.chat_id]
        self._state.react(chat, chat.messages[message.id], self.user, emoji)

    def press(
        self,
        label_or_data: str,
        message: MessageView | int | None = None,
        chat: Group | int | None = None,
    ) -> CallbackPress:
        """Press the newest inline button with that label (or part of it) or data."""
        shown = self.messages(chat if not isinstance(message, MessageView) else message.chat_id)
        if message is not None:
            shown = [view for view in shown if view.id == _message_id(message)]
        view, data = find_button(shown, label_or_data)
        return self.press_forged(data, view)

    def press_forged(
        self,
        data: str,
        message: MessageView | int,
        chat: Group | int | None = None,
    ) -> CallbackPress:
        """Send any data as if a button under a message had it, though it be gone or old."""
        self.mark()
        found = self._chat(message.chat_id if isinstance(message, MessageView) else chat)
        press = self._state.press(self.user, found, _message_id(message), data)
        return CallbackPress(self._state, press)

    def block(self) -> None:
        """Block the bot."""
        self._switch_block(blocked=True)

    def unblock(self) -> None:
        """Take the block back."""
        self._switch_block(blocked=False)

    def _switch_block(self, *, blocked: bool) -> None:
        self.mark()
        if self.chat.blocked == blocked:
            return
        self.chat.blocked = blocked
        inside, outside = Membership("member"), Membership("kicked")
        old, new = (inside, outside) if blocked else (outside, inside)
        self._state.tell_membership(self.chat, self.user, self._state.bot, old, new)

    def leave(self, group: Group) -> None:
        """Leave a group."""
        self.mark()
        self._state.post(group.chat, self.user, {"left_chat_member": self.user.wire()})
        self._state.set_member(group.chat, self.user, self.user, OUTSIDE)

    def messages(self, chat: Group | int | None = None) -> list[MessageView]:
        """Return what stands in a chat, oldest first."""
        return views(self._state, self._chat(chat))

    def last(self, chat: Group | int | None = None) -> MessageView:
        """Return the newest message of a chat."""
        shown = self.messages(chat)
        require(shown, f"{self.name} sees an empty chat")
        return shown[-1]

    def menu(self, chat: Group | int | None = None) -> list[tuple[str, str]]:
        """Return the commands the bot offers this person in a chat: (command, description)."""
        return [
            (command["command"], command["description"])
            for command in commands_for(self._state, self.user, self._chat(chat))
        ]

    def screen(self, chat: Group | int | None = None) -> MessageView:
        """Return the bot's newest message with buttons."""
        shown = self.messages(chat)
        for view in reversed(shown):
            if view.from_bot and view.buttons:
                return view
        raise AssertionError(f"{self.name} sees no buttons:\n{conversation(shown)}")

    async def expect(
        self,
        wanted: Wanted,
        timeout: float = 10,  # noqa: ASYNC109  (a test says how long it is patient)
        chat: Group | int | None = None,
        *,
        new: bool = True,
    ) -> MessageView:
        """Wait for a message of the bot, sent or edited, with a text, a pattern or a property.

        Only what came since this person's last deed counts, unless `new` is false.
        """
        mark = self._mark if new else 0
        until = asyncio.get_running_loop().time() + timeout
        while True:
            for view in self._newest_of_bot(chat, mark):
                if _matches(view, wanted):
                    return view
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                shown = conversation(self.messages(chat))
                raise AssertionError(f"{self.name} waited for {wanted!r} and saw:\n{shown}")
            await self._state.pulse.wait(left)

    def _newest_of_bot(self, chat: Group | int | None, mark: int) -> list[MessageView]:
        found = [
            message
            for message in self._chat(chat).messages.values()
            if message.changed > mark and message.sender.id == self._state.bot.id
        ]
        found.sort(key=lambda message: message.changed, reverse=True)
        return [view_of(self._state, message) for message in found]

    def mark(self) -> None:
        """Note that this person did something: what `expect` counts as new comes after it."""
        self._mark = self._state.changes

    def _chat(self, chat: Group | int | None) -> Chat:
        if chat is None:
            return self.chat
        return self._state.chats[chat if isinstance(chat, int) else chat.id]

    def _send(
        self,
        content: dict[str, Any],
        chat: Group | int | None = None,
        reply_to: MessageView | int | None = None,
        topic: int | None = None,
        forward_origin: dict[str, Any] | None = None,
        quote: str | None = None,
    ) -> MessageView:
        found = self._chat(chat)
        reply_id = None if reply_to is None else _message_id(reply_to)
        replied = found.messages.get(reply_id or 0)
        if replied is not None and topic is None:
            topic = replied.thread_id
        self._require_may_write(found, topic)
        found.started = found.started or found.kind == "private"
        self.mark()
        sent: Message = self._state.post(
            found,
            self.user,
            content,
            thread_id=topic,
            reply_to=reply_id,
            forward_origin=forward_origin,
            quote=quoted(replied, quote, manual=True) if quote and replied else None,
        )
        return view_of(self._state, sent)

    def _require_may_write(self, chat: Chat, topic: int | None) -> None:
        if chat.kind == "private":
            require(chat is self.chat, f"{self.name} cannot write in another's private chat")
            require(not chat.blocked, f"{self.name} has blocked the bot and cannot write to it")
            return
        member = chat.member(self.id)
        require(member.inside, f"{self.name} is not in {chat.title}")
        require(chat.migrated_to is None, f"{chat.title} was upgraded")
        if topic is not None:
            require(topic in chat.topics, f"{chat.title} has no topic {topic}")
            closed = chat.topics[topic].closed and not member.may("can_manage_topics")
            require(not closed, f"the topic {topic} is closed")


def _text_content(text: str) -> dict[str, Any]:
    found = detect(Formatted(text))
    content: dict[str, Any] = {"text": text}
    if found.entities:
        content["entities"] = list(found.entities)
    return content


def _message_id(message: MessageView | int) -> int:
    return message if isinstance(message, int) else message.id


def _matches(view: MessageView, wanted: Wanted) -> bool:
    if callable(wanted):
        return bool(wanted(view))
    if wanted in view.text:
        return True
    try:
        return re.search(wanted, view.text) is not None
    except re.error:
        return False
