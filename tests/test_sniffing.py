"""What a file is by its content, whatever it is called."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.pictures import jpeg
from bot.sniffing import LOOKED_AT, Sort, claimed, look


def _archive(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


ODT = _archive(mimetype="application/vnd.oasis.opendocument.text", content="<a/>")

CONTENTS = [
    (jpeg(64, 48), "photo.jpg", Sort.PICTURE, ".jpg"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40), "x", Sort.PICTURE, ".png"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40), "IMG.HEIC", Sort.PICTURE, ".heic"),
    (b"%PDF-1.7\n%\xe2\xe3", "devis.jpg", Sort.PDF, ".pdf"),
    (ODT, "lettre.odt", Sort.DOCUMENT, ".odt"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "vieux.doc", Sort.DOCUMENT, ".doc"),
    ("Dix jardinières, 120 €".encode(), "liste.txt", Sort.DOCUMENT, ".txt"),
    (b"a;b\n1;2\n", "prix.csv", Sort.DOCUMENT, ".csv"),
    ("Jardinière;120 €".encode("cp1252"), "prix.csv", Sort.DOCUMENT, ".csv"),
    (b"OggS\0\x02" + bytes(20) + b"OpusHead" + bytes(40), "", Sort.SOUND, ".ogg"),
    (b"\0\0\0 ftypisom\0\0\x02\0isomiso2avc1mp41" + bytes(40), "a.mp4", Sort.FILM, ".mp4"),
    (b"MZ\x90\0" + bytes(300), "devis.pdf", Sort.PROGRAM, ".exe"),
    (b"\x7fELF\x02\x01\x01" + bytes(300), "plan", Sort.PROGRAM, ".elf"),
    (b"\xcf\xfa\xed\xfe" + bytes(300), "plan.pdf", Sort.PROGRAM, ".exe"),
    (b"#!/bin/sh\nrm -rf /\n", "plan.txt", Sort.PROGRAM, ".exe"),
    (b"@echo off\r\ndel c:\\*\r\n", "plan.bat", Sort.PROGRAM, ".txt"),
    (b"  <!DOCTYPE html><script>1</script>", "plan.pdf", Sort.PROGRAM, ".txt"),
    (b'<?xml version="1.0"?><svg><script/></svg>', "plan.svg", Sort.PROGRAM, ".txt"),
    (_archive(**{"a.txt": "x"}), "plan.docx", Sort.UNKNOWN, ".zip"),
    (bytes(400), "plan.pdf", Sort.UNKNOWN, ""),
    (b"", "plan.pdf", Sort.UNKNOWN, ""),
]


@pytest.mark.parametrize(("content", "name", "sort", "ending"), CONTENTS)
def test_what_a_file_is(content: bytes, name: str, sort: Sort, ending: str) -> None:
    seen = look(content[:LOOKED_AT], name)
    assert (seen.sort, seen.ending) == (sort, ending)


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("photo.JPG", Sort.PICTURE),
        ("devis.pdf", Sort.PDF),
        ("lettre.odt", Sort.DOCUMENT),
        ("son.mp3", Sort.SOUND),
        ("film.mp4", Sort.FILM),
        ("sans fin", Sort.UNKNOWN),
        ("", Sort.UNKNOWN),
    ],
)
def test_what_a_name_says(name: str, sort: Sort) -> None:
    assert claimed(name) is sort


@given(head=st.binary(max_size=300), name=st.text(max_size=20))
def test_any_file_is_something_and_none_breaks_the_looking(head: bytes, name: str) -> None:
    assert look(head, name).sort in Sort
    assert claimed(name) in Sort


def test_a_long_text_that_is_cut_within_a_letter_is_still_a_text() -> None:
    text = ("é" * LOOKED_AT).encode()
    assert look(text[:LOOKED_AT]).sort is Sort.DOCUMENT
    assert look((b"x" + text)[:LOOKED_AT]).sort is Sort.DOCUMENT
