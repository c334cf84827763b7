"""The team's short forms about a convention, and what happens at their end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from bot import card, letters
from bot.desk import Desk
from bot.forms import Place, show
from bot.incoming import Person, Tapped
from bot.projects import act
from bot.signing import amending, checklist, papers, sealing, sheets
from bot.signing.asking import ask_for
from bot.team import forms
from bot.team.group import place as placed
from bot.town import Town
from dialogs import reading_dates
from dialogs.buttons import Screen
from dialogs.lifecycle import Action
from dialogs.project import Project
from dialogs.renewing import has_signed_as
from dialogs.rewording import Reword
from dialogs.rights import Actor, Why
from dialogs.signing import ChangeText, CloseUnsigned, Countersign, FilePaper, NoteLegal
from dialogs.view import view
from dialogs.wording import N_
from storage import conventions
from storage.sessions import Held
from storage.work import Work

Given = Mapping[str, Any]


async def open_form(
    town: Town,
    work: Work,
    project: Project,
    tap: Tapped,
    dialog: str,
    given: Given | None = None,
    answers: Given | None = None,
) -> None:
    """Put a short form in front of whoever pressed, where they pressed."""
    chat_id = tap.person.id if tap.private else tap.chat_id
    if not tap.private:
        for earlier in await work.open_sessions(tap.person.id, chat_id):
            work.end_session(earlier)
    held = forms.begin(town, work, project, dialog, tap.person.id, chat_id, answers)
    held = replace(held, session=held.session.with_top(given=dict(given or {})))
    work.put_session(held)
    note = card.heading(project)
    where = Place.staff(chat_id, tap.person.id, tap.thread)
    if tap.private:
        desk = await Desk.open(town, work, tap.person)
        desk.face(held)
        where = desk.place
    await show(work, where, view(town.book, held.session), note=note)


async def show_main(
    town: Town,
    work: Work,
    project: Project,
    chat_id: int,
    *,
    tap: Tapped | None = None,
    fresh: bool = False,
    drafting: bool = False,
) -> None:
    """Show the screen of a convention, or of its amendment, in the group or to one in private."""
    private = chat_id > 0
    slot = f"bench:{chat_id}" if private else f"sign:{project.id}"
    old = await work.message(slot)
    message = None if fresh else tap.message_id if tap is not None else old
    history = await conventions.load_history(await work.direct(), project.id)
    screen = (
        amending.screen(town, project)
        if drafting
        else checklist.main(town, project, _pending(town, history))
    )
    payload = letters.show(screen, fresh=message is None, message=message, old=old)
    if not private:
        payload = await placed(town, work, project, payload)
    work.send(chat_id, payload, slot=slot)


async def refresh(town: Town, work: Work, project: Project) -> None:
    """Bring the screen in the group up to date, if it stands there."""
    if await work.message(f"sign:{project.id}") is not None:
        await show_main(town, work, project, town.group.id)


def _pending(town: Town, history: list[conventions.Act]) -> str:
    say = town.staff_voice
    waiting = [one for one in history if one.sha256 is None]
    if not waiting:
        return ""
    if waiting[-1].trouble:
        return say.plain(
            "The document cannot be made yet: {reason} I keep trying.", reason=waiting[-1].trouble
        )
    return say.plain("The document is being made.")


# -- what the end of a form does -------------------------------------------------------------------

Finished = tuple[Project | Why, str]
"""The project after it, or why not; and the words for whoever filled the form in."""

End = Callable[[Town, Work, Project, Held, Mapping[str, Any], Actor], Awaitable[Finished]]


async def finish(
    town: Town, work: Work, held: Held, answers: Mapping[str, Any], actor: Actor
) -> tuple[Project | None, Markup, str]:
    """Let a form's end happen; return the project, the words, and the outcome for the log."""
    say = town.staff_voice
    work.end_session(held)
    project = await work.project(held.project_id) if held.project_id is not None else None
    if project is None:
        return None, say("This form is already closed."), "closed_form"
    dialog = held.session.root.dialog
    done, words = await _ENDS[dialog](town, work, project, held, answers, actor)
    if isinstance(done, Why):
        return project, say(done.value), f"refused_{done.name.lower()}"
    return done, say(words), dialog


async def finished_in_private(
    desk: Desk, held: Held, answers: Mapping[str, Any], tap: Tapped | None
) -> str:
    """A form of the team's is complete, in a private chat."""
    user_id = desk.resident.user_id
    if held.session.root.dialog == "file_paper" and (
        why := await sheets.hold_back(desk.work, held, answers)
    ):
        await desk.show_present(desk.town.staff_voice(why), tap)
        return "pages_awaited"
    actor = desk.town.actor(user_id, desk.town.team.name_of(user_id) or desk.name)
    if await _must_confirm(desk, held, answers):
        return "countersigning"
    project, words, outcome = await finish(desk.town, desk.work, held, answers, actor)
    desk.end(held)
    await desk.to_home(words, tap)
    if project is not None:
        drafting = held.session.root.dialog in amending.DRAFTING
        await show_main(desk.town, desk.work, project, user_id, fresh=True, drafting=drafting)
        await refresh(desk.town, desk.work, project)
    return outcome


