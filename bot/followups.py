"""Due reminders become messages: one a day for a person, in the town's hours, late ones merged."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from markupsafe import Markup

from bot import bearers, card, correspondence, retention
from bot.followup_kinds import KINDS, Due, Part
from bot.followup_staff import STAFF_KINDS
from bot.forms import Place, show
from bot.log import event
from bot.projects import act, tell_staff
from bot.team import decisions
from bot.team.group import to_group
from bot.team.reminders import REVIEW_KINDS
from bot.town import Town
from dialogs import due_retention
from dialogs.buttons import Button, Screen
from dialogs.calendar import RESIDENT_KINDS, reminders
from dialogs.country import add_months
from dialogs.deciding import PassSilence
from dialogs.due_review import ENACT
from dialogs.lifecycle import Action
from dialogs.project import Project, State
from dialogs.rights import CLOCK
from dialogs.session import Asking
from dialogs.setting import Reminder
from dialogs.spoken import words_of
from dialogs.tending import NoteLate, OpenRenewal
from dialogs.view import view
from dialogs.wording import Voice
from storage import reminders as rows
from storage.database import RefusedError
from storage.outbox import BROADCAST
from storage.residents import Resident
from storage.sessions import Held
from storage.work import Work

log = logging.getLogger(__name__)

BATCH = 200
"""How many due reminders one transaction takes."""

RETRY_AFTER = timedelta(hours=1)
"""When a reminder is tried again that could not be written."""


ALWAYS_SAID = frozenset({"silence"})
"""What the law gives a delay to answer: it reaches people on holiday too."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a person is to be told about one project in this sweep."""

    project: Project
    part: Part
    kind: str


SAID_BY: Mapping[str, frozenset[str]] = {
    "checkin": frozenset(
        {"checkin_silent", "not_started", "end_soon", "completion_ask", "overdue"}
    ),
    "checkin_silent": frozenset({"end_soon", "completion_ask", "overdue"}),
    "end_soon": frozenset({"completion_ask", "overdue"}),
    "completion_ask": frozenset({"overdue"}),
    "upkeep_due": frozenset({"upkeep_again"}),
}
"""What need not be said when it falls due together with one of these, about one project."""


Collected = dict[int, list[_Told]]
"""By person: everything that is due for them now, so that it comes as one message."""


async def sweep(town: Town, work: Work) -> int:
    """Say what is due; return how many rows were looked at."""
    due = await rows.load_due(work.transaction, work.now, BATCH)
    by_project: dict[int, list[Reminder]] = {}
    for reminder in due:
        by_project.setdefault(reminder.project_id, []).append(reminder)
    collected: Collected = {}
    for project_id, waiting in by_project.items():
        told: Collected = {}
        try:
            async with work.attempt():
                await _remind_about(town, work, project_id, waiting, told)
        except RefusedError:
            raise
        except Exception as error:  # noqa: BLE001 - one project must not silence the others
            event(log, logging.ERROR, "reminder_failed", project=project_id, exc_info=error)
            for reminder in waiting:
                work.postpone_reminder(reminder, work.now + RETRY_AFTER)
            continue
        for user_id, parts in told.items():
            collected.setdefault(user_id, []).extend(parts)
    for user_id, parts in collected.items():
        await _tell(town, work, user_id, parts)
    return len(due)


async def _remind_about(
    town: Town, work: Work, project_id: int, waiting: list[Reminder], told: Collected
) -> None:
    project = await work.project(project_id)
    if project is not None:
        await _remind(town, work, project, waiting, told)


async def _remind(
    town: Town, work: Work, project: Project, waiting: list[Reminder], told: Collected
) -> None:
    wanted = reminders(project, town.setting)
    work.finish_reminders(reminder for reminder in waiting if reminder not in wanted)
    kinds: dict[str, list[Reminder]] = {}
    for reminder in sorted(set(waiting) & wanted, key=lambda one: one.due_at):
        kinds.setdefault(reminder.kind, []).append(reminder)
    today = town.setting.local_day(work.now)
    for late in kinds.values():
        now = await work.project(project.id)  # what was said before may have moved it
        if now is None or late[-1] not in reminders(now, town.setting):
            work.finish_reminders(late)
            continue
        due = Due(town, now, late[-1], today)  # the latest says it all
        until = await _must_wait(town, work, due)
        if until is not None:
            for reminder in late:
                work.postpone_reminder(reminder, until)
            continue
        await _say(work, due, told)
        work.finish_reminders(late)


