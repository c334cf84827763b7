"""The wire: python-telegram-bot's documented extension point for HTTP, carried by aiohttp.

Its default client costs about five times as much per call, which is most of what a bot does.
No error leaving this file carries an address: the token stands in it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

CONNECTIONS = 64
"""How many calls may be under way at once."""

_PIECE = 65_536
"""Bytes of a file that are in memory at once."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of ours that goes with a call, and the name it has on the other side."""

    path: Path
    name: str


class Form:
    """The parameters of a call, encoded once; the platform's own class takes ten times as long.

    With `uploads`, files by the name of their part, it is sent in parts, read from the disk as
    they leave.
    """

    __slots__ = ("body", "params", "uploads")

    def __init__(self, params: dict[str, Any], uploads: Mapping[str, Upload] | None = None) -> None:
        self.params = {
            name: value if isinstance(value, str) else _json(value)
            for name, value in params.items()
        }
        self.uploads = uploads or {}
        self.body = b"" if uploads else _urlencode(self.params)


def _urlencode(params: dict[str, str]) -> bytes:
    """Encode a form as aiohttp's own URL class does: nine times as fast as the standard library."""
    return URL.build(query=params).raw_query_string.encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class AiohttpRequest(BaseRequest):
    """Sends the Bot's requests over one aiohttp session; `read_timeout` is in seconds."""

    def __init__(self, read_timeout: float = 30, connections: int = CONNECTIONS) -> None:
        self._read_timeout = read_timeout
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str | None] = {}
        self._urls: dict[str, URL] = {}

    @property
    def read_timeout(self) -> float:
        """How long an answer may take by default, in seconds."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=75),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | Form | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call; the platform's own default marker means our default."""
        del write_timeout, connect_timeout, pool_timeout
        if self._session is None:
            raise NetworkError("the connection is not open")
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        with ExitStack() as opened:
            try:
                body, headers = _body(request_data, opened)
                async with (
                    asyncio.timeout(seconds),
                    self._session.request(
                        method,
                        self._parsed(url),
                        data=body,
                        headers=headers,
                        proxy=self._proxy(url),
                    ) as response,
                ):
                    return response.status, await response.read()
            except TimeoutError:
                raise TimedOut("no answer in time") from None
            except (aiohttp.ClientError, OSError) as error:
                raise NetworkError(type(error).__name__) from None

    async def download(self, url: str, seconds: float) -> AsyncIterator[bytes]:
        """Fetch a file piece by piece. Raises NetworkError, without the address."""
        if self._session is None:
            raise NetworkError("the connection is not open")
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.get(URL(url), proxy=self._proxy(url)) as response,
            ):
                if response.status != HTTPStatus.OK:
                    raise NetworkError(f"the file's server answers {response.status}")
                async for piece in response.content.iter_chunked(_PIECE):
                    yield piece
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None

    def _parsed(self, url: str) -> URL:
        """The address of a method; there are a dozen of them, so each is taken apart once."""
        if url not in self._urls:
            self._urls[url] = URL(url)
        return self._urls[url]

    def _proxy(self, url: str) -> str | None:
        """The proxy that the environment names for a host; asked once, not at every call."""
        origin = url.partition("/bot")[0]
        if origin not in self._proxies:
            parts = urlsplit(origin)
            bypassed = proxy_bypass(parts.netloc)
            self._proxies[origin] = None if bypassed else getproxies().get(parts.scheme)
        return self._proxies[origin]


def _body(
    data: RequestData | Form | None, opened: ExitStack
) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    if data is None:
        return None, None
    if isinstance(data, Form):
        return (_in_parts(data, opened), None) if data.uploads else (data.body, _FORM)
    if not data.contains_files:
        return _urlencode(data.json_parameters), _FORM
    form = aiohttp.FormData(quote_fields=False)  # names as people wrote them
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, None


def _in_parts(data: Form, opened: ExitStack) -> aiohttp.FormData:
    """Write a form whose files are read as they leave; `opened` closes them."""
    form = aiohttp.FormData(quote_fields=False)  # names as people wrote them
    for name, value in data.params.items():
        form.add_field(name, value)
    for name, upload in data.uploads.items():
        stream = opened.enter_context(upload.path.open("rb"))
        form.add_field(name, stream, filename=upload.name)
    return form
