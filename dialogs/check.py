"""Proving the dialogs before a resident meets them: `check(book)` names every fault and its remedy.

Do the definitions make sense, can every question be reached, does the engine play every path to its
end, does every language say everything, does every screen fit. Each is a small function; all of
them together take a fraction of a second, so they also run at start.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from babel.messages.catalog import Catalog

from dialogs.book import Book
from dialogs.conditions import AtLeast, Given, Has, OneOf
from dialogs.definition import (
    ChoicesStep,
    ChoiceStep,
    ConfirmStep,
    Dialog,
    ListStep,
    MediaStep,
    MoneyStep,
    NumberStep,
    PlaceStep,
    Step,
    TextStep,
    YesNoStep,
)
from dialogs.examples import longest, shortest, spoken
from dialogs.paths import Atom, Paths, atoms, find_paths, limits
from dialogs.screens import draw, expects_words, places, screen_problems
from dialogs.texts import text_problems, visible
from dialogs.trial import play

PLAYED_PATHS = 40
"""How many paths of one form the engine plays; each is some milliseconds."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was proved: the problems, in words with a remedy, and the figures of the book.

    `paths` counts different sequences of questions, `complete` says whether all combinations of
    answers were tried; `texts` is the number of texts each language has; `longest_screen` is in
    characters, after the longest answers that fit, and `longest_at` says which one it is.
    """

    problems: tuple[str, ...] = ()
    dialogs: int = 0
    steps: int = 0
    paths: int = 0
    longest_path: int = 0
    shortest_path: int = 0
    screens: int = 0
    longest_screen: int = 0
    longest_at: str = ""
    texts: Mapping[str, int] = field(default_factory=dict)
    complete: bool = True

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check(book: Book, catalogue: Catalog | None = None) -> Report:
    """Prove a book; with a catalogue (`extraction.catalogue`), also the texts of the code."""
    words, texts = text_problems(book, catalogue)
    broken = [*definition_problems(book)]
    steps = sum(len(dialog.steps) for dialog in book.dialogs.values())
    if broken:  # examples and paths cannot be made of definitions that contradict themselves
        return Report(tuple(broken + words), len(book.dialogs), steps, texts=texts, complete=False)
    ways = {name: find_paths(book.dialogs, dialog) for name, dialog in book.dialogs.items()}
    conditions = [*condition_problems(book)] or [*_path_problems(book, ways)]
    looked = _look_at_screens(book, ways)
    played = [] if looked.undrawn else [*_played(book, ways)]
    return Report(
        problems=tuple(dict.fromkeys(conditions + words + looked.problems + played)),
        dialogs=len(book.dialogs),
        steps=steps,
        paths=sum(len(paths.each) for paths in ways.values()),
        longest_path=max((len(p.longest.steps) for p in ways.values()), default=0),
        shortest_path=min((len(p.shortest.steps) for p in ways.values()), default=0),
        screens=looked.screens,
        longest_screen=looked.longest,
        longest_at=looked.longest_at,
        texts=texts,
        complete=all(paths.complete for paths in ways.values()),
    )


def definition_problems(book: Book) -> Iterator[str]:
    """Find limits that leave no room for an answer, and lists without a form."""
    for dialog in book.dialogs.values():
        for step in dialog.steps:
            where = f"{dialog.id}, step `{step.id}`"
            for problem in (*_limit_problems(step), *_option_problems(step)):
                yield f"{where}: {problem}"
            if isinstance(step, ListStep) and (unfit := _item_problem(book, dialog, step)):
                yield f"{where}: {unfit}"


def _limit_problems(step: Step) -> Iterator[str]:
    match step:
        case TextStep() | PlaceStep() | NumberStep() | MoneyStep() | MediaStep() | ListStep() if (
            step.min > step.max
        ):
            yield f"`min` ({step.min}) is more than `max` ({step.max}): exchange them"
        case ChoicesStep() if step.min > len(step.options):
            yield f"`min` asks for {step.min} of {len(step.options)} options: lower it"
        case _:
            pass


def _option_problems(step: Step) -> Iterator[str]:
    if isinstance(step, ChoiceStep | ChoicesStep):
        names = [option.id for option in step.options]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"option `{name}` is there twice: give each its own id"


def _item_problem(book: Book, dialog: Dialog, step: ListStep) -> str | None:
    item = book.dialogs.get(step.item)
    if item is None:
        known = ", ".join(sorted(book.dialogs))
        return f"its item `{step.item}` is no dialog; name one of: {known}"
    if item.review:
        return f"its item `{step.item}` has a review; take `review` and `send` out of it"
    if dialog.id in _items_of(book, item.id):
        return f"its item `{step.item}` leads back to `{dialog.id}`: a list cannot hold itself"
    return None


def _items_of(book: Book, name: str) -> set[str]:
    """The forms that a form opens, at any depth, and itself."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        dialog = book.dialogs.get(waiting.pop())
        if dialog is not None and dialog.id not in found:
            found.add(dialog.id)
            waiting += [step.item for step in dialog.steps if isinstance(step, ListStep)]
    return found


