"""A form that changed under a person: what they answered stays, in the form or parked beside it.

A renamed question takes the answer of its former name (`was`). An answer to a question that is
gone, or that no longer fits its limits, is parked, never wiped; the question is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.answers import UNKNOWN
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
from dialogs.session import Frame, Session

Dialogs = Mapping[str, Dialog]


def is_current(dialogs: Dialogs, session: Session) -> bool:
    """Whether a session was written under today's definitions."""
    for frame in session.frames:
        dialog = dialogs.get(frame.dialog)
        if dialog is None or frame.version != dialog.revision:
            return False
    return True


def adapt(dialogs: Dialogs, session: Session) -> Session:
    """Bring a session to today's definitions. Its root dialog must still exist."""
    frames: list[Frame] = []
    for frame in session.frames:
        if frame.dialog in dialogs and (not frames or _belongs(dialogs, frames[-1], frame)):
            frames.append(_adapted(dialogs, frame))
        else:
            below = frames[-1]
            parked = {**below.parked, frame.dialog: {**frame.parked, **frame.answers}}
            frames[-1] = replace(below, parked=parked)
            break
    asking = session.asking if session.asking and session.asking.what == "paused" else None
    return replace(session, frames=tuple(frames), asking=asking, pressed="")


def _belongs(dialogs: Dialogs, below: Frame, frame: Frame) -> bool:
    """Whether a pushed form still has its place: a digression always, an item while its list is."""
    steps = dialogs[below.dialog].steps
    lists = (step for step in steps if isinstance(step, ListStep))
    return frame.aside or any(step.item == frame.dialog for step in lists)


def _adapted(dialogs: Dialogs, frame: Frame) -> Frame:
    dialog = dialogs[frame.dialog]
    if frame.version == dialog.revision:
        return frame
    old = {**frame.parked, **frame.answers}
    answers: dict[str, Any] = {}
    drafts: dict[str, Any] = {}
    used: set[str] = set()
    for step in dialog.steps:
        for name in (step.id, *step.was):
            if name in old and name not in used and fits(dialogs, step, old[name]):
                answers[step.id] = old[name]
                used.add(name)
                break
        for name in (step.id, *step.was):
            if name in frame.drafts and draft_fits(dialogs, step, frame.drafts[name]):
                drafts[step.id] = frame.drafts[name]
                break
    parked = {name: value for name, value in old.items() if name not in used}
    lost = {f"{name}*": value for name, value in frame.drafts.items() if name not in drafts}
    editing = frame.editing if frame.editing in dialog.by_id else None
    return replace(
        frame,
        version=dialog.revision,
        answers=answers,
        drafts=drafts,
        parked={**lost, **parked},
        editing=editing,
    )


def draft_fits(dialogs: Dialogs, step: Step, draft: Any) -> bool:
    """Whether an unfinished answer may go on being one."""
    if isinstance(step, ChoicesStep | MediaStep | ListStep):
        return isinstance(draft, list) and fits(dialogs, step, draft, unfinished=True)
    return isinstance(step, DateStep) and isinstance(draft, str)


def fits(dialogs: Dialogs, step: Step, value: Any, *, unfinished: bool = False) -> bool:
    """Whether an answer given before is one that this step could be given today."""
    if value is None:
        return step.optional is not False
    if value == UNKNOWN:
        return step.dont_know
    match step:
        case TextStep():
            return isinstance(value, str) and step.min <= len(value) <= step.max
        case NumberStep():
            return _is_number(value) and step.min <= value <= step.max
        case MoneyStep():
            return _is_number(value) and step.min * 100 <= value <= step.max * 100
        case ChoiceStep():
            return any(option.id == value for option in step.options)
        case ChoicesStep():
            known = {option.id for option in step.options}
            enough = unfinished or (isinstance(value, list) and len(value) >= step.min)
            return isinstance(value, list) and enough and all(name in known for name in value)
        case YesNoStep():
            return isinstance(value, bool)
        case ConfirmStep():
            return value is True
        case MonthStep() | DateStep():
            return _is_day(value, month=isinstance(step, MonthStep))
        case PlaceStep():
            return isinstance(value, dict) and ("text" in value or "latitude" in value)
        case MediaStep():
            return _are_files(step, value, 0 if unfinished else step.min)
        case ReachStep():
            return isinstance(value, str)
        case ListStep():
            return _are_items(dialogs, step, value, 0 if unfinished else step.min)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_day(value: Any, *, month: bool) -> bool:
    try:
        date.fromisoformat(f"{value}-01" if month else str(value))
    except ValueError:
        return False
    return isinstance(value, str)


def _are_files(step: MediaStep, value: Any, least: int) -> bool:
    return (
        isinstance(value, list)
        and least <= len(value) <= step.max
        and all(isinstance(file, dict) and "file_id" in file for file in value)
    )


def _are_items(dialogs: Dialogs, step: ListStep, value: Any, least: int) -> bool:
    if not isinstance(value, list) or not least <= len(value) <= step.max:
        return False
    steps = dialogs[step.item].by_id
    return all(
        isinstance(item, dict)
        and all(name in steps and fits(dialogs, steps[name], part) for name, part in item.items())
        for item in value
    )
