"""A person in front of a form of their own making, kept as JSON between any two turns."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from dialogs.adapting import is_current
from dialogs.book import Book, load_dialogs
from dialogs.buttons import Token, decode
from dialogs.definition import (
    ChoicesStep,
    DateStep,
    Dialog,
    ListStep,
    MediaStep,
    MonthStep,
    NumberStep,
    PlaceStep,
    ReachStep,
    Step,
    TextStep,
)
from dialogs.effects import Discard, Effect, Finish, PassOn, ShowScreen, Toast
from dialogs.engine import Turn, step
from dialogs.events import Event, MediaSent, Pressed, Said
from dialogs.session import Frame, Session, begin, from_data, to_data
from dialogs.view import view
from dialogs.walk import walk
from dialogs.wording import Wording, load_wording

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
NAME = "k3j9x0ab"
FACTS = {"town": "T", "service": "Service", "phone": "03 21", "email": "a@b.example"}
OPTIONS = tuple(
    {"id": name[0].lower(), "label": name} for name in ("Ash", "Birch", "Cedar", "Dill")
)


@functools.cache
def words() -> Wording:
    """The languages, read once."""
    return load_wording(("en", "fr"))


@functools.cache
def shipped() -> Mapping[str, Dialog]:
    """Our own dialogs, read once."""
    return load_dialogs()


def asked(name: str, kind: str, **fields: Any) -> dict[str, Any]:
    """A step as a dialog file writes it."""
    data: dict[str, Any] = {"id": name, "kind": kind, "label": name, "question": f"{name}?"}
    if kind in ("choice", "choices"):
        data["options"] = OPTIONS
    if kind == "list":
        data |= {"item": "item", "add": "Add one"}
    return {**data, **fields}


def form(*steps: dict[str, Any], name: str = "form", review: bool = True) -> Dialog:
    """A form of these steps."""
    ends = {"review": "Is it right?", "send": "Send it"} if review else {}
    data = {"id": name, "version": 1, "title": name, "steps": steps, **ends}
    return Dialog.model_validate(data)


def book_of(*dialogs: Dialog) -> Book:
    """Our own dialogs, and these."""
    return Book({**shipped(), **{one.id: one for one in dialogs}}, words(), FACTS)


def photo(name: str, **fields: Any) -> MediaSent:
    """A photo that was sent."""
    return MediaSent("photo", name, name, width=9, height=9, **fields)


def kept_photo(name: str, **fields: Any) -> dict[str, Any]:
    """A photo as an answer keeps it."""
    empty = {"size": 0, "mime": "", "name": "", "caption": ""}
    return {"kind": "photo", "file_id": name, "unique_id": name, **empty, **fields}


class Visit:
    """Someone who fills a form: says, presses, and looks at the screen."""

    def __init__(self, book: Book, dialog: str = "form", **held: Any) -> None:
        self.book = book
        frame = replace(begin(NAME, book.dialogs[dialog], "en").top, **held)
        self.session = Session(NAME, "en", (frame,), day=NOW.date().isoformat())
        self.turn: Turn | None = None

    def do(self, event: Event) -> Visit:
        """Let an event happen, after the session was put away and taken out again."""
        kept = from_data(NAME, json.loads(json.dumps(to_data(self.session))))
        assert kept == self.session
        assert view(self.book, kept) == view(self.book, self.session)
        self.turn = step(self.book, kept, event, NOW)
        self.session = self.turn.session
        return self

    def say(self, *texts: str) -> Visit:
        """Write one message after the other."""
        for text in texts:
            self.do(Said(text))
        return self

    def finds(self, act: str, value: str | None = None, name: str | None = None) -> str | None:
        """The data of the button that does this, if there is one."""
        for button in view(self.book, self.session).buttons:
            token = decode(button.data)
            assert token is not None
            if token.act == act and value in (None, token.value) and name in (None, token.step):
                return button.data
        return None

    def press(self, act: str, value: str | None = None, name: str | None = None) -> Visit:
        """Press a button of the screen."""
        data = self.finds(act, value, name)
        assert data is not None, f"no button does {act} {value}: {self.labels}"
        return self.do(Pressed(data))

    def forge(self, name: str, act: str, value: str = "") -> Visit:
        """Press what no screen shows."""
        return self.do(Pressed(Token(NAME, self.session.rev, name, act, value).encode()))

    def moves_to(self, *dialogs: Dialog) -> Visit:
        """Let the definitions change under the person."""
        self.book = Book({**self.book.dialogs, **{one.id: one for one in dialogs}}, words(), FACTS)
        return self

    def loses(self, name: str) -> Visit:
        """Let a dialog go."""
        left = {key: one for key, one in self.book.dialogs.items() if key != name}
        self.book = Book(left, words(), FACTS)
        return self

    def looks(self) -> Visit:
        """Write something after a change, and be told of it once."""
        self.say("Hello?")
        assert self.outcome == "form_changed"
        assert "Your answers are kept" in self.note
        assert self.labels, "there is a way on"
        return self

    @property
    def top(self) -> Frame:
        """The form in front."""
        return self.session.top

    @property
    def parked(self) -> Any:
        """What is parked in the form in front, whatever kinds of questions it answered."""
        return _without_kinds(self.top.parked)

    @property
    def root(self) -> Frame:
        """The form at the bottom."""
        return self.session.root

    @property
    def text(self) -> str:
        """The words of the screen."""
        return str(view(self.book, self.session).text.striptags())

    @property
    def labels(self) -> list[str]:
        """The words on the buttons."""
        return [button.label for button in view(self.book, self.session).buttons]

    @property
    def current(self) -> str:
        """The question in hand, "review" when there is none."""
        found = walk(self.book.dialogs[self.top.dialog], self.top).current
        return found.id if found else "review"

    @property
    def outcome(self) -> str:
        """What the trace says of the last event."""
        assert self.turn is not None
        return self.turn.trace.outcome

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What the last event asked of the shell."""
        assert self.turn is not None
        return self.turn.effects

    @property
    def note(self) -> str:
        """The line above the last screen."""
        return next((str(one.note) for one in self.effects if isinstance(one, ShowScreen)), "")

    @property
    def toast(self) -> str | None:
        """The words of the last toast, None when there was none."""
        return next((one.text for one in self.effects if isinstance(one, Toast)), None)

    @property
    def passed_on(self) -> list[str]:
        """What the last event brought to a person at the town hall."""
        return [one.text for one in self.effects if isinstance(one, PassOn)]

    @property
    def sent(self) -> Finish | Discard | None:
        """How the form ended, if it did."""
        return next((one for one in self.effects if isinstance(one, Finish | Discard)), None)

    def finishes(self) -> Finish:
        """Go on to the end as someone who only wants to finish, and nothing stands in the way."""
        if not is_current(self.book.dialogs, self.session):
            self.looks()
        for _ in range(80):
            self.goes_on()
            if isinstance(self.sent, Finish):
                return self.sent
        raise AssertionError(f"it does not end: {self.current}, {self.session}")

    def goes_on(self) -> None:
        """Do the next thing towards the end."""
        path = walk(self.book.dialogs[self.top.dialog], self.top)
        if self.session.asking is not None:
            removable = self.session.asking.what == "item" and self.finds("drop")
            self.press("drop" if removable else "stay")
        elif path.current is None:
            self.press("send")
        else:
            self._answers(path.current)

    def _answers(self, asked_now: Step) -> None:
        if isinstance(asked_now, ChoicesStep):
            ticked = len(
                self.top.drafts.get(asked_now.id) or self.top.answers.get(asked_now.id, ())
            )
            free = next((label for label in self.labels if label.startswith("☐")), None)
            self.say(free[2:]) if free and ticked < asked_now.min else self.press("done")
        elif isinstance(asked_now, MediaStep):
            had = self.top.drafts.get(asked_now.id, ())
            if len(had) < asked_now.min:
                kind = asked_now.accepts[0]
                name = f"new{len(had)}"
                self.do(MediaSent(kind, name, name, width=9, height=9))
            else:
                self.press("done" if self.finds("done") else "skip")
        elif isinstance(asked_now, ListStep):
            act = next(act for act in ("done", "add", "open") if self.finds(act))
            self.press(act)
        elif self.finds("set"):
            self.press("set")
        else:
            self.say(_words_for(asked_now))


def _without_kinds(value: Any) -> Any:
    if isinstance(value, dict):
        return {re.sub("=[a-z_]+", "", name): _without_kinds(one) for name, one in value.items()}
    return [_without_kinds(one) for one in value] if isinstance(value, list) else value


def _words_for(asked_now: Step) -> str:
    match asked_now:
        case TextStep() | PlaceStep():
            return "w" * asked_now.min
        case ReachStep():
            return "name@example.org"
        case NumberStep():
            return str(asked_now.min)
        case MonthStep() | DateStep():
            return NOW.date().isoformat()
        case _:
            return str(getattr(asked_now, "min", "yes"))
