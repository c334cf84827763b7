"""When a step applies: small data over earlier answers, read from the `when` of a dialog file.

    when = { bearer_kind = "school" }                    # is
    when = { bearer_kind = ["group", "school"] }         # is one of
    when = { beneficiaries = { has = "children" } }      # a list contains
    when = { people_count = { at_least = 5 } }           # a number reaches
    when = { standin_name = { given = true } }           # was answered, not skipped
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

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether the answer is one of those named."""
        answer = answers.get(self.step)
        return isinstance(answer, (str, int, float)) and answer in self.values


@dataclass(frozen=True, slots=True)
class Has:
    """The list answered to `step` contains `value`."""

    step: str
    value: str

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether the list has it."""
        answer = answers.get(self.step)
        return isinstance(answer, (list, tuple)) and self.value in answer


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The number answered to `step` is `value` or more; for a list, its length."""

    step: str
    value: float

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether it is reached; what is no quantity never reaches anything."""
        answer = answers.get(self.step)
        if isinstance(answer, (list, tuple)):
            return len(answer) >= self.value
        if isinstance(answer, (int, float)) and not isinstance(answer, bool):
            return answer >= self.value
        return False


@dataclass(frozen=True, slots=True)
class Given:
    """The question `step` was answered: neither skipped nor left with "I don't know"."""

    step: str

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether there is an answer in words, numbers or files."""
        answer = answers.get(self.step)
        unknown = isinstance(answer, Mapping) and "unknown" in answer
        return answer is not None and answer != [] and not unknown


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether all of them do."""
        return all(part.holds(answers) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether one of them does."""
        return any(part.holds(answers) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether the part fails."""
        return not self.part.holds(answers)


Condition: TypeAlias = OneOf | Has | AtLeast | Given | All | AnyOf | Not
"""`holds` tells whether it does for the answers given so far, by step id. It is asked for every
step of a form several times a turn, so each kind answers for itself."""


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
        case {"given": True, **rest} if not rest:
            return Given(key)
        case {"at_least": bool()}:
            raise ValueError(f"`when.{key}.at_least` is a number")
        case {"at_least": int() | float() as number, **rest} if not rest:
            return AtLeast(key, float(cast("float", number)))
        case _:
            known = '`has = "word"`, `at_least = number` and `given = true`'
            raise ValueError(f"`when.{key}` knows {known}")


def reads(condition: Condition) -> frozenset[str]:
    """Name the steps a condition looks at."""
    match condition:
        case OneOf(step) | Has(step) | AtLeast(step) | Given(step):
            return frozenset({step})
        case All(parts) | AnyOf(parts):
            return frozenset().union(*(reads(part) for part in parts))
        case Not(part):  # pragma: no branch - there is no other kind
            return reads(part)
