"""The dialog engine under attack: laws that hold at every event, whatever people do.

The laws are functions of one turn. They are held against our own dialogs and against forms that
Hypothesis invents, with conditions, lists in lists and every kind of answer.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.answers import UNKNOWN
from dialogs.book import Book, load_dialogs
from dialogs.buttons import DATA_LIMIT, Token, decode
from dialogs.country import add_months
from dialogs.definition import (
    ChoicesStep,
    ChoiceStep,
    ConfirmStep,
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
    YesNoStep,
)
from dialogs.effects import Close, Discard, Finish, ShowScreen, Toast
from dialogs.engine import Turn, step
from dialogs.events import (
    ContactShared,
    Event,
    MediaSent,
    MoveAsked,
    OtherSent,
    PlaceShared,
    Pressed,
    Said,
)
from dialogs.identifiers import EXAMPLES
from dialogs.session import Frame, Session, begin, from_data, to_data
from dialogs.spoken import is_voice
from dialogs.view import TEXT_LIMIT, view
from dialogs.walk import walk
from dialogs.wording import Wording, load_wording

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
NAME = "k3j9x0ab"
FACTS = {
    "town": "Saint-Exemple",
    "service": "Service vie citoyenne",
    "phone": "03 21 00 00 00",
    "email": "citoyens@saint-exemple.example",
}
ACTS = (
    *("back", "help", "stay", "pick", "save", "cancel", "erase", "send"),
    *("set", "tick", "done", "keep", "skip", "edit", "add", "open", "redo", "drop", "up"),
    *("person", "pass", "unknown", "use", "page"),
)

AIMS = (*ACTS, "add", "add", "open", "open", "redo", "drop", "done", "pick", "edit", "edit", "back")
"""Acts that a person aims at, the rarely met ones more often."""


@functools.cache
def _wording() -> Wording:
    return load_wording(("fr", "en"))


@functools.cache
def _shipped() -> Book:
    return Book(load_dialogs(), _wording(), FACTS)


def _start(book: Book, dialog: str = "form", language: str = "en") -> Session:
    return begin(NAME, book.dialogs[dialog], language)


# -- forms that no one wrote -------------------------------------------------------------------

OPTIONS = tuple({"id": name[0].lower(), "label": name} for name in ("Ash", "Birch", "Cedar", "Oak"))
KINDS = (
    *("text", "number", "money", "choice", "choices", "yes_no", "confirm", "place", "media"),
    *("contact", "month", "date"),
)


def _limits(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """The fields of a kind: limits that leave room for an answer."""
    low = draw(st.integers(1, 3))
    high = low + draw(st.integers(0, 4))
    match kind:
        case "text" | "place":
            return {"min": low, "max": high + 4}
        case "number":
            return {"min": low, "max": high, "decimals": draw(st.integers(0, 2))}
        case "money":
            return {"min": low, "max": high}
        case "month" | "date":
            return {"within": draw(st.sampled_from([1, 40, 240]))}
        case "choice":
            return {"options": OPTIONS[: low + 1]}
        case "choices":
            return {"options": OPTIONS[: low + 1], "min": draw(st.integers(0, low + 1))}
        case "media" | "list":
            least = draw(st.integers(0, 2))
            return {"min": least, "max": max(least, 1) + draw(st.integers(0, 1))}
        case _:
            return {}


def _test_of(draw: st.DrawFn, earlier: Mapping[str, Any]) -> dict[str, Any]:
    """Compare one earlier answer with something it can be."""
    name, kind = earlier["id"], earlier["kind"]
    match kind:
        case "choice":
            ids = [option["id"] for option in earlier["options"]]
            return {name: draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))}
        case "choices":
            return {name: {"has": "a"}}
        case "number" | "money" | "media" | "list":
            return {name: {"at_least": draw(st.integers(1, 3))}}
        case _:
            return {name: True}


def _condition(draw: st.DrawFn, earlier: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    test = _test_of(draw, draw(st.sampled_from(earlier)))
    other = _test_of(draw, draw(st.sampled_from(earlier)))
    either = [test, {"not": test}, {"any": [test, other]}, {"all": [test, other]}]
    found: dict[str, Any] = draw(st.sampled_from(either))
    return found


def _form(draw: st.DrawFn, name: str, item: str, *, review: bool) -> Dialog:
    """Invent a form; with `item` it may hold lists of that form."""
    kinds = (*KINDS, *["list"] * 5) if item else KINDS
    steps: list[dict[str, Any]] = []
    for rank in range(draw(st.integers(1, 5 if item else 3))):
        kind = draw(st.sampled_from(kinds))
        fields: dict[str, Any] = {
            "id": f"{name[0]}{rank}",
            "kind": kind,
            "label": f"Label {rank}",
            "question": f"Question {rank}?",
            **_limits(draw, kind),
        }
        if draw(st.integers(0, 4)) == 0:
            fields["dont_know"] = True
        if kind == "list":
            fields |= {"item": item, "add": "Add one more"}
        if draw(st.booleans()) and steps:
            fields["when"] = _condition(draw, steps)
        optional = draw(st.sampled_from(["no", "yes", "when"]))
        if optional == "when" and steps:
            fields["optional"] = _condition(draw, steps)
        elif optional == "yes":
            fields["optional"] = True
        steps.append(fields)
    data: dict[str, Any] = {"id": name, "version": 1, "title": "A form", "steps": steps}
    if review:
        data |= {"review": "Is all this right?", "send": "Send it now"}
    return Dialog.model_validate(data)


@st.composite
def forms(draw: st.DrawFn) -> tuple[Dialog, ...]:
    """Draw a form whose lists hold a form whose lists hold a form."""
    return (
        _form(draw, "form", "item", review=draw(st.booleans())),
        _form(draw, "item", "leaf", review=False),
        _form(draw, "leaf", "", review=False),
    )


def _book(dialogs: tuple[Dialog, ...]) -> Book:
    named = {dialog.id: dialog for dialog in dialogs}
    return Book({**_shipped().dialogs, **named}, _wording(), FACTS)


# -- what people do ----------------------------------------------------------------------------

Act: TypeAlias = tuple[str, Any]
"""What a person does next: a rank among the buttons they see or saw, or an event as it is."""

WORDS = st.sampled_from(
    [
        *("", " \n\u00a0", "1", "2", "2,5", "1 200,50", "0", "-3", "yes", "Non", "o", "Help"),
        *("Ash", "bir", "Done", "name@example.org", "03 21 00 00 00", "abcd", "x" * 50, "x" * 5000),
        *("</b>&amp;{town}", "{", "\ud800", "\x00", "٣", "Rue des Tilleuls, numéros 2 à 48"),
    ]
) | st.text(max_size=12)

FILES = st.builds(
    MediaSent,
    st.sampled_from(["photo", "document", "video", "voice", "audio"]),
    file_id=st.just("f"),
    unique_id=st.sampled_from(["u1", "u2", "u3", "u4"]),
    size=st.sampled_from([0, 1000, 10**9]),
    mime=st.sampled_from(["", "image/png"]),
    name=st.sampled_from(["", "plan.pdf", "\ud800"]),
    width=st.sampled_from([0, 90]),
    height=st.just(90),
    album=st.sampled_from(["", "one", "one", "two"]),
)

PLAIN_EVENTS: st.SearchStrategy[Event] = st.one_of(
    WORDS.map(Said),
    WORDS.map(lambda words: Said(words, early=True)),
    FILES,
    st.builds(PlaceShared, st.floats(), st.floats(-180, 180), st.sampled_from(["", "Parc", " "])),
    st.just(PlaceShared(50.45, 2.79)),
    st.builds(ContactShared, st.sampled_from(["33321000000", "", "\ud800@a.bb"]), st.just("A")),
    st.builds(OtherSent, st.sampled_from(["sticker", "forwarded", "poll", "other"])),
    st.builds(MoveAsked, st.sampled_from([*ACTS, "", "nonsense"])),
)

GARBAGE = st.sampled_from(
    ["", ".", "....", f"{NAME}...x.", f"{NAME}.0.a.set", "c.7.take.1", "é.1.2.3.4", "1" * 5000]
) | st.text(max_size=70)

DEEDS: st.SearchStrategy[Act] = st.one_of(
    st.tuples(st.just("press"), st.integers(0, 30)),
    st.tuples(st.just("aim"), st.sampled_from(AIMS)),
    st.tuples(st.just("type"), st.integers(0, 30)),
    st.tuples(st.just("old"), st.integers(0, 200)),
    st.tuples(st.just("event"), PLAIN_EVENTS),
    st.tuples(st.just("event"), st.sampled_from(AIMS).map(MoveAsked)),
    st.tuples(st.just("answer"), st.none()),
    st.tuples(st.just("answer"), st.none()),
    st.tuples(st.just("event"), GARBAGE.map(Pressed)),
    st.tuples(
        st.just("forge"),
        st.tuples(
            st.integers(0, 6),
            st.sampled_from([*ACTS, "blank", "nonsense"]),
            st.sampled_from(
                ["", "0", "1", "9", "a", "yes", "²", "2026-05", "2026-05-12", "9999-12-01"]
            ),
        ),
    ),
)

SCRIPTS = st.lists(DEEDS, min_size=12, max_size=40)


@dataclass(frozen=True)
class Beat:
    """One event of a story: the session before it, the event, and what became of it."""

    book: Book
    before: Session
    event: Event
    turn: Turn

    @property
    def ended(self) -> bool:
        """Whether the form is over."""
        return any(isinstance(effect, Finish | Discard) for effect in self.turn.effects)

    @property
    def token(self) -> Token | None:
        """The button that was pressed, if it is one of this session."""
        token = decode(self.event.data) if isinstance(self.event, Pressed) else None
        return token if token and token.session == self.before.id else None


def _play(book: Book, session: Session, script: Sequence[Act]) -> Iterator[Beat]:
    """Do what the script says until the form ends."""
    seen: list[str] = []
    for act, detail in script:
        buttons = view(book, session).buttons
        seen += [button.data for button in buttons]
        match act:
            case "press":
                event: Event = Pressed(buttons[detail % len(buttons)].data)
            case "aim":
                tokens = [(decode(button.data), button.data) for button in buttons]
                aimed = [data for token, data in tokens if token and token.act == detail]
                event = Pressed(aimed[-1] if aimed else buttons[0].data)
            case "type":
                event = Said(buttons[detail % len(buttons)].label)
            case "old":
                event = Pressed(seen[detail % len(seen)])
            case "answer":
                event = _next_event(book, session)
            case "forge":
                rank, move, value = detail
                steps = ["-", *(one.id for one in book.dialogs[session.top.dialog].steps)]
                event = Pressed(
                    Token(NAME, session.rev, steps[rank % len(steps)], move, value).encode()
                )
            case _:
                event = detail
        beat = Beat(book, session, event, step(book, session, event, NOW))
        yield beat
        if beat.ended:
            return
        session = beat.turn.session


def _next_event(book: Book, session: Session) -> Event:
    """What someone who only wants to finish does next."""
    tokens = {
        (token.act, token.value): Pressed(button.data)
        for button in view(book, session).buttons
        if (token := decode(button.data))
    }
    if session.asking is not None:
        return tokens["stay", ""]
    current = walk(book.dialogs[session.top.dialog], session.top).current
    if current is None:
        return tokens["send", ""]
    said = _words_for(current)
    if said is not None:
        return said
    draft = session.top.drafts.get(current.id)
    held = draft if draft is not None else session.top.answers.get(current.id)
    held = held if isinstance(held, list) else []
    match current:
        case ChoiceStep():
            return tokens["set", current.options[0].id]
        case ChoicesStep() if len(held) < current.min:
            return tokens["tick", next(o.id for o in current.options if o.id not in held)]
        case MediaStep() if len(draft or []) < current.min:
            name = f"new {session.rev}"
            return MediaSent(current.accepts[0], name, name, 1, width=1, height=1)
        case ListStep() if len(held) < current.min:
            return tokens["add", ""]
        case YesNoStep() | ConfirmStep():
            return tokens["set", "yes"]
        case _:
            return next(tokens[act, ""] for act in ("done", "skip", "keep") if (act, "") in tokens)


def _words_for(one: Step) -> Said | None:
    """What to write as the answer to a question that takes words."""
    match one:
        case TextStep() if one.number_of:
            return Said(EXAMPLES[one.number_of])
        case TextStep() | PlaceStep():
            return Said("w" * one.min)
        case NumberStep():
            return Said(f"{one.min:g}")
        case MoneyStep():
            return Said(str(one.min))
        case ReachStep():
            return Said("name@example.org")
        case MonthStep():
            return Said("05/2026")
        case DateStep():
            return Said("13/05/2026")
        case _:
            return None


# -- the laws ----------------------------------------------------------------------------------


def _round_trip(session: Session) -> Session:
    # As storage writes it: a text that is no UTF-8 would be refused there.
    written = json.dumps(to_data(session), ensure_ascii=False, allow_nan=False).encode()
    return from_data(session.id, json.loads(written))


def a_restart_changes_nothing(beat: Beat) -> None:
    """What is written and read back is the same session, and shows the same screen."""
    after = beat.turn.session
    assert _round_trip(after) == after
    assert view(beat.book, _round_trip(after)) == view(beat.book, after)
    french = replace(after, language="fr")
    assert len(view(beat.book, french).buttons) == len(view(beat.book, after).buttons)


def the_rev_counts_screens(beat: Beat) -> None:
    """A new screen has a new rev; without one the session is untouched."""
    shows = any(not isinstance(effect, Toast) for effect in beat.turn.effects)
    assert beat.turn.session.rev == beat.before.rev + shows
    assert shows or beat.turn.session is beat.before
    silent = beat.turn.trace.outcome == "same_album"
    assert bool(beat.turn.effects) is not silent, "silence is no answer"
    if not beat.ended and not silent:
        assert sum(isinstance(effect, ShowScreen) for effect in beat.turn.effects) == shows


def only_presses_are_answered_by_toasts(beat: Beat) -> None:
    """A press gets exactly one toast, a message none: there would be no button to show it on."""
    toasts = sum(isinstance(effect, Toast) for effect in beat.turn.effects)
    assert toasts == isinstance(beat.event, Pressed)


def every_screen_leads_on_and_out(beat: Beat) -> None:
    """There is something to do, and a way to stop within two presses."""
    book, session = beat.book, beat.turn.session
    screen = view(book, session)
    assert screen.text.strip()
    assert len(screen.text.striptags()) <= TEXT_LIMIT
    assert all(button.label for button in screen.buttons)
    data = [button.data for button in screen.buttons if ".blank." not in button.data]
    assert len(set(data)) == len(data)
    assert all(len(each.encode()) <= DATA_LIMIT for each in data)
    assert _leaves(book, session, presses=2)


def _leaves(book: Book, session: Session, presses: int) -> bool:
    tokens = [(decode(button.data), button.data) for button in view(book, session).buttons]
    acts = {token.act for token, _ in tokens if token}
    if acts & {"save", "cancel", "erase", "send"}:
        return True
    return presses > 0 and any(
        _leaves(book, step(book, session, Pressed(data), NOW).session, presses - 1)
        for token, data in tokens
        if token and token.act in {"help", "stay"}
    )


def every_button_is_accepted(beat: Beat) -> None:
    """No button of the screen is foreign, late or unknown to the engine."""
    session = beat.turn.session
    say = beat.book.voice(session.language)
    nonsense = {
        say.plain("This button is no longer in use."),
        say.plain("This question is no longer asked."),
        say.plain("This answer is no longer offered."),
        say.plain("This one is no longer in the list."),
        say.plain("There is no answer yet."),
        say.plain("This is the first question."),
        say.plain("The list is full. Remove something first."),
        say.plain("Some questions still wait for an answer."),
    }
    for button in view(beat.book, session).buttons:
        turn = step(beat.book, session, Pressed(button.data), NOW)
        assert turn.trace.outcome not in {"foreign", "old", "old_answer", "doubled"}
        assert not {effect.text for effect in turn.effects if isinstance(effect, Toast)} & nonsense


def a_press_again_is_silent(beat: Beat) -> None:
    """The same button again changes nothing and shows nothing."""
    if beat.token is None:
        return
    again = step(beat.book, beat.turn.session, beat.event, NOW)
    assert again.session == beat.turn.session
    assert all(isinstance(effect, Toast) for effect in again.effects)


def garbage_shows_where_we_are(beat: Beat) -> None:
    """A button that is none of ours changes nothing but the rev."""
    if isinstance(beat.event, Pressed) and beat.token is None:
        before, after = beat.before, beat.turn.session
        assert (after.frames, after.asking) == (before.frames, before.asking)
        assert beat.turn.trace.outcome == "foreign"


def only_the_step_in_hand_changes(beat: Beat) -> None:
    """No event touches another step's answer, in any form of the stack."""
    before, after = beat.before.frames, beat.turn.session.frames
    current = walk(beat.book.dialogs[before[-1].dialog], before[-1]).current
    mine = {current.id} if current else set()
    depth = min(len(before), len(after))
    for rank in range(depth):
        old, new = before[rank], after[rank]
        assert (new.dialog, new.version, new.item) == (old.dialog, old.version, old.item)
        if rank < len(before) - 1:  # a form below: it can only get an item of its list
            assert new.answers == old.answers
            mine_below = {one.id for one in _lists(beat.book, old)}
            assert _changed(old.drafts, new.drafts) <= (mine_below if rank == depth - 1 else set())
        else:
            assert _changed(old.answers, new.answers) <= mine
            assert _changed(old.drafts, new.drafts) <= mine
    if len(after) > len(before):
        assert after[:depth] != before or not after[-1].answers or after[-1].item is not None


