"""Reading what people write: numbers, sums and words, as people of their language write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_DECIMAL_COMMA = frozenset({"fr", "de", "es", "it", "nl", "pl", "pt"})
_SPACES = re.compile(r"[\s\u00a0\u202f']+")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"-?\d{1,3}([.,])\d{3}(?:\1\d{3})*")
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def clean(text: str) -> str:
    """Make typed text storable everywhere: composed, trimmed, without control characters.

    Half a surrogate pair, which JSON can carry and UTF-8 cannot, becomes a question mark.
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", whole.translate(_CONTROL)).replace("\r", "").strip()


def fold(text: str) -> str:
    """Fold case, accents, punctuation and spaces away, to compare words as a person would."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        letter if letter.isalnum() else " "
        for letter in spread
        if not unicodedata.combining(letter)
    )
    return " ".join(kept.split())


def number(text: str, language: str) -> Decimal | None:
    """Read a number: "1 200,50", "1,200.50", "1.2k", "2 mille"; None when there is not one.

    Units around it ("20 heures", "300 €") are passed over; two numbers are not a number.
    """
    joined = _SPACES.sub(" ", text.casefold().strip())
    joined = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", joined)
    found = _NUMBER.findall(joined)
    if len(found) != 1:
        return None
    value = _decimal(found[0], language)
    rest = joined.partition(found[0])[2].lstrip()
    return value * 1000 if re.match(r"(k|mille|thousand)(?![a-z])|k€", rest) else value


def _decimal(digits: str, language: str) -> Decimal:
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        mark = "," if comma > point else "."
    else:
        mark = "," if comma >= 0 else "."
        grouped = _THOUSANDS.fullmatch(digits)
        own_mark = "," if language in _DECIMAL_COMMA else "."
        if digits.count(mark) > 1 or (grouped and (mark != own_mark or len(digits) > 1)):
            mark = ""
    plain = "".join(sign for sign in digits if sign.isdigit() or sign in f"-{mark}")
    return Decimal(plain.replace(",", "."))
