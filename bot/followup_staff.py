"""What a due reminder says in the staff group: a sentence under the card, with what can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from bot.followup_kinds import Due
from bot.telling import WISHES
from dialogs.due_upkeep import open_tasks
from dialogs.renewing import awaits_renewal
from dialogs.showing import shorten
from dialogs.tending import term_end
from dialogs.wording import N_, Voice

Words = Callable[[Due, Voice], Markup | None]


def _plain(text: str) -> Words:
    """Words that need nothing but the number and the title."""

    def words(due: Due, say: Voice) -> Markup:
        return say(text, number=due.project.number, title=due.project.title)

    return words


def _waits(text: str) -> Words:
    """Words that count the days since an instant of the project."""

    def words(due: Due, say: Voice) -> Markup:
        since = due.project.decided_at or due.project.created_at
        return say(
            text,
            number=due.project.number,
            title=due.project.title,
            date=say.date(due.town.setting.local_day(since)),
        )

    return words


def _silent(due: Due, say: Voice) -> Markup | None:
    if due.reminder.rank == 1:
        return None  # the first time, the bearer is asked
    return _plain(
        N_(
            "{number}, “{title}”: no news from the bearer in spite of two questions. A call or a "
            "visit would help more than another message."
        )
    )(due, say)


def _not_started(due: Due, say: Voice) -> Markup | None:
    last = len(due.town.setting.delays.not_started_days)
    if due.reminder.rank == last:
        text = N_(
            "{number}, “{title}”: signed months ago, and nobody has said that the work began. "
            "Please talk with the bearer: go on, pause, or end it together."
        )
    elif due.reminder.rank == last - 1:
        text = N_("{number}, “{title}”: signed, and the work does not seem to have begun.")
    else:
        return None
    return _plain(text)(due, say)


def _hold_over(due: Due, say: Voice) -> Markup | None:
    if due.reminder.rank < len(due.town.setting.delays.hold_over_days):
        return None
    return _plain(
        N_("{number}, “{title}”: the pause is over and the bearer has not answered. A call?")
    )(due, say)


def _late(due: Due, say: Voice) -> Markup | None:
    tasks = _open_words(due)
    if not tasks:
        return None
    return say(
        "{number}, “{title}”: no news of the upkeep for a month ({tasks}). Please call or go and "
        "look first: perhaps it is done, perhaps help is needed.",
        number=due.project.number,
        title=due.project.title,
        tasks=tasks,
    )


def _formal(due: Due, say: Voice) -> Markup | None:
    if not _open_words(due):
        return None
    first = due.reminder.rank == 1
    text = (
        N_(
            "{number}, “{title}”: still no news of the upkeep after two months. If talking did not "
            "help, the next step is a letter, written and signed by a person."
        )
        if first
        else N_(
            "{number}, “{title}”: no news of the upkeep for three months. Please decide together: "
            "help, another bearer, or an end after a notice and a hearing."
        )
    )
    return _plain(text)(due, say)


def _open_words(due: Due) -> str:
    waiting = open_tasks(due.project, due.town.setting)
    return ", ".join(shorten(one.task.words, 60) for one in waiting if one.day <= due.today)


def _renewal(due: Due, say: Voice) -> Markup | None:
    end = term_end(due.project)
    if awaits_renewal(due.project):
        return say(
            "{number}, “{title}”: the agreement ends on {date}. The bearer goes on: the renewal "
            "is still to be sent.",
            number=due.project.number,
            title=due.project.title,
            date=say.date(end) if end else "",
        )
    if due.project.offered is not None:
        return None  # those who sign are reminded
    if due.project.wishes:
        return say(
            "{number}, “{title}”: the agreement ends on {date}. The bearer <b>{wish}</b>.",
            number=due.project.number,
            title=due.project.title,
            date=say.date(end) if end else "",
            wish=say.plain(WISHES[due.project.wishes[-1][1]]),
        )
    return say(
        "{number}, “{title}”: the agreement ends on {date}. The bearer is asked what they wish.",
        number=due.project.number,
        title=due.project.title,
        date=say.date(end) if end else "",
    )


STAFF_KINDS: Mapping[str, Words] = {
    "staff_convention": _waits(
        N_("{number}, “{title}”: accepted on {date}, the agreement is still to be prepared.")
    ),
    "staff_unsigned": _plain(
        N_(
            "{number}, “{title}”: the agreement has waited two months for a signature. Talk with "
            "the bearer, change the text, or close it."
        )
    ),
    "staff_countersign": _plain(
        N_("{number}, “{title}”: everyone has signed. The town's signature is missing.")
    ),
    "checkin_silent": _silent,
    "not_started": _not_started,
    "hold_over": _hold_over,
    "staff_report": _plain(
        N_("{number}, “{title}”: the bearer's report waits for you: hours, costs, photos.")
    ),
    "upkeep_late": _late,
    "upkeep_formal": _formal,
    "town_check_due": _plain(
        N_("{number}, “{title}”: the town's yearly check is due. Who goes, and when?")
    ),
    "staff_hearing": _plain(
        N_("{number}, “{title}”: the notice is a month old. Has the bearer been heard?")
    ),
    "renewal_ask": _renewal,
    "staff_term_over": _plain(
        N_("{number}, “{title}”: the term is over. Renew it or close it: a person decides.")
    ),
}
"""What is said in the staff group."""