def _lists(book: Book, frame: Frame) -> list[ListStep]:
    steps = book.dialogs[frame.dialog].steps
    return [one for one in steps if isinstance(one, ListStep)]


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    nothing = object()
    return {name for name in {*old, *new} if old.get(name, nothing) != new.get(name, nothing)}


def what_is_not_an_answer_is_not_kept(beat: Beat) -> None:
    """Only the outcomes that say so change what a person has answered."""
    kept = {"answered", "skipped", "unknown", "drafted", "moved", "left_item", "kept", "editing"}
    kept |= {"reordered", "paged", "aside", "left_aside"}
    if beat.turn.trace.outcome not in kept:
        old, new = beat.before.frames, beat.turn.session.frames
        assert [(one.answers, one.drafts, one.parked) for one in old] == [
            (one.answers, one.drafts, one.parked) for one in new
        ]


def what_is_kept_fits(beat: Beat) -> None:
    """Every answer is one that its question allows."""
    for frame in beat.turn.session.frames:
        dialog = beat.book.dialogs[frame.dialog]
        for name, value in frame.answers.items():
            assert _fits(beat.book, dialog.by_id[name], value), (name, value)


def _fits(book: Book, one: Step, value: Any) -> bool:
    if value is None:
        return one.optional is not False
    if value == UNKNOWN:
        return one.dont_know
    match one:
        case TextStep() if is_voice(value):
            return one.voice
        case TextStep():
            return isinstance(value, str) and one.min <= len(value) <= one.max
        case NumberStep():
            return isinstance(value, int | float) and one.min <= value <= one.max
        case MoneyStep():
            return isinstance(value, int) and one.min * 100 <= value <= one.max * 100
        case ChoiceStep():
            return value in [option.id for option in one.options]
        case ChoicesStep():
            ids = [option.id for option in one.options]
            return set(value) <= set(ids) and len(set(value)) == len(value) >= one.min
        case YesNoStep():
            return isinstance(value, bool)
        case ConfirmStep():
            return value is True
        case PlaceStep():
            if "latitude" in value:
                return bool(abs(value["latitude"]) <= 90 and abs(value["longitude"]) <= 180)
            return one.min <= len(value["text"]) <= one.max
        case MonthStep():
            last = add_months(NOW.date(), one.within).strftime("%Y-%m")
            return isinstance(value, str) and "2026-05" <= value <= last
        case DateStep():
            return NOW.date() <= date.fromisoformat(value) <= NOW.date() + timedelta(one.within)
        case MediaStep():
            names = [file["unique_id"] for file in value]
            return len(set(names)) == len(names) and one.min <= len(names) <= one.max
        case ReachStep():
            return isinstance(value, str) and bool(value)
        case ListStep():
            return one.min <= len(value) <= one.max and all(
                _complete(book, one.item, item) for item in value
            )
        case _:
            raise AssertionError(f"the tests do not know the kind {one.kind}")


