"""Questions of staff while a dossier is studied: several at once, answered, or no longer needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.asking import Answer, Ask, Transcribe, Waive
from dialogs.calendar import reminders
from dialogs.country import load_country
from dialogs.deciding import Propose
from dialogs.lifecycle import Action, apply
from dialogs.outcomes import Applied, Refused, TellBearer, UpdateCard
from dialogs.project import Project, State, Verdict
from dialogs.rights import Actor, Role, Rules, Why
from dialogs.setting import Delays, Setting
from dialogs.spoken import words_of

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
BEARER = Actor(1, "Camille")
ELISE = Actor(5, "Élise", frozenset({Role.ELECTED}))
VOICE = {"kind": "voice", "file_id": "v", "unique_id": "u", "transcript": ""}
SETTING = Setting(Delays(), load_country("fr"), ZoneInfo("Europe/Paris"))


def filed(**changes: Any) -> Project:
    """A dossier that the town hall has received."""
    project = Project(
        id=1,
        bearer=1,
        state=State.SUBMITTED,
        created_at=NOW,
        language="fr",
        number="2026-001",
        submitted_at=NOW,
        silence_on=NOW.date() + timedelta(days=61),
    )
    return replace(project, **changes)


def done(project: Project, action: Action, actor: Actor = ELISE) -> Project:
    """The project after a lawful action."""
    outcome = apply(project, action, actor, NOW, Rules())
    assert isinstance(outcome, Applied), outcome
    return outcome.project


def test_who_asks_about_an_untaken_dossier_takes_it() -> None:
    outcome = apply(filed(), Ask(7, "How high?"), ELISE, NOW, Rules())
    assert isinstance(outcome, Applied)
    assert outcome.project.state is State.NEEDS_INFO
    assert outcome.project.assigned_name == "Élise"
    assert [record.action for record in outcome.records] == ["take", "ask"]
    assert outcome.effects == (UpdateCard(),)


def test_the_dossier_goes_on_when_the_last_question_is_answered() -> None:
    project = done(done(filed(), Ask(7, "How high?")), Ask(8, "Who owns it?"))
    assert [one.word for one in project.open_questions] == [7, 8]
    project = done(project, Answer(8), BEARER)
    assert project.state is State.NEEDS_INFO
    assert apply(project, Answer(8), BEARER, NOW, Rules()) == Refused(Why.NOT_NOW)
    project = done(project, Answer(7), BEARER)
    assert project.state is State.UNDER_REVIEW
    assert all(one.answered for one in project.questions)


def test_staff_can_go_on_without_an_answer_and_the_bearer_is_told() -> None:
    project = done(done(filed(), Ask(7, "How high?")), Ask(8, "Who owns it?"))
    outcome = apply(project, Waive(), ELISE, NOW, Rules())
    assert isinstance(outcome, Applied)
    assert outcome.project.state is State.UNDER_REVIEW
    assert not outcome.project.open_questions
    assert not any(one.answered for one in outcome.project.questions)
    assert TellBearer("waived") in outcome.effects


def test_no_question_is_asked_while_a_decision_waits() -> None:
    project = done(filed(), Propose(Verdict.REFUSE, "The pavement is too narrow here."))
    outcome = apply(project, Ask(7, "How high?"), ELISE, NOW, Rules())
    assert outcome == Refused(Why.ALREADY_PROPOSED)


def test_an_open_question_is_recalled_after_5_15_and_30_days_and_then_no_more() -> None:
    project = done(filed(), Ask(7, "How high?"))
    nudges = sorted(one for one in reminders(project, SETTING) if one.kind == "needs_info_nudge")
    days = [(one.due_at.date() - NOW.date()).days for one in nudges]
    assert days == [6, 15, 30], "the fifth day is a Sunday"
    answered = done(project, Answer(7), BEARER)
    assert all(one.kind != "needs_info_nudge" for one in reminders(answered, SETTING))


def test_a_voice_that_was_written_down_gives_the_name() -> None:
    project = filed(dossier={"title": VOICE, "steps": [{"what": VOICE}]})
    assert project.title == "2026-001", "without words the number stands for the name"
    project = done(project, Transcribe(("title",), " Des fleurs "))
    project = done(project, Transcribe(("steps", 0, "what"), "Planter"))
    assert project.title == "Des fleurs"
    assert words_of(project.dossier["steps"][0]["what"]) == "Planter"
    assert project.dossier["title"]["file_id"] == "v", "the voice stays beside its words"


@pytest.mark.parametrize("where", [(), ("place",), ("commitments", 4), ("title", "transcript")])
def test_only_a_voice_can_be_written_down(where: tuple[str | int, ...]) -> None:
    project = filed(dossier={"title": "Des fleurs", "commitments": []})
    outcome = apply(project, Transcribe(where, "words"), ELISE, NOW, Rules())
    assert outcome == Refused(Why.NOT_NOW)


DEEDS = st.lists(
    st.tuples(st.sampled_from(["ask", "answer", "waive"]), st.integers(1, 4)), max_size=20
)


@given(deeds=DEEDS)
def test_a_dossier_waits_exactly_as_long_as_a_question_is_open(
    deeds: list[tuple[str, int]],
) -> None:
    project = filed()
    for name, word in deeds:
        actions: dict[str, Action] = {
            "ask": Ask(word, "?"),
            "answer": Answer(word),
            "waive": Waive(),
        }
        action = actions[name]
        actor = BEARER if name == "answer" else ELISE
        outcome = apply(project, action, actor, NOW, Rules())
        if isinstance(outcome, Applied):
            project = outcome.project
        assert (project.state is State.NEEDS_INFO) == bool(project.open_questions)
        assert len({one.word for one in project.questions}) == len(project.questions)
