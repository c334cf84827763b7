"""What happened on the page, written down as a transcript that the tests can run.

The form is that of `tests/conversations/README.md`: what people did, and after each deed the first
line of what the bot said, with its buttons.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.rehearsal.chats import SERVICE_FIELDS
from bot.rehearsal.groups import Group
from bot.rehearsal.state import Deed
from bot.rehearsal.views import MessageView, views
from bot.rehearsal.world import World

_PLAIN_LABEL = re.compile(r"[^\[\]\n]+")
_NO_NAME = re.compile(r"[^\w-]+")
_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60))


@dataclass(frozen=True)
class _Shown:
    """What was seen of one of the bot's messages."""

    text: str
    labels: tuple[str, ...]


class Diary:
    """Writes down deeds as they happen, and what the bot said since the one before."""

    def __init__(self, world: World, group: Group, language: str, scene: str, undo: int) -> None:
        self._world = world
        self._group = group
        self._language = language
        self._scene = scene
        self._undo = undo
        self._lines: list[str] = []
        self._shown: dict[tuple[int, int], _Shown] = {}
        self._resident: int | None = None
        self._album = ("", 0)
        self._pressed = len(world.presses)
        self._look()
        world.on_deed = self.did

    def text(self) -> str:
        """Return the transcript as far as it goes."""
        self._flush()
        head = ["# Exported from a rehearsal."]
        head += [f"language: {self._language}"] if self._language != "fr" else []
        head += [f"town: {self._language}"] if self._language != "fr" else []
        head += [f"undo: {self._undo} seconds"] if self._undo else []
        if self._scene:
            head.append(f"# It began in the scene {self._scene}; tests begin with an empty town.")
        return "\n".join([*head, "", *self._lines]).rstrip() + "\n"

    @property
    def is_empty(self) -> bool:
        """Whether nobody has done anything yet."""
        return not self._lines

    def did(self, deed: Deed) -> None:
        """Write down what someone is about to do."""
        if not SERVICE_FIELDS.isdisjoint(deed.content):
            return
        if self._goes_on(deed):
            return
        self._flush()
        where = self._where(deed)
        if where is None:
            self.remark(f"{deed.user.first_name} acts in another chat")
            return
        if not where:
            self._resident = deed.user.id
        name = _NO_NAME.sub("-", deed.user.first_name).strip("-")
        self._lines += ["", f"{name}{where}{self._words(deed)}"]

    def later(self, step: timedelta) -> None:
        """Write down that time passed."""
        self._flush()
        seconds = math.ceil(step.total_seconds())
        unit, size = next(
            ((name, size) for name, size in _UNITS if seconds % size == 0), ("minute", 60)
        )
        count = math.ceil(seconds / size)
        self._lines += ["", f"-- {count} {unit}{'s' * (count > 1)} later --"]

    def remark(self, words: str) -> None:
        """Write down what a transcript cannot do, as a remark."""
        self._flush()
        self._lines += ["", f"# Here: {words}."]

    # -- deeds -------------------------------------------------------------------------------------

    def _where(self, deed: Deed) -> str | None:
        if deed.chat.kind == "private":
            return ""
        return " (group)" if deed.chat.id == self._group.id else None

    def _goes_on(self, deed: Deed) -> bool:
        """Count one more picture of an album, whose line stands there already."""
        group = str(deed.content.get("media_group_id", ""))
        known, count = self._album
        self._album = (group, count + 1 if group and group == known else 1)
        if not group or group != known:
            return False
        self._lines[-1] = re.sub(r"album \d+$", f"album {count + 1}", self._lines[-1])
        return True

    def _words(self, deed: Deed) -> str:
        if deed.pressed is not None:
            return self._pressing(deed, *deed.pressed)
        content = deed.content
        if "text" in content:
            return self._saying(deed, str(content["text"]))
        sent = next((how(content) for kind, how in _SENT.items() if kind in content), None)
        return f" sends: {sent}" if sent else " sends: sticker"

    def _saying(self, deed: Deed, text: str) -> str:
        lines = [line for line in text.splitlines() if line.strip()] or [text]
        words = "\n  ".join(lines)
        if deed.reply_to is None:
            return f": {words}"
        replied = deed.chat.messages.get(deed.reply_to)
        newest = max(
            (key for key, one in deed.chat.messages.items() if one.sender.is_bot), default=None
        )
        if replied is None or replied.id == newest:
            return f" replies: {words}"
        first = next(iter(replied.text.splitlines()), "")
        return f' replies to "{first.replace(chr(34), "")[:60]}": {words}'

    def _pressing(self, deed: Deed, message_id: int, data: str) -> str:
        message = deed.chat.messages.get(message_id)
        buttons = [one for row in (message.keyboard if message else None) or () for one in row]
        label = next((one["text"] for one in buttons if one.get("callback_data") == data), "")
        label = re.sub(r"^[☐☑] ", "", label)
        if not label:
            return " presses again: …"
        if message is not None and self._is_ambiguous(deed, message_id, label):
            first = next(iter(message.text.splitlines()), "").replace('"', "")[:60]
            return f' presses on "{first}": {label}'
        return f" presses: {label}"

    def _is_ambiguous(self, deed: Deed, message_id: int, label: str) -> bool:
        """Whether a newer message has a button of the same words."""
        return any(
            key > message_id and any(label in one["text"] for row in other.keyboard for one in row)
            for key, other in deed.chat.messages.items()
            if other.keyboard is not None
        )

    # -- what the bot said -------------------------------------------------------------------------

    def _flush(self) -> None:
        presses = list(self._world.presses.values())
        toast = next((one.text for one in presses[self._pressed :] if one.text), "")
        self._pressed = len(presses)
        if toast:
            self._lines.append(f"Bot toast: ~ {_first_line(toast)}")
        said = self._look()
        for chat, where in ((self._resident, ""), (self._group.id, " (group)")):
            newest = next((view for view in reversed(said) if view.chat_id == chat), None)
            if newest is not None and (first := _first_line(newest.text)):
                self._lines.append(f"Bot{where}: ~ {first}")
                self._lines += _buttons(newest)

    def _look(self) -> list[MessageView]:
        """Return what is new of the bot, in the order in which a reader of the chat meets it."""
        chats = [self._group.chat, *(one.chat for one in self._world.people.values())]
        found = [view for chat in chats for view in views(self._world, chat) if view.from_bot]
        news = []
        for view in sorted(found, key=self._order):
            labels = tuple(label for row in view.buttons for label, _ in row)
            key, now = (view.chat_id, view.id), _Shown(view.text, labels)
            before = self._shown.get(key)
            self._shown[key] = now
            stripped = before is not None and before.text == view.text and not labels
            if before != now and not stripped and view.kind not in SERVICE_FIELDS:
                news.append(view)
        return news

    def _order(self, view: MessageView) -> tuple[bool, int]:
        """First what was changed where it stood, then what is new."""
        is_new = (view.chat_id, view.id) not in self._shown
        return is_new, view.id if is_new else view.changed


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _buttons(view: MessageView) -> Iterator[str]:
    """Write rows of buttons; a label that a transcript cannot hold leaves them out."""
    labels = [label for row in view.buttons for label, _ in row]
    if labels and all(_PLAIN_LABEL.fullmatch(label) for label in labels):
        yield "  " + " ".join(f"[{label}]" for label in labels)


_SENT: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "media_group_id": lambda _content: "album 1",
    "photo": lambda _content: "photo",
    "voice": lambda _content: "voice",
    "video": lambda _content: "video",
    "document": lambda content: (
        f"document {str(content['document'].get('file_name', 'file')).replace(' ', '_')}"
    ),
    "location": lambda content: (
        f"location {content['location']['latitude']} {content['location']['longitude']}"
    ),
    "contact": lambda content: f"contact {content['contact']['phone_number'].replace(' ', '')}",
}
"""How what is no text is written."""