def _complete(book: Book, name: str, answers: Mapping[str, Any]) -> bool:
    """Whether these are the answers of exactly the path that they lead along, and each fits."""
    path = walk(book.dialogs[name], Frame(name, 1, answers))
    asked = [one.id for one in path.steps]
    return asked == list(answers) and all(_fits(book, one, answers[one.id]) for one in path.steps)


def what_is_sent_is_the_path(beat: Beat) -> None:
    """A form that ends has an answer to every question on its path, and to no other."""
    for effect in beat.turn.effects:
        if isinstance(effect, Finish):
            assert effect.dialog == beat.before.root.dialog
            assert _complete(beat.book, effect.dialog, effect.answers)
            assert len(beat.turn.session.frames) == 1


LAWS: tuple[Callable[[Beat], None], ...] = (
    the_rev_counts_screens,
    only_presses_are_answered_by_toasts,
    garbage_shows_where_we_are,
    only_the_step_in_hand_changes,
    what_is_not_an_answer_is_not_kept,
    what_is_kept_fits,
    what_is_sent_is_the_path,
)
"""Laws of every beat; those below hold while the form goes on."""

LAWS_OF_OPEN_FORMS: tuple[Callable[[Beat], None], ...] = (
    a_restart_changes_nothing,
    every_screen_leads_on_and_out,
    every_button_is_accepted,
    a_press_again_is_silent,
)


