"""What people and staff are told when a project moves, by the name the lifecycle gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from bot import render_people
from bot.decision_letters import promise_words
from bot.followup_buttons import Row, button, task_rows
from bot.followup_kinds import Part
from bot.signing.buttons import renew
from bot.town import Town
from dialogs import due_work
from dialogs.agreement import Kind
from dialogs.buttons import to_base36
from dialogs.due_upkeep import open_tasks
from dialogs.following import Wish
from dialogs.project import Project
from dialogs.renewing import awaits_renewal
from dialogs.showing import shorten
from dialogs.tending import term_end
from dialogs.town_promises import last_answered
from dialogs.wording import N_, Voice

Tell = Callable[[Town, Project, Voice], Part]


def to_carriers(town: Town, project: Project, what: str, say: Voice) -> Part:
    """What those who carry a project are told."""
    part = _CARRIERS[what](town, project, say)
    head = Markup("<b>{}</b> · {}").format(project.title, project.number)
    return Part(Markup("\n\n").join((head, part.words)), part.rows)


def to_staff(town: Town, project: Project, what: str) -> Markup:
    """What staff are told, under the project's card."""
    say = town.staff_voice
    return _STAFF[what](project, say)


def staff_rows(town: Town, project: Project, what: str) -> tuple[Row, ...]:
    """The buttons under what staff are told: a wish to go on is answered by one tap."""
    go_on = what == "wish" and awaits_renewal(project)
    return (renew(project, town.staff_voice),) if go_on else ()


def _words(*paragraphs: str) -> Tell:
    """Words that are the same for every project."""

    def tell(town: Town, project: Project, say: Voice) -> Part:
        del project
        return Part(Markup("\n\n").join(town.book.tell(say, one) for one in paragraphs))

    return tell


def _sign(town: Town, project: Project, say: Voice) -> Part:
    del town
    text = project.offered
    again = text is not None and text.kind is Kind.RENEWAL
    parts = [_ready_again(project, say) if again else _ready(say)]
    if text is not None and text.changes and say.language == project.language:
        parts.append(say("What changes: {changes}", changes=shorten(text.changes, 800)))
    if text is not None and text.on_paper:
        parts.append(say("This one is signed by hand, on paper. The town hall tells you when."))
        rows: tuple[Row, ...] = ((button(say, project, N_("Send the signed sheet"), "sheet"),),)
    else:
        mark = str(text.version) if text is not None else ""
        rows = (
            (button(say, project, sign_label(project), "sign", mark),),
            (button(say, project, N_("I prefer paper"), "paper"),),
        )
    ask: Row = (button(say, project, N_("Ask a person"), "ask"),)
    no: Row = (button(say, project, N_("I do not sign"), "nosign"),)
    return Part(Markup("\n\n").join(parts), (*rows, ask, no))


def _ready(say: Voice) -> Markup:
    return say(
        "The agreement between you and the town hall is ready. Read it at ease. A question? "
        "A person answers you."
    )


def _ready_again(project: Project, say: Voice) -> Markup:
    text = project.offered
    start = text.term_start if text else None
    return say.count(
        "The renewed agreement is ready: {n} more year, from {day}. What each side promises stays. "
        "Read it at ease. A question? A person answers you.",
        "The renewed agreement is ready: {n} more years, from {day}. What each side promises stays."
        " Read it at ease. A question? A person answers you.",
        text.term_years if text else 1,
        day=say.date(start) if start else "",
    )


def sign_label(project: Project) -> str:
    """What the button says that signs: for a renewal it accepts, and only the name follows."""
    again = project.offered is not None and project.offered.kind is Kind.RENEWAL
    return N_("I accept and sign") if again else N_("Sign")


def _signed(town: Town, project: Project, say: Voice) -> Part:
    """The start kit: who, what first, when the next word comes."""
    end = due_work.work_end(project, town.setting)
    parts = [
        say("Everyone has signed. Your project can begin!"),
        say("First steps: choose a first work day, tell the neighbours, take a photo “before”."),
    ]
    if end is not None:
        parts.append(say("You have planned to be done by {day}.", day=say.date(end)))
    parts.append(town.book.tell(say, "Your person to talk to: {service}, {phone}. Here: /contact."))
    rows: tuple[Row, ...] = (
        (button(say, project, N_("Announce a work day"), "workday"),),
        (button(say, project, N_("We need more time"), "pause"),),
    )
    return Part(Markup("\n\n").join(parts), rows)


def _closed(town: Town, project: Project, say: Voice) -> Part:
    del town
    parts = [say(_ENDS.get(project.outcome, N_("The project has ended.")))]
    if project.reason:
        parts.append(say("In a few words: {reason}", reason=shorten(project.reason, 800)))
    parts.append(say("Thank you for what you have done for the town."))
    return Part(Markup("\n\n").join(parts))


