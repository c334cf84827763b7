"""The buttons under a reminder: `u.<project>.<act>.<what>`, at most 64 bytes, at most one tap away.

A button names the task and the day it is about, so that one of last month never answers for today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.buttons import Button, to_base36
from dialogs.due_upkeep import OpenTask
from dialogs.project import Project
from dialogs.showing import shorten
from dialogs.wording import N_, Voice

Row = tuple[Button, ...]


def button(say: Voice, project: Project, label: str, act: str, what: str = "") -> Button:
    """A button about a project."""
    return Button(say.plain(label), data(project, act, what))


def data(project: Project, act: str, what: str = "") -> str:
    """What a button of a reminder carries."""
    return f"u.{to_base36(project.id)}.{act}.{what}"


def task_rows(say: Voice, project: Project, waiting: Sequence[OpenTask]) -> tuple[Row, ...]:
    """Done, later, help, away: for one task, or "done" for each and the rest for all."""
    if not waiting:
        return ()
    if len(waiting) == 1:
        done: tuple[Row, ...] = (
            (button(say, project, N_("It is done"), "done", mark(waiting[0])),),
        )
    else:
        done = tuple(
            (
                Button(
                    shorten(say.plain("Done: {task}", task=each.task.words), 24),
                    data(project, "done", mark(each)),
                ),
            )
            for each in waiting
        )
    later = (
        button(say, project, N_("In 7 days"), "later", mark(waiting[0])),
        button(say, project, N_("I need help"), "help", mark(waiting[0])),
    )
    away = (button(say, project, N_("I am away"), "away", mark(waiting[0])),)
    return (*done, later, away)


def mark(waiting: OpenTask) -> str:
    """A task with its day, for a button."""
    return f"{to_base36(waiting.task.id)}-{to_base36(waiting.due.toordinal())}"


@dataclass(frozen=True, slots=True)
class Marked:
    """A task and the day it was due, as a button carried them."""

    task: int
    due: date


def read_mark(text: str) -> Marked | None:
    """Read what a button carried; None when it is not ours."""
    task, _, day = text.partition("-")
    if not (_number(task) and _number(day)):
        return None
    ordinal = int(day, 36)
    if not 0 < ordinal <= date.max.toordinal():
        return None
    return Marked(int(task, 36), date.fromordinal(ordinal))


def _number(text: str) -> bool:
    return text.isascii() and text.isalnum() and 0 < len(text) <= 6
