"""Proofs about screens: each one fits into Telegram's limits and has a way on and a way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dialogs.book import Book
from dialogs.buttons import DATA_LIMIT, Screen, decode
from dialogs.date_buttons import BLANK
from dialogs.definition import (
    ChoicesStep,
    DateStep,
    Dialog,
    ListStep,
    MediaStep,
    MoneyStep,
    MonthStep,
    NumberStep,
    PlaceStep,
    ReachStep,
    Step,
    TextStep,
)
from dialogs.examples import filled, longest, shortest, spoken
from dialogs.paths import Paths
from dialogs.reading import fold
from dialogs.session import Asking, Frame, Session
from dialogs.texts import html_problems, visible
from dialogs.view import TEXT_LIMIT, view
from dialogs.walk import walk

NOTE_ROOM = 300
"""Characters kept free above a screen for the line that says what just happened."""

BUTTONS_LIMIT = 100
ROW_LIMIT = 8
LABEL_LIMIT = 64

_ON = frozenset(
    {"set", "tick", "done", "add", "open", "keep", "skip", "stay", "edit", "send", "erase", "redo"}
)
_OUT = frozenset({"help", "save", "cancel", "stay"})
_WORST = Session("zzzzzzzz", "", (), rev=36**5 - 1, day="2027-04-01")
"""A session with the longest id and the highest revision that are expected, on an example's day."""


@dataclass(frozen=True, slots=True)
class Place:
    """A screen to look at: where it is in the form, in words, and the session that shows it."""

    where: str
    session: Session


def places(book: Book, dialog: Dialog, ways: Mapping[str, Paths]) -> Iterator[Place]:
    """Every kind of screen of a form, filled as much as its limits allow."""
    below = _below(book, dialog, ways, ())
    for step in dialog.steps:
        path = ways[dialog.id].through(step.id)
        if path is None:
            continue
        answers = filled(book.dialogs, dialog, longest, path.given)
        earlier = path.steps[: path.steps.index(step.id)]
        asked = {name: answers[name] for name in earlier}
        known = dialog.known(path.given)
        frame = Frame(dialog.id, dialog.revision, asked, given=known)
        session = replace(_WORST, frames=(*below, frame))
        if not earlier:
            yield Place(f"{dialog.id}, first words", replace(session, rev=0))
        for state, shown in _step_places(session, step, answers[step.id], answers):
            yield Place(f"{dialog.id}, step `{step.id}`, {state}", shown)
    yield from _form_places(book, dialog, ways[dialog.id], below)


def _step_places(
    session: Session, step: Step, answer: object, answers: Mapping[str, object]
) -> Iterator[tuple[str, Session]]:
    yield "unanswered", session
    yield "help", replace(session, asking=Asking("help"))
    yield "stopped", replace(session, asking=Asking("paused"))
    answered = session.with_top(answers=answers, editing=step.id)
    yield "answered", answered
    yield "to change", replace(answered, asking=Asking("change", step.id))
    if isinstance(step, PlaceStep):
        yield "outside", replace(answered, asking=Asking("outside", step.id))
    if isinstance(step, ChoicesStep | MediaStep | ListStep) and answer:
        drafted = session.with_top(drafts={step.id: answer})
        yield "begun", drafted
        if isinstance(step, ListStep):
            yield "one item", replace(drafted, asking=Asking("item", step.id, 0))


def _form_places(
    book: Book, dialog: Dialog, ways: Paths, below: tuple[Frame, ...]
) -> Iterator[Place]:
    sizes = (
        ("long", ways.longest, longest),
        ("short", ways.shortest, shortest),
        ("spoken", ways.longest, spoken),
    )
    for size, path, answer in sizes:
        answers = filled(book.dialogs, dialog, answer, path.given)
        frame = Frame(dialog.id, dialog.revision, answers, given=dialog.known(path.given))
        session = replace(_WORST, frames=(*below, frame))
        if dialog.review:
            yield Place(f"{dialog.id}, review, {size} answers", session)
        for what in ("pick", "cancel"):
            asking = Asking("pick") if what == "pick" else Asking("cancel")
            yield Place(f"{dialog.id}, {what}, {size} answers", replace(session, asking=asking))


