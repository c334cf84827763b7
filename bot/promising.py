"""Part B of a dossier, in the bearer's private chat: begun, sent, sent again, put away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.desk import Desk
from bot.forms import show
from bot.incoming import Tapped
from bot.invitations import may_promise
from bot.projects import act, keep
from dialogs.adapting import UNFINISHED, sort_out
from dialogs.buttons import Screen
from dialogs.definition import Dialog
from dialogs.filing import Promise
from dialogs.project import NOBODY, Project
from dialogs.promises import as_sent, lacking
from dialogs.rights import Actor, Why
from dialogs.session import PROPOSED, Frame
from dialogs.upkeep_defaults import proposed
from dialogs.wording import Voice
from storage.sessions import Held

FORM = "promise"

_UPKEEP = "upkeep_plan"

_OLD_LIST, _OLD_ITEM = "commitments", "commitment"
"""Where an idea of version 0.1, which asked for promises itself, keeps them and one half-filled."""


async def pressed(desk: Desk, mark: str) -> None:
    """Open the promises of the project that a button names, for who speaks for it."""
    sound = mark.isascii() and mark.isalnum() and len(mark) <= 12
    project = await desk.work.project(int(mark, 36)) if sound else None
    if project is None or project.speaker != desk.resident.user_id:
        await desk.show_present(desk.say("This button is no longer in use."))
    elif not may_promise(project):
        await desk.show_present(desk.say(Why.NOT_NOW.value))
    else:
        await open_promises(desk, project)


async def open_promises(desk: Desk, project: Project, tap: Tapped | None = None) -> None:
    """Put the promises in front of their bearer: the draft if there is one, else a new one."""
    held = await _draft(desk, project)
    if held is None:
        held = _begin(desk, project)
    else:
        session = replace(held.session, asking=None, rev=held.session.rev + 1)
        held = replace(held, session=session, updated_at=desk.work.now)
    desk.work.put_session(held)
    desk.face(held)
    today = desk.town.setting.local_day(desk.work.now)
    keep(desk.town, desk.work, project, replace(project, promising_on=today))
    await desk.show_present(tap=tap)


async def _draft(desk: Desk, project: Project) -> Held | None:
    waiting = await desk.work.sessions_of(project.id)
    mine = (one for one in waiting if one.owner == desk.resident.user_id)
    return next((one for one in mine if one.session.root.dialog == FORM), None)


def _begin(desk: Desk, project: Project) -> Held:
    """Open the form with what is known: part A for its conditions, and what was promised before."""
    whom = project.person_name if project.bearer == NOBODY else ""
    held = desk.begin(FORM, project.id, whom=whom)
    dialogs = desk.town.book.dialogs
    answers, given = _parted(dialogs[FORM], project.dossier)
    parked = {name: given.pop(name) for name in _OLD_KEYS if name in given}
    given["certificate_asked"] = asks_certificate(desk, project.dossier)
    frame = replace(held.session.root, answers=answers, given=given, parked=parked)
    frame = _propose_upkeep(sort_out(dialogs, frame), desk.say)
    return replace(held, session=replace(held.session, frames=(frame,)))


def _propose_upkeep(frame: Frame, say: Voice) -> Frame:
    """Lay in the usual upkeep of the category, where nothing was written about upkeep yet."""
    usual = proposed(frame.given.get("category"), say)
    if not usual or _UPKEEP in {*frame.answers, *frame.drafts, *frame.parked}:
        return frame
    drafts = {**frame.drafts, _UPKEEP: usual}
    return replace(frame, drafts=drafts, given={**frame.given, PROPOSED: [_UPKEEP]})


def asks_certificate(desk: Desk, dossier: Mapping[str, Any]) -> bool:
    """Whether the town wants to see a certificate of insurance of this kind of bearer."""
    return dossier.get("bearer_kind") in desk.town.rules.certificate_from


_OLD_KEYS = (_OLD_LIST + UNFINISHED, _OLD_ITEM)


def _parted(dialog: Dialog, dossier: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answers of a dossier that belong to a form, and the others."""
    names = {name for step in dialog.steps for name in (step.id, *step.was)}
    inside = {name: value for name, value in dossier.items() if name in names}
    outside = {name: value for name, value in dossier.items() if name not in names}
    if _OLD_LIST in inside:  # to be looked at once more, not taken as answered
        outside[_OLD_LIST + UNFINISHED] = inside.pop(_OLD_LIST)
    return inside, outside


def promised_before(frame: Frame) -> dict[str, Any]:
    """The promises that an idea of version 0.1 held; they wait in the dossier for part B."""
    held = {**frame.answers, **frame.parked}
    kept = {name: held[name] for name in _OLD_KEYS if name in held}
    if _OLD_LIST in held and _OLD_LIST + UNFINISHED not in kept:
        kept[_OLD_LIST + UNFINISHED] = held[_OLD_LIST]
    return kept


async def promised(desk: Desk, held: Held, answers: Mapping[str, Any], tap: Tapped | None) -> None:
    """Send the promises. What lacks is said, and the form stays open."""
    assert held.project_id is not None  # noqa: S101 - the promises' form always has its project
    project = await desk.work.project(held.project_id)
    assert project is not None  # noqa: S101 - a foreign key sees to it
    _, idea = _parted(desk.town.book.dialogs[FORM], project.dossier)
    dossier = {name: value for name, value in idea.items() if name not in _OLD_KEYS} | {**answers}
    dossier = as_sent(dossier, certificate_asked=asks_certificate(desk, dossier))
    if may_promise(project) and (lacks := lacking(dossier)):
        await desk.show_present(desk.say(lacks[0].value), tap)
        return
    sent = Screen(desk.say("Your promises are on their way to the town hall."))
    await show(desk.work, desk.place, sent, fresh=tap is None, tapped=tap)
    desk.end(held)
    actor = Actor(desk.resident.user_id)
    if isinstance(await act(desk.town, desk.work, project, Promise(dossier), actor), Why):
        await desk.to_home(desk.say(Why.NOT_NOW.value))


async def put_away(desk: Desk, project: Project) -> None:
    """Note that no draft of the promises waits any more."""
    keep(desk.town, desk.work, project, replace(project, promising_on=None))
