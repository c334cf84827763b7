"""The wire: paths and tokens, the four ways parameters come, and the envelope of an answer."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import BodyPartReader, web

from bot.rehearsal.files import UPLOAD_LIMIT
from bot.rehearsal.params import Params, Upload
from bot.rehearsal.refusals import Refusal

BODY_LIMIT = UPLOAD_LIMIT + 2 * 1024 * 1024
_NOT_FOUND = "Not Found"
_TOO_LARGE = "Request Entity Too Large"


def split_path(path: str, token: str) -> str:
    """Return the method in `/bot<token>/<method>`, or raise what a wrong path or token meets."""
    if not path.startswith("/bot"):
        raise Refusal(404, _NOT_FOUND)
    given, slash, method = path.removeprefix("/bot").partition("/")
    method = method.removeprefix("test/").rstrip("/")
    if not slash or not method or "/" in method:
        raise Refusal(404, _NOT_FOUND)
    check_token(given, token)
    return method


def check_token(given: str, token: str) -> None:
    """Raise the refusal of a malformed or a wrong token."""
    number, colon, _ = given.partition(":")
    if given.startswith("0") or not colon or not number.isdecimal() or len(given) > 80:
        raise Refusal(401, "Unauthorized: invalid token specified")
    if given != token:
        raise Refusal(401, "Unauthorized")


async def read_params(request: web.Request) -> Params:
    """Return the parameters of a call, from its address and from its body."""
    values: dict[str, Any] = dict(request.query)
    try:
        values |= await _body(request)
    except web.HTTPRequestEntityTooLarge as error:
        raise Refusal(413, _TOO_LARGE) from error
    return Params(values)


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return _json_object(await request.read())
    if request.content_type == "multipart/form-data":
        return await _parts(request)
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(await request.post())
    return {}


def _json_object(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        values = json.loads(body)
    except ValueError as error:
        raise Refusal(400, "Bad Request: can't parse JSON object") from error
    if not isinstance(values, dict):
        raise Refusal(400, "Bad Request: can't parse JSON object")
    return {name: value for name, value in values.items() if value is not None}


async def _parts(request: web.Request) -> dict[str, Any]:
    values: dict[str, Any] = {}
    room = BODY_LIMIT
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = bytes(await part.read(decode=True))
        room -= len(data)
        if room < 0:
            raise Refusal(413, _TOO_LARGE)
        if part.filename is None:
            values[part.name] = data.decode(errors="replace")
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            values[part.name] = Upload(part.filename, data, mime)
    return values


def success(result: Any) -> web.Response:
    """Return the envelope of a result."""
    return web.json_response({"ok": True, "result": result})


def failure(refusal: Refusal) -> web.Response:
    """Return the envelope of a refusal; its HTTP status is its error code."""
    headers = {}
    if "retry_after" in refusal.parameters:
        headers["Retry-After"] = str(refusal.parameters["retry_after"])
    return web.json_response(refusal.body(), status=refusal.code, headers=headers)
