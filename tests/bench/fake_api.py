"""A minimal local Bot API server with a town of residents behind it, as cheap as can be.

It exists to measure a bot, so it does no more than that needs: every call is believed, a message
is kept only until the next one in its chat, formatting is removed and not described by entities.
`python -m tests.bench.fake_api` writes its port to standard output. The residents say hello at the
bot's first getUpdates. `/control/stats`, `/control/reset` and `/control/stop` steer it.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import json
import re
import sys
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, cast
from urllib.parse import parse_qsl

from tests.bench.town import Mode, Town

FIRST_UPDATE = 1_000_000_000
"""Above every update that an earlier database says it has seen."""

BATCH = 100
"""Updates in one answer of getUpdates (Bot API)."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PART = re.compile(rb'name="(\w+)"[^\r]*\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)\r\n')
_TAG = re.compile(r"<[^>]+>")

_BOT = '{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}'
_ME = (
    _BOT[:-1] + ',"can_join_groups":true,"can_read_all_group_messages":false,'
    '"supports_inline_queries":false,"can_connect_to_business":false,"has_main_web_app":false}'
)
_FIXED = {
    "getme": _ME,
    "getmycommands": "[]",
    "getwebhookinfo": '{"url":"","has_custom_certificate":false,"pending_update_count":0}',
    "getchatmember": f'{{"status":"member","user":{_BOT}}}',
    "getchatadministrators": f'[{{"status":"creator","user":{_BOT},"is_anonymous":false}}]',
}

_SCREENS = frozenset(
    {"sendmessage", "sendphoto", "senddocument", "editmessagetext", "editmessagecaption"}
)
_WRITING = _SCREENS | {"editmessagereplymarkup", "copymessage", "forwardmessage"}

Reply = Callable[[str], None]
Params = Mapping[str, Any]


class Api:
    """What the server answers: the methods of the Bot API, and the updates nobody confirmed yet."""

    def __init__(self, residents: int, mode: Mode, delay: float, *, spread: bool) -> None:
        self.delay = delay
        self.town = Town(residents, mode, delay, self._queue, spread)
        self.calls: Counter[str] = Counter()
        self.stopped = asyncio.Event()
        self._updates: deque[str] = deque()
        self._first = FIRST_UPDATE
        self._polled = False
        self._poll: Reply | None = None
        self._timer: asyncio.TimerHandle | None = None

    def call(self, method: str, params: Params, reply: Reply) -> None:
        """Carry out one method; `reply` gets the JSON text of the result, at once or later."""
        self.calls[method] += 1
        if method == "getupdates":
            self._get_updates(params, reply)
        elif method in _WRITING:
            reply(self._message(method, params))
        elif method == "getchat":
            reply(f'{_chat(params)[:-1]},"accent_color_id":0,"max_reaction_count":11}}')
        else:
            reply(_FIXED.get(method, "true"))

    def forget(self, reply: Reply) -> None:
        """A connection is gone: do not answer its long poll."""
        if self._poll == reply:
            self._poll = None

    def control(self, command: str) -> str:
        """Steer the measurement; the answer is always the statistics."""
        stats = self.town.stats() | {"calls": dict(self.calls), "queued": len(self._updates)}
        if command == "reset":
            self.calls.clear()
            self.town.reset()
        elif command == "stop":
            self.stopped.set()
        return json.dumps(stats)

    def _queue(self, update: str) -> None:
        number = self._first + len(self._updates)
        self._updates.append(f'{{"update_id":{number},{update}}}')
        if self._poll is not None and len(self._updates) == 1:
            asyncio.get_running_loop().call_soon(self._answer_poll)

    def _get_updates(self, params: Params, reply: Reply) -> None:
        if not self._polled:
            self._polled = True
            self.town.start()
        confirmed = int(params.get("offset", 0)) - self._first
        for _ in range(min(confirmed, len(self._updates))):
            self._updates.popleft()
            self._first += 1
        self._answer_poll()  # two at once is the bot's mistake: the older one ends empty
        self._poll = reply
        timeout = float(params.get("timeout", 0))
        if self._updates or timeout <= 0:
            self._answer_poll()
        else:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(timeout, self._answer_poll)

    def _answer_poll(self) -> None:
        reply, self._poll = self._poll, None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if reply is not None:
            some = [self._updates[rank] for rank in range(min(BATCH, len(self._updates)))]
            reply(f"[{','.join(some)}]")

    def _message(self, method: str, params: Params) -> str:
        """Build the message that a call makes or changes, and show it if it is a screen."""
        chat = int(params.get("chat_id", 0))
        edited = method.startswith("edit")
        message_id = int(params["message_id"]) if edited else self.town.next_id()
        markup, keyboard = _markup(params)
        resident = self.town.find(chat)
        date = self.town.date()
        message = (
            f'{{"message_id":{message_id},"from":{_BOT},'
            f'"chat":{resident.chat_as_json if resident else _chat(params)},"date":{date}'
            f'{f""","edit_date":{date}""" if edited else ""}'
            f',"text":{json.dumps(_plain(params))}'
            f'{f""","reply_markup":{markup}""" if "inline_keyboard" in markup else ""}}}'
        )
        if resident is not None and method in _SCREENS:
            self.town.show(resident, message_id, message, keyboard)
        return message


