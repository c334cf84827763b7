"""`fifty-fifty check`: proves what a town has configured before a resident meets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.config import Config
from bot.documents.errors import LibraryError
from bot.documents.papers import KINDS
from bot.documents.proof import problems
from bot.documents.town import library_of, town_of
from bot.town import build_book
from dialogs.check import check
from dialogs.country import load_country
from dialogs.definition import DefinitionError
from dialogs.extraction import catalogue
from dialogs.readability import LONGEST_SENTENCE, Readability, measure_voice
from dialogs.wording import WordingError
from storage.facts import peek
from storage.migrate import load_migrations, read_version


@dataclass
class Report:
    """What was found: lines to read, and problems to mend."""

    lines: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def check_all(config: Config) -> Report:
    """Prove dialogs, texts, country and database. Raises when one of them cannot be read at all."""
    report = Report()
    _check_dialogs(config, report)
    country = load_country(config.town.country)
    report.lines.append(
        f"country: {country.name}, silence of {country.silence.months} months means "
        f"{country.silence.means}"
    )
    _check_documents(config, report)
    _check_database(config, report)
    return report


def _check_dialogs(config: Config, report: Report) -> None:
    try:
        book = build_book(config)
    except (DefinitionError, WordingError) as error:
        report.problems.append(str(error))
        return
    texts = catalogue()
    found = check(book, texts)
    report.lines += [
        f"dialogs: {found.dialogs}, with {found.steps} steps",
        f"paths: {found.paths}, of {found.shortest_path} to {found.longest_path} steps",
        f"screens: {found.screens}",
        f"longest screen: {found.longest_screen} characters ({found.longest_at})",
        "texts: " + ", ".join(f"{count} in {name}" for name, count in found.texts.items()),
    ]
    report.problems += found.problems
    ours = [one.id if isinstance(one.id, str) else one.id[0] for one in texts if one.id]
    for language in book.wording.languages:
        report.lines += _how_it_reads(measure_voice(book.voice(language), ours), language)


def _how_it_reads(found: Readability, language: str) -> Iterator[str]:
    """The figure of a language, and its sentences that are too long, for someone to shorten."""
    ease = "not measured" if found.ease is None else f"{found.ease:.0f} of 100"
    long = len(found.too_long)
    yield f"reading ease in {language}: {ease}; sentences over {LONGEST_SENTENCE} words: {long}"
    for sentence in found.too_long:
        yield f"  {sentence}"


def _check_documents(config: Config, report: Report) -> None:
    try:
        library, town = library_of(config), town_of(config)
    except LibraryError as error:
        report.problems.append(str(error))
        return
    report.problems += problems(library, town)
    languages = ", ".join(library.languages)
    report.lines.append(f"documents: {len(KINDS)} kinds, each compiled in {languages}")


def _check_database(config: Config, report: Report) -> None:
    path = config.storage.path
    newest = len(load_migrations())
    try:
        exists = path.exists()
    except OSError as error:
        report.problems.append(f"storage.url: {error.strerror}; name another file")
        return
    if not exists:
        report.lines.append(f"database: {path} will be made at the first start (step {newest})")
        return
    version = read_version(path)
    state = "up to date" if version == newest else f"will be brought to step {newest} at the start"
    report.lines.append(f"database: {path}, step {version}, {state}")


def heartbeat(config: Config) -> datetime | None:
    """When the running bot last noted that it receives; None when it never did.

    Looks into the database without changing it. Raises StorageError when it cannot be read.
    """
    path = config.storage.path
    noted = peek(path, "heartbeat") if path.exists() else None
    return datetime.fromisoformat(noted) if noted else None
