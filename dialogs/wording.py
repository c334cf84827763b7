"""Words: what the bot says, in each language, with what people typed filled in as data.

English is written in the code and in the dialog files and is the key of gettext catalogues
(`locale/<language>/LC_MESSAGES/messages.po`, kept by Babel). A town lays its own smaller
catalogues over ours. Every text is in the HTML subset of `buttons.Screen`; every value filled in
is escaped, unless it is Markup already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal, get_currency_name
from markupsafe import Markup, escape

from dialogs.reading import fold

_CLDR_ORDER: tuple[str, ...] = ("zero", "one", "two", "few", "many", "other")
_FIRST_OF_MONTH = {"fr": "1er"}
"""How a language writes the first day of a month, where it is not a plain number."""

SOURCE_LANGUAGE = "en"
LOCALE_DIR = Path(__file__).parent / "locale"

_REGIONS = {"en": "en_GB"}
"""Where a language's dates and numbers follow a country nearer to our towns than its default."""

Fill = str | int | Markup
Day = date
"""The type, where a method of the same name would hide it."""


class WordingError(Exception):
    """A catalogue cannot be used; the message names the file and the remedy in one line."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark a text for the catalogues where it is written down but not yet said."""
    return text


@dataclass(frozen=True, slots=True)
class Voice:
    """One language. Call it with an English text to get the words as HTML."""

    language: str
    texts: Mapping[str, str]
    plurals: Mapping[str, tuple[str, ...]]
    plural_of: Callable[[int], int]

    def __call__(self, text: str, /, **fill: Fill) -> Markup:
        """Say a text as HTML; values are escaped."""
        words = self.texts.get(text, text)
        if not fill:
            return Markup(words)  # noqa: S704 - our own words, proved by `check`
        safe = {
            name: value if isinstance(value, int) else escape(value) for name, value in fill.items()
        }
        return Markup(words.format_map(safe))  # noqa: S704 - our own words, escaped values

    def plain(self, text: str, /, **fill: Fill) -> str:
        """Say a text without markup, for a button or a toast; nothing is escaped."""
        words = self.texts.get(text, text)
        return words.format_map(fill) if fill else words

    def words(self, text: str) -> frozenset[str]:
        """The words of a comma-separated text, folded, to compare what people type with."""
        return _folded_words(self.texts.get(text, text))

    def count(self, one: str, many: str, n: int, /, **fill: Fill) -> Markup:
        """Say a text that depends on a number, filled in as `{n}`."""
        forms = self.plurals.get(one) or (one, many)
        words = forms[min(self.plural_of(n), len(forms) - 1)]
        safe = {name: escape(value) for name, value in fill.items()}
        return Markup(words.format_map({**safe, "n": self.number(n)}))  # noqa: S704 - as above

    def date(self, day: Day) -> str:
        """Write a day in full: "mardi 12 mai 2026"."""
        return self._written(day, "full")

    def day(self, day: Day) -> str:
        """Write a day without its weekday: "12 mai 2026"."""
        return self._written(day, "long")

    def _written(self, day: Day, how: Literal["full", "long"]) -> str:
        words = format_date(day, how, locale=locale_of(self.language))
        first = _FIRST_OF_MONTH.get(self.language)
        return re.sub(r"\b1 ", f"{first} ", words, count=1) if first and day.day == 1 else words

    def month(self, first: Day) -> str:
        """Write a month: "mai 2026"."""
        return format_date(first, "MMMM y", locale=locale_of(self.language))

    def moment(self, instant: datetime) -> str:
        """Write a local instant: "mardi 12 mai 2026, 09:30"."""
        clock = format_datetime(instant, "HH:mm", locale=locale_of(self.language))
        return f"{self.date(instant.date())}, {clock}"

    def short_date(self, day: Day) -> str:
        """Write a day shortly: "12/05/2026"."""
        return format_date(day, "dd/MM/y", locale=locale_of(self.language))

    def short_moment(self, instant: datetime) -> str:
        """Write a local instant shortly: "12/05/2026 09:30"."""
        return format_datetime(instant, "dd/MM/y HH:mm", locale=locale_of(self.language))

    def number(self, number: float | Decimal) -> str:
        """Write a number as this language does."""
        return format_decimal(number, locale=locale_of(self.language))

    def money(self, cents: int, currency: str = "EUR") -> str:
        """Write a sum: "1 200 euros", "12,50 euros"."""
        pattern = "#,##0" if cents % 100 == 0 else "#,##0.00"
        locale = locale_of(self.language)
        units = Decimal(cents) / 100
        amount = format_decimal(units, format=pattern, locale=locale)
        return f"{amount} {get_currency_name(currency, count=units, locale=locale)}"


@lru_cache(maxsize=256)
def _folded_words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split(","))


@lru_cache(maxsize=32)
def locale_of(language: str) -> Locale:
    """How a language writes dates and numbers, as Babel's locale."""
    return Locale.parse(_REGIONS.get(language, language))


@dataclass(frozen=True, slots=True)
class Wording:
    """The languages of a town; the first is spoken when a person's own is not among them."""

    voices: Mapping[str, Voice]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages, the town's first one first."""
        return tuple(self.voices)

    def pick(self, language_code: str | None) -> str:
        """Choose the language for a person from what their messenger says, such as "fr-BE"."""
        short = (language_code or "").partition("-")[0].lower()
        return short if short in self.voices else self.languages[0]

    def voice(self, language: str) -> Voice:
        """The voice for a language, or the town's first one."""
        return self.voices.get(language) or self.voices[self.languages[0]]


def load_wording(languages: tuple[str, ...], overlay: Path | None = None) -> Wording:
    """Load the catalogues of these languages, with the town's own laid over ours."""
    return Wording({language: _load_voice(language, overlay) for language in languages})


def catalogue_path(language: str, folder: Path = LOCALE_DIR) -> Path:
    """Where the catalogue of a language lies."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def _load_voice(language: str, overlay: Path | None) -> Voice:
    texts: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    catalogues: list[Catalog] = []
    ours = catalogue_path(language)
    if ours.exists():
        catalogues.append(read_catalogue(ours, language))
    elif language != SOURCE_LANGUAGE:
        raise WordingError(f"{ours}: there is no catalogue for `{language}`; add one or drop it")
    if overlay is not None and catalogue_path(language, overlay).exists():
        catalogues.append(read_catalogue(catalogue_path(language, overlay), language))
    for catalogue in catalogues:
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            forms = message.string
            if isinstance(message.id, tuple | list):
                if isinstance(forms, tuple | list) and all(forms):
                    plurals[message.id[0]] = tuple(forms)
            elif forms:
                texts[message.id] = str(forms)
    return Voice(language, texts, plurals, _plural_rule(language))


def _plural_rule(language: str) -> Callable[[int], int]:
    """Return the gettext form for a number, from the language's own plural rule."""
    rule = locale_of(language).plural_form
    order = [tag for tag in _CLDR_ORDER if tag in {*rule.tags, "other"}]
    if order == ["one", "many", "other"]:  # CLDR's "many" (a million) has no gettext form
        return lambda n: 0 if rule(n) == "one" else 1
    return lambda n: order.index(str(rule(n)))


def read_catalogue(path: Path, language: str) -> Catalog:
    """Read one catalogue. Raises WordingError naming the file."""
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise WordingError(f"{path}: cannot be read: {error}") from error
