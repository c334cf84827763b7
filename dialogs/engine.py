"""The dialog engine: `step(book, session, event, now)` gives a Turn, for every event and session.

Rule: everything that can change a session's answers or its position stands in this file and in
`moves`. Nothing here waits, reads a clock, or knows a messenger.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from dialogs import reading
from dialogs.adapting import adapt, is_current, knowing_kinds
from dialogs.answers import read
from dialogs.book import Book
from dialogs.buttons import Token, decode
from dialogs.definition import ListStep, MediaStep, PlaceStep, Step, TextStep
from dialogs.effects import Close, Effect, Finish, PassOn, ShowScreen, Toast
from dialogs.events import ContactShared, Event, MediaSent, MoveAsked, PlaceShared, Pressed, Said
from dialogs.found import Complaint, Draft, Value
from dialogs.moves import apply_move, passed_on
from dialogs.pen import PARAGRAPH
from dialogs.session import Asking, Session, Unread
from dialogs.showing import shorten
from dialogs.spoken import is_voice, words_of
from dialogs.view import list_items, view
from dialogs.walk import Walk, walk
from dialogs.wording import N_

DONT_KNOW_WORDS = N_("I don't know, I do not know, don't know, dunno, no idea, I have no idea")
"""How people write that they do not know, separated by commas."""

GONE = N_("This form is already closed.")

LONGEST_UNREAD = 1000
"""How many characters of words that were not understood are kept to be passed on."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a person was and how it went, without a word of what they wrote."""

    rev: int
    step: str
    event: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What an event did: the session after it, what the shell must do, and a trace."""

    session: Session
    effects: tuple[Effect, ...]
    trace: Trace


def step(book: Book, session: Session, event: Event, now: datetime) -> Turn:
    """Let one event happen to a session. Total: every event has an answer in every session."""
    if session.root.dialog not in book.dialogs:
        return _closed(book, session, event)
    if not is_current(book.dialogs, session):
        return _changed(book, session, event, now)
    path = walk(book.dialogs[session.top.dialog], session.top)
    name = path.current.id if path.current else "review"
    match event:
        case Pressed(data):
            after, effects, outcome = _pressed(book, session, path, data)
        case MoveAsked(move):
            after, effects, outcome = _moved(book, session, path, Token("", 0, "-", move))
            effects = _as_messages(effects)
        case _:
            after, effects, outcome = _told(book, session, path, event, now)
    album = event.album if isinstance(event, MediaSent) else ""
    if album and album == session.album and outcome in _UNUSED:
        return Turn(session, (), Trace(session.rev, name, "MediaSent", "same_album"))
    after, effects = _settle(book, after, effects)
    trace = Trace(session.rev, name, type(event).__name__, outcome)
    if all(isinstance(effect, Toast) for effect in effects):
        return Turn(session, effects, trace)  # the screen stays, so its buttons must stay good
    after = replace(
        after,
        frames=knowing_kinds(book.dialogs, after.frames),
        rev=session.rev + 1,
        unread=after.unread if outcome in _UNREAD else None,
        pressed=event.data if isinstance(event, Pressed) else "",
        album=album if outcome in _UNUSED or album == session.album else "",
        day=now.date().isoformat(),
    )
    return Turn(after, effects, trace)


_UNREAD = frozenset({"not_understood", "early"})
"""The outcomes after which a person's words wait to be passed on; any other forgets them."""

_UNUSED = frozenset({"complaint", "not_understood"})
"""The outcomes after which the rest of an album needs no answer of its own."""


def _closed(book: Book, session: Session, event: Event) -> Turn:
    """The whole form is gone from the book: it ends, and what it holds stays as it is."""
    toast = (Toast(book.voice(session.language).plain(GONE)),) if isinstance(event, Pressed) else ()
    trace = Trace(session.rev, "-", type(event).__name__, "form_gone")
    return Turn(session, (*toast, Close(session.root.dialog)), trace)


