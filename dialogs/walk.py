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
    and no others; `current` is the step to show, None when all are answered.
    """

    steps: tuple[Step, ...]
    answers: dict[str, Any]
    current: Step | None
    frontier: Step | None = None

    @property
    def rank(self) -> int:
        """The rank of the current step on the path, from 1; one past the end when complete."""
        return len(self.steps) + 1 if self.current is None else self.steps.index(self.current) + 1

    def before(self, step: Step | None) -> Step | None:
        """The step before `step` on the path; before None (the review), the last one."""
        rank = len(self.steps) if step is None else self.steps.index(step)
        return self.steps[rank - 1] if rank else None


def is_begun(frame: Frame, name: str) -> bool:
    """Whether boxes, files or items were gathered for a step and wait for "Done"."""
    return isinstance(frame.drafts.get(name), list)


def walk(dialog: Dialog, frame: Frame) -> Walk:
    """Follow the path: the step being edited, else the first one without a finished answer."""
    given = frame.answers
    steps: list[Step] = []
    answers: dict[str, Any] = {}
    frontier: Step | None = None
    edited: Step | None = None
    for step in dialog.steps:
        condition = step.when
        if condition is not None and not holds(condition, answers):
            continue
        steps.append(step)
        name = step.id
        if name in given:
            answers[name] = given[name]
        if frontier is None and (name not in given or is_begun(frame, name)):
            frontier = step
        if name == frame.editing:
            edited = step
    return Walk(tuple(steps), answers, edited or frontier, frontier)
