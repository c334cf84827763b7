"""A form that changed under a person: what they answered stays, in the form or parked beside it.

A renamed question takes the answer of its former name (`was`). An answer to a question that is
gone, of another kind, or that no longer fits its limits, is parked, never wiped; the question is
asked again, with what can still be used of a list, of ticks or of files as its unfinished answer.
A form that changes back takes back what was parked.

A form keeps the kinds of its questions (`Frame.kinds`), since a value does not tell: 7 is hours or
cents. Sessions of before that was kept are read by their values alone, until their next turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dialogs.definition import ChoicesStep, DateStep, Dialog, ListStep, MediaStep, Step
from dialogs.fitting import fits, is_day, is_file
from dialogs.session import Answers, Frame, Kinds, Session
from dialogs.walk import walk

Dialogs = Mapping[str, Dialog]

UNFINISHED = "*"
"""Marks an unfinished answer among the parked ones: `photos*`."""

AGAIN = "~"
"""Marks a later answer that was parked under the same name: `size~`."""

OF = "="
"""Marks the kind of question that a parked answer was given to: `size=number`."""

_MEAN_THE_SAME = {"text": ("contact",), "contact": ("text",)}
"""Other kinds of question whose answers, if they fit, mean the same here: words as typed."""


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


def knowing_kinds(dialogs: Dialogs, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """Note in frames that are of today, where it is not noted yet, of what kind questions are."""
    for frame in frames:
        if len(frame.kinds) < len(frame.forms) + (frame.dialog not in frame.forms):
            return tuple(_knowing_kinds(dialogs, one) for one in frames)
    return frames


def _knowing_kinds(dialogs: Dialogs, frame: Frame) -> Frame:
    names = {frame.dialog, *frame.forms}
    return replace(frame, kinds={name: dialogs[name].kinds for name in names})


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
        kinds={},
    )


# -- what stays where ------------------------------------------------------------------------------


def put_aside(parked: dict[str, Any], name: str, value: Any) -> None:
    """Park a value without touching another that was parked under the same name."""
    while name in parked and parked[name] != value:
        name += AGAIN
    parked[name] = value


def parked_for(name: str) -> tuple[str, str]:
    """The question and the kind, "" when not known, that a parked answer's name tells."""
    question, _, kind = name.rstrip(UNFINISHED + AGAIN).partition(OF)
    return question, kind


def all_of(frame: Frame) -> dict[str, Any]:
    """Everything that a form holds, to wait in the form below; `sort_out` lays it out again."""
    held = _by_kind(frame.answers, frame.dialog, frame.kinds)
    for name, value in frame.parked.items():
        put_aside(held, name, value)
    for name, draft in _by_kind(frame.drafts, frame.dialog, frame.kinds).items():
        put_aside(held, name + UNFINISHED, draft)
    return held


def _by_kind(values: Answers, dialog: str, kinds: Kinds) -> dict[str, Any]:
    """Name every value by its question and the question's kind, items of lists too, if known."""
    named: dict[str, Any] = {}
    for name, value in values.items():
        kind, _, item = kinds.get(dialog, {}).get(name, "").partition(":")
        if item and isinstance(value, list):
            found = [_by_kind(one, item, kinds) if isinstance(one, dict) else one for one in value]
        else:
            found = value
        named[f"{name}{OF}{kind}" if kind else name] = found
    return named


def _names(step: Step) -> tuple[str, ...]:
    """The names under which an answer to a step is looked for, the likeliest first."""
    kinds = (step.kind, *_MEAN_THE_SAME.get(step.kind, ()))
    return tuple(
        name
        for one in (step.id, *step.was)
        for name in (*(f"{one}{OF}{kind}" for kind in kinds), one)
    )


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
        self._given = _by_kind(frame.answers, frame.dialog, frame.kinds)
        self._begun = _by_kind(frame.drafts, frame.dialog, frame.kinds)
        self._parked = dict(frame.parked)
        self._answers: dict[str, Any] = {}
        self._drafts: dict[str, Any] = {}

    def lay(self, step: Step) -> None:
        """Find the answer of a step, unfinished or not, under its name or a former one."""
        names = _names(step)
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
        return all(mine.items() <= _by_name(theirs).items() for mine, theirs in pairs)
    return all(one in value for one in draft)


def _by_name(item: Answers) -> Answers:
    """An item of a list by the ids of its questions alone."""
    return {parked_for(name)[0]: value for name, value in item.items()}


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
    return (value,) if fits(step, value) else None


def part(dialogs: Dialogs, step: Step, value: Any) -> tuple[Any, bool] | None:
    """What of a value can stand as an unfinished answer of this step, and whether that is all."""
    if isinstance(step, DateStep) and is_day(value):
        return value, True
    if not isinstance(step, ChoicesStep | MediaStep | ListStep) or not isinstance(value, list):
        return None
    match step:
        case ChoicesStep():
            known = [option.id for option in step.options]
            kept = [one for one in value if one in known]
        case MediaStep():
            kept = [file for file in value if is_file(step, file)][: step.max]
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
