"""What the buttons of a list do: adding an item, looking at it, changing, moving, removing it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dialogs.acting import At, Move
from dialogs.adapting import all_of, put_aside, sort_out
from dialogs.definition import Dialog, ListStep, Step
from dialogs.session import Asking, Frame
from dialogs.view import list_items
from dialogs.walk import walk


def open_unfinished(at: At, step: ListStep, items: list[dict[str, Any]]) -> Move | None:
    """Open the first item that lacks an answer, since the form of the items has changed."""
    dialog = at.book.dialogs[step.item]
    for rank, item in enumerate(items):
        frame = _item(at, dialog, rank, item)
        if walk(dialog, frame).current is not None:
            return Move(at.pushed(frame), outcome="editing")
    return None


def _item(at: At, dialog: Dialog, rank: int, answers: dict[str, Any]) -> Frame:
    """The form of an item that is in the list already."""
    return Frame(dialog.id, dialog.revision, answers, item=rank, forms=at.frame.forms)


def leave_item(at: At) -> Move:
    """Go back to the list; a half-filled new item waits there until one is added again."""
    below = replace(at.session, frames=at.session.frames[:-1])
    if at.frame.item is None and (held := all_of(at.frame)):
        parked = dict(below.top.parked)
        put_aside(parked, at.frame.dialog, held)
        below = below.with_top(parked=parked)
    return Move(below, outcome="left_item")


def add(at: At, step: Step) -> Move:
    """Open an empty form of an item, or the half-filled one that waits."""
    if not isinstance(step, ListStep):
        return at.toast("This button is no longer in use.")
    if len(list_items(step, at.frame)) >= step.max:
        return at.toast("The list is full. Remove something first.")
    dialog = at.book.dialogs[step.item]
    frame = Frame(dialog.id, dialog.revision)
    parked = dict(at.frame.parked)
    if isinstance(parked.get(dialog.id), dict):
        frame = sort_out(at.book.dialogs, replace(frame, parked=parked.pop(dialog.id)))
    below = replace(at, session=at.session.with_top(parked=parked))
    return Move(below.pushed(frame))


def _rank(at: At, step: Step) -> int | None:
    """The item a button of a list is about, or None when it is gone."""
    if not isinstance(step, ListStep) or not at.token.value.isdecimal():
        return None
    rank = int(at.token.value)
    return rank if rank < len(list_items(step, at.frame)) else None


def open_item(at: At, step: Step) -> Move:
    """Look at one item, and at what can be done with it."""
    rank = _rank(at, step)
    if rank is None:
        return at.toast("This one is no longer in the list.")
    return at.asking(Asking("item", step.id, rank))


def redo(at: At, step: Step) -> Move:
    """Open the form of an item again, to change one of its answers."""
    rank = _rank(at, step)
    if rank is None or not isinstance(step, ListStep):
        return at.toast("This one is no longer in the list.")
    dialog = at.book.dialogs[step.item]
    frame = _item(at, dialog, rank, list_items(step, at.frame)[rank])
    return Move(at.pushed(frame, Asking("pick")), outcome="editing")


def up(at: At, step: Step) -> Move:
    """Let an item of a list change places with the one before it."""
    rank = _rank(at, step)
    if rank is None or rank == 0 or not isinstance(step, ListStep):
        return at.toast("It is the first one already.")
    items = list_items(step, at.frame)
    items[rank - 1], items[rank] = items[rank], items[rank - 1]
    return replace(at.drafted(step, items), outcome="reordered")


def drop(at: At, step: Step) -> Move:
    """Take an item out of the list."""
    rank = _rank(at, step)
    if rank is None or not isinstance(step, ListStep):
        return at.toast("This one is no longer in the list.")
    items = list_items(step, at.frame)
    return at.drafted(step, items[:rank] + items[rank + 1 :])