_ENDS: Mapping[str, str] = {
    "not_signed": N_("The agreement was not signed, so the project ends here."),
    "not_done": N_("The work was not done, so the project ends here."),
    "bearer_ended": N_("The project ends, as its bearer wished."),
    "town_ended": N_("The town hall ends the agreement."),
    "term_ended": N_("The agreement has come to its end."),
}


def _renewed(town: Town, project: Project, say: Voice) -> Part:
    del town
    end = term_end(project)
    words = say(
        "The agreement is renewed, until {day}. Thank you for going on taking care of this place! "
        "The upkeep calendar goes on as before.",
        day=say.date(end) if end else "",
    )
    return Part(words, ((button(say, project, N_("The upkeep calendar"), "calendar"),),))


def _work_day(town: Town, project: Project, say: Voice) -> Part:
    del town
    lines = [say("The next work days:")]
    lines += [
        say("• {day}: {words}", day=say.date(one.day), words=shorten(one.words, 120))
        if one.words
        else say("• {day}", day=say.date(one.day))
        for one in project.work_days[:6]
    ]
    return Part(Markup("\n").join(lines))


def _paused(town: Town, project: Project, say: Voice) -> Part:
    del town
    until = project.hold.until if project.hold else None
    return Part(
        say("The work is on hold until {day}.", day=say.date(until) if until else ""),
        ((button(say, project, N_("We go on"), "go_on"),),),
    )


def _thanks(town: Town, project: Project, say: Voice) -> Part:
    del town
    parts = [
        say("It is done, and the town thanks you. What you promised is there for everyone."),
        say("Now it has to last. From time to time I ask about the upkeep, and one tap is enough."),
    ]
    return Part(
        Markup("\n\n").join(parts),
        ((button(say, project, N_("The upkeep calendar"), "calendar"),),),
    )


def _sent_back(town: Town, project: Project, say: Voice) -> Part:
    del town
    words = say(
        "Thank you for your report. Something is still missing: {reason}",
        reason=shorten(project.reason, 800),
    )
    return Part(words, ((button(say, project, N_("Complete the report"), "report"),),))


def _away(town: Town, project: Project, say: Voice) -> Part:
    """Someone is away: what waits now comes to the others."""
    absence = project.absences[-1]
    words = say(
        "Someone who carries this project with you is away until {day}. Meanwhile I ask you.",
        day=say.date(absence.until),
    )
    waiting = [one for one in open_tasks(project, town.setting) if one.day <= absence.since]
    cover: Row = (button(say, project, N_("I take over"), "cover", to_base36(absence.user_id)),)
    if not waiting:
        return Part(words, (cover,))
    tasks = [say("• <b>{task}</b>", task=shorten(one.task.words, 120)) for one in waiting[:8]]
    text = Markup("\n").join((words, say("This is the week for:"), *tasks))
    return Part(text, (*task_rows(say, project, waiting[:8]), cover))


def _notice(town: Town, project: Project, say: Voice) -> Part:
    reason = project.notice.reason if project.notice else ""
    parts = [
        say("The town hall writes to you about the upkeep: {reason}", reason=shorten(reason, 800)),
        town.book.tell(
            say,
            "You will be heard before anything is decided. Please reach us: {service}, {phone}, "
            "{email}. We would rather find a way together.",
        ),
    ]
    return Part(Markup("\n\n").join(parts))


def _promise_later(town: Town, project: Project, say: Voice) -> Part:
    promise = last_answered(project)
    parts = [say("The town hall needs more time for one of its promises.")]
    if promise is not None:
        parts.append(say("Now it is: {promise}.", promise=promise_words(town, promise, say)))
    parts.append(say("The town hall is reminded of that day, as you are of yours."))
    return Part(Markup("\n\n").join(parts))


def _promise_cannot(town: Town, project: Project, say: Voice) -> Part:
    promise = last_answered(project)
    parts = [say("The town hall is sorry: it cannot keep one of its promises.")]
    if promise is not None:
        parts.append(say("It is: {promise}.", promise=promise_words(town, promise, say)))
        parts.append(say("Here is why: {reason}", reason=shorten(promise.cannot, 800)))
    parts.append(say("Would you like to talk about it? /contact"))
    return Part(Markup("\n\n").join(parts))


def _call(town: Town, project: Project, say: Voice) -> Part:
    del town
    rank = len(project.calls) - 1
    words = shorten(project.calls[rank].words, 400)
    parts = (
        say("Someone who carries this project with you needs a hand:"),
        Markup("<blockquote>{}</blockquote>").format(words),
        say("Can you help? One tap is enough."),
    )
    row: Row = (button(say, project, N_("I can help"), "lend", to_base36(rank)),)
    return Part(Markup("\n").join(parts), (row,))


