"""What an act of a person looks at, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dialogs.book import Book
from dialogs.buttons import Token
from dialogs.definition import Step
from dialogs.effects import Effect, ShowScreen, Toast
from dialogs.session import Asking, Frame, Session
from dialogs.walk import Walk


@dataclass(frozen=True, slots=True)
class Move:
    """What a button did."""

    session: Session
    effects: tuple[Effect, ...] = (ShowScreen(),)
    outcome: str = "moved"


@dataclass(frozen=True, slots=True)
class At:
    """Where a button is pressed: everything an act may look at."""

    book: Book
    session: Session
    path: Walk
    token: Token

    @property
    def frame(self) -> Frame:
        """The form in front of the person."""
        return self.session.top

    def toast(self, text: str) -> Move:
        """Stay here, with a short word."""
        words = self.book.voice(self.session.language).plain(text)
        return Move(self.session, (Toast(words), ShowScreen()), "refused")

    def asking(self, asking: Asking | None) -> Move:
        """Turn to a question beside the form, or back to the form."""
        return Move(replace(self.session, asking=asking, tries=0))

    def stored(self, step: Step, value: Any) -> Move:
        """Keep an answer; the person then stands at the first step without one."""
        return Move(self.session.answered(step.id, value), outcome="answered")

    def drafted(self, step: Step, value: Any) -> Move:
        """Keep an unfinished answer; the question stays."""
        return Move(self.session.drafted(step.id, value), outcome="drafted")

    def pushed(self, frame: Frame, asking: Asking | None = None) -> Session:
        """The session with another form laid over this one."""
        frames = (*self.session.frames, frame)
        return replace(self.session, frames=frames, asking=asking, tries=0)
