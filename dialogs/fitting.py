"""Whether an answer given under an earlier version of a question still is one today."""

from __future__ import annotations

from datetime import date
from typing import Any

from dialogs.answers import UNKNOWN, is_reach
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
    ReachStep,
    Step,
    TextStep,
    YesNoStep,
)
from dialogs.files import accepts, fits_in_size
from dialogs.spoken import is_voice


def fits(step: Step, value: Any) -> bool:
    """Whether an answer given before is one that this step could be given today."""
    if value is None:
        return step.optional is not False
    if value == UNKNOWN:
        return step.dont_know
    match step:
        case TextStep():
            if is_voice(value):
                return step.voice
            return isinstance(value, str) and step.min <= len(value) <= step.max
        case NumberStep():
            fine = _is_number(value) and value == round(value, step.decimals)
            return fine and step.min <= value <= step.max
        case MoneyStep():
            return type(value) is int and step.min * 100 <= value <= step.max * 100
        case ChoiceStep():
            return any(option.id == value for option in step.options)
        case ChoicesStep():
            known = [option.id for option in step.options]
            enough = isinstance(value, list) and len(value) >= step.min
            return enough and all(one in known for one in value)
        case YesNoStep():
            return isinstance(value, bool)
        case ConfirmStep():
            return value is True
        case MonthStep():
            return isinstance(value, str) and len(value) == 7 and is_day(f"{value}-01")
        case DateStep():
            return is_day(value)
        case PlaceStep():
            return isinstance(value, dict) and ("text" in value or "latitude" in value)
        case MediaStep():
            some = isinstance(value, list) and step.min <= len(value) <= step.max
            return some and all(is_file(step, file) for file in value)
        case ReachStep():
            return isinstance(value, str) and is_reach(value)
        case ListStep():  # pragma: no branch - there is no other kind
            return False  # what is no list at all


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_day(value: Any) -> bool:
    """Whether a value is a day, as ISO text."""
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def is_file(step: MediaStep, file: Any) -> bool:
    """Whether a value is a file that a step takes."""
    return (
        isinstance(file, dict)
        and "file_id" in file
        and accepts(step, file["kind"], file["mime"])
        and fits_in_size(step, file["size"])
    )
