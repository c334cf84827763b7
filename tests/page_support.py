"""What the tests of the rehearsal's page share: the page served, people's deeds, a true browser."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.rehearsal.page.guard import KEY_HEADER
from bot.rehearsal.page.playhouse import Playhouse, Show
from bot.rehearsal.page.serving import Served, served
from bot.rehearsal.people import Person
from bot.rehearsal.views import MessageView

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"),
    reason="chromium is not installed: `apt-get install chromium` runs the tests of the page",
)
"""In CI these tests always run: there a missing browser is a failure."""


@dataclass(frozen=True)
class Caller:
    """Someone who acts over HTTP with the key."""

    page: Served
    session: aiohttp.ClientSession

    @property
    def house(self) -> Playhouse:
        """The house behind the page."""
        return self.page.house

    @property
    def show(self) -> Show:
        """The show that is on."""
        return self.page.house.show

    async def ask(self, verb: str, path: str, **body: Any) -> Any:
        """Do a deed and return its answer, a refusal too."""
        headers = {KEY_HEADER: self.page.key}
        url = self.page.base_url + path
        async with self.session.request(verb, url, json=body, headers=headers) as response:
            return await response.json()

    async def do(self, path: str, **body: Any) -> Any:
        """Do a deed that must go well."""
        answer = await self.ask("POST", path, **body)
        assert "error" not in answer, answer
        return answer

    async def status(self, verb: str, path: str, **headers: str) -> int:
        """Return how a request without the key is answered."""
        url = self.page.base_url + path
        async with self.session.request(verb, url, headers=headers) as response:
            return response.status

    async def heard(self, person: Person, words: str) -> MessageView:
        """Wait until the bot has said something to a person."""
        return await person.expect(words, timeout=20, new=False)


@asynccontextmanager
async def called(folder: Path, language: str = "fr") -> AsyncIterator[Caller]:
    """Serve a page, and a way to call it."""
    async with served(0, folder, language) as page, aiohttp.ClientSession() as session:
        yield Caller(page, session)


async def until(holds: Any, patience: float = 20) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(patience):
        while not holds():  # noqa: ASYNC110 - it is another process that makes it true
            await asyncio.sleep(0.02)
