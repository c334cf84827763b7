"""A form that changed under a person: what they answered stays, in the form or parked beside it.

A renamed question takes the answer of its former name (`was`). An answer to a question that is
gone, or that no longer fits its limits, is parked, never wiped; the question is asked again, with
what can still be used of a list, of ticks or of files as its unfinished answer. A form that
changes back takes back what was parked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.answers import UNKNOWN, accepts, is_reach
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
from dialogs.walk import walk

Dialogs = Mapping[str, Dialog]

UNFINISHED = "*"
"""Marks an unfinished answer among the parked ones: `photos*`."""

AGAIN = "~"
"""Marks a later answer that was parked under the same name: `size~`."""


def is_current(dialogs: Dialogs, session: Session) -> bool:
    """Whether a session was written under today's definitions."""
    return all(_is_todays(dialogs, frame) for frame in session.frames)


def _is_todays(dialogs: Dialogs, frame: Frame) -> bool:
    dialog = dialogs.get(frame.dialog)
    if dialog is None or frame.version != dialog.revision:
        return False
    if not frame.forms:
        return True
    forms = {name: dialogs[name].revision for name in frame.forms if name in dialogs}
    return forms == frame.forms


def adapt(dialogs: Dialogs, session: Session) -> Session:
    """Bring a session to today's definitions. Its root dialog must still exist."""
    root, *above = session.frames
    frames = [_adapted(dialogs, root)]
    homeless = False
    for frame in above:
        gone = frame.dialog not in dialogs
        if gone or (not frame.aside and (homeless or not _has_list(dialogs, frames[-1], frame))):
            homeless = True
            parked = dict(frames[-1].parked)
            put_aside(parked, frame.dialog, all_of(frame))
            frames[-1] = replace(frames[-1], parked=parked)
        else:
            frames.append(_adapted(dialogs, frame))
    asking = session.asking if session.asking and session.asking.what == "paused" else None
    return replace(session, frames=tuple(frames), asking=asking, pressed="")


def _has_list(dialogs: Dialogs, below: Frame, frame: Frame) -> bool:
    """Whether the list that an item belongs to is still in the form below."""
    lists = (step for step in dialogs[below.dialog].steps if isinstance(step, ListStep))
    return any(step.item == frame.dialog for step in lists)


def _adapted(dialogs: Dialogs, frame: Frame) -> Frame:
    if _is_todays(dialogs, frame):
        return frame
    dialog = dialogs[frame.dialog]
    called = {name: step.id for step in dialog.steps for name in (step.id, *step.was)}
    return replace(
        sort_out(dialogs, frame),
        version=dialog.revision,
        editing=called.get(frame.editing or ""),
        forms={name: dialogs[name].revision for name in frame.forms if name in dialogs},
    )


# -- what stays where ------------------------------------------------------------------------------


def put_aside(parked: dict[str, Any], name: str, value: Any) -> None:
    """Park a value without touching another that was parked under the same name."""
    while name in parked and parked[name] != value:
        name += AGAIN
    parked[name] = value


def all_of(frame: Frame) -> dict[str, Any]:
    """Everything that a form holds, to wait in the form below; `sort_out` lays it out again."""
    held = dict(frame.answers)
    for name, value in frame.parked.items():
        put_aside(held, name, value)
    for name, draft in frame.drafts.items():
        put_aside(held, name + UNFINISHED, draft)
    return held


def sort_out(dialogs: Dialogs, frame: Frame) -> Frame:
    """Lay what a form holds where today's questions look for it, and park what is left over."""
    held = _Held(dialogs, frame)
    for step in dialogs[frame.dialog].steps:
        held.lay(step)
    return held.frame()


