"""One tap under a reminder: what it does, and the word that comes back at once.

Rights are checked where the action is applied, so a forwarded button does nothing for a stranger.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta

from markupsafe import Markup

from bot import bearers, calendar_file, followup_forms, letters, render_people
from bot.desk import Desk
from bot.followup_buttons import Row, button, data, read_mark, task_rows
from bot.forms import Place, show, toast
from bot.incoming import Tapped
from bot.projects import act
from bot.signing import accepting
from dialogs.buttons import Button, Screen
from dialogs.calling import LendHand
from dialogs.due_upkeep import OpenTask, open_tasks
from dialogs.following import Absence, Call, Handled, Status, Wish
from dialogs.lifecycle import Action
from dialogs.project import Project
from dialogs.rights import Actor, Why
from dialogs.showing import shorten
from dialogs.tending import AskForHelp, Choose, ComeBack, GoAway, Handle, Stop, TakeOver
from dialogs.wording import N_
from dialogs.working import GoOn, Pause, Tell
from storage import members

Answer = Callable[[Desk, Project, Tapped, str], Awaitable[str]]

PUT_OFF = timedelta(days=7)
"""How far "in 7 days" moves a task."""

LONGER = timedelta(days=30)
"""How far "one more month" moves the end of a pause."""


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


async def _do(desk: Desk, project: Project, tap: Tapped, action: Action) -> Project | None:
    """Let the action happen; a refusal is said in a toast."""
    done = await act(desk.town, desk.work, project, action, Actor(desk.resident.user_id))
    if isinstance(done, Why):
        toast(desk.work, tap, desk.say.plain(done))
        return None
    toast(desk.work, tap)
    return done


async def _reply(
    desk: Desk, project: Project, tap: Tapped, words: Markup, rows: tuple[Row, ...] = ()
) -> None:
    """Put the answer in place of the reminder that was pressed."""
    head = Markup("<b>{}</b> · {}").format(project.title, project.number)
    screen = Screen(Markup("\n\n").join((head, words)), rows)
    place = Place(desk.resident.user_id, f"due:{desk.resident.user_id}:{project.id}")
    await show(desk.work, place, screen, fresh=False, tapped=tap)


# -- the work --------------------------------------------------------------------------------------

_THANKS: Mapping[Status, str] = {
    Status.GOOD: N_("Good to hear, thank you! It is noted."),
    Status.LATE: N_("Thank you for telling us. It is noted, and being late is no problem."),
    Status.STUCK: N_(
        "Thank you for telling us. The town hall knows it now, and a person contacts you."
    ),
}


async def _tell(desk: Desk, project: Project, tap: Tapped, status: Status) -> str:
    after = await _do(desk, project, tap, Tell(status))
    if after is None:
        return "refused"
    rows: list[Row] = [(button(desk.say, project, N_("Add a word, a photo"), "word"),)]
    if status is not Status.GOOD:
        rows.append((button(desk.say, project, N_("Call for hands"), "call"),))
        rows.append((button(desk.say, project, N_("We need more time"), "pause"),))
    await _reply(desk, project, tap, desk.say(_THANKS[status]), tuple(rows))
    return f"check_in_{status}"


async def _good(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    del what
    return await _tell(desk, project, tap, Status.GOOD)


async def _late(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    del what
    return await _tell(desk, project, tap, Status.LATE)


async def _stuck(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    del what
    return await _tell(desk, project, tap, Status.STUCK)


async def _go_on(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    del what
    if await _do(desk, project, tap, GoOn()) is None:
        return "refused"
    await _reply(desk, project, tap, desk.say("Good. The work goes on."))
    return "go_on"


async def _longer(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    del what
    today = _today(desk)
    reason = project.hold.reason if project.hold else desk.say.plain("More time is needed.")
    since = project.hold.since if project.hold else today
    action = Pause(reason, since, today + LONGER)
    if await _do(desk, project, tap, action) is None:
        return "refused"
    words = desk.say("Noted. I ask you again on {day}.", day=desk.say.date(today + LONGER))
    await _reply(desk, project, tap, words)
    return "pause_longer"


def _form(dialog: str) -> Answer:
    """Open a short form about the project, beside whatever else the person is writing."""

    async def answer(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
        del what
        toast(desk.work, tap)
        await followup_forms.open_form(desk, dialog, project)
        return f"form_{dialog}"

    return answer


# -- the upkeep ------------------------------------------------------------------------------------


def _waiting(desk: Desk, project: Project) -> list[OpenTask]:
    today = _today(desk)
    return [one for one in open_tasks(project, desk.town.setting) if one.day <= today]


async def _done(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    marked = read_mark(what)
    if marked is None:
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    action = Handle(marked.task, marked.due, Handled.DONE, _today(desk))
    after = await _do(desk, project, tap, action)
    if after is None:
        return "refused"
    words = [desk.say("Thank you! It is noted.")]
    words += [
        desk.say("Next time: {day}.", day=desk.say.date(one.day))
        for one in open_tasks(after, desk.town.setting)
        if one.task.id == marked.task
    ]
    left = _waiting(desk, after)
    photo: Row = (button(desk.say, after, N_("Add a word, a photo"), "word"),)
    rows = (*task_rows(desk.say, after, left), photo)
    await _reply(desk, after, tap, Markup("\n").join(words), rows)
    return "upkeep_done"


def _today(desk: Desk) -> date:
    return desk.town.setting.local_day(desk.work.now)


async def _later(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Put off everything that waits: one word is enough for all of it."""
    del what
    until = _today(desk) + PUT_OFF
    after = await _handle_all(desk, project, tap, Handled.LATER, until)
    if after is None:
        return "refused"
    words = desk.say("No problem. I ask you again on {day}.", day=desk.say.date(until))
    await _reply(desk, after, tap, words)
    return "upkeep_later"


