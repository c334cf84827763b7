"""Months and days as buttons: each is accepted, none lies in the past or too far ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.buttons import DATA_LIMIT, decode
from dialogs.country import add_months
from dialogs.date_buttons import BLANK, EARLIER, LATER
from dialogs.engine import step
from dialogs.events import Pressed, Said
from dialogs.session import Session
from dialogs.view import view
from tests.visits import NAME, NOW, Visit, asked, book_of, form

LONG = "a" * 20
"""The longest id of a step."""


def stand(day: date, kind: str = "date", language: str = "en", **fields: Any) -> Visit:
    """Stand at a question for a day or a month, today being `day`."""
    here = Visit(book_of(form(asked(LONG, kind, **fields))))
    here.session = Session(NAME, language, here.session.frames, rev=36**5, day=day.isoformat())
    return here


def offered(here: Visit) -> dict[str, str]:
    """What the screen's buttons choose, by their words."""
    tokens = (
        (button.label, decode(button.data)) for button in view(here.book, here.session).buttons
    )
    return {label: token.value for label, token in tokens if token and token.act == "set"}


def press(here: Visit, label: str) -> Visit:
    """Press the button with these words, at this person's day."""
    data = next(b.data for b in view(here.book, here.session).buttons if b.label == label)
    now = datetime.fromisoformat(here.session.day).replace(tzinfo=UTC)
    here.turn = step(here.book, here.session, Pressed(data), now)
    here.session = here.turn.session
    return here


DATES = st.dates(date(2025, 1, 1), date(2032, 12, 31))
WITHIN = st.sampled_from([1, 2, 6, 27, 28, 31, 62, 366, 1100])


@settings(deadline=None, max_examples=40)
@given(DATES, WITHIN, st.sampled_from(["en", "fr"]), st.integers(0, 40))
def test_every_day_of_a_calendar_is_accepted_and_none_is_out_of_reach(
    today: date, within: int, language: str, pages: int
) -> None:
    here = stand(today, language=language, within=within)
    for _ in range(pages):
        if LATER not in here.labels:
            break
        press(here, LATER)
        assert here.outcome == "paged"
    days = offered(here)
    assert days, "there is something to choose on every page"
    for label, value in days.items():
        chosen = date.fromisoformat(value)
        assert today <= chosen <= today + timedelta(days=within)
        assert label == str(chosen.day)
    ends = Visit(here.book)
    for label in {min(days, key=int), max(days, key=int)}:
        ends.session = here.session
        press(ends, label)
        assert (ends.outcome, ends.top.answers) == ("answered", {LONG: days[label]})
        assert ends.top.drafts == {}


@settings(deadline=None, max_examples=40)
@given(DATES, WITHIN, st.integers(0, 40))
def test_a_calendar_stays_within_what_a_screen_can_hold(
    today: date, within: int, pages: int
) -> None:
    here = stand(today, within=within)
    for _ in range(pages):
        press(here, LATER if LATER in here.labels else here.labels[0])
    rows = view(here.book, here.session).rows
    assert all(len(row) <= 8 for row in rows)
    assert sum(len(row) for row in rows) <= 100
    assert all(len(button.data.encode()) <= DATA_LIMIT for row in rows for button in row)
    assert all(button.label for row in rows for button in row)


@settings(deadline=None, max_examples=25)
@given(DATES, WITHIN)
def test_pages_show_every_day_once_and_turn_back_to_the_first(today: date, within: int) -> None:
    here = stand(today, within=within)
    first, seen = here.labels, list(offered(here).values())
    turned = 0
    while LATER in here.labels and turned < 5:
        press(here, LATER)
        seen += offered(here).values()
        turned += 1
    wanted = [today + timedelta(days=ahead) for ahead in range(within + 1)]
    assert [date.fromisoformat(one) for one in seen] == wanted[: len(seen)]
    assert turned == 5 or len(seen) == len(wanted)
    for _ in range(turned):
        press(here, EARLIER)
    assert here.labels == first
    assert EARLIER not in first


def test_the_months_name_and_an_empty_cell_do_nothing() -> None:
    here = stand(date(2026, 5, 12))
    shown = here.session
    for label in ("May 2026", BLANK):
        press(here, label)
        assert (here.toast, here.session) == ("", shown)


def test_a_calendar_turns_over_the_end_of_a_year() -> None:
    here = press(stand(date(2026, 12, 31), within=40), LATER)
    assert "January 2027" in here.labels
    press(here, "31")
    assert here.top.answers == {LONG: "2027-01-31"}
    assert "Sunday, 31 January 2027" in here.text


def test_a_page_that_time_has_overtaken_shows_this_month() -> None:
    here = press(stand(date(2026, 5, 12), within=90), LATER)
    assert "June 2026" in here.labels
    here.session = Session(NAME, "en", here.session.frames, day="2026-08-03")
    assert "August 2026" in here.labels
    here.session = Session(NAME, "en", here.session.frames, day="2026-01-03")
    assert "April 2026" in here.labels, "nor does it show more than may be chosen"


@pytest.mark.parametrize("value", ["", "x", "2026-04-30", "2030-01-01", "9999-12-31", "²"])
def test_a_page_or_a_day_that_no_button_shows_is_refused(value: str) -> None:
    here = stand(date(2026, 5, 12))
    for act in ("page", "set"):
        if value != "2030-01-01" or act == "page":
            here.forge(LONG, act, value)
            assert here.toast
            assert (here.top.answers, here.top.drafts) == ({}, {})


def test_only_a_day_has_pages() -> None:
    here = stand(NOW.date(), "month").forge(LONG, "page", "2026-06-01")
    assert (here.outcome, here.toast) == ("refused", "This button is no longer in use.")


@settings(deadline=None, max_examples=40)
@given(DATES, st.sampled_from([1, 2, 11, 12, 240]), st.sampled_from(["en", "fr"]))
def test_every_month_is_accepted_over_the_end_of_a_year(
    today: date, within: int, language: str
) -> None:
    here = stand(today, "month", language, within=within)
    months = offered(here)
    wanted = [add_months(today.replace(day=1), ahead) for ahead in range(min(12, within + 1))]
    assert list(months.values()) == [one.strftime("%Y-%m") for one in wanted]
    assert all(len(row) <= 3 for row in view(here.book, here.session).rows)
    for label, value in (next(iter(months.items())), list(months.items())[-1]):
        chosen = Visit(here.book)
        chosen.session = here.session
        press(chosen, label)
        assert chosen.top.answers == {LONG: value}


@pytest.mark.parametrize("value", ["2026-04", "2029-06", "x", "2026-13", ""])
def test_a_month_that_no_button_shows_is_refused(value: str) -> None:
    here = stand(NOW.date(), "month").forge(LONG, "set", value)
    assert (here.toast, here.top.answers) == ("This answer is no longer offered.", {})


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "mardi 19 mai", "2026-05-19"),
        ("date", "demain", "2026-05-13"),
        ("month", "au printemps", "2027-03"),
        ("date", "hier", None),
        ("date", "12/05/2040", None),
        ("month", "04/2026", None),
        ("month", "peut-être", None),
    ],
)
def test_words_answer_too_or_are_met_with_an_example(kind: str, text: str, value: Any) -> None:
    here = stand(NOW.date(), kind, "fr").do(Said(text))
    assert here.top.answers == ({} if value is None else {LONG: value})
    assert (here.outcome == "not_understood") is (value is None)


def test_before_the_first_turn_there_are_no_days_to_choose_from() -> None:
    here = stand(NOW.date())
    here.session = Session(NAME, "en", here.session.frames)
    assert offered(here) == {}
    assert here.labels
