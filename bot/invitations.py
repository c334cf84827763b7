"""When a bearer may write the promises of part B, and the button that invites to it."""

from __future__ import annotations

from dialogs.buttons import Button, to_base36
from dialogs.filing import UNDECIDED
from dialogs.project import Project
from dialogs.wording import N_, Voice

_INVITING = frozenset({"received", "taken", "promised"})
"""The messages to a bearer that carry the button."""

Rows = tuple[tuple[Button, ...], ...]


def may_promise(project: Project) -> bool:
    """Whether the promises may be written, sent, and sent again: until the decision."""
    return project.state in UNDECIDED


def button(project: Project, say: Voice) -> Button:
    """The button that opens the promises of a project."""
    label = N_("Write our promises") if project.promised_at is None else N_("Change our promises")
    return Button(say.plain(label), f"h.promise.{to_base36(project.id)}")


def rows(project: Project, what: str, say: Voice) -> Rows:
    """The buttons under a message to the bearer, by the message's name."""
    if what not in _INVITING or not may_promise(project):
        return ()
    if what == "taken" and project.promised_at is not None:
        return ()
    return ((button(project, say),),)
