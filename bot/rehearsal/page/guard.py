"""Who may use the page: this machine's own page with this run's key, and nobody else's.

A page elsewhere cannot reach it: the name in the address must be this machine's (so that no name
can be made to point here), a request from another origin is refused, and every call carries a key
that is new at each start.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEY_HEADER = "X-Rehearsal-Key"
_NAMES = frozenset({"127.0.0.1", "localhost"})
_OPEN = ("/static/",)
"""What anyone on this machine may read: our own scripts and styles, which hold nothing."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_CLOSED = (
    "Open the address that the terminal prints: it ends with a key.\n"
    "Ouvrez l'adresse affichée dans le terminal : elle finit par une clé.\n"
)


class Guard:
    """Lets a request through, or answers why not."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the lawful in."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", []))
                names = {name.lower() for name, _ in given}
                message["headers"] = given + [one for one in _HEADERS if one[0] not in names]
            await send(message)

        await self._app(scope, receive, sending)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        host = headers.get("host", "")
        if host.rpartition(":")[0] not in _NAMES:
            return PlainTextResponse("this address is no name of the rehearsal\n", 403)
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return PlainTextResponse("another page may not use the rehearsal\n", 403)
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return PlainTextResponse("another page may not use the rehearsal\n", 403)
        if scope["path"].startswith(_OPEN):
            return None
        if self._is_known(scope, headers):
            return None
        if scope["path"] == "/":
            return PlainTextResponse(_CLOSED, 403)
        return JSONResponse({"error": f"{KEY_HEADER} is missing or wrong"}, 403)

    def _is_known(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        given = headers.get(KEY_HEADER.lower(), "")
        if not given and scope["method"] == "GET":
            # A page and a picture are asked for by address alone; an act never is.
            query = parse_qs(scope["query_string"].decode("latin-1"))
            given = query.get("key", [""])[0]
        return secrets.compare_digest(given.encode(), self._key.encode())


_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]
