"""Sessions of every released version, under today's definitions: none fails, none loses an answer.

A released version's sessions lie in `fixtures/sessions/<version>/`, one file a position, as
`to_data` wrote them then. They are never changed. At a release, with the definitions that are
released, write those of the new version and commit them with it:

    .venv/bin/python -m tests.test_released_sessions 0.2

A version that has its folder already is refused. A new kind of position (a new dialog, a new
question beside the form) is added to `POSITIONS` first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogs.effects import Finish, ShowScreen
from dialogs.engine import step
from dialogs.events import MoveAsked, OtherSent, PlaceShared, Pressed, Said
from dialogs.session import Session, from_data, to_data
from dialogs.view import view
from tests.visits import NAME, NOW, Visit, book_of, photo

FOLDER = Path(__file__).parent / "fixtures" / "sessions"
FILES = sorted(FOLDER.glob("*/*.json"))


# -- the positions that are written at a release ---------------------------------------------------


def _open(dialog: str) -> Visit:
    return Visit(book_of(), dialog)


def _described() -> Visit:
    here = _open("idea").say("Des fleurs rue des Tilleuls")
    here.say("Notre rue est grise. Nous souhaitons dix jardinières, et nous arrosons.")
    return here.press("set", "greening")


def _with_photos() -> Visit:
    here = _described().do(PlaceShared(50.45, 2.79, "La place"))
    return here.do(photo("one", caption="Avant")).do(photo("two"))


def _ticked() -> Visit:
    return _with_photos().press("done").press("tick", "street").press("tick", "elders")


def _at_review() -> Visit:
    here = _ticked().press("done").press("set", "group").say("Les Tilleuls", "Camille Petit")
    here.press("set", "lives").press("skip").say("Douze foyers sont d'accord.")
    here.press("set", "yes").press("set", "title_place")
    assert here.current == "review"
    return here


GIVEN = {"title": "Des fleurs rue des Tilleuls", "category": "greening", "bearer_kind": "group"}


def _promise() -> Visit:
    return Visit(book_of(), "promise", given=GIVEN)


def _at_promises() -> Visit:
    here = _promise().press("add").say("Sam Roux").press("done").say("14").press("set", "no")
    here.say("2026-10").say("6")
    here.press("add").say("Planter", "2026-10").press("done")
    here.press("add").press("set", "labour").say("Planter un samedi").press("unknown").press("skip")
    here.press("add").press("set", "upkeep").say("Arroser").press("set", "weekly")
    assert here.current == "bearer_commitments"
    return here


def _promises_at_review() -> Visit:
    here = _at_promises().press("done").press("done").press("done")
    here.press("add").say("Arroser").press("set", "weekly").press("tick", "m5").press("done")
    here.press("set", "bearer").press("done").press("unknown").press("skip").press("set", "town")
    for _ in range(6):
        here.press("set", "no")
    here.press("set", "unsure")
    assert here.current == "review"
    return here


POSITIONS: dict[str, Callable[[], Visit]] = {
    "welcome": lambda: _open("welcome"),
    "welcome-help": lambda: _open("welcome").press("help"),
    "message": lambda: _open("message"),
    "message-too-short": lambda: _open("message").say("Hi"),
    "refusal": lambda: _open("refusal"),
    "refusal-reason": lambda: _open("refusal").say("Le trottoir y est trop étroit."),
    "refusal-review": lambda: _open("refusal").say("Le trottoir y est trop étroit.", "La place ?"),
    "idea": lambda: _open("idea"),
    "idea-title": lambda: _open("idea").say("Des fleurs rue des Tilleuls"),
    "idea-place": _described,
    "idea-place-unknown": lambda: _described().press("unknown"),
    "idea-photos": _with_photos,
    "idea-ticks": _ticked,
    "idea-review": _at_review,
    "idea-review-pick": lambda: _at_review().press("pick"),
    "idea-edited": lambda: _at_review().press("pick").press("edit", name="place"),
    "idea-paused": lambda: _described().press("save"),
    "idea-cancel": lambda: _described().do(MoveAsked("cancel")),
    "idea-help": lambda: _described().press("help"),
    "idea-aside": lambda: _described().do(MoveAsked("person")),
    "idea-unread": lambda: _with_photos().say("Qui répond ?"),
    "idea-early": lambda: _described().do(Said("rue des Tilleuls", early=True)),
    "promise": _promise,
    "promise-list": _at_promises,
    "promise-opened": lambda: _at_promises().press("open", "1"),
    "promise-changed": lambda: _at_promises().press("open", "1").press("redo"),
    "promise-begun": lambda: _at_promises().press("add").press("set", "money").say("Des sous"),
    "promise-waiting": lambda: (
        _at_promises().press("add").press("set", "money").press("back").press("back")
    ),
    "promise-item-aside": lambda: _at_promises().press("add").do(MoveAsked("person")),
    "promise-review": _promises_at_review,
    "promise-edited": lambda: (
        _promises_at_review().press("pick").press("edit", name="bearer_commitments")
    ),
}


def write(version: str) -> None:
    """Write the positions of a version that is being released."""
    folder = FOLDER / version
    folder.mkdir(parents=True)
    for name, position in POSITIONS.items():
        data = json.dumps(to_data(position().session), ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(data + "\n", encoding="utf-8")


# -- what holds of them for ever -----------------------------------------------------------------


def _load(path: Path) -> Visit:
    here = Visit(book_of(), "idea")
    here.session = from_data(NAME, json.loads(path.read_text(encoding="utf-8")))
    return here


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _leaves(part)
    else:
        yield repr(value)


def _held(session: Session) -> set[str]:
    places = (place for one in session.frames for place in (one.answers, one.drafts, one.parked))
    return {leaf for place in places for leaf in _leaves(place)}


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_released_session_is_shown_and_keeps_every_answer(path: Path) -> None:
    here = _load(path)
    before = here.session
    screen = view(here.book, before)
    assert screen.text
    assert screen.buttons
    events = (Said(" "), MoveAsked("help"), photo("new"), OtherSent("sticker"), Pressed("old"))
    for event in events:
        turn = step(here.book, before, event, NOW)
        assert _held(turn.session) >= _held(before)
        assert any(isinstance(one, ShowScreen) for one in turn.effects)
        assert view(here.book, turn.session).buttons


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_released_session_reaches_its_end(path: Path) -> None:
    sent = _load(path).finishes()
    assert isinstance(sent, Finish)
    assert sent.dialog == path.stem.partition("-")[0]


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_released_session_is_written_back_as_it_was_read(path: Path) -> None:
    here = _load(path)
    assert from_data(NAME, json.loads(json.dumps(to_data(here.session)))) == here.session


def test_every_position_of_a_version_is_kept() -> None:
    folders = {path.parent.name for path in FILES}
    assert "0.1" in folders
    assert len(FILES) >= len(folders) * 20


@pytest.mark.parametrize("name", POSITIONS)
def test_every_position_can_still_be_reached(name: str) -> None:
    here = POSITIONS[name]()
    assert view(here.book, here.session).buttons


if __name__ == "__main__":
    write(sys.argv[1])
