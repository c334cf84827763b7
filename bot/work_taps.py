"""The buttons under a reminder of the work: how it goes, a longer pause, hands to lend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from markupsafe import Markup

from bot import bearers, letters, render_people
from bot.desk import Desk
from bot.followup_buttons import Row, button
from bot.incoming import Tapped
from bot.tap_answers import do, reply, today
from dialogs.buttons import Screen
from dialogs.calling import LendHand
from dialogs.following import Call, Status
from dialogs.project import Project
from dialogs.showing import shorten
from dialogs.wording import N_
from dialogs.working import GoOn, Pause, Tell
from storage import members

LONGER = timedelta(days=30)
"""How far "one more month" moves the end of a pause."""

_THANKS: Mapping[Status, str] = {
    Status.GOOD: N_("Good to hear, thank you! It is noted."),
    Status.LATE: N_("Thank you for telling us. It is noted, and being late is no problem."),
    Status.STUCK: N_(
        "Thank you for telling us. The town hall knows it now, and a person contacts you."
    ),
}


async def _tell(desk: Desk, project: Project, tap: Tapped, status: Status) -> str:
    after = await do(desk, project, tap, Tell(status))
    if after is None:
        return "refused"
    rows: list[Row] = [(button(desk.say, project, N_("Add a word, a photo"), "word"),)]
    if status is not Status.GOOD:
        rows.append((button(desk.say, project, N_("Call for hands"), "call"),))
        rows.append((button(desk.say, project, N_("We need more time"), "pause"),))
    await reply(desk, project, tap, desk.say(_THANKS[status]), tuple(rows))
    return f"check_in_{status}"


async def good(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """All goes well."""
    del what
    return await _tell(desk, project, tap, Status.GOOD)


async def late(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """The work is late."""
    del what
    return await _tell(desk, project, tap, Status.LATE)


async def stuck(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """The work is stuck: a person is told at once."""
    del what
    return await _tell(desk, project, tap, Status.STUCK)


async def go_on(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """The pause is over."""
    del what
    if await do(desk, project, tap, GoOn()) is None:
        return "refused"
    await reply(desk, project, tap, desk.say("Good. The work goes on."))
    return "go_on"


async def longer(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """The pause lasts one more month."""
    del what
    day = today(desk)
    reason = project.hold.reason if project.hold else desk.say.plain("More time is needed.")
    since = project.hold.since if project.hold else day
    action = Pause(reason, since, day + LONGER)
    if await do(desk, project, tap, action) is None:
        return "refused"
    words = desk.say("Noted. I ask you again on {day}.", day=desk.say.date(day + LONGER))
    await reply(desk, project, tap, words)
    return "pause_longer"


async def lend(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Answer a call; whoever called learns who helps."""
    rank = int(what, 36) if what.isascii() and what.isalnum() and len(what) <= 4 else -1
    after = await do(desk, project, tap, LendHand(rank))
    if after is None:
        return "refused"
    call = after.calls[rank]
    await reply(desk, after, tap, desk.say("Thank you! Whoever called knows that you help."))
    if call.by in after.carriers:
        await _tell_caller(desk, after, call)
    return "lend_hand"


async def _tell_caller(desk: Desk, project: Project, call: Call) -> None:
    say = await bearers.voice_of(desk.town, desk.work, call.by, project.language)
    row = await members.load(await desk.work.direct(), project.id, desk.resident.user_id)
    name = render_people.called(desk.town, row, say) if row else desk.name
    words = say("{name} answers your call: “{words}”", name=name, words=shorten(call.words, 200))
    count = say.count("{n} person helps.", "{n} people help.", len(call.helpers))
    head = Markup("<b>{}</b> · {}").format(project.title, project.number)
    text = Markup("\n\n").join((head, words, count))
    desk.work.send(call.by, letters.text(Screen(text)))
