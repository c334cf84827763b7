"""Words as they are compared: what is expected, what was said, and how both are written."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dialogs.answers import UNKNOWN

_WIDTH = 76

_SAME = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'"})
_BOX = re.compile(r"^[☐☑] ")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said or done: at which line of a transcript, in which chat (0: none), by whom."""

    line: int
    chat: int
    who: str
    text: str
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words expected of the bot: the whole text, or a part of it.

    `buttons` are all that stand under it, in reading order; with `more`, some of them; None does
    not look at them.
    """

    text: str
    part: bool = True
    buttons: tuple[str, ...] | None = None
    more: bool = False

    def complaint(self, said: Entry) -> str:
        """Say in what the bot's words differ, "" when they do not."""
        wanted, found = folded(self.text), folded(said.text)
        if self.part and wanted not in found:
            return f"the bot's words are others{_as_far_as(wanted, found)}"
        if not self.part and wanted != found:
            return f"the bot's whole text is another{_as_far_as(wanted, found)}"
        return "" if self.buttons is None else self._buttons_complaint(self.buttons, said.buttons)

    def _buttons_complaint(self, wanted: Sequence[str], shown: Sequence[str]) -> str:
        missing = [one for one in wanted if not any(_shows(label, one) for label in shown)]
        if missing:
            return f"there is no button {bracketed(missing)}"
        if self.more:
            return ""
        surplus = [label for label in shown if not any(_shows(label, one) for one in wanted)]
        if surplus:
            return f"there is also {bracketed(surplus)}"
        in_order = len(wanted) == len(shown) and all(map(_shows, shown, wanted))
        return "" if in_order else "the buttons stand in another order"

    def lines(self, who: str) -> list[str]:
        """Write the expectation as a transcript does."""
        text = ("~ " if self.part else "") + self.text
        rows = [f"{who}: {text}"] if self.text else []
        if self.buttons is not None:
            rows.append("  " + (bracketed(self.buttons) or "[]") + (" …" if self.more else ""))
        return rows


def folded(text: str) -> str:
    """Fold spaces, also those that do not break, and the two apostrophes, for a comparison."""
    return " ".join(text.translate(_SAME).split())


def same_label(shown: str, wanted: str) -> bool:
    """Whether a button is meant: by its words without the box to tick, or their beginning."""
    return _shows(shown, wanted) or _shows(_BOX.sub("", shown), wanted)


def _shows(shown: str, wanted: str) -> bool:
    """Whether a label is as expected, its box too; "…" stands for the rest of it."""
    found, words = folded(shown), folded(wanted)
    return found == words or (words.endswith("…") and found.startswith(words[:-1].rstrip()))


def bracketed(labels: Sequence[str]) -> str:
    """Write buttons as `[one] [two]`."""
    return " ".join(f"[{label}]" for label in labels)


def wrapped(*rows: str) -> list[str]:
    """Break long rows, a button never."""
    glued = (re.sub(r"(?<=[^\]]) (?=[^\[]*\])", "\u2060", row) for row in rows)
    wrap = textwrap.TextWrapper(_WIDTH, break_long_words=False, break_on_hyphens=False)
    return [line.replace("\u2060", " ") for row in glued for line in wrap.wrap(row)]


def plain(value: Any) -> str:
    """Write a stored answer as a transcript does."""
    match value:
        case None:
            return "skipped"
        case bool():
            return "yes" if value else "no"
        case {"unknown": True} if value == UNKNOWN:
            return "unknown"
        case {"text": str(text)} if text:
            return text
        case {"latitude": latitude, "longitude": longitude}:
            return f"{latitude}, {longitude}"
        case [{"unique_id": _}, *_] | [{"file_id": _}, *_]:
            return f"{len(value)} files"
        case [dict(), *_]:
            return " | ".join(", ".join(plain(part) for part in one.values()) for one in value)
        case list():
            return ", ".join(plain(one) for one in value)
        case _:
            return str(value)


def _as_far_as(wanted: str, found: str) -> str:
    """Point at the first letter of the expectation that is not there."""
    size = next((n for n in range(len(wanted), 0, -1) if wanted[:n] in found), 0)
    if size < 4:
        return ""
    there, missing = wanted[:size][-40:], wanted[size:][:40]
    return f": “{there}” is there, “{missing}” does not follow"
