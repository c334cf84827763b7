"""Reading what people write: numbers, sums and words, as people of their language write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from dialogs.number_words import in_digits

_SPACES = re.compile(r"[\s\u00a0\u202f']+")
_WORDS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
_SINGLE = re.compile(r"-?\d+(?:[.,]\d+)?")
_TIMES = {"k": 1000, "mille": 1000, "thousand": 1000, "million": 10**6, "millions": 10**6}
_TIMES_WORD = re.compile(rf"({'|'.join(_TIMES)})(?![^\W\d_])")
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)))

DIGITS_LIMIT = 15
"""Digits of the longest number that is read; a longer one is a reference, not a quantity."""


def clean(text: str) -> str:
    """Make typed text storable everywhere: composed, trimmed, without control characters.

    Half a surrogate pair, which JSON can carry and UTF-8 cannot, becomes a question mark.
    """
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\r", "")
    return unicodedata.normalize("NFC", whole.translate(_CONTROL)).strip()


def fold(text: str) -> str:
    """Fold case, accents, punctuation and spaces away, to compare words as a person would."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    if not spread.isascii():
        spread = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return " ".join(_WORDS.findall(spread))


def number(text: str, language: str) -> Decimal | None:
    """Read a number: "1 200,50", "1,200.50", "1.2k", "2 mille"; None when there is not one.

    A number in words ("quatorze", "une vingtaine") is read where no digit stands. Units around
    it ("20 heures", "300 €") are passed over; two numbers, a date or a telephone number are not
    a number. The comma and the point are read alike in every language, since
    people mix them: three digits after one are thousands, unless a lone zero stands before it.
    """
    joined = _SPACES.sub(" ", text.casefold().strip())
    if not any(letter.isdigit() for letter in joined):
        joined = in_digits(joined, language)
    joined = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", joined)
    found = _NUMBER.findall(joined)
    if len(found) != 1 or sum(sign.isdigit() for sign in found[0]) > DIGITS_LIMIT:
        return None
    value = _decimal(found[0])
    times = _TIMES_WORD.match(joined.partition(found[0])[2].lstrip())
    return value * _TIMES[times[1]] if value is not None and times else value


def _decimal(digits: str) -> Decimal | None:
    if grouped := _GROUPED.fullmatch(digits):
        return Decimal(digits.replace(grouped[1], "").replace(",", "."))
    return Decimal(digits.replace(",", ".")) if _SINGLE.fullmatch(digits) else None
