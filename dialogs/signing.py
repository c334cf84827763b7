"""The convention on its way to being signed, and changed later: its versions and its signatures.

Rules: a signature counts for one version and one fingerprint only, so a changed word asks everyone
anew. The bearer's side signs first, the town last; the last signature moves the project by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dialogs.agreement import Convention, How, Kind, Legal, Signature
from dialogs.amending import amended, changed_term, years_of
from dialogs.before_signing import missing, needs_paper
from dialogs.outcomes import (
    Applied,
    Effect,
    Lead,
    Outcome,
    Record,
    Refused,
    Row,
    TellCarriers,
    TellStaff,
    UpdateCard,
)
from dialogs.project import Project, State
from dialogs.rights import Actor, Rules, Why, carrier, clerk, signatory

NAME_LENGTH = 5
"""The least characters of a name typed as a signature: a first name and a family name."""


@dataclass(frozen=True, slots=True)
class NoteLegal:
    """A staff member fills in what the law wants."""

    legal: Legal


@dataclass(frozen=True, slots=True)
class Issue:
    """A staff member sends a fixed text for signature: the first one, or a change of it.

    `version` is the one that its document bears, 0 for the next one. An amendment changes what was
    drafted of it (`Project.amendment`), from `applies_from` on.
    """

    sha256: str
    kind: Kind = Kind.CONVENTION
    asked_on_paper: bool = False
    changes: str = ""
    term_start: date | None = None
    term_years: int = 0
    version: int = 0
    applies_from: date | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A person of the bearer's side accepts the text they were shown."""

    name: str
    version: int
    sha256: str
    messages: tuple[int, ...] = ()
    code_checked: bool = False


@dataclass(frozen=True, slots=True)
class Countersign:
    """A signatory signs for the town."""

    name: str
    version: int
    sha256: str
    messages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePaper:
    """A staff member files the sheet that all have signed by hand."""

    version: int
    sha256: str
    file: str
    town_name: str


@dataclass(frozen=True, slots=True)
class Decline:
    """A person of the bearer's side does not want to sign."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChangeText:
    """A staff member takes the text back to change it; what was signed of it is void."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class CloseUnsigned:
    """A staff member closes a project whose convention was never signed."""

    reason: str = ""


