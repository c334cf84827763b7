"""The town's settings: one TOML file, any key of which the environment may override.

`load` reads them once, into frozen values that are passed down; nothing happens at import.
What every key is for stands in `config.example.toml`. Here a field's `description` is the remedy
that its error message ends with. No message repeats a value: one of them is the bot's token.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn, TypeAlias, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bot.log import Format, Level, one_line, redactor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable

    from pydantic.fields import FieldInfo

ENV_PREFIX = "FIFTY_FIFTY__"
ENV_DELIMITER = "__"

Role: TypeAlias = Literal["member", "service", "elected", "signatory", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

_SQLITE = "sqlite:///"


class ConfigError(Exception):
    """The settings cannot be used. Its text is one line: where, which key, what, and the remedy."""


def _refuse(problem: str, remedy: str = "") -> NoReturn:
    """Refuse a value; without a remedy of its own, the field's description serves."""
    raise PydanticCustomError("refused", "{problem}", {"problem": problem, "remedy": remedy})


# Checks of single values ----------------------------------------------------------------------


def _bot_token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token.get_secret_value()):
        _refuse("does not look like a bot token")
    return token


def _group(number: int) -> int:
    if number >= 0:
        _refuse("is not the number of a group, which is negative")
    return number


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        _refuse("is not a web address")
    plain = url.isprintable() and " " not in url and not parts.query and not parts.fragment
    if not plain or parts.scheme not in {"http", "https"} or not parts.hostname:
        _refuse("is not an http or https address")
    return url.rstrip("/")


def _email(address: str) -> str:
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", address):
        _refuse("is not an e-mail address")
    return address


def _zone(name: object) -> ZoneInfo:
    if isinstance(name, ZoneInfo):
        return name
    try:
        return ZoneInfo(str(name))
    except (LookupError, OSError, ValueError):
        _refuse("is not a known time zone")


def _folder(path: Path | None) -> Path | None:
    if path is not None and not path.is_dir():
        _refuse("is not a folder that exists")
    return path


def _database(url: str) -> str:
    name = url.removeprefix(_SQLITE)
    if not url.startswith(_SQLITE):
        _refuse("is not the address of an SQLite database")
    if name in {"", ":memory:"} or name.endswith(("/", "\\")) or "?" in name:
        _refuse("does not name a file")
    if not name.isprintable():
        _refuse("names a file with an unprintable character")
    return url


def _increasing(days: tuple[int, ...]) -> tuple[int, ...]:
    if any(later <= earlier for earlier, later in pairwise(days)):
        _refuse("is not in increasing order")
    return days


def _country(code: str) -> str:
    """Accept a country whose rules come with this version; the pack for France always does."""
    packs = {entry.name for entry in _shipped("countries") if entry.is_file()}
    known = {"fr"} | {name.removesuffix(".toml") for name in packs if name.endswith(".toml")}
    if code not in known:
        _refuse("is not a country with a rule pack", f"choose one of: {_listed(sorted(known))}")
    return code


def _language(code: str) -> str:
    """Accept a language that has a catalogue; English, the code's own, and French always do."""
    folders = {entry.name for entry in _shipped("locale") if entry.is_dir()}
    known = {"en", "fr"} | {name for name in folders if not name.startswith("_")}
    if code not in known:
        _refuse("is not a language with texts", f"choose among: {_listed(sorted(known))}")
    return code


def _shipped(folder: str) -> list[Traversable]:
    """Return what stands in a folder of the dialogs package."""
    place = resources.files("dialogs") / folder
    return list(place.iterdir()) if place.is_dir() else []


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) < len(values):
        _refuse("names the same one twice")
    return values


Words: TypeAlias = Annotated[str, Field(min_length=1)]
Rate: TypeAlias = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Hour: TypeAlias = Annotated[int, Field(ge=0, le=24)]
Days: TypeAlias = Annotated[tuple[Annotated[int, Field(gt=0)], ...], AfterValidator(_increasing)]
Folder: TypeAlias = Annotated[
    Path | None, AfterValidator(_folder), BeforeValidator(lambda path: path or None)
]


# The sections, in the order of config.example.toml --------------------------------------------


