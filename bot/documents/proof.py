"""Proves a town's documents before a resident meets them: every text filled, every sample built."""

from __future__ import annotations

from collections.abc import Iterator

from bot.documents import samples
from bot.documents.build import Builder
from bot.documents.data import Town
from bot.documents.errors import DocumentError
from bot.documents.facts import facts
from bot.documents.library import Library, load_library
from bot.documents.papers import KINDS, Convention, Paper
from bot.documents.words import placeholders


def problems(library: Library, town: Town) -> list[str]:
    """Return what has to be mended, a line each: the file, the place in it, and what is wrong."""
    found = [*_unknown_placeholders(library, town), *_never_used(library, town)]
    return found or list(dict.fromkeys(_not_built(library, town)))


def _samples(language: str, town: Town) -> Iterator[Paper]:
    """One of each kind, and a convention for each kind of bearer: what a template can meet."""
    met: set[str] = set()
    for paper in samples.papers(language, town):
        sort: str = paper.kind
        if isinstance(paper, Convention):
            sort += f" of {paper.project.bearer_kind}"
        if sort not in met:
            met.add(sort)
            yield paper


def _not_built(library: Library, town: Town) -> Iterator[str]:
    builder = Builder(library)
    for language in library.languages:
        for paper in _samples(language, town):
            try:
                builder.build(paper)
            except DocumentError as error:
                yield f"{_place(library, 'templates')}{error}"


def _place(library: Library, part: str) -> str:
    return f"{library.folder / part}/" if library.folder else ""


def _never_used(library: Library, town: Town) -> Iterator[str]:
    """What a town wrote and no document prints: most often a name with a slip in it."""
    if library.folder is None:
        return
    ours = load_library(library.languages, town.country)
    written = sorted((library.folder / "templates").glob("*.typ"))
    for path in written:
        others = (library.templates[one.name] for one in written if one != path)
        imported = any(path.name.encode() in one for one in others)
        if path.name not in ours.templates and not imported:
            names = ", ".join(name for name in ours.templates if not name.startswith("ours-"))
            yield f"{path}: no document has this name; give it one of: {names}"
    for language, clauses in library.clauses.items():
        file = f"{_place(library, 'clauses')}{language}.toml"
        wanted = {one.id: one.keys for one in clauses.plan.articles}
        for article, said in clauses.words.items():
            known = (
                wanted.get(article, frozenset())
                | ours.clauses[language].words.get(article, {}).keys()
            )
            if not known:
                yield f"{file}: [{article}] is no article; remove it, or add it to articles.toml"
            elif odd := sorted(said.keys() - known):
                yield f"{file}: [{article}] {odd[0]}: no article prints this; remove it"


def _unknown_placeholders(library: Library, town: Town) -> Iterator[str]:
    ours = load_library(library.languages, town.country)
    for language, words in library.words.items():
        papers = list(samples.papers(language, town))
        known = {kind: set[str]() for kind in KINDS}
        for paper in papers:
            known[paper.kind] |= facts(paper, words).keys()
        file = f"{_place(library, 'texts')}{language}.toml"
        for section, said in words.sections.items():
            for key, text in said.items():
                own = placeholders(ours.words[language].sections[section].get(key, ""))
                if odd := sorted(placeholders(text) - own - known.get(section, set())):
                    yield f"{file}: [{section}] {key}: {{{odd[0]}}} is not known there; remove it"
        file = f"{_place(library, 'clauses')}{language}.toml"
        for article, said in library.clauses[language].words.items():
            for key, text in said.items():
                if odd := sorted(placeholders(text) - known["convention"]):
                    yield f"{file}: [{article}] {key}: {{{odd[0]}}} is not known there; remove it"
