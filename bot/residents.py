"""What residents do in their private chat: first words, forms, commands, their own list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from bot import home, inbox, letters
from bot.forms import Place, new_session, run, show, toast
from bot.incoming import Command, Person, Reachable, Tapped, Told
from bot.projects import act, keep
from bot.town import Town
from dialogs import reading
from dialogs.buttons import Screen, decode
from dialogs.country import add_months
from dialogs.effects import Discard, Finish
from dialogs.events import Event, MoveAsked, Pressed, Said
from dialogs.lifecycle import Actor, Submit, Why, Withdraw
from dialogs.project import Project, State, commitments_from
from dialogs.session import Asking
from dialogs.view import view
from dialogs.wording import Voice
from storage import facts
from storage.journal import Entry
from storage.residents import Resident
from storage.sessions import Held
from storage.work import Work

OPEN_STATES = frozenset({State.DRAFT, State.SUBMITTED, State.NEEDS_INFO, State.UNDER_REVIEW})
"""The states that count towards how many open dossiers a person may have."""

ALIASES = {
    "aide": "help", "annuler": "cancel", "langue": "language", "nouveau": "new",
    "nouvelle": "new", "brouillons": "drafts", "projets": "projects", "donnees": "privacy",
    "confidentialite": "privacy", "retour": "back", "passer": "skip", "arreter": "stop",
    "reprendre": "start", "resume": "start", "continue": "start", "save": "stop",
}  # fmt: skip
"""French, and friendly, names of the commands."""

_MOVES = {"back": "back", "skip": "skip", "cancel": "cancel", "stop": "save", "help": "help"}
_FORM_ACTS = frozenset({"help", "cancel", "back", "skip", "stop"})


async def told(town: Town, work: Work, message: Told) -> str:
    """Answer a message in a private chat; return the outcome for the log."""
    desk = await _Desk.open(town, work, message.person)
    if message.edited:
        say = desk.say
        note = say(
            "You changed an earlier message. I keep what you sent first. To change an "
            "answer, use “See my answers” in the help."
        )
        await desk.show_present(note)
        return "edit_noted"
    if isinstance(message.content, Command):
        return await desk.command(message.content)
    if isinstance(message.content, Said) and message.reply_to_bot and message.reply_to:
        slot = await work.slot_of(message.chat_id, message.reply_to) or ""
        if slot.startswith("said:"):
            return await desk.reply_to_staff(message.content.text)
    return await desk.event(message.content)


async def tapped(town: Town, work: Work, tap: Tapped) -> str:
    """Answer a button pressed in a private chat; return the outcome for the log."""
    desk = await _Desk.open(town, work, tap.person)
    if tap.data.startswith("h."):
        return await desk.home_button(tap)
    token = decode(tap.data)
    held = await work.session(token.session) if token else None
    if held is None or held.owner != tap.person.id or held.chat_id != tap.chat_id:
        toast(work, tap, desk.say.plain("This button is no longer in use."))
        await desk.show_present()
        return "unknown_button"
    if held.ended_at is not None:
        toast(work, tap, desk.say.plain("This form is already closed."))
        return "closed_form"
    if desk.resident.session_id != held.session.id:
        desk.face(held)
    return await desk.step(held, Pressed(tap.data), tap)


async def reachable(town: Town, work: Work, change: Reachable) -> str:
    """Note that a person blocked the bot; when they are back, give them what they missed."""
    resident = await work.resident(change.person.id)
    if resident is None:
        return "stranger"
    if not change.reachable:
        work.put_resident(replace(resident, unreachable_since=work.now))
        return "blocked"
    desk = _Desk(town, work, resident)
    await desk.welcome_back()
    await desk.show_present()
    return "returned"


async def bring_back(town: Town, work: Work, user_id: int, note: Markup | None = None) -> None:
    """Show a person's screen again at the end of their chat, after something else was said."""
    resident = await work.resident(user_id)
    if resident is not None:
        desk = _Desk(town, work, resident)
        if await desk.present() is not None:
            await desk.show_present(note or desk.say("Here is where we were."))


