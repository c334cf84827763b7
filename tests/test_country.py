"""A country's rules: working days, months, and packs that are wrong."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.country import COUNTRIES_DIR, CountryError, add_months, load_country

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_france_decides_by_silence_after_two_months_and_hears_appeals_for_two() -> None:
    france = load_country("fr")
    assert (france.name, france.currency) == ("France", "EUR")
    assert (france.silence.months, france.silence.means, france.appeal.months) == (2, "refusal", 2)
    assert "{silence_date}" in france.silence.text
    assert "{appeal_date}" in france.silence.reached
    assert "{appeal_date}" in france.appeal.text


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 1, 1), "New Year"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 5, 14), "Ascension"),
        (date(2026, 5, 25), "Whit Monday"),
        (date(2026, 7, 14), "the national day"),
        (date(2026, 12, 25), "Christmas"),
        (date(2027, 5, 6), "Ascension of another year"),
    ],
)
def test_a_public_holiday_is_no_working_day(day: date, holiday: str) -> None:
    france = load_country("fr")
    assert france.is_holiday(day), holiday
    assert not france.is_working_day(day), holiday


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 5, 12), 0, date(2026, 5, 12)),
        (date(2026, 5, 12), 1, date(2026, 5, 13)),
        (date(2026, 5, 12), 3, date(2026, 5, 18)),  # over Ascension and a week-end
        (date(2026, 5, 12), 7, date(2026, 5, 22)),
        (date(2026, 5, 16), 1, date(2026, 5, 18)),  # from a Saturday
        (date(2026, 12, 23), 3, date(2026, 12, 29)),  # over Christmas and a week-end
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over New Year
        (date(2027, 4, 30), 7, date(2027, 5, 12)),  # over Ascension; 1 and 8 May are Saturdays
    ],
)
def test_working_days_pass_over_week_ends_and_holidays(day: date, count: int, then: date) -> None:
    assert load_country("fr").working_days_after(day, count) == then


@given(day=DAYS, count=st.integers(1, 30))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    france = load_country("fr")
    then = france.working_days_after(day, count)
    between = [day + timedelta(days=rank) for rank in range(1, (then - day).days + 1)]
    assert sum(france.is_working_day(one) for one in between) == count
    assert france.is_working_day(then)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 5, 12), 2, date(2026, 7, 12)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),  # a leap year
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 11, 15), 2, date(2027, 1, 15)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
        (date(2026, 1, 31), 24, date(2028, 1, 31)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@given(day=DAYS, months=st.integers(0, 60))
def test_months_later_is_the_same_day_or_the_last(day: date, months: int) -> None:
    then = add_months(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    last = calendar.monthrange(then.year, then.month)[1]
    assert then.day == min(day.day, last)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("months = 2", "months = 0", r"xx\.toml: silence\.months: .*greater than"),
        ('means = "refusal"', 'means = "perhaps"', r"xx\.toml: silence\.means: "),
        ('currency = "EUR"', 'curency = "EUR"', r"xx\.toml: currency: Field required"),
        ('name = "France"', 'name = "France', r"xx\.toml: cannot be read: "),
    ],
)
def test_a_wrong_pack_is_refused_in_one_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    text = (COUNTRIES_DIR / "fr.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "xx.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CountryError, match=words) as caught:
        load_country("xx", tmp_path)
    assert "\n" not in str(caught.value)


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(CountryError, match=r"zz\.toml: cannot be read"):
        load_country("zz")
