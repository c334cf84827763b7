"""Telegram's HTML: marked-up text becomes plain text and entities counted in UTF-16 units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from bot.rehearsal.refusals import bad_request

Entity = dict[str, Any]

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_SPACE = frozenset(b" \t\r\n\0\v")
_NAME_TOKEN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
_LAST_CHARACTER = 0x10FFFF


@dataclass(frozen=True)
class Formatted:
    """Plain text and its entities, offsets and lengths in UTF-16 code units."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """Return how many UTF-16 code units `text` takes, which is how Telegram counts."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def utf16_slice(text: str, offset: int, length: int) -> str:
    """Return the part of `text` an entity with `offset` and `length` covers."""
    units = text.encode("utf-16-le")[2 * offset : 2 * (offset + length)]
    return units.decode("utf-16-le", errors="replace")


@dataclass
class _OpenTag:
    name: str
    offset: int
    begin: int
    attributes: dict[str, str] = field(default_factory=dict)


class _HtmlReader:
    """One pass over the bytes of a marked-up text; byte offsets are what refusals quote."""

    def __init__(self, markup: str) -> None:
        self._data = markup.encode() + b"\0"  # the end mark spares every look-ahead a check
        self._at = 0
        self._out = bytearray()
        self._units = 0
        self._open: list[_OpenTag] = []
        self._entities: list[tuple[int, int, Entity]] = []

    def read(self) -> Formatted:
        end = len(self._data) - 1
        while self._at < end:
            byte = self._data[self._at]
            if byte == 0x26:
                self._ampersand()
            elif byte != 0x3C:
                self._plain(byte)
            elif self._data[self._at + 1] == 0x2F:
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            raise _unparsable(
                f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"'
            )
        # Outer entities come first, as the platform lists them.
        self._entities.sort(key=lambda item: (item[0], -item[1]))
        return Formatted(self._out.decode(), tuple(entity for _, _, entity in self._entities))

    def _plain(self, byte: int) -> None:
        self._out.append(byte)
        if byte & 0xC0 != 0x80:  # the first byte of a character
            self._units += 2 if byte >= 0xF0 else 1
        self._at += 1

    def _ampersand(self) -> None:
        character, after = _character_reference(self._data, self._at)
        if character is None:
            self._plain(0x26)
            return
        self._out += character.encode()
        self._units += utf16_length(character)
        self._at = after

    def _skip_spaces(self) -> None:
        while self._data[self._at] in _SPACE and self._at < len(self._data) - 1:
            self._at += 1

    def _until(self, stops: frozenset[int]) -> bytes:
        begin = self._at
        while self._data[self._at] not in stops:
            self._at += 1
        return self._data[begin : self._at]

    def _at_end(self) -> bool:
        return self._at >= len(self._data) - 1

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        name = self._until(_SPACE | {0x3E}).decode(errors="replace").lower()
        if self._at_end():
            raise _unparsable(f"Unclosed start tag at byte offset {begin}")
        if name not in _TAGS:
            raise _unparsable(f'Unsupported start tag "{name}" at byte offset {begin}')
        tag = _OpenTag(name, self._units, begin)
        while True:
            self._skip_spaces()
            if self._at_end():
                raise _unparsable(f"Unclosed start tag at byte offset {begin}")
            if self._data[self._at] == 0x3E:
                break
            self._attribute(tag)
        self._at += 1
        if name == "span" and tag.attributes.get("class") != "tg-spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(tag)

    def _attribute(self, tag: _OpenTag) -> None:
        name = self._until(_SPACE | {0x3D, 0x3E}).decode(errors="replace").lower()
        if not name:
            raise _unparsable(
                f'Empty attribute name in the tag "{tag.name}" at byte offset {tag.begin}'
            )
        self._skip_spaces()
        if self._data[self._at] != 0x3D:
            tag.attributes[name] = ""
            return
        self._at += 1
        self._skip_spaces()
        quote = self._data[self._at]
        tag.attributes[name] = (
            self._quoted(quote, tag.begin) if quote in b"\"'" else self._name_token()
        )

    def _name_token(self) -> str:
        begin = self._at
        while self._data[self._at] in _NAME_TOKEN:
            self._at += 1
        if self._data[self._at] not in _SPACE | {0x3E}:
            raise _unparsable(f"Unexpected end of name token at byte offset {begin}")
        return self._data[begin : self._at].decode().lower()

    def _quoted(self, quote: int, begin: int) -> str:
        self._at += 1
        value = bytearray()
        while self._data[self._at] != quote:
            if self._at_end():
                raise _unparsable(f"Unclosed start tag at byte offset {begin}")
            character, after = _character_reference(self._data, self._at)
            value += self._data[self._at : self._at + 1] if character is None else b""
            value += b"" if character is None else character.encode()
            self._at = self._at + 1 if character is None else after
        self._at += 1
        return value.decode(errors="replace")

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise _unparsable(f"Unexpected end tag at byte offset {begin}")
        self._at += 2
        found = self._until(_SPACE | {0x3E}).decode(errors="replace").lower()
        self._skip_spaces()
        if self._data[self._at] != 0x3E:
            raise _unparsable(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        tag = self._open.pop()
        if found not in ("", tag.name):
            raise _unparsable(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{tag.name}>", found "</{found}>"'
            )
        self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        length = self._units - tag.offset
        if not length:
            return
        text = self._out.decode()
        entity = _entity_of(tag, length, utf16_slice(text, tag.offset, length))
        if entity is not None and not self._names_the_language(tag, length):
            self._entities.append((tag.offset, length, entity))

    def _names_the_language(self, tag: _OpenTag, length: int) -> bool:
        """`<pre><code class="language-x">` is one entity: a block of code in a language."""
        language = tag.attributes.get("class", "").removeprefix("language-")
        outer = self._open[-1] if self._open else None
        if tag.name != "code" or not language or outer is None or outer.name != "pre":
            return False
        if outer.offset != tag.offset or not length:
            return False
        outer.attributes["language"] = language
        return True


def _entity_of(tag: _OpenTag, length: int, text: str) -> Entity | None:
    entity: Entity = {"offset": tag.offset, "length": length, "type": _TAGS[tag.name]}
    if tag.name == "a":
        entity["url"] = tag.attributes.get("href") or text
        # What is no address stays plain text, without a refusal.
        return entity if "." in entity["url"] or ":" in entity["url"] else None
    if tag.name == "tg-emoji":
        entity["custom_emoji_id"] = tag.attributes.get("emoji-id", "")
    if tag.name == "pre" and "language" in tag.attributes:
        entity["language"] = tag.attributes["language"]
    if tag.name == "blockquote" and "expandable" in tag.attributes:
        entity["type"] = "expandable_blockquote"
    return entity


def _character_reference(data: bytes, at: int) -> tuple[str | None, int]:
    """Read `&lt;` or `&#233;` at `at`; the semicolon may be missing, as with the real parser."""
    if data[at] != 0x26:
        return None, at
    end = at + 1
    if data[end] == 0x23:
        digits = b"0123456789"
        base, end = (16, end + 2) if data[end + 1] == 0x78 else (10, end + 1)
        digits += b"abcdefABCDEF" if base == 16 else b""
        begin = end
        while data[end] in digits:
            end += 1
        code = int(data[begin:end], base) if begin < end <= begin + 10 else 0
        # A surrogate is no character of its own and could not be written as UTF-8.
        fits = 0 < code < _LAST_CHARACTER and not 0xD800 <= code <= 0xDFFF
        character = chr(code) if fits else None
    else:
        while chr(data[end]).isascii() and chr(data[end]).isalpha():
            end += 1
        character = _NAMED.get(data[at + 1 : end])
    if character is None:
        return None, at
    return character, end + 1 if data[end] == 0x3B else end


def _unparsable(words: str) -> Exception:
    return bad_request(f"can't parse entities: {words}")


def parse_html(markup: str) -> Formatted:
    """Return the text and entities of `markup`, or raise the official refusal."""
    return _HtmlReader(markup).read()


def tidy(formatted: Formatted) -> Formatted:
    """Trim the ends of a text as Telegram does, and move or drop its entities to fit."""
    text = formatted.text.replace("\r", "")
    kept = text.lstrip(" \n\t")
    cut = utf16_length(text) - utf16_length(kept)
    kept = kept.rstrip()
    limit = utf16_length(kept)
    entities = []
    for entity in formatted.entities:
        begin = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, limit)
        if end > begin:
            entities.append({**entity, "offset": begin, "length": end - begin})
    return Formatted(kept, tuple(entities))


_OPENINGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}


def to_html(text: str, entities: Iterable[Entity]) -> str:
    """Return `text` marked up again from its entities alone, as a client would show it."""
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in entities:
        start, end = _OPENINGS.get(entity["type"], ("", ""))
        if entity["type"] == "text_link":
            start, end = f'<a href="{escape(entity["url"])}">', "</a>"
        opening.setdefault(entity["offset"], []).append(start)
        closing.setdefault(entity["offset"] + entity["length"], []).insert(0, end)
    parts, units = [], 0
    for character in text:
        parts += closing.get(units, []) + opening.get(units, [])
        parts.append(escape(character, quote=False))
        units += utf16_length(character)
    return "".join(parts + closing.get(units, []))