async def _must_confirm(desk: Desk, held: Held, answers: Given) -> bool:
    """Show a name back that signs for the town when it is not the one of last time."""
    if held.session.root.dialog != "countersign_again" or held.project_id is None:
        return False
    project = await desk.work.project(held.project_id)
    if project is None or has_signed_as(project, held.owner, str(answers["name"])):
        return False
    desk.end(held)
    again = forms.begin(
        desk.town, desk.work, project, "countersign", held.owner, held.chat_id,
        {"name": answers["name"]},
    )  # fmt: skip
    session = again.session.with_top(given=held.session.root.given)
    desk.work.put_session(replace(again, session=session))
    desk.face(again)
    await show(
        desk.work, desk.place, view(desk.town.book, session), note=card.heading(project), fresh=True
    )
    return True


async def finished_in_group(
    town: Town,
    work: Work,
    held: Held,
    answers: Mapping[str, Any],
    person: Person,
    tap: Tapped | None,
) -> str:
    """A form of the team's is complete, in the group."""
    actor = town.actor(person.id, person.name)
    project, words, outcome = await finish(town, work, held, answers, actor)
    where = forms.place_of(held)
    await show(work, where, Screen(words), fresh=tap is None, tapped=tap)
    if project is not None:
        drafting = held.session.root.dialog in amending.DRAFTING
        await show_main(town, work, project, held.chat_id, fresh=True, drafting=drafting)
    return outcome


async def _done(
    town: Town, work: Work, project: Project, action: Action, actor: Actor, words: str
) -> Finished:
    return await act(town, work, project, action, actor), words


_NOTED = N_("Noted.")


async def _legal_act(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    today = town.setting.local_day(work.now)
    day = past_day(str(answers["day"]), held.session.language, today)
    if day is None:
        words = N_(
            "I could not read this date, or it is still to come. Please press “Act and date” and "
            "write it as 04/05/2026."
        )
        return project, words
    legal = replace(project.legal, act_ref=str(answers["ref"]), act_date=day)
    return await _done(town, work, project, NoteLegal(legal), actor, _NOTED)


def past_day(text: str, language: str, today: date) -> date | None:
    """Read a day that is not to come; without a year, the last one."""
    day = reading_dates.day(text, language, today)
    if day is None:
        return None
    if day > today and str(day.year) not in text:
        day += relativedelta(years=-1)
    return day if day <= today else None


async def _legal_term(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    del held
    start, years = date.fromisoformat(answers["start"]), int(answers["years"])
    legal = replace(project.legal, term_start=start, term_years=years)
    return await _done(town, work, project, NoteLegal(legal), actor, _NOTED)


async def _new_words(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    part = str(held.session.root.given.get("part") or "")
    return await _done(town, work, project, Reword(part, str(answers["words"])), actor, _NOTED)


async def _change_text(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    del held
    words = N_("It is taken back, and everyone is told. Change what has to change, then send it.")
    return await _done(town, work, project, ChangeText(str(answers["reason"])), actor, words)


async def _close(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    del held
    action = CloseUnsigned(str(answers["reason"]))
    return await _done(town, work, project, action, actor, N_("The project is closed."))


async def _countersign(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    given = held.session.root.given
    sha256 = str(given.get("sha256") or "")
    text = await conventions.find(await work.direct(), sha256)
    shown = await sealing.proof_of(work, text, actor.user_id, None) if text else ()
    action = Countersign(
        str(answers["name"]), int(given.get("version") or 0), sha256, messages=shown
    )
    done = await act(town, work, project, action, actor)
    if isinstance(done, Project):
        await sealing.seal(town, work, done)
    return done, N_("Signed for the town. Everyone receives the agreement and its evidence page.")


async def _file_paper(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    given = held.session.root.given
    version = int(given.get("version") or 0)
    pages = await sheets.arrived(work, project, answers.get("files") or (), actor.user_id)
    if why := sheets.trouble(pages):
        return project, why
    action = FilePaper(
        version=version,
        sha256=str(given.get("sha256") or ""),
        file=" ".join(one.sha256 or "" for one in pages),
        town_name=str(answers["town_name"]),
    )
    done = await act(town, work, project, action, actor)
    if isinstance(done, Project):
        await sheets.file(work, done, version, pages)
        await sealing.seal(town, work, done)
    return done, N_("Filed beside the PDF. The agreement is in force.")


async def _renewal(
    town: Town, work: Work, project: Project, held: Held, answers: Mapping[str, Any], actor: Actor
) -> Finished:
    del held
    start, years = date.fromisoformat(answers["start"]), int(answers["years"])
    paper = await papers.renewal(town, work, project, start, years)
    return await ask_for(town, work, project, "renewal", paper, actor)


_ENDS: Mapping[str, End] = {
    "legal_act": _legal_act,
    "legal_term": _legal_term,
    "new_words": _new_words,
    "change_text": _change_text,
    "close_unsigned": _close,
    "countersign": _countersign,
    "countersign_again": _countersign,
    "file_paper": _file_paper,
    **amending.ENDS,
    "renewal": _renewal,
}

DIALOGS = frozenset(_ENDS)
"""The forms that only the team fills in."""