def _markup(params: Params) -> tuple[str, Any]:
    """A call's reply markup, as text and as a value; it arrives as either."""
    raw = params.get("reply_markup")
    if not raw:
        return "", None
    return (raw, json.loads(raw)) if isinstance(raw, str) else (json.dumps(raw), raw)


def _plain(params: Params) -> str:
    text = str(params.get("text", ""))
    if params.get("parse_mode"):
        return html.unescape(_TAG.sub("", text))
    return text


def _chat(params: Params) -> str:
    chat = int(params.get("chat_id", 0))
    return f'{{"id":{chat},"type":"{"supergroup" if chat < 0 else "private"}","title":"Chat"}}'


class Connection(asyncio.Protocol):
    """One keep-alive connection: reads requests, one at a time, and writes their answers."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget where answers went."""
        del exc
        self._transport = None
        self._api.forget(self._reply)

    def data_received(self, data: bytes) -> None:
        """Take every request that is complete."""
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._received[:end])
            length = _LENGTH.search(head)
            complete = end + 4 + (int(length[1]) if length else 0)
            if len(self._received) < complete:
                return
            body = bytes(self._received[end + 4 : complete])
            del self._received[:complete]
            self._request(head.split(b" ", 2)[1].decode(), body)

    def _request(self, target: str, body: bytes) -> None:
        path, _, query = target.partition("?")
        method = path.rpartition("/")[2].lower()
        if path.startswith("/control/"):
            self._write(self._api.control(method))
        else:
            self._api.call(method, _params(query, body), self._reply)

    def _reply(self, result: str) -> None:
        """Answer a call of the bot, after what the network takes."""
        body = f'{{"ok":true,"result":{result}}}'
        if self._api.delay:
            asyncio.get_running_loop().call_later(self._api.delay, self._write, body)
        else:
            self._write(body)

    def _write(self, body: str) -> None:
        content = body.encode()
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (len(content), content)
            )


def _params(query: str, body: bytes) -> dict[str, Any]:
    """A call's parameters, however they were encoded; of a file only that it was there."""
    if body.startswith(b"{"):
        loaded: dict[str, Any] = json.loads(body)
        return loaded
    if body.startswith(b"--"):
        return {
            name.decode(): value.decode(errors="replace") for name, value in _PART.findall(body)
        }
    encoded = body.decode() if body else query
    return dict(parse_qsl(encoded, keep_blank_values=True))


async def serve(api: Api) -> None:
    """Serve on a free port of 127.0.0.1, written to standard output, until told to stop."""
    server = await asyncio.get_running_loop().create_server(lambda: Connection(api), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await api.stopped.wait()
    await asyncio.sleep(0.05)  # the last answer leaves first


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where it is installed: the server must not be what is measured."""
    with suppress(ImportError):
        import uvloop

        uvloop.run(main)
        return
    asyncio.run(main)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    made.add_argument("--residents", type=int, default=200)
    made.add_argument("--mode", choices=("form", "echo"), default="form")
    made.add_argument("--network-ms", type=float, default=0, help="added to every call")
    made.add_argument(
        "--spread", action="store_true", help="until reset, each goes only to a place of their own"
    )
    return made


async def main() -> None:
    """Serve what the command line says."""
    asked = parser().parse_args()
    delay = asked.network_ms / 1000
    await serve(Api(asked.residents, asked.mode, delay, spread=asked.spread))


if __name__ == "__main__":
    run(main())
