"""What people typed, as a page can show it.

Letters of any script, emoji and combining marks are kept as typed. What has no shape of its own
(control codes, marks that only turn the reading direction of what follows) is left out, so that a
page reads as the words were typed. A character that none of our fonts can draw is named by its
code, such as [U+E000], rather than shown as an empty box that says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ORDINARY = re.compile("[ -~\u00a0-\u017f\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac\n]*")
"""Texts of our languages: nothing in them needs a second look."""

_JOINERS = frozenset("\u200c\u200d\u200e\u200f\u00ad")
"""Format marks that belong to a word: joiners, the direction of one letter, a soft hyphen."""

_TAGS = range(0xE0020, 0xE0080)
"""The invisible letters that name a region in a flag."""


@lru_cache(maxsize=1)
def _coverage() -> tuple[list[int], list[int]]:
    """Return where the runs of drawable characters start and end."""
    text = (resources.files("bot.documents") / "fonts" / "coverage.txt").read_text("ascii")
    runs = [line.split("-") for line in text.splitlines() if not line.startswith("#")]
    return [int(run[0], 16) for run in runs], [int(run[-1], 16) for run in runs]


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return " "
    kind = unicodedata.category(character)
    if kind == "Cs":
        return "\ufffd"
    if kind in {"Cc", "Cf"} and character not in _JOINERS and code not in _TAGS:
        return ""
    starts, ends = _coverage()
    rank = bisect_right(starts, code) - 1
    if rank >= 0 and code <= ends[rank]:
        return character
    return f"[U+{code:04X}]"


def legible(text: str) -> str:
    """Return a text as a page can show it; most texts come back as they are."""
    if _ORDINARY.fullmatch(text):
        return text
    lines = _BREAKS.sub("\n", text).split("\n")
    return "\n".join("".join(map(_shown, line)) for line in lines)


def legible_throughout(value: Any) -> Any:
    """Return data with every text in it made legible; keys are ours and stay."""
    match value:
        case str():
            return legible(value)
        case Mapping():
            return {key: legible_throughout(one) for key, one in value.items()}
        case list() | tuple():
            return [legible_throughout(one) for one in value]
        case _:
            return value
