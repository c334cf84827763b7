"""Letting an action happen to a project: the table decides, and everything that follows is kept."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot import (
    bearers,
    card,
    decision_letters,
    group_words,
    invitations,
    letters,
    render,
    telling,
)
from bot.team.colleagues import tell_colleague
from bot.team.group import card_slot, place, shape_topic, to_group
from bot.town import Town
from dialogs.bearing import FindReferent
from dialogs.buttons import Screen
from dialogs.calendar import reminders
from dialogs.drought import TENDED, NoteDrought
from dialogs.forgetting import Anonymise, Forget
from dialogs.lifecycle import Action, apply
from dialogs.membership import BearerRole, Member, Standing
from dialogs.outcomes import (
    Applied,
    Refused,
    Seat,
    TellBearer,
    TellCarriers,
    TellColleague,
    TellStaff,
    UpdateCard,
)
from dialogs.project import Project
from dialogs.rights import CLOCK, Actor, Why
from dialogs.wording import Voice
from storage import droughts, members, notes
from storage.journal import Entry
from storage.work import Work

TOLD_TO_ALL = frozenset({"accepted", "refused", "withdrawn", "silence"})
"""What everyone who carries a project is told, not only the referent."""


async def act(
    town: Town, work: Work, project: Project, action: Action, actor: Actor
) -> Project | Why:
    """Apply an action; return the project after it, or why it was refused."""
    outcome = apply(project, action, actor, work.now, town.rules)
    if isinstance(outcome, Refused):
        return outcome.why
    after = outcome.project
    keep(town, work, project, after)
    if after.state in TENDED and project.state not in TENDED:
        after = await _learn_of_droughts(town, work, after)
    for record in outcome.records:
        work.write_journal(
            Entry(
                work.now,
                actor.key,
                record.action,
                after.id,
                record.before.value,
                record.after.value,
                "" if _resident(project, actor) else record.reason,
            )
        )
    if isinstance(action, Forget | Anonymise):
        await notes.forget(await work.direct(), after.id)
    if project.everyone != after.everyone:
        await _unseat(work, project, outcome)
    for effect in outcome.effects:
        match effect:
            case TellBearer("received"):
                receipt = render.to_bearer(town, after, "received", town.voice(after.language))
                after = replace(after, ack_text=str(receipt))
                work.put_project(after)  # the law wants the receipt kept as it was sent
                await tell_bearer(town, work, after, "received")
            case TellBearer(what):
                await tell_bearer(town, work, after, what)
            case TellCarriers(what, but):
                await tell_carriers(town, work, after, what, but)
            case TellStaff("withdrawn"):
                slot = await ask_slot(work, project.bearer) if after.reason else ""
                await _tell_group(town, work, after, group_words.withdrawn(town, after), slot)
            case TellStaff("referent_left"):
                await _tell_group(town, work, after, group_words.referent_left(town, after))
            case TellStaff(what):
                await tell_staff(town, work, after, what)
            case TellColleague(user_id, what):
                await tell_colleague(town, work, after, user_id, what)
            case Seat():
                await _seat(work, project, effect)
            case UpdateCard():
                await update_card(town, work, after)
    return after


async def _learn_of_droughts(town: Town, work: Work, project: Project) -> Project:
    """Let a project that begins its upkeep know of a drought in force: it is not asked to water."""
    category = str(project.dossier.get("category") or "")
    today = town.setting.local_day(work.now)
    for one in await droughts.load(await work.direct(), today, category):
        outcome = apply(project, NoteDrought(one), CLOCK, work.now, town.rules)
        if isinstance(outcome, Applied):
            keep(town, work, project, outcome.project)
            project = outcome.project
    return project


def _resident(project: Project, actor: Actor) -> bool:
    """Whether a resident acts: their words stay with the project, where they can be erased."""
    return actor.user_id == project.bearer or (not actor.roles and actor != CLOCK)


def keep(town: Town, work: Work, before: Project | None, after: Project) -> None:
    """Keep a project as it is now, and its reminders with it."""
    work.put_project(after)
    wanted = reminders(after, town.setting)
    if before is None or wanted != reminders(before, town.setting):
        work.want_reminders(after.id, wanted)


async def note_activity(town: Town, work: Work, project_id: int) -> None:
    """Note that the bearer has touched their draft today: what waits for an idle one moves."""
    today = town.setting.local_day(work.now)
    project = await work.project(project_id)
    if project is None:
        return
    touched = replace(project, active_on=today)
    if project.promising_on is not None:
        touched = replace(touched, promising_on=today)
    if touched != project:
        keep(town, work, project, touched)


async def tell_carriers(
    town: Town, work: Work, project: Project, what: str, but: int | None = None
) -> None:
    """Write to everyone who carries a project, each in their language."""
    for user_id in project.carriers:
        if user_id != but:
            resident = await work.resident(user_id)
            say = town.voice(resident.language if resident else project.language)
            part = telling.to_carriers(town, project, what, say)
            slot = f"due:{user_id}:{project.id}"
            old = await work.message(slot)
            payload = letters.show(Screen(part.words, part.rows), fresh=True, old=old, note=True)
            work.send(user_id, payload, slot=slot)
    if bearers.has_no_account(project):
        part = telling.to_carriers(town, project, what, town.voice(project.language))
        await bearers.by_staff(town, work, project, Screen(part.words, part.rows))


async def tell_staff(town: Town, work: Work, project: Project, what: str) -> None:
    """Speak in the staff group, under the project's card."""
    rows = telling.staff_rows(town, project, what)
    await to_group(town, work, Screen(telling.to_staff(town, project, what), rows), project)


