"""What a file really is, by its content: its name and its sender's word for it prove nothing."""

from __future__ import annotations

import mimetypes
from codecs import getincrementaldecoder
from dataclasses import dataclass
from enum import StrEnum

import filetype

LOOKED_AT = 8192
"""How many bytes of a file's beginning are enough to tell."""


class Sort(StrEnum):
    """What a file is to a person."""

    PICTURE = "picture"
    PDF = "pdf"
    DOCUMENT = "document"
    SOUND = "sound"
    FILM = "film"
    PROGRAM = "program"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file is: its sort, its media type, the ending it should have (".pdf")."""

    sort: Sort
    mime: str
    ending: str


_UNKNOWN = Seen(Sort.UNKNOWN, "application/octet-stream", "")

_DOCUMENTS = frozenset({"doc", "docx", "odt", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "rtf"})
_PROGRAMS = frozenset(
    {"exe", "elf", "deb", "rpm", "crx", "swf", "wasm", "cab", "ar", "eot", "nes", "Z"}
)
_PICTURES = frozenset({"jpg", "jpx", "apng", "png", "gif", "webp", "tif", "bmp", "heic", "avif"})

_ALSO_PROGRAMS = (
    b"#!",  # a script
    b"MZ",
    b"\xca\xfe\xba\xbe",  # Java, and programs for several Macs
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
)
"""Programs that the library does not know by their beginning."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The beginning of the office documents of before 2007."""

_MARKED_UP = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script")
"""Text that a browser would run."""

_NEVER_IN_TEXT = {*range(9), 11, *range(14, 27), *range(28, 32)}
"""Bytes that no text has, in whatever alphabet."""

_SCRIPTS = frozenset(
    {".bat", ".cmd", ".ps1", ".sh", ".js", ".vbs", ".py", ".html", ".htm", ".svg", ".reg", ".hta"}
)
"""Endings of text that a computer would run."""


def look(head: bytes, name: str = "") -> Seen:
    """Tell what a file is from its first LOOKED_AT bytes; `name` tells text from scripts."""
    if head.startswith(_ALSO_PROGRAMS):
        return Seen(Sort.PROGRAM, "application/x-executable", ".exe")
    if head.startswith(_OLE):
        return Seen(Sort.DOCUMENT, "application/msword", _ending_of(name) or ".doc")
    found = filetype.guess(head) if head else None
    if found is None:
        return _text(head, name)
    ending = f".{found.extension}".lower()
    if found.extension in _PROGRAMS:
        return Seen(Sort.PROGRAM, found.mime, ending)
    if found.extension in _PICTURES:
        return Seen(Sort.PICTURE, found.mime, ending)
    if found.extension in _DOCUMENTS:
        return Seen(Sort.DOCUMENT, found.mime, ending)
    match found.mime.partition("/")[0]:
        case _ if found.mime == "application/pdf":
            return Seen(Sort.PDF, found.mime, ending)
        case "audio":
            return Seen(Sort.SOUND, found.mime, ending)
        case "video":
            return Seen(Sort.FILM, found.mime, ending)
        case _:
            return Seen(Sort.UNKNOWN, found.mime, ending)


def _text(head: bytes, name: str) -> Seen:
    """Plain text is a document, unless it is something that a computer would run."""
    if head.lstrip().lower().startswith(_MARKED_UP) or _ending_of(name) in _SCRIPTS:
        return Seen(Sort.PROGRAM, "text/html", ".txt")
    if not head or _NEVER_IN_TEXT & set(head):
        return _UNKNOWN
    ending = _ending_of(name)
    try:
        getincrementaldecoder("utf-8")().decode(head)  # it may be cut within a letter
    except UnicodeDecodeError:
        if ending not in (".txt", ".csv"):  # as spreadsheets wrote them for thirty years
            return _UNKNOWN
    return Seen(Sort.DOCUMENT, "text/plain", ending or ".txt")


def _ending_of(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if stem and dot and ending.isalnum() else ""


def claimed(name: str) -> Sort:
    """What a file is said to be by its name."""
    guessed = mimetypes.guess_type(f"file{_ending_of(name)}")[0] or ""
    if guessed == "application/pdf":
        return Sort.PDF
    match guessed.partition("/")[0]:
        case "image":
            return Sort.PICTURE
        case "audio":
            return Sort.SOUND
        case "video":
            return Sort.FILM
        case "text":
            return Sort.DOCUMENT
        case _ if _ending_of(name)[1:] in _DOCUMENTS:
            return Sort.DOCUMENT
        case _:
            return Sort.UNKNOWN
