"""What the staff group reads when a resident moves a project."""

from __future__ import annotations

from markupsafe import Markup

from bot.town import Town
from dialogs.project import Project
from dialogs.showing import shorten


def withdrawn(town: Town, project: Project) -> Markup:
    """A resident has taken a dossier back, with the reason if they gave one."""
    say = town.staff_voice
    words = say(
        "{number}: the resident withdraws this idea. Nothing more is to be done.",
        number=project.number,
    )
    if not project.reason:
        return words
    reason = say("Reason: {reason}", reason=shorten(project.reason, 1000))
    return Markup("\n").join((words, reason))


def referent_left(town: Town, project: Project) -> Markup:
    """A project that goes on has lost the person who carried it."""
    say = town.staff_voice
    return say(
        "{number}: the person who carried it asked to be forgotten. Please find someone else to "
        "carry it within 30 days.",
        number=project.number,
    )