async def ask_slot(work: Work, user_id: int) -> str:
    """The slot of a message that brings a resident's words to the group.

    A reply to it reaches them, and their words can be erased from it.
    """
    return f"ask:{user_id}:{await work.count_up('asked')}"


async def _tell_group(
    town: Town, work: Work, project: Project, words: Markup, slot: str = ""
) -> None:
    """Speak in the staff group under the project's card."""
    await to_group(town, work, Screen(words), project, slot=slot)


async def tell_bearer(town: Town, work: Work, project: Project, what: str) -> None:
    """Write to whoever carries a project; a decision is told to all of them."""

    def words(say: Voice) -> Screen:
        rows = invitations.rows(project, what, say)
        if what == "offer":
            rows = decision_letters.offer_rows(project, say)
        return Screen(render.to_bearer(town, project, what, say), rows)

    await bearers.write(town, work, project, words, everyone=what in TOLD_TO_ALL)


async def _seat(work: Work, before: Project, seat: Seat) -> None:
    """Keep a person's row among those who carry a project. Whoever goes leaves no name behind."""
    transaction = await work.direct()
    row = await members.load(transaction, before.id, seat.user_id) or Member(
        before.id, seat.user_id, seat.role, seat.standing, work.now
    )
    if not row.name:
        with_name = before.dossier.get("publish_level") == "with_name"
        row = replace(row, name=_known_name(before, seat), named=row.named or with_name)
    if seat.standing is Standing.JOINED:
        row = replace(row, joined_at=row.joined_at or work.now)
    else:
        row = replace(row, name="", named=False)
    row = replace(row, role=seat.role, standing=seat.standing, since=work.now)
    await members.save(transaction, row)


async def _unseat(work: Work, before: Project, outcome: Applied) -> None:
    """Erase the rows of those who were forgotten: whoever left by themselves has a last line."""
    after, transaction = outcome.project, await work.direct()
    seated = {effect.user_id for effect in outcome.effects if isinstance(effect, Seat)}
    for user_id in before.everyone - after.everyone - seated:
        await members.remove(transaction, before.id, user_id)
    if not after.everyone and not seated:
        await members.remove_all(transaction, before.id)


def _known_name(before: Project, seat: Seat) -> str:
    """The name that the dossier itself has for a person: its referent's."""
    if seat.user_id == before.bearer:
        return str(before.dossier.get("display_name") or "")
    return before.person_name if seat.role is BearerRole.REFERENT else ""


async def find_referent(town: Town, work: Work, user_id: int) -> None:
    """Someone is back: where nobody has taken over meanwhile, they speak for the project again."""
    for project in await work.projects_of(user_id):
        await act(town, work, project, FindReferent(), CLOCK)


async def update_card(town: Town, work: Work, project: Project) -> None:
    """Bring the card in the staff group up to date, making it if there is none."""
    await shape_topic(town, work, project)
    slot = card_slot(project)
    message = await work.message(slot)
    payload = letters.show(card.card(town, project), fresh=False, message=message)
    work.send(town.group.id, await place(town, work, project, payload), slot=slot)
