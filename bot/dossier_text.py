"""A dossier read out in full: every answer under its question's label, nothing shortened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from bot.town import Town
from dialogs.adapting import parked_for
from dialogs.answers import UNKNOWN
from dialogs.definition import ListStep, Step
from dialogs.showing import describe, summary
from dialogs.wording import Voice

MESSAGE_ROOM = 3500
"""Characters of one message of a dossier; the platform takes 4096."""


def answers(
    town: Town, dialog: str, given: Mapping[str, Any], say: Voice
) -> Iterator[tuple[str, str]]:
    """Each answer as (label, words), in the order of the questions; both are plain text.

    Answers to questions of another form, or of a former version of this one, come last.
    """
    steps = {step.id: step for step in town.book.dialogs[dialog].steps}
    for form in town.book.dialogs.values():
        for step in form.steps:
            steps.setdefault(step.id, step)
    for name, step in steps.items():
        if name in given:
            yield (
                str(town.book.tell(say, step.label).striptags()),
                _words(town, step, given[name], say),
            )
    for name in sorted(given.keys() - steps.keys()):
        question, kind = parked_for(name)
        former = steps.get(question)
        label = town.book.tell(say, former.label).striptags() if former else question
        if former and former.kind == kind:
            yield label, _words(town, former, given[name], say)
        else:
            yield label, str(given[name])


def _words(town: Town, step: Step, answer: Any, say: Voice) -> str:
    whole_list = isinstance(step, ListStep) and answer not in (None, UNKNOWN)
    try:
        if isinstance(step, ListStep) and whole_list:
            items = [summary(town.book, step.item, item, say) for item in answer]
            return "\n".join(f"• {item}" for item in items) or say.plain("none")
        return describe(town.book, step, answer, say)
    except (TypeError, ValueError, KeyError, AttributeError):
        return str(answer)  # an answer of a former kind of this question: as it is kept


def messages(parts: Iterator[tuple[str, str]], say: Voice) -> list[Markup]:
    """The answers as messages, each short enough; a very long answer goes on in the next one."""
    pages: list[Markup] = []
    page, room = Markup(""), MESSAGE_ROOM
    for label, words in parts:
        for rank, piece in enumerate(_pieces(words)):
            head = say("<b>{label}</b>:", label=label) if rank == 0 else Markup("…")
            entry = Markup("{} {}\n\n").format(head, piece)
            if page and room < len(entry):
                pages.append(page)
                page, room = Markup(""), MESSAGE_ROOM
            page, room = page + entry, room - len(entry)
    return [Markup(one.strip()) for one in [*pages, page] if one.strip()]  # noqa: S704 - escaped


def _pieces(words: str) -> list[str]:
    most = MESSAGE_ROOM // 2
    return [words[start : start + most] for start in range(0, len(words), most)] or [""]
