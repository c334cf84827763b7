"""What a turn asks the shell to do, in the imperative and as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from markupsafe import Markup

NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class ShowScreen:
    """Show the session's screen, under a line that says what just happened.

    `fresh` asks for a new message at the end of the chat: the person wrote something, so the
    old screen has moved up. Otherwise the screen changes where it stands.
    """

    note: Markup = NOTHING
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Toast:
    """Answer a pressed button with a short plain text, or silently when it is empty."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Finish:
    """The form is complete and sent: these are the answers on its path, by step id."""

    dialog: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Discard:
    """The person cancelled and confirmed it: the form ends and nothing is sent."""

    dialog: str


@dataclass(frozen=True, slots=True)
class Close:
    """The form is not in the book any more: it ends, and what it holds stays as it is."""

    dialog: str


@dataclass(frozen=True, slots=True)
class PassOn:
    """Take these words of the person, or their voice message, to a person at the town hall."""

    text: str
    voice: Mapping[str, Any] | None = None


Effect: TypeAlias = ShowScreen | Toast | Finish | Discard | Close | PassOn
