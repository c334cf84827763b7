"""The screens around the forms: home, a person's projects, the language, the privacy notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from bot import invitations
from bot.town import Town
from dialogs.buttons import Button, Screen
from dialogs.project import Project
from dialogs.showing import shorten
from dialogs.spoken import words_of
from dialogs.wording import Voice
from storage.sessions import Held

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
"""Each language by its own name, so that whoever speaks it finds it."""


def home(town: Town, drafts: list[Held], invited: list[Project], say: Voice) -> Screen:
    """Where a person stands who has no form in front of them; `invited` wait for promises."""
    rows: list[tuple[Button, ...]] = [
        (Button(continue_label(held, say), f"h.go.{held.session.id}"),) for held in drafts[:8]
    ]
    rows += [(_promise_button(project, say),) for project in invited[:4]]
    rows.append((Button(say.plain("Present a new idea"), "h.new"),))
    rows.append(
        (
            Button(say.plain("My ideas"), "h.list"),
            Button(say.plain("Talk to someone"), "h.contact"),
        )
    )
    text = town.book.tell(say, "What would you like to do?")
    return Screen(text, tuple(rows))


def on_holiday(screen: Screen, until: date, say: Voice) -> Screen:
    """The home screen of someone who gets no reminders, with the button that ends it."""
    words = say("I send no reminders until {date}.", date=say.date(until))
    text = Markup("\n\n").join((words, screen.text))
    row = (Button(say.plain("Send reminders again"), "h.awake"),)
    return Screen(text, (*screen.rows, row))


def draft_title(held: Held, say: Voice) -> str:
    """The title of the idea that a draft is about, whichever of its two parts the draft is."""
    root = held.session.root
    title = words_of(root.answers.get("title")) or words_of(root.given.get("title"))
    return title or say.plain("an idea without a name")


def continue_label(held: Held, say: Voice) -> str:
    """The button that takes a draft up again."""
    title = draft_title(held, say)
    if held.session.root.dialog == "promise":
        return shorten(say.plain("Promises: {title}", title=title), 40)
    return shorten(say.plain("Continue: {title}", title=title), 40)


def _promise_button(project: Project, say: Voice) -> Button:
    words = shorten(say.plain("Promises: {title}", title=project.title), 40)
    return Button(words, invitations.button(project, say).data)


def languages(town: Town, say: Voice) -> Screen:
    """The choice of a language."""
    rows = tuple(
        (Button(LANGUAGE_NAMES.get(code, code), f"h.lang.{code}"),)
        for code in town.book.wording.languages
    )
    return Screen(say("Which language shall we speak?"), rows)


def contact(town: Town, say: Voice) -> Markup:
    """How to reach a person."""
    return town.book.tell(
        say,
        "A person can help you. {service}, {address}. Telephone: {phone}. E-mail: {email}.",
    )


def stopped(town: Town, say: Voice) -> Markup:
    """What someone is told whom staff have blocked: whom to turn to, and what stays their right."""
    return Markup("\n\n").join(
        (
            say("The town hall has stopped our talk here: I no longer pass your messages on."),
            town.book.tell(
                say,
                "You can still reach it: {service}, {address}. Telephone: {phone}. E-mail: "
                "{email}. It is your right, also to contest this decision.",
            ),
            say("Your data stays yours: /privacy, /mydata, /forget."),
        )
    )


def too_young(town: Town, say: Voice) -> Markup:
    """What someone under 18 is told: their idea is welcome, an adult holds the account."""
    return Markup("\n\n").join(
        (
            say("Thank you for telling me. Your idea is welcome!"),
            town.book.tell(
                say,
                "An adult has to hold the Telegram account and sign: a parent, a teacher, a youth "
                "worker. Ask one of them to write to me with you. {service} can also help you "
                "find someone: {phone}, {email}.",
            ),
        )
    )


def help_text(town: Town, say: Voice, menu: Iterable[tuple[str, str]]) -> Markup:
    """What this bot does, and its commands."""
    commands = "\n".join(f"/{name} · {say.plain(words)}" for name, words in menu if name != "start")
    return Markup("\n\n").join(
        (
            town.book.tell(
                say,
                "I am the robot of {town} town hall. I help you present an idea for the life of "
                "the town. I keep you informed until it is done.",
            ),
            Markup("{}").format(commands),
        )
    )
