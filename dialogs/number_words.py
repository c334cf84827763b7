"""Numbers written as words, turned into digits: "quatorze", "une vingtaine", "two hundred"."""

from __future__ import annotations

import re

from text_to_num.transforms import alpha2digit

_KNOWN = ("fr", "en")

_ABOUT = {
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "dozen": 12,
}
_ABOUT_WORD = re.compile(rf"\b(?:(?:une|a) )?({'|'.join(_ABOUT)})\b")

_UNITS = "personne|heure|jour|semaine|mois|an|euro|person|hour|day|week|month|year"
_ONE = re.compile(rf"(?:un|une|one)(?: seule?| only)?(?: (?:{_UNITS}))?")
"""One alone, or one of what forms ask about; elsewhere "un" is an article ("un peu")."""

_HUNDRED_AND = re.compile(r"\b(hundred|thousand) and\b")


def in_digits(text: str, language: str) -> str:
    """Replace the numbers that stand as words in `text`, which is in small letters.

    Words about people's own language are read, a language without a table is left as it is.
    """
    if _ONE.fullmatch(text):
        return "1"
    if language not in _KNOWN:
        return text
    text = _ABOUT_WORD.sub(lambda found: str(_ABOUT[found[1]]), _HUNDRED_AND.sub(r"\1", text))
    return str(alpha2digit(text, language, relaxed=True))
