"""What a letter in the outbox says: small JSON values that survive a restart and an update of us.

`show` is a message that stands for a slot and may be changed where it stands; `text` is a message
of its own; `file` a photo, a document, a recording; `qr` a picture of a link; `copy` a message of
someone else sent again;
`change` rewrites an earlier message that stands for nothing any more; `toast` answers a pressed
button; `strip` takes the buttons off an earlier message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from dialogs.buttons import Button, Screen
from dialogs.events import MediaKind

Payload = dict[str, Any]

LONGEST_CAPTION = 1024
"""Characters under a file, after parsing (Bot API, sendPhoto)."""

MOST_IN_ALBUM = 10
"""Files that are shown together (Bot API, sendMediaGroup)."""

_TOGETHER: dict[str, str] = {
    "photo": "seen",
    "video": "seen",
    "document": "read",
    "audio": "heard",
}
"""The kinds that can stand in one album; a voice message stands alone."""


def show(
    screen: Screen,
    *,
    fresh: bool,
    message: int | None = None,
    old: int | None = None,
    note: bool = False,
    caption: bool = False,
    reply_to: int | None = None,
) -> Payload:
    """A slot's message: a new one at the end of the chat, or a change of `message` in place.

    `old` is the message that showed the slot so far: it loses its buttons. `note` says that the
    text begins with something the person must read, so that no later version may replace it.
    `caption` says that the message is a file and the text stands under it. `reply_to` counts for
    a new message only.
    """
    return {
        "op": "show",
        "text": str(screen.text),
        "rows": _rows(screen.rows),
        "fresh": fresh,
        "message": message,
        "old": old,
        "note": note,
        "caption": caption,
        "reply_to": reply_to,
    }


def _rows(rows: Sequence[Sequence[Button]]) -> list[list[list[str]]]:
    return [[[button.label, button.data] for button in row] for row in rows]


def text(screen: Screen, reply_to: int | None = None) -> Payload:
    """A message of its own."""
    return {
        "op": "text",
        "text": str(screen.text),
        "rows": _rows(screen.rows),
        "reply_to": reply_to,
    }


def file(
    kind: MediaKind,
    *,
    sha256: str = "",
    file_id: str = "",
    caption: Markup | str = "",
    rows: Sequence[Sequence[Button]] = (),
    name: str = "",
    album: str = "",
    gather: bool = False,
    reply_to: int | None = None,
    instead: Markup | str = "",
) -> Payload:
    """A file: one that Telegram knows by its `file_id`, or one of `storage.files` by its `sha256`.

    With both, the `file_id` is tried first and our own copy when Telegram refuses it. `caption`
    is markup, at most LONGEST_CAPTION characters when read, with the buttons of `rows` under it.
    `name` is what a document is called on the other side. `instead` is said in place of a file
    that cannot be sent at all; without it the caption is.

    Files of one chat with the same `album` are shown together, ten at a time; they carry no
    buttons. `gather` says that more of them may still come, as when a person sends an album.
    """
    return {
        "op": "file",
        "kind": kind,
        "sha256": sha256,
        "file_id": file_id,
        "text": _marked_up(caption),
        "rows": _rows(rows),
        "name": name,
        "album": album,
        "gather": gather,
        "reply_to": reply_to,
        "instead": _marked_up(instead),
    }


def copy(
    from_chat: int,
    message: int,
    *,
    reply_to: int | None = None,
    instead: Markup | str = "",
) -> Payload:
    """A message of another chat sent again as it is: a place on the map, a contact, a sticker.

    `instead` is said when it is gone meanwhile.
    """
    return {
        "op": "copy",
        "from": from_chat,
        "message": message,
        "rows": [],
        "reply_to": reply_to,
        "instead": _marked_up(instead),
    }


def _marked_up(words: Markup | str) -> str:
    return str(words if isinstance(words, Markup) else Markup.escape(words))


def change(message: int, screen: Screen, *, caption: bool = False) -> Payload:
    """Other words, and other buttons or none, for an earlier message; nothing if it is gone.

    `caption` says that the message is a file and the words stand under it.
    """
    return {
        "op": "change",
        "message": message,
        "text": str(screen.text),
        "rows": _rows(screen.rows),
        "caption": caption,
    }


def qr(link: str, words: Markup) -> Payload:
    """A link as a QR code, with words under it; the picture is made when it leaves."""
    return {"op": "qr", "link": link, "text": str(words), "rows": []}


def toast(callback_id: str, words: str = "") -> Payload:
    """The answer to a pressed button, shown for a moment; 200 characters at most."""
    return {"op": "toast", "callback": callback_id, "text": words[:200]}


def strip(message: int) -> Payload:
    """Take the buttons off an earlier message."""
    return {"op": "strip", "message": message}


def delete(message: int) -> Payload:
    """Take an earlier message of ours out of the chat; that it is gone already is fine."""
    return {"op": "delete", "message": message}


def topic(slot: str, thread: int | None, name: str) -> Payload:
    """Where in a forum a letter stands: the topic of a slot, by its id as far as it is known.

    Should it be gone, one of this name is made. Without a slot, a letter for a topic that is gone
    stands in the general one. Laid into a letter under "topic".
    """
    return {"slot": slot, "id": thread, "name": name}


def shape_topic(
    where: Payload, *, icon: str = "", closed: bool = False, edit: bool = True, switch: bool = True
) -> Payload:
    """Give a topic its name and icon (an emoji), close it or open it."""
    return {
        "op": "topic",
        "topic": where,
        "icon": icon,
        "closed": closed,
        "edit": edit,
        "switch": switch,
        "rows": [],
    }


def elsewhere(payload: Payload) -> Payload:
    """A letter for a chat that has another id now: nothing it was to change or answer is there."""
    moved = {**payload, "message": None, "old": None}
    if payload.get("topic"):
        moved["topic"] = {**payload["topic"], "id": None}
    return moved


def joins(payload: Payload, other: Payload) -> bool:
    """Whether two letters of a chat are parts of one album."""
    return (
        payload["op"] == other["op"] == "file"
        and bool(payload["album"])
        and payload["album"] == other["album"]
        and payload["kind"] in _TOGETHER
        and _TOGETHER[payload["kind"]] == _TOGETHER.get(other["kind"])
    )


def is_kept(payload: Payload) -> bool:
    """Whether a letter that cannot be delivered now is worth delivering later."""
    return payload["op"] in ("text", "file", "copy")


def replaceable(payload: Payload) -> bool:
    """Whether a later version of the same slot makes this one unnecessary."""
    return payload["op"] == "show" and not payload["note"]
