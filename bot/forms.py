"""Running a form: one event through the engine, its session kept, its screen and toast sent."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from bot import inbox, letters, media
from bot.incoming import Tapped
from bot.town import Town
from dialogs.book import Book
from dialogs.buttons import Screen
from dialogs.effects import Close, Discard, Finish, PassOn, ShowScreen, Toast
from dialogs.engine import Turn, step
from dialogs.events import Event, MediaSent
from dialogs.session import Asking, Session, begin
from dialogs.view import view
from dialogs.walk import walk
from storage.sessions import Held
from storage.traces import Traced, hash_of
from storage.work import Work

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form is shown: the chat, and the slot whose message it is."""

    chat_id: int
    slot: str
    thread: int | None = None

    @classmethod
    def live(cls, user_id: int) -> Place:
        """The one live screen of a person, in their private chat."""
        return cls(user_id, f"live:{user_id}")

    @classmethod
    def staff(cls, chat_id: int, user_id: int, thread: int | None = None) -> Place:
        """The short form of a staff member, in the group and perhaps in one of its topics."""
        return cls(chat_id, f"form:{chat_id}:{user_id}", thread)


def new_session(town: Town, dialog: str, language: str) -> Session:
    """Open a form under an id that cannot be guessed."""
    name = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return begin(name, town.book.dialogs[dialog], language)


async def show(
    work: Work,
    place: Place,
    screen: Screen,
    *,
    note: Markup | None = None,
    fresh: bool = True,
    tapped: Tapped | None = None,
    priority: int = 0,
) -> None:
    """Show a screen in a slot: as a new message, or in place of the one that was pressed."""
    if note:
        screen = replace(screen, text=Markup("\n\n").join((note, screen.text)))
    old = await work.message(place.slot)
    pressed = tapped.message_id if tapped else None
    payload = letters.show(screen, fresh=fresh, message=pressed or old, old=old, note=bool(note))
    if place.thread is not None:
        payload["topic"] = letters.topic("", place.thread, "")
    work.send(place.chat_id, payload, slot=place.slot, priority=priority)


def toast(work: Work, tapped: Tapped, words: str = "") -> None:
    """Answer a pressed button."""
    work.send(tapped.chat_id, letters.toast(tapped.callback_id, words))


async def run(
    town: Town,
    work: Work,
    held: Held,
    event: Event,
    place: Place,
    tapped: Tapped | None = None,
    dress: Callable[[Session, Screen], Screen] | None = None,
) -> tuple[Held, Finish | Discard | Close | None, str]:
    """Let an event happen to a form; `dress` adds to its screens what only the caller knows.

    Returns the form after it, how it ended if it did, and the outcome for the log.
    """
    turn = step(town.book, held.session, event, work.now)
    after = replace(held, session=turn.session, updated_at=work.now)
    if turn.session is not held.session:
        work.put_session(after)
    await _note_file(work, held, event, turn)
    ended: Finish | Discard | Close | None = None
    for effect in turn.effects:
        match effect:
            case Toast(text):
                if tapped is not None:
                    toast(work, tapped, text)
            case ShowScreen(note, fresh):
                screen = view(town.book, turn.session)
                screen = dress(turn.session, screen) if dress else screen
                await show(work, place, screen, note=note, fresh=fresh, tapped=tapped)
            case PassOn(text, voice):
                await inbox.pass_on(town, work, held.owner, text, held, voice)
            case Finish() | Discard() | Close():
                ended = effect
    if ended is not None and tapped is not None and not _toasted(turn.effects):
        toast(work, tapped)
    work.trace(_traced(town.book, held.session, turn, ended, work.now))
    return after, ended, turn.trace.outcome


async def _note_file(work: Work, held: Held, event: Event, turn: Turn) -> None:
    """A file that became a part of a dossier's answer is fetched after the commit."""
    taken = turn.trace.outcome in ("answered", "drafted") and not held.session.top.aside
    if taken and isinstance(event, MediaSent) and held.project_id is not None:
        await media.take_in(work, event, held.owner, project_id=held.project_id)


def _toasted(effects: tuple[object, ...]) -> bool:
    return any(isinstance(effect, Toast) for effect in effects)


def _traced(
    book: Book, before: Session, turn: Turn, ended: Finish | Discard | Close | None, now: datetime
) -> Traced:
    """A turn as it is remembered: which question, what kind of event, how it went, what next."""
    trace, after = turn.trace, turn.session
    frame = before.root if trace.outcome in ("form_changed", "form_gone") else before.top
    shown = ""
    if ended is None and after is not before and after.asking is None:
        current = walk(book.dialogs[after.top.dialog], after.top).current
        shown = f"{after.top.dialog}.{current.id if current else 'review'}"
    return Traced(
        session=hash_of(before.id),
        dialog=frame.dialog,
        rev=trace.rev,
        step=trace.step,
        event=trace.event,
        outcome=_outcome(before, turn, ended),
        shown=shown,
        at=now,
    )


_HELP = Asking("help")


def _outcome(before: Session, turn: Turn, ended: Finish | Discard | Close | None) -> str:
    """The engine's outcome, told apart where it only says that the person moved."""
    after, outcome = turn.session, turn.trace.outcome
    if isinstance(ended, Finish):
        return "finished"
    if after.asking == _HELP != before.asking:
        return "helped"
    if outcome == "moved" and after.top.editing not in (None, before.top.editing):
        return "back"
    return outcome
