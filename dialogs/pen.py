"""What screens are written with: their buttons, and the few forms that words take."""

from __future__ import annotations

from markupsafe import Markup

from dialogs.book import Book
from dialogs.buttons import Button, screen_mark
from dialogs.definition import Step
from dialogs.session import Session
from dialogs.wording import Voice

Rows = list[tuple[Button, ...]]

PARAGRAPH = Markup("\n\n")


def bold(words: Markup) -> Markup:
    """Words in bold."""
    return Markup(f"<b>{words}</b>")  # noqa: S704 - Markup already


def example(book: Book, step: Step, say: Voice) -> Markup:
    """The example of a step, in italics."""
    words = say("For example: {example}", example=book.tell(say, step.example))
    return Markup(f"<i>{words}</i>")  # noqa: S704 - Markup already


class Pen:
    """Writes the buttons of one screen: they share session, rev and language."""

    def __init__(self, session: Session, say: Voice) -> None:
        self._mark = screen_mark(session.id, session.rev)
        self.say = say
        self.day = session.day

    def button(self, label: str, step: str, act: str, value: str = "") -> Button:
        """A button whose words come from the catalogue."""
        return self.raw(self.say.plain(label), step, act, value)

    def raw(self, label: str, step: str, act: str, value: str = "") -> Button:
        """A button whose words are given."""
        return Button(label, f"{self._mark}.{step}.{act}.{value}")


def pair(buttons: list[Button]) -> Rows:
    """Two short buttons share a row; a long one has its own."""
    rows: Rows = []
    for button in buttons:
        last = rows[-1] if rows else ()
        if len(last) == 1 and len(last[0].label) <= 18 and len(button.label) <= 18:
            rows[-1] = (last[0], button)
        else:
            rows.append((button,))
    return rows
