"""A convention in plain words for a chat: the page that sums it up, and what a new version changes.

Both are read from the very page that is printed, so a chat never says anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bot.documents.library import Library
from bot.documents.pages import page
from bot.documents.papers import Change, Convention, Paper
from bot.documents.pictures import Album

Section = tuple[str, tuple[str, ...]]
"""A heading and the lines under it; the heading may be empty."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A paper in words, in one language. `changes` is empty for a first version."""

    sections: tuple[Section, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A paper in words, in every language of the town; `language` is that of the document."""

    language: str
    by_language: Mapping[str, Plain]

    @property
    def own(self) -> Plain:
        """In the language of the document itself."""
        return self.by_language[self.language]


def say_all(paper: Paper, before: Paper | None, library: Library) -> Said:
    """Say a paper in words to readers of every language."""
    found = {}
    for language in library.languages:
        spoken = {"language": language}
        earlier = before.model_copy(update=spoken) if before is not None else None
        found[language] = plain(paper.model_copy(update=spoken), earlier, library)
    return Said(library.language(paper.language), found)


def plain(paper: Paper, before: Paper | None, library: Library) -> Plain:
    """Say a paper in words, and what differs from the version before it."""
    shown = _page(paper, library)
    if isinstance(paper, Convention):
        changes: tuple[Change, ...] = ()
        if isinstance(before, Convention):
            same = {"number": paper.number, "version": paper.version, "issued_at": paper.issued_at}
            old = before.model_copy(update=same)  # a new number alone is no change of the text
            changes = tuple(_differences(_page(old, library), shown))
        return Plain(tuple(_summary(shown)), changes)
    changes = tuple(getattr(paper, "changes", ()))
    reason = getattr(paper, "reason", "")
    return Plain((("", (reason,)),) if reason else (), changes)


def _page(paper: Paper, library: Library) -> dict[str, Any]:
    language = library.language(paper.language)
    return page(paper, library.words[language], library.clauses[language], Album())


def _summary(shown: Mapping[str, Any]) -> Iterator[Section]:
    summary, texts = shown["summary"], shown["t"]
    yield texts["what"], (summary["title"],)
    yield texts["where"], (summary["place"],)
    yield texts["when"], tuple(summary["when"])
    for side, heading in (("bearer", "you_promise"), ("town", "town_promises")):
        promised = summary[side]
        lines = (*promised["items"], promised["more"]) if promised["more"] else promised["items"]
        yield texts[heading], tuple(lines)
    if summary["upkeep"]:
        tasks = (f"{one['task']} ({one['frequency']})" for one in summary["upkeep"])
        yield texts["upkeep"], tuple(tasks)
    yield texts["trouble"], (texts["trouble_text"],)
    yield "", (texts["binding"],)


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """What differs, article by article, then the list of those who sign."""
    old, new = _texts(before), _texts(after)
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name, ()), new.get(name, ())
        matcher = SequenceMatcher(None, was, now, autojunk=False)
        gone, come = list[str](), list[str]()
        for kind, left, right, start, end in matcher.get_opcodes():
            if kind != "equal":
                gone += was[left:right]
                come += now[start:end]
        if gone or come:
            yield Change(what=name, before="\n".join(gone), after="\n".join(come))


def _texts(shown: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Every article's lines, by its title."""
    found = {
        article["title"]: tuple(line for part in article["parts"] for line in _lines(part))
        for article in shown["articles"]
    }
    steps = (" ".join((one["what"], one["month"])).strip() for one in shown["project"]["steps"])
    if title := dict(shown["annexes"]).get("steps"):
        found[title.partition(":")[2].strip() or title] = tuple(steps)
    return found


def _lines(part: Mapping[str, Any]) -> Iterator[str]:
    if "text" in part:
        yield part["text"]
        return
    items = part["items"]
    if isinstance(items, str):
        yield items
        return
    for one in items:
        if isinstance(one, str):
            yield one
        elif "task" in one:
            told = (one[name] for name in ("task", "frequency", "months", "who"))
            yield ", ".join(filter(None, told))
        elif "what" in one:
            yield ", ".join(filter(None, (one["what"] or one["kind"], one["detail"])))
        else:
            yield ", ".join(filter(None, (one["name"], one["role"])))