def _hold_laws(book: Book, session: Session, script: Sequence[Act]) -> None:
    for beat in _play(book, session, script):
        for law in LAWS:
            law(beat)
        if not beat.ended:
            for law in LAWS_OF_OPEN_FORMS:
                law(beat)
            session = beat.turn.session
        else:
            return
    _finish(book, session)


def _finish(book: Book, session: Session) -> Finish:
    """Walk to the end as someone who only wants to finish; there is always a way."""
    for _ in range(300):
        turn = step(book, session, _next_event(book, session), NOW)
        for effect in turn.effects:
            if isinstance(effect, Finish):
                assert _complete(book, effect.dialog, effect.answers)
                return effect
        session = turn.session
    raise AssertionError(f"no way to the end from {session}")


@settings(max_examples=200, deadline=None)
@given(dialogs=forms(), script=SCRIPTS)
def test_the_laws_hold_in_forms_that_no_one_wrote(
    dialogs: tuple[Dialog, ...], script: list[Act]
) -> None:
    book = _book(dialogs)
    _hold_laws(book, _start(book), script)


@pytest.mark.parametrize("dialog", ["idea", "commitment", "refusal", "welcome"])
@settings(max_examples=50, deadline=None)
@given(script=SCRIPTS, language=st.sampled_from(["fr", "en"]), done=st.integers(0, 20))
def test_the_laws_hold_in_our_own_dialogs(
    dialog: str, script: list[Act], language: str, done: int
) -> None:
    session = _start(_shipped(), dialog, language)
    for beat in _play(_shipped(), session, [("answer", None)] * done):
        if beat.ended:
            break
        session = beat.turn.session
    _hold_laws(_shipped(), session, script)


