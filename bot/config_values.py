"""Checks of single settings: what a value must be, and the remedy when it is not."""

from __future__ import annotations

import re
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn, TypeAlias, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
)
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable


ENV_PREFIX = "FIFTY_FIFTY__"
ENV_DELIMITER = "__"

Role: TypeAlias = Literal["member", "service", "elected", "signatory", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

SQLITE = "sqlite:///"


class Section(BaseModel):
    """What every section is: frozen, and without room for a key nobody reads."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
    )


class ConfigError(Exception):
    """The settings cannot be used. Its text is one line: where, which key, what, and the remedy."""


def refuse(problem: str, remedy: str = "") -> NoReturn:
    """Refuse a value; without a remedy of its own, the field's description serves."""
    raise PydanticCustomError("refused", "{problem}", {"problem": problem, "remedy": remedy})


def bot_token(token: SecretStr) -> SecretStr:
    """Check that a token looks like one."""
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token.get_secret_value()):
        refuse("does not look like a bot token")
    return token


def group_number(number: int) -> int:
    """Check that a number can be a group's."""
    if number >= 0:
        refuse("is not the number of a group, which is negative")
    return number


def web_address(url: str) -> str:
    """Check a web address; its last slash is taken off."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        refuse("is not a web address")
    plain = url.isprintable() and " " not in url and not parts.query and not parts.fragment
    if not plain or parts.scheme not in {"http", "https"} or not parts.hostname:
        refuse("is not an http or https address")
    return url.rstrip("/")


def email_address(address: str) -> str:
    """Check that an e-mail address looks like one."""
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", address):
        refuse("is not an e-mail address")
    return address


def time_zone(name: object) -> ZoneInfo:
    """Find a time zone by its IANA name."""
    if isinstance(name, ZoneInfo):
        return name
    try:
        return ZoneInfo(str(name))
    except (LookupError, OSError, ValueError):
        refuse("is not a known time zone")


def _folder(path: Path | None) -> Path | None:
    try:
        found = path is None or path.is_dir()
    except OSError:  # a name that no file system takes, such as one that is too long
        found = False
    if not found:
        refuse("is not a folder that exists")
    return path


def picture(path: Path | None) -> Path | None:
    """Check that a file is there and may be a picture."""
    if path is None:
        return None
    if path.suffix.lower() not in {".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif"}:
        refuse("is not a picture")
    try:
        found = path.is_file()
    except OSError:  # a name that no file system takes
        found = False
    if not found:
        refuse("is not a file that exists")
    return path


def web_color(color: str) -> str:
    """Check a colour as the web writes it."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", color):
        refuse("is not a colour")
    return color.lower()


def database_url(url: str) -> str:
    """Check the address of a database."""
    name = url.removeprefix(SQLITE)
    if not url.startswith(SQLITE):
        refuse("is not the address of an SQLite database")
    if name in {"", ":memory:"} or name.endswith(("/", "\\")) or "?" in name:
        refuse("does not name a file")
    if not name.isprintable():
        refuse("names a file with an unprintable character")
    return url


def _increasing(days: tuple[int, ...]) -> tuple[int, ...]:
    if any(later <= earlier for earlier, later in pairwise(days)):
        refuse("is not in increasing order")
    return days


def country_code(code: str) -> str:
    """Accept a country whose rules come with this version; the pack for France always does."""
    packs = {entry.name for entry in _shipped("countries") if entry.is_file()}
    known = {"fr"} | {name.removesuffix(".toml") for name in packs if name.endswith(".toml")}
    if code not in known:
        refuse("is not a country with a rule pack", f"choose one of: {listed(sorted(known))}")
    return code


def language_code(code: str) -> str:
    """Accept a language that has a catalogue; English, the code's own, and French always do."""
    folders = {entry.name for entry in _shipped("locale") if entry.is_dir()}
    known = {"en", "fr"} | {name for name in folders if not name.startswith("_")}
    if code not in known:
        refuse("is not a language with texts", f"choose among: {listed(sorted(known))}")
    return code


def _shipped(folder: str) -> list[Traversable]:
    """Return what stands in a folder of the dialogs package."""
    place = resources.files("dialogs") / folder
    return list(place.iterdir()) if place.is_dir() else []


def distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    """Check that no value stands twice."""
    if len(set(values)) < len(values):
        refuse("names the same one twice")
    return values


Words: TypeAlias = Annotated[str, Field(min_length=1)]
Rate: TypeAlias = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Hour: TypeAlias = Annotated[int, Field(ge=0, le=24)]
Latitude: TypeAlias = Annotated[float, Field(ge=-90, le=90)]
Longitude: TypeAlias = Annotated[float, Field(ge=-180, le=180)]
Place = BeforeValidator(lambda spot: spot or None)
"""A point on the map; an empty list is none."""
Days: TypeAlias = Annotated[tuple[Annotated[int, Field(gt=0)], ...], AfterValidator(_increasing)]
Folder: TypeAlias = Annotated[
    Path | None, AfterValidator(_folder), BeforeValidator(lambda path: path or None)
]
PictureFile: TypeAlias = Annotated[
    Path | None, AfterValidator(picture), BeforeValidator(lambda path: path or None)
]


def listed(words: Iterable[str]) -> str:
    """Write words as a list."""
    return ", ".join(words)
