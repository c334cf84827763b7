"""A person's way through a dialog: their answers, and nothing that can be computed from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from dialogs.definition import Dialog

Answers = Mapping[str, Any]
"""Answers by step id. None is an answer: "skipped"."""

PROPOSED = "proposed"
"""Among what a form is given: the ids of lists into which items were laid beforehand."""

Kinds = Mapping[str, Mapping[str, str]]
"""The kind of each question, by dialog and step id."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One form being filled: the dossier itself, or one item of a list in it.

    `drafts` holds unfinished answers (photos so far, boxes ticked so far, items so far) by step
    id; `parked` holds answers that today's definition does not ask any more; `editing` is the
    step the person went back to; `item` is the rank being changed in the list below, None for a
    new one. `aside` marks a digression: a form of its own, after which the person is brought back.
    `version` is the definition's revision at the time, `forms` that of the forms of its lists'
    items, by dialog; `kinds` are the kinds of all their questions then. `given` are answers of
    another form, for conditions to read.
    """

    dialog: str
    version: int
    answers: Answers = field(default_factory=dict)
    drafts: Answers = field(default_factory=dict)
    parked: Answers = field(default_factory=dict)
    editing: str | None = None
    item: int | None = None
    aside: bool = False
    forms: Mapping[str, int] = field(default_factory=dict)
    kinds: Kinds = field(default_factory=dict)
    given: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """Words that were not understood: they may be passed on to a person.

    `early` marks words written before the question was shown; the person may say that they are
    the answer to it.
    """

    text: str
    early: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """A question beside the form: whether to cancel, whether to change an answer, which one.

    `outside` asks whether a place is really where it was said to be.
    """

    what: Literal["cancel", "change", "pick", "help", "item", "paused", "outside"]
    step: str = ""
    item: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """Everything needed to show a person's screen again after any restart.

    `rev` is raised by every turn and written on every button; `pressed` is the last button that
    was acted upon, so that a doubled tap is known; `tries` counts unfit answers in a row; `unread`
    are the last words that were not understood; `day` is the day of the last turn, as ISO text;
    `album` is the album that could not be used and was answered: its other files need no answer.

    `back` is the form that waits underneath and is shown again after this one; `whom` is the
    person for whom someone else fills it in, "" for oneself.
    """

    id: str
    language: str
    frames: tuple[Frame, ...]
    rev: int = 0
    tries: int = 0
    pressed: str = ""
    asking: Asking | None = None
    unread: Unread | None = None
    day: str = ""
    back: str = ""
    whom: str = ""
    album: str = ""

    @property
    def top(self) -> Frame:
        """The form in front of the person."""
        return self.frames[-1]

    @property
    def root(self) -> Frame:
        """The form the session is about."""
        return self.frames[0]

    def with_top(self, **changes: Any) -> Session:
        """Return the session with its front form changed."""
        return replace(self, frames=(*self.frames[:-1], replace(self.top, **changes)))

    def answered(self, step: str, value: Any) -> Session:
        """Keep an answer; the person then stands at the first step without one."""
        top = self.top
        drafts = {name: draft for name, draft in top.drafts.items() if name != step}
        answers = {**top.answers, step: value}
        front = replace(top, answers=answers, drafts=drafts, editing=None)
        return replace(self, frames=(*self.frames[:-1], front), tries=0, asking=None)

    def drafted(self, step: str, value: Any) -> Session:
        """Keep an unfinished answer; the question stays."""
        front = replace(self.top, drafts={**self.top.drafts, step: value})
        return replace(self, frames=(*self.frames[:-1], front), tries=0, asking=None)


def begin(session_id: str, dialog: Dialog, language: str) -> Session:
    """Open a dialog for a person."""
    kinds = {dialog.id: dialog.kinds}
    return Session(session_id, language, (Frame(dialog.id, dialog.revision, kinds=kinds),))


def to_data(session: Session) -> dict[str, Any]:
    """Write a session as JSON values."""
    data: dict[str, Any] = {
        "language": session.language,
        "rev": session.rev,
        "frames": [_frame_data(frame) for frame in session.frames],
    }
    if session.tries:
        data["tries"] = session.tries
    if session.pressed:
        data["pressed"] = session.pressed
    if session.asking is not None:
        data["asking"] = [session.asking.what, session.asking.step, session.asking.item]
    if session.unread is not None:
        data["unread"] = [session.unread.text, session.unread.early]
    for name in ("day", "back", "whom", "album"):
        if value := getattr(session, name):
            data[name] = value
    return data


def _frame_data(frame: Frame) -> dict[str, Any]:
    data: dict[str, Any] = {
        "dialog": frame.dialog,
        "version": frame.version,
        "answers": dict(frame.answers),
    }
    for name in ("drafts", "parked", "forms", "kinds", "given"):
        if values := getattr(frame, name):
            data[name] = dict(values)
    for name in ("editing", "item"):
        if (value := getattr(frame, name)) is not None:
            data[name] = value
    if frame.aside:
        data["aside"] = True
    return data


def from_data(session_id: str, data: Mapping[str, Any]) -> Session:
    """Read back what `to_data` wrote."""
    asking, unread = data.get("asking"), data.get("unread")
    return Session(
        id=session_id,
        language=data["language"],
        frames=tuple(Frame(**frame) for frame in data["frames"]),
        rev=data["rev"],
        tries=data.get("tries", 0),
        pressed=data.get("pressed", ""),
        asking=Asking(*asking) if asking else None,
        unread=Unread(*unread) if unread else None,
        day=data.get("day", ""),
        back=data.get("back", ""),
        whom=data.get("whom", ""),
        album=data.get("album", ""),
    )
