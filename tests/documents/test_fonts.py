"""The fonts that come with the documents, and what they can draw."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

from bot.documents import library

FONTS = Path(library.__file__).parent / "fonts"


def drawable() -> set[int]:
    """The characters with a shape in one of the fonts that a file may hold."""
    codes: set[int] = set()
    for path in FONTS.glob("*.[ot]tf"):
        codes |= set(TTFont(path).getBestCmap())
    return {
        code
        for code in codes
        if code >= 0x20
        and unicodedata.category(chr(code)) not in {"Cc", "Co", "Cs"}
        and code & 0xFFFE != 0xFFFE
        and code != 0xFEFF
    }


def test_the_list_of_drawable_characters_is_that_of_the_fonts() -> None:
    listed: set[int] = set()
    for line in (FONTS / "coverage.txt").read_text("ascii").splitlines():
        if not line.startswith("#"):
            first, _, last = line.partition("-")
            listed |= set(range(int(first, 16), int(last or first, 16) + 1))
    assert listed == drawable()


def test_the_fonts_may_be_given_on() -> None:
    licence = (FONTS / "OFL.txt").read_text("utf-8")
    for path in FONTS.glob("*.[ot]tf"):
        font = TTFont(path)["name"]
        assert "Open Font License" in font.getDebugName(13)
        family = (font.getDebugName(16) or font.getDebugName(1)).split()[0]
        assert family in licence
