"""Reading days and months as people write them: "12/05", "12 mai", "mai", "in spring", "demain"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale

from dialogs.country import add_months
from dialogs.reading import fold

_SEASONS = {
    "fr": {"printemps": 3, "ete": 6, "automne": 9, "hiver": 12},
    "en": {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12},
}
_NEAR_DAYS = {
    "fr": {"aujourd hui": 0, "demain": 1, "apres demain": 2},
    "en": {"today": 0, "tomorrow": 1, "the day after tomorrow": 2},
}
_SPANS = {
    "fr": re.compile(r"dans (\w{1,8}) (jour|semaine|mois|an)s?"),
    "en": re.compile(r"in (\w{1,8}) (day|week|month|year)s?"),
}
_COUNTS = {
    "fr": ["zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
}
_ONE = {"une": 1, "a": 1, "an": 1}
_DAYS = {"jour": 1, "day": 1, "semaine": 7, "week": 7}
_MONTHS = {"mois": 1, "month": 1, "an": 12, "year": 12}
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})")


def day(text: str, language: str, today: date) -> date | None:
    """Read a day; without a year, the next one from `today` on. None when there is not one."""
    plain, words = text.strip(), fold(text)
    near = _NEAR_DAYS.get(language, {}).get(words)
    if near is not None:
        return today + timedelta(days=near)
    if (after := _after_span(words, language, today)) is not None:
        return after
    if match := _ISO.fullmatch(plain):
        return _date(int(match[1]), int(match[2]), int(match[3])) if match[3] else None
    if match := _FIGURES.fullmatch(plain):
        return _next_day(int(match[1]), int(match[2]), _year(match[3]), today)
    return _day_in_words(words, language, today)


def month(text: str, language: str, today: date) -> date | None:
    """Read a month as its first day; without a year, the next one from this month on."""
    plain, words = text.strip(), fold(text)
    if match := _ISO.fullmatch(plain):
        return _date(int(match[1]), int(match[2]), 1)
    if match := _MONTH_YEAR.fullmatch(plain):
        return _date(int(match[2]), int(match[1]), 1)
    exact = day(text, language, today)
    if exact is not None:
        return exact.replace(day=1)
    seasons = _SEASONS.get(language, {})
    parts = words.split()
    found = {number for part in parts if (number := seasons.get(part) or _month(part, language))}
    years = [part for part in parts if part.isdecimal()]
    if len(found) != 1 or len(years) > 1 or any(len(year) != 4 for year in years):
        return None
    number = found.pop()
    if years:
        return _date(int(years[0]), number, 1)
    year = today.year + (number < today.month)
    return _date(year, number, 1)


def _after_span(words: str, language: str, today: date) -> date | None:
    """Read "dans 3 semaines", "in two months"."""
    pattern = _SPANS.get(language)
    match = pattern.fullmatch(words) if pattern else None
    if match is None:
        return None
    named = {**{name: rank for rank, name in enumerate(_COUNTS[language])}, **_ONE}
    figure = match[1].isdecimal() and len(match[1]) <= 3
    count = int(match[1]) if figure else named.get(match[1])
    if count is None:
        return None
    if match[2] in _MONTHS:
        return add_months(today, count * _MONTHS[match[2]])
    return today + timedelta(days=count * _DAYS[match[2]])


def _day_in_words(words: str, language: str, today: date) -> date | None:
    """Read "12 mai", "mardi 12 mai 2026", "1er mai", "May 12"."""
    parts = [re.sub(r"^(\d{1,2})(?:er|st|nd|rd|th|e)$", r"\1", part) for part in words.split()]
    numbers = [number for part in parts if (number := _month(part, language))]
    figures = [int(part) for part in parts if part.isdecimal()]
    days = [figure for figure in figures if figure <= 31]
    years = [figure for figure in figures if 1900 <= figure <= 2200]
    if len(numbers) != 1 or len(days) != 1 or len(figures) != 1 + len(years[:1]):
        return None
    return _next_day(days[0], numbers[0], years[0] if years else None, today)


def _next_day(number: int, month_number: int, year: int | None, today: date) -> date | None:
    if year is not None:
        return _date(year, month_number, number)
    for candidate in range(today.year, today.year + 9):  # nine years always hold a 29 February
        found = _date(candidate, month_number, number)
        if found is not None and found >= today:
            return found
    return None


def _date(year: int, month_number: int, number: int) -> date | None:
    try:
        return date(year, month_number, number)
    except ValueError:
        return None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) + (2000 if len(text) == 2 else 0)


def _month(word: str, language: str) -> int:
    """The month that a folded word names, whole or by its beginning; 0 when none or several."""
    names, others = _names(language)
    if word in names or len(word) < 3 or word in others:
        return names.get(word, 0)
    begun = {number for name, number in names.items() if name.startswith(word)}
    return begun.pop() if len(begun) == 1 else 0


@lru_cache(maxsize=8)
def _names(language: str) -> tuple[dict[str, int], frozenset[str]]:
    """The months by their folded names, long and short; the short names of the days of a week."""
    locale = Locale.parse(language)
    months = [locale.months["format"][width] for width in ("wide", "abbreviated")]
    names = {fold(name): int(number) for width in months for number, name in width.items()}
    days = locale.days["format"]["abbreviated"].values()
    return names, frozenset(fold(name) for name in days)
