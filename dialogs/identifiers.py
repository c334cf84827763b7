"""Numbers that a register gives out, checked by their own key: a mistake is found while typing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from stdnum.fr import siren, siret

from dialogs.wording import N_

_RNA = re.compile(r"W(?:\d{2}|2[AB])\d{7}")
"""The register of associations (RNA): W and nine digits; Corsica has a letter in its department."""


def read_siren(text: str) -> str | None:
    """The nine digits of a business; those of one of its places (SIRET, 14) lead to it."""
    number = re.sub(r"[\s.\-]", "", text)
    if siret.is_valid(number):
        return number[:9]
    return number if number.isascii() and siren.is_valid(number) else None


def read_rna_or_siren(text: str) -> str | None:
    """The number of an association: W and nine digits, or a business number."""
    number = re.sub(r"[\s.\-]", "", text).upper()
    return number if _RNA.fullmatch(number) else read_siren(text)


READERS: Mapping[str, Callable[[str], str | None]] = {
    "siren": read_siren,
    "rna_or_siren": read_rna_or_siren,
}
"""By name: what a text must be, and how it is kept."""

COMPLAINTS: Mapping[str, str] = {
    "siren": N_(
        "This is not a valid SIREN number. It has nine digits. Please check them and write it "
        "again."
    ),
    "rna_or_siren": N_(
        "I do not recognise this number. An RNA number is a W and nine digits. A SIREN number has "
        "nine digits. Please check it and write it again."
    ),
}
"""By name: what is said of a number that is none."""

EXAMPLES: Mapping[str, str] = {"siren": "123456782", "rna_or_siren": "W123456789"}
"""By name: a number that is well formed and that nobody has."""


def register_number(dossier: Mapping[str, Any]) -> str:
    """The number under which a dossier's association or business is registered, "" if not known."""
    asked = ("association_number", "business_number", "rna_or_siren")  # the last one: of 0.1
    told = (dossier.get(name) for name in asked)
    return next((one for one in told if isinstance(one, str) and one), "")
