"""Forgetting the people behind a project: at once when they ask, and when its time has passed.

What stays says what was done and when, never by whom. A convention that was signed is a public
archive: it keeps the words it is about, and the names under it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from datetime import datetime
from enum import Enum, auto
from typing import Any, TypeAlias

from dialogs.agreement import Convention
from dialogs.filing import UNSIGNED
from dialogs.outcomes import (
    Applied,
    Effect,
    Lead,
    Outcome,
    Record,
    Refused,
    Row,
    TellStaff,
    UpdateCard,
)
from dialogs.project import NOBODY, Commitment, Project, State
from dialogs.rights import Actor, Rules, Why, clock, partner

Gone: TypeAlias = Callable[[int], bool]
"""Tells whether a user id is one to be forgotten."""


@dataclass(frozen=True, slots=True)
class Expire:
    """A draft has lain untouched for as long as the town keeps drafts."""


@dataclass(frozen=True, slots=True)
class Anonymise:
    """The time is over for which the town keeps who carried an ended project."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Someone who carries the project asks that nothing of it leads back to them."""


class Fate(Enum):
    """What becomes of a field when the project's bearer is forgotten."""

    KEPT = auto()
    """It says nothing of a resident; people who acted for the town stay named."""
    ERASED = auto()
    ARCHIVED = auto()
    """Erased, unless a convention was signed: then it belongs to a public archive."""
    SIFTED = auto()
    """It holds what people did: the deed stays, the person goes (`_SIFT`)."""


FIELDS: Mapping[str, Fate] = {
    "id": Fate.KEPT,
    "bearer": Fate.ERASED,
    "state": Fate.KEPT,
    "created_at": Fate.KEPT,
    "language": Fate.KEPT,
    "number": Fate.KEPT,
    "dossier": Fate.SIFTED,
    "commitments": Fate.SIFTED,
    "work_steps": Fate.ARCHIVED,
    "cost_lines": Fate.ARCHIVED,
    "upkeep_plan": Fate.ARCHIVED,
    "questions": Fate.SIFTED,
    "promised_at": Fate.KEPT,
    "promise_changes": Fate.KEPT,
    "promising_on": Fate.ERASED,
    "active_on": Fate.ERASED,
    "submitted_at": Fate.KEPT,
    "reply_on": Fate.KEPT,
    "silence_on": Fate.KEPT,
    "ack_text": Fate.ERASED,
    "assigned_to": Fate.KEPT,
    "assigned_name": Fate.KEPT,
    "proposal": Fate.ERASED,
    "decided_at": Fate.KEPT,
    "reason": Fate.ARCHIVED,
    "alternative": Fate.ARCHIVED,
    "appeal_on": Fate.KEPT,
    "members": Fate.SIFTED,
    "legal": Fate.KEPT,
    "offered": Fate.SIFTED,
    "convention": Fate.SIFTED,
    "signatures": Fate.SIFTED,
    "versions": Fate.KEPT,
    "amendment": Fate.ARCHIVED,
    "checkins": Fate.SIFTED,
    "work_days": Fate.SIFTED,
    "hold": Fate.SIFTED,
    "paused_days": Fate.KEPT,
    "report": Fate.SIFTED,
    "completed_at": Fate.KEPT,
    "risk_flags": Fate.KEPT,
    "tasks": Fate.KEPT,
    "upkeep_by": Fate.KEPT,
    "upkeep_log": Fate.SIFTED,
    "notes": Fate.SIFTED,
    "calls": Fate.SIFTED,
    "absences": Fate.SIFTED,
    "droughts": Fate.KEPT,
    "wishes": Fate.SIFTED,
    "notice": Fate.KEPT,
    "outcome": Fate.KEPT,
    "closed_at": Fate.KEPT,
    "requests": Fate.SIFTED,
    "conditions": Fate.ARCHIVED,
    "structure": Fate.ARCHIVED,
    "casework": Fate.SIFTED,
    "town_offer": Fate.SIFTED,
    "standins": Fate.SIFTED,
    "handing_to": Fate.SIFTED,
    "missing_since": Fate.ERASED,
    "channel": Fate.KEPT,
    "filed_by": Fate.ERASED,
    "filed_by_name": Fate.ERASED,
    "person_name": Fate.ERASED,
    "person_contact": Fate.ERASED,
    "similar": Fate.KEPT,
    "looked_at": Fate.ERASED,
}
"""Every field of a project; a test fails for one that is not declared here."""

