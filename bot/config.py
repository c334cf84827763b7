"""The town's settings as frozen values, loaded once by `config_file.load` and passed down.

What every key is for stands in `config.example.toml`. Here a field's `description` is the remedy
that its error message ends with. No message repeats a value: one of them is the bot's token.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.config_figures import Figures
from bot.config_time import Reminders, Retention
from bot.config_together import Similar, Together
from bot.config_values import (
    ENV_DELIMITER,
    ENV_PREFIX,
    ROLES,
    SQLITE,
    Folder,
    Latitude,
    Longitude,
    PictureFile,
    Place,
    Rate,
    Role,
    Section,
    Words,
    bot_token,
    country_code,
    database_url,
    distinct,
    email_address,
    group_number,
    language_code,
    listed,
    refuse,
    time_zone,
    web_address,
    web_color,
)
from bot.documents.data import BearerKind
from bot.log import Format, Level


class Limits(Section):
    """How fast the bot may send, a little below what Telegram allows; 0 is no limit."""

    per_chat_per_second: Rate = Field(
        default=1, description="write the messages a second that one chat may get, 0 for no limit"
    )
    per_chat_burst: int = Field(
        default=5, ge=0, description="write how many messages may go to a chat at once, 0 for one"
    )
    group_per_minute: Rate = Field(
        default=20, description="write the messages a minute the group may get, 0 for no limit"
    )
    overall_per_second: Rate = Field(
        default=30, description="write the messages a second in all, 0 for no limit"
    )


class Telegram(Section):
    """How the bot reaches Telegram."""

    token: Annotated[SecretStr, AfterValidator(bot_token)] = Field(
        description="get it from @BotFather in Telegram; it is digits, a colon, then letters"
    )
    api_url: Annotated[str, AfterValidator(web_address)] = Field(
        default="https://api.telegram.org",
        description="write an address such as https://api.telegram.org",
    )
    mode: Literal["polling"] = Field(
        default="polling", description='write "polling"; webhook is not available yet'
    )
    poll_seconds: int = Field(
        default=30, ge=0, le=50, description="write a whole number of seconds from 0 to 50"
    )
    limits: Limits = Field(default_factory=Limits)


class Staff(Section):
    """The town's group in Telegram, and who may do what there."""

    group_id: Annotated[int, AfterValidator(group_number)] = Field(
        description="add the bot to the staff group, type /id there and copy the negative number",
    )
    roles: dict[Role, tuple[Annotated[int, Field(gt=0)], ...]] = Field(
        default_factory=dict,
        description="write each role with a list of Telegram user ids, such as admin = [123456789]",
    )
    two_people_decide: bool = Field(default=True, description="write true or false")
    deciders: Annotated[tuple[Role, ...], AfterValidator(distinct)] = Field(
        default=("elected", "signatory", "admin"),
        min_length=1,
        description=f"write a list of roles among: {', '.join(ROLES)}",
    )
    quorum: int = Field(
        default=0, ge=0, le=50, description="write how many votes decide, 0 for no vote"
    )
    digest: bool = Field(default=True, description="write true or false")
    digest_emails: Annotated[
        tuple[Annotated[str, AfterValidator(email_address)], ...], AfterValidator(distinct)
    ] = Field(default=(), description='write a list of addresses, such as ["maire@example.org"]')
    capacity: int = Field(
        default=0, ge=0, le=1000, description="write how many projects at a time, 0 for no ceiling"
    )
    undo_seconds: int = Field(
        default=60, ge=0, le=600, description="write a whole number of seconds from 0 to 600"
    )
    reply_days: int = Field(
        default=10, ge=1, le=60, description="write a whole number of days from 1 to 60"
    )

    def roles_of(self, user_id: int) -> frozenset[Role]:
        """Return the roles a person holds, by Telegram user id; none for a stranger."""
        return frozenset(role for role, people in self.roles.items() if user_id in people)

    def deciding_people(self) -> frozenset[int]:
        """Return the user ids of everyone who may accept or refuse a dossier."""
        return frozenset(person for role in self.deciders for person in self.roles.get(role, ()))


