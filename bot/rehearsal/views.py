"""What a person sees of a chat: messages as a client shows them, from their entities only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.rehearsal.chats import SERVICE_FIELDS, Chat, Message
from bot.rehearsal.entities import to_html
from bot.rehearsal.files import StoredFile
from bot.rehearsal.state import State

_MEDIA = ("photo", "document", "voice", "video", "audio", "animation", "sticker", "location",
          "venue", "contact", "dice", "poll", "video_note")  # fmt: skip


@dataclass(frozen=True)
class MessageView:
    """One message as it stood when it was looked at.

    `buttons` are rows of (label, data); a link's data is its address. `keyboard` are the labels
    of a reply keyboard that came with the message. `changed` grows with every change of the
    world, so that of two views the larger is the newer.
    """

    id: int
    chat_id: int
    sender: str
    text: str
    kind: str
    buttons: list[list[tuple[str, str]]]
    keyboard: list[list[str]]
    date: datetime
    edited: bool
    from_bot: bool
    reply_to: int | None
    topic: int | None
    file: StoredFile | None
    content: dict[str, Any]
    changed: int

    @property
    def html(self) -> str:
        """The text marked up from its entities."""
        found = self.content.get("entities", self.content.get("caption_entities", ()))
        return to_html(self.text, found)

    def wire(self) -> dict[str, Any]:
        """Return what a page needs to show the message."""
        return {
            "id": self.id,
            "chat_id": self.chat_id,
            "sender": self.sender,
            "text": self.text,
            "html": self.html,
            "kind": self.kind,
            "buttons": self.buttons,
            "keyboard": self.keyboard,
            "date": int(self.date.timestamp()),
            "edited": self.edited,
            "from_bot": self.from_bot,
            "reply_to": self.reply_to,
            "topic": self.topic,
            "changed": self.changed,
        }


def view_of(state: State, message: Message) -> MessageView:
    """Return what people see of `message`."""
    rows = message.keyboard or ()
    keys = (message.reply_keyboard or {}).get("keyboard", [])
    return MessageView(
        id=message.id,
        chat_id=message.chat_id,
        sender=message.sender.first_name,
        text=message.text,
        kind=_kind(message),
        buttons=[[(button["text"], _data(button)) for button in row] for row in rows],
        keyboard=[[key["text"] for key in row] for row in keys],
        date=datetime.fromtimestamp(message.date, UTC),
        edited=message.edit_date is not None,
        from_bot=message.sender.id == state.bot.id,
        reply_to=message.reply_to,
        topic=message.thread_id,
        file=_file(state, message.content),
        content=message.content,
        changed=message.changed,
    )


def _kind(message: Message) -> str:
    reported = next((name for name in SERVICE_FIELDS if name in message.content), None)
    return reported or next((name for name in reversed(_MEDIA) if name in message.content), "text")


def _data(button: dict[str, Any]) -> str:
    for name in ("callback_data", "url"):
        if name in button:
            return str(button[name])
    return ""


def _file(state: State, content: dict[str, Any]) -> StoredFile | None:
    for kind in _MEDIA:
        field = content.get(kind)
        # Of a photo the largest size, which is the last.
        found = field[-1] if isinstance(field, list) else field
        if isinstance(found, dict) and "file_id" in found:
            return state.files.find(found["file_id"])
    return None


def views(state: State, chat: Chat) -> list[MessageView]:
    """Return everything in a chat, oldest first."""
    return [view_of(state, message) for _, message in sorted(chat.messages.items())]


def conversation(shown: Iterable[MessageView]) -> str:
    """Return messages as a readable conversation, for a failed expectation."""
    lines = []
    for view in shown:
        mark = "" if view.kind == "text" else f"[{view.kind}] "
        lines.append(f"  {view.sender} ({view.id}): {mark}{view.text}")
        lines += ["    " + " ".join(f"[{label}]" for label, _ in row) for row in view.buttons]
    return "\n".join(lines) or "  (an empty chat)"
