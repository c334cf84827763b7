"""A person's dossiers: forms that go on, begin, are sent, are cancelled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot import (
    additions,
    alike,
    counter,
    dossier_files,
    followup_forms,
    home,
    inbox,
    invited,
    media,
    notice,
    pause,
    project_screens,
    promising,
    render_people,
    voices,
)
from bot.desk import VISITS, Desk
from bot.forms import run, show, toast
from bot.incoming import Tapped
from bot.projects import act, keep, note_activity
from bot.signing import accepting, team_forms, verifying
from bot.team import forms, offers
from dialogs.bearing import too_few
from dialogs.buttons import Button, Screen
from dialogs.country import add_months
from dialogs.effects import Close, Discard, Finish
from dialogs.events import Event, MoveAsked
from dialogs.filing import Submit, Withdraw
from dialogs.project import NOBODY, Project, State
from dialogs.rights import Actor, Why
from dialogs.spoken import is_voice, words_of
from dialogs.view import gone_words
from storage.sessions import Held

OPEN_STATES = frozenset({State.DRAFT, State.SUBMITTED, State.NEEDS_INFO, State.UNDER_REVIEW})
"""The states that count towards how many open dossiers a person may have."""


async def step(desk: Desk, held: Held, event: Event, tap: Tapped | None = None) -> str:
    """Let an event happen to a form, and what follows from its end."""
    dress = await _dress(desk, held)
    after, ended, outcome = await run(desk.town, desk.work, held, event, desk.place, tap, dress)
    today, touched = (desk.town.setting.local_day(at) for at in (desk.work.now, held.updated_at))
    own = held.project_id is not None and held.session.root.dialog not in VISITS
    if own and held.project_id is not None and today != touched:  # once a day is enough
        await note_activity(desk.town, desk.work, held.project_id)
    ended = await voices.passed_on(desk, after, ended)
    match ended:
        case Finish(dialog, answers) if dialog in forms.DIALOGS:
            outcome = await _team_finished(desk, after, answers, tap)
        case Finish(dialog, answers) if dialog in team_forms.DIALOGS:
            outcome = await team_forms.finished_in_private(desk, after, answers, tap)
        case Finish():
            await _finished(desk, after, ended, tap)
        case Close():
            desk.end(after)
            await desk.to_home(gone_words(desk.say), tap)
        case Discard("join" | "claim"):
            await invited.put_off(desk, after, tap)
        case Discard("idea" | promising.FORM):
            await _discard(desk, after, tap)
        case Discard():
            desk.end(after)
            await desk.show_present(desk.say("Nothing has changed."), tap)
        case None if after.session.root.dialog == "idea":
            if alike.asks_early(held.session, after.session):
                await alike.offer(desk, after, after.session.root.answers, tap)
    return outcome


async def _team_finished(desk: Desk, held: Held, answers: Any, tap: Tapped | None) -> str:
    """A form of the team's, filled in private, is complete."""
    user_id = desk.resident.user_id
    actor = desk.town.actor(user_id, desk.town.team.name_of(user_id))
    words, outcome = await forms.finish(desk.town, desk.work, held, answers, actor)
    desk.end(held)
    await desk.to_home(words, tap)
    return outcome


async def _finished(desk: Desk, held: Held, ended: Finish, tap: Tapped | None) -> None:
    """A resident's form is complete."""
    match ended:
        case Finish("join" | "claim", answers):
            await invited.answered(desk, held, answers, tap)
        case Finish("link", answers):
            desk.end(held)
            await desk.face_again(held)
            await invited.arrive(desk, answers["code"])
        case Finish("counter", answers):
            await counter.begin_dossier(desk, held, answers, tap)
        case Finish("message", answers):
            desk.end(held)
            user_id, text = desk.resident.user_id, answers["text"]
            voice = text if is_voice(text) else None
            await inbox.pass_on(desk.town, desk.work, user_id, words_of(text), held, voice)
            await desk.to_home(desk.say("I have passed it on to the town hall."), tap)
        case Finish("welcome", answers):
            await _welcomed(desk, held, adult=answers["adult"], tap=tap)
        case Finish(name, answers) if name in followup_forms.FORMS:
            await followup_forms.finish(desk, held, answers, tap)
        case Finish(name, answers) if name in accepting.FORMS:
            await accepting.finished(desk, held, answers, tap)
        case Finish(verifying.FORM, answers):
            await verifying.finished(desk, held, answers, tap)
        case Finish(pause.FORM, answers):
            desk.end(held)
            await desk.to_home(await pause.begin(desk, answers), tap)
        case Finish("note" | "pictures" | "withdrawal", answers):
            await _about_project(desk, held, answers, tap)
        case Finish("discuss", answers):
            desk.end(held)
            await desk.to_home(await offers.discussed(desk, held, answers), tap)
        case Finish(promising.FORM, answers):
            await promising.promised(desk, held, answers, tap)
        case Finish(_, answers):
            await _submit(desk, held, answers, tap)


