"""Where a person stands: computed from their answers, never stored."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.definition import Dialog, Step
from dialogs.session import Frame


@dataclass(frozen=True, slots=True)
class Walk:
    """The path through one form.

    `steps` are those that apply, as far as today's answers tell; `answers` are those on the path
    and no others; `known` are these and what another form gave, for conditions to read. `current`
    is the step to show, None when all are answered; `rank` is its rank on the path, from 1, or one
    past the end when there is none. `frontier` is the first step without a finished answer.
    """

    steps: tuple[Step, ...]
    answers: dict[str, Any]
    known: Mapping[str, Any]
    current: Step | None
    rank: int
    frontier: Step | None = None

    @property
    def before(self) -> Step | None:
        """The step before the one to show; before the review, the last one."""
        return self.steps[self.rank - 2] if self.rank > 1 else None


def is_begun(frame: Frame, name: str) -> bool:
    """Whether boxes, files or items were gathered for a step and wait for "Done"."""
    return isinstance(frame.drafts.get(name), list)


def walk(dialog: Dialog, frame: Frame) -> Walk:
    """Follow the path: the step being edited, else the first one without a finished answer."""
    given, drafts, editing = frame.answers, frame.drafts, frame.editing
    steps: list[Step] = []
    answers: dict[str, Any] = {}
    known: Mapping[str, Any] = ChainMap(answers, {**frame.given}) if frame.given else answers
    frontier = current = None
    rank = 0
    for name, applies, step in dialog.asked:  # several times a turn: no call that is not needed
        if applies is not None and not applies(known):
            continue
        steps.append(step)
        if name in given:
            answers[name] = given[name]
        if frontier is None and (name not in given or (name in drafts and is_begun(frame, name))):
            frontier = step
            if current is None:
                current, rank = step, len(steps)
        if name == editing:
            current, rank = step, len(steps)
    return Walk(tuple(steps), answers, known, current, rank or len(steps) + 1, frontier)
