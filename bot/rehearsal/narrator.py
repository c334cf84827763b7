"""Writes a story as a chat in a terminal: who speaks, what they say, the buttons they see.

Every utterance begins with its speaker, and each side has its own rule beside the text, so that
nothing depends on the two colours.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import textwrap
from collections.abc import Iterable
from enum import Enum
from typing import Protocol, TextIO

from rich.console import Console
from rich.text import Text

_NAME_WIDTH = 8
_PLAIN_WIDTH = 88
_WIDEST = 96
_NARROWEST = 40

_GLUE = "\x1f"
"""Stands for a space that may not end a line, while lines are broken."""

_LINE_SECONDS = 0.014
"""How long a reader at a terminal gets for a line; the longest story has some 900."""

_SCENE_SECONDS = 0.1


class Side(Enum):
    """The two sides of the story: colour, and the rule that stands beside what is said."""

    RESIDENTS = ("cyan", "│")
    STAFF = ("magenta", "┃")

    @property
    def colour(self) -> str:
        """The side's colour."""
        return self.value[0]

    @property
    def rule(self) -> str:
        """The side's rule."""
        return self.value[1]


class Teller(Protocol):
    """Who tells a story to an audience; `muted` while what happens is not to be told."""

    muted: bool

    async def cue(self, person: int, chat: int, pressed: tuple[int, str] | None) -> None:
        """Someone is about to act in a chat, perhaps to press (message id, data)."""

    async def scene(self, side: Side, words: str) -> None:
        """Say where we are."""

    async def say(
        self,
        side: Side,
        who: str,
        text: str,
        buttons: Iterable[str] = (),
        *,
        person: bool = False,
    ) -> None:
        """Tell what someone says."""

    async def tell(self, words: str) -> None:
        """Say something that belongs to no side."""


class Narrator:
    """Speaks to a stream; `muted` while what happens is not to be told."""

    def __init__(self, stream: TextIO) -> None:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ☑ is no reason to stop
        plain = bool(os.environ.get("NO_COLOR"))
        self._console = Console(
            file=stream,
            highlight=False,
            emoji=False,
            markup=False,
            color_system=None if plain else "auto",
        )
        self._is_read = stream.isatty()
        room = self._console.width if self._is_read else _PLAIN_WIDTH
        self._width = max(_NARROWEST, min(room, _WIDEST))
        self._scene = ""
        self._after_heading = False
        self.muted = False

    async def cue(self, person: int, chat: int, pressed: tuple[int, str] | None) -> None:
        """A terminal's audience is always ready."""

    async def scene(self, side: Side, words: str) -> None:
        """Say where we are, unless we are there already."""
        if self.muted or words == self._scene:
            return
        self._scene = words
        self._print()
        self._print(f"── {words} ".ljust(self._width, "─"), f"bold {side.colour}")
        self._after_heading = True
        await self._pause(_SCENE_SECONDS)

    async def say(
        self,
        side: Side,
        who: str,
        text: str,
        buttons: Iterable[str] = (),
        *,
        person: bool = False,
    ) -> None:
        """Write what someone says, whole and wrapped; a person's words stand out."""
        if self.muted:
            return
        style = f"bold {side.colour}" if person else side.colour
        lines = [*self._wrap(text), *self._wrap(bracketed(buttons))]
        if person and not self._after_heading:
            self._print()
        self._after_heading = False
        for name, line in zip([who, *[""] * len(lines)], lines, strict=False):
            self._print(f"{name:<{_NAME_WIDTH}} {side.rule} {line}", style)
        await self._pause(_LINE_SECONDS * len(lines))

    async def tell(self, words: str) -> None:
        """Say something that belongs to no side: that time has passed, how it ends."""
        self._scene = ""
        self._print()
        self._print(words, "bold")
        await self._pause(_SCENE_SECONDS)

    def note(self, words: str) -> None:
        """Write a line as it is, unbroken: it may be copied."""
        self._print(words)

    def _wrap(self, text: str) -> list[str]:
        room = self._width - _NAME_WIDTH - 3
        return [
            part.replace(_GLUE, " ")
            for line in text.splitlines()
            if line.strip()
            for part in textwrap.wrap(_glued(line), room, break_on_hyphens=False)
        ]

    def _print(self, line: str = "", style: str = "") -> None:
        self._console.print(Text(line.rstrip(), style=style), soft_wrap=True)

    async def _pause(self, seconds: float) -> None:
        if self._is_read:
            await asyncio.sleep(seconds)


def bracketed(buttons: Iterable[str]) -> str:
    """Write buttons as `[ one ] [ two ]`, none of them to be broken over two lines."""
    return " ".join(f"[ {label} ]".replace(" ", _GLUE) for label in buttons)


def _glued(line: str) -> str:
    """Keep the groups of a long number on one line."""
    return re.sub(r"(?<=\d) (?=\d)", _GLUE, line)
