"""One tap under a reminder: what it does, and the word that comes back at once.

Rights are checked where the action is applied, so a forwarded button does nothing for a stranger.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot import away_taps, followup_forms, upkeep_taps, work_taps
from bot.desk import Desk
from bot.followup_buttons import Row, button
from bot.forms import toast
from bot.incoming import Tapped
from bot.signing import accepting
from bot.tap_answers import do, reply
from dialogs.following import Wish
from dialogs.project import Project
from dialogs.rights import Why
from dialogs.tending import Choose, Stop
from dialogs.wording import N_

Answer = Callable[[Desk, Project, Tapped, str], Awaitable[str]]


async def tapped(desk: Desk, tap: Tapped) -> str:
    """Answer a button of a reminder; return the outcome for the log."""
    _, number, name, what = [*tap.data.split(".", 3), "", "", ""][:4]
    sound = number.isascii() and number.isalnum() and len(number) <= 12
    project = await desk.work.project(int(number, 36)) if sound else None
    answer = _ANSWERS.get(name)
    if project is None or answer is None:
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    if desk.resident.user_id not in project.carriers:
        toast(desk.work, tap, desk.say.plain(Why.NOT_BEARER))
        return "refused_not_bearer"
    return await answer(desk, project, tap, what)


def _form(dialog: str) -> Answer:
    """Open a short form about the project, beside whatever else the person is writing."""

    async def answer(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
        del what
        toast(desk.work, tap)
        await followup_forms.open_form(desk, dialog, project)
        return f"form_{dialog}"

    return answer


async def _wish(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    if what not in set(Wish):
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    wish = Wish(what)
    after = await do(desk, project, tap, Choose(wish))
    if after is None:
        return "refused"
    rows: tuple[Row, ...] = ()
    if wish is Wish.STOP and desk.resident.user_id == project.bearer:
        rows = ((button(desk.say, project, N_("End the project now"), "stop"),),)
    await reply(desk, after, tap, desk.say(_WISHES[wish]), rows)
    return f"wish_{wish}"


_WISHES: Mapping[Wish, str] = {
    Wish.GO_ON: N_(
        "Thank you! The town hall prepares the renewed agreement, and you receive it here to sign."
    ),
    Wish.HAND_OVER: N_(
        "Thank you for telling us early. The town hall looks for a successor with you."
    ),
    Wish.STOP: N_(
        "Thank you for all you have done. Until the end of the term nothing changes, unless you "
        "want to stop at once."
    ),
}


async def _stop(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    del what
    if await do(desk, project, tap, Stop()) is None:
        return "refused"
    await reply(desk, project, tap, desk.say("The project has ended. Thank you for everything."))
    return "stopped"


_ANSWERS: Mapping[str, Answer] = {
    "good": work_taps.good,
    "late": work_taps.late,
    "stuck": work_taps.stuck,
    "word": _form("progress"),
    "pause": _form("pause"),
    "workday": _form("work_day"),
    "report": _form("completion"),
    "birthday": _form("anniversary"),
    "go_on": work_taps.go_on,
    "longer": work_taps.longer,
    "done": upkeep_taps.done,
    "later": upkeep_taps.later,
    "help": upkeep_taps.ask_help,
    "call": _form("call"),
    "lend": work_taps.lend,
    "away": away_taps.away,
    "gone": away_taps.gone,
    "back": away_taps.back,
    "cover": away_taps.cover,
    "calendar": upkeep_taps.calendar,
    **accepting.ANSWERS,
    "wish": _wish,
    "stop": _stop,
}
"""What each button does, by the name it carries."""
