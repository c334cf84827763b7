"""The paths through a form: every sequence of steps that some answers lead through.

Only answers that a condition reads matter for the path, and of those only the values on each side
of what the conditions compare with; where they decide nothing any more, one stands for all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice, product
from typing import Any, TypeAlias

from dialogs.conditions import All, AnyOf, AtLeast, Condition, Given, Has, Not, OneOf
from dialogs.definition import (
    ChoicesStep,
    ChoiceStep,
    Dialog,
    ListStep,
    MediaStep,
    MoneyStep,
    NumberStep,
    Step,
    YesNoStep,
)
from dialogs.examples import Dialogs, longest, shortest

PATHS_LIMIT = 4000
"""How many combinations of answers are tried for one form."""

Atom: TypeAlias = OneOf | Has | AtLeast | Given
"""One comparison."""

_TOGETHER = 5
"""Up to so many options of one question are tried in every combination."""


@dataclass(frozen=True, slots=True)
class Path:
    """One way through a form: the steps asked, and what leads this way, by id.

    `given` holds answers to steps and what is known before the form opens.
    """

    steps: tuple[str, ...]
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paths:
    """The different paths of a form; `complete` when every combination of answers was tried."""

    each: tuple[Path, ...]
    complete: bool

    @property
    def longest(self) -> Path:
        """The path with the most questions."""
        return max(self.each, key=lambda path: len(path.steps))

    @property
    def shortest(self) -> Path:
        """The path with the fewest questions."""
        return min(self.each, key=lambda path: len(path.steps))

    def through(self, step: str) -> Path | None:
        """The longest path that asks a step, None when none does."""
        found = [path for path in self.each if step in path.steps]
        return max(found, key=lambda path: len(path.steps)) if found else None


def find_paths(dialogs: Dialogs, dialog: Dialog, limit: int = PATHS_LIMIT) -> Paths:
    """Try the answers that conditions read, in every combination, up to `limit` of them."""
    samples: dict[str, list[Any]] = {}
    read = list(
        chain.from_iterable(atoms(part) for step in dialog.steps for part in step.conditions)
    )
    for step in dialog.readable.values():
        compared = [atom for atom in read if atom.step == step.id]
        if compared:
            samples[step.id] = _samples(dialogs, step, compared)
    known = [one.id for one in dialog.knows if one.id in samples]
    facts = product(*(samples[name] for name in known))
    begun = (dict(zip(known, one, strict=True)) for one in facts)
    ways = chain.from_iterable(_ways(dialog, samples, Path((), one), one) for one in begun)
    tried = list(islice(ways, limit + 1))
    different: dict[tuple[str, ...], Path] = {}
    for path in tried[:limit]:
        different.setdefault(path.steps, path)
    return Paths(tuple(different.values()), complete=len(tried) <= limit)


def _ways(
    dialog: Dialog,
    samples: Mapping[str, list[Any]],
    path: Path,
    given: Mapping[str, Any],
    rank: int = 0,
) -> Iterator[Path]:
    """The ways on from a step; `given` also holds the answers that make no difference any more."""
    while rank < len(dialog.steps):
        step = dialog.steps[rank]
        rank += 1
        if step.when is not None and not step.when.holds(given):
            continue
        path = replace(path, steps=(*path.steps, step.id))
        if step.id in samples:
            different = _different(dialog, rank, step, samples[step.id], given)
            for value in different:
                answer = {step.id: value}
                told = {**path.given, **answer} if len(different) > 1 else path.given
                onward = replace(path, given=told)
                yield from _ways(dialog, samples, onward, {**given, **answer}, rank)
            return
    yield path


def _different(
    dialog: Dialog, rank: int, step: Step, samples: list[Any], given: Mapping[str, Any]
) -> list[Any]:
    """Of the answers to a step, one for each way in which they decide what comes from `rank` on.

    Of a town's association, what it asks for decides; of a resident alone it does not.
    """
    decided = {one.id for one in (*dialog.knows, *dialog.steps[:rank])}
    ahead = [part for later in dialog.steps[rank:] for part in later.conditions]
    found: dict[tuple[Condition | bool, ...], Any] = {}
    for value in [*([None] if step.skippable(given) else []), *samples]:
        answers = {**given, step.id: value}
        found[tuple(_left(part, answers, decided) for part in ahead)] = value
    return list(found.values())


def _left(
    condition: Condition, given: Mapping[str, Any], decided: Collection[str]
) -> Condition | bool:
    """What of a condition is still open once the answers to `decided` are given."""
    match condition:
        case All(parts):
            return _joined(All, [_left(part, given, decided) for part in parts], stop=False)
        case AnyOf(parts):
            return _joined(AnyOf, [_left(part, given, decided) for part in parts], stop=True)
        case Not(part):
            left = _left(part, given, decided)
            return not left if isinstance(left, bool) else Not(left)
        case _:
            return condition.holds(given) if condition.step in decided else condition


def _joined(
    kind: type[All | AnyOf], parts: list[Condition | bool], *, stop: bool
) -> Condition | bool:
    """Parts under "and" or "or": one that is `stop` decides, and those that are not fall away."""
    if stop in parts:
        return stop
    still = tuple(part for part in parts if not isinstance(part, bool))
    return kind(still) if still else not stop


def atoms(condition: Condition) -> Iterator[Atom]:
    """The single comparisons in a condition."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from atoms(part)
        case Not(part):
            yield from atoms(part)
        case _:
            yield condition