class Section(BaseModel):
    """What every section is: frozen, and without room for a key nobody reads."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
    )


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

    token: Annotated[SecretStr, AfterValidator(_bot_token)] = Field(
        description="get it from @BotFather in Telegram; it is digits, a colon, then letters"
    )
    api_url: Annotated[str, AfterValidator(_web_address)] = Field(
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

    group_id: Annotated[int, AfterValidator(_group)] = Field(
        description="add the bot to the staff group, type /id there and copy the negative number",
    )
    roles: dict[Role, tuple[Annotated[int, Field(gt=0)], ...]] = Field(
        default_factory=dict,
        description="write each role with a list of Telegram user ids, such as admin = [123456789]",
    )
    two_people_decide: bool = Field(default=True, description="write true or false")
    deciders: Annotated[tuple[Role, ...], AfterValidator(_distinct)] = Field(
        default=("elected", "signatory", "admin"),
        min_length=1,
        description=f"write a list of roles among: {', '.join(ROLES)}",
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


class Service(Section):
    """The service that answers residents, as it is printed on every receipt."""

    name: Words = Field(description="write the name of the service that answers residents")
    address: Words = Field(description="write its postal address")
    phone: Words = Field(description="write its telephone number")
    email: Annotated[str, AfterValidator(_email)] = Field(
        description="write its e-mail address, such as mairie@example.org"
    )


class Privacy(Section):
    """What a resident must be told about personal data."""

    dpo: Words = Field(
        description="write how to reach the data-protection officer: e-mail or postal address"
    )


class Town(Section):
    """The town: its name, its country's rules, its languages and texts."""

    name: Words = Field(description="write the town's name as residents know it")
    country: Annotated[str, AfterValidator(_country)] = Field(
        default="fr", description='write the country\'s code, such as "fr"'
    )
    timezone: Annotated[ZoneInfo, BeforeValidator(_zone)] = Field(
        default=ZoneInfo("Europe/Paris"),
        description='write an IANA name, such as "Europe/Paris"',
    )
    languages: Annotated[
        tuple[Annotated[str, AfterValidator(_language)], ...], AfterValidator(_distinct)
    ] = Field(
        default=("fr", "en"),
        min_length=1,
        description='write a list of language codes, such as ["fr", "en"]',
    )
    court: Words = Field(
        description='write the seat of the town\'s administrative court, such as "Lille"'
    )
    texts: Folder = Field(
        default=None, description='write the folder of the town\'s own texts, or ""'
    )
    dialogs: Folder = Field(
        default=None, description='write the folder of the town\'s own dialogs, or ""'
    )
    service: Service
    privacy: Privacy


class Storage(Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite:///data/fifty-fifty.db",
        description="write sqlite:///relative/file.db or sqlite:////absolute/file.db",
    )

    @property
    def path(self) -> Path:
        """The database file; a relative one starts at the current working directory."""
        return Path(self.url.removeprefix(_SQLITE))


class Dossiers(Section):
    """What one resident may have under way."""

    open_per_person: int = Field(
        default=3, ge=1, le=20, description="write a whole number from 1 to 20"
    )


class Reminders(Section):
    """When residents and staff are reminded, and when nobody is disturbed."""

    draft_nudge_days: Days = Field(
        default=(3, 10, 30), description="write increasing numbers of days, such as [3, 10, 30]"
    )
    staff_untaken_working_days: Days = Field(
        default=(3, 7), description="write increasing numbers of working days, such as [3, 7]"
    )
    staff_legal_clock_days: Days = Field(
        default=(45, 55), description="write increasing numbers of days, such as [45, 55]"
    )
    from_hour: Hour = Field(default=9, description="write an hour from 0 to 24")
    until_hour: Hour = Field(
        default=19, description="write an hour up to 24 and later than reminders.from_hour"
    )
    on_sundays: bool = Field(default=False, description="write true or false")
    on_holidays: bool = Field(default=False, description="write true or false")
    sweep_seconds: int = Field(
        default=30, ge=1, le=3600, description="write a whole number of seconds from 1 to 3600"
    )

    @field_validator("until_hour")
    @classmethod
    def _after_from_hour(cls, until: int, info: ValidationInfo) -> int:
        if until <= info.data.get("from_hour", -1):
            _refuse("is not later than reminders.from_hour")
        return until


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
    storage: Storage = Field(default_factory=Storage)
    dossiers: Dossiers = Field(default_factory=Dossiers)
    reminders: Reminders = Field(default_factory=Reminders)
    log: Log = Field(default_factory=Log)

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
        return (self.telegram.token.get_secret_value(),)

    def warnings(self) -> list[str]:
        """Return what is allowed but will surprise, a line each, with its remedy."""
        people, deciders = len(self.staff.deciding_people()), _listed(self.staff.deciders)
        if people == 0:
            return [f"staff.roles: nobody may accept or refuse a dossier; add people to {deciders}"]
        if people == 1 and self.staff.two_people_decide:
            remedy = f"add a second person to {deciders}, or set staff.two_people_decide to false"
            return [f"staff.roles: two people must decide but only one may; {remedy}"]
        return []


