"""Reading days and months as people write them: "12/05", "12 mai", "mai", "in spring", "demain"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale

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
    "fr": re.compile(r"dans (\d{1,3}|un|une) (jour|semaine|mois)s?"),
    "en": re.compile(r"in (\d{1,3}|a|one) (day|week|month)s?"),
}
_SPAN_DAYS = {"jour": 1, "day": 1, "semaine": 7, "week": 7, "mois": 30, "month": 30}
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})")


def day(text: str, language: str, today: date) -> date | None:
    """Read a day; without a year, the next one from `today` on. None when there is not one."""
    plain, words = text.strip(), fold(text)
    near = _NEAR_DAYS.get(language, {}).get(words)
    if near is not None:
        return today + timedelta(days=near)
    if (span := _span(words, language)) is not None:
        return today + span
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
    names = {**_months(language), **_SEASONS.get(language, {})}
    found = {number for name, number in names.items() if re.search(rf"\b{name}\b", words)}
    years = re.findall(r"\b(\d{4})\b", words)
    if len(found) != 1 or len(years) > 1:
        return None
    number = found.pop()
    if years:
        return _date(int(years[0]), number, 1)
    year = today.year + (number < today.month)
    return _date(year, number, 1)


def _span(words: str, language: str) -> timedelta | None:
    pattern = _SPANS.get(language)
    match = pattern.fullmatch(words) if pattern else None
    if match is None:
        return None
    count = int(match[1]) if match[1].isdecimal() else 1
    return timedelta(days=count * _SPAN_DAYS[match[2]])


def _day_in_words(words: str, language: str, today: date) -> date | None:
    """Read "12 mai", "mardi 12 mai 2026", "1er mai", "May 12"."""
    parts = [re.sub(r"^(\d{1,2})(?:er|st|nd|rd|th|e)$", r"\1", part) for part in words.split()]
    months = _months(language)
    numbers = [months[part] for part in parts if part in months]
    figures = [int(part) for part in parts if part.isdecimal()]
    days = [figure for figure in figures if figure <= 31]
    years = [figure for figure in figures if 1900 <= figure <= 2200]
    if len(numbers) != 1 or len(days) != 1 or len(years) > 1 or len(figures) > 2:
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


@lru_cache(maxsize=8)
def _months(language: str) -> dict[str, int]:
    """The names of the months, long and short, folded."""
    names = Locale.parse(language).months["format"]
    return {
        fold(name): number
        for width in ("wide", "abbreviated")
        for number, name in names[width].items()
    }
