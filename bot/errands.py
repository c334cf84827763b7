"""What a person can ask for in private besides answering: each by a command, some by a button too.

An errand takes the person's desk and, from a button, the tap that asked for it.
"""

from __future__ import annotations

from dataclasses import replace

from bot import home, notice
from bot.desk import Desk
from bot.forms import show
from bot.incoming import Tapped
from bot.projects import note_activity
from dialogs.session import Asking


async def start(desk: Desk) -> None:
    """Begin, or go on: a paused form is taken up again."""
    held = await desk.present()
    if held is None:
        await desk.show_present()
        return
    if held.session.asking == Asking("paused"):
        held = replace(held, session=replace(held.session, asking=None, rev=held.session.rev + 1))
        desk.work.put_session(held)
    else:
        desk.begin_anew(held)
    note = desk.say("Here is where we were.") if held.session.root.answers else None
    await desk.show_present(note)


async def choose_language(desk: Desk) -> None:
    """Offer the town's languages."""
    await show(desk.work, desk.place, home.languages(desk.town, desk.say))


async def speak(desk: Desk, language: str, tap: Tapped) -> None:
    """Change the language of everything that is still to be said."""
    desk.change(language=language)
    for held in await desk.work.open_sessions(desk.resident.user_id, desk.resident.user_id):
        session = replace(held.session, language=language, rev=held.session.rev + 1)
        desk.work.put_session(replace(held, session=session))
    for project in await desk.work.projects_of(desk.resident.user_id):
        desk.work.put_project(replace(project, language=language))
    front = await desk.present()
    if front is not None:
        desk.begin_anew(front)
    await desk.show_present(desk.say("We speak English now."), tap)


async def read_privacy(desk: Desk) -> None:
    """Tell what becomes of their data, in full."""
    desk.send(notice.text(desk.town, desk.say))
    await desk.show_present()


async def write_to_someone(desk: Desk, tap: Tapped | None = None) -> None:
    """Open the short form of a message to a person, outside any other form."""
    if desk.resident.adult is not None:
        desk.begin("message", None)
    await desk.show_present(tap=tap)


async def go_on(desk: Desk, session_id: str, tap: Tapped) -> None:
    """Take a draft up again."""
    held = await desk.work.session(session_id)
    known = held is not None and held.session.root.dialog in desk.town.book.dialogs
    if held is None or held.owner != desk.resident.user_id or held.ended_at or not known:
        await desk.show_present(desk.say("This form is already closed."), tap)
        return
    session = replace(held.session, asking=None, rev=held.session.rev + 1)
    held = replace(held, session=session, updated_at=desk.work.now)
    desk.work.put_session(held)
    desk.face(held)
    if held.project_id is not None:
        await note_activity(desk.town, desk.work, held.project_id)
    await desk.show_present(tap=tap)
