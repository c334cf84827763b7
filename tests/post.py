"""A mail server of the tests: it takes e-mails, or refuses them as told."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP


@dataclass
class Post:
    """What came in, and how the next e-mails are answered (an SMTP reply, "" to take them)."""

    port: int = 0
    refusal: str = ""
    came: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take a recipient, or refuse it."""
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take an e-mail."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.came.append(message)
        return "250 OK"

    @property
    def settings(self) -> dict[str, Any]:
        """The section [email] that sends here."""
        return {
            "host": "127.0.0.1",
            "port": self.port,
            "security": "none",
            "sender": "robot@saint-exemple.example",
        }

    def code(self) -> str:
        """The code in the e-mail that came last."""
        found = re.search(r"\b(\d{6})\b", self.came[-1].get_content())
        assert found is not None
        return found[1]


@asynccontextmanager
async def post() -> AsyncIterator[Post]:
    """A mail server on this machine, on a port of its own."""
    handler = Post()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost"), host="127.0.0.1", port=0
    )
    try:
        handler.port = server.sockets[0].getsockname()[1]
        yield handler
    finally:
        server.close()
        await server.wait_closed()
