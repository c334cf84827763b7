"""A forum's topics, one a project: made when the first letter for it leaves, made anew when lost.

Telegram never says that a topic was deleted, closed or that the group stopped being a forum: it
refuses the next letter. Each refusal has its way on here, and in the end the letter stands in the
general topic rather than nowhere.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.letters import Payload
from bot.telegram_calls import Calls
from bot.telegram_refusals import RejectedError, make

Sent = TypeVar("Sent")

_LOST = ("message thread not found", "topic_deleted", "topic_id_invalid")
_CLOSED = "topic_closed"
_COLOR = 0x6FB9F0
"""The colour of a topic whose icon is not known yet: one of the six that Telegram takes."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What was sent, and the topic that had to be made for it, None when none was."""

    sent: Any
    made: int | None = None


class Topics:
    """Finds, makes and shapes topics."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._icons: dict[str, str] | None = None

    async def send(
        self, chat_id: int, payload: Payload, send: Callable[[Payload], Awaitable[Any]]
    ) -> Placed:
        """Send a letter into its topic. Raises DeliveryError."""
        topic = payload["topic"]
        made = None
        if topic["id"] is None:
            made = await self._open(chat_id, topic)
            if made is not None:  # what stood elsewhere is said again in the new topic
                payload = {**payload, "fresh": True, "reply_to": None}
        payload = {**payload, "thread": topic["id"] or made}
        try:
            return Placed(await send(payload), made)
        except RejectedError as error:
            words = str(error).casefold()
            if _CLOSED in words:
                return Placed(await self._send_in_closed(chat_id, payload, send))
            if not any(lost in words for lost in _LOST):
                raise
        made = await self._open(chat_id, topic) if topic["slot"] else None
        return Placed(await send({**payload, "thread": made, "reply_to": None}), made)

    async def shape(self, chat_id: int, payload: Payload) -> int | None:
        """Name a topic, give it its icon, close or open it; return its id if it had to be made."""
        topic, made = payload["topic"], None
        target = topic["id"]
        if (
            target is not None
            and payload["edit"]
            and not await self._edit(chat_id, target, payload)
        ):
            target = None
        if target is None:
            made = target = await self._open(chat_id, topic, payload["icon"])
        if target is not None and (payload["switch"] or made is not None):
            await self._switch(chat_id, target, closed=payload["closed"], fresh=made is not None)
        return made

    async def _open(self, chat_id: int, topic: dict[str, Any], icon: str = "") -> int | None:
        """Make a topic; None where there can be none, and the general one serves."""
        params = {"chat_id": chat_id, "name": topic["name"], **await self._icon(icon)}
        params.setdefault("icon_color", _COLOR)
        try:
            answer = await make(self._calls, "createForumTopic", params)
        except RejectedError:
            return None  # no forum any more, or no right to make topics
        return int(answer["message_thread_id"])

    async def _edit(self, chat_id: int, thread: int, payload: Payload) -> bool:
        """Change a topic's name and icon; False when it is gone."""
        params = {
            "chat_id": chat_id,
            "message_thread_id": thread,
            "name": payload["topic"]["name"],
            **await self._icon(payload["icon"]),
        }
        try:
            await make(self._calls, "editForumTopic", params)
        except RejectedError as error:
            return not any(lost in str(error).casefold() for lost in _LOST)
        return True

    async def _switch(self, chat_id: int, thread: int, *, closed: bool, fresh: bool) -> None:
        """Close a topic or open it again; a new one is open."""
        if fresh and not closed:
            return
        method = "closeForumTopic" if closed else "reopenForumTopic"
        try:
            await make(self._calls, method, {"chat_id": chat_id, "message_thread_id": thread})
        except RejectedError:
            return  # it is so already, or is gone: its next letter finds out

    async def _send_in_closed(
        self, chat_id: int, payload: Payload, send: Callable[[Payload], Awaitable[Sent]]
    ) -> Sent:
        """Speak in a topic that someone closed: open it first, else speak in the general one."""
        await self._switch(chat_id, payload["thread"], closed=False, fresh=False)
        try:
            return await send(payload)
        except RejectedError:
            return await send({**payload, "thread": None, "reply_to": None})

    async def _icon(self, emoji: str) -> dict[str, Any]:
        """The icon's parameters; Telegram has a set of its own, which is asked for once."""
        if not emoji:
            return {}
        if self._icons is None:
            try:
                stickers = await make(self._calls, "getForumTopicIconStickers", {})
            except RejectedError:
                stickers = []
            self._icons = {
                one["emoji"]: one["custom_emoji_id"]
                for one in stickers
                if "emoji" in one and "custom_emoji_id" in one
            }
        found = self._icons.get(emoji)
        return {"icon_custom_emoji_id": found} if found else {}
