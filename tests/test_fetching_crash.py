"""A power cut in the middle of a file: after the restart it is there, whole and once."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.rehearsal.people import Person
from bot.rehearsal.server import RehearsalServer
from tests.process import PATIENCE, bot_process, write_config

VOICE = b"OggS\0\x02" + bytes(range(256)) * 2000


class HesitantServer(RehearsalServer):
    """Hands out half of a file, and the rest when it is told to."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.go_on = asyncio.Event()

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Answer with the file, in two halves."""
        path = request.path.removeprefix("/file/bot").partition("/")[2]
        stored = self.world.files.behind(path, self.world.now())
        assert stored is not None
        content = stored.content()
        response = web.StreamResponse(headers={"Content-Length": str(len(content))})
        await response.prepare(request)
        await response.write(content[: len(content) // 2])
        await self.go_on.wait()
        await response.write(content[len(content) // 2 :])
        return response


async def until(holds: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - another process is no event
            await asyncio.sleep(0.02)


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """Look into the database."""
    with sqlite3.connect(folder / "town.db") as connection:
        found = connection.execute(sql).fetchall()
    connection.close()
    return found


async def press(person: Person, act: str) -> None:
    """Press a button of the newest screen by what it does."""
    view = await person.expect(lambda one: any(act in d for row in one.buttons for _, d in row))
    person.press(next(d for row in view.buttons for _, d in row if act in d), view)


async def test_a_file_survives_a_power_cut_in_its_middle(tmp_path: Path) -> None:
    async with HesitantServer(limits_enabled=False) as server:
        jean = server.world.person("Jean", language="en")
        elise, adam = server.world.person("Élise"), server.world.person("Adam")
        group = server.world.group("Fifty-fifty", kind="supergroup")
        for member in (elise, adam):
            group.add(member)
        group.add_bot(admin=True)
        config = write_config(
            tmp_path, server.base_url, group_id=group.id, elected=[elise.id], admin=[adam.id]
        )
        files = tmp_path / "files"
        async with bot_process(config) as process:
            await process.ready()
            jean.start()
            await press(jean, ".set.yes")
            await jean.expect("What is your idea")
            jean.send_voice(9, VOICE)
            await until(lambda: [p for p in files.glob("coming/*") if p.stat().st_size])
            process.kill()
        assert rows(tmp_path, "SELECT state FROM media") == [("wanted",)]
        assert [path.parent.name for path in files.rglob("*") if path.is_file()] == ["coming"]

        server.go_on.set()
        async with bot_process(config) as process:
            await until(lambda: rows(tmp_path, "SELECT state FROM media") == [("kept",)])
            await process.stop()
        (kept,) = [path for path in files.rglob("*") if path.is_file()]
        assert kept.read_bytes() == VOICE
        assert kept.stem == hashlib.sha256(VOICE).hexdigest()
