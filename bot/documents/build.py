"""Builds a document: a paper and the library in, the bytes of a PDF out.

Pure: the same paper and library give the same bytes, so a document has one fingerprint. Typst
compiles it as PDF/UA-1 (for screen readers) and PDF/A-2a (for archives) at once. What people typed
reaches the templates as JSON, never as markup. The compiler's
root is a folder that holds the pictures of this one document, so a template reads nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, cast

import typst

from bot.documents.errors import DocumentError
from bot.documents.library import Library
from bot.documents.pages import page
from bot.documents.papers import Paper
from bot.documents.pictures import Album

_REMEMBERED = 256
"""Pictures of which it is remembered whether they can be shown."""

_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)

STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]


class Builder:
    """Compiles documents, one at a time. Keeps the fonts, so that only the first one is slow."""

    def __init__(self, library: Library) -> None:
        self.library = library
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(place) for place in library.fonts],
        )
        self._readable: dict[str, bool] = {}
        self._compiler = typst.Compiler(b"", font_paths=fonts, ignore_system_fonts=True)

    def build(self, paper: Paper) -> bytes:
        """Return the PDF of a paper. Raises DocumentError."""
        album = Album()
        library = self.library
        words = library.words[library.language(paper.language)]
        shown = page(paper, words, library.clauses[words.language], album)
        broken = sorted(name for name in album.untrusted if not self._is_readable(name, album))
        for name in broken:
            del album.files[name]
        shown["broken"] = broken
        main = f"{paper.kind}.typ"
        try:
            return self._compile(
                {
                    "main.typ": f'#import "{main}": paper\n#paper(json("data.json"))\n'.encode(),
                    "data.json": json.dumps(shown, ensure_ascii=False, sort_keys=True).encode(),
                    **library.templates,
                },
                album.files,
                paper.issued_at.replace(microsecond=0),
            )
        except typst.TypstError as error:
            raise DocumentError(said_in_one_line(error, main)) from error

    def _compile(
        self, texts: Mapping[str, bytes], pictures: Mapping[str, bytes], at: datetime
    ) -> bytes:
        """Compile texts that are given as they are, and pictures that stand in a folder for it."""
        with TemporaryDirectory(prefix="fifty-fifty-") as folder:
            for name, data in pictures.items():
                (Path(folder) / name).write_bytes(data)
            made = self._compiler.compile(
                cast("Any", dict(texts)),
                root=folder,
                format="pdf",
                pdf_standards=cast("Any", STANDARDS),
                timestamp=at,
            )
        return cast("bytes", made)

    def _is_readable(self, name: str, album: Album) -> bool:
        """Whether the compiler can show a picture that someone sent."""
        kind, data = name.rpartition(".")[2], album.files[name]
        if kind == "unknown":
            return False
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._readable:
            self._readable[digest] = self._can_show(kind, data)
            if len(self._readable) > _REMEMBERED:
                self._readable.pop(next(iter(self._readable)))
        return self._readable[digest]

    def _can_show(self, kind: str, data: bytes) -> bool:
        name = f"{hashlib.sha256(data).hexdigest()[:32]}.{kind}"
        start = f'#set document(title: "-")\n#image("{name}", alt: "-", width: 1cm)\n'
        try:
            self._compile({"main.typ": start.encode()}, {name: data}, _ANY_DAY)
        except typst.TypstError:
            return False
        return True


def said_in_one_line(error: typst.TypstError, main: str) -> str:
    """Say where a template is wrong, and what: "convention.typ:12:3: unknown variable: x"."""
    found = re.search(r"┌─\s*(\S+)", error.diagnostic)
    where = re.split(r"[/\\]", found[1])[-1] if found else main
    hints = "".join(f" ({hint})" for hint in error.hints)
    return " ".join(f"{where}: {error.message}{hints}".split())