async def lost(town: Town, work: Work, user_id: int) -> None:
    """Note that a person cannot be written to; staff learn it when an idea depends on them."""
    resident = await work.resident(user_id)
    if resident is None:
        return
    if resident.unreachable_since is None:
        work.put_resident(replace(resident, unreachable_since=work.now))
    if await facts.load(work.transaction, _lost_fact(user_id)):
        return
    say = town.staff_voice
    for project in await work.projects_of(user_id):
        if project.number and project.state not in (State.CLOSED, State.WITHDRAWN):
            words = say(
                "{number}, “{title}”: the resident has blocked the robot and did not receive the "
                "last message. Please use the telephone or e-mail; it leaves by itself if they "
                "come back.",
                number=project.number,
                title=project.title,
            )
            work.send(town.group.id, letters.text(Screen(words)))
            await facts.store(work.transaction, _lost_fact(user_id), work.now.isoformat())


def _lost_fact(user_id: int) -> str:
    """Where it is noted that staff know of a person who cannot be written to."""
    return f"unreachable_told:{user_id}"


class _Desk:
    """One person's turn: who they are, and what can be done for them."""

    def __init__(self, town: Town, work: Work, resident: Resident) -> None:
        self.town = town
        self.work = work
        self.resident = resident

    @classmethod
    async def open(cls, town: Town, work: Work, person: Person) -> _Desk:
        """Greet a person: load them, or note their first word."""
        resident = await work.resident(person.id)
        if resident is None:
            language = town.book.wording.pick(person.language)
            resident = Resident(person.id, language, created_at=work.now)
            work.put_resident(resident)
        desk = cls(town, work, resident)
        if resident.unreachable_since is not None:
            await desk.welcome_back()
        return desk

    @property
    def say(self) -> Voice:
        """The person's language."""
        return self.town.voice(self.resident.language)

    @property
    def place(self) -> Place:
        """Their live screen."""
        return Place.live(self.resident.user_id)

    def change(self, **changes: Any) -> None:
        """Keep the person with something changed."""
        self.resident = replace(self.resident, **changes)
        self.work.put_resident(self.resident)

    def face(self, held: Held) -> None:
        """Put a form in front of the person."""
        self.change(session_id=held.session.id)

    async def welcome_back(self) -> None:
        """The person can be reached again: send what could not be delivered meanwhile."""
        self.change(unreachable_since=None)
        await facts.store(self.work.transaction, _lost_fact(self.resident.user_id), "")
        for payload in await self.work.undelivered(self.resident.user_id):
            self.work.send(self.resident.user_id, payload)

    async def present(self) -> Held | None:
        """The form in front of the person, if there is one."""
        if self.resident.session_id is None:
            return None
        held = await self.work.session(self.resident.session_id)
        if held is None or held.ended_at is not None:
            return None
        return held if held.session.root.dialog in self.town.book.dialogs else None

    async def show_present(self, note: Markup | None = None, tap: Tapped | None = None) -> None:
        """Show where the person stands: their form, else the first words, else home."""
        held = await self.present()
        if held is None and not self.resident.adult:
            held = await self._begin_welcome()
        screen = (
            view(self.town.book, held.session)
            if held
            else home.home(self.town, await self._drafts(), self.say)
        )
        await show(self.work, self.place, screen, note=note, fresh=tap is None, tapped=tap)

    async def _drafts(self) -> list[Held]:
        return [
            held
            for held in await self.work.open_sessions(self.resident.user_id, self.resident.user_id)
            if held.project_id is not None
        ]

    # -- commands --------------------------------------------------------------------------------

    async def command(self, command: Command) -> str:
        """Do what a command says; an unknown one is said to be unknown."""
        name = ALIASES.get(command.name, command.name)
        held = await self.present()
        if name in _FORM_ACTS and held is not None:
            return await self.step(held, MoveAsked(_MOVES[name]))
        match name:
            case "start":
                await self._start(held)
            case "new":
                await self.new_idea()
            case "language":
                screen = home.languages(self.town, self.say)
                await show(self.work, self.place, screen)
            case "privacy":
                self._send(home.privacy(self.town, self.say))
                await self.show_present()
            case "contact" if held is not None:
                return await self.step(held, MoveAsked("person"))
            case "contact":
                await self._write_to_someone()
            case "projects" | "drafts" if held is not None:
                self._send(await self._listing())
                await self.show_present(self.say("Here is where we were."))
            case "projects" | "drafts":
                await self._to_home(await self._listing())
            case "help":
                await self.show_present(home.help_text(self.town, self.say))
            case _ if name in _FORM_ACTS:
                await self.show_present(self.say("No form is open at the moment."))
            case _:
                note = self.say("I do not know this command. /help shows those I know.")
                await self.show_present(note)
                return "unknown_command"
        return f"command_{name}"

    async def reply_to_staff(self, words: str) -> str:
        """Bring an answer to a staff member's message back to the group."""
        held = await self.present()
        project_id = held.project_id if held else None
        text = reading.clean(words)
        if text:
            await inbox.to_staff(self.town, self.work, self.resident.user_id, text, project_id)
            await self.show_present(self.say("I have passed it on to the town hall."))
        else:
            await self.show_present(self.say("I received only spaces."))
        return "passed_on"

    async def _start(self, held: Held | None) -> None:
        if held is None:
            await self.show_present()
            return
        if held.session.asking == Asking("paused"):
            held = replace(
                held, session=replace(held.session, asking=None, rev=held.session.rev + 1)
            )
            self.work.put_session(held)
        note = self.say("Here is where we were.") if held.session.root.answers else None
        await self.show_present(note)

    async def _listing(self) -> Markup:
        return home.listing(await self.work.projects_of(self.resident.user_id), self.say)

    async def _to_home(self, note: Markup, tap: Tapped | None = None) -> None:
        if not self.resident.adult:
            await self.show_present(note, tap)
            return
        screen = home.home(self.town, await self._drafts(), self.say)
        await show(self.work, self.place, screen, note=note, fresh=tap is None, tapped=tap)

    def _send(self, words: Markup) -> None:
        self.work.send(self.resident.user_id, letters.text(Screen(words)))

    # -- buttons of the home screens ---------------------------------------------------------------

    async def home_button(self, tap: Tapped) -> str:
        """Do what a button of the home screens says."""
        _, act, *rest = [*tap.data.split("."), ""]
        toast(self.work, tap)
        match act:
            case "new":
                await self.new_idea(tap)
            case "go":
                await self._go_on(rest[0], tap)
            case "list":
                await self._to_home(await self._listing(), tap)
            case "contact":
                await self._write_to_someone(tap)
            case "lang" if rest[0] in self.town.book.wording.languages:
                await self._speak(rest[0], tap)
            case _:
                await self.show_present(tap=tap)
        return f"home_{act}"

    async def _go_on(self, session_id: str, tap: Tapped) -> None:
        held = await self.work.session(session_id)
        if held is None or held.owner != self.resident.user_id or held.ended_at is not None:
            await self.show_present(self.say("This form is already closed."), tap)
            return
        session = replace(held.session, asking=None, rev=held.session.rev + 1)
        held = replace(held, session=session, updated_at=self.work.now)
        self.work.put_session(held)
        self.face(held)
        await self.show_present(tap=tap)

    async def _speak(self, language: str, tap: Tapped) -> None:
        """Change the language of everything that is still to be said."""
        self.change(language=language)
        for held in await self.work.open_sessions(self.resident.user_id, self.resident.user_id):
            session = replace(held.session, language=language, rev=held.session.rev + 1)
            self.work.put_session(replace(held, session=session))
        for project in await self.work.projects_of(self.resident.user_id):
            self.work.put_project(replace(project, language=language))
        await self.show_present(self.say("We speak English now."), tap)

    # -- forms -------------------------------------------------------------------------------------

    async def event(self, event: Event) -> str:
        """Give what a person sent to the form in front of them, or say what can be done."""
        held = await self.present()
        if held is not None:
            return await self.step(held, event)
        note = None
        if self.resident.adult:
            note = self.say("I did not understand. Please choose with the buttons.")
        await self.show_present(note)
        return "no_form"

    async def step(self, held: Held, event: Event, tap: Tapped | None = None) -> str:
        """Let an event happen to a form, and what follows from its end."""
        after, ended, outcome = await run(self.town, self.work, held, event, self.place, tap)
        if held.project_id is not None:
            await self._note_activity(held, held.project_id)
        match ended:
            case Finish("message", answers):
                self._end(after)
                user_id = self.resident.user_id
                await inbox.to_staff(self.town, self.work, user_id, answers["text"], None)
                await self._to_home(self.say("I have passed it on to the town hall."), tap)
            case Finish("welcome", answers):
                await self._welcomed(after, adult=answers["adult"], tap=tap)
            case Finish(_, answers):
                await self._submit(after, answers, tap)
            case Discard():
                await self._discard(after, tap)
        return outcome

    async def _note_activity(self, held: Held, project_id: int) -> None:
        """Once a day is enough to know when a draft was last touched."""
        today = self.town.setting.local_day(self.work.now)
        if self.town.setting.local_day(held.updated_at) == today:
            return
        project = await self.work.project(project_id)
        if project is not None and project.active_on != today:
            keep(self.town, self.work, project, replace(project, active_on=today))

    def _end(self, held: Held) -> None:
        self.work.put_session(replace(held, ended_at=self.work.now))
        if self.resident.session_id == held.session.id:
            self.change(session_id=None)

    async def _begin_welcome(self) -> Held:
        return self._begin("welcome", None)

    def _begin(self, dialog: str, project_id: int | None) -> Held:
        """Put a new form in front of the person."""
        session = new_session(self.town, dialog, self.resident.language)
        user_id = self.resident.user_id
        held = Held(session, user_id, user_id, project_id, self.work.now)
        self.work.put_session(held)
        self.face(held)
        return held

    async def _write_to_someone(self, tap: Tapped | None = None) -> None:
        """Open the short form of a message to a person, outside any other form."""
        if self.resident.adult is not None:
            self._begin("message", None)
        await self.show_present(tap=tap)

    async def _welcomed(self, held: Held, *, adult: bool, tap: Tapped | None) -> None:
        self._end(held)
        self.change(adult=adult, privacy_seen_at=self.work.now)
        actor = Actor(self.resident.user_id).key
        reason = f"notice version {home.PRIVACY_VERSION}, adult: {'yes' if adult else 'no'}"
        self.work.write_journal(Entry(self.work.now, actor, "privacy_notice", reason=reason))
        if adult:
            await self.new_idea(tap)
        else:
            words = home.too_young(self.town, self.say)
            screen = Screen(words)
            await show(self.work, self.place, screen, fresh=tap is None, tapped=tap)

    async def new_idea(self, tap: Tapped | None = None) -> None:
        """Open a new dossier, unless the person has as many as the town allows."""
        if not self.resident.adult:
            await self.show_present(tap=tap)
            return
        projects = await self.work.projects_of(self.resident.user_id)
        if sum(one.state in OPEN_STATES for one in projects) >= self.town.open_per_person:
            note = self.say.count(
                "You already have {n} open idea. Wait for its answer, or finish the draft.",
                "You already have {n} open ideas. Wait for an answer to one, or finish a draft.",
                self.town.open_per_person,
            )
            await self._to_home(note, tap)
            return
        project = Project(
            id=await self.work.count_up("project"),
            bearer=self.resident.user_id,
            state=State.DRAFT,
            created_at=self.work.now,
            language=self.resident.language,
            active_on=self.town.setting.local_day(self.work.now),
        )
        keep(self.town, self.work, None, project)
        self._begin("idea", project.id)
        await self.show_present(tap=tap)

    async def _submit(self, held: Held, answers: Any, tap: Tapped | None) -> None:
        """Send the dossier: number, dates, receipt, card."""
        assert held.project_id is not None  # noqa: S101 - the idea's form always has its project
        project = await self.work.project(held.project_id)
        assert project is not None  # noqa: S101 - a foreign key sees to it
        today = self.town.setting.local_day(self.work.now)
        rank = await self.work.count_up(f"number:{today.year}")
        action = Submit(
            number=f"{today.year}-{rank:03d}",
            dossier=dict(answers),
            commitments=commitments_from(answers["commitments"]),
            reply_on=self.town.setting.working_day_after(today, self.town.reply_days),
            silence_on=add_months(today, self.town.setting.country.silence.months),
        )
        actor = Actor(self.resident.user_id)
        sent = Screen(self.say("Your idea is on its way to the town hall."))
        await show(self.work, self.place, sent, fresh=tap is None, tapped=tap)
        if isinstance(await act(self.town, self.work, project, action, actor), Why):
            await self.show_present(self.say("This form is already closed."))
            return
        self._end(held)

    async def _discard(self, held: Held, tap: Tapped | None) -> None:
        """Erase a draft: its answers go, only the fact that it existed stays."""
        if held.project_id is not None:
            project = await self.work.project(held.project_id)
            if project is not None and project.state is State.DRAFT:
                actor = Actor(self.resident.user_id)
                await act(self.town, self.work, project, Withdraw(), actor)
        emptied = replace(
            held.session, frames=(replace(held.session.root, answers={}, drafts={}, parked={}),)
        )
        self._end(replace(held, session=emptied))
        note = self.say("It is cancelled, and your answers are erased.")
        await self._to_home(note, tap)