class Email(Section):
    """The server that sends e-mail: to those of the team without Telegram, and codes to sign."""

    host: str = Field(default="", description='write the name of the mail server, or ""')
    port: int = Field(default=587, ge=1, le=65535, description="write a port from 1 to 65535")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description='write "starttls", "tls" or "none"'
    )
    username: str = Field(default="", description='write the user of the mail server, or ""')
    password: SecretStr = Field(
        default=SecretStr(""), description="write the password of that user"
    )
    sender: str = Field(default="", description="write the address that e-mails come from")


class Service(Section):
    """The service that answers residents, as it is printed on every receipt."""

    name: Words = Field(description="write the name of the service that answers residents")
    address: Words = Field(description="write its postal address")
    phone: Words = Field(description="write its telephone number")
    email: Annotated[str, AfterValidator(email_address)] = Field(
        description="write its e-mail address, such as mairie@example.org"
    )


class Privacy(Section):
    """What a resident must be told about personal data."""

    dpo: str = Field(
        default="",
        description="write how to reach the data-protection officer: e-mail or postal address",
    )
    notice: int = Field(
        default=1, ge=1, le=999, description="write a whole number, greater after each change"
    )


class Town(Section):
    """The town: its name, its country's rules, its languages and texts."""

    name: Words = Field(description="write the town's name as residents know it")
    country: Annotated[str, AfterValidator(country_code)] = Field(
        default="fr", description='write the country\'s code, such as "fr"'
    )
    timezone: Annotated[ZoneInfo, BeforeValidator(time_zone)] = Field(
        default=ZoneInfo("Europe/Paris"),
        description='write an IANA name, such as "Europe/Paris"',
    )
    languages: Annotated[
        tuple[Annotated[str, AfterValidator(language_code)], ...], AfterValidator(distinct)
    ] = Field(
        default=("fr", "en"),
        min_length=1,
        description='write a list of language codes, such as ["fr", "en"]',
    )
    court: str = Field(
        default="",
        description='write the seat of the town\'s administrative court, such as "Lille"',
    )
    center: Annotated[tuple[Latitude, Longitude] | None, Place] = Field(
        default=None, description="write latitude and longitude, such as [50.4587, 2.7925]"
    )
    radius_km: float = Field(
        default=5, gt=0, le=500, description="write the kilometres from center to the town's edge"
    )
    texts: Folder = Field(
        default=None, description='write the folder of the town\'s own texts, or ""'
    )
    dialogs: Folder = Field(
        default=None, description='write the folder of the town\'s own dialogs, or ""'
    )
    documents: Folder = Field(
        default=None, description='write the folder of the town\'s own documents, or ""'
    )
    logo: PictureFile = Field(default=None, description='write a PNG, JPEG or SVG file, or ""')
    color: Annotated[str, AfterValidator(web_color)] = Field(
        default="#1f4e5f", description='write a colour such as "#1f4e5f"'
    )
    service: Service
    privacy: Privacy = Privacy()


class Convention(Section):
    """What the town's conventions say, beside what each project settles."""

    mayor: str = Field(
        default="", description='write who signs for the town, such as "Claire Dumont, maire"'
    )
    insurance_policy: str = Field(
        default="", description="write the town's insurance contract and insurer"
    )
    workday_notice_days: int = Field(
        default=15, ge=1, le=90, description="write a whole number of days from 1 to 90"
    )
    notice_days: int = Field(
        default=30, ge=8, le=180, description="write a whole number of days from 8 to 180"
    )
    notice_months: int = Field(
        default=2, ge=1, le=12, description="write a whole number of months from 1 to 12"
    )
    email_code: bool = Field(default=False, description="write true or false")
    require_liability_certificate: tuple[BearerKind, ...] = Field(
        default=("association", "business"),
        description='write a list of kinds of bearer such as ["association", "business"], or []',
    )
    mural_years: int = Field(
        default=5, ge=1, le=12, description="write a whole number of years from 1 to 12"
    )


