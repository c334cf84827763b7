"""Where a person stands: computed from their answers, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dialogs.conditions import holds
from dialogs.definition import Dialog, Step
from dialogs.session import Frame


@dataclass(frozen=True, slots=True)
class Walk:
    """The path through one form.

    `steps` are those that apply, as far as today's answers tell; `answers` are those on the path
    and no others; `current` is the step to show, None when all are answered; `rank` is its rank
    on the path, from 1, or one past the end when there is none. `frontier` is the first step
    without a finished answer.
    """

    steps: tuple[Step, ...]
    answers: dict[str, Any]
    current: Step | None
    rank: int
    frontier: Step | None = None

    def before(self, step: Step | None) -> Step | None:
        """The step before `step` on the path; before None (the review), the last one."""
        if step is None:
            return self.steps[-1] if self.steps else None
        rank = next(rank for rank, one in enumerate(self.steps) if one is step)
        return self.steps[rank - 1] if rank else None


def is_begun(frame: Frame, name: str) -> bool:
    """Whether boxes, files or items were gathered for a step and wait for "Done"."""
    return isinstance(frame.drafts.get(name), list)


def walk(dialog: Dialog, frame: Frame) -> Walk:
    """Follow the path: the step being edited, else the first one without a finished answer."""
    given, drafts, editing = frame.answers, frame.drafts, frame.editing
    steps: list[Step] = []
    answers: dict[str, Any] = {}
    frontier = current = None
    rank = 0
    for step in dialog.steps:  # runs several times a turn: no call that is not needed
        condition = step.when
        if condition is not None and not holds(condition, answers):
            continue
        steps.append(step)
        name = step.id
        if name in given:
            answers[name] = given[name]
        if frontier is None and (name not in given or (name in drafts and is_begun(frame, name))):
            frontier = step
            if current is None:
                current, rank = step, len(steps)
        if name == editing:
            current, rank = step, len(steps)
    return Walk(tuple(steps), answers, current, rank or len(steps) + 1, frontier)