_CARRIERS: Mapping[str, Tell] = {
    "sign": _sign,
    "signed": _signed,
    "amendment_signed": _words(N_("The change of the agreement is signed by all. Thank you.")),
    "renewal_signed": _renewed,
    "text_changed": _words(
        N_(
            "A word of the agreement changes. What was signed of this version no longer counts. "
            "You will receive the new text, with what changed."
        )
    ),
    "closed": _closed,
    "work_day": _work_day,
    "work_day_dropped": _work_day,
    "paused": _paused,
    "going_on": _words(N_("The work goes on.")),
    "handed_in": _words(
        N_("The work is reported as done. The town hall looks at it, then thanks everyone.")
    ),
    "thanks": _thanks,
    "sent_back": _sent_back,
    "away": _away,
    "taken_over": _words(
        N_("The upkeep has a stand-in during the absence. Nobody else is asked for it.")
    ),
    "help_wanted": _words(
        N_("Someone needs a hand with the upkeep. Can you help? Write to them, or to /contact.")
    ),
    "notice": _notice,
    "call": _call,
    "promise_later": _promise_later,
    "promise_cannot": _promise_cannot,
}
"""What those who carry a project are told."""

CARRIER_WORDS = frozenset(_CARRIERS)
"""The names for which there are words."""


def _line(text: str) -> Callable[[Project, Voice], Markup]:
    def words(project: Project, say: Voice) -> Markup:
        return say(text, number=project.number, title=project.title)

    return words


def _stuck(project: Project, say: Voice) -> Markup:
    last = project.checkins[-1] if project.checkins else None
    words = last.words if last else ""
    first = say(
        "{number}, “{title}”: the bearer is <b>stuck</b>. Please call them soon.",
        number=project.number,
        title=project.title,
    )
    return _with(first, words, say)


def _check_in_word(project: Project, say: Voice) -> Markup:
    last = project.checkins[-1] if project.checkins else None
    first = say(
        "{number}, “{title}”: news from the work.", number=project.number, title=project.title
    )
    return _with(first, last.words if last else "", say)


def _upkeep_note(project: Project, say: Voice) -> Markup:
    last = project.notes[-1] if project.notes else None
    first = say(
        "{number}, “{title}”: news from the place.", number=project.number, title=project.title
    )
    return _with(first, last.words if last else "", say)


def _called(project: Project, say: Voice) -> Markup:
    first = say(
        "{number}, “{title}”: a call for hands or material.",
        number=project.number,
        title=project.title,
    )
    return _with(first, project.calls[-1].words if project.calls else "", say)


def _with(first: Markup, words: str, say: Voice) -> Markup:
    if not words:
        return first
    return Markup("\n").join((first, say("“{words}”", words=shorten(words, 1000))))


WISHES: Mapping[Wish, str] = {
    Wish.GO_ON: N_("goes on"),
    Wish.HAND_OVER: N_("hands over"),
    Wish.STOP: N_("stops"),
}


def _wish(project: Project, say: Voice) -> Markup:
    wish = project.wishes[-1][1] if project.wishes else Wish.GO_ON
    told = say(
        "{number}, “{title}”: at the end of the term, the bearer <b>{wish}</b>.",
        number=project.number,
        title=project.title,
        wish=say.plain(WISHES[wish]),
    )
    if not awaits_renewal(project):
        return told
    hint = say("The button sends the renewal to be signed. For another term, open the agreement.")
    return Markup("\n").join((told, hint))


_STAFF: Mapping[str, Callable[[Project, Voice], Markup]] = {
    "all_signed": _line(
        N_("{number}, “{title}”: everyone has signed. The town's signature comes last.")
    ),
    "declined": _line(
        N_("{number}, “{title}”: someone does not want to sign. A talk would help, without blame.")
    ),
    "stuck": _stuck,
    "check_in_word": _check_in_word,
    "upkeep_note": _upkeep_note,
    "call": _called,
    "handed_in": _line(
        N_("{number}, “{title}”: the bearer says that the work is done. Please look and confirm.")
    ),
    "help_wanted": _line(N_("{number}, “{title}”: the bearer needs help with the upkeep.")),
    "upkeep_late": _line(
        N_(
            "{number}, “{title}”: no news of the upkeep for a month. Please call or go and look "
            "first: perhaps it is done, perhaps help is needed."
        )
    ),
    "wish": _wish,
    "stopped": _line(N_("{number}, “{title}”: the bearer has ended the project.")),
    **render_people.STAFF,
}
"""What staff are told."""

STAFF_WORDS = frozenset(_STAFF)
"""The names for which there are words."""