async def _must_wait(town: Town, work: Work, due: Due) -> datetime | None:
    """Until when a reminder has to wait: the night, a Sunday, a person already reminded today."""
    if due.reminder.kind == ENACT:
        return None  # people pressed the button, and were told when it takes effect
    moment = town.setting.next_moment(work.now)
    if moment > work.now:
        return moment
    away: list[date | None] = []
    for user_id in _residents(due):
        resident = await work.resident(user_id)
        if resident is not None and resident.reminded_on == due.today:
            return town.setting.opening(due.today + timedelta(days=1))
        away.append(_away_until(resident, due))
    if away and all(away):
        return town.setting.opening(min(day for day in away if day))
    return await retention.must_wait(work, due)


def _away_until(resident: Resident | None, due: Due) -> date | None:
    """The day until which a person asked for no reminders, None when this one may be said."""
    if resident is None or due.reminder.kind in ALWAYS_SAID:
        return None
    until = resident.paused_until
    return until if until is not None and due.today < until else None


def _residents(due: Due) -> tuple[int, ...]:
    """Whom a reminder speaks to in private."""
    if due.reminder.kind in RESIDENT_KINDS:
        return (due.project.speaker,) if due.project.speaker else ()
    kind = KINDS.get(due.reminder.kind)
    return kind.to(due) if kind else ()


async def _say(work: Work, due: Due, told: Collected) -> None:
    town, project = due.town, due.project
    match due.reminder.kind:
        case "draft_nudge":
            await _nudge(town, work, project, "idea")
        case "promise_nudge":
            await _nudge(town, work, project, "promise")
        case "needs_info_nudge":
            await _reminded(town, work, project)
            await correspondence.nudge(town, work, project)
        case "staff_untaken":
            await _untaken(town, work, project)
        case "staff_legal_clock":
            await _legal_clock(town, work, project)
        case "silence":
            await _silence(town, work, project)
        case kind if kind in due_retention.KINDS:
            await retention.fall_due(work, due)
        case "enact":
            await decisions.enact(town, work, project)
        case kind if kind in REVIEW_KINDS:
            await REVIEW_KINDS[kind](town, work, project)
        case "referent_missing":
            await tell_staff(town, work, project, "referent_missing")
        case _:
            await _follow(work, due, told)


async def _follow(work: Work, due: Due, told: Collected) -> None:
    """Let the clock note what it has to, then speak to people and to staff."""
    action = CLOCK_NOTES.get((due.reminder.kind, due.project.state))
    if action is not None:
        await act(due.town, work, due.project, action, CLOCK)
    if isinstance(action, NoteLate):
        return  # what it tells staff is all there is to say
    if kind := KINDS.get(due.reminder.kind):
        people = kind.to(due)
        if bearers.has_no_account(due.project) and not any(people):
            part = kind.say(due, due.town.voice(due.project.language))
            if part is not None:
                await bearers.by_staff(due.town, work, due.project, Screen(part.words, part.rows))
        for user_id in filter(None, people):
            if _away_until(await work.resident(user_id), due):
                continue  # the others are told; who is away is left in peace
            part = kind.say(due, await _voice(due.town, work, user_id))
            if part is not None:
                kind_of = due.reminder.kind
                told.setdefault(user_id, []).append(_Told(due.project, part, kind_of))
    if words := STAFF_KINDS.get(due.reminder.kind):
        text = words(due, due.town.staff_voice)
        if text is not None:
            await _to_group(work, due.town, due.project, text)


CLOCK_NOTES: Mapping[tuple[str, State], Action] = {
    ("upkeep_late", State.UPKEEP): NoteLate(),
    ("renewal_ask", State.UPKEEP): OpenRenewal(),
    ("renewal_ask", State.UPKEEP_LATE): OpenRenewal(),
}
"""What the clock notes when a reminder's moment has come in a state."""


async def _voice(town: Town, work: Work, user_id: int) -> Voice:
    resident = await work.resident(user_id)
    return town.voice(resident.language) if resident else town.staff_voice


async def _tell(town: Town, work: Work, user_id: int, parts: list[_Told]) -> None:
    """Write one message about all that is due for a person."""
    say = await _voice(town, work, user_id)
    by_project: dict[int, list[_Told]] = {}
    for one in parts:
        by_project.setdefault(one.project.id, []).append(one)
    texts: list[Markup] = []
    rows: list[tuple[Button, ...]] = []
    for told in by_project.values():
        project, kept = told[0].project, _once(told)
        head = Markup("<b>{}</b> · {}").format(project.title, project.number)
        words = Markup("\n\n").join(one.part.words for one in kept)
        texts.append(Markup("\n").join((head, words)))
        rows += [row for one in kept for row in one.part.rows]
    buttons = tuple(dict.fromkeys(rows))
    texts.append(say("I write to you because you carry this project. Too many messages? /pause"))
    names = list(by_project)
    slot = f"due:{user_id}:{names[0]}" if len(names) == 1 else f"due:{user_id}"
    screen = Screen(Markup("\n\n").join(texts), buttons)
    await show(work, Place(user_id, slot), screen, priority=BROADCAST)
    resident = await work.resident(user_id)
    if resident is not None:
        today = town.setting.local_day(work.now)
        work.put_resident(replace(resident, reminded_on=today))