def _below(
    book: Book, dialog: Dialog, ways: Mapping[str, Paths], above: tuple[str, ...]
) -> tuple[Frame, ...]:
    """The frames under an item's form: the lists it is opened from."""
    for parent in book.dialogs.values():
        for step in parent.steps:
            if not isinstance(step, ListStep) or step.item != dialog.id or parent.id in above:
                continue
            path = ways[parent.id].through(step.id)
            if path is not None:
                answers = filled(book.dialogs, parent, longest, path.given)
                earlier = {name: answers[name] for name in path.steps if name != step.id}
                known = parent.known(path.given)
                frame = Frame(parent.id, parent.revision, earlier, editing=step.id, given=known)
                return (*_below(book, parent, ways, (*above, dialog.id)), frame)
    return ()


def draw(book: Book, place: Place, language: str) -> Screen | str:
    """Draw a screen in a language, or say why it cannot be drawn."""
    try:
        return view(book, replace(place.session, language=language))
    except KeyError as error:
        return f"nothing fills in {{{error.args[0]}}}; add it to the town's facts or take it out"
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        return f"it cannot be drawn: {error}; correct the braces of its texts"


def screen_problems(screen: Screen, expects_words: bool = False) -> list[str]:  # noqa: FBT001, FBT002 - a plain question
    """Tell which limits a screen breaks, and whether it lets the person go on and out."""
    problems = html_problems(screen.text)
    if (length := len(visible(screen.text))) > TEXT_LIMIT - NOTE_ROOM:
        problems.append(
            f"{length} characters, at most {TEXT_LIMIT - NOTE_ROOM} fit; "
            "shorten its texts or its limits"
        )
    if not visible(screen.text).strip():
        problems.append("there is no text; write a question")
    if len(screen.buttons) > BUTTONS_LIMIT or any(len(row) > ROW_LIMIT for row in screen.rows):
        problems.append(
            f"too many buttons: at most {BUTTONS_LIMIT}, and {ROW_LIMIT} in a row; offer fewer"
        )
    return problems + _button_problems(screen) + _way_problems(screen, expects_words=expects_words)


def _button_problems(screen: Screen) -> list[str]:
    problems = []
    seen: set[str] = set()
    for button in screen.buttons:
        label = button.label
        if not label.strip() or len(label) > LABEL_LIMIT:
            problems.append(f"button “{label}”: a label has 1 to {LABEL_LIMIT} characters")
        if (size := len(button.data.encode())) > DATA_LIMIT:
            problems.append(
                f"button “{label}” carries {size} bytes, at most {DATA_LIMIT} fit; shorten its ids"
            )
        words = fold(label) or label
        if words in seen and label != BLANK:
            problems.append(f"two buttons say “{label}”; give each its own words")
        seen.add(words)
    return problems


def _way_problems(screen: Screen, *, expects_words: bool) -> list[str]:
    acts = {token.act for button in screen.buttons if (token := decode(button.data))}
    problems = []
    if not (expects_words or acts & _ON):
        problems.append("there is no way on; offer an answer or a button that goes on")
    if not acts & _OUT:
        problems.append("there is no way out; offer help, stop, cancel or return")
    return problems


TYPED = TextStep | NumberStep | MoneyStep | PlaceStep | MediaStep | ReachStep | MonthStep | DateStep
"""Kinds of questions that a message answers."""


def expects_words(book: Book, session: Session) -> bool:
    """Whether the screen of a session waits for a message: words, a file, a place, a contact."""
    if session.asking is not None:
        return False
    step = walk(book.dialogs[session.top.dialog], session.top).current
    return isinstance(step, TYPED)
