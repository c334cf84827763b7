"""The terms of the declaration of personal data: what a column holds, what becomes of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Holds(Enum):
    """What a column holds."""

    PERSON = auto()
    """Who: a person's id, or something that leads to it."""
    WORDS = auto()
    """What a person wrote, sent, chose, or what is said of them."""
    PLAIN = auto()
    """Nothing that would tell who it is, once the row's person is gone."""


class End(Enum):
    """What becomes of a person's rows when they ask to be forgotten."""

    DELETED = auto()
    ALTERED = auto()
    """The row stays and loses the person: `erase` beside the noun, or a project's own life."""
    KEPT = auto()
    """It stays for a while, for the reason that `/forget` tells."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `whose` finds a person's rows by `:user`; "" when no row is about a person."""

    name: str
    columns: Mapping[str, Holds]
    whose: str = ""
    end: End = End.DELETED
    order: str = field(default="rowid")