class Storage(Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(database_url)] = Field(
        default="sqlite:///data/fifty-fifty.db",
        description="write sqlite:///relative/file.db or sqlite:////absolute/file.db",
    )

    @property
    def path(self) -> Path:
        """The database file; a relative one starts at the current working directory."""
        return Path(self.url.removeprefix(SQLITE))

    @property
    def files(self) -> Path:
        """The folder of photos, documents and recordings, beside the database."""
        return self.path.parent / "files"


class Dossiers(Section):
    """What one resident may have under way."""

    open_per_person: int = Field(
        default=3, ge=1, le=20, description="write a whole number from 1 to 20"
    )
    hour_value: int = Field(
        default=15, ge=1, le=100, description="write whole euros from 1 to 100, as 15"
    )
    """What an hour of volunteer work counts in the balance, in whole units of the currency."""


class Residents(Section):
    """What protects the conversation from being flooded."""

    messages_per_minute: int = Field(
        default=20,
        ge=0,
        le=600,
        description="write the messages a minute one person may send, 0 for no limit",
    )


class Log(Section):
    """What the bot writes to standard error."""

    format: Format = Field(default="text", description='write "text" or "json"')
    level: Level = Field(default="info", description='write "debug", "info", "warning" or "error"')


class Config(BaseSettings):
    """Everything a town decides, checked. Made by `load`; reads nothing by itself."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_prefix=ENV_PREFIX,
        env_nested_delimiter=ENV_DELIMITER,
    )

    telegram: Telegram
    staff: Staff
    town: Town
    convention: Convention = Field(default_factory=Convention)
    storage: Storage = Field(default_factory=Storage)
    dossiers: Dossiers = Field(default_factory=Dossiers)
    together: Together = Field(default_factory=Together)
    figures: Figures = Field(default_factory=Figures)
    similar: Similar = Field(default_factory=Similar)
    reminders: Reminders = Field(default_factory=Reminders)
    email: Email = Field(default_factory=Email)
    retention: Retention = Field(default_factory=Retention)
    residents: Residents = Field(default_factory=Residents)
    log: Log = Field(default_factory=Log)

    @field_validator("email")
    @classmethod
    def _sends_codes(cls, email: Email, info: ValidationInfo) -> Email:
        convention = info.data.get("convention")
        if convention is not None and convention.email_code and not (email.host and email.sender):
            refuse(
                "sends nothing, and convention.email_code needs it",
                "fill in email.host and email.sender, or set convention.email_code to false",
            )
        return email

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature
        init_settings: PydanticBaseSettingsSource,
        *_args: Any,
        **_kwargs: Any,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what is given: `load` reads the environment, variable by variable."""
        return (init_settings,)

    def secrets(self) -> tuple[str, ...]:
        """Return what must never be printed; give it to `log.setup`."""
        password = self.email.password.get_secret_value()
        return (self.telegram.token.get_secret_value(), *((password,) if password else ()))

    def warnings(self) -> list[str]:
        """Return what is allowed but will surprise, a line each, with its remedy."""
        found = []
        people, deciders = len(self.staff.deciding_people()), listed(self.staff.deciders)
        if people == 0:
            found.append(
                f"staff.roles: nobody may accept or refuse a dossier; add people to {deciders}"
            )
        if people == 1 and self.staff.two_people_decide:
            remedy = f"add a second person to {deciders}, or set staff.two_people_decide to false"
            found.append(f"staff.roles: two people must decide but only one may; {remedy}")
        voters = len(self.staff.roles.get("elected", ()))
        if voters < self.staff.quorum:
            remedy = "name more people in elected, or lower staff.quorum"
            found.append(f"staff.quorum: more votes are needed than there are voters; {remedy}")
        if self.staff.digest_emails and not (self.email.host and self.email.sender):
            remedy = "fill in email.host and email.sender"
            found.append(f"staff.digest_emails: no e-mail can be sent; {remedy}")
        if not self.town.court:
            found.append("town.court: a refusal names no court; write the seat of yours")
        if not self.town.privacy.dpo:
            found.append("town.privacy.dpo: residents are given the service's e-mail; name yours")
        return found
