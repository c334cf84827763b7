"""Who may do what to a project, and why not: roles, the person who acts, the town's rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dialogs.project import Project
from dialogs.wording import N_


class Role(StrEnum):
    """What a person may be in the town's team, besides being in the group."""

    MEMBER = "member"
    SERVICE = "service"
    ELECTED = "elected"
    SIGNATORY = "signatory"
    ADMIN = "admin"


STAFF = frozenset(Role)

REASON_LENGTH = 20
"""The least characters of a reason that the law or fairness asks for."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with their roles in the team, or the clock."""

    user_id: int
    name: str = ""
    roles: frozenset[Role] = frozenset()

    @property
    def key(self) -> str:
        """The actor as the journal writes it."""
        return f"user:{self.user_id}" if self.user_id else "clock"


CLOCK = Actor(0)


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings that the table depends on.

    `quorum` is how many votes of elected members decide, 0 where a second person does;
    `undo_seconds` is how long a decision may be taken back before the bearer is told.
    `group_least` is how many people a group of residents needs before its convention is signed;
    `email_code` says that whoever signs in the chat confirms a code received by e-mail;
    `certificate_from` are the kinds of bearer who show a certificate of their liability insurance.
    """

    two_people_decide: bool = True
    deciders: frozenset[Role] = frozenset({Role.ELECTED, Role.SIGNATORY, Role.ADMIN})
    quorum: int = 0
    undo_seconds: int = 0
    group_least: int = 2
    paper_above_cents: int = 150_000
    paper_above_years: int = 3
    unsigned_days: int = 60
    notice_days: int = 30
    email_code: bool = False
    certificate_from: frozenset[str] = frozenset({"association", "business"})


class Why(StrEnum):
    """Why an action was refused; the value is what the person is told."""

    NOT_STAFF = N_("Only the town's team can do this. Ask an administrator for a role.")
    NOT_DECIDER = N_("Your role cannot decide. Someone who may decide has to do it.")
    OWN_PROJECT = N_("You carry this project yourself: someone else has to decide.")
    SAME_PERSON = N_("You proposed this decision: a second person has to confirm it.")
    NOT_BEARER = N_("Only the person who proposed this idea can do this.")
    NOT_NOW = N_("This is no longer possible: the dossier has moved on.")
    ALREADY_PROPOSED = N_("A decision is already waiting for a second person.")
    NOTHING_PROPOSED = N_("No decision is waiting.")
    NO_REASON = N_("A refusal needs a reason of 20 characters or more.")
    NO_PROMISES = N_("Not yet: the bearer has not sent the promises, part two of the dossier.")
    NO_COMMITMENT = N_("The dossier has no promise yet.")
    NO_CONDITIONS = N_("Say the conditions, in 20 characters or more.")
    NO_STRUCTURE = N_("Say which structure takes the project.")
    CHECK_FAILED = N_("The review says no to a question: accept with conditions, or refuse.")
    TAKEN = N_("A colleague is already in charge of this dossier.")
    NOT_IN_CHARGE = N_("Only the person in charge, or an administrator, can do this.")
    NOT_A_COLLEAGUE = N_("This person has no role in the town's team.")
    CARRIES_IT = N_("This person carries the project: choose someone else.")
    ALREADY_ASKED = N_("This colleague has been asked already.")
    NOT_ASKED_YOU = N_("Nobody has asked your opinion on this dossier.")
    NOT_ELECTED = N_("Only the elected members vote.")
    VOTE_INSTEAD = N_("The elected members vote on this decision.")
    NO_VOTE = N_("This town decides without a vote.")
    SETTLED = N_("This is decided. It can be undone for a moment, and not changed.")
    TOO_LATE = N_("It is too late to undo: the resident has been told.")
    NOTHING_TO_UNDO = N_("There is nothing to undo.")
    CAN_BE_UNDONE = N_("It can still be undone.")
    EMPTY_OFFER = N_("The offer is empty: add at least one promise of the town.")
    NO_OFFER = N_("No offer waits for an answer.")
    SAME_PROJECT = N_("A project cannot be merged with itself.")
    UNKNOWN_CHOICE = N_("This choice does not exist.")
    NO_UPKEEP = N_("No one has promised the upkeep yet: at least one task is the bearer's.")
    NO_COSTS = N_("Money is asked for, and no cost is listed yet.")
    NO_STANDIN = N_("Nobody is named yet to stand in for the bearer.")
    NOT_SIGNATORY = N_("Only a signatory of the town can do this.")
    NOT_A_SIGNER = N_("You are not among those who sign this agreement.")
    MISSING = N_("Something still lacks before this agreement can be sent for signature.")
    OLD_VERSION = N_("The text has changed meanwhile: please read the new version.")
    SIGNED_ALREADY = N_("You have signed this version already.")
    NOT_ALL_SIGNED = N_("The town signs last: not everyone has signed yet.")
    NO_NAME = N_("A signature needs your first name and family name.")
    NO_CODE = N_("The code that I send by e-mail comes first.")
    BY_HAND = N_("This agreement is signed by hand, on paper.")
    NOTHING_OFFERED = N_("No agreement is out for signature.")
    NO_WORDS = N_("A few words are needed here.")
    DAY_PASSED = N_("Please choose a later day.")
    DONE_ALREADY = N_("This is done already, with our thanks.")
    OWN_CALL = N_("This is your own call: the others answer it.")
    NO_NOTICE = N_("The notice and the hearing come first.")
    NOTHING_DRAFTED = N_("No change is written yet: add one first.")
    TOO_LONG = N_("The law lets an agreement last 12 years at most.")
    TOO_MANY = N_("These are many changes: send these first, or make a new agreement.")
    TOO_EARLY = N_("It is too early for this.")
    NOT_A_MEMBER = N_("This is only for those who carry the project together.")
    NOT_ASKED = N_("No one has asked you to take over this project.")
    ALREADY_THERE = N_("This person carries the project already.")
    ALONE = N_("You carry this idea alone. You can invite someone first, or withdraw the idea.")
    CLOSED_LINK = N_("This invitation no longer works. Please ask for a new one.")
    FOREIGN_LINK = N_("This invitation is for something else.")
    ALREADY_LINKED = N_("This dossier already has its Telegram account.")


def bearer(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """Only the referent; until there is an account, whoever filed the dossier for them."""
    del rules
    speaks = actor != CLOCK and actor.user_id == project.speaker
    return None if speaks else Why.NOT_BEARER


def partner(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """Anyone who has a part in the project, stand-ins too."""
    del rules
    return None if actor.user_id in project.everyone else Why.NOT_BEARER


def anyone(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """Any person; the action itself looks at what they bring."""
    del project, rules
    return Why.NOT_A_MEMBER if actor == CLOCK else None


def staff(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """Anyone in the town's team."""
    del project, rules
    return None if actor.roles & STAFF else Why.NOT_STAFF


