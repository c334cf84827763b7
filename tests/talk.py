"""The talking client: people on stage who say, press, send and expect, with all that was said.

`Talk` remembers every word of people and bot in the order in which it was seen. An expectation
that fails is a `DifferenceError`: what was expected, then the chat as it really was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from bot.rehearsal.groups import Group
from bot.rehearsal.people import Person
from bot.rehearsal.presses import CallbackPress
from bot.rehearsal.views import MessageView
from dialogs.answers import UNKNOWN
from tests.stage import IDEA, Stage, current_step, newest

BOT = "Bot"
CONTAINS = "~"
"""What a text begins with of which only a part is to be found."""

_SHOWN = 12
"""How many of the latest messages a difference shows."""

_MARKS = "☐☑"
_SAME = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'", "\u00ad": None})


class DifferenceError(AssertionError):
    """The chat is not as expected; the text shows both, like a chat."""


@dataclass(frozen=True, slots=True)
class Buttons:
    """The buttons that are expected under a message; `more` allows others beside them."""

    labels: tuple[str, ...]
    more: bool = False

    def fit(self, shown: Sequence[str]) -> bool:
        """Whether these are the buttons shown, in any rows."""
        wanted, there = [folded(label) for label in self.labels], [folded(one) for one in shown]
        return all(label in there for label in wanted) if self.more else wanted == there

    def __str__(self) -> str:
        """Return the buttons as a transcript writes them."""
        return bracketed(self.labels) + (" …" if self.more else "") or "[]"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said or done: at which line of the transcript, in which chat, by whom."""

    line: int
    chat: int
    who: str
    text: str
    buttons: tuple[str, ...] = ()


class Talk:
    """Everything that is said on a stage. `line` is the transcript's present line, if any."""

    def __init__(self, scene: Stage, language: str = "fr") -> None:
        self.scene = scene
        self.line = 0
        self._language = language
        self._said: list[Entry] = []
        self._people = {one.name: one for one in (scene.elise, scene.adam, scene.mehdi)}
        self._seen: dict[tuple[int, int], tuple[str, tuple[str, ...]]] = {}
        self._buttons: list[tuple[MessageView, str, str]] = []
        self._answered_from: dict[int, int] = {}
        self._deed = 0
        self._presses: list[CallbackPress] = []
        self.toast = ""

    def person(self, name: str) -> Talker:
        """Someone in their private chat; a name not heard before brings them on stage."""
        if name not in self._people:
            self._people[name] = self.scene.person(name, self._language)
        return Talker(self, self._people[name])

    def member(self, name: str) -> Talker:
        """Someone in the staff group."""
        return Talker(self, self.person(name).person, self.scene.group)

    async def settle(self) -> None:
        """Let the bot answer, and take note of what it said."""
        await self.scene.settle()
        self._look()

    async def wait(self, step: timedelta) -> None:
        """Let time pass, a day at a time, so that what is due is said on its day."""
        self._note(0, "", f"{step.days} days later" if step.days else f"{step} later")
        self._answered_from.clear()
        self._deed = len(self._said)
        while step > timedelta(0):
            await self.scene.advance(min(step, timedelta(days=1)))
            self._look()
            step -= timedelta(days=1)

    def did(self, chat: int, who: str, text: str, press: CallbackPress | None = None) -> None:
        """Note that someone did something; an answer to it is what the bot says from now on."""
        self._note(chat, who, text)
        self._answered_from[chat] = self._deed = len(self._said)
        self.toast = ""
        if press is not None:
            self._presses.append(press)

    def answers(self, chat: int) -> list[Entry]:
        """What the bot said in a chat since the last deed there, oldest first."""
        said = self._said[self._answered_from.get(chat, self._deed if chat else 0) :]
        return [entry for entry in said if entry.chat == chat and entry.who == BOT]

    def answers_since_last_deed(self, chat: int) -> list[Entry]:
        """What the bot said in a chat since the last deed anywhere."""
        said = self._said[self._deed :]
        return [entry for entry in said if entry.chat == chat and entry.who == BOT]

    def button(self, chat: int, label: str, *, again: bool) -> tuple[MessageView, str] | None:
        """Find the newest button of that label; with `again` the newest that is shown no more."""
        shown = {
            data
            for view in self._views(chat)
            for row in view.buttons
            for _, data in row
        }  # fmt: skip
        for view, words, data in reversed(self._buttons):
            fits = view.chat_id == chat and folded(words) == folded(label)
            if fits and (data in shown) != again:
                return view, data
        return None

    def fail(self, what: str, expected: Iterable[str]) -> DifferenceError:
        """Say what was expected at this line, and show the chat as it was."""
        place = f"line {self.line}: " if self.line else ""
        lines = [f"{place}{what}", "", "Expected here:", *(f"    {line}" for line in expected)]
        lines += ["", "The chat as it was:", *self._chat()]
        return DifferenceError("\n".join(lines))

    def _views(self, chat: int) -> list[MessageView]:
        group = self.scene.group
        if chat == group.id:
            return group.messages()
        return next(one for one in self._people.values() if one.id == chat).messages()

    def _look(self) -> None:
        for press in self._presses:
            if words := press.toast or press.alert:
                self.toast = words
                self._note(0, f"{BOT} toast", words)
        self._presses.clear()
        chats = [self.scene.group.id, *(one.id for one in self._people.values())]
        views = [view for chat in chats for view in self._views(chat) if view.from_bot]
        for view in sorted(views, key=lambda one: one.changed):
            self._look_at(view)

    def _look_at(self, view: MessageView) -> None:
        """Note a message that is new or changed; one that only lost its buttons says nothing."""
        place = (view.chat_id, view.id)
        labels = tuple(label for row in view.buttons for label, _ in row)
        before, now = self._seen.get(place), (view.text, labels)
        if before == now:
            return
        self._seen[place] = now
        if before is not None and before[0] == view.text and not labels:
            return
        self._note(view.chat_id, BOT, view.text, labels)
        self._buttons += [(view, label, data) for row in view.buttons for label, data in row]

    def _note(self, chat: int, who: str, text: str, buttons: tuple[str, ...] = ()) -> None:
        self._said.append(Entry(self.line, chat, who, text, buttons))

    def _chat(self) -> Iterable[str]:
        here = next((n for n, one in enumerate(self._said) if one.line == self.line), None)
        last = 0
        for number, entry in islice(
            enumerate(self._said), max(0, len(self._said) - _SHOWN), None
        ):
            mark = "▶" if self.line and number == here else " "
            line = f"{entry.line:>4}" if entry.line and entry.line != last else " " * 4
            last = entry.line
            rows = [*entry.text.splitlines(), *([bracketed(entry.buttons)] if entry.buttons else [])]
            who = f"{entry.who} (group)" if entry.chat == self.scene.group.id else entry.who
            for rank, row in enumerate(rows or [""]):
                head = f"{mark}{line}  {who:<16}" if rank == 0 else " " * 23
                yield f"{head}│ {row}".rstrip()
