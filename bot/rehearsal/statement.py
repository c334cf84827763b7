"""What the Bot API says of each method's parameters, so that a misspelling is a red line.

`statement.json` holds, by method and parameter, the kinds of value it takes, one letter each, with
a "!" before what is required: i integer, f decimal, s text, b truth, o object, a array, u file. It
is made from an independent description of the API by `python -m tests.test_rehearsal_statement`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.rehearsal.params import Upload

FILE = Path(__file__).with_name("statement.json")
_TRUTHS = {"true", "false", "yes", "no", "1", "0", ""}


@cache
def _statement() -> Mapping[str, Mapping[str, str]]:
    """Return the statement, its methods in lower case."""
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return {name.lower(): params for name, params in found.items()}


def complaints(method: str, params: Mapping[str, Any]) -> list[str]:
    """Say what is unknown, missing or ill-typed in a call's parameters."""
    known = _statement().get(method.lower())
    if known is None:
        return []
    said = [f"{name}: missing" for name, kinds in known.items()
            if kinds.startswith("!") and name not in params]  # fmt: skip
    for name, value in params.items():
        kinds = known.get(name)
        if kinds is None:
            said += [] if isinstance(value, Upload) else [f"{name}: unknown"]
        elif not any(_FITS[kind](value) for kind in kinds.lstrip("!")):
            said.append(f"{name}: ill-typed")
    return said


def _is_number(convert: Callable[[str], object], value: Any) -> bool:
    if isinstance(value, bool):
        return False
    try:
        convert(str(value))
    except ValueError:
        return False
    return True


def _opened(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "i": lambda value: _is_number(int, value),
    "f": lambda value: _is_number(float, value),
    "s": lambda value: isinstance(value, str),
    "b": lambda value: isinstance(value, bool) or str(value).lower() in _TRUTHS,
    "o": lambda value: isinstance(_opened(value), dict),
    "a": lambda value: isinstance(_opened(value), list),
    "u": lambda value: isinstance(value, Upload | str),
}
