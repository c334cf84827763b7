"""What documents are made with: templates, texts, clauses and fonts, ours with a town's over them.

A town's folder (`town.documents`) may hold, each of them as needed:

    templates/convention.typ    in the place of ours of the same name; it may import ours
    texts/fr.toml               words laid over ours, key by key
    clauses/fr.toml             words of the articles laid over ours
    clauses/articles.toml       in the place of our plan of the articles
    fonts/*.ttf                 fonts for its own templates
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError

from bot.documents.clauses import Plan
from bot.documents.convention_page import Clauses
from bot.documents.errors import LibraryError
from bot.documents.papers import KINDS
from bot.documents.words import Words, placeholders
from dialogs.country import load_country
from dialogs.wording import load_wording

HERE = Path(str(resources.files("bot.documents")))
FONTS = HERE / "fonts"

Texts: TypeAlias = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that documents are made with, read once."""

    templates: Mapping[str, bytes]
    words: Mapping[str, Words]
    clauses: Mapping[str, Clauses]
    fonts: tuple[Path, ...]
    folder: Path | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are documents in, the town's first one first."""
        return tuple(self.words)

    def language(self, wanted: str) -> str:
        """Return the language to write in for someone who speaks `wanted`."""
        return wanted if wanted in self.words else self.languages[0]


def load_library(
    languages: tuple[str, ...] = ("fr", "en"), country: str = "fr", folder: Path | None = None
) -> Library:
    """Read the library for these languages. Raises LibraryError."""
    pack = load_country(country)
    articles = HERE / "clauses" / country / "articles.toml"
    own = folder / "clauses" / "articles.toml" if folder else None
    plan = _plan(own if own is not None and own.is_file() else articles)
    if missing := [one for one in languages if not (HERE / "texts" / f"{one}.toml").is_file()]:
        raise LibraryError(f"town.languages: there are no documents in `{missing[0]}`; drop it")
    wording = load_wording(languages)
    words: dict[str, Words] = {}
    clauses: dict[str, Clauses] = {}
    for language in languages:
        name = f"{language}.toml"
        texts = _texts(HERE / "texts" / name, folder and folder / "texts" / name)
        words[language] = Words(texts, wording.voice(language), pack.currency)
        ours = HERE / "clauses" / country / name
        said = _texts(ours, folder and folder / "clauses" / name, free=True)
        _all_said(plan, said, ours)
        clauses[language] = Clauses(plan, said)
    fonts = tuple(place for place in (FONTS, folder and folder / "fonts") if place)
    return Library(
        templates=dict(_templates(folder)),
        words=words,
        clauses=clauses,
        fonts=tuple(place for place in fonts if place.is_dir()),
        folder=folder,
    )


def _templates(folder: Path | None) -> Iterator[tuple[str, bytes]]:
    for path in sorted((HERE / "templates").glob("*.typ")):
        yield path.name, path.read_bytes()
        yield f"ours-{path.name}", path.read_bytes()
    own = folder / "templates" if folder else None
    if own is None or not own.is_dir():
        return
    for path in sorted(own.iterdir()):
        if path.suffix == ".typ":
            if path.stem not in {*KINDS, "lib"} and path.name.startswith("ours-"):
                raise LibraryError(f"{path}: names beginning with `ours-` are taken; rename it")
            yield path.name, _template(path)


def _template(path: Path) -> bytes:
    data = _bytes(path)
    if package := re.search(rb'"(@[^"]+)"', data):
        line = data.count(b"\n", 0, package.start()) + 1
        name = package[1].decode(errors="replace")
        raise LibraryError(f"{path}:{line}: {name} comes from the network; copy it to this folder")
    return data


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LibraryError(f"{path}: cannot be read: {error.strerror}") from error


@lru_cache(maxsize=64)
def _shipped(path: Path) -> Texts:
    return _toml_texts(path)


def _texts(ours: Path, own: Path | None, *, free: bool = False) -> Texts:
    """Read our texts and lay the town's over them; `free` lets it add sections and keys."""
    if not ours.is_file():
        raise LibraryError(f"{ours}: the country has no clauses in this language; add them")
    texts = {section: dict(said) for section, said in _shipped(ours).items()}
    if own is None or not own.is_file():
        return texts
    for section, said in _toml_texts(own).items():
        if section not in texts and not free:
            raise LibraryError(f"{own}: [{section}] is no section of ours; see {ours.name}")
        under = texts.setdefault(section, {})
        for key, text in said.items():
            if key not in under and not free and section in KINDS:
                raise LibraryError(f"{own}: [{section}] {key}: no document says this; remove it")
            under[key] = text
    return texts


def _toml_texts(path: Path) -> Texts:
    data = _toml(path)
    for section, said in data.items():
        if not isinstance(said, dict):
            raise LibraryError(f"{path}: {section}: is outside any [section]; put it in one")
        for key, text in said.items():
            if not isinstance(text, str):
                raise LibraryError(f"{path}: [{section}] {key}: is not a text; put it in quotes")
            try:
                names = placeholders(text)
            except ValueError as error:
                remedy = "write {{ and }} for braces that are printed"
                raise LibraryError(f"{path}: [{section}] {key}: {error}; {remedy}") from None
            if odd := sorted(name for name in names if not name.isidentifier()):
                raise LibraryError(f"{path}: [{section}] {key}: {{{odd[0]}}} is not a placeholder")
    return data


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_bytes(path).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise LibraryError(f"{path}: is not UTF-8; save it in the UTF-8 encoding") from None
    except tomllib.TOMLDecodeError as error:
        raise LibraryError(f"{path}: is not valid TOML: {error}") from None


def _plan(path: Path) -> Plan:
    try:
        plan = Plan.model_validate(_toml(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise LibraryError(f"{path}: {where}: {first['msg']}") from None
    ids = [article.id for article in plan.articles]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise LibraryError(f"{path}: the article `{twice[0]}` stands twice; rename one")
    return plan


def _all_said(plan: Plan, said: Texts, path: Path) -> None:
    for article in plan.articles:
        if missing := sorted(article.keys - said.get(article.id, {}).keys()):
            raise LibraryError(f"{path}: [{article.id}] {missing[0]}: is missing; write this part")
