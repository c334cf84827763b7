"""The power cut between the last acceptance and the town's signature: nothing signed is lost."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.config_file import load
from bot.rehearsal.groups import Group
from bot.rehearsal.people import Person
from bot.rehearsal.server import RehearsalServer
from tests.process import PATIENCE, BotProcess, write_config
from tests.signing_support import FULL, cast_of, plain, prepare


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the bot does by itself."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - another process is no event
            await asyncio.sleep(0.02)


async def taps(person: Person, label: str, chat: Group | None = None) -> None:
    """Press the newest button that says `label`, once it is there."""

    def found() -> list[tuple[Any, str]]:
        return [
            (view, data)
            for view in reversed(person.messages(chat))
            for row in view.buttons
            for shown, data in row
            if plain(shown) == label
        ]

    await until(lambda: bool(found()))
    view, data = found()[0]
    person.press(data, view)


def heard(person: Person, words: str) -> bool:
    """Whether the bot has said words to a person."""
    return any(words in plain(view.text) for view in person.messages() if view.from_bot)


def documents(person: Person) -> list[str]:
    """What the documents are called that a person has received."""
    return [plain(one.text) for one in person.messages() if one.from_bot and one.kind == "document"]


def kept(folder: Path) -> dict[str, Any]:
    """The project as the database holds it."""
    with closing(sqlite3.connect(folder / "town.db")) as connection:
        ((data,),) = connection.execute("SELECT data FROM projects WHERE id = 1").fetchall()
    found: dict[str, Any] = json.loads(data)
    return found


async def signs(person: Person) -> None:
    """Sign as a resident."""
    await taps(person, "Signer")
    await until(lambda: heard(person, "Vous allez signer"))
    person.say(FULL[person.user.first_name])
    await taps(person, "J'accepte")


async def test_nothing_signed_is_lost_when_the_process_dies(tmp_path: Path) -> None:
    async with RehearsalServer(limits_enabled=False) as server:
        cast = cast_of(server, 2)
        camille, nadia = cast.carriers
        roles = {name: list(ids) for name, ids in cast.roles.items()}
        path = write_config(tmp_path, server.base_url, group_id=cast.group.id, **roles)
        await prepare(tmp_path, load(path, {}), cast)
        bot = BotProcess.start(path)
        try:
            await taps(cast.mehdi, "La convention", cast.group)
            await taps(cast.mehdi, "Envoyer à la signature", cast.group)
            await signs(camille)
            await until(lambda: heard(camille, "signature est notée"))
            await signs(nadia)
            await until(lambda: len(kept(tmp_path)["signatures"]) == 2)
            bot.kill()  # the last acceptance is on the disk, and perhaps nothing was said of it

            bot = BotProcess.start(path)
            await until(lambda: heard(nadia, "signature est notée"))
            await taps(cast.mayor, "Signer pour la mairie")
            await until(lambda: heard(cast.mayor, "C'est votre signature"))
            cast.mayor.say("Claire Dumont")
            await taps(cast.mayor, "Je signe pour la mairie")
            await until(lambda: kept(tmp_path).get("convention") is not None)
            bot.kill()  # and again, before the evidence page is sent

            bot = BotProcess.start(path)
            for person in (camille, nadia, cast.mayor):
                await until(lambda person=person: any("preuve" in one for one in documents(person)))  # type: ignore[misc]
        finally:
            bot.kill()
        after = kept(tmp_path)
        assert [one["name"] for one in after["signatures"]] == [
            "Camille Petit",
            "Nadia Ferrand",
            "Claire Dumont",
        ]
        assert sum("preuve" in one for one in documents(camille)) <= 2, "at most one is said twice"
