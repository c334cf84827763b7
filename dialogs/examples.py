"""Example answers for every kind of step: the longest and the shortest that fit, and spoken ones.

The longest text is mostly line breaks, which take room on a screen and are easily miscounted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.definition import (
    ChoicesStep,
    ChoiceStep,
    ConfirmStep,
    DateStep,
    Dialog,
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
from dialogs.identifiers import EXAMPLES
from dialogs.session import Frame
from dialogs.walk import walk

Dialogs = Mapping[str, Dialog]

_LINES = "W" + "\n" * 9
_LONG_REACH = "w" * 64 + "@" + "w" * 60 + ".example"


def longest(dialogs: Dialogs, step: Step) -> Any:
    """The answer to a step that takes the most room on a screen."""
    match step:
        case TextStep() if step.number_of:
            return EXAMPLES[step.number_of]
        case TextStep():
            return _long_text(step.max)
        case MonthStep():
            return "2027-09"
        case DateStep():
            return "2027-09-22"
        case PlaceStep():
            return {"text": _long_text(step.max), "latitude": -89.99999, "longitude": -179.99999}
        case NumberStep():
            return max(step.min, step.max, key=lambda number: len(str(number)))
        case MoneyStep():
            return step.max * 100 - (1 if step.max > step.min else 0)
        case ChoiceStep():
            return max(step.options, key=lambda option: len(option.label)).id
        case ChoicesStep():
            return [option.id for option in step.options]
        case YesNoStep() | ConfirmStep():
            return True
        case MediaStep():
            return [_file(step, rank) for rank in range(step.max)]
        case ReachStep():
            return _LONG_REACH
        case ListStep():  # pragma: no branch - there is no other kind
            return [filled(dialogs, dialogs[step.item], longest)] * step.max


def spoken(dialogs: Dialogs, step: Step) -> Any:
    """The answer of a person who speaks wherever that may be; else the shortest one."""
    if isinstance(step, TextStep) and step.voice:
        return {
            "kind": "voice",
            "file_id": "voice",
            "unique_id": "voice",
            "size": 1,
            "mime": "",
            "name": "",
            "caption": "",
            "transcript": "",
        }
    return shortest(dialogs, step)


def shortest(dialogs: Dialogs, step: Step) -> Any:
    """The answer to a step that takes the least room; "skipped" where that may be."""
    if step.optional is True:
        return None
    match step:
        case TextStep() if step.number_of:
            return EXAMPLES[step.number_of]
        case TextStep():
            return "i" * step.min
        case MonthStep():
            return "2027-05"
        case DateStep():
            return "2027-05-01"
        case PlaceStep():
            return {"text": "i" * step.min}
        case NumberStep():
            return step.min if step.decimals else int(step.min)
        case MoneyStep():
            return step.min * 100
        case ChoiceStep():
            return min(step.options, key=lambda option: len(option.label)).id
        case ChoicesStep():
            return [option.id for option in step.options[: step.min]]
        case YesNoStep() | ConfirmStep():
            return True
        case MediaStep():
            return [_file(step, rank) for rank in range(step.min)]
        case ReachStep():
            return "i@i.example"
        case ListStep():  # pragma: no branch - there is no other kind
            return [filled(dialogs, dialogs[step.item], shortest)] * step.min


def filled(dialogs: Dialogs, dialog: Dialog, answer: Any, given: Any = None) -> dict[str, Any]:
    """Answer a whole form by `answer(dialogs, step)`, some steps as `given`."""
    answers: dict[str, Any] = dict(given or {})
    frame = Frame(dialog.id, dialog.revision, answers, given=dialog.known(answers))
    while (step := walk(dialog, frame).current) is not None:
        answers[step.id] = answer(dialogs, step)
    return walk(dialog, frame).answers


def _long_text(most: int) -> str:
    return (_LINES * (most // len(_LINES) + 1))[: most - 1] + "W"


def _file(step: MediaStep, rank: int) -> dict[str, Any]:
    return {
        "kind": step.accepts[0],
        "file_id": f"file{rank}",
        "unique_id": f"unique{rank}",
        "size": 1,
        "mime": "",
        "name": "",
        "caption": "",
    }
