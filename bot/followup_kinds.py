"""What a due reminder says to those who carry a project: one part of a message, for each kind.

Every part names its project and says why it comes. Nobody is blamed; one tap answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.followup_buttons import Row, button, task_rows
from bot.town import Town
from dialogs import due_work
from dialogs.due_upkeep import asked, open_tasks, present
from dialogs.project import Project, State
from dialogs.renewing import years_together
from dialogs.setting import Reminder
from dialogs.showing import place_words, shorten
from dialogs.tending import term_end
from dialogs.wording import N_, Voice


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose moment has come, with the project it is about."""

    town: Town
    project: Project
    reminder: Reminder
    today: date


@dataclass(frozen=True, slots=True)
class Part:
    """What one person is told about one project: words, buttons under them, and why."""

    words: Markup
    rows: tuple[Row, ...] = ()


Say = Callable[[Due, Voice], Part | None]
To = Callable[[Due], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of reminder: whom it is for, and what it says in their language."""

    to: To
    say: Say


def _bearer(due: Due) -> tuple[int, ...]:
    return (due.project.bearer,) if due.project.bearer else ()


def _carriers(due: Due) -> tuple[int, ...]:
    return due.project.carriers


def _unsigned(due: Due) -> tuple[int, ...]:
    text = due.project.offered
    return tuple(one for one in text.signers if one not in due.project.signed) if text else ()


def _present(due: Due) -> tuple[int, ...]:
    return present(due.project, due.today)


def _in_turn(due: Due) -> tuple[int, ...]:
    return asked(due.project, due.today)


# -- before the work -------------------------------------------------------------------------------


def _sign_nudge(due: Due, say: Voice) -> Part:
    words = say(
        "The agreement waits for your signature. Take your time to read it. A person can explain "
        "it to you."
    )
    text = due.project.offered
    if text is not None and text.on_paper:
        return Part(words, ((button(say, due.project, N_("Send the signed sheet"), "sheet"),),))
    return Part(words, ((button(say, due.project, N_("Read and sign"), "sign"),),))


def _waiting(due: Due, say: Voice) -> Part:
    del due
    words = say(
        "The town hall is still studying your idea. You are not forgotten. You will have the "
        "answer here."
    )
    return Part(words)


# -- the work --------------------------------------------------------------------------------------


def _check_in(due: Due, say: Voice) -> Part:
    words = say("How is it going? One word is enough. We would love a photo.")
    return Part(words, _how_it_goes(due, say))


def _how_it_goes(due: Due, say: Voice) -> tuple[Row, ...]:
    project = due.project
    return (
        (button(say, project, N_("All is well"), "good"),),
        (
            button(say, project, N_("We are late"), "late"),
            button(say, project, N_("We are stuck"), "stuck"),
        ),
    )


def _check_in_silent(due: Due, say: Voice) -> Part | None:
    if due.reminder.rank > 1:
        return None  # the second time, staff are told instead
    words = say(
        "We have not heard from you for a while. Is everything all right? One tap is enough."
    )
    return Part(words, _how_it_goes(due, say))


def _not_started(due: Due, say: Voice) -> Part | None:
    if due.reminder.rank > len(due.town.setting.delays.not_started_days) - 1:
        return None
    words = say(
        "The agreement is signed, and the work has perhaps not begun. That happens. Do you need "
        "help to begin, or more time?"
    )
    pause = (button(say, due.project, N_("We need more time"), "pause"),)
    return Part(words, (*_how_it_goes(due, say), pause))


SAFETY: Mapping[str, str] = {
    "digging": N_("Dig only where the town hall has checked for pipes and cables."),
    "play_sport_equipment": N_("Nobody uses the equipment before the town's check."),
    "wall_or_facade": N_("Nothing is fixed to a wall without its owner's agreement."),
    "electricity_height_machine": N_(
        "Electricity, ladders and machines are for trained people only."
    ),
    "road_or_passage": N_("Leave 1.40 metres free for those who walk or roll."),
    "minors": N_("An adult stays with the children all the time."),
    "private_land": N_("Stay on the part that the owner has lent."),
    "heritage_or_nature": N_("Touch nothing that is protected."),
}
"""What to mind on a work day, by risk flag."""

ALWAYS_SAFE = (
    N_("Write down who is there: the town's insurance covers the volunteers you have named."),
    N_("Gloves, closed shoes, water, a first-aid kit."),
    N_("In an emergency, call 112. Then tell the town hall within 48 hours."),
)


def _work_day(due: Due, say: Voice) -> Part | None:
    planned = next(
        (one for one in due.project.work_days if due.today <= one.day and _announces(due, one.day)),
        None,
    )
    if planned is None:
        return None
    lines = [say("The work day is on {day}.", day=say.date(planned.day))]
    if planned.words:
        lines.append(say("“{words}”", words=shorten(planned.words, 300)))
    flags = [SAFETY[flag] for flag in due.project.risk_flags if flag in SAFETY]
    rules = Markup("\n").join(
        Markup("• {}").format(say.plain(rule)) for rule in (*flags, *ALWAYS_SAFE)
    )
    return Part(Markup("\n\n").join((*lines, say("To mind:"), rules)))


def _announces(due: Due, day: date) -> bool:
    """Whether this reminder is the one of that work day."""
    setting = due.town.setting
    early = due_work.brief_moment(day, setting)
    return early == due.reminder.due_at


def _end_soon(due: Due, say: Voice) -> Part:
    end = due_work.work_end(due.project, due.town.setting)
    words = say(
        "The work should be done by {day}. Will it be? If it is already, tell us: five short "
        "questions are enough.",
        day=say.date(end) if end else "",
    )
    return Part(words, _finish_or_more(due, say))


def _finish_or_more(due: Due, say: Voice) -> tuple[Row, ...]:
    project = due.project
    return (
        (button(say, project, N_("It is done"), "report"),),
        (button(say, project, N_("We need more time"), "pause"),),
    )


def _completion(due: Due, say: Voice) -> Part:
    words = say("Today was the day you had in mind for the end. Is it done? Five short questions.")
    return Part(words, _finish_or_more(due, say))


def _overdue(due: Due, say: Voice) -> Part:
    words = say("Where does the work stand? More time is no problem, just tell us.")
    return Part(words, (*_finish_or_more(due, say), *_how_it_goes(due, say)))


def _hold_over(due: Due, say: Voice) -> Part | None:
    if due.reminder.rank > len(due.town.setting.delays.hold_over_days) - 1:
        return None
    words = say("The pause you chose is over. Do you take the work up again?")
    project = due.project
    return Part(
        words,
        (
            (button(say, project, N_("Yes, we go on"), "go_on"),),
            (button(say, project, N_("One more month"), "longer"),),
        ),
    )


# -- the upkeep ------------------------------------------------------------------------------------


def _upkeep_due(due: Due, say: Voice) -> Part | None:
    return _tasks(due, say, N_("This is the week for:"))


def _upkeep_again(due: Due, say: Voice) -> Part | None:
    return _tasks(
        due,
        say,
        N_("We have not heard from you about this. Life is busy at times. Perhaps it is done?"),
    )


def _tasks(due: Due, say: Voice, first: str) -> Part | None:
    waiting = [one for one in open_tasks(due.project, due.town.setting) if one.day <= due.today]
    if not waiting:
        return None
    place = place_words(due.project.dossier.get("place") or {}, say)
    lines = [say(first)]
    lines += [say("• <b>{task}</b>", task=shorten(one.task.words, 120)) for one in waiting[:8]]
    lines.append(say("Place: {place}", place=shorten(place, 120)))
    lines.append(say("Thank you for taking care of this place."))
    return Part(Markup("\n").join(lines), task_rows(say, due.project, waiting[:8]))


_TIPS: Mapping[int, str] = {
    3: N_("Spring is here. Look at what the winter has left. Feed the soil and put down mulch."),
    6: N_(
        "Summer is here. Water in the evening, at the foot of the plants, and keep the soil "
        "covered. Who waters during the holidays?"
    ),
    10: N_(
        "Autumn is here. It is the time to plant trees and perennials, and to leave some leaves "
        "on the ground for the insects."
    ),
}


def _season_tip(due: Due, say: Voice) -> Part | None:
    month = due.town.setting.delays.season_tip_months[due.reminder.rank - 1]
    tip = _TIPS.get(month)
    return Part(say(tip)) if tip else None


def _anniversary(due: Due, say: Voice) -> Part:
    words = say.count(
        "One year already! Thanks to you, this place is alive. A photo, a word, a wish for next "
        "year?",
        "{n} years already! Thanks to you, this place is alive. A photo, a word, a wish for next "
        "year?",
        due.reminder.rank,
    )
    return Part(words, ((button(say, due.project, N_("Share a photo, a wish"), "birthday"),),))


def _at_the_end(due: Due) -> tuple[int, ...]:
    """Everyone, the first time; then the bearer, until they have said what they want."""
    if due.project.state is not State.RENEWAL:
        return due.project.carriers
    said = {user_id for user_id, _ in due.project.wishes}
    return tuple(one for one in _bearer(due) if one not in said)


def _renewal_ask(due: Due, say: Voice) -> Part:
    end = term_end(due.project)
    day = say.date(end) if end else ""
    if due.project.state is State.RENEWAL:
        words = say(
            "Your agreement ends on {day}. You choose, and every choice is respected.", day=day
        )
        return Part(words, wishes(say, due.project))
    words = say.count(
        "One year already! Thanks to you, this place is alive. Your agreement ends on {day}. You "
        "choose, and every choice is respected.",
        "{n} years already! Thanks to you, this place is alive. Your agreement ends on {day}. You "
        "choose, and every choice is respected.",
        years_together(due.project),
        day=day,
    )
    return Part(words, wishes(say, due.project))


def wishes(say: Voice, project: Project) -> tuple[Row, ...]:
    """The three ways at the end of a term."""
    return (
        (button(say, project, N_("I go on"), "wish", "go_on"),),
        (
            button(say, project, N_("I hand over"), "wish", "hand_over"),
            button(say, project, N_("I stop"), "wish", "stop"),
        ),
    )


KINDS: Mapping[str, Kind] = {
    "resident_waiting": Kind(_bearer, _waiting),
    "sign_nudge": Kind(_unsigned, _sign_nudge),
    "checkin": Kind(_bearer, _check_in),
    "checkin_silent": Kind(_bearer, _check_in_silent),
    "not_started": Kind(_bearer, _not_started),
    "workday_brief": Kind(_carriers, _work_day),
    "end_soon": Kind(_bearer, _end_soon),
    "completion_ask": Kind(_bearer, _completion),
    "overdue": Kind(_bearer, _overdue),
    "hold_over": Kind(_bearer, _hold_over),
    "upkeep_due": Kind(_in_turn, _upkeep_due),
    "upkeep_again": Kind(_present, _upkeep_again),
    "season_tip": Kind(_bearer, _season_tip),
    "anniversary": Kind(_carriers, _anniversary),
    "renewal_ask": Kind(_at_the_end, _renewal_ask),
}
"""What is said to those who carry a project."""