@settings(max_examples=100, deadline=None)
@given(dialogs=forms(), script=SCRIPTS)
def test_back_and_the_same_answer_is_where_we_were(
    dialogs: tuple[Dialog, ...], script: list[Act]
) -> None:
    """From every new question: going back and giving the same answer changes nothing."""
    book = _book(dialogs)
    session = _start(book)
    for beat in _play(book, session, script):
        session = beat.turn.session
        if beat.ended or session.asking is not None:
            continue
        path = walk(book.dialogs[session.top.dialog], session.top)
        before = path.before
        asked_anew = path.current is None or path.current.id not in path.answers
        if before is None or before.id not in path.answers or not asked_anew:
            continue
        gone = step(book, session, MoveAsked("back"), NOW).session
        assert walk(book.dialogs[gone.top.dialog], gone.top).current == before
        for event in _same_answer(before, path.answers[before.id]):
            gone = step(book, gone, event, NOW).session
        assert [frame.answers for frame in gone.frames] == [f.answers for f in session.frames]
        assert walk(book.dialogs[gone.top.dialog], gone.top).current == path.current


def _same_answer(one: Step, value: Any) -> list[Event]:
    """The same answer again, in the way that a person would give it."""
    if value is None:
        return [MoveAsked("skip")]
    if value == UNKNOWN:
        return [MoveAsked("unknown")]
    match one:
        case TextStep() | ReachStep():
            return [Said(value)]
        case PlaceStep() if "latitude" in value:
            return [PlaceShared(value["latitude"], value["longitude"], value["text"])]
        case ChoicesStep() | ListStep():
            return [MoveAsked("done")]
        case _:
            return [MoveAsked("keep")]


