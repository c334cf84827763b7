"""`fifty-fifty draw`: which diagram is asked for."""

from __future__ import annotations

from bot.config import Config
from bot.preview import sample_book
from bot.town import build_book
from dialogs.book import Book
from dialogs.definition import ListStep
from dialogs.diagram import flowchart
from dialogs.lifecycle_diagram import state_diagram

LIFECYCLE = "lifecycle"
"""Asked for instead of a dialog: the life of a project."""


class UnknownError(Exception):
    """There is no such dialog or language; the message says which there are, in one line."""


def diagram(config: Config | None, dialog: str | None, language: str) -> str:
    """Draw a dialog, the lifecycle, or all dialogs, as Mermaid. Raises UnknownError."""
    book = sample_book() if config is None else build_book(config)
    languages = book.wording.languages
    if language not in languages:
        raise UnknownError(f"there is no language `{language}`; name one of: {_list(languages)}")
    if dialog == LIFECYCLE:
        return state_diagram(book.voice(language))
    if dialog is not None and dialog not in book.dialogs:
        known = _list((*book.dialogs, LIFECYCLE))
        raise UnknownError(f"there is no dialog `{dialog}`; name one of: {known}")
    return flowchart(book, [dialog] if dialog else _ways(book), language)


def _ways(book: Book) -> list[str]:
    """The dialogs in which there is a way to see: a single question beside them has none.

    All of them together are more than a picture can hold.
    """
    steps = [step for one in book.dialogs.values() for step in one.steps]
    asked = {step.item for step in steps if isinstance(step, ListStep)}
    return [name for name, one in book.dialogs.items() if len(one.steps) > 1 or name in asked]


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names)
