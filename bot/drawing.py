"""`fifty-fifty draw`: which diagram is asked for."""

from __future__ import annotations

from bot.config import Config
from bot.preview import sample_book
from bot.town import build_book
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
    return flowchart(book, [dialog] if dialog else list(book.dialogs), language)


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names)
