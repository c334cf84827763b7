"""`fifty-fifty preview`: every screen of every dialog in every language, on one page.

The answers on it are generated, so it shows a form as a person sees it before anyone has. The page
needs no network, no script and no other file; what it says is escaped but for the few tags that
our texts may use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape, unescape
from pathlib import Path
from string import Template

from babel import Locale

from bot.preview_answers import Typical
from dialogs.book import Book, load_dialogs
from dialogs.buttons import Screen
from dialogs.definition import ChoicesStep, Dialog, ListStep, MediaStep, Step
from dialogs.examples import filled
from dialogs.paths import Paths, find_paths
from dialogs.screens import Place, draw
from dialogs.session import Asking, Frame, Session
from dialogs.texts import TAGS
from dialogs.wording import LOCALE_DIR, SOURCE_LANGUAGE, Voice, load_wording

SAMPLE_FACTS: Mapping[str, str] = {
    "town": "Saint-Exemple",
    "service": "Service vie citoyenne",
    "address": "1 place de la République, 62000 Saint-Exemple",
    "phone": "03 21 00 00 00",
    "email": "citoyens@saint-exemple.example",
    "court": "Lille, telerecours.fr",
    "dpo": "dpo@saint-exemple.example",
    "draft_days": "90",
    "unsigned_months": "12",
    "ended_years": "5",
}
"""The facts of a town that does not exist, for who has no configuration yet."""

_TEMPLATE = Path(__file__).parent / "preview.html"
_EMPTY = Session("preview0", "", (), day="2026-05-12")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*)>")
_HREF = re.compile(r"""href=["']((?:https?|mailto|tel|tg):[^"']*)["']""")


def sample_book(languages: tuple[str, ...] = ()) -> Book:
    """Our own dialogs, of a town that does not exist, in these languages or in all we have."""
    theirs = sorted(path.name for path in LOCALE_DIR.iterdir() if path.is_dir())
    wording = load_wording(languages or (SOURCE_LANGUAGE, *theirs))
    return Book(load_dialogs(), wording, SAMPLE_FACTS)


@dataclass(frozen=True, slots=True)
class Shown:
    """One screen of the page: of which question ("" for the form itself), in which state."""

    step: str
    state: str
    session: Session


def page(book: Book) -> str:
    """Write the whole page as HTML."""
    ways = {name: find_paths(book.dialogs, dialog) for name, dialog in book.dialogs.items()}
    languages = book.wording.languages
    filters = "\n".join(
        f'body:has(#only-{escape(one)}:checked) .screens:not([lang="{escape(one)}"]) '
        "{ display: none }"
        for one in languages
    )
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        town=escape(book.facts.get("town", "")),
        filters=filters,
        choices="\n".join(_choice(one) for one in languages),
        contents="\n".join(_contents(dialog) for dialog in book.dialogs.values()),
        dialogs="\n".join(_dialog(book, dialog, ways) for dialog in book.dialogs.values()),
    )


def _choice(language: str) -> str:
    name = escape((Locale.parse(language).get_display_name() or language).capitalize())
    code = escape(language)
    return (
        f'<label lang="{code}"><input type="radio" name="language" id="only-{code}"> {name}</label>'
    )


def _contents(dialog: Dialog) -> str:
    steps = "".join(
        f'<li><a href="#{dialog.id}.{step.id}">{escape(step.label)}</a></li>'
        for step in dialog.steps
    )
    form = f'<li><a href="#{dialog.id}.-">The form as a whole</a></li>'
    title = f'<a href="#{dialog.id}">{escape(dialog.title)}</a>'
    return f"<li>{title}<ol>{steps}{form}</ol></li>"


def _dialog(book: Book, dialog: Dialog, ways: Mapping[str, Paths]) -> str:
    """One section a dialog, one a question in it, one figure a screen and language."""
    parts = [
        f'<section id="{dialog.id}" aria-labelledby="{dialog.id}.title-">',
        f'<h2 id="{dialog.id}.title-">{escape(dialog.title)} <code>{dialog.id}</code></h2>',
    ]
    for step in (*dialog.steps, None):
        name = step.id if step else "-"
        title = f"{escape(step.label)} <code>{step.id}</code>" if step else "The form as a whole"
        anchor = f"{dialog.id}.{name}"
        parts.append(f'<section id="{anchor}" aria-labelledby="{anchor}.title-">')
        parts.append(f'<h3 id="{anchor}.title-">{title}</h3>')
        for language in book.wording.languages:
            code = escape(language)
            parts.append(f'<div class="screens" id="{anchor}.{code}" lang="{code}">')
            places = places_of(book, dialog, step, ways, language)
            parts += [_figure(book, anchor, place, language) for place in places]
            parts.append("</div>")
        parts.append("</section>")
    parts.append("</section>")
    return "\n".join(parts)


def places_of(
    book: Book, dialog: Dialog, step: Step | None, ways: Mapping[str, Paths], language: str
) -> Iterator[Shown]:
    """The screens of a question, or of the form as a whole, with typical answers."""
    typical = Typical(book.voice(language), ways)
    below = _below(book, dialog, ways, typical)
    path = ways[dialog.id].through(step.id) if step else ways[dialog.id].longest
    if path is None:
        return
    answers = filled(book.dialogs, dialog, typical, path.given)
    asked = path.steps[: path.steps.index(step.id)] if step else path.steps
    earlier = {name: answers[name] for name in asked}
    frame = Frame(dialog.id, dialog.revision, earlier, given=dialog.known(path.given))
    session = replace(_EMPTY, frames=(*below, frame))
    if step is None:
        yield from _form_places(dialog, session)
        return
    yield Shown(step.id, "asked", session)
    answered = session.with_top(answers=answers, editing=step.id)
    if isinstance(step, ChoicesStep | MediaStep | ListStep) and answers[step.id]:
        begun = session.with_top(drafts={step.id: answers[step.id]})
        yield Shown(step.id, "begun", begun)
        if isinstance(step, ListStep):
            yield Shown(step.id, "one of them", replace(begun, asking=Asking("item", step.id, 0)))
    yield Shown(step.id, "answered", answered)
    yield Shown(step.id, "help", replace(session, asking=Asking("help")))
    yield Shown(step.id, "pressed again", replace(answered, asking=Asking("change", step.id)))


def _form_places(dialog: Dialog, session: Session) -> Iterator[Shown]:
    if dialog.review:
        yield Shown("", "review", session)
    yield Shown("", "which one to change", replace(session, asking=Asking("pick")))
    yield Shown("", "stopped for now", replace(session, asking=Asking("paused")))
    yield Shown("", "cancel", replace(session, asking=Asking("cancel")))


def _below(
    book: Book, dialog: Dialog, ways: Mapping[str, Paths], typical: Typical
) -> tuple[Frame, ...]:
    """The form from whose list a small form is opened, if it is one."""
    for parent in book.dialogs.values():
        for step in parent.steps:
            path = ways[parent.id].through(step.id)
            if isinstance(step, ListStep) and step.item == dialog.id and path is not None:
                answers = filled(book.dialogs, parent, typical, path.given)
                earlier = {name: answers[name] for name in path.steps if name != step.id}
                known = parent.known(path.given)
                return (Frame(parent.id, parent.revision, earlier, editing=step.id, given=known),)
    return ()


def _figure(book: Book, anchor: str, shown: Shown, language: str) -> str:
    """One screen as a phone shows it, with an anchor of its own."""
    name = f"{anchor}.{language}.{shown.state.replace(' ', '-')}"
    screen = draw(book, Place(shown.state, shown.session), language)
    code = escape(language)
    drawn = _screen(screen, book.voice(language)) if isinstance(screen, Screen) else _broken(screen)
    caption = (
        f'<figcaption lang="en"><a href="#{escape(name)}">{escape(shown.state)} · {code}</a>'
        "</figcaption>"
    )
    return f'<figure id="{escape(name)}">{caption}{drawn}</figure>'


def _screen(screen: Screen, say: Voice) -> str:
    rows = "".join(
        "<li>" + " ".join(f"<span>{escape(button.label)}</span>" for button in row) + "</li>"
        for row in screen.rows
    )
    direction = Locale.parse(say.language).text_direction
    keys = f'<ul aria-label="buttons">{rows}</ul>' if rows else ""
    return f'<div dir="{direction}"><div class="bubble">{safe_html(screen.text)}</div>{keys}</div>'


def _broken(problem: str) -> str:
    return f'<p class="broken" lang="en">{escape(problem)}</p>'


def safe_html(text: str) -> str:
    """Write a text of ours for a web page: its own few tags in pairs, everything else escaped."""
    text = str(text)  # Markup would escape once more what is escaped here
    written: list[str] = []
    opened: list[str] = []
    end = 0
    for tag in _TAG.finditer(text):
        written.append(escape(unescape(text[end : tag.start()])))
        end = tag.end()
        closing, name, rest = tag.groups()
        if name not in TAGS:
            written.append(escape(tag.group()))
        elif not closing:
            opened.append(name)
            written.append(_opening(name, rest))
        elif opened and opened[-1] == name:
            written.append(f"</{opened.pop()}>")
    written.append(escape(unescape(text[end:])))
    written += [f"</{name}>" for name in reversed(opened)]
    return "".join(written)


def _opening(name: str, rest: str) -> str:
    link = _HREF.search(rest) if name == "a" else None
    if link is None:
        return f"<{name}>"
    return f'<a href="{escape(unescape(link[1]))}" rel="noreferrer">'
