"""Playing a path through the real engine, as a person who answers everything at once would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from dialogs import engine
from dialogs.book import Book
from dialogs.buttons import decode
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
from dialogs.effects import Finish, ShowScreen
from dialogs.events import Event, MediaSent, PlaceShared, Pressed, Said
from dialogs.examples import Dialogs, filled
from dialogs.paths import Path
from dialogs.session import Session, begin
from dialogs.spoken import is_voice
from dialogs.view import view
from dialogs.walk import walk

_ANY_DAY = datetime(2027, 4, 1, tzinfo=UTC)
"""The moment the engine is given: shortly before the days of the examples."""

Answerer = Callable[[Dialogs, Step], Any]


class _StuckError(Exception):
    """The engine did not accept what the definition allows; the message says what."""


class _Person:
    """Answers a form in one language, and stops at the first thing that does not work."""

    def __init__(self, book: Book, dialog: Dialog, path: Path, language: str) -> None:
        self._book = book
        begun = begin("zzzzzzzz", dialog, language)
        self.session: Session = begun.with_top(given=dialog.known(path.given))
        self.sent: Finish | None = None
        self._note = ""

    def do(self, event: Event) -> None:
        """Let one event happen."""
        turn = engine.step(self._book, self.session, event, _ANY_DAY)
        self.session = turn.session
        for effect in turn.effects:
            if isinstance(effect, Finish):
                self.sent = effect
            elif isinstance(effect, ShowScreen):
                self._note = str(effect.note)

    def press(self, step: str, act: str, value: str = "") -> None:
        """Press a button of the present screen."""
        for button in view(self._book, self.session).buttons:
            token = decode(button.data)
            if token and (token.step, token.act, token.value) == (step, act, value):
                self.do(Pressed(button.data))
                return
        raise _StuckError(f"there is no button to {act} {value}".rstrip())

    def fill(self, dialog: Dialog, answers: dict[str, Any]) -> Iterator[str]:
        """Answer the questions of a form in their order; tell each one before it is answered."""
        depth = len(self.session.frames)
        for name, answer in answers.items():
            yield name
            step = walk(dialog, self.session.top).current
            if step is None or step.id != name:
                raise _StuckError(f"`{step.id if step else 'the review'}` was asked instead")
            self._answer(step, answer)
            if len(self.session.frames) == depth and name not in self.session.top.answers:
                raise _StuckError(f"its example was refused: {self._note}")

    def _answer(self, step: Step, answer: Any) -> None:
        match step:
            case _ if answer is None:
                self.press(step.id, "skip")
            case ChoiceStep():
                self.press(step.id, "set", answer)
            case YesNoStep() | ConfirmStep():
                self.press(step.id, "set", "yes" if answer else "no")
            case ChoicesStep():
                for option in answer:
                    self.press(step.id, "tick", option)
                self.press(step.id, "done")
            case MediaStep():
                for file in answer:
                    self.do(_sent(file))
                self.press(step.id, "done")
            case ListStep():
                for item in answer:
                    self.press(step.id, "add")
                    for _ in self.fill(self._book.dialogs[step.item], item):
                        pass
                self.press(step.id, "done")
            case TextStep() if is_voice(answer):
                self.do(_sent(answer))
            case PlaceStep() if "latitude" in answer:
                self.do(PlaceShared(answer["latitude"], answer["longitude"], answer["text"]))
                if self.session.asking is not None:
                    self.press("-", "stay")  # it is really there
            case _:
                self.do(Said(_words(step, answer)))


def _words(step: Step, answer: Any) -> str:
    match step:
        case PlaceStep():
            return str(answer["text"])
        case MoneyStep():
            return f"{answer / 100:.2f}"
        case NumberStep():
            return f"{answer:.{step.decimals}f}" if step.decimals else str(int(answer))
        case _:
            return str(answer)


def _sent(file: dict[str, Any]) -> MediaSent:
    return MediaSent(
        file["kind"], file["file_id"], file["unique_id"], size=file["size"], width=1, height=1
    )


def play(book: Book, dialog: Dialog, path: Path, answer: Answerer, language: str) -> str | None:
    """Play a path to its end with example answers; return what stopped it, if anything did."""
    person = _Person(book, dialog, path, language)
    answers = filled(book.dialogs, dialog, answer, path.given)
    name = "review"
    try:
        for name in person.fill(dialog, answers):  # noqa: B007 - the last name is told
            pass
        name = "review"
        if dialog.review:
            person.press("-", "send")
    except _StuckError as stuck:
        return f"step `{name}`: the form stops there: {stuck}"
    if person.sent is None or person.sent.answers != answers:
        return f"step `{name}`: the form does not end with the answers given"
    return None
