"""What was found in an event: an answer, a part of one, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from markupsafe import Markup

NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Value:
    """The step is answered; `note` is what the person is told beside it."""

    value: Any
    note: Markup = NOTHING


@dataclass(frozen=True, slots=True)
class Draft:
    """The step has a part of its answer; the person goes on until "Done"."""

    value: Any
    note: Markup = NOTHING


@dataclass(frozen=True, slots=True)
class Complaint:
    """Nothing was stored; the text says what is wrong and what to do, in the reader's words."""

    text: Markup


Reading: TypeAlias = Value | Draft | Complaint
