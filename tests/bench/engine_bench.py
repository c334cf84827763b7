"""What one turn of the pure engine costs: a `step` and the `view` after it, without any input.

Our own idea, and made-up forms of every length, so that it is seen how the cost grows with the
number of answers. Nothing is measured but the engine: no database, no network, no JSON.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter_ns
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # this file may be started by its path

from dialogs.book import Book, load_dialogs  # noqa: E402
from dialogs.buttons import decode  # noqa: E402
from dialogs.definition import Dialog  # noqa: E402
from dialogs.engine import step  # noqa: E402
from dialogs.events import Event, Pressed, Said  # noqa: E402
from dialogs.session import Session, begin  # noqa: E402
from dialogs.view import view  # noqa: E402
from dialogs.wording import load_wording  # noqa: E402

TARGET_US = 60
"""At most so many microseconds a turn, median, with 30 answers given."""

SIZES = (10, 20, 30, 40, 80)
BLOCKS, BLOCK = 40, 75
"""Every case is measured in so many blocks of so many turns, in turn with the others: a slow moment
of the machine then falls on all of them alike."""
_NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
_DAY = _NOW.date().isoformat()
_NAME = "k3j9x0ab"
_FACTS = {"town": "T", "service": "S", "phone": "03 21", "email": "a@b.example"}

_KINDS: tuple[tuple[str, dict[str, Any], Any], ...] = (
    ("text", {"help": "Some help.", "example": "Like this"}, "Some words as people write them"),
    ("choice", {}, "a"),
    ("yes_no", {"when": True}, True),
    ("number", {"max": 100, "unit": ["hour", "hours"]}, 12),
    ("choices", {}, ["a", "c"]),
    ("place", {"dont_know": True}, {"text": "Lime Tree Street"}),
    ("text", {"when": True, "optional": True}, None),
)
"""Kind, fields, and an answer; `when` stands for a condition on the choice before."""

_GIVEN: dict[str, Any] = {
    "title": "Flowers in Lime Tree Street",
    "description": "Our street is grey. We would like ten planters, and we water them.",
    "category": "greening",
    "place": {"text": "Lime Tree Street, numbers 2 to 48"},
    "photos": [],
    "beneficiaries": ["street", "elders"],
    "bearer_kind": "citizen",
    "display_name": "Camille Petit",
    "lives_in_commune": "lives",
    "contact_alt": None,
    "support_proof": "Ten of twelve agree.",
    "honesty_declared": True,
    "publish_level": "nothing",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a turn cost, in microseconds."""

    name: str
    median_us: float
    p99_us: float


def made_up(answers: int) -> tuple[Dialog, dict[str, Any]]:
    """A form in which so many questions are answered, and the next one waits."""
    options = [{"id": name[0].lower(), "label": name} for name in ("Ash", "Birch", "Cedar")]
    steps: list[dict[str, Any]] = []
    given: dict[str, Any] = {}
    choice = ""
    for rank in range(answers):
        kind, fields, value = _KINDS[rank % len(_KINDS)]
        name = f"step_{rank}"
        made = {"id": name, "kind": kind, "label": name, "question": f"Question {rank}?", **fields}
        if kind in ("choice", "choices"):
            made["options"] = options
        if "when" in fields:
            made["when"] = {choice: ["a", "b"]}
        choice = name if kind == "choice" else choice
        steps.append(made)
        given[name] = value
    last = ({"id": name, "kind": "text", "label": name} for name in ("last", "end"))
    steps += [{**one, "question": "One more?"} for one in last]
    ends = {"review": "Is it right?", "send": "Send it"}
    data = {"id": "made_up", "version": 1, "title": "Made up", "steps": steps, **ends}
    return Dialog.model_validate(data), given


@dataclass(frozen=True, slots=True)
class Case:
    """One turn to measure, again and again from the same session."""

    name: str
    book: Book
    session: Session
    event: Event

    def block(self) -> list[int]:
        """What each turn of a block took, in nanoseconds."""
        taken = []
        for _ in range(BLOCK):
            begun = perf_counter_ns()
            turn = step(self.book, self.session, self.event, _NOW)
            view(self.book, turn.session)
            taken.append(perf_counter_ns() - begun)
        return taken


def costs(cases: Sequence[Case]) -> list[Cost]:
    """Measure all cases, block by block."""
    taken: dict[str, list[int]] = {case.name: [] for case in cases}
    collecting = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        for case in cases:
            case.block()  # fills what is said only once
        for _ in range(BLOCKS):
            for case in cases:
                taken[case.name] += case.block()
    finally:
        if collecting:
            gc.enable()
    return [
        Cost(name, median(found) / 1000, quantiles(found, n=100)[-1] / 1000)
        for name, found in taken.items()
    ]


def _answering(answers: int) -> Case:
    dialog, given = made_up(answers)
    book = Book({**load_dialogs(), dialog.id: dialog}, load_wording(("fr", "en")), _FACTS)
    frame = replace(begin(_NAME, dialog, "fr").top, answers=given)
    session = Session(_NAME, "fr", (frame,), day=_DAY)
    turn = step(book, session, Said("A few words"), _NOW)
    assert turn.trace.outcome == "answered", turn.trace
    return Case(f"{answers} answers", book, session, Said("A few words"))


def _idea() -> list[Case]:
    book = Book(load_dialogs(), load_wording(("fr", "en")), _FACTS)
    dialog = book.dialogs["idea"]
    found = []
    for words, until in (("half filled", "beneficiaries"), ("the review after", "")):
        names = list(_GIVEN)
        given = {name: _GIVEN[name] for name in names[: names.index(until) if until else -1]}
        frame = replace(begin(_NAME, dialog, "fr").top, answers=given)
        session = Session(_NAME, "fr", (frame,), day=_DAY)
        tokens = [(one.data, decode(one.data)) for one in view(book, session).buttons]
        pressed = next(data for data, token in tokens if token and token.act in ("set", "tick"))
        name = f"idea, {len(given)} answers, {words}"
        found.append(Case(name, book, session, Pressed(pressed)))
    return found


def run() -> list[str]:
    """Measure, and say it in lines; the last one compares with the target."""
    made = {answers: _answering(answers) for answers in SIZES}
    found = {one.name: one for one in costs([*_idea(), *made.values()])}
    lines = [
        f"{one.name:<34} median {one.median_us:6.1f} µs   p99 {one.p99_us:6.1f} µs"
        for one in found.values()
    ]
    least, most = SIZES[0], SIZES[-1]
    growth = found[made[most].name].median_us / found[made[least].name].median_us
    middle = found[made[30].name].median_us
    reached = middle <= TARGET_US and growth <= most / least
    lines.append(
        f"{'reached' if reached else 'NOT reached'}: with 30 answers {middle:.1f} µs "
        f"(at most {TARGET_US} µs median); {most // least} times the answers cost "
        f"{growth:.1f} times as much (growing at most linearly)"
    )
    return lines


if __name__ == "__main__":
    sys.stdout.write("\n".join(run()) + "\n")