async def _about_project(desk: Desk, held: Held, answers: Any, tap: Tapped | None) -> None:
    """A small form about a sent dossier is complete."""
    desk.end(held)
    project = await desk.work.project(held.project_id) if held.project_id is not None else None
    assert project is not None  # noqa: S101 - these forms always have their project
    if held.session.root.dialog == "withdrawal":
        await project_screens.withdraw(desk, project, answers, tap)
    else:
        note = await additions.keep(desk, project, answers)
        await project_screens.see(desk, project, tap, note)


async def _dress(desk: Desk, held: Held) -> forms.Dress | None:
    """What the team's forms show beside their questions; nothing for a resident's."""
    if held.session.root.dialog not in forms.DIALOGS or held.project_id is None:
        return None
    return forms.dress(desk.town, await desk.work.project(held.project_id))


async def similar_button(desk: Desk, tap: Tapped) -> str:
    """Do what a button under similar ideas says: join one, go on, talk to someone."""
    _, name, which = [*tap.data.split("."), "", ""][:3]
    if name == "join":
        return await _join_similar(desk, which, tap)
    held = await desk.work.session(which)
    mine = held is not None and held.owner == desk.resident.user_id
    if held is None or not mine or held.ended_at is not None or name not in ("on", "talk"):
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    toast(desk.work, tap)
    desk.face(held)
    session = replace(held.session, asking=None, rev=held.session.rev + 1)
    held = replace(held, session=session, updated_at=desk.work.now)
    desk.work.put_session(held)
    if name == "talk":
        return await step(desk, held, MoveAsked("person"))
    if alike.is_complete(desk, held):
        return await step(desk, held, MoveAsked("send"))
    await desk.show_present(tap=tap)
    return "own_idea_kept"


async def _join_similar(desk: Desk, which: str, tap: Tapped) -> str:
    """Ask to join an idea that this person was shown beside a draft of their own."""
    sound = which.isascii() and which.isalnum() and len(which) <= 12
    project = await desk.work.project(int(which, 36)) if sound else None
    own = await desk.work.projects_of(desk.resident.user_id)
    shown = project is not None and any(project.id in draft.looked_at for draft in own)
    if project is None or not shown or project.state not in alike.LIVE:
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    if desk.resident.user_id in project.everyone:
        toast(desk.work, tap, desk.say.plain(Why.ALREADY_THERE))
        return "already_there"
    toast(desk.work, tap)
    if (held := await desk.present()) is not None:
        desk.work.put_session(replace(held, session=replace(held.session, asking=None)))
    await invited.ask_to_join(desk, project, tap)
    return "join_asked"


async def _welcomed(desk: Desk, held: Held, *, adult: bool, tap: Tapped | None) -> None:
    desk.end(held)
    desk.change(adult=adult)
    notice.note_read(desk, adult=adult)
    waiting = await invited.waiting(desk)
    if adult and waiting is not None:
        await invited.show_invitation(desk, waiting, tap)
    elif adult:
        await new_idea(desk, tap)
    else:
        words = home.too_young(desk.town, desk.say)
        rows = (
            (Button(desk.say.plain("An adult is with me now"), "h.home"),),
            (Button(desk.say.plain("Talk to someone"), "h.contact"),),
        )
        await show(desk.work, desk.place, Screen(words, rows), fresh=tap is None, tapped=tap)


