"""Days and months as people write them, in each language."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs import reading_dates
from tests.visits import words

TODAY = date(2026, 5, 12)
"""A Tuesday."""

DAYS = [
    ("fr", "12/05", "2026-05-12"),
    ("fr", "13/5", "2026-05-13"),
    ("fr", "11/05", "2027-05-11"),
    ("fr", "11/05/2026", "2026-05-11"),
    ("fr", "12.5.27", "2027-05-12"),
    ("fr", "12-05-2027", "2027-05-12"),
    ("fr", "2027-05-12", "2027-05-12"),
    ("fr", "12 mai", "2026-05-12"),
    ("fr", "Le 12 MAI", "2026-05-12"),
    ("fr", "12 mai 2027", "2027-05-12"),
    ("fr", "mardi 12 mai", "2026-05-12"),
    ("fr", "le 12 mai à 14h", "2026-05-12"),
    ("fr", "1er mai", "2027-05-01"),
    ("fr", "1er juin", "2026-06-01"),
    ("fr", "24 déc.", "2026-12-24"),
    ("fr", "3 fév", "2027-02-03"),
    ("fr", "14 juil.", "2026-07-14"),
    ("fr", "29 février", "2028-02-29"),
    ("fr", "29/02", "2028-02-29"),
    ("fr", "aujourd’hui", "2026-05-12"),
    ("fr", "aujourd'hui", "2026-05-12"),
    ("fr", "Demain", "2026-05-13"),
    ("fr", "après-demain", "2026-05-14"),
    ("fr", "dans 3 jours", "2026-05-15"),
    ("fr", "dans une semaine", "2026-05-19"),
    ("fr", "dans 3 semaines", "2026-06-02"),
    ("fr", "dans trois semaines", "2026-06-02"),
    ("fr", "dans un mois", "2026-06-12"),
    ("fr", "dans 2 ans", "2028-05-12"),
    ("en", "12/05", "2026-05-12"),
    ("en", "12 May 2027", "2027-05-12"),
    ("en", "Tuesday 12 May", "2026-05-12"),
    ("en", "May 12", "2026-05-12"),
    ("en", "May 1st", "2027-05-01"),
    ("en", "3rd of June", "2026-06-03"),
    ("en", "Feb 29", "2028-02-29"),
    ("en", "4 Sept.", "2026-09-04"),
    ("en", "today", "2026-05-12"),
    ("en", "tomorrow", "2026-05-13"),
    ("en", "the day after tomorrow", "2026-05-14"),
    ("en", "in 3 weeks", "2026-06-02"),
    ("en", "in a year", "2027-05-12"),
]

NO_DAYS = [
    *("", " ", "12", "mai", "en mai ou juin", "13/13", "32/01", "0/5", "31 avril", "29/02/2027"),
    *("2027-02-29", "2027-05", "05/2027", "12 mai 99", "12 13 mai", "12 mai 2026 2027"),
    *("dans des jours", "dans 9999 jours", "mar 12 mars mai", "12 ju", "12 jui", "²/³", "12 ma"),
    *("hier", "bientôt", "peut-être", "03 21 00 00 00", "1er", "12 mai 12 juin"),
]

MONTHS = [
    ("fr", "mai", "2026-05"),
    ("fr", "avril", "2027-04"),
    ("fr", "Mai 2027", "2027-05"),
    ("fr", "en mai", "2026-05"),
    ("fr", "début mai", "2026-05"),
    ("fr", "mi-juin", "2026-06"),
    ("fr", "août", "2026-08"),
    ("fr", "aout", "2026-08"),
    ("fr", "05/2027", "2027-05"),
    ("fr", "2027-05", "2027-05"),
    ("fr", "2027-5", "2027-05"),
    ("fr", "12/05", "2026-05"),
    ("fr", "12 mai 2027", "2027-05"),
    ("fr", "au printemps", "2027-03"),
    ("fr", "cet été", "2026-06"),
    ("fr", "été 2027", "2027-06"),
    ("fr", "à l'automne", "2026-09"),
    ("fr", "l’hiver", "2026-12"),
    ("fr", "dans 3 semaines", "2026-06"),
    ("fr", "demain", "2026-05"),
    ("en", "May", "2026-05"),
    ("en", "in spring", "2027-03"),
    ("en", "Summer", "2026-06"),
    ("en", "fall 2027", "2027-09"),
    ("en", "winter", "2026-12"),
    ("en", "Sept", "2026-09"),
    ("en", "in two months", "2026-07"),
]

NO_MONTHS = [
    *("", "13/2027", "2027-13", "en 2027", "mai ou juin", "mai 2026 ou 2027", "bientôt", "5"),
    *("31 février", "12 mai 99", "mai 202", "été ou hiver", "0/2027", "mardi", "mar", "maintenant"),
]


@pytest.mark.parametrize(("language", "text", "wanted"), DAYS)
def test_a_day_is_read_as_it_is_written(language: str, text: str, wanted: str) -> None:
    assert reading_dates.day(text, language, TODAY) == date.fromisoformat(wanted)


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_not_one_day_is_none(text: str) -> None:
    assert reading_dates.day(text, "fr", TODAY) is None


@pytest.mark.parametrize(("language", "text", "wanted"), MONTHS)
def test_a_month_is_read_as_it_is_written(language: str, text: str, wanted: str) -> None:
    assert reading_dates.month(text, language, TODAY) == date.fromisoformat(f"{wanted}-01")


@pytest.mark.parametrize("text", NO_MONTHS)
def test_what_is_not_one_month_is_none(text: str) -> None:
    assert reading_dates.month(text, "fr", TODAY) is None


def test_one_month_after_the_last_of_january_is_in_february() -> None:
    last = date(2027, 1, 31)
    assert reading_dates.day("dans 1 mois", "fr", last) == date(2027, 2, 28)
    assert reading_dates.month("in a month", "en", date(2026, 5, 1)) == date(2026, 6, 1)


def test_a_day_without_a_year_is_always_the_next_one() -> None:
    new_year = date(2026, 12, 31)
    assert reading_dates.day("31/12", "fr", new_year) == new_year
    assert reading_dates.day("1/1", "fr", new_year) == date(2027, 1, 1)
    assert reading_dates.month("January", "en", new_year) == date(2027, 1, 1)


def test_a_language_without_seasons_of_its_own_still_reads_figures_and_its_months() -> None:
    assert reading_dates.day("12. Mai", "de", TODAY) == TODAY
    assert reading_dates.month("Frühling", "de", TODAY) is None


NEAR = st.dates(TODAY - timedelta(days=731), TODAY + timedelta(days=731))


@given(NEAR, st.sampled_from(["fr", "en"]), NEAR)
def test_what_the_bot_says_of_a_day_is_read_back_as_that_day(
    day: date, language: str, today: date
) -> None:
    say = words().voice(language)
    assert reading_dates.day(say.date(day), language, today) == day
    assert reading_dates.month(say.date(day), language, today) == day.replace(day=1)
    assert reading_dates.month(say.month(day), language, today) == day.replace(day=1)
    assert reading_dates.day(day.isoformat(), language, today) == day


@given(NEAR, NEAR)
def test_a_day_and_a_month_without_a_year_are_the_next_ones(day: date, today: date) -> None:
    found = reading_dates.day(f"{day.day}/{day.month}", "fr", today)
    assert found is not None
    assert found >= today
    assert (found.day, found.month) == (day.day, day.month)


TEXTS = st.text(max_size=40) | st.lists(
    st.sampled_from(
        [
            *("12", "mai", "1er", "dans", "3", "semaines", "été", "2027", "/", "05", "un", "ans"),
            *("in", "May", "99", "-", "99999999999", "٣", "²", "spring", "february", "29", "0000"),
        ]
    ),
    max_size=6,
).map(" ".join)


@given(TEXTS, st.sampled_from(["fr", "en", "de"]), NEAR)
def test_no_text_at_all_upsets_the_reading(text: str, language: str, today: date) -> None:
    for found in (reading_dates.day, reading_dates.month):
        assert isinstance(found(text, language, today), date | None)
        assert isinstance(found(text.replace(" ", ""), language, today), date | None)
