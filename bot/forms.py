"""Running a form: one event through the engine, its session kept, its screen and toast sent."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot import letters
from bot.incoming import Tapped
from bot.town import Town
from dialogs.buttons import Screen
from dialogs.effects import Discard, Finish, ShowScreen, Toast
from dialogs.engine import step
from dialogs.events import Event
from dialogs.session import Session, begin
from dialogs.view import view
from storage.sessions import Held
from storage.work import Work

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form is shown: the chat, and the slot whose message it is."""

    chat_id: int
    slot: str

    @classmethod
    def live(cls, user_id: int) -> Place:
        """The one live screen of a person, in their private chat."""
        return cls(user_id, f"live:{user_id}")

    @classmethod
    def staff(cls, chat_id: int, user_id: int) -> Place:
        """The short form of a staff member, in the group."""
        return cls(chat_id, f"form:{chat_id}:{user_id}")


def new_session(town: Town, dialog: str, language: str) -> Session:
    """Open a form under an id that cannot be guessed."""
    name = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return begin(name, dialog, town.book.dialogs[dialog].version, language)


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
) -> tuple[Held, Finish | Discard | None, str]:
    """Let an event happen to a form.

    Returns the form after it, how it ended if it did, and the outcome for the log.
    """
    turn = step(town.book, held.session, event, work.now)
    after = replace(held, session=turn.session, updated_at=work.now)
    if turn.session is not held.session:
        work.put_session(after)
    ended: Finish | Discard | None = None
    for effect in turn.effects:
        match effect:
            case Toast(text):
                if tapped is not None:
                    toast(work, tapped, text)
            case ShowScreen(note, fresh):
                screen = view(town.book, turn.session)
                await show(work, place, screen, note=note, fresh=fresh, tapped=tapped)
            case Finish() | Discard():
                ended = effect
    if ended is not None and tapped is not None and not _toasted(turn.effects):
        toast(work, tapped)
    return after, ended, turn.trace.outcome


def _toasted(effects: tuple[object, ...]) -> bool:
    return any(isinstance(effect, Toast) for effect in effects)
