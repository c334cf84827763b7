"""What the team does once a project is signed: its report, visits, the town's promises, its end.

The bench shows the buttons; the forms are filled in private; the lifecycle checks every right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from bot.town import Town
from dialogs.buttons import Button
from dialogs.lifecycle import Action
from dialogs.project import Project, State
from dialogs.tending import EndByTown, EndTerm, GiveNotice, NoteHearing, NoteVisit
from dialogs.town_promises import CannotKeep, PutOffPromise
from dialogs.wording import N_, Voice
from dialogs.working import CloseUndone, ConfirmReport, SendBack
from storage.work import Work

DIALOGS = frozenset(
    {
        "confirm_report",
        "send_back",
        "visit",
        "give_notice",
        "end_by_town",
        "close_undone",
        "promise_later",
        "promise_cannot",
    }
)
"""The forms of this part of the bench."""

_WORK = frozenset({State.IN_PROGRESS, State.ON_HOLD})
_LIVING = frozenset({State.UPKEEP, State.UPKEEP_LATE, State.RENEWAL})

Rows = tuple[tuple[Button, ...], ...]


def rows(project: Project, one: Callable[[str, str], Button]) -> Rows:
    """The buttons that a project's state calls for; `one` makes one of the bench."""
    if project.state is State.COMPLETION_REVIEW:
        return (
            (one(N_("Confirm the report"), "confirm_report"), one(N_("Send back"), "send_back")),
        )
    if project.state in _WORK:
        return ((one(N_("Close: not done"), "close_undone"),),)
    if project.state not in _LIVING:
        return ()
    found = [(one(N_("Log a visit"), "visit"), *_formal_step(project, one))]
    if project.state is State.RENEWAL:
        found.append((one(N_("Close: the term is over"), "endterm"),))
    return tuple(found)


def _formal_step(project: Project, one: Callable[[str, str], Button]) -> tuple[Button, ...]:
    """The next of the three steps towards an end by the town; the law wants them in this order."""
    if project.notice is None:
        return (one(N_("A notice has left"), "give_notice"),)
    if project.notice.heard_on is None:
        return (one(N_("The bearer was heard"), "hearing"),)
    return (one(N_("End the agreement…"), "end_by_town"),)


def taps(town: Town, work: Work, name: str) -> list[Action]:
    """What a button without a form does."""
    today = town.setting.local_day(work.now)
    match name:
        case "hearing":
            return [NoteHearing(today)]
        case "endterm":
            return [EndTerm(today)]
        case _:
            return []


def beginning(project: Project, dialog: str) -> dict[str, Any]:
    """What is known of a form's answers: the hours and the costs as the bearer reported them."""
    if dialog != "confirm_report" or project.report is None:
        return {}
    answers: dict[str, Any] = {"hours": round(project.report.hours)}
    if project.report.cost_cents is not None:
        answers["cost"] = project.report.cost_cents
    return answers


def action(
    town: Town, work: Work, dialog: str, answers: Mapping[str, Any], given: Mapping[str, Any]
) -> Action:
    """What a finished form asks for; `given` is what its button carried."""
    today = town.setting.local_day(work.now)
    reason = str(answers.get("reason") or "")
    rank = int(given.get("rank", -1))
    match dialog:
        case "confirm_report":
            return ConfirmReport(float(answers["hours"]), int(answers["cost"]))
        case "send_back":
            return SendBack(reason)
        case "visit":
            photos = tuple(one["unique_id"] for one in answers.get("photos") or ())
            return NoteVisit(str(answers["words"]), answers["alive"] == "yes", photos)
        case "give_notice":
            return GiveNotice(today, reason)
        case "end_by_town":
            return EndByTown(today, reason)
        case "promise_later":
            return PutOffPromise(rank, date.fromisoformat(answers["due"]), today)
        case "promise_cannot":
            return CannotKeep(rank, reason)
        case _:
            return CloseUndone(reason)


def done(dialog: str, say: Voice) -> Markup:
    """The word for whoever filled the form in."""
    return say(_DONE[dialog])


_DONE: Mapping[str, str] = {
    "confirm_report": N_("Confirmed. Everyone is thanked, and the upkeep begins."),
    "send_back": N_("Sent back. The bearer reads what is missing."),
    "visit": N_("Your visit is noted."),
    "give_notice": N_("Noted. The bearers are told, and you are reminded to hear them."),
    "end_by_town": N_("The agreement has ended. Everyone who carried it is told."),
    "close_undone": N_("The project is closed. Everyone who carried it is told."),
    "promise_later": N_("Noted. Those who carry the project are told the new day."),
    "promise_cannot": N_("Noted. Those who carry the project are told why."),
}