async def new_idea(desk: Desk, tap: Tapped | None = None) -> None:
    """Open a new dossier, unless the person has as many as the town allows."""
    if not desk.resident.adult:
        await desk.show_present(tap=tap)
        return
    projects = await desk.work.projects_of(desk.resident.user_id)
    if sum(one.state in OPEN_STATES for one in projects) >= desk.town.open_per_person:
        note = desk.say.count(
            "You already have {n} open idea. Wait for its answer, or finish the draft.",
            "You already have {n} open ideas. Wait for an answer to one, or finish a draft.",
            desk.town.open_per_person,
        )
        await desk.to_home(note, tap)
        return
    project = Project(
        id=await desk.work.count_up("project"),
        bearer=desk.resident.user_id,
        state=State.DRAFT,
        created_at=desk.work.now,
        language=desk.resident.language,
        active_on=desk.town.setting.local_day(desk.work.now),
    )
    keep(desk.town, desk.work, None, project)
    desk.begin("idea", project.id)
    await desk.show_present(tap=tap)


async def _submit(desk: Desk, held: Held, answers: Any, tap: Tapped | None) -> None:
    """Send the dossier: number, dates, receipt, card."""
    assert held.project_id is not None  # noqa: S101 - the idea's form always has its project
    project = await desk.work.project(held.project_id)
    assert project is not None  # noqa: S101 - a foreign key sees to it
    if await alike.offer(desk, held, answers, tap):
        return
    project = replace(project, similar=await alike.numbers(desk, project, answers))
    today = desk.town.setting.local_day(desk.work.now)
    rank = await desk.work.count_up(f"number:{today.year}")
    action = Submit(
        number=f"{today.year}-{rank:03d}",
        dossier={**answers, **promising.promised_before(held.session.root)},
        reply_on=desk.town.setting.working_day_after(today, desk.town.reply_days),
        silence_on=add_months(today, desk.town.setting.country.silence.months),
    )
    actor = Actor(desk.resident.user_id)
    sent = Screen(desk.say("Your idea is on its way to the town hall."))
    await show(desk.work, desk.place, sent, fresh=tap is None, tapped=tap)
    after = await act(desk.town, desk.work, project, action, actor)
    if isinstance(after, Why):
        await desk.show_present(desk.say("This form is already closed."))
        return
    desk.end(held)
    await media.erase_dossier(desk.work, after, keep=after.dossier)
    await dossier_files.announce(desk.town, desk.work, project.id)
    if after.filed_by != NOBODY:
        await counter.give_code(desk, after)
        await desk.go_back(held, desk.say("The dossier is filed."))
    elif too_few(after, desk.town.rules):
        desk.send_screen(_invite_first(desk, after))


def _invite_first(desk: Desk, project: Project) -> Screen:
    """A group learns how many it must be; nothing waits for it but the signature."""
    words = desk.say.count(
        "A group needs at least {n} person before the agreement is signed.",
        "A group needs at least {n} people before the agreement is signed. You can invite them "
        "now or later, with /invite.",
        desk.town.rules.group_least,
    )
    button = Button(desk.say.plain("Invite people"), render_people.data("see", project))
    return Screen(words, ((button,),))


async def _discard(desk: Desk, held: Held, tap: Tapped | None) -> None:
    """Erase a draft: its answers go, only the fact that it existed stays."""
    if held.session.root.dialog in followup_forms.FORMS:
        desk.end(held)
        await followup_forms.back(desk, desk.say("It is cancelled. Nothing has changed."), tap)
        return
    if held.project_id is not None:
        project = await desk.work.project(held.project_id)
        if project is not None and project.state is State.DRAFT:
            actor = Actor(desk.resident.user_id)
            await act(desk.town, desk.work, project, Withdraw(), actor)
            await media.erase_dossier(desk.work, project, keep={})
        elif project is not None:
            await promising.put_away(desk, project)
    emptied = replace(
        held.session, frames=(replace(held.session.root, answers={}, drafts={}, parked={}),)
    )
    desk.end(replace(held, session=emptied))
    note = desk.say("It is cancelled, and your answers are erased.")
    await desk.to_home(note, tap)