async def _handle_all(
    desk: Desk, project: Project, tap: Tapped, handled: Handled, until: date | None = None
) -> Project | None:
    waiting = _waiting(desk, project)
    if not waiting:
        toast(desk.work, tap, desk.say.plain(Why.DONE_ALREADY))
        return None
    after: Project = project
    actor = Actor(desk.resident.user_id)
    for one in waiting:
        action = Handle(one.task.id, one.due, handled, _today(desk), until)
        done = await act(desk.town, desk.work, after, action, actor)
        if isinstance(done, Why):
            toast(desk.work, tap, desk.say.plain(done))
            return None
        after = done
    toast(desk.work, tap)
    return after


async def _help(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    marked = read_mark(what)
    if marked is None:
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    if await _do(desk, project, tap, AskForHelp(marked.task, marked.due)) is None:
        return "refused"
    words = desk.say(
        "The town hall knows it now, and so do those who carry the project with you. A person "
        "contacts you."
    )
    call: Row = (button(desk.say, project, N_("Call for hands"), "call"),)
    waiting = task_rows(desk.say, project, _waiting(desk, project))
    await _reply(desk, project, tap, words, (call, *waiting))
    return "upkeep_help"


async def _lend(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Answer a call; whoever called learns who helps."""
    rank = int(what, 36) if what.isascii() and what.isalnum() and len(what) <= 4 else -1
    after = await _do(desk, project, tap, LendHand(rank))
    if after is None:
        return "refused"
    call = after.calls[rank]
    await _reply(desk, after, tap, desk.say("Thank you! Whoever called knows that you help."))
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


AWAY_DAYS = (7, 14, 30, 60)
"""For how long a person may say that they are away, in one tap."""


async def _away(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    del what
    toast(desk.work, tap)
    rows = tuple(
        (
            Button(
                desk.say.plain("Until {day}", day=desk.say.date(_today(desk) + timedelta(days))),
                data(project, "gone", str(days)),
            ),
        )
        for days in AWAY_DAYS
    )
    await _reply(desk, project, tap, desk.say("Until when are you away?"), rows)
    return "away_asked"


async def _gone(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    days = int(what) if what in {str(each) for each in AWAY_DAYS} else AWAY_DAYS[0]
    until = _today(desk) + timedelta(days)
    absence = Absence(desk.resident.user_id, _today(desk), until)
    after = await _do(desk, project, tap, GoAway(absence))
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
    await _reply(desk, after, tap, Markup("\n").join(words), (back,))
    return "away"


async def _back(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    del what
    after = await _do(desk, project, tap, ComeBack(_today(desk)))
    if after is None:
        return "refused"
    waiting = _waiting(desk, after)
    words = desk.say("Welcome back!")
    await _reply(desk, after, tap, words, task_rows(desk.say, after, waiting))
    return "back"


async def _calendar(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    del what
    toast(desk.work, tap)
    lines = [desk.say("The next days of the upkeep:")]
    lines += [
        desk.say("• {day}: {task}", day=desk.say.date(one.day), task=shorten(one.task.words, 120))
        for one in sorted(open_tasks(project, desk.town.setting), key=lambda one: one.day)
    ]
    await _reply(desk, project, tap, Markup("\n").join(lines))
    await calendar_file.send(desk, project)
    return "calendar"


async def _cover(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    """Take over for someone who is away."""
    sound = what.isascii() and what.isalnum() and len(what) <= 12
    after = await _do(desk, project, tap, TakeOver(int(what, 36) if sound else 0))
    if after is None:
        return "refused"
    words = desk.say("Thank you! Until they are back, I ask you about the upkeep.")
    await _reply(desk, after, tap, words, task_rows(desk.say, after, _waiting(desk, after)))
    return "cover"


# -- the end of the term ---------------------------------------------------------------------------


async def _wish(desk: Desk, project: Project, tap: Tapped, what: str) -> str:
    if what not in set(Wish):
        toast(desk.work, tap, desk.say.plain("This button is no longer in use."))
        return "unknown_button"
    wish = Wish(what)
    after = await _do(desk, project, tap, Choose(wish))
    if after is None:
        return "refused"
    rows: tuple[Row, ...] = ()
    if wish is Wish.STOP and desk.resident.user_id == project.bearer:
        rows = ((button(desk.say, project, N_("End the project now"), "stop"),),)
    await _reply(desk, after, tap, desk.say(_WISHES[wish]), rows)
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
    if await _do(desk, project, tap, Stop()) is None:
        return "refused"
    await _reply(desk, project, tap, desk.say("The project has ended. Thank you for everything."))
    return "stopped"


_ANSWERS: Mapping[str, Answer] = {
    "good": _good,
    "late": _late,
    "stuck": _stuck,
    "word": _form("progress"),
    "pause": _form("pause"),
    "workday": _form("work_day"),
    "report": _form("completion"),
    "birthday": _form("anniversary"),
    "go_on": _go_on,
    "longer": _longer,
    "done": _done,
    "later": _later,
    "help": _help,
    "call": _form("call"),
    "lend": _lend,
    "away": _away,
    "gone": _gone,
    "back": _back,
    "cover": _cover,
    "calendar": _calendar,
    **accepting.ANSWERS,
    "wish": _wish,
    "stop": _stop,
}
"""What each button does, by the name it carries."""