# Reading --------------------------------------------------------------------------------------

Loc: TypeAlias = tuple[int | str, ...]


def load(path: Path, environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings in `path`, overridden by `FIFTY_FIFTY__…` in `environ` (the process's own).

    Raises ConfigError for whatever is wrong with the file, a key, a value or a variable.
    """
    values = _read(path)
    origins: dict[Loc, str] = {}
    for variable, override in _overrides(os.environ if environ is None else environ):
        values = _merged(values, override)
        origins |= dict.fromkeys(_leaves(override), variable)
    # BaseSettings would take some unknown names for options of its own, so none may reach it.
    known = {name: value for name, value in values.items() if name in Config.model_fields}
    faults: list[tuple[Loc, str, str]] = [_unknown((name,)) for name in values if name not in known]
    try:
        config = Config(**_with_sections(Config, known))
    except ValidationError as error:
        faults += sorted(map(_fault, error.errors()), key=lambda fault: fault[1] != _UNKNOWN)
    if not faults:
        return config
    loc, problem, remedy = faults[0]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    where = _origin(loc, origins) or str(path)
    raise _error(f"{where}: {_dotted(loc)}: {problem}; {remedy}{more}")


def _error(sentence: str) -> ConfigError:
    return ConfigError(one_line(redactor(())(sentence)))  # a token may stand where a key should


def _read(path: Path) -> dict[str, Any]:
    """Return the file's tables, or say in one line why it cannot be read."""
    try:
        content = path.read_bytes()
        return tomllib.loads(content.decode("utf-8-sig"))
    except FileNotFoundError:
        problem = "does not exist; copy config.example.toml there and fill it in"
    except IsADirectoryError:
        problem = "is a folder; name the settings file in it"
    except PermissionError:
        problem = "may not be read; give the bot's user the right to read it"
    except OSError as error:
        problem = f"cannot be read ({error.strerror}); check the path and the disk"
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"line {line} is not UTF-8; save the file in the UTF-8 encoding"
    except tomllib.TOMLDecodeError as error:
        problem = f"is not valid TOML: {error}; correct it there"
    except (RecursionError, ValueError):
        problem = "holds something no settings file holds; start again from config.example.toml"
    raise _error(f"{path}: {problem}")


def _overrides(environ: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each of our variables with its value where the key stands, sections before their keys.

    One at a time, so that a value that cannot be decoded is blamed on its variable.
    """
    source = EnvSettingsSource(Config)
    for variable in sorted(environ):
        if not variable.upper().startswith(ENV_PREFIX):
            continue
        source.env_vars = {variable.lower(): environ[variable]}
        keys = variable[len(ENV_PREFIX) :].lower().split(ENV_DELIMITER)
        try:
            # What belongs to no section is kept, to be refused like an unknown key of the file.
            yield variable, source() or _nested(keys, environ[variable])
        except (SettingsError, RecursionError):
            remedy = 'write a list as [1, 2] and a table as {"key": 1}'
            raise _error(f"{variable}: {_dotted(keys)}: is not JSON; {remedy}") from None


def _nested(keys: list[str], value: str) -> dict[str, Any]:
    first, *rest = keys
    return {first: _nested(rest, value) if rest else value}


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return `below` with the values of `above` laid over it, table by table."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if isinstance(under, dict) and isinstance(value, dict):
            merged[key] = _merged(under, value)
        else:
            merged[key] = value
    return merged


def _leaves(values: dict[str, Any], above: Loc = ()) -> Iterator[Loc]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key)


def _with_sections(model: type[BaseModel], values: dict[str, Any]) -> dict[str, Any]:
    """Return `values` with absent sections empty, so that it is their keys that are missing."""
    filled = dict(values)
    for name, field in model.model_fields.items():
        section: Any = field.annotation
        if _is_section(section) and isinstance(filled.setdefault(name, {}), dict):
            filled[name] = _with_sections(section, filled[name])
    return filled


def _is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


# Saying what is wrong -------------------------------------------------------------------------

_UNKNOWN = "is not a known key"
_PROBLEMS = {
    "missing": "is missing",
    "string_too_short": "is empty",
    "too_short": "is empty",
    "literal_error": "is not one of the possible words",
    "greater_than": "is too small",
    "greater_than_equal": "is too small",
    "less_than": "is too large",
    "less_than_equal": "is too large",
    "model_type": "is not a section",
}
_KINDS = {
    "int": "is not a whole number",
    "float": "is not a number",
    "finite": "is not a number",
    "bool": "is neither true nor false",
    "string": "is not text",
    "path": "is not text",
    "tuple": "is not a list",
    "dict": "is not a table",
}


def _fault(error: ErrorDetails) -> tuple[Loc, str, str]:
    """Return where one of pydantic's errors stands, what is wrong and what to do about it."""
    loc = error["loc"]
    if error["type"] == "extra_forbidden" or loc[-1] == "[key]":
        return _unknown(tuple(part for part in loc if part != "[key]"))
    context = error.get("ctx", {})
    problem = context.get("problem") or _PROBLEMS.get(error["type"])
    problem = problem or _KINDS.get(error["type"].split("_")[0], "cannot be used")
    for item in (part + 1 for part in loc if isinstance(part, int)):
        problem = f"item {item} {problem}"
    fields = list(_fields(loc))
    described = fields[-1].description or f"write it as a section: [{_dotted(loc)}]"
    return loc, problem, context.get("remedy") or described


def _unknown(loc: Loc) -> tuple[Loc, str, str]:
    """Refuse a key nobody reads, with the nearest that somebody does read."""
    *above, name = loc
    known = _known_names(tuple(above))
    near = difflib.get_close_matches(str(name), known, n=1)
    if near:
        return loc, _UNKNOWN, f"did you mean {_dotted((*above, near[0]))}?"
    elsewhere = [key for key in _keys(Config) if key.rsplit(".", 1)[-1] == name]
    if elsewhere:
        return loc, _UNKNOWN, f"did you mean {elsewhere[0]}?"
    return loc, _UNKNOWN, f"remove it, or use one of: {_listed(known)}"


def _known_names(above: Loc) -> tuple[str, ...]:
    """Return the keys that may stand in a section, or the roles in their table."""
    model: Any = Config
    for field in _fields(above):
        model = field.annotation
    return tuple(model.model_fields) if _is_section(model) else ROLES


def _fields(loc: Loc) -> Iterator[FieldInfo]:
    """Yield the fields on the way to `loc`, down to the key that holds it."""
    model: Any = Config
    for part in loc:
        if not _is_section(model) or part not in model.model_fields:
            return
        yield model.model_fields[part]
        model = model.model_fields[part].annotation


def _keys(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Yield every key of the settings, dotted, sections left out."""
    for name, field in model.model_fields.items():
        annotation: Any = field.annotation
        if _is_section(annotation):
            yield from _keys(annotation, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def _origin(loc: Loc, origins: Mapping[Loc, str]) -> str | None:
    """Return the variable that set the value at `loc`, or None when the file did."""
    for leaf, variable in origins.items():
        shared = min(len(leaf), len(loc))
        if leaf[:shared] == loc[:shared]:
            return variable
    return None


def _dotted(loc: Iterable[int | str]) -> str:
    return ".".join(part for part in loc if isinstance(part, str))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
