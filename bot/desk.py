"""One person's turn in their private chat: who they are, and what can be shown to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from bot import home, letters
from bot.forms import Place, new_session, show
from bot.incoming import Person, Tapped
from bot.invitations import may_promise
from bot.projects import find_referent
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.session import Asking
from dialogs.view import view
from dialogs.wording import Voice
from storage import blocks, facts
from storage.residents import Resident
from storage.sessions import Held
from storage.work import Work

DRAFTS = frozenset({"idea", "promise"})
"""The two parts of a dossier: forms that a person comes back to."""

VISITS = frozenset({"join", "claim"})
"""Forms about someone else's project: not a draft of the person's own."""


def lost_fact(user_id: int) -> str:
    """The fact that staff were told of a person who cannot be written to."""
    return f"unreachable_told:{user_id}"


class Desk:
    """A person, with the town and the unit of work of this turn."""

    def __init__(self, town: Town, work: Work, resident: Resident, name: str = "") -> None:
        self.town = town
        self.work = work
        self.resident = resident
        self.name = name

    @classmethod
    async def open(cls, town: Town, work: Work, person: Person) -> Desk:
        """Greet a person: load them, or note their first word."""
        resident = await work.resident(person.id)
        if resident is None:
            language = town.book.wording.pick(person.language)
            block = await blocks.load_of(work.transaction, person.id)
            since = block.at if block is not None else None
            resident = Resident(person.id, language, created_at=work.now, blocked_since=since)
            work.put_resident(resident)
        desk = cls(town, work, resident, person.name)
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
        await facts.store(self.work.transaction, lost_fact(self.resident.user_id), "")
        await find_referent(self.town, self.work, self.resident.user_id)
        for payload in await self.work.undelivered(self.resident.user_id):
            self.work.send(self.resident.user_id, payload, slot=payload.pop("slot", ""))

    async def in_front(self) -> Held | None:
        """The form in front of the person, be it one that is not used any more."""
        if self.resident.session_id is None:
            return None
        held = await self.work.session(self.resident.session_id)
        return None if held is None or held.ended_at is not None else held

    async def present(self) -> Held | None:
        """The form in front of the person, if there is one."""
        held = await self.in_front()
        return held if held and held.session.root.dialog in self.town.book.dialogs else None

    async def show_present(self, note: Markup | None = None, tap: Tapped | None = None) -> None:
        """Show where the person stands: their form, else the first words, else home."""
        if self.resident.blocked_since is not None:
            words = home.stopped(self.town, self.say)
            await show(self.work, self.place, Screen(words), fresh=tap is None, tapped=tap)
            return
        held = await self.present()
        if held is None and not self.resident.adult:
            held = await self.begin_welcome()
        screen = view(self.town.book, held.session) if held else await self._home()
        await show(self.work, self.place, screen, note=note, fresh=tap is None, tapped=tap)

    async def drafts(self) -> list[Held]:
        """The person's unfinished ideas and promises, the latest touched first."""
        return [
            held
            for held in await self.work.open_sessions(self.resident.user_id, self.resident.user_id)
            if held.session.root.dialog in DRAFTS
        ]

    async def begin_welcome(self) -> Held:
        """Begin with the first words."""
        return self.begin("welcome", None)

    def begin_anew(self, held: Held) -> Held:
        """Say the first words of a form again, if it has some and nothing is answered yet."""
        session = held.session
        begun = session.root.answers or session.root.drafts or len(session.frames) > 1
        if begun or not session.rev or not self.town.book.dialogs[session.root.dialog].intro:
            return held
        self.end(held)
        return self.begin(
            session.root.dialog, held.project_id, back=session.back, whom=session.whom
        )

    def begin(
        self,
        dialog: str,
        project_id: int | None,
        *,
        back: str = "",
        whom: str = "",
        answers: Mapping[str, Any] | None = None,
    ) -> Held:
        """Put a new form in front of the person, over the form `back` if there is one.

        `whom` is the person for whom they fill it in, `answers` what is known already.
        """
        today = self.town.setting.local_day(self.work.now)
        session = replace(
            new_session(self.town, dialog, self.resident.language),
            day=today.isoformat(),
            back=back,
            whom=whom,
        ).with_top(answers=dict(answers or {}))
        user_id = self.resident.user_id
        held = Held(session, user_id, user_id, project_id, self.work.now)
        self.work.put_session(held)
        self.face(held)
        return held

    async def face_again(self, ended: Held) -> bool:
        """Put the form in front again over which another was laid; whether there is one."""
        below = await self.work.session(ended.session.back) if ended.session.back else None
        mine = below is not None and below.owner == self.resident.user_id
        if below is None or not mine or below.ended_at is not None:
            return False
        self.face(below)
        return True

    async def go_back(self, ended: Held, note: Markup, tap: Tapped | None = None) -> None:
        """After a form that was laid over another: show that one again, else home."""
        if await self.face_again(ended):
            where = self.say("Here is where we were.")
            await self.show_present(Markup("\n\n").join((note, where)), tap)
        else:
            await self.to_home(note, tap)

    async def to_home(self, note: Markup, tap: Tapped | None = None) -> None:
        """Show the home screen, or the first words to someone who has not read them."""
        if not self.resident.adult or self.resident.blocked_since is not None:
            await self.show_present(note, tap)
            return
        screen = await self._home()
        await show(self.work, self.place, screen, note=note, fresh=tap is None, tapped=tap)

    async def _home(self) -> Screen:
        drafts = await self.drafts()
        begun = {held.project_id for held in drafts}
        projects = await self.work.projects_of(self.resident.user_id)
        invited = [one for one in projects if may_promise(one) and one.promised_at is None]
        unbegun = [one for one in invited if one.id not in begun]
        screen = home.home(self.town, drafts, unbegun, self.say)
        until = self.resident.paused_until
        today = self.town.setting.local_day(self.work.now)
        if until is None or today >= until:
            return screen
        return home.on_holiday(screen, until, self.say)

    def send(self, words: Markup) -> None:
        """Send a message of its own."""
        self.send_screen(Screen(words))

    def send_screen(self, screen: Screen) -> None:
        """Send a message of its own, with buttons."""
        self.work.send(self.resident.user_id, letters.text(screen))

    def ask(self, held: Held, asking: Asking) -> None:
        """Put a question of the form's own in front of the person, such as whether to cancel."""
        session = replace(held.session, asking=asking, rev=held.session.rev + 1)
        self.work.put_session(replace(held, session=session))

    def end(self, held: Held) -> None:
        """Close a form."""
        self.work.put_session(replace(held, ended_at=self.work.now))
        if self.resident.session_id == held.session.id:
            self.change(session_id=None)
