"""What the bearer reads of a decision: yes, with conditions, no, handed over, merged; an offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from markupsafe import Markup

from bot.town import Town
from dialogs.buttons import Button, to_base36
from dialogs.definition import ChoiceStep
from dialogs.project import Commitment, Project
from dialogs.wording import Voice

PARAGRAPH = Markup("\n\n")
LINE = Markup("\n")


def letter(town: Town, project: Project, what: str, say: Voice) -> Markup:
    """The letter of a name. Raises KeyError for a name that there is not."""
    return PARAGRAPH.join(_LETTERS[what](town, project, say))


def _quoted(words: str) -> Markup:
    return Markup("<blockquote>{}</blockquote>").format(words)


def _accepted(town: Town, project: Project, say: Voice) -> list[Markup]:
    title, number = project.title, project.number
    if project.conditions:
        parts = [
            say(
                "Good news: the town hall says yes to “{title}” ({number}), with conditions.",
                title=title,
                number=number,
            ),
            LINE.join((say("The conditions:"), _quoted(project.conditions))),
        ]
    else:
        parts = [
            say(
                "Good news: the town hall says yes to “{title}” ({number})!",
                title=title,
                number=number,
            )
        ]
    if project.reason:
        parts.append(LINE.join((say("A word from the town hall:"), _quoted(project.reason))))
    if project.casework.expected_on is not None:
        month = say.month(project.casework.expected_on)
        parts.append(
            say(
                "Many projects are under way, and the town hall wants to do each one well. Yours "
                "waits for its turn. It should begin around {month}. You will be told here.",
                month=month,
            )
        )
        return parts
    parts.append(_next_step(town, say))
    return parts


def _next_step(town: Town, say: Voice) -> Markup:
    return say(
        "The next step is the convention, the written agreement between you and the town "
        "hall. {service} contacts you to prepare it. Please start nothing before both "
        "sides have signed.",
        service=town.book.facts["service"],
    )


def _refused(town: Town, project: Project, say: Voice) -> list[Markup]:
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
    appeal_date = say.date(project.appeal_on) if project.appeal_on is not None else ""
    parts.append(say(country.appeal.text, appeal_date=appeal_date, court=facts["court"]))
    parts.append(_person(town, say))
    return parts


def _person(town: Town, say: Voice) -> Markup:
    facts = town.book.facts
    return say(
        "A person can explain it to you: {service}, {phone}, {email}.",
        service=facts["service"],
        phone=facts["phone"],
        email=facts["email"],
    )


def _handed_over(town: Town, project: Project, say: Voice) -> list[Markup]:
    return [
        say(
            "Thank you for proposing “{title}” ({number}). It is larger than our scheme, and "
            "another structure can carry it: {structure}.",
            title=project.title,
            number=project.number,
            structure=project.structure,
        ),
        say("Here is why: {reason}", reason=project.reason),
        _person(town, say),
    ]


def _merged(town: Town, project: Project, say: Voice) -> list[Markup]:
    return [
        say(
            "“{title}” ({number}) is close to an idea that the town hall already studies: "
            "{other}. Both go on together under that number.",
            title=project.title,
            number=project.number,
            other=project.structure,
        ),
        say("The town hall puts you in touch with each other, if both of you agree."),
        _person(town, say),
    ]


def _reopened(town: Town, project: Project, say: Voice) -> list[Markup]:
    del town
    silence_on = say.date(project.silence_on) if project.silence_on is not None else ""
    return [
        say(
            "The town hall looks at “{title}” ({number}) again. You will have an answer here "
            "before {date}.",
            title=project.title,
            number=project.number,
            date=silence_on,
        )
    ]


def _place_free(town: Town, project: Project, say: Voice) -> list[Markup]:
    return [
        say(
            "It is your turn: the town hall has room for “{title}” ({number}) now.",
            title=project.title,
            number=project.number,
        ),
        _next_step(town, say),
    ]


def _offer(town: Town, project: Project, say: Voice) -> list[Markup]:
    offer = project.casework.offer
    head = say(
        "Here is what the town hall offers for “{title}” ({number}).",
        title=project.title,
        number=project.number,
    )
    promises = LINE.join(
        (say("<b>The town hall promises:</b>"), *_listed(town, project.town_offer, say))
    )
    parts = [head, promises]
    if refused := not_offered(project):
        parts.append(
            LINE.join((say("<b>You asked, and it cannot:</b>"), *_listed(town, refused, say)))
        )
    if offer is not None and offer.conditions:
        parts.append(LINE.join((say("The conditions:"), _quoted(offer.conditions))))
    parts.append(say("Does it suit you? Nothing binds you before the convention is signed."))
    return parts


def offer_rows(project: Project, say: Voice) -> tuple[tuple[Button, ...], ...]:
    """The two answers under an offer."""
    code, mark = to_base36(project.id), offer_mark(project)
    return (
        (Button(say.plain("It suits me"), f"o.{code}.yes.{mark}"),),
        (Button(say.plain("I have a question"), f"o.{code}.talk.{mark}"),),
    )


def offer_mark(project: Project) -> str:
    """A short mark of the offer that was sent last: an earlier one's buttons are known by it."""
    offer = project.casework.offer
    return to_base36(int(offer.at.timestamp() * 1000)) if offer is not None else ""


def not_offered(project: Project) -> tuple[Commitment, ...]:
    """What the bearer asked of the town and is not in its offer."""
    offered = {one.kind for one in project.town_offer}
    return tuple(one for one in project.requests if one.kind not in offered)


def _listed(town: Town, promises: tuple[Commitment, ...], say: Voice) -> list[Markup]:
    return [Markup("• ") + promise_words(town, one, say) for one in promises]


def promise_words(town: Town, promise: Commitment, say: Voice) -> Markup:
    """One promise of the town: its kind, what exactly, how much, by when, who sees to it."""
    kind = promise_kind(town, promise.kind, say)
    parts = [
        say("{kind}: {what}", kind=kind, what=promise.what)
        if promise.what
        else Markup("{}").format(kind)
    ]
    if promise.quantity and promise.unit == "hours":
        hours = int(promise.quantity)
        parts.append(say.count("{n} hour", "{n} hours", hours))
    if promise.value_cents:
        parts.append(Markup("{}").format(say.money(promise.value_cents)))
    if promise.due is not None:
        parts.append(say("before {date}", date=say.date(promise.due)))
    if promise.owner:
        parts.append(say("by {owner}", owner=promise.owner))
    return Markup(", ").join(parts)


def promise_kind(town: Town, kind: str, say: Voice) -> str:
    """What a kind of promise of the town is called."""
    step = town.book.dialogs["town_promise"].by_id["kind"]
    options = step.options if isinstance(step, ChoiceStep) else ()
    return next((say.plain(one.label) for one in options if one.id == kind), kind)


_Letter: TypeAlias = Callable[[Town, Project, Voice], list[Markup]]

_LETTERS: Mapping[str, _Letter] = {
    "accepted": _accepted,
    "refused": _refused,
    "handed_over": _handed_over,
    "merged": _merged,
    "reopened": _reopened,
    "place_free": _place_free,
    "offer": _offer,
}