COUNTED = frozenset({"category", "bearer_kind", "beneficiaries"})
"""The answers of the dossier that are counted in the yearly figures; choices, never words."""

AGREED = COUNTED | {
    "title",
    "description",
    "place",
    "commitments",
    "bearer_commitments",
    "town_requests",
    "work_steps",
    "upkeep_plan",
}
"""The answers that a signed convention is about."""

SIGNED = frozenset(
    {
        State.IN_PROGRESS,
        State.ON_HOLD,
        State.COMPLETION_REVIEW,
        State.UPKEEP,
        State.UPKEEP_LATE,
        State.RENEWAL,
    }
)
"""The states in which a signed convention is in force."""

OWN_WORDS = frozenset({"display_name", "contact_alt"})
"""The answers of the dossier that are about its referent, and not about the idea."""

ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.CLOSED})
"""The states after which nothing more is asked of anyone."""


def anonymous(project: Project, gone: Gone = bool) -> Project:
    """The project without its bearer, and without the deeds' people who are `gone`: all of them."""
    changes: dict[str, Any] = {}
    for field in fields(Project):
        match FIELDS.get(field.name, Fate.ERASED):
            case Fate.ERASED:
                changes[field.name] = _empty(field)
            case Fate.ARCHIVED if project.convention is None:
                changes[field.name] = _empty(field)
            case Fate.SIFTED:
                changes[field.name] = _SIFT[field.name](project, gone)
            case _:
                pass
    return replace(project, **changes)


def without(project: Project, user_id: int) -> Project:
    """The project without one of its people; its bearer takes the names in the dossier along."""

    def gone(one: int) -> bool:
        return one == user_id

    if project.bearer == user_id:
        return anonymous(project, gone)
    return _sifted(project, gone)


def without_referent(project: Project, now: datetime) -> Project:
    """The project without its referent, for the others to go on with: its words stay."""

    def gone(one: int) -> bool:
        return one == project.bearer

    kept = {name: said for name, said in project.dossier.items() if name not in OWN_WORDS}
    return replace(_sifted(project, gone), bearer=NOBODY, missing_since=now, dossier=kept)


def _sifted(project: Project, gone: Gone) -> Project:
    names = (
        "members", "standins", "handing_to", "offered", "convention", "signatures", "checkins",
        "report", "upkeep_log", "notes", "calls", "absences", "wishes",
    )  # fmt: skip
    return replace(project, **{name: _SIFT[name](project, gone) for name in names})


def _empty(field: Field[Any]) -> Any:
    """A field's value when nothing is known; a bearer has no such default."""
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else NOBODY


def _dossier(project: Project, gone: Gone) -> Any:
    del gone
    kept = COUNTED if project.convention is None else AGREED
    return {name: answer for name, answer in project.dossier.items() if name in kept}


def _commitments(project: Project, gone: Gone) -> Any:
    del gone
    if project.convention is not None:
        return project.commitments
    return _wordless(project.commitments)


def _text(text: Convention | None, gone: Gone) -> Convention | None:
    if text is None:
        return None
    return replace(text, signers=tuple(one for one in text.signers if not gone(one)))


def _signatures(project: Project, gone: Gone) -> Any:
    """Under a convention the names stay, as on paper; what leads to an account does not."""
    if project.convention is None:
        return ()
    return tuple(
        replace(one, by=NOBODY, messages=()) if gone(one.by) and not one.for_town else one
        for one in project.signatures
    )


def _deeds(deeds: tuple[Any, ...], gone: Gone, **blank: Any) -> Any:
    return tuple(replace(one, by=NOBODY, **blank) if gone(one.by) else one for one in deeds)


def _report(project: Project, gone: Gone) -> Any:
    report = project.report
    if report is None or not gone(report.by):
        return report
    return replace(report, by=NOBODY, words="", learnt="", before=(), after=())


