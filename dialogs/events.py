"""What can happen to a dialog, in the past tense and without a word of any messenger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

MediaKind: TypeAlias = Literal["photo", "document", "video", "voice", "audio"]
OtherKind: TypeAlias = Literal["sticker", "forwarded", "animation", "poll", "dice", "other"]


@dataclass(frozen=True, slots=True)
class Said:
    """A person wrote a message of plain text.

    `early` says that they wrote it before the present question can have reached them.
    """

    text: str
    early: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """A person pressed a button; `data` is what `buttons.Token.encode` wrote on it."""

    data: str


@dataclass(frozen=True, slots=True)
class MediaSent:
    """A person sent one file; an album arrives as several of these.

    `unique_id` is the same for the same file, `file_id` is what fetches it; `size` is in bytes
    (0 when unknown), `width` and `height` in pixels (0 when the kind has none); `album` is the same
    for the files of one album, "" for a file sent alone.
    """

    kind: MediaKind
    file_id: str
    unique_id: str
    size: int = 0
    mime: str = ""
    name: str = ""
    width: int = 0
    height: int = 0
    caption: str = ""
    album: str = ""


@dataclass(frozen=True, slots=True)
class PlaceShared:
    """A person shared a point on the map, in degrees (WGS 84), with a name if it was a venue."""

    latitude: float
    longitude: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class ContactShared:
    """A person shared a telephone contact."""

    phone: str
    name: str


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """A person asked for a move by a command instead of a button: `back`, `skip`, `cancel`."""

    move: str


@dataclass(frozen=True, slots=True)
class OtherSent:
    """A person sent something no question can use: a sticker, a poll, a forwarded message."""

    kind: OtherKind


Event: TypeAlias = Said | Pressed | MediaSent | PlaceShared | ContactShared | MoveAsked | OtherSent
