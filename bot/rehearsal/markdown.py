"""Telegram's two Markdowns: marked-up text becomes plain text and entities in UTF-16 units.

Our bot writes HTML; this is for other bots, and for one that changes its mind. The refusals are
those of td/telegram/MessageEntity.cpp (parse_markdown, parse_markdown_v2).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.rehearsal.entities import Entity, Formatted, utf16_length
from bot.rehearsal.refusals import bad_request

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS = {
    "*": ("bold", "Bold"),
    "__": ("underline", "Underline"),
    "_": ("italic", "Italic"),
    "~": ("strikethrough", "Strikethrough"),
    "||": ("spoiler", "Spoiler"),
}
_OLD_MARKS = {"*": "bold", "_": "italic", "`": "code"}


@dataclass
class _Open:
    mark: str
    at: int
    begins: int


@dataclass
class _Reader:
    """Reads MarkdownV2 from left to right; what is open stands on a stack."""

    source: str
    at: int = 0
    text: list[str] = field(default_factory=list)
    units: int = 0
    stack: list[_Open] = field(default_factory=list)
    found: list[Entity] = field(default_factory=list)

    def read(self) -> Formatted:
        """Read to the end."""
        while self.at < len(self.source):
            self._next()
        if self.stack:
            last = self.stack[-1]
            name = "TextUrl" if last.mark == "[" else _MARKS[last.mark][1]
            raise self._refusal(f"Can't find end of {name} entity at byte offset", last.begins)
        return _formatted(self.text, self.found)

    def _next(self) -> None:
        source, at = self.source, self.at
        here = source[at]
        if here == "\\" and at + 1 < len(source) and "\0" < source[at + 1] <= "~":
            self._take(source[at + 1], 2)
        elif source.startswith("```", at):
            self._verbatim("```", "pre", "Pre")
        elif here == "`":
            self._verbatim("`", "code", "Code")
        elif (mark := next((one for one in _MARKS if source.startswith(one, at)), None)) and (
            mark != "_" or not source.startswith("__", at)
        ):
            self._toggle(mark)
        elif here == "[":
            self.stack.append(_Open("[", self.units, at))
            self.at += 1
        elif here == "]" and self.stack and self.stack[-1].mark == "[":
            self._link()
        elif here == ">" and (at == 0 or source[at - 1] == "\n"):
            self._quote()
        elif here in _RESERVED:
            words = f"Character '{here}' is reserved and must be escaped with the preceding '\\'"
            raise _unparsable(words)
        else:
            self._take(here, 1)

    def _take(self, character: str, length: int) -> None:
        self.text.append(character)
        self.units += utf16_length(character)
        self.at += length

    def _toggle(self, mark: str) -> None:
        begins, self.at = self.at, self.at + len(mark)
        if self.stack and self.stack[-1].mark == mark:
            self._note(_MARKS[mark][0], self.stack.pop().at)
        else:
            self.stack.append(_Open(mark, self.units, begins))

    def _verbatim(self, mark: str, kind: str, name: str) -> None:
        begins, start = self.at, self.at + len(mark)
        end = self.source.find(mark, start)
        if end < 0:
            raise self._refusal(f"Can't find end of {name} entity at byte offset", begins)
        inside, offset, language = self.source[start:end], self.units, ""
        if kind == "pre":
            first, newline, rest = inside.partition("\n")
            if newline and first and " " not in first:
                language, inside = first, rest
            inside = inside.removeprefix("\n")
        inside = inside.replace("\\`", "`").replace("\\\\", "\\")
        self._take(inside, end + len(mark) - self.at)
        self._note(kind, offset)
        if language and self.found and self.found[-1]["type"] == "pre":
            self.found[-1]["language"] = language

    def _link(self) -> None:
        opened = self.stack.pop()
        self.at += 1
        end = self.source.find(")", self.at)
        if not self.source.startswith("(", self.at):
            return  # a link without an address is only its words
        if end < 0:
            raise self._refusal("Can't find end of a URL at byte offset", self.at)
        address = self.source[self.at + 1 : end].replace("\\", "")
        self.at = end + 1
        self._note("text_link", opened.at)
        if self.found and self.found[-1]["type"] == "text_link":
            self.found[-1]["url"] = address

    def _quote(self) -> None:
        """Read lines that begin with ">" as one quotation."""
        lines, at = [], self.at
        while self.source.startswith(">", at):
            end = self.source.find("\n", at)
            end = len(self.source) if end < 0 else end
            lines.append(self.source[at + 1 : end])
            at = end + 1
        offset, self.at = self.units, min(at - 1, len(self.source))
        inner = _Reader("\n".join(lines)).read()
        self.text.append(inner.text)
        self.units += utf16_length(inner.text)
        self._note("blockquote", offset)
        self.found += [{**one, "offset": one["offset"] + offset} for one in inner.entities]

    def _note(self, kind: str, offset: int) -> None:
        if self.units > offset:
            self.found.append({"type": kind, "offset": offset, "length": self.units - offset})

    def _refusal(self, words: str, at: int) -> Exception:
        return _unparsable(f"{words} {len(self.source[:at].encode())}")


def parse_markdown_v2(markup: str) -> Formatted:
    """Return the text and the entities of MarkdownV2, or refuse what is not well formed."""
    return _Reader(markup).read()


def parse_markdown(markup: str) -> Formatted:
    """Return the text and the entities of the old Markdown, whose marks cannot be nested."""
    text: list[str] = []
    found: list[Entity] = []
    at, units = 0, 0
    while at < len(markup):
        here = markup[at]
        if here == "\\" and markup[at + 1 : at + 2] in tuple("_*`["):
            inside, at, entity = markup[at + 1], at + 2, None
        elif here in "_*`[":
            inside, at, entity = _old_entity(markup, at)
        else:
            inside, at, entity = here, at + 1, None
        text.append(inside)
        length = utf16_length(inside)
        if entity is not None and length:
            found.append({**entity, "offset": units, "length": length})
        units += length
    return _formatted(text, found)


def _old_entity(markup: str, at: int) -> tuple[str, int, Entity | None]:
    """Return the words of the entity that begins here, where it ends, and what it is."""
    words = "Can't find end of the entity starting at byte offset"
    mark = "```" if markup.startswith("```", at) else "]" if markup[at] == "[" else markup[at]
    start = at + (3 if mark == "```" else 1)
    end = markup.find(mark, start)
    if end < 0:
        raise _unparsable(f"{words} {len(markup[:at].encode())}")
    inside, after = markup[start:end], end + len(mark)
    if mark == "```":
        return inside.removeprefix("\n"), after, {"type": "pre"}
    if mark != "]":
        return inside, after, {"type": _OLD_MARKS[mark]}
    close = markup.find(")", after)
    if not markup.startswith("(", after) or close < 0:
        return inside, after, None
    return inside, close + 1, {"type": "text_link", "url": markup[after + 1 : close]}


def _formatted(text: list[str], found: list[Entity]) -> Formatted:
    outermost_first = sorted(found, key=lambda one: (one["offset"], -one["length"]))
    return Formatted("".join(text), tuple(outermost_first))


def _unparsable(words: str) -> Exception:
    return bad_request(f"can't parse entities: {words}")