def _once(told: list[_Told]) -> list[_Told]:
    """Leave out what something later in the same message says as well."""
    kinds = {one.kind for one in told}
    return [one for one in told if not kinds & SAID_BY.get(one.kind, frozenset())]


async def _reminded(town: Town, work: Work, project: Project) -> None:
    resident = await work.resident(project.speaker)
    if resident is not None:
        today = town.setting.local_day(work.now)
        work.put_resident(replace(resident, reminded_on=today))


async def _nudge(town: Town, work: Work, project: Project, form: str) -> None:
    """Ask gently after a draft; what the person writes next is not taken for an answer to it."""
    await _reminded(town, work, project)
    mine = (one for one in await work.sessions_of(project.id) if one.owner == project.speaker)
    held = next((one for one in mine if one.session.root.dialog == form), None)
    resident = await work.resident(project.speaker)
    if held is None or resident is None:
        return
    session = replace(held.session, asking=Asking("paused"), rev=held.session.rev + 1)
    work.put_session(replace(held, session=session))
    if resident.session_id is None:
        work.put_resident(replace(resident, session_id=session.id))
    say = town.voice(resident.language)
    note = _waiting_note(held, project, say)
    screen = _nudge_screen(town, held, session_screen=view(town.book, session), project=project)
    await show(work, Place.live(project.speaker), screen, note=note, priority=BROADCAST)


def _waiting_note(held: Held, project: Project, say: Voice) -> Markup:
    if held.session.root.dialog == "promise":
        return say(
            "Your promises for “{title}” are waiting for you. A few questions are left.",
            title=project.title,
        )
    title = words_of(held.session.root.answers.get("title"))
    if title:
        return say("Your idea “{title}” is waiting for you. A few questions are left.", title=title)
    return say("You had begun to present an idea. A few questions are left.")


def _nudge_screen(town: Town, held: Held, *, session_screen: Screen, project: Project) -> Screen:
    """The paused screen, led by a button that finds the right draft even if another is open."""
    say = town.voice(project.language)
    button = Button(say.plain("Continue"), f"h.go.{held.session.id}")
    return Screen(session_screen.text, ((button,),))


async def _to_group(work: Work, town: Town, project: Project, words: Markup) -> None:
    """Speak in the group under the project's card, with the card's own buttons."""
    screen = Screen(words, card.card(town, project).rows)
    await to_group(town, work, screen, project, priority=BROADCAST)


async def _untaken(town: Town, work: Work, project: Project) -> None:
    say = town.staff_voice
    assert project.submitted_at is not None  # noqa: S101 - only a submitted dossier waits
    words = say(
        "{number}, “{title}”, has waited since {date}. Who takes it?",
        number=project.number,
        title=project.title,
        date=say.date(town.setting.local_day(project.submitted_at)),
    )
    await _to_group(work, town, project, words)


async def _legal_clock(town: Town, work: Work, project: Project) -> None:
    say = town.staff_voice
    assert project.silence_on is not None  # noqa: S101 - a submitted dossier has its date
    days = (project.silence_on - town.setting.local_day(work.now)).days
    words = say.count(
        "{number}, “{title}”: the law decides in {n} day, on {date}. An answer is due before.",
        "{number}, “{title}”: the law decides in {n} days, on {date}. An answer is due before.",
        days,
        number=project.number,
        title=project.title,
        date=say.date(project.silence_on),
    )
    await _to_group(work, town, project, words)


async def _silence(town: Town, work: Work, project: Project) -> None:
    """The law has decided for a town hall that did not answer: the resident learns their rights."""
    assert project.silence_on is not None  # noqa: S101 - a submitted dossier has its date
    appeal_on = add_months(project.silence_on, town.setting.country.appeal.months)
    await _reminded(town, work, project)
    silent = replace(project, appeal_on=appeal_on)
    await act(town, work, silent, PassSilence(), CLOCK)
    say = town.staff_voice
    words = say(
        "{number}, “{title}”: the legal time has passed without an answer. The law counts it as "
        "a refusal, and the resident has been told. You can still answer.",
        number=project.number,
        title=project.title,
    )
    await _to_group(work, town, project, words)
