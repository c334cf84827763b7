"""`fifty-fifty funnel`: where people stop in the forms, counted from traces without a word.

A form counts as one person. Fewer than five people are shown as "<5", so that nobody is singled
out; a share is shown only where both of its numbers are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dialogs.book import Book
from dialogs.definition import Dialog
from storage.traces import Traced

FEWEST = 5
"""Fewer people than this are not told apart."""

IDLE = timedelta(days=7)
"""Without a sign for so long, a person counts as having stopped where they were."""

REVIEW = "review"

_ANSWERED = frozenset({"answered", "skipped", "kept", "unknown", "finished", "sent"})
_COMPLAINTS = frozenset({"complaint", "not_understood"})
_BACK = frozenset({"back", "left_item", "left_aside"})
_HELPED = frozenset({"helped"})
_OVER = frozenset({"finished", "sent", "form_gone"})

COLUMNS = ("seen", "answered", "back", "help", "complaints", "stopped", "go on")
"""What the figures are: people who saw it, answered, went back, asked for help, and so on."""


@dataclass(slots=True)
class Count:
    """The people who did something at a question, by the hashes of their forms."""

    seen: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    back: set[str] = field(default_factory=set)
    helped: set[str] = field(default_factory=set)
    complained: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)

    def by_outcome(self) -> tuple[tuple[frozenset[str], set[str]], ...]:
        """Which outcomes of a turn count where."""
        return (
            (_ANSWERED, self.answered),
            (_BACK, self.back),
            (_HELPED, self.helped),
            (_COMPLAINTS, self.complained),
        )

    @property
    def figures(self) -> tuple[str, ...]:
        """The columns after the question's name, small numbers hidden."""
        columns = (
            self.seen, self.answered, self.back, self.helped, self.complained, self.stopped,
        )  # fmt: skip
        return (*(told(len(column)) for column in columns), self.going_on)

    @property
    def going_on(self) -> str:
        """The share of those who saw the question and answered it."""
        if len(self.seen) < FEWEST or 0 < len(self.answered) < FEWEST:
            return "-"
        return f"{100 * len(self.answered) / len(self.seen):.0f} %"


@dataclass(frozen=True, slots=True)
class Funnel:
    """One form: its questions in order, each with its count; `under_way` are still at it."""

    dialog: str
    title: str
    steps: Mapping[str, Count]
    under_way: int = 0


def told(number: int) -> str:
    """A number of people as it may be shown."""
    return str(number) if number >= FEWEST or number == 0 else f"<{FEWEST}"


def count(book: Book, traces: Iterable[Traced], now: datetime) -> list[Funnel]:
    """Count what happened at each question of each form that someone met."""
    counting = _Counting(book)
    for one in traces:
        counting.note(one)
    counting.end(now)
    counts = counting.counts
    names = [*book.dialogs, *sorted(counts.keys() - book.dialogs.keys())]
    return [
        _funnel(book.dialogs.get(name), name, counts[name], counting.under_way.get(name, 0))
        for name in names
        if name in counts
    ]


class _Counting:
    """What is known so far: the counts, and where each form was seen last."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._last: dict[str, tuple[str, str, Traced]] = {}
        self.counts: dict[str, dict[str, Count]] = {}
        self.under_way: dict[str, int] = {}

    def _at(self, dialog: str, step: str) -> Count:
        return self.counts.setdefault(dialog, {}).setdefault(step, Count())

    def note(self, one: Traced) -> None:
        """Count one turn: what was done at a question, and which one came then."""
        step = one.step or _first(self._book, one.dialog)
        here = self._at(one.dialog, step)
        here.seen.add(one.session)
        for outcomes, people in here.by_outcome():
            if one.outcome in outcomes:
                people.add(one.session)
        dialog, _, shown = one.shown.partition(".")
        place = (dialog, shown) if shown else (one.dialog, step)
        self._at(*place).seen.add(one.session)
        self._last[one.session] = (*place, one)

    def end(self, now: datetime) -> None:
        """Tell who stopped where, and who is still at it."""
        for session, (dialog, step, one) in self._last.items():
            if one.outcome in _OVER:
                continue
            if one.outcome == "discarded" or now - one.at >= IDLE:
                self._at(dialog, step).stopped.add(session)
            else:
                self.under_way[dialog] = self.under_way.get(dialog, 0) + 1


def _first(book: Book, dialog: str) -> str:
    """The question that an opened form shows; the first one never depends on an answer."""
    return book.dialogs[dialog].steps[0].id if dialog in book.dialogs else ""


def _funnel(dialog: Dialog | None, name: str, met: Mapping[str, Count], under_way: int) -> Funnel:
    """The questions in today's order, then the review, then those that are asked no more."""
    order = [*(step.id for step in dialog.steps), REVIEW] if dialog else []
    gone = [step for step in met if step not in order]
    steps = {step: met[step] for step in (*order, *gone) if step in met}
    return Funnel(name, dialog.title if dialog else name, steps, under_way)


def print_tables(funnels: Iterable[Funnel], console: Console) -> None:
    """Write one table a form."""
    for funnel in funnels:
        title = Text(f"{funnel.title} ({funnel.dialog})")
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
        table.add_column("question", no_wrap=True)
        for column in COLUMNS:
            table.add_column(column, justify="right")
        for step, found in funnel.steps.items():
            table.add_row(step, *found.figures)
        console.print(table, markup=False)
        if funnel.under_way:
            console.print(f"Still under way here: {told(funnel.under_way)}", markup=False)


def as_csv(funnels: Iterable[Funnel]) -> str:
    """Write the same figures for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("form", "question", *COLUMNS))
    for funnel in funnels:
        for step, found in funnel.steps.items():
            writer.writerow((funnel.dialog, step, *found.figures))
    return out.getvalue()
