"""The server: the Bot API on a loopback port."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from types import TracebackType
from typing import Any, Protocol, Self

from aiohttp import web

from bot.rehearsal import (
    REHEARSAL_TOKEN,
    methods_account,
    methods_chats,
    methods_edit,
    methods_groups,
    methods_send,
)
from bot.rehearsal.clock import Clock, MovableClock
from bot.rehearsal.contents import NotModelledError
from bot.rehearsal.faults import Faults
from bot.rehearsal.method_names import METHOD_NAMES
from bot.rehearsal.params import Params
from bot.rehearsal.polling import Polling
from bot.rehearsal.refusals import Refusal, conflict
from bot.rehearsal.state import State
from bot.rehearsal.transcript import Call, Transcript, readable
from bot.rehearsal.webhook import Webhook
from bot.rehearsal.wire import BODY_LIMIT, check_token, failure, read_params, split_path, success
from bot.rehearsal.world import World

_log = logging.getLogger(__name__)

Statement = Callable[[str, dict[str, Any]], list[str]]
AnswerStatement = Callable[[str, Any], list[str]]


class Watcher(Protocol):
    """Someone who sees every call go by."""

    def arrived(self, at: float) -> None:
        """A call has come in, at an instant in Unix seconds."""

    def answered(self, at: float, call: Call, result: Any, *, by_accident: bool) -> None:
        """A call was answered; `by_accident` is a refusal that the bot has not caused."""


_MODELLED: dict[str, Callable[[State, Params], Any]] = {
    name.lower(): method
    for methods in (methods_send, methods_edit, methods_chats, methods_groups, methods_account)
    for name, method in methods.METHODS.items()
}
_OFFICIAL = {name.lower(): name for name in METHOD_NAMES}


class RehearsalServer:
    """A local Telegram for one bot. Give its `base_url` and token to any Bot API client.

    `outside_statement` complains about a method's parameters, `outside_answer` about a result;
    both are optional, and what they say stands in the transcript.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        token: str = REHEARSAL_TOKEN,
        outside_statement: Statement | None = None,
        outside_answer: AnswerStatement | None = None,
        limits_enabled: bool = True,
    ) -> None:
        self.clock: Clock = clock or MovableClock()
        self.token = token
        self.world = World(self.clock, limits_enabled=limits_enabled)
        self.faults = Faults()
        self.transcript = Transcript()
        self.watcher: Watcher | None = None
        self._outside_statement = outside_statement
        self._outside_answer = outside_answer
        self._polling = Polling(self.world)
        self._webhook = Webhook(self.world, self._carry_out)
        self._runner: web.AppRunner | None = None
        self._port = 0
        self.faults.on_cut(lambda: self._polling.end_poll(Refusal(502, "Bad Gateway")))

    @property
    def limits_enabled(self) -> bool:
        """Whether sending too fast meets a 429."""
        return self.world.limits.enabled

    @limits_enabled.setter
    def limits_enabled(self, enabled: bool) -> None:
        self.world.limits.enabled = enabled

    @property
    def base_url(self) -> str:
        """Where the server listens, as http://127.0.0.1:PORT."""
        return f"http://127.0.0.1:{self._port}"

    def advance(self, step: timedelta) -> None:
        """Push the clock forward and wake whoever waits; needs a clock that can move."""
        if not isinstance(self.clock, MovableClock):
            raise TypeError("this rehearsal's clock cannot be moved")
        self.clock.advance(step)
        self.world.pulse.beat()

    async def wait_for_poll(self, timeout: float = 10) -> None:  # noqa: ASYNC109  (a test's patience)
        """Wait until the bot has taken everything and waits for more."""
        async with asyncio.timeout(timeout):
            while not self._polling.is_waiting:
                await self.world.pulse.wait(timeout)

    async def start(self, port: int = 0) -> None:
        """Listen on a loopback port; 0 picks a free one."""
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_route("GET", "/file/{tail:.*}", self._download)
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening and end what is in progress."""
        self._webhook.stop()
        self._polling.end_poll(Refusal(502, "Bad Gateway"))
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if _comes_from_a_page(request):
            return failure(Refusal(403, "Forbidden: a web page is no bot"))
        if self.faults.cuts_line():
            return _dropped(request)
        if self.watcher is not None:
            self.watcher.arrived(self.world.now().timestamp())
        try:
            name = split_path(request.path, self.token)
            params = await read_params(request)
        except Refusal as refusal:
            return failure(refusal)
        if self.faults.delay:
            await asyncio.sleep(self.faults.delay)
        fault = self.faults.refusal(name)
        if fault is not None:
            official = _OFFICIAL.get(name.lower(), name)
            self._record(official, params, fault.code, fault.description, [], by_accident=True)
            return failure(fault)
        response = await self._respond(_OFFICIAL.get(name.lower(), name), params, request)
        # The line may have been cut meanwhile; what was asked is done all the same.
        if self.faults.cuts_line() or self.faults.loses_answer(name):
            return _dropped(request)
        return response

    async def _respond(self, name: str, params: Params, request: web.Request) -> web.Response:
        complaints = self._complaints(name, params)
        try:
            result = await self._result(name, params)
        except Refusal as refusal:
            if not _is_gone(request):  # a bot that was killed hears nothing any more
                self._record(
                    name,
                    params,
                    refusal.code,
                    refusal.description,
                    complaints,
                    by_accident=refusal.code == HTTPStatus.BAD_GATEWAY,  # no law says 502
                )
            return failure(refusal)
        except NotModelledError as error:
            words = f"the rehearsal does not model {error} yet"
            print(f"REHEARSAL: {words} (asked for by {name})")
            loud = Refusal(500, f"Internal Server Error: {words}")
            self._record(name, params, loud.code, loud.description, [*complaints, words])
            return failure(loud)
        except Exception as error:  # noqa: BLE001  (one call must not end the rehearsal)
            # The rehearsal's own mistake: said as an answer, and loudly, never as a silent drop.
            _log.exception("the rehearsal broke on %s", name)
            broken = Refusal(500, f"Internal Server Error: the rehearsal broke on {name}: {error}")
            self._record(name, params, 500, broken.description, [broken.description])
            return failure(broken)
        if self._outside_answer is not None:
            complaints = [*complaints, *self._outside_answer(name, result)]
        if result or name != "getUpdates" or complaints:
            self._record(name, params, 200, "", complaints, result)
        return success(result)

    def _complaints(self, name: str, params: Params) -> list[str]:
        if self._outside_statement is None or name.lower() not in _OFFICIAL:
            return []
        return self._outside_statement(name, params.values)

    async def _result(self, name: str, params: Params) -> Any:
        if name == "getUpdates":
            if self._webhook.url:
                raise conflict(
                    "can't use getUpdates method while webhook is active; "
                    "use deleteWebhook to delete the webhook first"
                )
            return await self._polling.get_updates(params)
        if name == "setWebhook":
            result = self._webhook.set(params)
            self._polling.end_poll(conflict("terminated by setWebhook request"))
            return result
        if name == "deleteWebhook":
            return self._webhook.delete(params)
        if name == "getWebhookInfo":
            return self._webhook.info()
        return self._carry_out(name, params)

    def _carry_out(self, name: str, params: Params) -> Any:
        method = _MODELLED.get(name.lower())
        if method is not None:
            return method(self.world, params)
        if name.lower() in _OFFICIAL:
            raise NotModelledError(name)
        raise Refusal(404, "Not Found: method not found")

    def _record(
        self,
        name: str,
        params: Params,
        status: int,
        description: str,
        complaints: list[str],
        result: Any = None,
        *,
        by_accident: bool = False,
    ) -> None:
        now, values = self.world.now(), readable(params.values)
        call = Call(now, name, values, status, description, tuple(complaints))
        self.transcript.record(call)
        if self.watcher is not None:
            self.watcher.answered(now.timestamp(), call, result, by_accident=by_accident)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if self.faults.cuts_line():
            return _dropped(request)
        token, _, path = request.path.removeprefix("/file/bot").partition("/")
        try:
            check_token(token, self.token)
        except Refusal as refusal:
            return failure(refusal)
        stored = self.world.files.behind(path, self.world.now())
        if stored is None:
            return failure(Refusal(404, "Not Found"))
        return web.Response(body=stored.content(), content_type="application/octet-stream")


def _is_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _comes_from_a_page(request: web.Request) -> bool:
    """Whether a browser asks, for a page from wherever: bots send none of these headers."""
    host = request.host.rpartition(":")[0] or request.host
    foreign = host not in ("127.0.0.1", "localhost", "[::1]")
    return foreign or "Origin" in request.headers or "Sec-Fetch-Site" in request.headers


def _dropped(request: web.Request) -> web.Response:
    """End the connection without a word; the response returned here reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)
