"""What documents tell about a town and a project, as frozen values checked by pydantic.

Field names are those of the dossier everywhere else. Sums are in cents, months are 1 to 12, and
every text may be whatever a person typed: it reaches a page as data, never as markup.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

Month: TypeAlias = Annotated[int, Field(ge=1, le=12)]
Cents: TypeAlias = Annotated[int, Field(ge=0)]
Count: TypeAlias = Annotated[int, Field(ge=0)]
Sha256: TypeAlias = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Instant: TypeAlias = AwareDatetime
LegalBasis: TypeAlias = Literal[
    "greening_permit", "association_occupancy", "volunteer_works", "rural_path", "premises_use"
]
BearerKind: TypeAlias = Literal[
    "citizen", "group", "association", "school", "youth_group", "business", "institution"
]
RiskFlag: TypeAlias = Literal[
    "digging",
    "play_sport_equipment",
    "wall_or_facade",
    "electricity_height_machine",
    "road_or_passage",
    "minors",
    "private_land",
    "heritage_or_nature",
]
Frequency: TypeAlias = Literal[
    "once",
    "weekly",
    "biweekly",
    "monthly",
    "bimonthly",
    "quarterly",
    "twice_a_year",
    "yearly",
    "on_event",
]


class Value(BaseModel):
    """What every part of a document is: frozen, and without room for a field nobody prints."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64"
    )


class Picture(Value):
    """An image: a photo of the place, a plan, the town's logo. `alt` says in words what it shows.

    `data` is PNG, JPEG, GIF, WebP or SVG; a picture that cannot be read is said to be so.
    """

    data: bytes = Field(repr=False)
    alt: str = ""


class Service(Value):
    """The service of the town that answers, as on every receipt."""

    name: str
    address: str
    phone: str
    email: str


class Town(Value):
    """The town as its documents show it. `country` names the clauses that apply."""

    name: str
    service: Service
    country: str = "fr"
    timezone: str = "Europe/Paris"
    mayor: str = ""
    dpo: str = ""
    court: str = ""
    insurance_policy: str = ""
    color: str = Field(default="#1f4e5f", pattern="^#[0-9a-fA-F]{6}$")
    logo: Picture | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The town's time zone."""
        return ZoneInfo(self.timezone)


class Commitment(Value):
    """One promise of the bearer or of the town; `kind` is one of the catalogue's."""

    kind: str
    what: str
    quantity: Decimal | None = None
    unit: str = ""
    when: str = ""
    value_cents: Cents | None = None


class UpkeepTask(Value):
    """One line of the upkeep plan. No `months` means the whole year."""

    task: str
    frequency: Frequency
    months: tuple[Month, ...] = ()
    who: str = ""


class WorkStep(Value):
    """One step of the work, in the month it is planned for."""

    what: str
    month: date | None = None


class CostLine(Value):
    """One thing that is paid for."""

    label: str
    cents: Cents
    paid_by: Literal["town", "bearer", "third"]


class Budget(Value):
    """Who brings what, in cents. `reference_cost` is what the town would pay if it did all."""

    reference_cost: Cents | None = None
    town_cash: Cents = 0
    town_kind: Cents = 0
    bearer_cash: Cents = 0
    bearer_kind: Cents = 0
    third: Cents = 0

    @property
    def total(self) -> int:
        """What everybody brings together."""
        return self.town_cash + self.town_kind + self.bearer_cash + self.bearer_kind + self.third


class Member(Value):
    """Someone who stands behind the project."""

    name: str
    role: str = ""


class Geo(Value):
    """A point on the map, in degrees. It is the place, never a person."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Project(Value):
    """What documents tell about a project. What is unknown is left out of the page."""

    number: str
    title: str
    language: str = "fr"
    description: str = ""
    category: str = "other"
    place_text: str = ""
    place_geo: Geo | None = None
    photos: tuple[Picture, ...] = ()
    plan: Picture | None = None
    beneficiaries: tuple[str, ...] = ()
    support_proof: str = ""
    bearer_kind: BearerKind = "citizen"
    bearer_name: str = ""
    display_name: str = ""
    contact_alt: str = ""
    lives_in_commune: str = ""
    rna_or_siren: str = ""
    cer_signed: bool | None = None
    no_profit_declared: bool | None = None
    school_signer: str = ""
    director_agrees: bool | None = None
    school_class: str = ""
    summer_relay: str = ""
    adult_referent: str = ""
    institution_signer: str = ""
    member_names: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    people_count: Count | None = None
    minors_involved: bool | None = None
    minors_count: Count | None = None
    age_range: str = ""
    start: date | None = None
    end: date | None = None
    duration_weeks: Count | None = None
    work_steps: tuple[WorkStep, ...] = ()
    bearer_commitments: tuple[Commitment, ...] = ()
    town_commitments: tuple[Commitment, ...] = ()
    cost_lines: tuple[CostLine, ...] = ()
    budget: Budget | None = None
    upkeep_plan: tuple[UpkeepTask, ...] = ()
    standin_name: str = ""
    standin_contact: str = ""
    land_owner: Literal["town", "other", "unknown"] | None = None
    risk_flags: frozenset[RiskFlag] = frozenset()
    insurance_declared: Literal["yes", "no", "unsure"] | None = None
    certificate_declared: bool | None = None
    owner_agreement: Count | None = None
    honesty_declared: bool | None = None
    publish_level: str = ""
    submitted_at: Instant | None = None
    state: str = ""

    @model_validator(mode="after")
    def _minors_are_a_risk(self) -> Self:
        if self.minors_involved and "minors" not in self.risk_flags:
            return self.model_copy(update={"risk_flags": self.risk_flags | {"minors"}})
        return self


class Terms(Value):
    """What a convention settles beside the promises: its ground in law, its term, its notices."""

    legal_basis: LegalBasis
    legal_act_ref: str = Field(min_length=1)
    legal_act_date: date
    term_start: date
    term_years: int = Field(ge=1, le=12)
    town_buys: bool = True
    insurer_told_at: date | None = None
    parental_forms_ok: bool | None = None
    cer_ok: bool | None = None
    bearer_cover: str = ""
    work_owner: str = ""
    mural_years: int = Field(default=5, ge=1, le=12)
    workday_notice_days: Count = 15
    checkin_weeks: int = Field(default=3, ge=1)
    notice_days: Count = 30
    notice_months: Count = 2
    amendments: tuple[str, ...] = ()

    @property
    def term_end(self) -> date:
        """The last day of the term."""
        start = self.term_start
        try:
            after = start.replace(year=start.year + self.term_years)
        except ValueError:  # 29 February
            after = start.replace(year=start.year + self.term_years, month=3, day=1)
        return date.fromordinal(after.toordinal() - 1)


class Acceptance(Value):
    """One signature: who accepted which bytes, when, and by which means."""

    name: str
    typed_name: str = ""
    side: Literal["bearer", "town"]
    role: str = ""
    means: Literal["chat", "paper"]
    user_id: int | None = None
    accepted_at: Instant
    sha256: Sha256
    message_ids: tuple[int, ...] = ()
    email_code: bool = False
    scans: tuple[Sha256, ...] = ()
    note: str = ""