class _Held:
    """What a form holds, taken out piece by piece and laid out anew."""

    def __init__(self, dialogs: Dialogs, frame: Frame) -> None:
        self._dialogs = dialogs
        self._frame = frame
        self._given, self._begun = dict(frame.answers), dict(frame.drafts)
        self._parked = dict(frame.parked)
        self._answers: dict[str, Any] = {}
        self._drafts: dict[str, Any] = {}

    def lay(self, step: Step) -> None:
        """Find the answer of a step, unfinished or not, under its name or a former one."""
        names = (step.id, *step.was)
        self._lay_answer(step, self._given, names)
        self._lay_draft(step, self._begun, names)
        if step.id not in self._answers:
            self._lay_answer(step, self._parked, tuple(self._waiting(names)))
        if step.id not in self._answers:
            self._lay_draft(step, dict(self._given), names)  # which are parked as well, whole
            unfinished = (name + UNFINISHED for name in names)
            self._lay_draft(step, self._parked, tuple(self._waiting(unfinished)))

    def frame(self) -> Frame:
        """The form as it is laid out; what no question took is parked."""
        for name, value in self._given.items():
            put_aside(self._parked, name, value)
        for name, draft in self._begun.items():
            put_aside(self._parked, name + UNFINISHED, draft)
        return replace(self._frame, answers=self._answers, drafts=self._drafts, parked=self._parked)

    def _waiting(self, names: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
        """The names under which something is parked for these, the latest first."""
        for name in names:
            found = [one for one in self._parked if one.rstrip(AGAIN) == name]
            yield from sorted(found, key=len, reverse=True)

    def _lay_answer(self, step: Step, source: dict[str, Any], names: tuple[str, ...]) -> None:
        draft = self._drafts.get(step.id)
        for name in names:
            if name in source and (found := whole(self._dialogs, step, source[name])) is not None:
                if draft is not None and not _is_left_of(draft, source[name]):
                    continue  # the person has worked on it since
                self._answers[step.id] = found[0]
                self._drafts.pop(step.id, None)
                del source[name]
                return

    def _lay_draft(self, step: Step, source: dict[str, Any], names: tuple[str, ...]) -> None:
        draft = self._drafts.get(step.id)
        for name in names:
            if name in source and (found := part(self._dialogs, step, source[name])) is not None:
                if draft is not None and not (found[1] and _is_left_of(draft, source[name])):
                    continue
                self._drafts[step.id] = found[0]
                if found[1]:
                    del source[name]
                return


def _is_left_of(draft: Any, value: Any) -> bool:
    """Whether an unfinished answer is no more than what could be used of a value."""
    if not isinstance(draft, list):
        return True  # a page of the calendar
    if not isinstance(value, list):
        return False
    if all(isinstance(one, dict) for one in (*draft, *value)) and len(draft) == len(value):
        pairs = zip(draft, value, strict=True)
        return all(mine.items() <= theirs.items() for mine, theirs in pairs)
    return all(one in value for one in draft)


# -- what fits -------------------------------------------------------------------------------------


def whole(dialogs: Dialogs, step: Step, value: Any) -> tuple[Any] | None:
    """The value as the answer of this step, alone in a tuple; None when it cannot be one."""
    if isinstance(step, ListStep) and isinstance(value, list):
        found = part(dialogs, step, value)
        if found is None or not found[1] or not step.min <= len(value) <= step.max:
            return None
        form = dialogs[step.item]
        complete = all(walk(form, Frame(form.id, 0, item)).current is None for item in found[0])
        return (found[0],) if complete else None
    return (value,) if _fits(step, value) else None


def part(dialogs: Dialogs, step: Step, value: Any) -> tuple[Any, bool] | None:
    """What of a value can stand as an unfinished answer of this step, and whether that is all."""
    if isinstance(step, DateStep) and _is_day(value):
        return value, True
    if not isinstance(step, ChoicesStep | MediaStep | ListStep) or not isinstance(value, list):
        return None
    match step:
        case ChoicesStep():
            known = [option.id for option in step.options]
            kept = [one for one in value if one in known]
        case MediaStep():
            kept = [file for file in value if _is_file(step, file)][: step.max]
        case _:
            return _items(dialogs, step, value)
    return (kept, len(kept) == len(value)) if kept or not value else None


def _items(dialogs: Dialogs, step: ListStep, value: list[Any]) -> tuple[Any, bool] | None:
    if not all(isinstance(item, dict) for item in value):
        return None
    form = dialogs[step.item]
    laid = [sort_out(dialogs, Frame(form.id, 0, item)) for item in value]
    kept = [dict(frame.answers) for frame in laid]
    if value and not any(kept):
        return None
    return kept, not any(frame.parked or frame.drafts for frame in laid)


def _fits(step: Step, value: Any) -> bool:
    """Whether an answer given before is one that this step could be given today."""
    if value is None:
        return step.optional is not False
    if value == UNKNOWN:
        return step.dont_know
    match step:
        case TextStep():
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
            return isinstance(value, str) and len(value) == 7 and _is_day(f"{value}-01")
        case DateStep():
            return _is_day(value)
        case PlaceStep():
            return isinstance(value, dict) and ("text" in value or "latitude" in value)
        case MediaStep():
            some = isinstance(value, list) and step.min <= len(value) <= step.max
            return some and all(_is_file(step, file) for file in value)
        case ReachStep():
            return isinstance(value, str) and is_reach(value)
        case ListStep():  # pragma: no branch - there is no other kind
            return False  # what is no list at all


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_file(step: MediaStep, file: Any) -> bool:
    return (
        isinstance(file, dict)
        and "file_id" in file
        and accepts(step, file["kind"], file["mime"])
        and file["size"] <= step.max_megabytes * 1024 * 1024
    )
