"""The bench at work: a private screen for one member of the team and one project.

It stands in its own place ("bench:<person>"), beside that person's own forms as a resident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from bot import card, dossier_files, exchange, letters, render_people
from bot.desk import Desk
from bot.forms import show, toast
from bot.incoming import Tapped
from bot.projects import act
from bot.team import afterwards, forms, history
from bot.team import bench_screens as screens
from bot.team.colleagues import is_reachable
from bot.town import Town
from dialogs.agreement import LegalBasis
from dialogs.buttons import Screen
from dialogs.country import add_months
from dialogs.deciding import Reopen, Take
from dialogs.handling import (
    AskOpinion,
    Assign,
    Check,
    ChooseBasis,
    HandBack,
    KeepPromise,
    Merge,
    NoteMinutes,
)
from dialogs.lifecycle import Action
from dialogs.project import Project, State
from dialogs.review import CHECKS
from dialogs.rights import Actor, Why
from dialogs.view import view
from storage import members
from storage.journal import Entry
from storage.work import Work

_ALIKE = 0.5
"""From which likeness of titles on an idea is shown as similar."""


async def project_by(work: Work, code: str) -> Project | None:
    """The project that a button names in base 36; a draft is nobody's business here."""
    sound = code.isascii() and code.isalnum() and len(code) <= 12
    project = await work.project(int(code, 36)) if sound else None
    return None if project is None or project.state is State.DRAFT else project


async def why_not_private(town: Town, work: Work, actor: Actor) -> str:
    """Why nothing can be opened for someone in private, "" when it can."""
    say = town.staff_voice
    if not actor.roles:
        return say.plain(Why.NOT_STAFF)
    if not await is_reachable(work, actor.user_id):
        return say.plain("Write /start to me in private first, then press again.")
    return ""


async def open_for(town: Town, work: Work, project: Project, actor: Actor, tap: Tapped) -> str:
    """Open the bench for whoever pressed "More" on a card."""
    why = await why_not_private(town, work, actor)
    toast(work, tap, why or town.staff_voice.plain("It is in your private chat with me."))
    if why:
        return "no_private_chat" if actor.roles else "refused_not_staff"
    await _show(work, actor.user_id, screens.main(town, project, actor.user_id), None)
    return "bench_opened"


async def tapped(town: Town, work: Work, tap: Tapped) -> str:
    """Do what a button of the bench says, in the private chat."""
    _, code, name, value = [*tap.data.split("."), "", "", ""][:4]
    actor = town.actor(tap.person.id, tap.person.name)
    project = await project_by(work, code)
    say = town.staff_voice
    if not actor.roles or not tap.private:
        toast(work, tap, say.plain(Why.NOT_STAFF))
        return "refused_not_staff"
    if project is None:
        toast(work, tap, say.plain("This button is no longer in use."))
        return "unknown_button"
    if (screen := await _screen(town, work, project, actor, name)) is not None:
        toast(work, tap)
        await _show(work, actor.user_id, screen, tap)
        return f"bench_{name}"
    if name in ("read", "history"):
        return await _read(town, work, project, actor, tap, name)
    if name in forms.DIALOGS:
        given = {"rank": int(value)} if value.isdecimal() and len(value) < 3 else {}
        return await _begin(town, work, project, actor, tap, name, given)
    actions = await _actions(town, work, project, name, value)
    if not actions:
        toast(work, tap, say.plain("This button is no longer in use."))
        return "unknown_button"
    return await _act(town, work, project, actor, tap, actions, name)


async def _show(work: Work, user_id: int, screen: Screen, tap: Tapped | None) -> None:
    slot = f"bench:{user_id}"
    old = await work.message(slot)
    here = tap.message_id if tap is not None else None
    payload = letters.show(screen, fresh=here is None, message=here, old=old)
    work.send(user_id, payload, slot=slot)


async def _screen(
    town: Town, work: Work, project: Project, actor: Actor, name: str
) -> Screen | None:
    """The screen that a button leads to, None when it does something."""
    colleagues = [one for one in town.team.colleagues() if one.user_id not in project.carriers]
    match name:
        case "open":
            return screens.main(town, project, actor.user_id)
        case "assign":
            others = [one for one in colleagues if one.user_id != project.assigned_to]
            return screens.choose_colleague(town, project, others, "assignto")
        case "ask":
            asked = {one.of for one in project.casework.awaited} | {actor.user_id}
            others = [one for one in colleagues if one.user_id not in asked]
            return screens.choose_colleague(town, project, others, "askto")
        case "review":
            return screens.review(town, project)
        case "basis":
            return screens.bases(town, project)
        case "merge":
            return screens.merge(town, project, await similar(work, project))
        case "promises":
            return screens.promises(town, project)
        case "time":
            return screens.time_spent(town, project)
        case _:
            return None


