"""What happens next with a project, and when, in the words of the person who carries it."""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup

from bot.town import Town
from dialogs.project import NOBODY, Project, State
from dialogs.wording import N_, Voice

LATER = {
    State.ACCEPTED: N_("The town hall prepares the agreement with you. Please start nothing yet."),
    State.AWAITING_SIGNATURE: N_(
        "Everyone reads the agreement and signs. The work begins when all have signed."
    ),
    State.IN_PROGRESS: N_("The work is on. I ask from time to time how it goes."),
    State.ON_HOLD: N_("The work is on hold. I do not disturb you until the day you said."),
    State.COMPLETION_REVIEW: N_("The town hall reads your report, and answers you."),
    State.UPKEEP: N_("It is there! I remind you when there is something to look after."),
    State.UPKEEP_LATE: N_(
        "Some upkeep is late. The town hall can come and look at it with you: just write."
    ),
    State.RENEWAL: N_("The agreement nears its end. You choose: go on, hand over, or stop."),
    State.CLOSED: N_("This project is ended. Thank you for all you did."),
    State.WITHDRAWN: N_("You withdrew it. You can present it again whenever you like."),
}
"""What follows in the states that have no date of their own here."""


def next_step(town: Town, project: Project, today: date, say: Voice) -> Markup:
    """Say what happens next, and when."""
    match project.state:
        case State.DRAFT:
            return _draft(town, project, say)
        case State.SUBMITTED | State.UNDER_REVIEW:
            return _answer(project, today, say)
        case State.NEEDS_INFO:
            words = say("The town hall has asked you a question and waits for your answer.")
            return Markup(" ").join((words, _silence(project, say)))
        case State.REFUSED:
            return _refused(project, say)
        case _:
            return say(LATER[project.state])


def _draft(town: Town, project: Project, say: Voice) -> Markup:
    since = project.active_on or town.setting.local_day(project.created_at)
    erased = since + timedelta(days=town.setting.delays.draft_erase_days)
    return say(
        "Finish it whenever you like. Untouched, it is erased on {date}; I tell you before.",
        date=say.date(erased),
    )


def _answer(project: Project, today: date, say: Voice) -> Markup:
    """Who answers and before when; past that day, what can be done."""
    parts = []
    if project.assigned_name and project.assigned_to != NOBODY:
        parts.append(say("{name}, at the town hall, studies it.", name=project.assigned_name))
    if project.reply_on is None:
        pass
    elif today <= project.reply_on:
        parts.append(say("A person replies before {date}.", date=say.date(project.reply_on)))
    else:
        parts.append(
            say(
                "The answer was due before {date}. You can ask where it stands: talk to the town "
                "hall.",
                date=say.date(project.reply_on),
            )
        )
    parts.append(_silence(project, say))
    return Markup(" ").join(part for part in parts if part)


def _silence(project: Project, say: Voice) -> Markup:
    if project.silence_on is None:
        return Markup()
    return say(
        "Without an answer on {date}, the law counts it as a no.", date=say.date(project.silence_on)
    )


def _refused(project: Project, say: Voice) -> Markup:
    parts = [say("The town hall said no. Reason: {reason}", reason=project.reason)]
    if project.appeal_on is not None:
        parts.append(say("You can contest it until {date}.", date=say.date(project.appeal_on)))
    return Markup(" ").join(parts)
