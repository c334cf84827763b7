"""The convention as a project holds it: its versions, who signs, who has signed, what lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dialogs.upkeep_days import Task
from dialogs.wording import N_

LONGEST_TERM_YEARS = 12
"""The longest term a mayor may grant (in France, CGCT L2122-22)."""


class LegalBasis(StrEnum):
    """The ground on which a project uses a place; staff choose one."""

    GREENING_PERMIT = "greening_permit"
    ASSOCIATION_OCCUPANCY = "association_occupancy"
    VOLUNTEER_WORKS = "volunteer_works"
    RURAL_PATH = "rural_path"
    PREMISES_USE = "premises_use"


LEGAL_BASES = {
    LegalBasis.GREENING_PERMIT: N_("greening permit, on public space"),
    LegalBasis.ASSOCIATION_OCCUPANCY: N_("a place lent to an association"),
    LegalBasis.VOLUNTEER_WORKS: N_("works by volunteers, for the town"),
    LegalBasis.RURAL_PATH: N_("a country path restored by an association"),
    LegalBasis.PREMISES_USE: N_("a room or a building lent"),
}


class Kind(StrEnum):
    """Which document is out for signature."""

    CONVENTION = "convention"
    AMENDMENT = "amendment"
    RENEWAL = "renewal"


@dataclass(frozen=True, slots=True)
class Alteration:
    """One change of a convention in force; `dialogs.amending` says what `part` can be.

    `last` is a new last day, `task` a new task or the new form of one, `after` the new words of a
    promise; `ends` says that a task or a promise goes away. Where only the text changes, `what`,
    `before` and `after` are as staff wrote them.
    """

    part: str = ""
    what: str = ""
    before: str = ""
    after: str = ""
    last: date | None = None
    task: Task | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Convention:
    """One version of the text, fixed by the fingerprint of its PDF.

    `signers` are the user ids of those who sign beside the town: the referent and the members.
    `changes` says in plain words what differs from the version before. `term_last` is the last day
    where an amendment has moved it; `alterations` are what an amendment changes, `applies_from` its
    first day.
    """

    version: int
    sha256: str
    issued_at: datetime
    signers: tuple[int, ...]
    kind: Kind = Kind.CONVENTION
    on_paper: bool = False
    changes: str = ""
    term_start: date | None = None
    term_years: int = 0
    term_last: date | None = None
    alterations: tuple[Alteration, ...] = ()
    applies_from: date | None = None


class How(StrEnum):
    """How a person signed."""

    CHAT = "chat"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Signature:
    """One acceptance of one version, with what proves it.

    `name` is as the person typed it; `messages` are the ids of the messages that carried the text
    and the acceptance; `file` holds the fingerprints of the pages that were signed on paper, with
    spaces between.
    """

    by: int
    name: str
    at: datetime
    version: int
    sha256: str
    for_town: bool = False
    how: How = How.CHAT
    messages: tuple[int, ...] = ()
    file: str = ""
    code_checked: bool = False


@dataclass(frozen=True, slots=True)
class Legal:
    """What the law wants before a signature, as staff fill it in.

    `act_ref` and `act_date` name the council's vote or the mayor's act; `on_paper` says that this
    one is signed by hand, though the rules do not ask for it.
    """

    basis: LegalBasis | None = None
    act_ref: str = ""
    act_date: date | None = None
    term_start: date | None = None
    term_years: int = 3
    insurer_told_on: date | None = None
    parental_forms_on: date | None = None
    charter_on: date | None = None
    owner_agreed_on: date | None = None
    certificate_on: date | None = None
    on_paper: bool = False


class Missing(StrEnum):
    """What still lacks before a convention can be signed; the value is what staff read."""

    BASIS = N_("the legal basis")
    ACT = N_("the reference and the date of the council's vote or the mayor's act")
    TERM = N_("a term of 1 to 12 years and its first day")
    INSURER = N_("the insurer told")
    PARENTS = N_("the parents' paper forms")
    CHARTER = N_("the association's charter of republican commitment")
    OWNER = N_("the written agreement of the land's owner")
    CERTIFICATE = N_("the certificate of liability insurance")
    UPKEEP = N_("a promise of upkeep by the bearer")
    CONTACT = N_("the town's single contact")
    MEMBERS = N_("more members in the group")