async def similar(work: Work, project: Project) -> list[Project]:
    """Ideas still alive that are like this one: the same category, or nearly the same title."""
    alive = frozenset(State) - {State.DRAFT, State.REFUSED, State.WITHDRAWN, State.CLOSED}
    found = []
    for one in await work.projects_in(alive):
        if one.id == project.id:
            continue
        likeness = SequenceMatcher(None, one.title.casefold(), project.title.casefold()).ratio()
        same = one.dossier.get("category") == project.dossier.get("category")
        if likeness >= _ALIKE or same:
            found.append((likeness, one))
    found.sort(key=lambda pair: (-pair[0], pair[1].id))
    return [one for _, one in found[:8]]


async def _actions(town: Town, work: Work, project: Project, name: str, value: str) -> list[Action]:
    """What a button does, one action or several; none when it is not a button of ours."""
    user_id = int(value, 36) if value.isascii() and value.isalnum() and len(value) < 12 else 0
    match name:
        case "take":
            return [Take()]
        case "back":
            return [HandBack()]
        case "assignto":
            return [Assign(user_id, town.team.name_of(user_id), town.team.roles_of(user_id))]
        case "askto":
            return [AskOpinion(user_id, town.team.name_of(user_id), town.team.roles_of(user_id))]
        case "check":
            turned = {None: True, True: False, False: None}
            return [Check(value, turned[project.casework.checks.get(value)])]
        case "checkall":
            return [Check(name, good=True) for name in CHECKS]
        case "basisis" if value in set(LegalBasis):
            return [ChooseBasis(LegalBasis(value))]
        case "minutes" if value.isdecimal() and len(value) < 4:
            return [NoteMinutes(int(value))]
        case "kept" if value.isdecimal() and len(value) < 3:
            return [KeepPromise(int(value), town.setting.local_day(work.now))]
        case "mergeinto":
            other = await project_by(work, value)
            return [Merge(other.id, other.number)] if other is not None else []
        case "reopen":
            today = town.setting.local_day(work.now)
            return [Reopen(add_months(today, town.setting.country.silence.months))]
        case _:
            return afterwards.taps(town, work, name)


_AFTER = {
    "check": "review",
    "checkall": "review",
    "basisis": "review",
    "minutes": "time",
    "kept": "promises",
}
"""Which screen follows an action; the first one after all others."""


async def _act(
    town: Town,
    work: Work,
    project: Project,
    actor: Actor,
    tap: Tapped,
    actions: list[Action],
    name: str,
) -> str:
    after: Project | Why = project
    for action in actions:
        if isinstance(after, Project):
            after = await act(town, work, after, action, actor)
    say = town.staff_voice
    if isinstance(after, Why):
        toast(work, tap, say.plain(after))
        return f"refused_{after.name.lower()}"
    toast(work, tap, say.plain("Noted."))
    screen = await _screen(town, work, after, actor, _AFTER.get(name, "open"))
    if screen is not None:
        await _show(work, actor.user_id, screen, tap)
    return name


async def _read(
    town: Town, work: Work, project: Project, actor: Actor, tap: Tapped, name: str
) -> str:
    toast(work, tap)
    if name == "history":
        words = await history.words(town, work, project)
    else:
        words = card.dossier(town, project)
        work.write_journal(Entry(work.now, actor.key, "read_dossier", project.id))
    work.send(actor.user_id, letters.text(Screen(words)))
    if name == "read":
        if project.promised_at is not None:
            work.send(actor.user_id, letters.text(Screen(card.promises(town, project))))
        await send_people(town, work, project, actor.user_id)
        await dossier_files.to_private(town, work, project, actor.user_id)
        await exchange.to_private(town, work, project, actor.user_id)
    return f"bench_{name}"


async def send_people(town: Town, work: Work, project: Project, user_id: int) -> None:
    """Tell one member of the team in private who carries a project, by name."""
    joined = await members.load_joined(await work.direct(), project.id)
    if people := render_people.for_staff(project, joined, town.staff_voice):
        work.send(user_id, letters.text(Screen(people)))


async def _begin(
    town: Town,
    work: Work,
    project: Project,
    actor: Actor,
    tap: Tapped,
    dialog: str,
    given: Mapping[str, Any],
) -> str:
    """Open a form about the project in front of the person, in private."""
    toast(work, tap)
    desk = await Desk.open(town, work, tap.person)
    answers = afterwards.beginning(project, dialog)
    note = None
    if dialog == "offer":
        note = screens.comparison(town, project)
        promises = project.town_offer or project.requests
        answers = {"promises": forms.promised(promises)} if promises else {}
    held = forms.begin(town, work, project, dialog, actor.user_id, actor.user_id, answers)
    if given:
        held = replace(held, session=held.session.with_top(given=given))
        work.put_session(held)
    desk.face(held)
    screen = forms.dress(town, project)(held.session, view(town.book, held.session))
    await show(work, desk.place, screen, note=note)
    return f"form_{dialog}"
