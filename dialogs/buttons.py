"""Screens as values: a text, rows of buttons, and what a button carries in its 64 bytes."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

DATA_LIMIT = 64
"""Bytes a button may carry (Bot API, InlineKeyboardButton.callback_data)."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Button:
    """One button: the words on it and the data it sends back."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person sees: a text in the safe HTML subset and rows of buttons under it."""

    text: Markup
    rows: tuple[tuple[Button, ...], ...] = field(default=())

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Every button, in reading order."""
        return tuple(button for row in self.rows for button in row)


@dataclass(frozen=True, slots=True)
class Token:
    """What a dialog's button says when pressed: whose, of which screen, for which step, what."""

    session: str
    rev: int
    step: str
    act: str
    value: str = ""

    def encode(self) -> str:
        """Write the token as `session.rev.step.act.value`, the rev in base 36."""
        return f"{screen_mark(self.session, self.rev)}.{self.step}.{self.act}.{self.value}"


def screen_mark(session: str, rev: int) -> str:
    """What all buttons of one screen begin with."""
    return f"{session}.{to_base36(rev)}"


def decode(data: str) -> Token | None:
    """Read a token back, or None for anything that `Token.encode` did not write."""
    parts = data.split(".") if len(data) <= DATA_LIMIT else []
    if len(parts) != 5 or not parts[1] or not set(parts[1]) <= set(_DIGITS):
        return None
    session, rev, step, act, value = parts
    return Token(session, int(rev, 36), step, act, value)


def to_base36(number: int) -> str:
    """Write a non-negative integer shortly."""
    digits = ""
    while number >= 36:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return _DIGITS[number] + digits
