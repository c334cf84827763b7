"""Drafting an amendment, on the team's screen: one button for each part, one line for each change.

What is drafted is what the document says, what everyone signs, and what is followed afterwards.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from bot import card
from bot.projects import act
from bot.signing import papers
from bot.signing.asking import ask_for
from bot.signing.buttons import Row, button
from bot.signing.changing import changes
from bot.town import Town
from dialogs.agreement import Alteration
from dialogs.amending import NEW_TASK, TERM, DraftChange, DropChanges, parts, promise_of, task_of
from dialogs.buttons import Button, Screen
from dialogs.project import Project
from dialogs.rights import Actor, Why
from dialogs.showing import shorten
from dialogs.upkeep_days import Frequency, Task
from dialogs.wording import N_
from storage import conventions
from storage.sessions import Held
from storage.work import Work

FREE = "agreed_change"

FORMS = {"aterm": "amend_term", "apart": "", "atask": "amend_task", "aother": FREE,
         "asend": "amendment"}  # fmt: skip
"""By act of a button: the form that it opens; a part's depends on the part."""

LINE = Markup("\n")
PARAGRAPH = Markup("\n\n")


# -- the screen ------------------------------------------------------------------------------------


def screen(town: Town, project: Project) -> Screen:
    """What is drafted so far, and what else can change."""
    say = town.staff_voice
    drafted, nothing = changes(town, project, say), say.plain("(nothing)")
    lines = [say("<b>An amendment</b>")]
    for one in drafted:
        lines.append(Markup("<b>{}</b>").format(shorten(one.what, 120)))
        lines.append(say("Before: {words}", words=shorten(one.before, 300) or nothing))
        lines.append(say("Now: {words}", words=shorten(one.after, 300) or nothing))
    if not drafted:
        lines.append(say("Choose what changes. Nothing is sent before you say so."))
    rows: list[Row] = []
    for part in parts(project):
        task, promise = task_of(project, part), promise_of(project, part)
        words = task.words if task else promise.what if promise else ""
        rows.append((Button(shorten(words, 40), button(project, say, "", "apart", part).data),))
    rows.append(
        (
            button(project, say, N_("Another end"), "aterm"),
            button(project, say, N_("One more task"), "atask"),
        )
    )
    rows.append((button(project, say, N_("Another change"), "aother"),))
    if drafted:
        rows.append(
            (
                button(project, say, N_("Go on to sending"), "asend"),
                button(project, say, N_("Start anew"), "adrop"),
            )
        )
    rows.append((button(project, say, N_("Back"), "open"),))
    return Screen(PARAGRAPH.join((card.heading(project), LINE.join(lines))), tuple(rows))


def form_of(name: str, value: str) -> tuple[str, Mapping[str, Any], Mapping[str, Any]]:
    """The form that a button opens, what it is about, and what is answered already."""
    if name == "apart":
        return ("amend_task" if value.startswith("t") else "amend_promise"), {"part": value}, {}
    if name == "atask":
        return "amend_task", {"part": NEW_TASK}, {"how": "changes"}
    return FORMS[name], {}, {}


async def drop(town: Town, work: Work, project: Project, actor: Actor) -> Project | Why:
    """Drop what was drafted."""
    return await act(town, work, project, DropChanges(), actor)


# -- what the end of a form does -------------------------------------------------------------------

Finished = tuple[Project | Why, str]

_DRAFTED = N_("Written down. Add another change, or go on to sending.")


async def _term(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    del held
    change = Alteration(TERM, last=date.fromisoformat(answers["last"]))
    return await act(town, work, project, DraftChange(change), actor), _DRAFTED


async def _promise(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    part = str(held.session.root.given.get("part") or "")
    ends = answers["how"] == "ends"
    change = Alteration(part, after="" if ends else str(answers["words"]), ends=ends)
    return await act(town, work, project, DraftChange(change), actor), _DRAFTED


async def _task(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    part = str(held.session.root.given.get("part") or "")
    if answers["how"] == "ends":
        change = Alteration(part, ends=True)
    else:
        months = answers.get("months") or ()
        task = Task(
            id=0,
            words=str(answers["task"]),
            frequency=Frequency(answers["frequency"]),
            months=tuple(sorted(int(name[1:]) for name in months)),
            who=str(answers["who"]),
        )
        change = Alteration(part, task=task)
    return await act(town, work, project, DraftChange(change), actor), _DRAFTED


async def _free(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    del held
    what, before, after = (str(answers[name]) for name in ("what", "before", "after"))
    change = Alteration(what=what, before=before, after=after)
    return await act(town, work, project, DraftChange(change), actor), _DRAFTED


async def _amendment(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    del held
    if not project.amendment:
        return Why.NOTHING_DRAFTED, ""
    history = await conventions.load_history(await work.direct(), project.id)
    rank = 1 + sum(one.kind == "amendment" for one in history)
    said = changes(town, project, town.voice(project.language))
    paper = await papers.amendment(
        town, work, project, said, str(answers["reason"]),
        date.fromisoformat(answers["from_day"]), rank,
    )  # fmt: skip
    return await ask_for(town, work, project, "amendment", paper, actor)


End = Callable[[Town, Work, Project, Held, Mapping[str, Any], Actor], Awaitable[Finished]]

ENDS: Mapping[str, End] = {
    "amend_term": _term,
    "amend_promise": _promise,
    "amend_task": _task,
    FREE: _free,
    "amendment": _amendment,
}

DRAFTING = frozenset(ENDS) - {"amendment"}
"""The forms after which the draft is shown again."""
