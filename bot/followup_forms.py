"""The short forms beside a project's life: a word, a pause, a work day, the report, a birthday.

Each opens beside whatever the person is writing, and brings them back there when it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from bot.desk import Desk
from bot.incoming import Tapped
from bot.projects import act
from dialogs.calling import CallForHands
from dialogs.following import Report, WorkDay
from dialogs.lifecycle import Action
from dialogs.project import Project, State
from dialogs.rights import Actor, Why
from dialogs.session import Asking
from dialogs.tending import AddNote
from dialogs.wording import N_
from dialogs.working import AddWord, HandIn, Pause, PlanDay
from storage.sessions import Held

FORMS = frozenset({"progress", "pause", "work_day", "completion", "anniversary", "call"})
"""The dialogs that are such forms."""


async def open_form(desk: Desk, dialog: str, project: Project) -> None:
    """Put a short form in front of the person."""
    for held in await desk.work.sessions_of(project.id):
        if held.owner == desk.resident.user_id and held.session.root.dialog == dialog:
            desk.end(held)  # begun earlier and left: what it held is asked anew
    desk.begin(dialog, project.id)
    head = Markup("<b>{}</b> · {}").format(project.title, project.number)
    await desk.show_present(head)


async def finish(desk: Desk, held: Held, answers: Mapping[str, Any], tap: Tapped | None) -> None:
    """Do what a finished form says, and go back to what the person was doing."""
    desk.end(held)
    project = await desk.work.project(held.project_id) if held.project_id is not None else None
    assert project is not None  # noqa: S101 - these forms always have their project
    act_for, thanks = _ENDS[held.session.root.dialog]
    note = desk.say(thanks)
    for action in act_for(desk, project, answers):
        done = await act(desk.town, desk.work, project, action, Actor(desk.resident.user_id))
        if isinstance(done, Why):
            note = desk.say(done.value)
            break
        project = done
    await back(desk, note, tap)


async def back(desk: Desk, note: Markup, tap: Tapped | None) -> None:
    """Bring a person back to the form they had left for a moment, else home."""
    for held in await desk.work.open_sessions(desk.resident.user_id, desk.resident.user_id):
        paused = held.session.asking == Asking("paused")
        if held.session.root.dialog in desk.town.book.dialogs and not paused:
            desk.face(held)
            where = desk.say("Here is where we were.")
            await desk.show_present(Markup("\n\n").join((note, where)), tap)
            return
    await desk.to_home(note, tap)


def _photos(answers: Mapping[str, Any], name: str) -> tuple[str, ...]:
    files = answers.get(name)
    return tuple(one["unique_id"] for one in files) if isinstance(files, list) else ()


def _words(answers: Mapping[str, Any], name: str) -> str:
    words = answers.get(name)
    return words if isinstance(words, str) else ""


def _progress(desk: Desk, project: Project, answers: Mapping[str, Any]) -> list[Action]:
    del desk
    words, photos = _words(answers, "words"), _photos(answers, "photos")
    if not words and not photos:
        return []
    if project.state in (State.IN_PROGRESS, State.ON_HOLD):
        return [AddWord(words, photos)]
    return [AddNote(words, photos)]


def _pause(desk: Desk, project: Project, answers: Mapping[str, Any]) -> list[Action]:
    del project
    today = desk.town.setting.local_day(desk.work.now)
    return [Pause(answers["reason"], today, date.fromisoformat(answers["until"]))]


def _work_day(desk: Desk, project: Project, answers: Mapping[str, Any]) -> list[Action]:
    del desk, project
    day = date.fromisoformat(answers["day"])
    return [PlanDay(WorkDay(day, _words(answers, "words")))]


def _completion(desk: Desk, project: Project, answers: Mapping[str, Any]) -> list[Action]:
    cost = answers.get("cost")
    report = Report(
        at=desk.work.now,
        by=desk.resident.user_id,
        words=answers["words"],
        people=int(answers["people"]),
        hours=float(answers["hours"]),
        cost_cents=cost if isinstance(cost, int) else None,
        learnt=_words(answers, "learnt"),
        before=_photos(project.dossier, "photos"),
        after=_photos(answers, "after"),
    )
    return [HandIn(report)]


def _anniversary(desk: Desk, project: Project, answers: Mapping[str, Any]) -> list[Action]:
    del desk, project
    words, photos = _words(answers, "wish"), _photos(answers, "photos")
    return [AddNote(words, photos)] if words or photos else []


def _call(desk: Desk, project: Project, answers: Mapping[str, Any]) -> list[Action]:
    del desk, project
    return [CallForHands(answers["words"])]


Acts = Callable[[Desk, Project, Mapping[str, Any]], list[Action]]

_ENDS: Mapping[str, tuple[Acts, str]] = {
    "progress": (_progress, N_("Thank you! The town hall reads it.")),
    "pause": (_pause, N_("The work is on hold. I ask you again on the day you chose.")),
    "work_day": (_work_day, N_("The day is noted, and everyone is told.")),
    "completion": (_completion, N_("Thank you for your report! The town hall looks at it.")),
    "call": (_call, N_("Your call has left. I tell you as soon as someone helps.")),
    "anniversary": (_anniversary, N_("Thank you for sharing this!")),
}
"""What each form does when it ends, and the word of thanks."""
