"""Reads a PDF back as a person or a reading program would: its text, its tags, its metadata."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as it is copied from it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def text(pdf: bytes) -> str:
    """All the text, without the white space that a layout adds between words and lines."""
    return squeezed("".join(pages(pdf)))


def squeezed(words: str) -> str:
    """A text without white space, in the one way of writing that Unicode prefers."""
    return unicodedata.normalize("NFKC", "".join(words.split())).replace("\u00ad", "")


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The PDF's own structure."""
    return pikepdf.open(io.BytesIO(pdf))


def tags(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every element of the tag tree, in reading order."""
    yield from _elements(pdf.Root.StructTreeRoot)


def names(pdf: pikepdf.Pdf) -> list[str]:
    """The kinds of the tags, such as "H1", in reading order."""
    return names_below(pdf.Root.StructTreeRoot)


def names_below(node: pikepdf.Object) -> list[str]:
    """The kinds of the tags in a node, in reading order."""
    return [str(tag.S).lstrip("/") for tag in _elements(node)]


def _elements(node: Any) -> Iterator[pikepdf.Dictionary]:
    waiting: list[Any] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(reversed(list(one)))
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                yield one
            if "/K" in one:
                waiting.append(one.K)