_ONE_STEP = TextStep(id="last", kind="text", label="Last", question="Last?")


@settings(max_examples=50, deadline=None)
@given(dialogs=forms(), script=SCRIPTS, gone=st.lists(st.sampled_from(["form", "item", "leaf"])))
def test_every_event_has_an_answer_though_dialogs_are_gone(
    dialogs: tuple[Dialog, ...], script: list[Act], gone: list[str]
) -> None:
    """Lost dialogs close the form or park what they held: nothing raises, nothing is wiped."""
    book = _book(dialogs)
    session = _start(book)
    for beat in _play(book, session, script):
        if beat.ended:
            return
        session = beat.turn.session
    kept = {name: one for name, one in book.dialogs.items() if name not in gone}
    for name, dialog in kept.items():  # a book is never without the form of its lists' items
        steps = [one for one in dialog.steps if getattr(one, "item", "form") in {*kept, "form"}]
        kept[name] = dialog.model_copy(update={"steps": tuple(steps) or (_ONE_STEP,)})
    left = Book(kept, book.wording, book.facts)
    assert view(left, session).text
    for one in (Said("Words"), Pressed(f"{NAME}.0.f0.set.a"), MoveAsked("back")):
        turn = step(left, session, one, NOW)
        closed = [effect for effect in turn.effects if isinstance(effect, Close)]
        assert (closed == [Close("form")]) is ("form" in gone)
        if closed:
            assert turn.session is session
        else:
            assert view(left, turn.session).buttons


@given(st.text(max_size=80))
def test_data_that_reads_as_a_button_is_written_the_same(data: str) -> None:
    token = decode(data)
    if token is not None and token.rev and not data.split(".")[1].startswith("0"):
        assert token.encode() == data
