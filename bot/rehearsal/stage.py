"""A town on stage: its folder, its settings, its people, and the real bot against our server."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

from bot import log
from bot.app import App, open_app
from bot.config import Config
from bot.config_values import ConfigError
from bot.rehearsal.groups import Group
from bot.rehearsal.people import Person
from bot.rehearsal.server import RehearsalServer
from storage.migrate import APPLICATION_ID

if TYPE_CHECKING:
    from bot.rehearsal.world import World

DATABASE = "rehearsal.db"
LOG = "rehearsal.log"

_LEFTOVERS = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", LOG)
_SQLITE_MARK = b"SQLite format 3\x00"
_APPLICATION_AT = slice(68, 72)  # the file format's place for PRAGMA application_id

LANGUAGES = ("fr", "en")
GroupKind = Literal["group", "supergroup", "forum"]

NO_LIMITS = {
    "per_chat_per_second": 0,
    "per_chat_burst": 0,
    "group_per_minute": 0,
    "overall_per_second": 0,
}
"""For a story: nobody waits for a second message."""


@dataclass(frozen=True)
class Cast:
    """Everyone on stage: two residents, two who decide, one who only is in the group."""

    camille: Person
    sam: Person
    elise: Person
    adam: Person
    mehdi: Person
    group: Group

    @classmethod
    def bring(cls, world: World, language: str, kind: GroupKind = "supergroup") -> Cast:
        """Bring everyone into a world, and the bot into the group."""
        camille, sam, elise, adam, mehdi = (
            world.person(name, language=language)
            for name in ("Camille", "Sam", "Élise", "Adam", "Mehdi")
        )
        group = world.group("Fifty-fifty", kind=kind)
        for member in (elise, adam, mehdi):
            group.add(member)
        group.add_bot(admin=True)
        return cls(camille, sam, elise, adam, mehdi, group)


def prepare_folder(folder: Path | None) -> Path:
    """Make the folder of a rehearsal, empty of an earlier one; a temporary one by default.

    Raises ConfigError, in one line, for a folder that holds a town's database.
    """
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="fifty-fifty-rehearsal-"))
    folder = folder.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.name not in _LEFTOVERS and path.is_file() and _is_towns(path):
                raise ConfigError(
                    f"{folder}: holds a town's database ({path.name}); "
                    "name another folder for the rehearsal"
                )
        for name in _LEFTOVERS:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{folder}: cannot be used ({error.strerror}); name another folder"
        ) from error
    return folder


def _is_towns(path: Path) -> bool:
    """Whether a file is a database of ours."""
    try:
        with path.open("rb") as file:
            head = file.read(_APPLICATION_AT.stop)
    except OSError:
        return False
    ours = APPLICATION_ID.to_bytes(4, "big")
    return head.startswith(_SQLITE_MARK) and head[_APPLICATION_AT] == ours


def town_settings(
    server: RehearsalServer,
    group: Group,
    database: Path,
    language: str,
    roles: Mapping[str, tuple[int, ...]],
    **telegram: Any,
) -> dict[str, Any]:
    """Return the settings of an invented town; its Telegram is always the local server.

    Whoever is elected there also signs for it, as a mayor does.
    """
    signing = (*roles.get("signatory", ()), *roles.get("elected", ()))
    return {
        "telegram": {**telegram, "token": server.token, "api_url": server.base_url},
        "staff": {"group_id": group.id, "roles": {**roles, "signatory": signing}},
        "town": {
            "name": "Saint-Exemple",
            "court": "Lille",
            "languages": (language, *(code for code in LANGUAGES if code != language)),
            "service": {
                "name": "Service vie citoyenne",
                "address": "1 place de la République, 62000 Saint-Exemple",
                "phone": "03 53 01 00 50",  # a number kept free for stories
                "email": "citoyens@saint-exemple.example",
            },
            "privacy": {"dpo": "dpo@saint-exemple.example"},
        },
        "reminders": {"sweep_seconds": 2},
        "residents": {"messages_per_minute": 60},  # scenes are played faster than people type
        "storage": {"url": f"sqlite:///{database}"},
    }


def config_of(settings: dict[str, Any], folder: Path) -> Config:
    """Check settings as an operator's are; the folder is all that could be wrong with them."""
    try:
        return Config.model_validate(settings)
    except ValueError as error:
        raise ConfigError(f"{folder}: cannot hold a database; name another folder") from error


def town_config(
    server: RehearsalServer,
    cast: Cast,
    folder: Path,
    language: str,
    **telegram: Any,
) -> Config:
    """Write the settings of the town in which a story is played."""
    elected, admin = (cast.elise.id,), (cast.adam.id,)
    roles = {"elected": elected, "signatory": elected, "admin": admin}
    settings = town_settings(server, cast.group, folder / DATABASE, language, roles, **telegram)
    return config_of(settings, folder)


@contextmanager
def logging_into(folder: Path, *, verbose: bool) -> Iterator[TextIO]:
    """Keep the log in the folder, so that the terminal is the people's; `verbose` shows it.

    Gives the stream that is logged to.
    """
    if verbose:
        log.setup("text", "debug")
        yield sys.stderr
        return
    root = logging.getLogger()
    before = list(root.handlers)
    with (folder / LOG).open("w", encoding="utf-8") as file:
        log.setup("text", "info", stream=file)
        try:
            yield file
        finally:
            root.handlers[:] = before


@dataclass(frozen=True)
class Running:
    """The real bot at work: its parts, and the task that fails when it does."""

    app: App
    task: asyncio.Task[None]

    async def sweep(self) -> None:
        """Let the bot say what is due."""
        await self.app.sweep()

    async def idle(self) -> None:
        """Wait until everything is sent."""
        await self.app.delivery.idle()

    async def issue(self) -> None:
        """Make the documents that wait, and let them be sent."""
        await self.app.issue()
        await self.idle()


@asynccontextmanager
async def running(config: Config, server: RehearsalServer) -> AsyncIterator[Running]:
    """Run the bot until the block ends; what it raises is raised here."""
    stop = asyncio.Event()
    async with open_app(config, server.clock) as app:
        task = asyncio.create_task(app.run(stop))
        try:
            yield Running(app, task)
        finally:
            stop.set()
            await task