def condition_problems(book: Book) -> Iterator[str]:
    """Find conditions that compare with what the question they read can never have."""
    for dialog in book.dialogs.values():
        for step in dialog.steps:
            for atom in chain.from_iterable(atoms(part) for part in step.conditions):
                if problem := _atom_problem(dialog.readable[atom.step], atom):
                    where = f"{dialog.id}, step `{step.id}`"
                    yield f"{where}: its condition on `{atom.step}`: {problem}"


def _atom_problem(read: Step, atom: Atom) -> str | None:
    match atom:
        case OneOf(values=values):
            return _is_problem(read, values)
        case Has(value=value):
            if not isinstance(read, ChoicesStep):
                return f"`has` looks into several choices, not into a {read.kind}"
            return _known_options(read, frozenset({value}))
        case Given():
            return None
        case AtLeast(value=value):  # pragma: no branch - there is no other kind
            between = limits(read)
            if between is None:
                return f"`at_least` compares numbers, sums and lengths, not a {read.kind}"
            if not between[0] < value <= between[1]:
                unit = "cents " if isinstance(read, MoneyStep) else ""
                return (
                    f"`at_least = {value:g}` is always or never true: "
                    f"the answer is {unit}{between[0]:g} to {between[1]:g}"
                )
            return None


def _is_problem(read: Step, values: frozenset[str | bool | int]) -> str | None:
    match read:
        case ChoiceStep():
            return _known_options(read, values)
        case YesNoStep() | ConfirmStep():
            wrong = [value for value in values if not isinstance(value, bool)]
            return (
                f"{wrong[0]!r} is never the answer; compare with true or false" if wrong else None
            )
        case NumberStep() if not read.decimals:
            wrong = [value for value in values if isinstance(value, bool | str)]
            return f"{wrong[0]!r} is never the answer; compare with a number" if wrong else None
        case ChoicesStep():
            return "its answer is a list; write { has = … }"
        case _:
            return f"a {read.kind} is never compared as a whole; ask a choice before it"


def _known_options(
    read: ChoiceStep | ChoicesStep, values: frozenset[str | bool | int]
) -> str | None:
    names = [option.id for option in read.options]
    unknown = sorted(str(value) for value in values if value not in names)
    if not unknown:
        return None
    return f"`{unknown[0]}` is none of its options: {', '.join(names)}"


def _path_problems(book: Book, ways: Mapping[str, Paths]) -> Iterator[str]:
    """Find questions that no answers lead to."""
    for name, paths in ways.items():
        if not paths.complete:
            yield f"{name}: its conditions have too many combinations to prove; ask fewer of them"
            continue
        for step in book.dialogs[name].steps:
            if paths.through(step.id) is None:
                yield f"{name}, step `{step.id}`: no answers lead to it; correct its `when`"


@dataclass(slots=True)
class _Looked:
    problems: list[str]
    undrawn: bool = False
    screens: int = 0
    longest: int = 0
    longest_at: str = ""


def _look_at_screens(book: Book, ways: Mapping[str, Paths]) -> _Looked:
    """Find screens that do not fit, or do not let the person on or out, in any language."""
    looked = _Looked([])
    for dialog in book.dialogs.values():
        for place in places(book, dialog, ways):
            waits = expects_words(book, place.session)
            for language in book.wording.languages:
                screen = draw(book, place, language)
                if isinstance(screen, str):
                    looked.undrawn = True
                    looked.problems.append(f"{language}: {place.where}: {screen}")
                    continue
                looked.screens += 1
                if (length := len(visible(screen.text))) > looked.longest:
                    looked.longest, looked.longest_at = length, f"{place.where}, {language}"
                looked.problems += [
                    f"{language}: {place.where}: {problem}"
                    for problem in screen_problems(screen, expects_words=waits)
                ]
    return looked


def _played(book: Book, ways: Mapping[str, Paths]) -> Iterator[str]:
    """Find paths that the engine does not play to their end, with short, long or spoken answers."""
    language = book.wording.languages[0]
    for name, paths in ways.items():
        dialog = book.dialogs[name]
        rounds = [(path, shortest) for path in paths.each[:PLAYED_PATHS]]
        for path, answer in (*rounds, (paths.longest, longest), (paths.longest, spoken)):
            if stopped := play(book, dialog, path, answer, language):
                yield f"{name}, {stopped}"