def _samples(dialogs: Dialogs, step: Step, compared: list[Atom]) -> list[Any]:
    """One answer for each way in which a question can be compared."""
    match step:
        case YesNoStep():
            return [True, False]
        case ChoiceStep():
            named = {value for atom in compared if isinstance(atom, OneOf) for value in atom.values}
            names = [option.id for option in step.options]
            others = [name for name in names if name not in named]
            return [name for name in names if name in named] + others[:1]
        case ChoicesStep():
            return _sets(step, compared)
        case NumberStep():
            unit = 10**-step.decimals
            return _around(compared, step.min, step.max, unit) or [step.min]
        case MoneyStep():
            return [int(cents) for cents in _around(compared, step.min * 100, step.max * 100, 1)]
        case ListStep() | MediaStep():
            most = longest(dialogs, step)
            return [most[: int(size)] for size in _around(compared, step.min, step.max, 1)]
        case _:
            return [shortest(dialogs, step) or longest(dialogs, step)]


def limits(step: Step) -> tuple[float, float] | None:
    """The least and the most that `at_least` can compare with: cents, files, items, options."""
    match step:
        case NumberStep() | MediaStep() | ListStep():
            return step.min, step.max
        case MoneyStep():
            return step.min * 100, step.max * 100
        case ChoicesStep():
            return step.min, len(step.options)
        case _:
            return None


def _around(compared: Iterable[Atom], least: float, most: float, unit: float) -> list[float]:
    """The limits, and the values at and just below what is compared with."""
    values = {least, most}
    for atom in compared:
        if isinstance(atom, AtLeast):
            values |= {atom.value, atom.value - unit}
        elif isinstance(atom, OneOf):
            values |= {value for value in atom.values if isinstance(value, int)}
    return sorted(value for value in values if least <= value <= most)


def _sets(step: ChoicesStep, compared: list[Atom]) -> list[list[str]]:
    """The sets of options compared with, filled up to the sizes compared with."""
    names = [option.id for option in step.options]
    wanted = {atom.value for atom in compared if isinstance(atom, Has)}
    named = [name for name in names if name in wanted]
    others = [name for name in names if name not in wanted]
    sizes = [int(size) for size in _around(compared, step.min, len(names), 1)]
    sets: list[list[str]] = []
    for some in _subsets(named):
        for size in sorted({max(size, len(some)) for size in sizes}):
            filled = sorted([*some, *others[: size - len(some)]], key=names.index)
            if len(filled) >= step.min and filled not in sets:
                sets.append(filled)
    return sets


def _subsets(names: list[str]) -> Iterator[tuple[str, ...]]:
    sizes = range(len(names) + 1) if len(names) <= _TOGETHER else (0, 1, len(names))
    for size in sizes:
        yield from combinations(names, size)
