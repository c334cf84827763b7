"""The shipped statement of the Bot API: equal to the outside one, and used on every call."""

from __future__ import annotations

import datetime as dt
import json
import types
import typing
from typing import Any

import aiogram.types
import pytest
from pydantic import BaseModel

from bot.rehearsal.params import Upload
from bot.rehearsal.statement import FILE, complaints
from tests.outside_statement import _METHODS

_LETTERS: dict[type, str] = {int: "i", float: "f", str: "s", bool: "b", dict: "o", list: "a"}


def _kinds(annotation: Any) -> str:
    """Return the letters of the values that an annotation takes."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return "".join(sorted({*"".join(map(_kinds, typing.get_args(annotation)))}))
    if origin in (list, dict):
        return _LETTERS[origin]
    if origin is typing.Literal:
        return "s"
    if annotation in (dt.datetime, dt.timedelta):
        return "i"
    if isinstance(annotation, type):
        if issubclass(annotation, aiogram.types.InputFile):
            return "u"
        if issubclass(annotation, BaseModel):
            return "o"
        if annotation in _LETTERS:
            return _LETTERS[annotation]
        return "s" if issubclass(annotation, str) else ""
    return ""


def made() -> dict[str, dict[str, str]]:
    """Make the statement from the models of another client."""
    found = {}
    for model in sorted(_METHODS.values(), key=lambda one: one.__api_method__):
        params = {}
        for name, each in model.model_fields.items():
            kinds = _kinds(each.annotation) or "os"
            params[each.alias or name] = ("!" if each.is_required() else "") + kinds
        found[model.__api_method__] = params
    return found


def written() -> str:
    """Write the statement, a method a line."""
    lines = (f"{json.dumps(name)}: {json.dumps(params)}" for name, params in made().items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def test_the_shipped_statement_is_what_the_outside_says() -> None:
    assert FILE.read_text(encoding="utf-8") == written(), "python -m tests.test_rehearsal_statement"


@pytest.mark.parametrize(
    ("method", "params", "said"),
    [
        ("sendMessage", {"chat_id": "5", "text": "x"}, []),
        ("sendmessage", {"chat_id": 5, "text": "x", "parse_mod": "HTML"}, ["parse_mod: unknown"]),
        ("sendMessage", {"chat_id": 5}, ["text: missing"]),
        (
            "sendMessage",
            {"chat_id": 5, "text": "x", "reply_markup": "{"},
            ["reply_markup: ill-typed"],
        ),
        (
            "sendMessage",
            {"chat_id": 5, "text": "x", "reply_markup": '{"remove_keyboard": true}'},
            [],
        ),
        ("sendPhoto", {"chat_id": 5, "photo": Upload("p", b"x", "image/png")}, []),
        ("sendMediaGroup", {"chat_id": 5, "media": "[]", "part1": Upload("p", b"x", "")}, []),
        ("getUpdates", {"timeout": "soon"}, ["timeout: ill-typed"]),
        ("noSuchMethod", {"x": 1}, []),
    ],
)
def test_what_is_said_of_a_call(method: str, params: dict[str, Any], said: list[str]) -> None:
    assert complaints(method, params) == said


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
