"""The words of one language, and how it writes dates, sums, numbers and lists.

A text is filled with facts by name. A fact is put in as it is: braces that a person typed are
never read as a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from string import Formatter
from typing import TypeAlias
from zoneinfo import ZoneInfo

from babel.dates import get_month_names
from babel.numbers import format_percent

from dialogs.wording import Voice, locale_of

Section: TypeAlias = Mapping[str, str]
Facts: TypeAlias = Mapping[str, str]


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces. Raises ValueError when the braces do not match."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@dataclass(frozen=True, slots=True)
class Words:
    """One language: its texts by section and key, and the country's currency."""

    sections: Mapping[str, Section]
    voice: Voice
    currency: str = "EUR"

    @property
    def language(self) -> str:
        """The language's code."""
        return self.voice.language

    def text(self, section: str, key: str, **facts: str) -> str:
        """Return one text, filled."""
        return self.sections[section][key].format_map(facts)

    def filled(self, section: str, facts: Facts) -> dict[str, str]:
        """Return every text of a section that these facts can fill."""
        return {
            key: text.format_map(facts)
            for key, text in self.sections[section].items()
            if placeholders(text) <= facts.keys()
        }

    def name(self, section: str, key: str) -> str:
        """Return the name of a choice; one that a town has added is said as it stands."""
        return self.sections[section].get(key, key)

    def day(self, day: date) -> str:
        """Write a date: "12 mai 2026"."""
        return _unbroken(self.voice.day(day))

    def full_day(self, day: date) -> str:
        """Write a date with its weekday: "mardi 12 mai 2026"."""
        return _unbroken(self.voice.date(day))

    def month(self, day: date) -> str:
        """Write a month: "mai 2026"."""
        return self.voice.month(day)

    def local(self, instant: datetime, timezone: str) -> str:
        """Write an instant in the town's time."""
        return self.voice.moment(instant.astimezone(ZoneInfo(timezone)))

    def money(self, cents: int) -> str:
        """Write a sum: "1 200 euros"."""
        return self.voice.money(cents, self.currency)

    def number(self, number: float | Decimal) -> str:
        """Write a number."""
        return self.voice.number(number)

    def percent(self, share: float) -> str:
        """Write a share: "70 %"."""
        return str(format_percent(round(share, 2), locale=locale_of(self.language)))

    def month_name(self, month: int) -> str:
        """Write a month of any year: "mai"."""
        return str(get_month_names("wide", locale=locale_of(self.language))[month])

    def month_letters(self) -> list[str]:
        """The twelve months as short as the language writes them: "janv.", "févr."."""
        names = get_month_names("abbreviated", "stand-alone", locale=locale_of(self.language))
        return [names[month] for month in range(1, 13)]

    def listed(self, items: Iterable[str]) -> str:
        """Write a list: "a, b et c"."""
        *most, last = [*items] or [""]
        return f"{', '.join(most)}{self.text('common', 'and')}{last}" if most else last

    def years(self, n: int) -> str:
        """Write a length: "3 ans"."""
        key = "years_one" if n == 1 else "years_many"
        return self.text("common", key, n=self.number(n))


def _unbroken(day: str) -> str:
    """Keep the number of a day on one line with its month."""
    return re.sub(r"(?<=\d) (?=\w)", "\u00a0", day, count=1)
