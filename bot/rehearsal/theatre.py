"""What a story is told with: people who write and press, time that passes, and what is seen.

Everything goes through the real bot; a bot that does not answer as the story says ends it with a
StoryError. Buttons are named by what they do, so that a story does not depend on their words:
"set yes", "tick street", "edit place", "done"; "card take" on a card; "home go" at home.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import click

from bot.rehearsal.groups import Group
from bot.rehearsal.narrator import Side, Teller, bracketed
from bot.rehearsal.people import Person
from bot.rehearsal.server import RehearsalServer
from bot.rehearsal.views import MessageView
from dialogs.buttons import decode

PATIENCE = 10.0
"""Seconds the bot may take for one answer; it needs some milliseconds."""


class StoryError(click.ClickException):
    """The bot did not do what the story says; exit code 1."""


class Robot(Protocol):
    """The bot as a story needs it, in this process or in one of its own."""

    @property
    def task(self) -> asyncio.Task[None]:
        """Runs as long as the bot does."""

    async def sweep(self) -> None:
        """Let the bot say what is due."""

    async def issue(self) -> None:
        """Let the documents that wait be made."""

    async def idle(self) -> None:
        """Wait until everything is sent."""


@dataclass(frozen=True)
class Place:
    """A chat that the audience watches, through the eyes of someone in it."""

    heading: str
    side: Side
    eyes: Person
    group: Group | None = None

    def messages(self) -> list[MessageView]:
        """Everything in the chat, oldest first."""
        return self.eyes.messages(self.group)


@dataclass(frozen=True)
class _Shown:
    """What the audience has seen of a message."""

    text: str
    labels: tuple[str, ...]

    @classmethod
    def of(cls, view: MessageView) -> _Shown:
        return cls(view.text, tuple(label for row in view.buttons for label, _ in row))


class Theatre:
    """The stage and its audience: what the bot newly says anywhere is told once."""

    def __init__(self, server: RehearsalServer, bot: Robot, narrator: Teller, robot: str) -> None:
        self.narrator = narrator
        self.robot = robot
        self.heard: list[tuple[Place, str]] = []
        self.on_later: Callable[[timedelta], None] | None = None
        self._server = server
        self._bot = bot
        self._places: list[Place] = []
        self._shown: dict[tuple[int, int], _Shown] = {}

    def watch(self, place: Place) -> Place:
        """Let the audience see a chat, from now on."""
        self._places.append(place)
        self._take_news(place)
        return place

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let things happen that the audience need not see."""
        self.narrator.muted = True
        try:
            yield
        finally:
            self.narrator.muted = False

    async def later(self, step: timedelta, words: str) -> None:
        """Let time pass, and what is due be said; without words the audience is not told."""
        if words:
            await self.narrator.tell(words)
        if self.on_later is not None:
            self.on_later(step)
        self._server.advance(step)
        await self._unless_stopped(self._bot.sweep())
        await self.settle()
        await self.show_news()

    async def settle(self) -> None:
        """Wait until the bot has handled everything and sent everything."""
        await self._unless_stopped(self._server.wait_for_poll(PATIENCE))
        await self._unless_stopped(self._bot.idle())
        await self._unless_stopped(self._bot.issue())
        await self._unless_stopped(self._bot.idle())

    async def _unless_stopped(self, work: Awaitable[None]) -> None:
        """Wait for `work`, unless the bot ends before, or takes too long."""
        waiting = asyncio.ensure_future(work)
        try:
            await asyncio.wait(
                {waiting, self._bot.task}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
            )
            if self._bot.task.done():
                raise StoryError("the bot has stopped")
            if not waiting.done():
                raise StoryError(f"the bot has not answered for {PATIENCE:.0f} seconds")
            waiting.result()
        except TimeoutError:
            raise StoryError("the bot no longer asks for messages") from None
        finally:
            waiting.cancel()

    async def show_news(self, first: Place | None = None) -> None:
        """Tell what the bot has newly said, where the last deed was first."""
        self.heard.clear()
        for place in sorted(self._places, key=lambda one: one is not first):
            for view in self._take_news(place):
                self.heard.append((place, view.text))
                labels = _Shown.of(view).labels
                await self.narrator.scene(place.side, place.heading)
                await self.narrator.say(place.side, self.robot, view.text, labels)

    def _take_news(self, place: Place) -> list[MessageView]:
        """Return the bot's new or changed messages; one that only lost its buttons is no news."""
        news = []
        for view in place.messages():
            before, now = self._shown.get((view.chat_id, view.id)), _Shown.of(view)
            self._shown[view.chat_id, view.id] = now
            stripped = before is not None and before.text == now.text and not now.labels
            if view.from_bot and before != now and not stripped:
                news.append(view)
        return news