def _calls(project: Project, gone: Gone) -> Any:
    return tuple(
        replace(one, helpers=tuple(each for each in one.helpers if not gone(each)))
        for one in _deeds(project.calls, gone, words="")
    )


def _absences(project: Project, gone: Gone) -> Any:
    return tuple(
        replace(one, standin=NOBODY) if gone(one.standin) else one
        for one in project.absences
        if not gone(one.user_id)
    )


def _wordless(promises: tuple[Commitment, ...]) -> Any:
    return tuple(replace(one, what="") for one in promises)


def _casework(project: Project, gone: Gone) -> Any:
    """What is counted stays; the words of colleagues and of the bearer go."""
    del gone
    return replace(project.casework, opinions=(), offer=None)


_SIFT: Mapping[str, Callable[[Project, Gone], Any]] = {
    "dossier": _dossier,
    "commitments": _commitments,
    "members": lambda project, gone: tuple(one for one in project.members if not gone(one)),
    "standins": lambda project, gone: tuple(one for one in project.standins if not gone(one)),
    "handing_to": lambda project, gone: NOBODY if gone(project.handing_to) else project.handing_to,
    "offered": lambda project, gone: _text(project.offered, gone),
    "convention": lambda project, gone: _text(project.convention, gone),
    "signatures": _signatures,
    "checkins": lambda project, gone: _deeds(project.checkins, gone, words="", photos=()),
    "work_days": lambda project, _: tuple(replace(one, words="") for one in project.work_days),
    "hold": lambda project, _: project.hold and replace(project.hold, reason=""),
    "report": _report,
    "upkeep_log": lambda project, gone: _deeds(project.upkeep_log, gone, note="", photos=()),
    "notes": lambda project, gone: _deeds(project.notes, gone, words="", photos=()),
    "calls": _calls,
    "absences": _absences,
    "wishes": lambda project, gone: tuple(one for one in project.wishes if not gone(one[0])),
    "requests": lambda project, _: _wordless(project.requests),
    "town_offer": lambda project, _: _wordless(project.town_offer),
    "casework": _casework,
    "questions": lambda project, _: tuple(replace(one, text="") for one in project.questions),
}
"""How each field that holds people's deeds loses its people."""


def _expire(project: Project, action: Expire, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del action, actor, rules
    after = anonymous(replace(project, state=State.WITHDRAWN, closed_at=now))
    return Applied(after, (Record("expire", project.state, after.state),))


def _anonymise(
    project: Project, action: Anonymise, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del action, actor, now, rules
    after = anonymous(project)
    return Applied(after, (Record("anonymise", project.state, after.state),), _card(project))


def _forget(project: Project, action: Forget, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del action, rules
    if project.bearer == actor.user_id and project.members and project.state is not State.DRAFT:
        after = without_referent(project, now)
        record = Record("forget", project.state, after.state)
        return Applied(after, (record,), (TellStaff("referent_gone"), *_card(project)))
    if project.bearer == actor.user_id and project.state in UNSIGNED - {State.DRAFT}:
        return Refused(Why.NOT_NOW)
    after = without(project, actor.user_id)
    effects: tuple[Effect, ...] = _card(project)
    if project.state is State.DRAFT:
        after = replace(after, state=State.WITHDRAWN, closed_at=now)
    elif project.state in SIGNED and project.bearer == actor.user_id:
        effects = (TellStaff("referent_left"), *effects)
    return Applied(after, (Record("forget", project.state, after.state),), effects)


def _card(project: Project) -> tuple[Effect, ...]:
    return (UpdateCard(),) if project.number else ()


ROWS = {
    Expire: Row(frozenset({State.DRAFT}), clock, _expire, (Lead("expire", State.WITHDRAWN),)),
    Anonymise: Row(ENDED, clock, _anonymise, (Lead("anonymise"),)),
    Forget: Row(
        frozenset(State),
        partner,
        _forget,
        (
            Lead("forget", State.WITHDRAWN, frozenset({State.DRAFT})),
            Lead("forget", None, frozenset(State) - {State.DRAFT}),
        ),
    ),
}
"""The bearer of a dossier that is open and not signed has to withdraw it first."""
