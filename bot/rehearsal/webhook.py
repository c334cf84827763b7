"""Webhooks: set, deleted, told about, and delivered to this machine only."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from typing import Any

import aiohttp
from yarl import URL

from bot.rehearsal.params import Params
from bot.rehearsal.refusals import Refusal, bad_request
from bot.rehearsal.state import State

_PORTS = (80, 88, 443, 8443)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LONGEST_PAUSE = 60.0
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """The webhook of the bot and its delivery: in order, one at a time, until a 2xx.

    Unlike the platform's it may be plain HTTP, but only to the machine's own addresses; and a
    callback never overtakes a message. `call` carries out a method named in an answer.
    """

    def __init__(self, state: State, call: Callable[[str, Params], Any]) -> None:
        self._state = state
        self._call = call
        self._task: asyncio.Task[None] | None = None
        self._info: dict[str, Any] = {}
        self.url = ""
        self._secret = ""

    def set(self, params: Params) -> bool:
        """Answer setWebhook; an empty url deletes it."""
        url, secret = params.text("url"), params.text("secret_token")
        if not url:
            return self.delete(params)
        _check_address(URL(url))
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if "allowed_updates" in params.values:
            self._state.updates.allow(params.values["allowed_updates"])
        if params.flag("drop_pending_updates"):
            self._state.updates.clear()
        self.stop()
        self.url, self._secret = url, secret
        self._info = {
            "max_connections": params.integer("max_connections", 40, 1, 100),
            "ip_address": "127.0.0.1",
        }
        self._task = asyncio.get_running_loop().create_task(self._deliver())
        return True

    def delete(self, params: Params) -> bool:
        """Answer deleteWebhook."""
        if params.flag("drop_pending_updates"):
            self._state.updates.clear()
        self.stop()
        self.url, self._info = "", {}
        return True

    def info(self) -> dict[str, Any]:
        """Answer getWebhookInfo."""
        return {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._state.updates),
            **self._info,
        }

    def stop(self) -> None:
        """End the delivery."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _deliver(self) -> None:
        pause = 0.0
        async with aiohttp.ClientSession() as session:
            while True:
                waiting = self._state.updates.take(0, 1)
                if not waiting:
                    await self._state.pulse.wait(_LONGEST_PAUSE)
                elif await self._post(session, waiting[0].wire()):
                    self._state.updates.confirm(waiting[0])
                    pause = 0.0
                else:
                    await asyncio.sleep(pause)
                    pause = min(max(2.0, 2 * pause), _LONGEST_PAUSE)

    async def _post(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        headers = {_SECRET_HEADER: self._secret} if self._secret else {}
        try:
            async with session.post(self.url, json=update, headers=headers) as response:
                if response.ok:
                    await self._answer(response)
                    return True
                problem = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, OSError) as error:
            problem = f"Connection failed: {error}"
        self._info["last_error_date"] = self._state.timestamp()
        self._info["last_error_message"] = problem
        return False

    async def _answer(self, response: aiohttp.ClientResponse) -> None:
        """Carry out the method call an answer may hold; its result is told to nobody."""
        with contextlib.suppress(ValueError, aiohttp.ClientError, Refusal):
            values = await response.json(content_type=None)
            method = str(values.pop("method", "")) if isinstance(values, dict) else ""
            barred = ("setwebhook", "deletewebhook", "close", "logout")
            if method and not method.lower().startswith("get") and method.lower() not in barred:
                self._call(method, Params(values))


def _check_address(url: URL) -> None:
    if url.host in _LOOPBACK and url.scheme in {"http", "https"}:
        return  # a rehearsal's webhook: plain HTTP, any port, this machine
    if url.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if url.port not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    # What the platform says of an address it cannot reach; nothing leaves this machine.
    raise bad_request("bad webhook: Failed to resolve host: No address associated with hostname")
