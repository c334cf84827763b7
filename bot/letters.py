"""What a letter in the outbox says: small JSON values that survive a restart and an update of us.

`show` is a message that stands for a slot and may be changed where it stands; `text` is a message
of its own; `toast` answers a pressed button; `strip` takes the buttons off an earlier message.
"""

from __future__ import annotations

from typing import Any

from dialogs.buttons import Screen

Payload = dict[str, Any]


def show(
    screen: Screen,
    *,
    fresh: bool,
    message: int | None = None,
    old: int | None = None,
    note: bool = False,
) -> Payload:
    """A slot's message: a new one at the end of the chat, or a change of `message` in place.

    `old` is the message that showed the slot so far: it loses its buttons. `note` says that the
    text begins with something the person must read, so that no later version may replace it.
    """
    return {
        "op": "show",
        "text": str(screen.text),
        "rows": [[[button.label, button.data] for button in row] for row in screen.rows],
        "fresh": fresh,
        "message": message,
        "old": old,
        "note": note,
    }


def text(screen: Screen, reply_to: int | None = None) -> Payload:
    """A message of its own."""
    return {
        "op": "text",
        "text": str(screen.text),
        "rows": [[[button.label, button.data] for button in row] for row in screen.rows],
        "reply_to": reply_to,
    }


def toast(callback_id: str, words: str = "") -> Payload:
    """The answer to a pressed button, shown for a moment; 200 characters at most."""
    return {"op": "toast", "callback": callback_id, "text": words[:200]}


def strip(message: int) -> Payload:
    """Take the buttons off an earlier message."""
    return {"op": "strip", "message": message}


def replaceable(payload: Payload) -> bool:
    """Whether a later version of the same slot makes this one unnecessary."""
    return payload["op"] == "show" and not payload["note"]
