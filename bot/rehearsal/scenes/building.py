"""Building a scene: its people really talk with the real bot, at full speed, before the curtain.

What the bot cannot yet be told in a chat is done to the project by the table of its life.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.config import Config
from bot.projects import keep, update_card
from bot.rehearsal.people import Person
from bot.rehearsal.scenes.answering import Answerer
from bot.rehearsal.scenes.listed import Dossier, Scene
from bot.rehearsal.scenes.living import People, live
from bot.rehearsal.server import RehearsalServer
from bot.rehearsal.stage import NO_LIMITS, Cast, Running, running
from bot.rehearsal.theatre import Robot, StoryError
from bot.town import Town, build_town
from dialogs.calendar import reminders
from dialogs.project import Project, State
from dialogs.rights import Actor, Role
from storage import facts, outbox
from storage.database import Database
from storage.journal import Entry
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
    fast = _fast(config)
    town = build_town(fast)
    bearers = {one.ref: _bearer(server, cast, one, scene, language) for one in scene.dossiers}
    async with running(fast, server) as bot:
        robot = _Settled(server, bot)
        await robot.idle()
        for dossier in scene.dossiers:
            await _file(robot, town, bearers[dossier.ref], dossier)
            server.advance(scene.spell)
        if any(State(one.state) not in _FILED for one in scene.dossiers):
            await _greet(robot, town, cast.sam, scene.dossiers[0])
    await _move_on(scene, bearers, fast, town, cast, server.world.now())
    async with running(fast, server) as bot:
        robot = _Settled(server, bot)
        await robot.idle()
        for dossier in scene.dossiers:
            if dossier.state == State.AWAITING_SIGNATURE:
                await _send_for_signature(robot, cast, dossier)
    server.limits_enabled = True


def _fast(config: Config) -> Config:
    """Return settings without a pause between messages, and without an alarm meanwhile."""
    limits = config.telegram.limits.model_copy(update=NO_LIMITS)
    return config.model_copy(
        update={
            "telegram": config.telegram.model_copy(update={"limits": limits}),
            "reminders": config.reminders.model_copy(update={"sweep_seconds": 3600}),
        }
    )


def _bearer(
    server: RehearsalServer, cast: Cast, dossier: Dossier, scene: Scene, language: str
) -> Person:
    """Return who carries a dossier: alone on stage it is Camille, else each has their own."""
    if len(scene.dossiers) == 1:
        return cast.camille
    known = {one.name: one for one in server.world.people.values()}
    return known.get(dossier.bearer) or server.world.person(dossier.bearer, language=language)


class _Settled:
    """The bot, whose `idle` also waits until it has heard everything."""

    def __init__(self, server: RehearsalServer, bot: Running) -> None:
        self.task = bot.task
        self._server = server
        self._bot = bot

    async def sweep(self) -> None:
        """Let the bot say what is due."""
        await self._bot.sweep()

    async def idle(self) -> None:
        """Wait until the bot has heard and said everything."""
        await self._server.wait_for_poll()
        await self._bot.idle()

    async def issue(self) -> None:
        """Let the documents that were asked for be made and sent."""
        await self.idle()
        await self._bot.issue()
        await self.idle()


async def _file(robot: Robot, town: Town, person: Person, dossier: Dossier) -> None:
    """Let someone answer the whole form, or leave it half-way when it is to stay a draft."""
    person.start()
    answerer = Answerer(person, robot, town.book.dialogs, dossier)
    await answerer.answer(until=_PAUSE_AT if dossier.state == State.DRAFT else "")
    if dossier.state != State.DRAFT and dossier.bearer_does:
        await answerer.promise()


async def _greet(robot: Robot, town: Town, person: Person, dossier: Dossier) -> None:
    """Let someone open the bot and say that they are an adult, as who carries a project must."""
    if not person.chat.started:
        person.start()
        await Answerer(person, robot, town.book.dialogs, dossier).answer(until="title")


async def _send_for_signature(robot: _Settled, cast: Cast, dossier: Dossier) -> None:
    """Let Élise have the convention made, and sent to all who are to sign it."""
    elise, group = cast.elise, cast.group
    elise.start()  # else the bot may not write to her in private
    await robot.idle()
    for act in ("open", "send"):
        found = (
            (data, view)
            for view in reversed(elise.messages(group))
            if dossier.title in view.text
            for row in view.buttons
            for _, data in row
            if data.startswith("v.") and data.split(".")[2] == act
        )
        data, view = next(found)
        elise.press(data, view)
        await robot.issue()


async def _move_on(
    scene: Scene,
    bearers: dict[str, Person],
    config: Config,
    town: Town,
    cast: Cast,
    now: datetime,
) -> None:
    """Let each dossier live from where talking has led it to the state in which it is shown."""
    people = People(
        Actor(cast.elise.id, cast.elise.name, frozenset({Role.ELECTED})),
        Actor(cast.adam.id, cast.adam.name, frozenset({Role.ADMIN})),
        cast.sam.id,
    )
    async with Database(config.storage.path) as database:
        async with database.transaction() as transaction:
            waiting = await outbox.load_all(transaction)
        numbers = Numbers(max((letter.id for letter in waiting), default=0))
        async with begin(database, numbers, now) as work:
            for dossier in scene.dossiers:
                if State(dossier.state) not in _FILED:
                    found = await work.projects_of(bearers[dossier.ref].id)
                    await _place(town, work, found, dossier, people)
            # The years have passed in a moment; nobody was away.
            await facts.store(work.transaction, "heartbeat", now.isoformat())
            await work.commit()


async def _place(
    town: Town, work: Work, found: Iterable[Project], dossier: Dossier, people: People
) -> None:
    project = next((one for one in found if one.title == dossier.title), None)
    if project is None:
        raise StoryError(f"{dossier.bearer} has sent no dossier “{dossier.title}”")
    after, steps = live(project, dossier, people, town, work.now)
    for step in steps:
        record = step.record
        names = (record.action, after.id, record.before.value, record.after.value, record.reason)
        work.write_journal(Entry(step.at, step.actor.key, *names))
    keep(town, work, project, after)
    # What was due before the curtain is past: the first day of the scene is a quiet one.
    work.finish_reminders(one for one in reminders(after, town.setting) if one.due_at <= work.now)
    await update_card(town, work, after)
