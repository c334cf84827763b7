"""What the rehearsal's tests share: a server under outside eyes and a plain HTTP client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.rehearsal.server import RehearsalServer
from tests.outside_statement import complaints_about_answer, complaints_about_call


@dataclass(frozen=True)
class Answer:
    """One answer as it came over the wire."""

    status: int
    body: dict[str, Any]
    headers: Any

    @property
    def description(self) -> str:
        """The refusal's words, "" when there is none."""
        return str(self.body.get("description", ""))

    @property
    def result(self) -> Any:
        """The result, which must be there."""
        assert self.body["ok"], self.body
        return self.body["result"]


@dataclass(frozen=True)
class Line:
    """A server and an HTTP client that speaks to it."""

    server: RehearsalServer
    session: aiohttp.ClientSession

    @property
    def url(self) -> str:
        """Where methods are called."""
        return f"{self.server.base_url}/bot{self.server.token}"

    async def call(self, method: str, **params: Any) -> Answer:
        """Call a method with JSON."""
        async with self.session.post(f"{self.url}/{method}", json=params) as response:
            return Answer(response.status, await response.json(), response.headers)

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """Return what getUpdates has."""
        found: list[dict[str, Any]] = (await self.call("getUpdates", **params)).result
        return found

    async def drain(self) -> list[dict[str, Any]]:
        """Return and confirm everything that waits, without asking when nothing does."""
        queue = self.server.world.updates
        waiting = queue.take(0, 1)
        # An offset of its own: the same one twice in a hurry is answered with a single update.
        found = await self.updates(offset=waiting[0].id) if waiting else []
        queue.clear()
        return found


def watched_server(**options: Any) -> RehearsalServer:
    """Return a server whose calls and answers are compared with aiogram's models."""
    return RehearsalServer(
        outside_statement=complaints_about_call,
        outside_answer=complaints_about_answer,
        **options,
    )


@asynccontextmanager
async def line_to(server: RehearsalServer) -> AsyncIterator[Line]:
    """Start a server and open a client to it."""
    async with server, aiohttp.ClientSession() as session:
        yield Line(server, session)


@asynccontextmanager
async def open_line(**options: Any) -> AsyncIterator[Line]:
    """Start a watched server without rate limits, open a client, and demand clean answers."""
    async with line_to(watched_server(**{"limits_enabled": False, **options})) as line:
        yield line
        broken = [
            (call.method, complaint)
            for call in line.server.transcript
            for complaint in call.violations
            if complaint.startswith("answer")
        ]
        assert not broken
