"""Which reminders must exist and when they may be said: the town's hours, its days, its clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.calendar import RESIDENT_KINDS, reminders
from dialogs.country import load_country
from dialogs.project import Project, State
from dialogs.setting import Delays, Reminder, Setting

PARIS = ZoneInfo("Europe/Paris")


def _setting(zone: str = "Europe/Paris", **delays: object) -> Setting:
    return Setting(replace(Delays(), **delays), load_country("fr"), ZoneInfo(zone))  # type: ignore[arg-type]


def _project(state: State = State.DRAFT, **changes: object) -> Project:
    project = Project(7, 1, state, datetime(2026, 5, 12, 8, 0, tzinfo=UTC), "fr")
    return replace(project, **changes)  # type: ignore[arg-type]


def _local(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def _dues(project: Project, kind: str, setting: Setting | None = None) -> list[datetime]:
    found = [one for one in reminders(project, setting or _setting()) if one.kind == kind]
    assert {one.project_id for one in found} <= {project.id}
    ordered = sorted(found, key=lambda one: one.rank)
    assert [one.rank for one in ordered] == list(range(1, len(found) + 1))
    return [one.due_at for one in ordered]


def test_a_draft_is_nudged_after_3_10_and_30_days_at_the_opening_hour() -> None:
    project = _project(active_on=date(2026, 5, 12))
    assert _dues(project, "draft_nudge") == [
        _local(2026, 5, 15),
        _local(2026, 5, 22),
        _local(2026, 6, 11),
    ]


def test_a_draft_never_touched_counts_from_its_first_local_day() -> None:
    late = datetime(2026, 5, 11, 22, 30, tzinfo=UTC)  # half past midnight, the 12th, in the town
    assert _dues(_project(created_at=late), "draft_nudge")[0] == _local(2026, 5, 15)


def test_a_nudge_on_a_sunday_or_a_holiday_waits_for_the_next_day() -> None:
    on_ascension = _project(active_on=date(2026, 5, 11))
    assert _dues(on_ascension, "draft_nudge")[0] == _local(2026, 5, 15)
    on_sunday_before_whit_monday = _project(active_on=date(2026, 5, 21))
    assert _dues(on_sunday_before_whit_monday, "draft_nudge")[0] == _local(2026, 5, 26)


def test_a_town_may_speak_on_sundays_and_holidays() -> None:
    sunday = _project(active_on=date(2026, 5, 21))
    assert _dues(sunday, "draft_nudge", _setting(on_sundays=True))[0] == _local(2026, 5, 24)
    ascension = _project(active_on=date(2026, 5, 11))
    assert _dues(ascension, "draft_nudge", _setting(on_holidays=True))[0] == _local(2026, 5, 14)


@pytest.mark.parametrize(
    ("active_on", "due"),
    [
        (date(2026, 3, 26), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),  # Sunday 29 March is skipped
        (date(2026, 3, 25), datetime(2026, 3, 28, 8, 0, tzinfo=UTC)),  # still winter time
        (date(2026, 10, 21), datetime(2026, 10, 24, 7, 0, tzinfo=UTC)),  # still summer time
        (date(2026, 10, 22), datetime(2026, 10, 26, 8, 0, tzinfo=UTC)),  # Sunday 25 October
    ],
)
def test_nine_o_clock_is_nine_o_clock_when_the_clocks_change(
    active_on: date, due: datetime
) -> None:
    assert _dues(_project(active_on=active_on), "draft_nudge")[0] == due


@pytest.mark.parametrize(
    ("day", "opening"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 29, 7, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
    ],
)
def test_the_very_sunday_of_the_change_opens_at_nine(day: date, opening: datetime) -> None:
    assert _setting(on_sundays=True).opening(day) == opening


def _sent(state: State, day: datetime, silence: date) -> Project:
    return _project(state, submitted_at=day, silence_on=silence)


def test_staff_are_asked_again_after_3_and_7_working_days() -> None:
    before_ascension = _sent(State.SUBMITTED, _local(2026, 5, 12, 22), date(2026, 7, 12))
    found = _dues(before_ascension, "staff_untaken")
    assert found == [_local(2026, 5, 18), _local(2026, 5, 22)]
    before_christmas = _sent(State.SUBMITTED, _local(2026, 12, 22), date(2027, 2, 22))
    found = _dues(before_christmas, "staff_untaken")
    assert found == [_local(2026, 12, 28), _local(2027, 1, 4)]


@pytest.mark.parametrize("state", [State.SUBMITTED, State.UNDER_REVIEW, State.NEEDS_INFO])
def test_the_law_s_date_is_announced_twice_and_then_said(state: State) -> None:
    project = _sent(state, _local(2026, 5, 12), date(2026, 7, 12))
    assert _dues(project, "staff_legal_clock") == [_local(2026, 6, 26), _local(2026, 7, 6)]
    assert _dues(project, "silence") == [_local(2026, 7, 13)], "12 July 2026 is a Sunday"


def test_a_warning_after_the_law_s_date_is_not_given() -> None:
    project = _sent(State.UNDER_REVIEW, _local(2026, 5, 12), date(2026, 7, 6))
    assert _dues(project, "staff_legal_clock") == [_local(2026, 6, 26)]


def test_once_taken_staff_are_not_asked_who_takes_it() -> None:
    project = _sent(State.UNDER_REVIEW, _local(2026, 5, 12), date(2026, 7, 12))
    assert _dues(project, "staff_untaken") == []


@pytest.mark.parametrize(
    "state",
    sorted(set(State) - {State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.NEEDS_INFO}),
)
def test_a_dossier_that_has_moved_on_has_no_reminder(state: State) -> None:
    project = _sent(state, _local(2026, 5, 12), date(2026, 7, 12))
    assert reminders(project, _setting()) == frozenset()


INSTANTS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2032, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
ZONES = st.sampled_from(
    ["Europe/Paris", "Europe/Athens", "America/Guadeloupe", "Indian/Reunion", "Pacific/Noumea"]
)
HOURS = st.tuples(st.integers(3, 12), st.integers(13, 24))


def _may_speak(setting: Setting, instant: datetime) -> bool:
    """The rule itself, said another way than in the calendar."""
    local = instant.astimezone(setting.zone)
    in_hours = setting.delays.from_hour <= local.hour < setting.delays.until_hour
    sunday = local.isoweekday() == 7 and not setting.delays.on_sundays
    holiday = setting.country.is_holiday(local.date()) and not setting.delays.on_holidays
    return in_hours and not sunday and not holiday


@given(now=INSTANTS, zone=ZONES, hours=HOURS, sundays=st.booleans(), holidays=st.booleans())
def test_the_next_moment_is_lawful_and_the_first_one(
    now: datetime, zone: str, hours: tuple[int, int], sundays: bool, holidays: bool
) -> None:
    setting = _setting(
        zone, from_hour=hours[0], until_hour=hours[1], on_sundays=sundays, on_holidays=holidays
    )
    moment = setting.next_moment(now)
    assert moment >= now
    assert _may_speak(setting, moment)
    assert setting.next_moment(moment) == moment
    assert (moment == now) == _may_speak(setting, now)
    probe = now
    while (probe := probe + timedelta(minutes=30)) < moment:
        assert not _may_speak(setting, probe), probe


@given(
    state=st.sampled_from(State),
    at=INSTANTS,
    zone=ZONES,
    hours=HOURS,
    idle=st.integers(0, 40),
)
def test_no_reminder_falls_into_the_quiet_hours(
    state: State, at: datetime, zone: str, hours: tuple[int, int], idle: int
) -> None:
    setting = _setting(zone, from_hour=hours[0], until_hour=hours[1])
    day = setting.local_day(at)
    project = _project(
        state,
        created_at=at,
        active_on=day + timedelta(days=idle) if idle else None,
        submitted_at=at,
        silence_on=day + timedelta(days=61),
    )
    found = reminders(project, setting)
    for one in found:
        assert _may_speak(setting, one.due_at)
        assert one.due_at.astimezone(setting.zone).hour == setting.delays.from_hour
        assert one.due_at > at
    assert found == reminders(project, setting)
    assert len({(one.kind, one.due_at) for one in found}) == len(found), "one row each"


def test_the_kinds_for_residents_are_known() -> None:
    draft = reminders(_project(active_on=date(2026, 5, 12)), _setting())
    sent = reminders(_sent(State.SUBMITTED, _local(2026, 5, 12), date(2026, 7, 12)), _setting())
    kinds = {one.kind for one in draft | sent}
    kept = {"draft_warning", "draft_erase"}
    assert kinds == {"draft_nudge", "staff_untaken", "staff_legal_clock", "silence", *kept}
    assert kinds & RESIDENT_KINDS == {"draft_nudge", "silence", "draft_warning"}


def test_reminders_sort_by_project_kind_and_rank() -> None:
    at = datetime(2026, 5, 12, tzinfo=UTC)
    two = [Reminder(2, "a", 1, at), Reminder(1, "b", 2, at), Reminder(1, "b", 1, at)]
    assert sorted(two) == [two[2], two[1], two[0]]