def _changed(book: Book, session: Session, event: Event, now: datetime) -> Turn:
    """The form changed since the last turn: keep what there is, say so, and show where we are.

    What the person just wrote or pressed was meant for a question of the old form. Words wait, and
    may be the answer after all; a file is kept where files are asked for; what else was sent must
    be sent again, and we say so.
    """
    say = book.voice(session.language)
    path = walk(book.dialogs[session.root.dialog], session.root)
    after = adapt(book.dialogs, session)
    note = say(
        "This form has changed a little since your last visit. Your answers are kept. "
        "Here is where we are."
    )
    unread = None
    match event:
        case Said(text) if words := reading.clean(text):
            unread = Unread(words[:LONGEST_UNREAD], early=True)
        case ContactShared(phone) if words := reading.clean(phone):
            unread = Unread(words[:LONGEST_UNREAD], early=True)
        case MediaSent() | PlaceShared():
            after, note = _sent_meanwhile(book, after, event, note, now)
    effects: tuple[Effect, ...] = (ShowScreen(note, fresh=True),)
    if isinstance(event, Pressed):
        effects = (Toast(), *effects)
    name = path.current.id if path.current else "review"
    trace = Trace(session.rev, name, type(event).__name__, "form_changed")
    frames = knowing_kinds(book.dialogs, after.frames)
    day = now.date().isoformat()
    after = replace(after, frames=frames, rev=session.rev + 1, unread=unread, day=day)
    return Turn(after, effects, trace)


def _sent_meanwhile(
    book: Book, session: Session, event: Event, note: Markup, now: datetime
) -> tuple[Session, Markup]:
    """Add a file to the question in hand if it gathers files; anything else must come again."""
    say = book.voice(session.language)
    current = walk(book.dialogs[session.top.dialog], session.top).current
    if isinstance(current, MediaStep) and session.asking is None:
        found = read(current, event, session.top.drafts.get(current.id), say, now.date())
        if isinstance(found, Draft):
            return session.drafted(current.id, found.value), note
    again = say("I have not noted what you just sent. Please send it again when I ask for it.")
    return session, PARAGRAPH.join((note, again))


Outcome = tuple[Session, tuple[Effect, ...], str]


def _pressed(book: Book, session: Session, path: Walk, data: str) -> Outcome:
    say = book.voice(session.language)
    token = decode(data)
    if token is None or token.session != session.id:
        toast = Toast(say.plain("This button is no longer in use. Here is where we are."))
        return session, (toast, ShowScreen(fresh=True)), "foreign"
    if token.rev != session.rev:
        return _pressed_late(book, session, path, token, data)
    after, effects, outcome = _moved(book, session, path, token)
    if not any(isinstance(effect, Toast) for effect in effects):
        effects = (Toast(), *effects)
    return after, effects, outcome


def _pressed_late(book: Book, session: Session, path: Walk, token: Token, data: str) -> Outcome:
    """A button of an earlier screen: the same tap again, an answer to change, or just old."""
    say = book.voice(session.language)
    if data == session.pressed:
        return session, (Toast(),), "doubled"
    if token.step in path.answers and token.step != (path.current and path.current.id):
        after = replace(session, asking=Asking("change", token.step))
        return after, (Toast(), ShowScreen(fresh=True)), "old_answer"
    toast = Toast(say.plain("This button is from an earlier message. Here is where we are."))
    return session, (toast, ShowScreen(fresh=True)), "old"


def _moved(book: Book, session: Session, path: Walk, token: Token) -> Outcome:
    move = apply_move(book, session, path, token)
    return move.session, move.effects, move.outcome


def _told(book: Book, session: Session, path: Walk, event: Event, now: datetime) -> Outcome:
    """Anything but a button: the words on a button, else an answer to the question shown."""
    say = book.voice(session.language)
    words = reading.fold(event.text) if isinstance(event, Said) else ""
    if isinstance(event, Said) and event.early and reading.clean(event.text):
        return _early(book, session, event.text)
    if words and (data := _same_words(book, session, words)):
        after, effects, outcome = _moved(book, session, path, data)
        return after, _as_messages(effects), outcome
    if session.asking == Asking("paused") and not isinstance(event, Said):
        session = replace(session, asking=None)  # what is no greeting may well be the answer
    if session.asking == Asking("paused"):
        note = say("Welcome back! I have not noted your last message. Here is where we were.")
        return replace(session, asking=None), (ShowScreen(note, fresh=True),), "resumed"
    if path.current is None or (session.asking is not None and session.asking.what != "help"):
        note = say("I did not understand. Please choose with the buttons.")
        return _unread(session, event), (ShowScreen(note, fresh=True),), "not_understood"
    if words and not path.current.dont_know and words in say.words(DONT_KNOW_WORDS):
        note = say("That is all right. Here is some help, and a person can answer you too.")
        asking = replace(session, asking=Asking("help"), tries=0)
        return asking, (ShowScreen(note, fresh=True),), "helped"
    return _answered(book, session, path.current, event, now)


