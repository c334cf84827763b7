"""A town with one accepted project, those who carry it, and the team: ready for a convention."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.projects import update_card
from bot.rehearsal.clock import MovableClock
from bot.rehearsal.groups import Group
from bot.rehearsal.people import Person
from bot.rehearsal.server import RehearsalServer
from bot.rehearsal.views import MessageView
from bot.town import build_town
from dialogs.agreement import Legal, LegalBasis
from dialogs.calendar import reminders
from dialogs.membership import BearerRole, Member, Standing
from dialogs.project import Commitment, Project, Side, State
from dialogs.upkeep_days import Frequency, Task
from storage import members
from storage.database import Database
from storage.residents import Resident
from storage.work import Numbers, begin
from tests.outside_statement import complaints_about_answer, complaints_about_call
from tests.stage import Stage, build_config, newest, running

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)  # a Tuesday
NAMES = ("Camille", "Nadia", "Paul", "Léa")
FULL = {
    "Camille": "Camille Petit",
    "Nadia": "Nadia Ferrand",
    "Paul": "Paul Caron",
    "Léa": "Léa Dubois",
}
LEGAL = Legal(
    LegalBasis.VOLUNTEER_WORKS,
    "délibération n° 2026-31",
    date(2026, 5, 4),
    date(2026, 6, 1),
    3,
    insurer_told_on=date(2026, 5, 11),
)
WATER = Task(1, "arroser les jardinières", Frequency.WEEKLY, (5, 6, 7, 8, 9), "bearer")


def project(bearer: int, others: tuple[int, ...], **changes: Any) -> Project:
    """A project that the town has accepted, with the promises of both sides."""
    base = Project(
        id=1,
        bearer=bearer,
        state=State.ACCEPTED,
        created_at=NOW - timedelta(days=60),
        language="fr",
        number="2026-001",
        dossier={
            "title": "Le jardin des cheminots",
            "description": "Notre coin est gris. Nous voulons dix jardinières et un banc.",
            "category": "garden",
            "place": {"text": "rue de la Gare"},
            "bearer_kind": "group" if others else "citizen",
            "bearer_name": "Les voisins de la Gare" if others else None,
            "display_name": "Camille Petit",
        },
        submitted_at=NOW - timedelta(days=50),
        promised_at=NOW - timedelta(days=40),
        decided_at=NOW - timedelta(days=9),
        members=others,
        commitments=(
            Commitment(Side.BEARER, "labour", "planter un samedi", quantity=30, unit="hours"),
            Commitment(Side.BEARER, "upkeep", WATER.words, frequency="weekly"),
            Commitment(Side.TOWN, "plants", "dix jardinières et des plants", value_cents=90_000),
            Commitment(Side.TOWN, "contact", "une seule adresse pour vos questions"),
        ),
        upkeep_plan=(WATER,),
        legal=LEGAL,
    )
    return replace(base, **changes)


@dataclass
class Signing:
    """A scene of signing: the stage, those who carry the project, and the mayor."""

    stage: Stage
    carriers: list[Person]
    mayor: Person

    @property
    def group(self) -> Group:
        """The staff group."""
        return self.stage.group

    async def made(self) -> None:
        """Let documents be made and everything be sent."""
        await self.stage.settle()
        await self.stage.app.issue()
        await self.stage.settle()

    async def taps(self, person: Person, label: str, chat: Group | None = None) -> str:
        """Press the newest button that says `label`; return the newest words there."""
        await self.stage.settle()
        for view in reversed(person.messages(chat)):
            for row in view.buttons:
                for shown, data in row:
                    if plain(shown) == label:
                        person.press(data, view)
                        await self.made()
                        return plain(newest(person, chat).text)
        raise AssertionError(f"no button says {label}: {labels(person, chat)}")

    async def says(self, person: Person, words: str) -> str:
        """Write in private; return the newest words."""
        return plain((await self.stage.says(person, words)).text)

    async def group_says(self, person: Person, words: str) -> str:
        """Write in the group; return the newest words there."""
        person.say(words, self.group)
        await self.made()
        return plain(newest(person, self.group).text)

    async def signs(self, person: Person, label: str = "Signer") -> str:
        """Sign as a resident: the button, the name, the acceptance."""
        await self.taps(person, label)
        await self.says(person, FULL[person.user.first_name])
        return await self.taps(person, "J'accepte")

    async def countersigns(self, person: Person, name: str = "Claire Dumont") -> str:
        """Sign for the town, in private."""
        await self.taps(person, "Signer pour la mairie")
        await self.says(person, name)
        return await self.taps(person, "Je signe pour la mairie")

    def project(self) -> dict[str, Any]:
        """The project as the database holds it."""
        ((state, data),) = self.stage.query("SELECT state, data FROM projects WHERE id = 1")
        return {"state": state, **json.loads(data)}

    def heard(self, person: Person, words: str) -> bool:
        """Whether the bot has said words to a person in private."""
        return any(words in plain(view.text) for view in person.messages() if view.from_bot)

    def group_heard(self, words: str) -> bool:
        """Whether the bot has said words in the group."""
        return any(words in plain(view.text) for view in self.group.messages() if view.from_bot)

    def files(self, person: Person) -> list[MessageView]:
        """The documents that the bot has sent to a person."""
        return [one for one in person.messages() if one.from_bot and one.kind == "document"]


def pdf(scene: Signing, person: Person, which: int = -1) -> bytes:
    """A document that a person has received."""
    file = scene.files(person)[which].file
    assert file is not None
    return file.content()


def plain(text: str) -> str:
    """Words with plain spaces."""
    return text.replace("\u00a0", " ").replace("’", "'")


def labels(person: Person, chat: Group | None = None) -> list[Any]:
    """The buttons of the newest messages."""
    return [view.buttons for view in person.messages(chat)[-4:]]


@dataclass
class Cast:
    """Everyone there is in a scene, before the bot comes."""

    server: RehearsalServer
    group: Group
    elise: Person
    adam: Person
    mehdi: Person
    mayor: Person
    carriers: list[Person]

    @property
    def roles(self) -> dict[str, tuple[int, ...]]:
        """Who is what in the team."""
        return {
            "elected": (self.elise.id,),
            "admin": (self.adam.id,),
            "member": (self.mehdi.id,),
            "signatory": (self.mayor.id,),
        }


def cast_of(server: RehearsalServer, people: int) -> Cast:
    """Bring the team and those who carry the project on stage."""
    world = server.world
    elise, adam, mehdi, mayor = (
        world.person(name) for name in ("Élise", "Adam", "Mehdi", "Claire")
    )
    group = world.group("Fifty-fifty", kind="supergroup")
    for member in (elise, adam, mehdi, mayor):
        group.add(member)
    group.add_bot(admin=True)
    carriers = [world.person(name) for name in NAMES[:people]]
    for person in (*carriers, mehdi, mayor):
        person.start()  # they have spoken with the bot long ago; this is never read
    return Cast(server, group, elise, adam, mehdi, mayor, carriers)


@asynccontextmanager
async def signing(
    folder: Path,
    people: int = 4,
    documents: Path | None = None,
    codes_by: Mapping[str, Any] | None = None,
    **changes: Any,
) -> AsyncIterator[Signing]:
    """A town with an accepted project that `people` carry.

    With `codes_by`, the settings of a mail server, whoever signs types a code first.
    """
    clock = MovableClock(NOW)
    async with RehearsalServer(
        clock=clock,
        outside_statement=complaints_about_call,
        outside_answer=complaints_about_answer,
        limits_enabled=False,
    ) as server:
        cast = cast_of(server, people)
        config = build_config(
            folder,
            server.base_url,
            cast.group.id,
            staff={"roles": cast.roles},
            convention={"mayor": "Claire Dumont, maire", "email_code": codes_by is not None},
            email=dict(codes_by or {}),
            town={"documents": documents} if documents else {},
        )
        await prepare(folder, config, cast, **changes)
        async with running(config, clock) as app:
            stage = Stage(
                server, clock, folder, cast.group, cast.elise, cast.adam, cast.mehdi, config, app
            )
            await stage.settle()
            yield Signing(stage, cast.carriers, cast.mayor)
        assert not server.transcript.violations, server.transcript.violations


async def prepare(folder: Path, config: Config, cast: Cast, **changes: Any) -> None:
    """Write the project and its people into a database that no bot uses yet."""
    bearer, *others = (person.id for person in cast.carriers)
    kept = project(bearer, tuple(others), **changes)
    town = build_town(config)
    async with Database(folder / "town.db") as database, begin(database, Numbers(), NOW) as work:
        for person in (*cast.carriers, cast.mayor, cast.mehdi):
            work.put_resident(Resident(person.id, "fr", NOW, adult=True, privacy_seen_at=NOW))
        work.put_project(kept)
        work.want_reminders(kept.id, reminders(kept, town.setting))
        await work.count_up("project")
        await update_card(town, work, kept)
        transaction = await work.direct()
        for rank, person in enumerate(cast.carriers):
            role = BearerRole.MEMBER if rank else BearerRole.REFERENT
            row = Member(1, person.id, role, Standing.JOINED, NOW, FULL[NAMES[rank]], joined_at=NOW)
            await members.save(transaction, row)
        await work.commit()
