"""Texts that are about a project: the receipt, the card, the decisions, a person's own list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from bot.town import Town
from dialogs.buttons import Button, Screen, to_base36
from dialogs.definition import ChoiceStep
from dialogs.project import STATE_NAMES, Project, State, Verdict
from dialogs.session import Frame
from dialogs.showing import place_words, shorten
from dialogs.view import answers_text
from dialogs.walk import walk
from dialogs.wording import N_, Voice

PARAGRAPH = Markup("\n\n")
LINE = Markup("\n")


def receipt(town: Town, project: Project, say: Voice) -> Markup:
    """The receipt the law asks for: number, dates, what silence means, whom to reach."""
    assert project.submitted_at is not None  # noqa: S101 - only a submitted dossier has a receipt
    facts = town.book.facts
    return PARAGRAPH.join(
        (
            say(
                "Thank you! We received “{title}” on {date}.",
                title=project.title,
                date=say.date(town.setting.local_day(project.submitted_at)),
            ),
            say("Your number: <b>{number}</b>", number=project.number),
            say(
                "The service in charge: {service}. A person replies before {reply_date}.",
                service=facts["service"],
                reply_date=_date(say, project.reply_on),
            ),
            say(
                town.setting.country.silence.text,
                silence_date=_date(say, project.silence_on),
            ),
            say(
                "To reach us: {service}, {address}. Telephone: {phone}. E-mail: {email}.",
                **_only(facts, "service", "address", "phone", "email"),
            ),
        )
    )


def _only(facts: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: facts[name] for name in names}


def _date(say: Voice, day: date | None) -> str:
    return say.date(day) if day is not None else ""


def to_bearer(town: Town, project: Project, what: str, say: Voice) -> Markup:
    """What the bearer is told when their project moves."""
    match what:
        case "received":
            return receipt(town, project, say)
        case "taken":
            return say(
                "“{title}” ({number}): {name}, at the town hall, is now studying your idea. "
                "You will have an answer here.",
                title=project.title,
                number=project.number,
                name=project.assigned_name,
            )
        case "accepted":
            return _accepted(town, project, say)
        case "refused":
            return _refused(town, project, say)
        case "withdrawn":
            return say(
                "“{title}” ({number}) is withdrawn, as you asked. Thank you for the idea!",
                title=project.title,
                number=project.number,
            )
        case _:
            return _silence(town, project, say)


def _accepted(town: Town, project: Project, say: Voice) -> Markup:
    return PARAGRAPH.join(
        (
            say(
                "Good news: the town hall says yes to “{title}” ({number})!",
                title=project.title,
                number=project.number,
            ),
            say(
                "The next step is the convention, the written agreement between you and the town "
                "hall. {service} contacts you to prepare it. Please start nothing before both "
                "sides have signed.",
                service=town.book.facts["service"],
            ),
        )
    )


def _refused(town: Town, project: Project, say: Voice) -> Markup:
    country, facts = town.setting.country, town.book.facts
    parts = [
        say(
            "Thank you for proposing “{title}” ({number}). The town hall cannot say yes.",
            title=project.title,
            number=project.number,
        ),
        say("Here is why: {reason}", reason=project.reason),
    ]
    if project.alternative:
        parts.append(say("Another way: {alternative}", alternative=project.alternative))
    parts.append(
        say(
            country.appeal.text,
            appeal_date=_date(say, project.appeal_on),
            court=facts["court"],
        )
    )
    parts.append(
        say(
            "A person can explain it to you: {service}, {phone}, {email}.",
            **_only(facts, "service", "phone", "email"),
        )
    )
    return PARAGRAPH.join(parts)


def _silence(town: Town, project: Project, say: Voice) -> Markup:
    country, facts = town.setting.country, town.book.facts
    return PARAGRAPH.join(
        (
            say(
                country.silence.reached,
                title=project.title,
                number=project.number,
                appeal_date=_date(say, project.appeal_on),
                court=facts["court"],
            ),
            say(
                "The town hall can still answer you. To reach it: {service}, {phone}, {email}.",
                **_only(facts, "service", "phone", "email"),
            ),
        )
    )


def option_label(town: Town, step_id: str, answer: object, say: Voice) -> str:
    """The words of an answer of the idea's form."""
    step = town.book.dialogs["idea"].by_id.get(step_id)
    if isinstance(step, ChoiceStep):
        return next((say.plain(o.label) for o in step.options if o.id == answer), str(answer or ""))
    return str(answer or "")


CARD_STATES: Mapping[State, str] = {
    State.SUBMITTED: N_("new, nobody has taken it yet"),
    State.UNDER_REVIEW: N_("being studied"),
    State.NEEDS_INFO: N_("waiting for the resident"),
    State.ACCEPTED: N_("accepted"),
    State.REFUSED: N_("refused"),
    State.WITHDRAWN: N_("withdrawn by the resident"),
}
"""The states as staff read them on a card; the others are called as residents read them."""