def _early(book: Book, session: Session, text: str) -> Outcome:
    """Words written before the question was shown: they are kept, and the person is asked."""
    say = book.voice(session.language)
    words = reading.clean(text)
    if session.unread is not None and session.unread.early:
        words = f"{session.unread.text}\n{words}"
    words = words[:LONGEST_UNREAD]
    note = say(
        "You also wrote: “{text}”. That was before my question, so I have not noted it as its "
        "answer.",
        text=shorten(words, 300),
    )
    after = replace(session, unread=Unread(words, early=True))
    return after, (ShowScreen(note, fresh=True),), "early"


def _unread(session: Session, event: Event) -> Session:
    """Keep words that were not understood, so that they may be passed on."""
    words = reading.clean(event.text) if isinstance(event, Said) else ""
    return replace(session, unread=Unread(words[:LONGEST_UNREAD]) if words else None)


def _same_words(book: Book, session: Session, words: str) -> Token | None:
    """Find what typed words press: a move by its name, or the one button that says them."""
    say = book.voice(session.language)
    if move := book.move_words[say.language].get(words):
        return Token("", 0, "-", move)
    if words not in book.button_words:
        return None
    found = [b for b in view(book, session).buttons if reading.fold(b.label) == words]
    return decode(found[0].data) if len(found) == 1 else None


def _answered(book: Book, session: Session, step: Step, event: Event, now: datetime) -> Outcome:
    frame, say = session.top, book.voice(session.language)
    match read(step, event, frame.drafts.get(step.id), say, now.date()):
        case Value(value, note):
            after = session.answered(step.id, value)
            if isinstance(step, PlaceStep) and book.area and book.area.is_outside(value):
                after = replace(after, asking=Asking("outside", step.id))
            return after, (ShowScreen(note, fresh=True),), "answered"
        case Draft(value, note):
            return session.drafted(step.id, value), (ShowScreen(note, fresh=True),), "drafted"
        case Complaint(text):  # pragma: no branch - there is no other kind
            after = replace(session, tries=session.tries + 1, asking=None)
            if after.tries >= step.tries:
                offer = book.tell(say, "A person can help you: {service}, {phone}, {email}.")
                text = Markup("\n").join((text, offer))
            if isinstance(event, Said) and not isinstance(step, TextStep | PlaceStep):
                return _unread(after, event), (ShowScreen(text, fresh=True),), "not_understood"
            return after, (ShowScreen(text, fresh=True),), "complaint"


def _as_messages(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """What a button would have answered by a toast, a message answers by a line of text."""
    toasts = [effect.text for effect in effects if isinstance(effect, Toast) and effect.text]
    note = Markup("\n").join(toasts)
    return tuple(
        replace(effect, fresh=True, note=effect.note or note)
        if isinstance(effect, ShowScreen)
        else effect
        for effect in effects
        if not isinstance(effect, Toast)
    )


def _settle(
    book: Book, session: Session, effects: tuple[Effect, ...]
) -> tuple[Session, tuple[Effect, ...]]:
    """Close the forms that are complete and have no review: an item joins its list, or all ends."""
    while session.asking is None:
        dialog = book.dialogs[session.top.dialog]
        if dialog.review:
            break
        path = walk(dialog, session.top)
        if path.current is not None:
            break
        if session.top.aside:
            answer = path.answers["text"]
            session = replace(session, frames=session.frames[:-1])
            passed = PassOn(words_of(answer), answer if is_voice(answer) else None)
            effects = (*_with_note(effects, passed_on(book, session)), passed)
            continue
        if len(session.frames) == 1:
            rest = tuple(e for e in effects if not isinstance(e, ShowScreen))
            return session, (*rest, Finish(dialog.id, path.answers))
        session = _close_item(book, session, path)
    return session, effects


def _with_note(effects: tuple[Effect, ...], note: Markup) -> tuple[Effect, ...]:
    return tuple(
        replace(effect, note=note) if isinstance(effect, ShowScreen) else effect
        for effect in effects
    )


def _close_item(book: Book, session: Session, path: Walk) -> Session:
    """Let an item join its list, even where the form now asks something else first."""
    item, below = session.top, replace(session, frames=session.frames[:-1])
    frame, dialog = below.top, book.dialogs[below.top.dialog]
    around = walk(dialog, frame)
    steps = (around.current, *around.steps, *dialog.steps)
    parent = next(s for s in steps if isinstance(s, ListStep) and s.item == item.dialog)
    items = list_items(parent, frame)
    if item.item is None or item.item >= len(items):
        items.append(path.answers)
    else:
        items[item.item] = path.answers
    return below.with_top(
        drafts={**frame.drafts, parent.id: items},
        forms={**frame.forms, **item.forms, item.dialog: item.version},
        editing=parent.id if parent.id in frame.answers else frame.editing,
    )