def decider(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """Whoever may decide, and has no part in the project."""
    if not actor.roles & STAFF:
        return Why.NOT_STAFF
    if not actor.roles & rules.deciders:
        return Why.NOT_DECIDER
    return Why.OWN_PROJECT if actor.user_id in project.everyone else None


def clock(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """Only the clock."""
    del project, rules
    return None if actor == CLOCK else Why.NOT_STAFF


def carrier(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """Those who carry the project: the members, and the referent or whoever speaks for them."""
    del rules
    known = actor != CLOCK and actor.user_id in (*project.carriers, project.speaker)
    return None if known else Why.NOT_BEARER


def signatory(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """Whoever signs for the town, and does not carry the project."""
    del rules
    if Role.SIGNATORY not in actor.roles:
        return Why.NOT_SIGNATORY if actor.roles & STAFF else Why.NOT_STAFF
    return Why.OWN_PROJECT if actor.user_id in project.everyone else None


def clerk(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """Anyone in the town's team who does not carry the project."""
    if why := staff(project, actor, rules):
        return why
    return Why.OWN_PROJECT if actor.user_id in project.everyone else None


def involved(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """Those who carry the project, and the town's team."""
    return None if actor.user_id in project.carriers else staff(project, actor, rules)


def in_charge(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """The person in charge, an administrator, or anyone of the team while nobody is."""
    why = clerk(project, actor, rules)
    if why or project.assigned_to in (None, actor.user_id) or Role.ADMIN in actor.roles:
        return why
    return Why.NOT_IN_CHARGE


def voter(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """An elected member who has no part in the project."""
    why = staff(project, actor, rules)
    if why is None and Role.ELECTED not in actor.roles:
        return Why.NOT_ELECTED
    return why or clerk(project, actor, rules)


def settler(project: Project, actor: Actor, rules: Rules) -> Why | None:
    """Whoever settled the decision that waits to be told."""
    del rules
    settled = project.proposal.settled if project.proposal else None
    return None if settled and settled.by == actor.user_id else Why.NOTHING_PROPOSED
