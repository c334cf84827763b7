"""When a step applies: small data over earlier answers, read from the `when` of a dialog file.

    when = { bearer_kind = "school" }                    # is
    when = { bearer_kind = ["group", "school"] }         # is one of
    when = { beneficiaries = { has = "children" } }      # a list contains
    when = { people_count = { at_least = 5 } }           # a number reaches
    when = { any = [ {...}, {...} ] }                    # or; `all` is and; `not` turns round

Several keys in one table must all hold. A question that was not answered, or was skipped,
makes every comparison false, so `not` is true of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast


@dataclass(frozen=True, slots=True)
class OneOf:
    """The answer to `step` is one of `values`."""

    step: str
    values: frozenset[str | bool | int]


@dataclass(frozen=True, slots=True)
class Has:
    """The list answered to `step` contains `value`."""

    step: str
    value: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The number answered to `step` is `value` or more; for a list, its length."""

    step: str
    value: float


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition: TypeAlias = OneOf | Has | AtLeast | All | AnyOf | Not


def parse(raw: object) -> Condition:
    """Read a `when` table. Raises ValueError with a sentence that names what cannot be read."""
    if not isinstance(raw, Mapping) or not raw:
        raise ValueError("`when` is a table such as { bearer_kind = ['group', 'school'] }")
    parts = tuple(_parse_entry(str(key), value) for key, value in raw.items())
    return parts[0] if len(parts) == 1 else All(parts)


def _parse_entry(key: str, value: object) -> Condition:
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise ValueError(f"`{key}` in `when` holds a list of conditions")
        parts = tuple(parse(part) for part in value)
        return All(parts) if key == "all" else AnyOf(parts)
    if key == "not":
        return Not(parse(value))
    if isinstance(value, Mapping):
        return _parse_test(key, value)
    values = value if isinstance(value, list) else [value]
    known = [item for item in values if isinstance(item, str | bool | int)]
    if not values or len(known) != len(values):
        raise ValueError(f"`when.{key}` compares with words, numbers or true/false")
    return OneOf(key, frozenset(known))


def _parse_test(key: str, test: Mapping[str, object]) -> Condition:
    match dict(test):
        case {"has": str(value), **rest} if not rest:
            return Has(key, value)
        case {"at_least": bool()}:
            raise ValueError(f"`when.{key}.at_least` is a number")
        case {"at_least": int() | float() as number, **rest} if not rest:
            return AtLeast(key, float(cast("float", number)))
        case _:
            raise ValueError(f'`when.{key}` knows `has = "word"` and `at_least = number`')


def holds(condition: Condition, answers: Mapping[str, Any]) -> bool:
    """Tell whether `condition` holds for the answers given so far, by step id."""
    match condition:
        case OneOf(step, values):
            answer = answers.get(step)
            return isinstance(answer, str | bool | int) and answer in values
        case Has(step, wanted):
            answer = answers.get(step)
            return isinstance(answer, list | tuple) and wanted in answer
        case AtLeast(step, least):
            return _size(answers.get(step)) >= least
        case All(parts):
            return all(holds(part, answers) for part in parts)
        case AnyOf(parts):
            return any(holds(part, answers) for part in parts)
        case Not(part):  # pragma: no branch - there is no other kind
            return not holds(part, answers)


def _size(answer: object) -> float:
    if isinstance(answer, list | tuple):
        return len(answer)
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        return answer
    return float("-inf")


def reads(condition: Condition) -> frozenset[str]:
    """Name the steps a condition looks at."""
    match condition:
        case OneOf(step) | Has(step) | AtLeast(step):
            return frozenset({step})
        case All(parts) | AnyOf(parts):
            return frozenset().union(*(reads(part) for part in parts))
        case Not(part):  # pragma: no branch - there is no other kind
            return reads(part)
