"""Proofs about words: each text is well-formed, each translation says what its source says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from itertools import chain
from string import Formatter

from babel.messages.catalog import Catalog

from dialogs.book import Book
from dialogs.definition import ChoicesStep, ChoiceStep, ConfirmStep, Dialog, ListStep, NumberStep
from dialogs.wording import SOURCE_LANGUAGE, Voice

TAGS = frozenset({"b", "i", "u", "s", "code", "pre", "a", "blockquote"})
"""The HTML tags our texts may use, of those Telegram knows (Bot API, "HTML style")."""

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*)>")
_BARE = re.compile(r"[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)")


@dataclass(frozen=True, slots=True)
class Text:
    """A source text: one form or two, where it stands, and which placeholders may stand in it.

    `facts` is None where the code that says it knows what it fills in. `language` is the one it is
    written in; `own` says that the town wrote it.
    """

    forms: tuple[str, ...]
    where: str
    facts: frozenset[str] | None = None
    dialog: bool = False
    language: str = SOURCE_LANGUAGE
    own: bool = False


def needed(book: Book, catalogue: Catalog | None = None) -> list[Text]:
    """Every text that must be translated: those of the dialogs, and those of a catalogue."""
    texts: dict[tuple[str, ...], Text] = {}
    facts = frozenset(book.facts)
    for dialog in book.dialogs.values():
        for found in _dialog_texts(dialog, facts):
            own = found.forms[0] in book.own
            text = replace(found, language=book.wording.languages[0], own=True) if own else found
            texts.setdefault((*text.forms, str(text.facts)), text)
    known = {text.forms for text in texts.values()}
    for message in catalogue or ():
        forms = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        if any(forms) and forms not in known:
            where = message.locations[0][0] if message.locations else "the code"
            texts[forms] = Text(forms, where)
    return list(texts.values())


def said(dialogs: Mapping[str, Dialog]) -> frozenset[str]:
    """Every text that stands in these dialogs."""
    texts = chain.from_iterable(_dialog_texts(form, frozenset()) for form in dialogs.values())
    return frozenset(form for text in texts for form in text.forms)


def _dialog_texts(dialog: Dialog, facts: frozenset[str]) -> Iterator[Text]:
    """The texts of a dialog; a title, a label and an example are said as they stand."""
    none: frozenset[str] = frozenset()
    filled = [(f"{dialog.id}: intro", paragraph) for paragraph in dialog.intro]
    filled.append((f"{dialog.id}: review", dialog.review))
    bare = [(f"{dialog.id}: title", dialog.title), (f"{dialog.id}: send", dialog.send)]
    for known in dialog.knows:
        where = f"{dialog.id}, known `{known.id}`"
        bare.append((f"{where}: label", known.label))
        bare += [(f"{where}: option `{o.id}`", o.label) for o in known.options]
    for step in dialog.steps:
        where = f"{dialog.id}, step `{step.id}`"
        filled += [
            (f"{where}: {field}", getattr(step, field)) for field in ("question", "hint", "help")
        ]
        bare += [(f"{where}: {field}", getattr(step, field)) for field in ("label", "example")]
        match step:
            case ChoiceStep() | ChoicesStep():
                bare += [(f"{where}: option `{o.id}`", o.label) for o in step.options]
            case ConfirmStep():
                bare.append((f"{where}: accept", step.accept))
            case NumberStep():
                bare += [(f"{where}: unit", word) for word in step.unit or ()]
            case ListStep():
                bare.append((f"{where}: add", step.add))
            case _:
                pass
    for allowed, texts in ((facts, filled), (none, bare)):
        yield from (Text((text,), where, allowed, dialog=True) for where, text in texts if text)


def text_problems(book: Book, catalogue: Catalog | None = None) -> tuple[list[str], dict[str, int]]:
    """Prove the words of every language; return what is wrong, and how many texts each has."""
    texts = needed(book, catalogue)
    problems = [
        f"{text.where}: “{_short(form)}”: {problem}"
        for text in texts
        for form in text.forms
        for problem in source_problems(text, form)
    ]
    figures: dict[str, int] = {}
    for voice in book.wording.voices.values():
        figures[voice.language] = sum(bool(_translations(voice, text)) for text in texts)
        for text in texts:
            problems += [
                f"{voice.language}: “{_short(text.forms[0])}” ({text.where}): {problem}"
                for problem in translation_problems(voice, text)
            ]
        if catalogue is not None:
            problems += _never_said(voice, texts)
    return problems, figures


def source_problems(text: Text, form: str) -> list[str]:
    """Tell what is wrong with a source text itself."""
    problems = html_problems(form)
    if text.dialog and "&" in form:
        problems = ["write “and” instead of &: buttons show it as it stands, messages do not"]
    names = placeholders(form)
    if names is None:
        return [*problems, "its braces do not fit together: write {name}"]
    if text.facts is not None:
        for name in sorted(names - text.facts):
            facts = ", ".join(f"{{{fact}}}" for fact in sorted(text.facts))
            remedy = f"known here: {facts}" if facts else "no placeholder is filled in here"
            problems.append(f"nothing fills in {{{name}}}; {remedy}")
    return problems


def translation_problems(voice: Voice, text: Text) -> list[str]:
    """Compare the words of a language with their source."""
    words = _translations(voice, text)
    if voice.language == text.language and len(text.forms) == 1:
        words = words if words != text.forms else ()
    elif not words and text.own:
        name = f"{voice.language}/LC_MESSAGES/messages.po"
        return [f"is not translated; put it into {name} in the folder of `town.texts`"]
    elif not words:
        return [f"has no translation; run `make texts`, then fill it in for `{voice.language}`"]
    found = [problem for form in words for problem in _differences(text, form)]
    return list(dict.fromkeys(found))


def _translations(voice: Voice, text: Text) -> tuple[str, ...]:
    source = text.forms if voice.language == text.language else ()
    if len(text.forms) > 1:
        return tuple(voice.plurals.get(text.forms[0], source))
    words = voice.texts.get(text.forms[0])
    return (words,) if words and words.strip() else source


def _differences(text: Text, words: str) -> Iterator[str]:
    yield from html_problems(words)
    source = text.forms[-1]
    if _tags(source) != _tags(words):
        yield f"its HTML tags differ from the source's: {_said_tags(source)}"
    names, wanted = placeholders(words), placeholders(source) or frozenset()
    if names is None:
        yield "the braces of its translation do not fit together: write {name}"
        return
    if unknown := sorted(names - wanted):
        yield f"its translation has {_braced(unknown)}, which nothing fills in; take it out"
    forgettable = {"n"} if len(text.forms) > 1 else set()  # "one file" needs no figure
    if lost := sorted(wanted - names - forgettable):
        yield f"its translation lacks {_braced(lost)}; put it in"


def _never_said(voice: Voice, texts: Iterable[Text]) -> Iterator[str]:
    said = {text.forms[0] for text in texts}
    for source in (*voice.texts, *voice.plurals):
        if source not in said:
            yield (
                f"{voice.language}: “{_short(source)}” is translated but never said; "
                "correct the English above it, or run `make texts`"
            )


def placeholders(text: str) -> frozenset[str] | None:
    """The names in braces, None when the braces do not fit together."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    return frozenset(
        name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
        for _, name, form, conversion in parts
        if name is not None
    )


def visible(html: str) -> str:
    """The characters a person sees: what is left when Telegram has read the HTML."""
    return unescape(_TAG.sub("", html))


def html_problems(html: str) -> list[str]:
    """Tell what Telegram would refuse in a text of its HTML subset."""
    problems = []
    opened: list[str] = []
    for closing, name, rest in _TAG.findall(html):
        if name not in TAGS or (rest.strip() and name != "a"):
            problems.append(
                f"<{name}{rest}> is not among Telegram's tags: {', '.join(sorted(TAGS))}"
            )
        elif not closing:
            opened.append(name)
        elif not opened or opened.pop() != name:
            problems.append(f"</{name}> closes nothing; open and close tags in pairs")
    if opened:
        problems.append(f"<{opened[-1]}> is never closed; add </{opened[-1]}>")
    if _BARE.search(_TAG.sub("", html)):
        problems.append("write &lt; &gt; &amp; for the signs < > &")
    return problems


def _tags(html: str) -> Mapping[str, int]:
    return Counter(closing + name for closing, name, _ in _TAG.findall(html))


def _said_tags(html: str) -> str:
    return " ".join(f"<{closing}{name}>" for closing, name, _ in _TAG.findall(html)) or "none"


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
