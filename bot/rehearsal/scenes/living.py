"""What became of a dossier after it was sent, told as the lawful steps of a project's life.

Pure: the table of the lifecycle decides; the clock's instants are spread between two days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.rehearsal.scenes.listed import Dossier
from bot.rehearsal.theatre import StoryError
from bot.town import Town
from dialogs.agreement import Legal, LegalBasis
from dialogs.country import add_months
from dialogs.deciding import Confirm, Propose, Take
from dialogs.following import Report
from dialogs.lifecycle import apply
from dialogs.outcomes import Record, Refused
from dialogs.project import Commitment, Project, Side, State, Verdict
from dialogs.rights import CLOCK, Actor, Role
from dialogs.settling import Enact
from dialogs.signing import Countersign, FilePaper, Issue, NoteLegal, Sign
from dialogs.tending import NoteLate, OpenRenewal, Stop
from dialogs.upkeep_days import Frequency, Task
from dialogs.working import ConfirmReport, HandIn

_MOST_STEPS = 20
_REASON = "La mairie ne peut pas le faire ainsi : la loi demande une autre procédure."
_OTHER_WAY = "Parlons-en avec vos voisins : un marquage et des pots de fleurs ralentissent aussi."
_TOWN = Actor(1, "", frozenset(Role))
"""The town's hand where it does not matter whose: it may do all."""


@dataclass(frozen=True)
class People:
    """Who acts: the two who decide, and who carries a project with its bearer."""

    elise: Actor
    adam: Actor
    member: int


@dataclass(frozen=True)
class Lived:
    """One step that was done: when, by whom, and what the journal says of it."""

    at: datetime
    actor: Actor
    record: Record


def live(
    project: Project, dossier: Dossier, people: People, town: Town, until: datetime
) -> tuple[Project, list[Lived]]:
    """Return the project in the state that its dossier names, and the steps that led there.

    What awaits signatures stops before: the bot itself makes its document and sends it.
    Raises StoryError where the table of the lifecycle has no way there.
    """
    wanted = State(dossier.state)
    begun = project.submitted_at or project.created_at
    steps: list[Lived] = []
    for number in range(1, _MOST_STEPS):
        if _is_there(project, wanted):
            return project, steps
        at = begun + (until - begun) * min(1.0, number / 12)
        if project.proposal is not None and project.proposal.settled is not None:
            at = max(at, project.proposal.settled.due_at)  # the moment to undo is over
        project = _prepared(project, dossier, people)
        actor, action = _next(project, dossier, people, at, wanted)
        if action is None:  # a question to the bearer is asked by a person, not by the table
            steps.append(Lived(at, actor, Record("ask", project.state, wanted)))
            return replace(project, state=wanted), steps
        done = apply(project, action, actor, at, town.rules)
        if isinstance(done, Refused):
            raise StoryError(f"{dossier.ref} cannot become {wanted}: {done.why.value}")
        project = done.project
        steps += [Lived(at, actor, record) for record in done.records]
    raise StoryError(f"{dossier.ref} never becomes {wanted}")


def _is_there(project: Project, wanted: State) -> bool:
    if wanted is State.AWAITING_SIGNATURE:
        return project.state is State.ACCEPTED and project.legal.basis is not None
    return project.state is wanted


def _next(
    project: Project, dossier: Dossier, people: People, at: datetime, wanted: State
) -> tuple[Actor, Any]:
    """Return who does what next, on the way to `wanted`."""
    bearer = Actor(project.bearer, dossier.bearer)
    match project.state:
        case State.SUBMITTED:
            return people.elise, Take()
        case State.UNDER_REVIEW if wanted is State.NEEDS_INFO:
            return people.elise, None
        case State.UNDER_REVIEW:
            return _decision(project, people, at, wanted)
        case State.ACCEPTED if project.legal.basis is None:
            return people.elise, NoteLegal(_legal(project, dossier, at))
        case State.ACCEPTED:
            return people.elise, Issue(hashlib.sha256(dossier.title.encode()).hexdigest())
        case State.AWAITING_SIGNATURE:
            return _signing(project, dossier)
        case State.IN_PROGRESS:
            report = Report(at, project.bearer, "C'est fait, et le lieu vit.", dossier.people, 90.0)
            return bearer, HandIn(report)
        case State.COMPLETION_REVIEW:
            return people.elise, ConfirmReport(90.0, dossier.budget["town_cash"] * 100)
        case State.UPKEEP if wanted is State.UPKEEP_LATE:
            return CLOCK, NoteLate()
        case State.UPKEEP if wanted is State.RENEWAL:
            return CLOCK, OpenRenewal()
        case _:
            return bearer, Stop("Le projet est allé à son terme.")


def _decision(project: Project, people: People, at: datetime, wanted: State) -> tuple[Actor, Any]:
    appeal = add_months(at.date(), 2)
    if project.proposal is not None:
        settled = project.proposal.settled
        return people.adam, Enact(appeal) if settled else Confirm(appeal)
    if wanted is State.REFUSED:
        return people.elise, Propose(Verdict.REFUSE, _REASON, _OTHER_WAY, appeal)
    return people.elise, Propose(Verdict.ACCEPT)


def _signing(project: Project, dossier: Dossier) -> tuple[Actor, Any]:
    offered = project.offered
    assert offered is not None  # noqa: S101 - one is out for signature in this state
    if offered.on_paper:
        return _TOWN, FilePaper(offered.version, offered.sha256, "paper", "Élise Exemple")
    for signer in offered.signers:
        if signer not in project.signed:
            name = dossier.bearer if signer == project.bearer else "Sam"
            sign = Sign(f"{name} Exemple", offered.version, offered.sha256)
            return Actor(signer, name), sign
    return _TOWN, Countersign("Élise Exemple", offered.version, offered.sha256)


def _legal(project: Project, dossier: Dossier, at: datetime) -> Legal:
    day = at.date()
    return replace(
        project.legal,
        basis=LegalBasis(dossier.basis) if dossier.basis else LegalBasis.VOLUNTEER_WORKS,
        act_ref="2026-12",
        act_date=day,
        term_start=day,
        term_years=dossier.term_years,
        insurer_told_on=day,
        parental_forms_on=day,
        charter_on=day,
        certificate_on=day,
        owner_agreed_on=day,
    )


def _prepared(project: Project, dossier: Dossier, people: People) -> Project:
    """Add what staff and bearer agree on before a convention: the town's part, members, tasks."""
    ready = any((one.side, one.kind) == (Side.TOWN, "contact") for one in project.commitments)
    if project.state is not State.ACCEPTED:
        return project
    members = (people.member,) if people.member != project.bearer else ()
    return replace(
        project,
        commitments=(*project.commitments, *(() if ready else _towns_part(dossier))),
        members=project.members or members,
        tasks=project.tasks
        or tuple(
            Task(rank, one.task, Frequency(one.frequency), one.months)
            for rank, one in enumerate(dossier.upkeep, 1)
        ),
    )


def _towns_part(dossier: Dossier) -> Iterator[Commitment]:
    yield Commitment(Side.TOWN, "contact", "Une personne qui répond")
    for what in dossier.town_does:
        yield Commitment(Side.TOWN, "materials", what)
    if dossier.budget["town_cash"]:
        cents = dossier.budget["town_cash"] * 100
        yield Commitment(Side.TOWN, "funding", "La part de la ville", value_cents=cents)
