"""Stories that play themselves on the page: the terminal's story, with a hand on its pace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.rehearsal.bot_process import AwayError
from bot.rehearsal.narrator import Side
from bot.rehearsal.story import Players, play, tell_no, tell_yes
from bot.rehearsal.story_words import WORDS, Words
from bot.rehearsal.theatre import StoryError, Theatre
from bot.town import build_town

if TYPE_CHECKING:
    from bot.rehearsal.page.playhouse import Playhouse, Show

USUAL_PACE = 1.1
"""Seconds between two deeds of a story."""

_Moment = Callable[[datetime], str]
_Tell = Callable[[Theatre, Players, Words, _Moment], Awaitable[None]]


@dataclass(frozen=True)
class Story:
    """One story by its name in each language."""

    key: str
    titles: Mapping[str, str]
    tell: _Tell


STORIES: Mapping[str, Story] = {
    one.key: one
    for one in (
        Story(
            "whole",
            {"fr": "Deux idées : un oui, un non", "en": "Two ideas: a yes, a no"},
            play,
        ),
        Story(
            "yes",
            {"fr": "L'idée de Camille, jusqu'au oui", "en": "Camille's idea, to the yes"},
            tell_yes,
        ),
        Story(
            "no",
            {"fr": "L'idée de Sam, refusée avec une raison", "en": "Sam's idea, refused, and why"},
            tell_no,
        ),
    )
}


class Telling:
    """A story that is being told: where it is, and whether it waits."""

    def __init__(self, story: Story, changed: Callable[[], None]) -> None:
        self.story = story
        self.status = "playing"
        self.caption = ""
        self.next: dict[str, Any] | None = None
        self.deeds = 0
        self.pace = USUAL_PACE
        self.muted = False
        self._changed = changed
        self._may_go = asyncio.Event()
        self._may_go.set()
        self._steps = 0

    def wire(self) -> dict[str, Any]:
        """Return what the page shows of it."""
        return {
            "key": self.story.key,
            "status": self.status,
            "caption": self.caption,
            "next": self.next,
            "deeds": self.deeds,
        }

    # -- the audience's hand -----------------------------------------------------------------------

    def pause(self) -> None:
        """Wait before the next deed."""
        if self.status == "playing":
            self._become("paused")
            self._may_go.clear()

    def resume(self) -> None:
        """Go on."""
        if self.status == "paused":
            self._become("playing")
            self._may_go.set()

    def step(self) -> None:
        """Let one deed happen, then wait."""
        if self.status in ("playing", "paused"):
            self.pause()
            self._steps = 1
            self._may_go.set()

    def end(self, status: str, caption: str = "") -> None:
        """Note how it ended."""
        self.next = None
        self.caption = caption or self.caption
        self._become(status)

    def _become(self, status: str) -> None:
        self.status = status
        self._changed()

    # -- the story's voice -------------------------------------------------------------------------

    async def cue(self, person: int, chat: int, pressed: tuple[int, str] | None) -> None:
        """Show who acts next, and wait for the audience."""
        self.next = {"person": person, "chat": chat, "pressed": pressed}
        self._changed()
        if self.status == "playing":
            await asyncio.sleep(self.pace)
        await self._may_go.wait()
        if self._steps:
            self._steps = 0
            self._may_go.clear()
        self.next = None
        self.deeds += 1

    async def scene(self, side: Side, words: str) -> None:
        """The page shows every phone at once: nothing to say."""

    async def say(
        self,
        side: Side,
        who: str,
        text: str,
        buttons: Iterable[str] = (),
        *,
        person: bool = False,
    ) -> None:
        """What is said stands in the phones."""

    async def tell(self, words: str) -> None:
        """Show the storyteller's words."""
        self.caption = words
        self._changed()


class _ChildRobot:
    """The bot's process, as a story needs it."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self.task = asyncio.create_task(show.bot.ended())

    async def sweep(self) -> None:
        """Follow the clock and say what is due."""
        ahead = self._show.clock.ahead.total_seconds()
        await self._show.bot.order("clock", ahead=ahead)
        await self._show.bot.order("sweep")

    async def issue(self) -> None:
        """Let the documents that wait be made."""
        await self._show.bot.order("issue")

    async def idle(self) -> None:
        """Wait until everything is sent."""
        await self._show.bot.order("idle")


async def perform(house: Playhouse, telling: Telling) -> None:
    """Tell a story on the show that is on; say in the telling how it ended."""
    show = house.show
    words = WORDS[show.language]
    town = build_town(show.config)
    voice, zone = town.voice(show.language), town.setting.zone
    robot = _ChildRobot(show)
    theatre = Theatre(show.server, robot, telling, words.robot)
    theatre.on_later = show.diary.later
    try:
        await theatre.settle()
        players = Players.enter(theatre, show.cast, words)
        await telling.story.tell(
            theatre, players, words, lambda instant: voice.moment(instant.astimezone(zone))
        )
    except (StoryError, AwayError, AssertionError) as error:
        telling.end("stopped", str(error))
    else:
        telling.end("ended", words.ending)
    finally:
        robot.task.cancel()
