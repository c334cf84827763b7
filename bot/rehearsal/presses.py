"""Buttons as a person meets them: found by label, pressed, answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from bot.rehearsal.state import Press, State
from bot.rehearsal.views import MessageView


class CallbackPress:
    """A button that was pressed and spins until the bot answers."""

    def __init__(self, state: State, press: Press) -> None:
        self._state = state
        self._press = press

    @property
    def id(self) -> str:
        """The callback query's id."""
        return self._press.id

    @property
    def answered(self) -> bool:
        """Whether the button stopped spinning."""
        return self._press.answered

    @property
    def toast(self) -> str | None:
        """The words that flashed up, if any."""
        return None if self._press.show_alert else self._press.text or None

    @property
    def alert(self) -> str | None:
        """The words of a box that had to be closed, if any."""
        return self._press.text or None if self._press.show_alert else None

    async def wait_answer(self, timeout: float = 10) -> CallbackPress:  # noqa: ASYNC109  (as expect)
        """Wait until the bot has answered."""
        until = asyncio.get_running_loop().time() + timeout
        while not self.answered:
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                raise AssertionError(f"the press of {self._press.data!r} was never answered")
            await self._state.pulse.wait(left)
        return self


def find_button(shown: Iterable[MessageView], wanted: str) -> tuple[MessageView, str]:
    """Return the newest message with a button of that label or data, and the button's data.

    An exact label or data goes before a part of a label.
    """
    newest_first = sorted(shown, key=lambda view: view.id, reverse=True)
    for exact in (True, False):
        for view in newest_first:
            for label, data in (button for row in view.buttons for button in row):
                if wanted in (label, data) or (not exact and wanted.lower() in label.lower()):
                    return view, data
    visible = [
        f"{label!r} ({data})"
        for view in newest_first
        for row in view.buttons
        for label, data in row
    ]
    raise AssertionError(f"no button {wanted!r}; visible: {', '.join(visible) or 'none at all'}")
