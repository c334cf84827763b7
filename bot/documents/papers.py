"""The kinds of document, and what each is made of.

A paper is all that its bytes depend on, beside templates, texts and fonts: the same paper gives
the same bytes. `issued_at` is therefore part of it, and no clock is read.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from bot.documents.data import (
    Acceptance,
    Count,
    Instant,
    Member,
    Picture,
    Project,
    Sha256,
    Terms,
    Town,
    UpkeepTask,
    Value,
)


class _Paper(Value):
    """What every document has: a language, the town it comes from, and its date."""

    language: str
    town: Town
    issued_at: Instant


class Dossier(_Paper):
    """The whole dossier of a project, to be read and filed by the town's services."""

    kind: Literal["dossier"] = "dossier"
    project: Project


class Convention(_Paper):
    """The agreement between the bearer and the town. A changed word is a new version."""

    kind: Literal["convention"] = "convention"
    number: str
    version: int = Field(ge=1)
    project: Project
    terms: Terms


class Evidence(_Paper):
    """Who accepted which version, when and how: kept beside the convention it proves."""

    kind: Literal["evidence"] = "evidence"
    number: str
    version: int = Field(ge=1)
    title: str
    sha256: Sha256
    made_at: Instant
    acceptances: tuple[Acceptance, ...]


class Certificate(_Paper):
    """The town's thanks to one person, or to the whole group when `person` is empty."""

    kind: Literal["certificate"] = "certificate"
    person: str = ""
    project: Project
    completed_on: date
    hours: Count | None = None


class TownPoster(_Paper):
    """The poster at the town hall: have an idea? `url` opens the chat."""

    kind: Literal["town_poster"] = "town_poster"
    url: str = Field(min_length=1)


class ProjectPoster(_Paper):
    """The sign of one project, hung up where it is. `url` tells passers-by more."""

    kind: Literal["project_poster"] = "project_poster"
    project: Project
    url: str = Field(min_length=1)


class Change(Value):
    """One change of a convention, both texts side by side."""

    what: str
    before: str
    after: str


class Amendment(_Paper):
    """A change of a convention in force, agreed by both sides."""

    kind: Literal["amendment"] = "amendment"
    number: str
    version: int = Field(ge=2)
    rank: int = Field(ge=1)
    project: Project
    terms: Terms
    reason: str = ""
    changes: tuple[Change, ...] = Field(min_length=1)
    applies_from: date


class Renewal(_Paper):
    """A new term for a convention that ends, which both sides expressly want."""

    kind: Literal["renewal"] = "renewal"
    number: str
    version: int = Field(ge=2)
    project: Project
    terms: Terms
    previous_end: date
    changes: tuple[Change, ...] = ()


class StateLine(Value):
    """One thing looked at when a convention ends."""

    what: str
    state: str
    todo: str = ""


class Ending(_Paper):
    """The end of a convention, with the state of the place."""

    kind: Literal["ending"] = "ending"
    number: str
    version: int = Field(ge=2)
    project: Project
    outcome: Literal[
        "term_ended", "handed_over", "bearer_ended", "town_ended", "not_done", "not_signed"
    ]
    reason: str = ""
    ends_on: date
    visited_on: date | None = None
    present: tuple[Member, ...] = ()
    state_of_place: tuple[StateLine, ...] = ()
    photos: tuple[Picture, ...] = ()


class Letter(_Paper):
    """A formal letter of the town, sent by post when a chat is not enough."""

    kind: Literal["letter"] = "letter"
    subject: str
    reference: str = ""
    recipient: tuple[str, ...] = Field(min_length=1)
    paragraphs: tuple[str, ...] = Field(min_length=1)
    signatory: str = ""
    signatory_role: str = ""
    with_appeal: bool = False
    appeal_until: date | None = None


class LateUpkeep(_Paper):
    """The written notice when upkeep is late for long: the tasks, a date, and a hearing."""

    kind: Literal["late_upkeep"] = "late_upkeep"
    number: str
    recipient: tuple[str, ...] = Field(min_length=1)
    project: Project
    tasks: tuple[UpkeepTask, ...] = Field(min_length=1)
    answer_by: date
    signatory: str = ""
    signatory_role: str = ""


class YearLine(Value):
    """One project in the page of a year."""

    number: str
    title: str
    place: str = ""
    state: str
    people: Count | None = None
    photo: Picture | None = None


class YearPage(_Paper):
    """What residents and the town did together in a year, to be printed or hung up."""

    kind: Literal["year_page"] = "year_page"
    year: int
    projects: tuple[YearLine, ...]
    people: Count | None = None
    hours: Count | None = None


class DeskReceipt(_Paper):
    """What someone takes home who came to the desk: the receipt, and how to go on in the chat."""

    kind: Literal["desk_receipt"] = "desk_receipt"
    project: Project
    received_on: date
    reply_on: date
    silence_on: date | None = None
    url: str = Field(min_length=1)
    code: str = Field(min_length=1)
    code_until: date | None = None


Paper: TypeAlias = Annotated[
    Dossier
    | Convention
    | Evidence
    | Certificate
    | TownPoster
    | ProjectPoster
    | Amendment
    | Renewal
    | Ending
    | Letter
    | LateUpkeep
    | YearPage
    | DeskReceipt,
    Field(discriminator="kind"),
]

PAPER: TypeAdapter[Paper] = TypeAdapter(Paper)
"""Reads any paper back from its JSON."""

KINDS: tuple[str, ...] = (
    "dossier",
    "convention",
    "evidence",
    "certificate",
    "town_poster",
    "project_poster",
    "amendment",
    "renewal",
    "ending",
    "letter",
    "late_upkeep",
    "year_page",
    "desk_receipt",
)
"""Every kind, in the order in which a project meets them."""
