"""What Telegram finds by itself in plain text: commands, mentions, links, addresses, tags."""

from __future__ import annotations

import re

from bot.rehearsal.entities import Entity, Formatted, utf16_length

# In this order: what is found first keeps its place (a mail address is no mention).
_PATTERNS = (
    ("url", re.compile(r"\bhttps?://[^\s<>]+[^\s<>.,;:!?)\"'»]", re.IGNORECASE)),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)),
    (
        "url",
        re.compile(r"(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|org|net|eu|fr|de|io|info|me)\b(?:/\S*)?"),
    ),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/<>])"),
    ),
    ("mention", re.compile(r"(?<![\w`])@[A-Za-z]\w{2,31}\b", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w/&])#\w*[^\W\d]\w*")),
)
# Inside these nothing is looked for.
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})


def _span(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def detect(formatted: Formatted) -> Formatted:
    """Return `formatted` with the entities that the platform adds on its own."""
    if not any(mark in formatted.text for mark in "/@#."):
        return formatted
    taken = [_span(entity) for entity in formatted.entities if entity["type"] in _OPAQUE]
    found: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(formatted.text):
            begin = utf16_length(formatted.text[: match.start()])
            end = begin + utf16_length(match.group())
            if all(end <= low or begin >= high for low, high in taken):
                taken.append((begin, end))
                found.append({"offset": begin, "length": end - begin, "type": kind})
    merged = sorted(
        [*formatted.entities, *found], key=lambda entity: (entity["offset"], -entity["length"])
    )
    return Formatted(formatted.text, tuple(merged))