def _card_state(project: Project) -> str:
    if project.proposal is not None:
        return N_("a decision waits for a second person")
    return CARD_STATES.get(project.state) or STATE_NAMES[project.state]


BEARERS: Mapping[str, str] = {
    "citizen": N_("one person"),
    "group": N_("a group of residents"),
    "association": N_("an association"),
    "school": N_("a school"),
    "youth_group": N_("a group of young people"),
    "business": N_("a farm or a business"),
    "institution": N_("a centre, a residence, a landlord"),
}
"""Who carries an idea, as staff read it."""


def _bearer(town: Town, kind: object, say: Voice) -> str:
    """Who carries an idea; a kind that the town added is called as its button is."""
    if kind in BEARERS:
        return say.plain(BEARERS[str(kind)])
    return option_label(town, "bearer_kind", kind, say)


def card(town: Town, project: Project) -> Screen:
    """The card in the staff group: no name, no contact, only what sorts the work."""
    say = town.staff_voice
    dossier = project.dossier
    lines = [
        Markup("<b>{}</b> · <b>{}</b>").format(project.number, project.title),
        say("Place: {place}", place=shorten(place_words(dossier.get("place") or {}, say), 200)),
        say(
            "Category: {category}",
            category=option_label(town, "category", dossier.get("category"), say),
        ),
        say(
            "Carried by: {kind}",
            kind=_bearer(town, dossier.get("bearer_kind"), say),
        ),
        say(
            "State: <b>{state}</b>",
            state=say.plain(_card_state(project)),
        ),
    ]
    if project.assigned_name:
        lines.append(say("In charge: {name}", name=project.assigned_name))
    if project.reply_on and project.state in (State.SUBMITTED, State.UNDER_REVIEW):
        lines.append(say("To answer before: {date}", date=say.date(project.reply_on)))
    text = LINE.join(lines)
    if proposed := _proposed(project, say):
        text = PARAGRAPH.join((text, proposed))
    return Screen(text, _card_rows(project, say))


def dossier(town: Town, project: Project) -> Markup:
    """The whole dossier, for one member of the team in private."""
    say = town.staff_voice
    frame = Frame("idea", 0, project.dossier)
    path = walk(town.book.dialogs["idea"], frame)
    title = Markup("<b>{}</b>").format(project.number)
    return PARAGRAPH.join((title, answers_text(town.book, path, say)))


def _reason(reason: str, alternative: str, say: Voice) -> Markup | None:
    """Why, and which other way was proposed; None when there is nothing to say."""
    parts = []
    if reason:
        parts.append(say("Reason: {reason}", reason=shorten(reason, 1000)))
    if alternative:
        parts.append(say("Another way: {alternative}", alternative=shorten(alternative, 600)))
    return LINE.join(parts) if parts else None


def _proposed(project: Project, say: Voice) -> Markup | None:
    """The decision that waits for a second person, or the reason of the one taken."""
    proposal = project.proposal
    if proposal is None:
        return _reason(project.reason, project.alternative, say)
    if proposal.verdict is Verdict.ACCEPT:
        return say(
            "{name} proposes to <b>accept</b>. A second person has to confirm.",
            name=proposal.by_name,
        )
    words = say(
        "{name} proposes to <b>refuse</b>. A second person has to confirm.",
        name=proposal.by_name,
    )
    why = _reason(proposal.reason, proposal.alternative, say)
    return LINE.join((words, why)) if why else words


def _card_rows(project: Project, say: Voice) -> tuple[tuple[Button, ...], ...]:
    def button(label: str, act: str) -> Button:
        return Button(say.plain(label), card_data(project, act))

    read = (button(N_("Read the dossier"), "read"),)
    if project.state is State.WITHDRAWN:
        return ()
    if project.state not in (State.SUBMITTED, State.UNDER_REVIEW):
        return (read,)
    if project.proposal is not None:
        accept = project.proposal.verdict is Verdict.ACCEPT
        label = N_("Confirm: accept") if accept else N_("Confirm: refuse")
        return ((button(label, "confirm"),), (button(N_("I do not agree"), "object"),), read)
    decide = (button(N_("Accept"), "accept"), button(N_("Refuse"), "refuse"))
    if project.state is State.SUBMITTED:
        return ((button(N_("Take"), "take"),), decide, read)
    return (decide, read)


def card_data(project: Project, act: str) -> str:
    """What a card's button carries: the project, the act, and which proposal it was about.

    A button of an earlier card then never confirms a decision that its reader did not see.
    """
    return f"c.{to_base36(project.id)}.{act}.{proposal_mark(project)}"


def proposal_mark(project: Project) -> str:
    """A short mark of the decision that waits, "" for none."""
    if project.proposal is None:
        return ""
    return to_base36(int(project.proposal.at.timestamp() * 1000))
