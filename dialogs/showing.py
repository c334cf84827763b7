"""An answer in the reader's words: for the review, for a list's items, for the staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from dialogs.answers import NO, UNKNOWN, YES
from dialogs.book import Book
from dialogs.definition import (
    ChoicesStep,
    ChoiceStep,
    ConfirmStep,
    DateStep,
    ListStep,
    MediaStep,
    MoneyStep,
    MonthStep,
    NumberStep,
    PlaceStep,
    Step,
    YesNoStep,
)
from dialogs.files import count_files
from dialogs.session import Frame
from dialogs.spoken import is_voice, voice_words
from dialogs.walk import walk
from dialogs.wording import Voice


def describe(book: Book, step: Step, answer: Any, say: Voice) -> str:
    """Say an answer as plain words; the caller escapes them."""
    if answer is None:
        return say.plain("(no answer)")
    if answer == UNKNOWN:
        return say.plain("(I don't know)")
    if is_voice(answer):
        return voice_words(answer, say)
    match step:
        case ChoiceStep():
            return next((say.plain(o.label) for o in step.options if o.id == answer), str(answer))
        case ChoicesStep():
            names = [say.plain(o.label) for o in step.options if o.id in answer]
            return ", ".join(names) or say.plain("none")
        case YesNoStep() | ConfirmStep():
            return say.plain(YES if answer else NO)
        case NumberStep():
            return _with_unit(step, answer, say)
        case MoneyStep():
            return say.money(answer)
        case MonthStep():
            return say.month(date.fromisoformat(f"{answer}-01"))
        case DateStep():
            return say.date(date.fromisoformat(answer))
        case PlaceStep():
            return place_words(answer, say)
        case MediaStep():
            return str(count_files(step, len(answer), say)) if answer else say.plain("none")
        case ListStep():
            return "".join(
                f"\n• {shorten(summary(book, step.item, item, say), 120)}" for item in answer
            ) or say.plain("none")
        case _:
            return str(answer)


def _with_unit(step: NumberStep, number: float, say: Voice) -> str:
    if step.unit is None:
        return say.number(number)
    one, several = step.unit
    word = one if say.plural_of(int(number)) == 0 else several
    return f"{say.number(number)} {say.plain(word)}"


def place_words(place: Mapping[str, Any], say: Voice) -> str:
    """Say a place: its words, or that a point was shared; "" when it is not known any more."""
    if not place:
        return ""
    if place.get("text"):
        return str(place["text"])
    return say.plain(
        "a point on the map ({latitude}, {longitude})",
        latitude=f"{place['latitude']:.5f}",
        longitude=f"{place['longitude']:.5f}",
    )


def far_away(book: Book, place: Any, say: Voice) -> Markup:
    """Ask kindly about a place that seems to be outside the town; it is kept all the same."""
    far = book.area.kilometres_to(place) if book.area and isinstance(place, Mapping) else None
    return say.count(
        "This place is {n} kilometre from the middle of {town}. Is it really there?",
        "This place is {n} kilometres from the middle of {town}. Is it really there?",
        round(far or 0),
        town=book.facts.get("town", ""),
    )


def summary(book: Book, dialog_id: str, answers: Mapping[str, Any], say: Voice) -> str:
    """Say one item of a list on one line."""
    path = walk(book.dialogs[dialog_id], Frame(dialog_id, 0, answers))
    parts = [
        describe(book, step, path.answers[step.id], say)
        for step in path.steps
        if path.answers.get(step.id) is not None
    ]
    return " · ".join(parts)


def computed(book: Book, frame: Frame, known: Mapping[str, Any], name: str, say: Voice) -> Markup:
    """The line that is computed from the answers so far for a step or the review; "" for none."""
    line = book.lines.get(f"{frame.dialog}.{name}")
    return line(say, {**known, **frame.drafts}) if line else Markup("")


def shorten(words: str | Markup, most: int) -> str:
    """Cut words to at most `most` characters, with an ellipsis in the last place."""
    text = str(words)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
