"""Texts that are about a project: the receipt, the card, the decisions, a person's own list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from bot import decision_letters
from bot.town import Town
from dialogs.project import Project
from dialogs.wording import Voice

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
            return _taken(project, say)
        case "promised":
            return say(
                "Thank you! The town hall has your promises for “{title}” ({number}). You can "
                "change them until it decides.",
                title=project.title,
                number=project.number,
            )
        case "waived":
            return say(
                "“{title}” ({number}): the town hall no longer needs your answer, and goes on "
                "studying your idea. Thank you.",
                title=project.title,
                number=project.number,
            )
        case "withdrawn":
            return say(
                "“{title}” ({number}) is withdrawn, as you asked. Thank you for the idea!",
                title=project.title,
                number=project.number,
            )
        case "silence":
            return _silence(town, project, say)
        case _:
            return decision_letters.letter(town, project, what, say)


def _taken(project: Project, say: Voice) -> Markup:
    words = say(
        "“{title}” ({number}): {name}, at the town hall, is now studying your idea. "
        "You will have an answer here.",
        title=project.title,
        number=project.number,
        name=project.assigned_name,
    )
    if project.promised_at is not None:
        return words
    invitation = say(
        "Let us go on together: what do you promise, and what do you ask of the town hall? It "
        "takes about ten minutes. Without it the town hall cannot say yes."
    )
    return PARAGRAPH.join((words, invitation))


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
