"""Building a scene: its people really talk with the real bot, at full speed, before the curtain.

What the bot cannot yet be told in a chat is done to the project by the table of its life.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.config import Config
from bot.projects import keep, update_card
from bot.rehearsal.people import Person
from bot.rehearsal.scenes.answering import Answerer
from bot.rehearsal.scenes.listed import Dossier, Scene
from bot.rehearsal.server import RehearsalServer
from bot.rehearsal.stage import NO_LIMITS, Cast, Running, running
from bot.rehearsal.theatre import StoryError
from bot.town import Town, build_town
from dialogs.project import Project, State
from storage import outbox
from storage.database import Database
from storage.work import Numbers, Work, begin

_PAUSE_AT = "beneficiaries"
"""The question at which a draft is left lying."""

_FILED = (State.DRAFT, State.SUBMITTED)


async def build(
    scene: Scene, server: RehearsalServer, cast: Cast, config: Config, language: str
) -> None:
    """Bring a scene about in the database of `config` and in the chats of `server`."""
    if not scene.dossiers:
        return
    server.limits_enabled = False
    fast = config.model_copy(
        update={"telegram": config.telegram.model_copy(update={"limits": _no_limits(config)})}
    )
    town = build_town(fast)
    bearers = {one.ref: _bearer(server, cast, one, scene, language) for one in scene.dossiers}
    async with running(fast, server) as bot:
        await _settle(server, bot)
        for dossier in scene.dossiers:
            await _file(server, bot, town, bearers[dossier.ref], dossier)
            await _pass(server, bot, scene.spell)
    await _move_on(scene, bearers, fast, town, server.world.now())
    async with running(fast, server) as bot:
        await _settle(server, bot)
    server.limits_enabled = True


def _no_limits(config: Config) -> object:
    return config.telegram.limits.model_copy(update=NO_LIMITS)


def _bearer(
    server: RehearsalServer, cast: Cast, dossier: Dossier, scene: Scene, language: str
) -> Person:
    """Return who carries a dossier: alone on stage it is Camille, else each has their own."""
    if len(scene.dossiers) == 1:
        return cast.camille
    known = {one.name: one for one in server.world.people.values()}
    return known.get(dossier.bearer) or server.world.person(dossier.bearer, language=language)


async def _settle(server: RehearsalServer, bot: Running) -> None:
    await server.wait_for_poll()
    await bot.idle()


class _Settled:
    """The bot, whose `idle` also waits until it has heard everything."""

    def __init__(self, server: RehearsalServer, bot: Running) -> None:
        self.task = bot.task
        self._server = server
        self._bot = bot

    async def sweep(self) -> None:
        await self._bot.sweep()

    async def idle(self) -> None:
        await _settle(self._server, self._bot)


async def _file(
    server: RehearsalServer, bot: Running, town: Town, person: Person, dossier: Dossier
) -> None:
    """Let someone answer the whole form, or leave it half-way when it is to stay a draft."""
    robot = _Settled(server, bot)
    person.start()
    answerer = Answerer(person, robot, town.book.dialogs, dossier)
    await answerer.answer(until=_PAUSE_AT if dossier.state == State.DRAFT else "")


async def _pass(server: RehearsalServer, bot: Running, step: timedelta) -> None:
    if step:
        server.advance(step)
        await bot.sweep()
        await _settle(server, bot)


async def _move_on(
    scene: Scene, bearers: dict[str, Person], config: Config, town: Town, now: datetime
) -> None:
    """Bring each dossier from where talking has led it to the state in which it is shown."""
    if all(State(one.state) in _FILED for one in scene.dossiers):
        return
    async with Database(config.storage.path) as database:
        async with database.transaction() as transaction:
            waiting = await outbox.load_all(transaction)
        numbers = Numbers(max((letter.id for letter in waiting), default=0))
        async with begin(database, numbers, now) as work:
            for dossier in scene.dossiers:
                found = await work.projects_of(bearers[dossier.ref].id)
                await _place(town, work, found, dossier)
            await work.commit()


async def _place(town: Town, work: Work, found: Iterable[Project], dossier: Dossier) -> None:
    project = next((one for one in found if one.title == dossier.title), None)
    if project is None:
        raise StoryError(f"{dossier.bearer} has sent no dossier “{dossier.title}”")
    if State(dossier.state) in _FILED:
        return
    after = replace(project, state=State(dossier.state))
    keep(town, work, project, after)
    await update_card(town, work, after)