def _note_legal(
    project: Project, action: NoteLegal, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    record = Record("note_legal", project.state, project.state)
    return Applied(replace(project, legal=action.legal), (record,), (UpdateCard(),))


def _issue(project: Project, action: Issue, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del actor
    first = project.state is State.ACCEPTED
    if first is not (action.kind is Kind.CONVENTION):
        return Refused(Why.NOT_NOW)
    if first and missing(project, rules):
        return Refused(Why.MISSING)
    if action.kind is Kind.AMENDMENT and not project.amendment:
        return Refused(Why.NOTHING_DRAFTED)
    term = _term(project, action)
    offered = replace(
        term,
        version=action.version or project.versions + 1,
        sha256=action.sha256,
        issued_at=now,
        signers=project.signers,
        kind=action.kind,
        on_paper=action.asked_on_paper or needs_paper(project, rules, years_of(term)),
        changes=action.changes,
    )
    state = State.AWAITING_SIGNATURE if first else project.state
    record = Record(f"issue_{action.kind}", project.state, state, action.changes)
    drafted = () if action.kind is Kind.AMENDMENT else project.amendment
    after = replace(
        project, state=state, offered=offered, versions=offered.version, amendment=drafted
    )
    return Applied(after, (record,), (TellCarriers("sign"), UpdateCard()))


def _term(project: Project, action: Issue) -> Convention:
    """The term that a text settles: a new one, or the one in force as an amendment changes it."""
    if action.kind is Kind.AMENDMENT and project.convention is not None:
        return changed_term(project, project.convention, action.applies_from)
    return Convention(
        version=0,
        sha256="",
        issued_at=project.created_at,
        signers=(),
        term_start=action.term_start or project.legal.term_start,
        term_years=action.term_years or project.legal.term_years,
    )


def _sign(project: Project, action: Sign, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    offered = project.offered
    if why := _not_this_text(offered, action.version, action.sha256):
        return Refused(why)
    assert offered is not None  # noqa: S101 - checked just above
    if actor.user_id not in offered.signers:
        return Refused(Why.NOT_A_SIGNER)
    if actor.user_id in project.signed:
        return Refused(Why.SIGNED_ALREADY)
    if offered.on_paper:
        return Refused(Why.BY_HAND)
    name = " ".join(action.name.split())
    if len(name) < NAME_LENGTH or " " not in name:
        return Refused(Why.NO_NAME)
    if rules.email_code and not action.code_checked:
        return Refused(Why.NO_CODE)
    signature = Signature(
        actor.user_id, name, now, offered.version, offered.sha256,
        messages=action.messages, code_checked=action.code_checked,
    )  # fmt: skip
    after = replace(project, signatures=(*project.signatures, signature))
    record = Record("sign", project.state, after.state)
    effects: tuple[Effect, ...] = (UpdateCard(),)
    if after.signed.issuperset(offered.signers):
        effects = (TellStaff("all_signed"), UpdateCard())
    return Applied(after, (record,), effects)


def _not_this_text(offered: Convention | None, version: int, sha256: str) -> Why | None:
    if offered is None:
        return Why.NOTHING_OFFERED
    same = (offered.version, offered.sha256) == (version, sha256)
    return None if same else Why.OLD_VERSION


def _countersign(
    project: Project, action: Countersign, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del rules
    offered = project.offered
    if why := _not_this_text(offered, action.version, action.sha256):
        return Refused(why)
    assert offered is not None  # noqa: S101 - checked just above
    if offered.on_paper:
        return Refused(Why.BY_HAND)
    if not project.signed.issuperset(offered.signers):
        return Refused(Why.NOT_ALL_SIGNED)
    name = " ".join(action.name.split())
    if len(name) < NAME_LENGTH or " " not in name:
        return Refused(Why.NO_NAME)
    signature = Signature(
        actor.user_id, name, now, offered.version, offered.sha256,
        for_town=True, messages=action.messages,
    )  # fmt: skip
    return _in_force(project, offered, (signature,), "countersign")


def _file_paper(
    project: Project, action: FilePaper, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del rules
    offered = project.offered
    if why := _not_this_text(offered, action.version, action.sha256):
        return Refused(why)
    assert offered is not None  # noqa: S101 - checked just above
    by_hand = [one for one in offered.signers if one not in project.signed]
    signatures = [
        Signature(
            by, "", now, offered.version, offered.sha256, how=How.PAPER, file=action.file,
        )
        for by in by_hand
    ]  # fmt: skip
    town = Signature(
        actor.user_id, action.town_name, now, offered.version, offered.sha256,
        for_town=True, how=How.PAPER, file=action.file,
    )  # fmt: skip
    return _in_force(project, offered, (*signatures, town), "file_paper")


def _in_force(
    project: Project, offered: Convention, signatures: tuple[Signature, ...], name: str
) -> Outcome:
    """Everyone has signed: the text holds, and the project moves by itself."""
    if project.state is State.AWAITING_SIGNATURE:
        state = State.IN_PROGRESS
    elif offered.kind is Kind.RENEWAL and project.state is State.RENEWAL:
        state = State.UPKEEP
    else:
        state = project.state
    before, at = project.state, signatures[-1].at.date()
    project = amended(project, offered.alterations, offered.applies_from or at, at)
    after = replace(
        project,
        state=state,
        offered=None,
        convention=offered,
        tasks=project.tasks or tuple(one for one in project.upkeep_plan if one.who != "town"),
        signatures=(*project.signatures, *signatures),
    )
    told = "signed" if offered.kind is Kind.CONVENTION else f"{offered.kind}_signed"
    records = [Record(name, before, state)]
    if offered.alterations:
        which = ", ".join(one.part or "text" for one in offered.alterations)
        records.append(Record("amend", state, state, which))
    return Applied(after, tuple(records), (TellCarriers(told), UpdateCard()))


def _decline(
    project: Project, action: Decline, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    """Note that someone does not sign; a person of the town talks with them."""
    del now, rules
    if project.offered is None:
        return Refused(Why.NOTHING_OFFERED)
    if actor.user_id not in project.offered.signers:
        return Refused(Why.NOT_A_SIGNER)
    if actor.user_id in project.signed:
        return Refused(Why.SIGNED_ALREADY)
    record = Record("decline", project.state, project.state, action.reason)
    return Applied(project, (record,), (TellStaff("declined"), UpdateCard()))


def _change_text(
    project: Project, action: ChangeText, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor, now, rules
    if project.offered is None:
        return Refused(Why.NOTHING_OFFERED)
    first = project.state is State.AWAITING_SIGNATURE
    state = State.ACCEPTED if first else project.state
    drafted = project.offered.alterations or project.amendment
    after = replace(project, state=state, offered=None, amendment=drafted)
    record = Record("change_text", project.state, state, action.reason)
    return Applied(after, (record,), (TellCarriers("text_changed"), UpdateCard()))


def _close_unsigned(
    project: Project, action: CloseUnsigned, actor: Actor, now: datetime, rules: Rules
) -> Outcome:
    del actor
    if project.offered is None:
        return Refused(Why.NOTHING_OFFERED)
    if now - project.offered.issued_at < timedelta(days=rules.unsigned_days):
        return Refused(Why.TOO_EARLY)
    after = replace(project, state=State.CLOSED, offered=None, outcome="not_signed", closed_at=now)
    record = Record("close_unsigned", project.state, after.state, action.reason)
    return Applied(after, (record,), (TellCarriers("closed"), UpdateCard()))


_LEGAL = frozenset({State.UNDER_REVIEW, State.ACCEPTED})
_LIVING = frozenset(
    {State.IN_PROGRESS, State.ON_HOLD, State.UPKEEP, State.UPKEEP_LATE, State.RENEWAL}
)
_ISSUED = frozenset({State.AWAITING_SIGNATURE, *_LIVING})

_AWAITING = frozenset({State.AWAITING_SIGNATURE})
_FIRST = frozenset({State.ACCEPTED})
_RENEWING = frozenset({State.RENEWAL})


def _comes_into_force(word: str) -> tuple[Lead, ...]:
    return (
        Lead(word, State.IN_PROGRESS, _AWAITING),
        Lead(word, State.UPKEEP, _RENEWING),
        Lead(word, only_from=_LIVING),
        Lead("amend", only_from=_LIVING),
    )


ROWS = {
    NoteLegal: Row(_LEGAL, clerk, _note_legal, (Lead("note_legal"),)),
    Issue: Row(
        frozenset({State.ACCEPTED, *_LIVING}),
        clerk,
        _issue,
        (
            Lead("issue_convention", State.AWAITING_SIGNATURE, _FIRST),
            Lead("issue_amendment", only_from=_LIVING),
            Lead("issue_renewal", only_from=_LIVING),
        ),
    ),
    Sign: Row(_ISSUED, carrier, _sign, (Lead("sign"),)),
    Countersign: Row(_ISSUED, signatory, _countersign, _comes_into_force("countersign")),
    FilePaper: Row(_ISSUED, clerk, _file_paper, _comes_into_force("file_paper")),
    Decline: Row(_ISSUED, carrier, _decline, (Lead("decline"),)),
    ChangeText: Row(
        _ISSUED,
        clerk,
        _change_text,
        (Lead("change_text", State.ACCEPTED, _AWAITING), Lead("change_text", only_from=_LIVING)),
    ),
    CloseUnsigned: Row(_AWAITING, clerk, _close_unsigned, (Lead("close_unsigned", State.CLOSED),)),
}