class Player:
    """Someone in the story: what they do is told, then what the bot answers.

    `then` names the question that must be asked next ("-" is the review).
    """

    def __init__(self, theatre: Theatre, person: Person, place: Place) -> None:
        self.person = person
        self._theatre = theatre
        self._place = place

    async def starts(self, then: str = "", payload: str = "") -> None:
        """Press Start in Telegram, or a link that carries a payload."""
        await self._cue()
        self.person.start(payload or None)
        await self._tell("/start")
        await self._answered(then)

    async def says(self, text: str, then: str = "") -> None:
        """Write a message; in a group, as a reply to the bot's last one."""
        await self._cue()
        asked = None
        if self._place.group is not None:
            asked = [view for view in self._place.messages() if view.from_bot][-1]
        self.person.say(text, self._place.group, reply_to=asked)
        await self._tell(text)
        await self._answered(then)

    async def writes(self, text: str) -> None:
        """Write a message of one's own, a command for instance, even in a group."""
        await self._cue()
        self.person.say(text, self._place.group)
        await self._tell(text)
        await self._answered("")

    async def shares_place(
        self, latitude: float, longitude: float, words: str, then: str = ""
    ) -> None:
        """Send a point on the map; `words` are what the audience reads."""
        await self._cue()
        self.person.send_location(latitude, longitude)
        await self._tell(f"({words} : {latitude:.5f}, {longitude:.5f})")
        await self._answered(then)

    async def sends_photos(self, count: int, words: str, then: str = "") -> None:
        """Send photos together; `words` are what the audience reads."""
        await self._cue()
        self.person.send_album(count)
        await self._tell(f"({words})")
        await self._answered(then)

    async def presses(self, *wanted: str, then: str = "", on: str = "") -> None:
        """Press buttons one after another; `on` names the message by words in it."""
        labels: list[str] = []
        toasts: list[str] = []
        for one in wanted:
            view, label, data = self._find(one, on)
            await self._cue(view, data)
            press = self.person.press(data, view)
            await self._theatre.settle()
            labels.append(label.removeprefix("☐ "))
            toasts += [press.toast] if press.toast else []
        await self._tell(f"→ {bracketed(labels)}")
        for toast in toasts:
            await self._theatre.narrator.say(
                self._place.side, self._theatre.robot, f"({self.person.name}) {toast}"
            )
        await self._answered(then)
        self._theatre.heard += [(self._place, toast) for toast in toasts]

    def can(self, wanted: str) -> bool:
        """Whether a button that does this stands in this person's chat."""
        shown = (view for view in self._place.messages())
        return any(does(data, wanted) for view in shown for row in view.buttons for _, data in row)

    def sees(self, *texts: str) -> None:
        """Make sure that the bot's last words here contain each of these."""
        heard = [text for place, text in self._theatre.heard if place is self._place]
        for text in texts:
            if not any(text in one for one in heard):
                said = " / ".join(heard) or "nothing"
                raise StoryError(f"{self.person.name} should see “{text}”; the bot says: {said}")

    def hears_nothing(self) -> None:
        """Make sure that the last deed told this person nothing."""
        for place, text in self._theatre.heard:
            if place is self._place:
                raise StoryError(f"{self.person.name} should hear nothing yet, but hears: {text}")

    async def _cue(self, view: MessageView | None = None, data: str = "") -> None:
        """Wait until the audience is ready for the next deed, a press of that button perhaps."""
        if not self._theatre.narrator.muted:
            chat = self._place.group.id if self._place.group else self.person.id
            pressed = (view.id, data) if view else None
            await self._theatre.narrator.cue(self.person.id, chat, pressed)

    async def _tell(self, text: str) -> None:
        """Tell what this person does."""
        narrator, place = self._theatre.narrator, self._place
        await narrator.scene(place.side, place.heading)
        await narrator.say(place.side, self.person.name, text, person=True)

    async def _answered(self, then: str) -> None:
        await self._theatre.settle()
        await self._theatre.show_news(self._place)
        if then and then != (step := self._step()):
            raise StoryError(f"{self.person.name} should be asked “{then}”, but is asked “{step}”")

    def _step(self) -> str:
        """The question this person's newest screen is about."""
        rows = self.person.screen(self._place.group).buttons
        tokens = [decode(data) for row in rows for _, data in row]
        return next((token.step for token in tokens if token), "")

    def _find(self, wanted: str, on: str) -> tuple[MessageView, str, str]:
        shown = [view for view in self._place.messages() if on in view.text]
        for view in shown if on else reversed(shown):
            for label, data in (button for row in view.buttons for button in row):
                if does(data, wanted):
                    return view, label, data
        last = " ".join(data for view in shown[-3:] for row in view.buttons for _, data in row)
        raise StoryError(f"{self.person.name} finds no button for “{wanted}”, only: {last}")


def does(data: str, wanted: str) -> bool:
    """Whether a button's data does what a story wants of it."""
    if token := decode(data):
        act, *rest = wanted.split()
        return act == token.act and (not rest or rest[0] in (token.step, token.value))
    match data.split("."):
        case ["h", act, *_]:
            return wanted == f"home {act}"
        case [family, _, act, *rest] if family in _FAMILIES:
            name = f"{_FAMILIES[family]} {act}"
            return wanted == name or wanted == " ".join((name, *rest))
        case ["j", act, *_]:
            return wanted == f"people {act}"
        case _:
            return False


_FAMILIES = {"c": "card", "u": "care", "v": "agreement", "w": "bench", "b": "broadcast"}
"""What the buttons about a project are called in a story, by how their data begins."""
