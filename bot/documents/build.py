"""Builds a document: a paper and the library in, the bytes of a PDF out.

Pure: the same paper and library give the same bytes, so a document has one fingerprint. Typst
compiles it as PDF/UA-1 (for screen readers) and PDF/A-2a (for archives) at once. What people typed
reaches the templates as JSON, never as markup. The compiler's root is a folder that holds the
templates and this one document's data, and it reads nothing else.
"""

from __future__ import annotations

import json
import re
import shutil
import weakref
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
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
    """Compiles documents, one at a time, in a folder of its own that goes when it does.

    It keeps the fonts, and the templates stay where they are, so that only the first document is
    slow: the compiler remembers what has not changed.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._folder = Path(mkdtemp(prefix="fifty-fifty-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        for name, template in library.templates.items():
            (self._folder / name).write_bytes(template)
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(place) for place in library.fonts],
        )
        self._compiler = typst.Compiler(
            b"", root=str(self._folder), font_paths=fonts, ignore_system_fonts=True
        )
        self._readable: dict[str, bool] = {}

    def build(self, paper: Paper) -> bytes:
        """Return the PDF of a paper. Raises DocumentError."""
        album = Album()
        words = self.library.words[self.library.language(paper.language)]
        shown = page(paper, words, self.library.clauses[words.language], album)
        broken = sorted(name for name in album.untrusted if not self._is_readable(name, album))
        shown["broken"] = broken
        template = f"{paper.kind}.typ"
        files = {name: data for name, data in album.files.items() if name not in broken}
        files["data.json"] = json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()
        main = f'#import "{template}": paper\n#paper(json("data.json"))\n'
        try:
            return self._compile(f"main-{template}", main, files, paper.issued_at)
        except typst.TypstError as error:
            raise DocumentError(said_in_one_line(error, template)) from error

    def _compile(self, name: str, main: str, files: Mapping[str, bytes], at: datetime) -> bytes:
        """Compile a text with the files it asks for. They are gone afterwards."""
        try:
            for file, data in files.items():
                (self._folder / file).write_bytes(data)
            (self._folder / name).write_text(main, encoding="utf-8")
            made = self._compiler.compile(
                str(self._folder / name),
                format="pdf",
                pdf_standards=cast("Any", STANDARDS),
                timestamp=at.replace(microsecond=0),
            )
        finally:
            for file in files:
                (self._folder / file).unlink(missing_ok=True)
        return cast("bytes", made)

    def _is_readable(self, name: str, album: Album) -> bool:
        """Whether the compiler can show a picture that someone sent."""
        data = album.files[name]
        if name.endswith(".unknown"):
            return False
        if name not in self._readable:
            self._readable[name] = self._can_show(name, data)
            if len(self._readable) > _REMEMBERED:
                self._readable.pop(next(iter(self._readable)))
        return self._readable[name]

    def _can_show(self, name: str, data: bytes) -> bool:
        main = f'#set document(title: "-")\n#image("{name}", alt: "-", width: 1cm)\n'
        try:
            self._compile("picture.typ", main, {name: data}, _ANY_DAY)
        except typst.TypstError:
            return False
        return True


def said_in_one_line(error: typst.TypstError, main: str) -> str:
    """Say where a template is wrong, and what: "convention.typ:12:3: unknown variable: x"."""
    found = re.search(r"┌─\s*(\S+)", error.diagnostic)
    where = re.split(r"[/\\]", found[1])[-1] if found else main
    hints = "".join(f" ({hint})" for hint in error.hints)
    return " ".join(f"{where}: {error.message}{hints}".split())
