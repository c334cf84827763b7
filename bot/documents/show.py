"""`fifty-fifty documents`: the samples as files, for an operator to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.config import Config
from bot.documents import samples
from bot.documents.build import Builder
from bot.documents.errors import LibraryError
from bot.documents.library import load_library
from bot.documents.pages import keyword
from bot.documents.papers import KINDS, Paper
from bot.documents.town import library_of, town_of


def write_samples(
    config: Config | None, folder: Path, *, language: str | None = None, kind: str | None = None
) -> Iterator[Path]:
    """Write the samples into a folder; yield each file. Raises LibraryError or DocumentError."""
    library = library_of(config) if config else load_library()
    town = town_of(config) if config else samples.TOWN
    if kind is not None and kind not in KINDS:
        raise LibraryError(f"{kind}: is no kind of document; choose among: {', '.join(KINDS)}")
    if language is not None and language not in library.languages:
        known = ", ".join(library.languages)
        raise LibraryError(f"{language}: is no language of the town; choose among: {known}")
    builder = Builder(library)
    folder.mkdir(parents=True, exist_ok=True)
    for spoken in [language] if language else library.languages:
        for paper in samples.papers(spoken, town):
            if kind is None or paper.kind == kind:
                path = folder / file_name(paper)
                path.write_bytes(builder.build(paper))
                yield path


def file_name(paper: Paper) -> str:
    """Return a name for a paper's file, such as "fr-convention-C-2026-003-v1.pdf"."""
    return f"{paper.language}-{'-'.join(keyword(paper).split())}.pdf"
