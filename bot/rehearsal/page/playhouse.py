"""The house of a rehearsal in the browser: one show at a time, begun again at a click.

A show is a local Telegram with its people, a throw-away database, and the real bot as a process.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.rehearsal.bot_process import PATIENCE, AwayError, BotProcess
from bot.rehearsal.clock import MovableClock
from bot.rehearsal.page.diary import Diary
from bot.rehearsal.page.glass import Glass
from bot.rehearsal.page.stories import Story, Telling, perform
from bot.rehearsal.people import Person
from bot.rehearsal.pulse import Pulse
from bot.rehearsal.scenes import SCENES, Scene, build
from bot.rehearsal.server import RehearsalServer
from bot.rehearsal.stage import Cast, GroupKind, config_of, town_settings
from bot.rehearsal.statement import complaints
from storage.looking import Onlooker

ROLES = ("resident", "co_bearer", "in_group", "member", "service", "elected", "signatory", "admin")
"""What someone can be here: nobody of the town, in its group without a role, or of its team."""

_OF_THE_TEAM = ROLES[3:]
_QUIET = 6.0
"""Seconds we wait for the bot to have said everything after time has passed."""

_DAY = timedelta(days=1)


@dataclass
class Show:
    """One performance, from a scene on."""

    number: int
    scene: Scene
    language: str
    folder: Path
    server: RehearsalServer
    cast: Cast
    bot: BotProcess
    copy: BotProcess
    glass: Glass
    onlooker: Onlooker
    diary: Diary
    config: Config
    roles: dict[int, str] = field(default_factory=dict)

    @property
    def clock(self) -> MovableClock:
        """The clock of this show."""
        clock = self.server.clock
        assert isinstance(clock, MovableClock)  # noqa: S101 - we made it
        return clock

    async def settle(self, patience: float = _QUIET) -> None:
        """Wait until the bot has heard and said everything, as far as it can at the moment."""
        with suppress(AwayError, TimeoutError):
            async with asyncio.timeout(patience):
                await self.server.wait_for_poll(patience)
                await self.bot.order("idle")

    def settings(self, name: str = "town") -> dict[str, Any]:
        """Return the settings of the bot, by the roles as they are now."""
        roles = {
            role: ids
            for role in _OF_THE_TEAM
            if (ids := tuple(one for one, held in self.roles.items() if held == role))
        }
        database = self.folder / f"{name}.db"
        return town_settings(self.server, self.cast.group, database, self.language, roles)


class Playhouse:
    """Holds the show that is on, and begins another."""

    def __init__(self, folder: Path, language: str = "fr") -> None:
        self.folder = folder
        self.language = language
        self.pulse = Pulse()
        self.busy = ""
        self.story: Telling | None = None
        self._playing: asyncio.Task[None] | None = None
        self._shows = 0
        self._show: Show | None = None
        self._turn = asyncio.Lock()

    @property
    def show(self) -> Show:
        """The show that is on."""
        if self._show is None:
            raise AwayError("the rehearsal is being prepared")
        return self._show

    @property
    def is_open(self) -> bool:
        """Whether a show is on."""
        return self._show is not None

    # -- beginning and ending ----------------------------------------------------------------------

    async def begin(
        self, scene: str = "first_idea", language: str = "", kind: GroupKind = "supergroup"
    ) -> Show:
        """Begin a show from a scene, in place of the one that is on."""
        chosen = SCENES[scene]
        async with self._turn, self._said_to_be("scene"):
            await self._end()
            self.language = language or self.language
            self._shows += 1
            self._show = await self._prepare(chosen, kind)
        return self._show

    @asynccontextmanager
    async def _said_to_be(self, busy: str) -> AsyncIterator[None]:
        self.busy = busy
        self.pulse.beat()
        try:
            yield
        finally:
            self.busy = ""
            self.pulse.beat()

    async def _prepare(self, scene: Scene, kind: GroupKind) -> Show:
        folder = self.folder / f"show-{self._shows}"
        folder.mkdir(parents=True, exist_ok=True)
        clock = MovableClock(scene.begins)
        server = RehearsalServer(clock=clock, outside_statement=complaints)
        server.world.pulse = self.pulse
        await server.start()
        try:
            return await self._raise_curtain(scene, kind, folder, server)
        except BaseException:
            await server.stop()
            raise

    async def _raise_curtain(
        self, scene: Scene, kind: GroupKind, folder: Path, server: RehearsalServer
    ) -> Show:
        cast = Cast.bring(server.world, self.language, kind)
        roles = {
            cast.camille.id: "resident",
            cast.sam.id: "co_bearer",
            cast.elise.id: "elected",
            cast.adam.id: "admin",
            cast.mehdi.id: "in_group",
        }
        team = {"elected": (cast.elise.id,), "admin": (cast.adam.id,)}
        database = folder / "town.db"
        settings = town_settings(server, cast.group, database, self.language, team)
        config = config_of(settings, folder)
        await build(scene, server, cast, config, self.language)
        for person in server.world.people.values():
            roles.setdefault(person.id, "resident")
        onlooker = Onlooker(database)
        glass = Glass(onlooker)
        server.watcher = glass
        log, beat = folder / "bot.log", self.pulse.beat
        written = scene.key if scene.dossiers else ""
        show = Show(
            self._shows,
            scene,
            self.language,
            folder,
            server,
            cast,
            BotProcess(settings, log, beat),
            BotProcess(settings, folder / "copy.log", beat),
            glass,
            onlooker,
            Diary(server.world, cast.group, self.language, written, config.staff.undo_seconds),
            config,
            roles,
        )
        await self.start_bot(show)
        return show

    async def start_bot(self, show: Show | None = None) -> None:
        """Start the bot, as its supervisor would after a crash."""
        show = show or self.show
        show.bot.settings = show.settings()
        await show.bot.start(show.clock.ahead)
        await show.settle(PATIENCE)

    async def close(self) -> None:
        """End the show."""
        await self.end_story()
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        show, self._show = self._show, None
        if show is None:
            return
        await asyncio.gather(show.bot.kill(), show.copy.kill())
        show.onlooker.close()
        await show.server.stop()
        shutil.rmtree(show.folder, ignore_errors=True)

    # -- stories -----------------------------------------------------------------------------------

    @property
    def telling(self) -> Telling:
        """The story that is being told."""
        if self.story is None:
            raise ValueError("no story is being told")
        return self.story

    async def play(self, story: Story, language: str = "") -> None:
        """Begin with nothing and let a story play itself."""
        await self.end_story()
        await self.begin("first_idea", language)
        self.story = Telling(story, self.pulse.beat)
        self._playing = asyncio.create_task(perform(self, self.story))
        self.pulse.beat()

    async def end_story(self) -> None:
        """Stop the story that is being told, if any; what happened stays."""
        if self._playing is not None:
            self._playing.cancel()
            with suppress(asyncio.CancelledError):
                await self._playing
        self._playing, self.story = None, None
        self.pulse.beat()

    # -- people ------------------------------------------------------------------------------------

    async def add_person(self, name: str, language: str, role: str) -> Person:
        """Bring someone on; a new member of the team makes the bot start again, as in a town."""
        if role not in ROLES:
            raise ValueError(f"no such role: {role}")
        if not name.strip() or len(name) > 64:
            raise ValueError("a name has 1 to 64 characters")
        show = self.show
        person = show.server.world.person(name.strip(), language=language)
        show.roles[person.id] = role
        if role in _OF_THE_TEAM or role == "in_group":
            show.cast.group.add(person)
        if role in _OF_THE_TEAM and show.bot.is_running:
            await show.bot.stop()
            await self.start_bot(show)
        self.pulse.beat()
        return person

    # -- the clock ---------------------------------------------------------------------------------

    async def later(self, step: timedelta) -> None:
        """Let time pass, a day at a time, so that what is due is said on its day."""
        if step <= timedelta():
            raise ValueError("a rehearsal's clock only moves forward")
        if step > timedelta(days=400):
            raise ValueError("a rehearsal's clock moves by 400 days at most")
        show = self.show
        async with self._turn, self._said_to_be("clock"):
            show.diary.later(step)
            show.glass.note(
                show.server.world.now().timestamp(), "later", seconds=step.total_seconds()
            )
            while step > timedelta():
                await self._step(show, min(step, _DAY))
                step -= _DAY

    async def _step(self, show: Show, step: timedelta) -> None:
        show.server.advance(step)
        with suppress(AwayError):
            await show.bot.order("clock", ahead=show.clock.ahead.total_seconds())
            await show.bot.order("sweep")
            if not show.server.faults.is_offline:
                await show.settle()
        with suppress(AwayError):
            await show.copy.order("clock", ahead=show.clock.ahead.total_seconds())

    def until_due(self) -> timedelta | None:
        """Return how long it is to the next reminder, None when none waits."""
        due = self.show.onlooker.next_due()
        if due is None:
            return None
        return max(due - self.show.server.world.now(), timedelta()) + timedelta(seconds=1)

    # -- accidents ---------------------------------------------------------------------------------

    async def kill_bot(self) -> None:
        """Cut the bot's power."""
        await self.show.bot.kill()

    async def start_copy(self) -> None:
        """Start a second copy of the bot elsewhere: the same token, its own database."""
        show = self.show
        show.copy.settings = show.settings("copy")
        await show.copy.start(show.clock.ahead)

    async def end_copy(self) -> None:
        """End the second copy."""
        await self.show.copy.kill()
