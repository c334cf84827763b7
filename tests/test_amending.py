"""An amendment is followed once everyone has signed it: the promises, the upkeep, the term."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.agreement import Alteration, Convention, Kind, Legal
from dialogs.amending import MOST, DraftChange, DropChanges, amended, parts
from dialogs.calendar import reminders
from dialogs.country import load_country
from dialogs.due_upkeep import open_tasks
from dialogs.lifecycle import Action, apply
from dialogs.outcomes import Applied, Refused
from dialogs.project import Commitment, Project, Side, State
from dialogs.rights import Actor, Role, Rules, Why
from dialogs.setting import Delays, Setting
from dialogs.signing import ChangeText, FilePaper, Issue
from dialogs.tending import term_end
from dialogs.upkeep_days import Frequency, Task, due_days

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
CLERK = Actor(3, "Mehdi", frozenset({Role.MEMBER}))
SETTING = Setting(Delays(), load_country("fr"), ZoneInfo("Europe/Paris"))
WATER = Task(1, "Arroser", Frequency.WEEKLY, (5, 6, 7, 8, 9), "bearer")
WEED = Task(2, "Désherber", Frequency.MONTHLY, (), "both")
PRUNE = Task(3, "Tailler", Frequency.YEARLY, (11,), "town")
ONE, TWO = "a" * 64, "b" * 64


def project(**changes: object) -> Project:
    """A project in its upkeep, with three tasks and the promises of both sides."""
    base = Project(
        id=1,
        bearer=1,
        state=State.UPKEEP,
        created_at=NOW - timedelta(days=400),
        language="fr",
        number="2026-001",
        dossier={"title": "Des fleurs", "bearer_kind": "citizen"},
        commitments=(
            Commitment(Side.BEARER, "labour", "Planter un samedi"),
            Commitment(Side.BEARER, "upkeep", "Arroser", frequency="weekly"),
            Commitment(Side.BEARER, "upkeep", "Désherber", frequency="monthly"),
            Commitment(Side.TOWN, "plants", "Dix plants", due=date(2027, 5, 3)),
            Commitment(Side.TOWN, "yearly_check", "Passer chaque année"),
        ),
        upkeep_plan=(WATER, WEED, PRUNE),
        tasks=(WATER, WEED),
        legal=Legal(term_start=date(2026, 6, 1), term_years=3),
        convention=Convention(1, ONE, NOW, (1,), term_start=date(2026, 6, 1), term_years=3),
        completed_at=NOW - timedelta(days=100),
        versions=1,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def done(before: Project, action: Action, actor: Actor = CLERK) -> Project:
    """The project after an action that is allowed."""
    outcome = apply(before, action, actor, NOW, Rules())
    assert isinstance(outcome, Applied), outcome
    return outcome.project


def why(before: Project, action: Action, actor: Actor = CLERK) -> Why:
    """Why an action is refused."""
    outcome = apply(before, action, actor, NOW, Rules())
    assert isinstance(outcome, Refused), outcome
    return outcome.why


def signed(before: Project, *changes: Alteration, applies_from: date = TODAY) -> Project:
    """The project once an amendment of these changes is signed by all."""
    for one in changes:
        before = done(before, DraftChange(one))
    out = done(before, Issue(TWO, Kind.AMENDMENT, applies_from=applies_from))
    return done(out, FilePaper(out.versions, TWO, "c" * 64, "Claire Dumont"))


def test_nothing_moves_before_everyone_has_signed() -> None:
    change = Alteration("t1", ends=True)
    drafted = done(project(), DraftChange(change))
    out = done(drafted, Issue(TWO, Kind.AMENDMENT, applies_from=TODAY))
    for one in (drafted, out):
        assert (one.tasks, one.commitments, term_end(one)) == (
            project().tasks,
            project().commitments,
            date(2029, 5, 31),
        )
    assert reminders(out, SETTING) >= reminders(project(), SETTING)
    assert done(out, ChangeText()).amendment == (change,), "what was drafted can be mended"


def test_a_longer_term_moves_the_reminders_of_the_end() -> None:
    after = signed(project(), Alteration("term", last=date(2031, 5, 31)))
    assert term_end(after) == date(2031, 5, 31)
    asked = sorted(one.due_at for one in reminders(after, SETTING) if one.kind == "renewal_ask")
    assert [one.date().year for one in asked] == [2031] * len(asked)
    assert asked
    assert after.amendment == ()


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (TODAY, Why.DAY_PASSED),
        (date(2038, 6, 1), Why.TOO_LONG),
        (date(2038, 5, 31), None),
        (TODAY + timedelta(days=1), None),
    ],
)
def test_the_law_limits_the_term(last: date, reason: Why | None) -> None:
    change = DraftChange(Alteration("term", last=last))
    if reason is None:
        done(project(), change)
    else:
        assert why(project(), change) is reason


def test_an_amendment_leaves_the_term_of_a_renewal_alone() -> None:
    text = Convention(2, ONE, NOW, (1,), Kind.RENEWAL, term_start=date(2029, 6, 1), term_years=2)
    after = signed(
        project(convention=text, versions=2), Alteration("b0", after="Planter deux fois")
    )
    assert term_end(after) == date(2031, 5, 31)


def test_a_term_of_more_than_three_years_is_signed_by_hand() -> None:
    rules = Rules(paper_above_years=3)
    for last, by_hand in ((date(2029, 5, 31), False), (date(2029, 6, 1), True)):
        drafted = done(project(), DraftChange(Alteration("term", last=last)))
        outcome = apply(drafted, Issue(TWO, Kind.AMENDMENT), CLERK, NOW, rules)
        assert isinstance(outcome, Applied)
        assert outcome.project.offered is not None
        assert outcome.project.offered.on_paper is by_hand


def test_a_task_in_another_rhythm_takes_the_place_of_the_first() -> None:
    change = Alteration("t1", task=Task(0, "Arroser", Frequency.BIWEEKLY, (6, 7, 8), "bearer"))
    after = signed(project(), change)
    assert [(one.id, one.words, one.frequency) for one in after.tasks] == [
        (2, "Désherber", Frequency.MONTHLY),
        (4, "Arroser", Frequency.BIWEEKLY),
    ]
    water = next(one for one in open_tasks(after, SETTING) if one.task.words == "Arroser")
    assert water.due.month == 6
    assert after.commitments[1].frequency == "biweekly"
    assert len(after.commitments) == len(project().commitments)


def test_a_task_that_ends_is_asked_of_nobody_any_more() -> None:
    after = signed(project(), Alteration("t1", ends=True))
    assert [one.task.words for one in open_tasks(after, SETTING)] == ["Désherber"]
    assert after.commitments[1].ended_on == TODAY
    assert "t1" not in parts(after)


def test_what_applies_later_is_followed_from_that_day_on() -> None:
    day = date(2027, 7, 1)
    change = Alteration("t1", task=Task(0, "Arroser", Frequency.MONTHLY, (), "bearer"))
    after = signed(project(), change, applies_from=day)
    old, new = (
        list(due_days(one, date(2027, 1, 1), date(2027, 12, 31)))
        for one in after.tasks
        if one.words == "Arroser"
    )
    assert old
    assert max(old) < day
    assert new
    assert min(new) >= day


def test_one_more_task_is_one_more_promise() -> None:
    new = Task(0, "Ramasser les feuilles", Frequency.YEARLY, (11,), "bearer")
    after = signed(
        project(), Alteration("t", task=new), Alteration("t", task=replace(new, who="town"))
    )
    assert [one.id for one in after.tasks] == [1, 2, 4]
    assert [one.id for one in after.upkeep_plan] == [1, 2, 3, 4, 5]
    assert after.commitments[-1].what == "Ramasser les feuilles"
    assert len(after.commitments) == 6, "the town's task is the town's"


def test_a_promise_that_ends_is_not_reminded_of() -> None:
    after = signed(project(), Alteration("b3", ends=True), Alteration("b4", ends=True))
    kinds = {one.kind for one in reminders(after, SETTING)}
    assert "town_promise_due" in {one.kind for one in reminders(project(), SETTING)}
    assert not {"town_promise_due", "town_check_due"} & kinds


def test_a_promise_in_other_words_keeps_its_place() -> None:
    after = signed(project(), Alteration("b3", after="Douze plants"))
    assert [one.what for one in after.commitments][3] == "Douze plants"
    assert after.commitments[3].due == date(2027, 5, 3)


def test_the_last_task_of_those_who_carry_it_cannot_go() -> None:
    drafted = done(project(), DraftChange(Alteration("t1", ends=True)))
    assert why(drafted, DraftChange(Alteration("t2", ends=True))) is Why.NO_UPKEEP


def test_what_cannot_be_drafted() -> None:
    assert why(project(), DraftChange(Alteration("t1", ends=True)), Actor(1)) is Why.NOT_STAFF
    assert why(project(), DraftChange(Alteration("t9", ends=True))) is Why.UNKNOWN_CHOICE
    assert why(project(), DraftChange(Alteration("b9", ends=True))) is Why.UNKNOWN_CHOICE
    assert why(project(), DraftChange(Alteration("t1"))) is Why.NO_WORDS
    assert why(project(), DraftChange(Alteration("b0", after="  "))) is Why.NO_WORDS
    assert why(project(), DraftChange(Alteration(what=" "))) is Why.NO_WORDS
    assert why(project(), Issue(TWO, Kind.AMENDMENT)) is Why.NOTHING_DRAFTED
    assert why(project(convention=None), DraftChange(Alteration("term"))) is Why.NOT_NOW
    many = project()
    for rank in range(MOST):
        many = done(many, DraftChange(Alteration(what=f"Point {rank}", after="x")))
    assert why(many, DraftChange(Alteration(what="One more"))) is Why.TOO_MANY
    assert done(many, DropChanges()).amendment == ()
    out = done(many, Issue(TWO, Kind.AMENDMENT))
    assert why(out, DraftChange(Alteration("t1", ends=True))) is Why.NOT_NOW


def test_a_second_word_on_the_same_part_takes_the_place_of_the_first() -> None:
    drafted = done(project(), DraftChange(Alteration("b0", after="Planter deux samedis")))
    drafted = done(drafted, DraftChange(Alteration("b0", after="Planter trois samedis")))
    assert [one.after for one in drafted.amendment] == ["Planter trois samedis"]


TASKS = st.builds(
    Task,
    st.just(0),
    st.sampled_from(["Arroser", "Désherber", "Tondre"]),
    st.sampled_from(Frequency),
    st.just(()),
    st.sampled_from(["bearer", "town", "both", ""]),
)
CHANGES = st.one_of(
    st.builds(lambda part, task: Alteration(part, task=task),
              st.sampled_from(["t", "t1", "t2", "t3", "t4", "t7"]), TASKS),
    st.builds(lambda part: Alteration(part, ends=True),
              st.sampled_from(["t1", "t2", "t3", "t4", "b0", "b1", "b3", "b9"])),
    st.builds(lambda part, words: Alteration(part, after=words),
              st.sampled_from(["b0", "b1", "b4", "bx", "term", "??"]), st.text(min_size=1)),
)  # fmt: skip


@given(st.lists(CHANGES, max_size=6), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_no_amendment_loses_a_promise_or_mixes_up_tasks(
    changes: list[Alteration], applies_from: date
) -> None:
    before = project()
    after = amended(before, changes, applies_from, TODAY)
    assert len(after.commitments) >= len(before.commitments), "their places are in buttons"
    sides = [one.side for one in before.commitments]
    assert [one.side for one in after.commitments][: len(sides)] == sides
    numbers = [one.id for one in after.upkeep_plan]
    assert len(set(numbers)) == len(numbers)
    assert {one.id for one in after.tasks} <= set(numbers)
    assert all(one.who != "town" for one in after.tasks)
    reminders(after, SETTING)
