"""Which reminders exist from the yes to the last year of upkeep, for any project and settings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.agreement import Convention, Signature
from dialogs.calendar import reminders
from dialogs.country import load_country
from dialogs.due_upkeep import asked, back_on, open_tasks
from dialogs.following import (
    Absence,
    CheckIn,
    Drought,
    Entry,
    Handled,
    Hold,
    Notice,
    Report,
    Status,
)
from dialogs.following import WorkDay as Day
from dialogs.project import Commitment, Project, Side, State
from dialogs.setting import Delays, Setting
from dialogs.upkeep_days import Frequency, Task

PARIS = ZoneInfo("Europe/Paris")
FRANCE = load_country("fr")
SETTING = Setting(Delays(), FRANCE, PARIS)
SIGNED = datetime(2026, 5, 13, 15, 0, tzinfo=UTC)  # a Wednesday
TERM = Convention(1, "a" * 64, SIGNED, (1, 21), term_start=date(2026, 6, 1), term_years=3)
TOWN = Signature(7, "Marc Dubois", SIGNED, 1, "a" * 64, for_town=True)
WATER = Task(1, "arroser", Frequency.WEEKLY, (5, 6, 7, 8, 9))
PRUNE = Task(2, "tailler", Frequency.YEARLY, (2,))
MOW = Task(3, "faucher", Frequency.MONTHLY, (), "town")


def _project(state: State, **changes: object) -> Project:
    base = Project(
        id=1,
        bearer=1,
        state=state,
        created_at=SIGNED - timedelta(days=60),
        language="fr",
        dossier={"title": "Le jardin", "category": "garden", "duration_weeks": 10},
        submitted_at=SIGNED - timedelta(days=50),
        silence_on=date(2026, 7, 24),
        decided_at=SIGNED - timedelta(days=9),
        members=(21, 22),
        convention=TERM,
        signatures=(TOWN,),
        tasks=(WATER, PRUNE, MOW),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def _days(project: Project, kind: str, setting: Setting = SETTING) -> list[str]:
    found = sorted(one for one in reminders(project, setting) if one.kind == kind)
    days = sorted(setting.local_day(one.due_at) for one in found)
    return [f"{day:%a %d/%m/%y}" for day in days]


def _upkeep(**changes: object) -> Project:
    done = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    return _project(State.UPKEEP, completed_at=done, **changes)


# -- the work --------------------------------------------------------------------------------------


def test_how_it_goes_is_asked_three_weeks_after_the_last_word() -> None:
    quiet = _project(State.IN_PROGRESS)
    assert _days(quiet, "checkin") == ["Wed 03/06/26"]
    assert _days(quiet, "checkin_silent") == ["Mon 08/06/26", "Mon 15/06/26"]
    assert _days(quiet, "not_started") == ["Fri 12/06/26", "Tue 11/08/26", "Mon 09/11/26"]
    spoken = datetime(2026, 6, 4, 7, 0, tzinfo=UTC)
    answered = replace(quiet, checkins=(CheckIn(1, spoken, Status.GOOD),))
    assert _days(answered, "checkin") == ["Thu 25/06/26"]
    assert _days(answered, "not_started") == []


def test_a_short_project_is_asked_more_often() -> None:
    short = _project(State.IN_PROGRESS, dossier={"duration_weeks": 6})
    assert _days(short, "checkin") == ["Wed 27/05/26"]


def test_the_end_comes_after_the_foreseen_weeks_and_the_pauses() -> None:
    project = _project(State.IN_PROGRESS)
    assert _days(project, "completion_ask") == ["Wed 22/07/26"]
    assert _days(project, "end_soon") == ["Wed 08/07/26"]
    assert _days(project, "overdue") == ["Wed 29/07/26", "Wed 12/08/26"]
    assert _days(replace(project, paused_days=30), "completion_ask") == ["Fri 21/08/26"]


def test_a_work_day_is_announced_before_it_never_on_it() -> None:
    after_a_holiday = Day(date(2026, 7, 15))  # two days before is Monday 13, a day to speak
    on_tuesday = Day(date(2026, 5, 26))  # two days before is Sunday, so Saturday
    project = _project(State.IN_PROGRESS, work_days=(on_tuesday, after_a_holiday))
    assert _days(project, "workday_brief") == ["Sat 23/05/26", "Mon 13/07/26"]


def test_a_pause_silences_everything_until_its_day() -> None:
    hold = Hold(date(2026, 6, 1), date(2026, 9, 1), "vacances")
    held = _project(State.ON_HOLD, hold=hold)
    assert {one.kind for one in reminders(held, SETTING)} == {"hold_over"}
    assert _days(held, "hold_over") == ["Tue 01/09/26", "Tue 08/09/26", "Tue 22/09/26"]


def test_signers_are_nudged_then_the_town_s_signatory() -> None:
    offered = replace(TERM, signers=(1, 21))
    first = Signature(1, "Camille Martin", SIGNED, 1, "a" * 64)
    waiting = _project(
        State.AWAITING_SIGNATURE, convention=None, offered=offered, signatures=(first,)
    )
    assert _days(waiting, "sign_nudge") == ["Sat 16/05/26", "Sat 23/05/26", "Fri 12/06/26"]
    assert _days(waiting, "staff_unsigned") == ["Mon 13/07/26"]
    last = replace(first, by=21, at=SIGNED + timedelta(days=5))
    signed = replace(waiting, signatures=(first, last))
    assert {one.kind for one in reminders(signed, SETTING)} == {"staff_countersign"}


# -- the upkeep ------------------------------------------------------------------------------------


def test_what_is_due_in_a_week_is_one_question() -> None:
    weekly = Task(4, "ramasser", Frequency.WEEKLY)
    project = _upkeep(tasks=(WATER, weekly))
    assert _days(project, "upkeep_due") == ["Mon 13/07/26"]
    assert len(open_tasks(project, SETTING)) == 2


def test_silence_is_asked_again_then_told_to_staff_and_never_piles_up() -> None:
    project = _upkeep(tasks=(WATER,))
    assert _days(project, "upkeep_due") == ["Mon 13/07/26"]
    assert _days(project, "upkeep_again") == ["Mon 20/07/26", "Mon 03/08/26"]
    assert _days(project, "upkeep_late") == ["Wed 12/08/26"]
    assert _days(project, "upkeep_formal") == ["Fri 11/09/26", "Mon 12/10/26"]


def test_a_word_moves_on_to_the_next_day_of_the_plan() -> None:
    def after(handled: Handled, on: date, until: date | None = None) -> list[str]:
        entry = Entry(1, date(2026, 7, 13), handled, 1, on, until)
        return _days(_upkeep(tasks=(WATER,), upkeep_log=(entry,)), "upkeep_due")

    assert after(Handled.DONE, date(2026, 7, 13)) == ["Mon 20/07/26"]
    assert after(Handled.DONE, date(2026, 7, 10)) == ["Mon 20/07/26"], "done early counts"
    assert after(Handled.DONE, date(2026, 8, 5)) == ["Mon 10/08/26"], "done late stands for all"
    assert after(Handled.EXCUSED, date(2026, 7, 13)) == ["Mon 20/07/26"]
    assert after(Handled.LATER, date(2026, 7, 13), date(2026, 7, 20)) == ["Mon 20/07/26"]


def test_the_town_s_own_tasks_are_not_asked_of_the_bearer() -> None:
    assert open_tasks(_upkeep(tasks=(MOW,)), SETTING) == ()


def test_everyone_away_is_asked_on_their_return() -> None:
    gone = tuple(Absence(one, date(2026, 7, 5), date(2026, 8, 20)) for one in (1, 21, 22))
    project = _upkeep(tasks=(WATER,), absences=gone)
    assert _days(project, "upkeep_due") == ["Fri 21/08/26"]
    one_stays = replace(project, absences=gone[:2])
    assert _days(one_stays, "upkeep_due") == ["Mon 13/07/26"]
    assert asked(one_stays, date(2026, 7, 13)) == (22,)
    standin = replace(project, absences=(*gone[:2], replace(gone[2], standin=23)))
    assert _days(standin, "upkeep_due") == ["Mon 13/07/26"]
    assert asked(standin, date(2026, 7, 13)) == (23,)


def test_turns_go_round_and_all_means_all() -> None:
    day = date(2026, 7, 13)
    project = _upkeep(tasks=(WATER,))
    assert asked(project, day) == (1,)
    entry = Entry(1, day, Handled.DONE, 1, day)
    assert asked(replace(project, upkeep_log=(entry,)), day) == (21,)
    assert asked(replace(project, upkeep_by="all"), day) == (1, 21, 22)
    assert asked(replace(project, upkeep_by="one", upkeep_log=(entry,)), day) == (1,)


def test_the_years_have_their_tips_birthdays_and_renewal() -> None:
    check = Commitment(Side.TOWN, "yearly_check", "contrôle")
    project = _upkeep(commitments=(check,))
    assert _days(project, "season_tip") == [
        "Thu 01/10/26",
        "Mon 01/03/27",
        "Tue 01/06/27",
        "Fri 01/10/27",
        "Wed 01/03/28",
        "Thu 01/06/28",
        "Mon 02/10/28",
        "Thu 01/03/29",
    ]
    assert _days(project, "anniversary") == ["Thu 01/07/27", "Sat 01/07/28"]
    assert _days(project, "town_check_due") == ["Thu 01/07/27", "Sat 01/07/28"]
    assert _days(project, "renewal_ask") == ["Fri 02/03/29", "Wed 02/05/29", "Thu 24/05/29"]
    renewing = replace(project, state=State.RENEWAL)
    assert _days(renewing, "staff_term_over") == ["Fri 01/06/29"]


# -- for any project -------------------------------------------------------------------------------

DATES = st.dates(date(2026, 5, 1), date(2029, 12, 31))
TASKS = st.lists(
    st.builds(
        Task,
        id=st.integers(1, 5),
        words=st.sampled_from(["t", "arroser"]),
        frequency=st.sampled_from(Frequency),
        months=st.lists(st.integers(1, 12), max_size=3, unique=True).map(tuple),
        who=st.sampled_from(["bearer", "town", "both"]),
    ),
    max_size=4,
    unique_by=lambda task: task.id,
).map(tuple)
LOGS = st.lists(
    st.builds(
        Entry,
        task=st.integers(1, 5),
        due=DATES,
        handled=st.sampled_from(Handled),
        by=st.just(1),
        on=DATES,
        until=st.none() | DATES,
    ),
    max_size=4,
).map(tuple)
ABSENCES = st.lists(
    st.builds(
        lambda who, since, days, standin: Absence(
            who, since, since + timedelta(days=days), standin
        ),
        st.sampled_from([1, 21, 22]),
        DATES,
        st.integers(1, 90),
        st.sampled_from([0, 0, 23]),
    ),
    max_size=3,
).map(tuple)
DROUGHTS = st.lists(
    st.builds(
        lambda since, days: Drought(since, since + timedelta(days=days) if days else None),
        DATES,
        st.integers(0, 90),
    ),
    max_size=2,
).map(tuple)
INSTANTS = st.datetimes(datetime(2026, 5, 14), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
PROJECTS = st.builds(
    _project,
    st.sampled_from(State),
    tasks=TASKS,
    upkeep_log=LOGS,
    absences=ABSENCES,
    droughts=DROUGHTS,
    completed_at=st.none() | INSTANTS,
    offered=st.none() | st.just(replace(TERM, version=2, sha256="b" * 64)),
    checkins=st.lists(
        st.builds(CheckIn, st.just(1), INSTANTS, st.just(Status.GOOD)), max_size=2
    ).map(tuple),
    work_days=st.lists(st.builds(Day, DATES), max_size=2).map(tuple),
    hold=st.none() | st.just(Hold(date(2026, 6, 1), date(2026, 8, 1), "r")),
    report=st.none() | st.just(Report(SIGNED, 1, "w", 3, 4)),
    notice=st.none() | st.just(Notice(date(2028, 1, 3), 3, "r")),
    upkeep_by=st.sampled_from(["one", "turns", "all"]),
)
SETTINGS = st.builds(
    Setting,
    st.builds(
        Delays,
        from_hour=st.integers(6, 11),
        until_hour=st.integers(15, 21),
        on_sundays=st.booleans(),
        on_holidays=st.booleans(),
        upkeep_weekday=st.integers(0, 6),
    ),
    st.just(FRANCE),
    st.sampled_from([PARIS, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Sao_Paulo")]),
)


@settings(max_examples=300, deadline=None)
@given(project=PROJECTS, setting=SETTINGS)
def test_no_two_rows_for_one_thing_and_none_at_a_quiet_time(
    project: Project, setting: Setting
) -> None:
    found = reminders(project, setting)
    assert found == reminders(project, setting)
    rows = Counter((one.kind, one.due_at) for one in found)
    assert all(count == 1 for count in rows.values()), rows.most_common(1)
    for one in found:
        assert one.project_id == project.id
        local = one.due_at.astimezone(setting.zone)
        assert local.hour == setting.delays.from_hour
        assert setting.delays.on_sundays or local.weekday() != 6
        assert setting.delays.on_holidays or not setting.country.is_holiday(local.date())
    if project.state in (State.CLOSED, State.WITHDRAWN, State.REFUSED):
        assert {one.kind for one in found} <= {"erase_notice", "anonymise"}


@settings(max_examples=300, deadline=None)
@given(project=PROJECTS, day=DATES)
def test_someone_is_asked_and_no_one_who_is_away(project: Project, day: date) -> None:
    people = asked(project, day)
    assert people
    on = back_on(project, day)
    assert on >= day
    gone = {
        one.user_id for one in project.absences if one.since <= on <= one.until and not one.standin
    }
    assert not gone.issuperset(project.carriers)
    away = {one.user_id for one in project.absences if one.since <= on <= one.until}
    standins = {one.standin for one in project.absences}
    assert all(one not in away or one in standins for one in asked(project, on))


def test_two_tasks_asked_again_on_the_same_day_are_one_row() -> None:
    later = Entry(4, date(2026, 7, 13), Handled.LATER, 1, date(2026, 7, 13), date(2026, 7, 27))
    weekly = Task(4, "ramasser", Frequency.WEEKLY)
    project = _upkeep(tasks=(WATER, weekly), upkeep_log=(later,))
    assert _days(project, "upkeep_again") == ["Mon 20/07/26", "Mon 03/08/26", "Mon 17/08/26"]
