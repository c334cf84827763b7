"""The buttons of an absence: for how long, back again, taking over for who is away."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup

from bot.desk import Desk
from bot.followup_buttons import Row, button, data, task_rows
from bot.forms import toast
from bot.incoming import Tapped
from bot.tap_answers import do, reply, today, waiting
from dialogs.buttons import Button
from dialogs.following import Absence
from dialogs.project import Project
from dialogs.tending import ComeBack, GoAway, TakeOver
from dialogs.wording import N_

AWAY_DAYS = (7, 14, 30, 60)
"""For how long a person may say that they are away, in one tap."""


async def away(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Ask until when the person is away."""
    del what
    toast(desk.work, tap)
    rows = tuple(
        (
            Button(
                desk.say.plain("Until {day}", day=desk.say.date(today(desk) + timedelta(days))),
                data(project, "gone", str(days)),
            ),
        )
        for days in AWAY_DAYS
    )
    await reply(desk, project, tap, desk.say("Until when are you away?"), rows)
    return "away_asked"


async def gone(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """The person is away until a day."""
    days = int(what) if what in {str(each) for each in AWAY_DAYS} else AWAY_DAYS[0]
    until = today(desk) + timedelta(days)
    absence = Absence(desk.resident.user_id, today(desk), until)
    after = await do(desk, project, tap, GoAway(absence))
    if after is None:
        return "refused"
    words = [
        desk.say("Noted: I do not ask you anything about it until {day}.", day=desk.say.date(until))
    ]
    if len(after.carriers) > 1:
        words.append(desk.say("Meanwhile I ask the others who carry the project."))
    elif standin := str(after.dossier.get("standin_name") or ""):
        words.append(desk.say("Perhaps {standin} can look after it meanwhile?", standin=standin))
    words.append(desk.say("Have a good time!"))
    back: Row = (button(desk.say, after, N_("I am back"), "back"),)
    await reply(desk, after, tap, Markup("\n").join(words), (back,))
    return "away"


async def back(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """The person is back: show what waits."""
    del what
    after = await do(desk, project, tap, ComeBack(today(desk)))
    if after is None:
        return "refused"
    words = desk.say("Welcome back!")
    await reply(desk, after, tap, words, task_rows(desk.say, after, waiting(desk, after)))
    return "back"


async def cover(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Take over for someone who is away."""
    sound = what.isascii() and what.isalnum() and len(what) <= 12
    after = await do(desk, project, tap, TakeOver(int(what, 36) if sound else 0))
    if after is None:
        return "refused"
    words = desk.say("Thank you! Until they are back, I ask you about the upkeep.")
    await reply(desk, after, tap, words, task_rows(desk.say, after, waiting(desk, after)))
    return "cover"
