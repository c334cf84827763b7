"""Questions of staff to a bearer while a dossier is studied, and what the bearer answers.

Several questions may be open at once; the dossier goes on when the last one is answered, or when
staff no longer need an answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.deciding import take_charge
from dialogs.outcomes import Applied, Lead, Outcome, Record, Refused, Row, TellBearer, UpdateCard
from dialogs.project import Project, Question, State
from dialogs.rights import Actor, Rules, Why, carrier, clerk
from dialogs.spoken import Where, transcribed


@dataclass(frozen=True, slots=True)
class Ask:
    """A staff member asks the bearer something; `word` is the message that asks it."""

    word: int
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The bearer answers the question that the message `word` asked."""

    word: int


@dataclass(frozen=True, slots=True)
class Unask:
    """A staff member takes back the question that the message `word` asked."""

    word: int


@dataclass(frozen=True, slots=True)
class Waive:
    """A staff member no longer needs the answers that are open."""


@dataclass(frozen=True, slots=True)
class Transcribe:
    """A staff member writes down what a voice message in the dossier says."""

    where: Where
    words: str


def _ask(project: Project, action: Ask, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    """Ask; who asks about a dossier that nobody has taken takes it."""
    del rules
    if project.proposal is not None:
        return Refused(Why.ALREADY_PROPOSED)
    if any(question.word == action.word for question in project.questions):
        return Refused(Why.NOT_NOW)
    records: tuple[Record, ...] = ()
    taken = project
    if project.state is State.SUBMITTED:
        taken = take_charge(project, actor, now)
        records = (Record("take", project.state, taken.state),)
    question = Question(action.word, action.text, actor.user_id, actor.name, now)
    after = replace(taken, state=State.NEEDS_INFO, questions=(*project.questions, question))
    record = Record("ask", taken.state, after.state, action.text)
    return Applied(after, (*records, record), (UpdateCard(),))


def _answer(project: Project, action: Answer, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del actor, rules
    if all(question.word != action.word for question in project.open_questions):
        return Refused(Why.NOT_NOW)
    questions = tuple(
        replace(one, closed_at=now, answered=True) if one.word == action.word else one
        for one in project.questions
    )
    return _gone_on(project, questions, "answer")


def _unask(project: Project, action: Unask, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del now, rules
    if all(one.word != action.word or one.by != actor.user_id for one in project.open_questions):
        return Refused(Why.NOT_NOW)
    questions = tuple(one for one in project.questions if one.word != action.word)
    return _gone_on(project, questions, "unask")


def _waive(project: Project, action: Waive, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del action, actor, rules
    questions = tuple(
        one if one.closed_at is not None else replace(one, closed_at=now)
        for one in project.questions
    )
    return _gone_on(project, questions, "waive", TellBearer("waived"))


def _gone_on(
    project: Project, questions: tuple[Question, ...], name: str, *told: TellBearer
) -> Outcome:
    """Go on studying when no question is open any more."""
    after = replace(project, questions=questions)
    if not after.open_questions:
        after = replace(after, state=State.UNDER_REVIEW)
    record = Record(name, project.state, after.state)
    return Applied(after, (record,), (*told, UpdateCard()))


def _transcribe(
    project: Project, action: Transcribe, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    """Let written words stand beside the voice."""
    del actor, now, rules
    words = action.words.strip()
    dossier = transcribed(project.dossier, action.where, words)
    if dossier is None or not words:
        return Refused(Why.NOT_NOW)
    after = replace(project, dossier=dossier)
    where = ".".join(str(part) for part in action.where)
    record = Record("transcribe", project.state, project.state, f"{where}: {words}")
    return Applied(after, (record,), (UpdateCard(),))


_ASKABLE = frozenset({State.SUBMITTED, State.UNDER_REVIEW, State.NEEDS_INFO})
_FILED = frozenset(State) - {State.DRAFT, State.WITHDRAWN}

_WAITING = frozenset({State.NEEDS_INFO})

ROWS = {
    Ask: Row(
        _ASKABLE,
        clerk,
        _ask,
        (
            Lead("take", State.UNDER_REVIEW, frozenset({State.SUBMITTED})),
            Lead("ask", State.NEEDS_INFO),
        ),
    ),
    Answer: Row(_WAITING, carrier, _answer, (Lead("answer", State.UNDER_REVIEW), Lead("answer"))),
    Unask: Row(_WAITING, clerk, _unask, (Lead("unask", State.UNDER_REVIEW), Lead("unask"))),
    Waive: Row(_WAITING, clerk, _waive, (Lead("waive", State.UNDER_REVIEW),)),
    Transcribe: Row(_FILED, clerk, _transcribe, (Lead("transcribe"),)),
}
