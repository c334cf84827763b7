"""No reminders for a while: a person on holiday is left in peace, and nothing is forgotten.

What was due meanwhile waits until the day that they chose. Receipts, answers, decisions and what
the law gives a delay to answer still reach them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from bot import errands
from bot.desk import Desk
from bot.incoming import Tapped
from dialogs.country import add_months
from storage import reminders

FORM = "holiday"
"""The dialog that asks for how long."""

LENGTHS = {"week": timedelta(days=7), "two_weeks": timedelta(days=14)}


async def ask(desk: Desk) -> None:
    """Ask for how long; the form in front of the person waits in their drafts meanwhile."""
    for held in await desk.work.open_sessions(desk.resident.user_id, desk.resident.user_id):
        if held.session.root.dialog == FORM:
            desk.end(held)
    desk.begin(FORM, None)
    await desk.show_present(_now(desk))


def _now(desk: Desk) -> Markup | None:
    until = desk.resident.paused_until
    if until is None:
        return None
    return desk.say("At the moment I send no reminders until {date}.", date=desk.say.date(until))


async def begin(desk: Desk, answers: Mapping[str, Any]) -> Markup:
    """Send no reminders from now on; return what the person is told."""
    until = _until(desk, answers)
    desk.change(paused_until=until)
    await _release(desk)  # a shorter holiday than before brings back what waited for its end
    return desk.say(
        "I send you no reminders until {date}. Receipts and answers still reach you. To end it "
        "earlier: /resume",
        date=desk.say.date(until),
    )


def _until(desk: Desk, answers: Mapping[str, Any]) -> date:
    today = desk.town.setting.local_day(desk.work.now)
    if answers["until"] == "date":
        return max(date.fromisoformat(answers["day"]), today + timedelta(days=1))
    if answers["until"] == "month":
        return add_months(today, 1)
    return today + LENGTHS[answers["until"]]


async def end(desk: Desk, tap: Tapped | None = None) -> None:
    """Send reminders again; for who has no pause, take up the form in front of them."""
    if desk.resident.paused_until is None:
        await errands.start(desk)
        return
    desk.change(paused_until=None)
    await _release(desk)
    await desk.show_present(desk.say("Welcome back! Reminders come again."), tap)


async def _release(desk: Desk) -> None:
    work, user_id = desk.work, desk.resident.user_id
    projects = [*await work.projects_of(user_id), *await work.projects_beside(user_id)]
    await reminders.release(await work.direct(), [one.id for one in projects])
