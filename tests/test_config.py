"""The settings: the example is complete, and every mistake is one line that says what to do."""

from __future__ import annotations

import json
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from bot.config import Config
from bot.config_file import load
from bot.config_values import ENV_PREFIX, ROLES, ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
TOKEN = "987654:AAE-very_secret_indeed_and_long_enough"

MINIMAL = f"""
[telegram]
token = "{TOKEN}"
[staff]
group_id = -100
[town]
name = "Saint-Exemple"
court = "Lille"
[town.service]
name = "Vie des quartiers"
address = "1 place de la Mairie"
phone = "03 53 01 00 00"
email = "mairie@saint-exemple.example"
[town.privacy]
dpo = "dpo@saint-exemple.example"
"""


@pytest.fixture
def minimal(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(MINIMAL, encoding="utf-8")
    return path


def refusal(path: Path, environ: dict[str, str] | None = None) -> str:
    """Return the one line with which a file and an environment are refused."""
    with pytest.raises(ConfigError) as caught:
        load(path, environ or {})
    line = str(caught.value)
    assert line.isprintable()
    assert TOKEN not in line
    assert caught.value.__cause__ is None
    return line


def variable(key: str) -> str:
    return ENV_PREFIX + key.replace(".", "__").upper()


def leaves(
    model: type[BaseModel] = Config, above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], FieldInfo]]:
    """Yield every key of the settings with its field, sections left out."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from leaves(field.annotation, (*above, name))
        else:
            yield (*above, name), field


LEAVES = list(leaves())
REQUIRED = [keys for keys, field in LEAVES if field.is_required()]


def toml(value: Any, name: str = "") -> str:
    """Write a table as TOML, enough for these tests."""
    plain = {key: item for key, item in value.items() if not isinstance(item, dict)}
    text = f"[{name}]\n" if name else ""
    text += "".join(f"{key} = {json.dumps(item)}\n" for key, item in plain.items())
    tables = {key: item for key, item in value.items() if isinstance(item, dict)}
    return text + "".join(
        toml(item, f"{name}.{key}" if name else key) for key, item in tables.items()
    )


# The example ----------------------------------------------------------------------------------


def test_the_example_loads_as_it_is() -> None:
    config = load(EXAMPLE, {})
    assert config.town.name == "Saint-Exemple"
    assert config.town.timezone == ZoneInfo("Europe/Paris")
    assert config.town.texts is None


@pytest.mark.parametrize(("keys", "field"), LEAVES, ids=lambda value: str(value)[:40])
def test_the_example_shows_every_key_with_its_default(
    keys: tuple[str, ...], field: FieldInfo
) -> None:
    value: Any = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    loaded: Any = load(EXAMPLE, {})
    for key in keys:
        value, loaded = value[key], getattr(loaded, key)
    advised: set[tuple[str, ...]] = {("staff", "roles"), ("town", "court"), ("town", "center")}
    advised |= {("town", "privacy", "dpo")}
    if keys not in advised:  # these are shown with what a town would write
        default = field.get_default(call_default_factory=True, validated_data={})
        assert field.is_required() or loaded == default
    assert field.description, "a field's description is the remedy of its errors"


def test_the_example_shows_every_role() -> None:
    assert tuple(load(EXAMPLE, {}).staff.roles) == ROLES


def test_every_key_of_the_example_has_a_comment_above_it() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for above, line in pairwise(lines):
        if " = " in line and not line.startswith("#"):
            assert above.startswith("#"), line


@pytest.mark.parametrize("keys", REQUIRED, ids=".".join)
def test_a_required_key_that_is_dropped_is_named(keys: tuple[str, ...], tmp_path: Path) -> None:
    tables: Any = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    section = tables
    for key in keys[:-1]:
        section = section[key]
    del section[keys[-1]]
    path = tmp_path / "config.toml"
    path.write_text(toml(tables), encoding="utf-8")
    assert refusal(path).startswith(f"{path}: {'.'.join(keys)}: is missing; ")


# What is read ---------------------------------------------------------------------------------


def test_a_file_with_only_what_is_required_gets_the_defaults(minimal: Path) -> None:
    config = load(minimal, {})
    assert config.telegram.limits.per_chat_burst == 5
    assert config.reminders.draft_nudge_days == (3, 10, 30)
    assert config.storage.path == Path("data/fifty-fifty.db")
    assert config.staff.roles == {}


def test_an_empty_file_misses_its_first_key_and_counts_the_others(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.touch()
    line = refusal(path)
    assert line.startswith(f"{path}: telegram.token: is missing; get it from @BotFather")
    assert line.endswith(f" (and {len(REQUIRED) - 1} more)")


def test_settings_are_frozen_and_the_token_is_not_shown(minimal: Path) -> None:
    config = load(minimal, {})
    with pytest.raises(ValidationError, match="frozen"):
        config.town.name = "Elsewhere"  # type: ignore[misc]
    assert TOKEN not in f"{config!r} {config} {config.model_dump()} {config.model_dump_json()}"
    assert config.telegram.token.get_secret_value() == TOKEN
    assert config.secrets() == (TOKEN,)


def test_a_config_made_without_a_file_reads_no_environment(
    minimal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIFTY_FIFTY__LOG__LEVEL", "debug")
    known = load(minimal, {})
    made = Config(telegram=known.telegram, staff=known.staff, town=known.town)
    assert made == known


def test_the_process_environment_is_the_default(
    minimal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIFTY_FIFTY__LOG__LEVEL", "debug")
    assert load(minimal).log.level == "debug"


def test_a_byte_order_mark_and_windows_line_ends_are_read(minimal: Path) -> None:
    minimal.write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())
    assert load(minimal, {}).staff.group_id == -100


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("telegram.token", "1:other", "**********"),
        ("telegram.api_url", "http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        ("telegram.limits.per_chat_per_second", "0.5", 0.5),
        ("telegram.limits.overall_per_second", "0", 0.0),
        ("telegram.limits", '{"per_chat_burst": 0}', None),
        ("staff.group_id", "-5", -5),
        ("staff.roles", '{"admin": [1, 2]}', {"admin": (1, 2)}),
        ("staff.deciders", '["service"]', ("service",)),
        ("staff.two_people_decide", "false", False),
        ("town.languages", '["en"]', ("en",)),
        ("town.timezone", "America/Cayenne", "America/Cayenne"),
        ("reminders.draft_nudge_days", "[]", ()),
        ("log.format", "json", "json"),
    ],
)
def test_a_variable_wins_over_the_file(minimal: Path, key: str, text: str, value: object) -> None:
    found: Any = load(minimal, {variable(key): text, "PATH": "/bin"})
    for name in key.split("."):
        found = getattr(found, name)
    assert value is None or found == value or str(found) == value


def test_a_variable_may_name_one_role(minimal: Path) -> None:
    one = {variable("staff.roles.elected"): "[7]", variable("staff.roles"): '{"admin": [8]}'}
    assert load(minimal, one).staff.roles == {"admin": (8,), "elected": (7,)}


# What is refused ------------------------------------------------------------------------------

WRONG = [
    ("telegram.token", "no-colon", "does not look like a bot token; get it from @BotFather"),
    ("telegram.token", "12:with space", "does not look like a bot token"),
    ("telegram.token", "12:", "does not look like a bot token"),
    ("telegram.api_url", "ftp://example.org", "is not an http or https address"),
    ("telegram.api_url", "https://", "is not an http or https address"),
    ("telegram.api_url", "https://example.org:port", "is not a web address"),
    ("telegram.api_url", "https://example.org/?a=b", "is not an http or https address"),
    ("telegram.mode", "webhook", "webhook is not available yet"),
    ("telegram.poll_seconds", 51, "is too large; write a whole number of seconds from 0 to 50"),
    ("telegram.poll_seconds", -1, "is too small"),
    ("telegram.poll_seconds", "soon", "is not a whole number"),
    ("telegram.limits.per_chat_per_second", -1, "is too small"),
    ("telegram.limits.per_chat_burst", -1, "is too small"),
    ("telegram.limits.group_per_minute", "NaN", "is not a number"),
    ("staff.group_id", 100, "which is negative; add the bot to the staff group, type /id"),
    ("staff.roles", {"electd": [1]}, "is not a known key; did you mean staff.roles.elected?"),
    ("staff.roles", {"king": [1]}, "use one of: member, service, elected, signatory, admin"),
    ("staff.roles", {"admin": [-1]}, "item 1 is too small"),
    ("staff.roles", {"admin": [1, "me"]}, "item 2 is not a whole number"),
    ("staff.roles", {"admin": 1}, "is not a list; write each role with a list"),
    ("staff.deciders", [], "is empty"),
    ("staff.deciders", ["mayor"], "item 1 is not one of the possible words; write a list of roles"),
    ("staff.deciders", ["admin", "admin"], "names the same one twice"),
    ("staff.two_people_decide", "perhaps", "is neither true nor false; write true or false"),
    ("staff.reply_days", 0, "is too small; write a whole number of days from 1 to 60"),
    ("staff.reply_days", 61, "is too large"),
    ("town.name", "  ", "is empty; write the town's name"),
    ("town.country", "xx", "is not a country with a rule pack; choose one of: "),
    ("town.timezone", "Mars/Olympus", "is not a known time zone; write an IANA name"),
    ("town.timezone", "Europe", "is not a known time zone"),
    ("town.timezone", "../../etc/passwd", "is not a known time zone"),
    ("town.languages", [], "is empty"),
    ("town.languages", ["fr", "tlh"], "item 2 is not a language with texts; choose among: en"),
    ("town.languages", ["fr", "fr"], "names the same one twice"),
    ("town.texts", "/no/such/folder", "is not a folder that exists"),
    ("town.texts", "x" * 5000, "is not a folder that exists"),
    ("town.dialogs", "/no/such/folder", "is not a folder that exists"),
    ("town.service.email", "mairie", "is not an e-mail address"),
    ("town.service.phone", "", "is empty; write its telephone number"),
    ("storage.url", "postgresql://db/town", "is not the address of an SQLite database"),
    ("storage.url", "sqlite://data/x.db", "write sqlite:///relative/file.db"),
    ("storage.url", "sqlite:///", "does not name a file"),
    ("storage.url", "sqlite:///:memory:", "does not name a file"),
    ("storage.url", "sqlite:///data/", "does not name a file"),
    ("storage.url", "sqlite:///a\nb.db", "unprintable character"),
    ("dossiers.open_per_person", 21, "is too large; write a whole number from 1 to 20"),
    ("reminders.draft_nudge_days", [3, 3], "is not in increasing order"),
    ("reminders.draft_nudge_days", [0, 3], "item 1 is too small"),
    ("reminders.staff_legal_clock_days", [55, 45], "is not in increasing order"),
    ("reminders.from_hour", 25, "is too large"),
    ("reminders.until_hour", 9, "is not later than reminders.from_hour"),
    ("reminders.sweep_seconds", 0, "is too small"),
    ("log.format", "xml", 'is not one of the possible words; write "text" or "json"'),
    ("log.level", "loud", "is not one of the possible words"),
]


@pytest.mark.parametrize(("key", "value", "said"), WRONG)
@pytest.mark.parametrize("by", ["file", "variable"])
def test_a_wrong_value_is_one_line_with_place_key_and_remedy(
    minimal: Path, key: str, value: Any, said: str, by: str
) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    environ = {variable(key): text} if by == "variable" else {}
    if by == "file":
        tables: Any = tomllib.loads(MINIMAL)
        *sections, name = key.split(".")
        section = tables
        for each in sections:
            section = section.setdefault(each, {})
        section[name] = value
        minimal.write_text(toml(tables), encoding="utf-8")
    line = refusal(minimal, environ)
    where = variable(key) if by == "variable" else str(minimal)
    assert line.startswith(f"{where}: {key}")
    assert said in line
    assert "; " in line


def test_hours_are_compared_with_a_default_too(minimal: Path) -> None:
    line = refusal(minimal, {variable("reminders.from_hour"): "20"})
    assert "reminders.until_hour: is not later than reminders.from_hour" in line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[telegram]\ntokn = 1", "telegram.tokn: is not a known key; did you mean telegram.token?"),
        ("[telegramm]", "telegramm: is not a known key; did you mean telegram?"),
        (
            "sweep_seconds = 3",
            "sweep_seconds: is not a known key; did you mean reminders.sweep_seconds?",
        ),
        ("[colours]\nred = 1", "colours: is not a known key; remove it, or use one of: telegram"),
        ("_env_file = 'x'", "_env_file: is not a known key"),
        ("telegram = 'x'", "telegram: is not a section; write it as a section: [telegram]"),
        ('"a\\nb" = 1', "a\\nb: is not a known key"),
        (f'"{TOKEN}" = 1', "[redacted]: is not a known key"),
    ],
)
def test_a_key_nobody_reads_is_refused_first(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    assert refusal(path).startswith(f"{path}: {said}")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("FIFTY_FIFTY__TELEGRAM__TOKN", "telegram.tokn: is not a known key; did you mean"),
        ("FIFTY_FIFTY__LOGS__LEVEL", "logs: is not a known key; did you mean log?"),
        ("FIFTY_FIFTY__COLOUR", "colour: is not a known key"),
        ("FIFTY_FIFTY__", ": is not a known key"),
        ("FIFTY_FIFTY__TELEGRAM", "telegram: is not JSON; write a list as"),
        ("FIFTY_FIFTY__TOWN__LANGUAGES", "town.languages: is not JSON; write a list as"),
        ("FIFTY_FIFTY__TELEGRAM__TOKEN__X", "telegram.token: is not text; get it"),
    ],
)
def test_a_variable_nobody_reads_or_can_decode_is_refused(
    minimal: Path, name: str, said: str
) -> None:
    assert refusal(minimal, {name: TOKEN}).startswith(f"{name}: {said}")


def test_a_wrong_value_in_the_file_is_not_blamed_on_a_neighbour_in_the_environment(
    minimal: Path,
) -> None:
    minimal.write_text(MINIMAL.replace("-100", "100"), encoding="utf-8")
    line = refusal(minimal, {variable("staff"): '{"reply_days": 5}'})
    assert line.startswith(f"{minimal}: staff.group_id: ")


# Files that cannot be read --------------------------------------------------------------------


def test_a_file_that_is_not_there_is_named_with_the_example(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    assert refusal(path).startswith(f"{path}: does not exist; copy config.example.toml")


def test_a_folder_is_not_a_settings_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith(f"{tmp_path}: is a folder; ")


def test_a_path_through_a_file_is_said(minimal: Path) -> None:
    assert refusal(minimal / "config.toml").endswith("check the path and the disk")


def test_a_file_without_permission_is_said(minimal: Path) -> None:
    minimal.chmod(0)
    try:
        minimal.read_bytes()
    except PermissionError:
        assert refusal(minimal).startswith(f"{minimal}: may not be read; ")
    else:
        pytest.skip("this user may read everything")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[telegram]\ntoken = 12:abc\n", "line 2"),
        (b"[log]\nlevel = 'info'\n# caf\xe9\n", "line 3 is not UTF-8; save the file"),
        (b"a = " + b"[" * 100_000, "holds something no settings file holds"),
        (b"a = " + b"9" * 10_000, "holds something no settings file holds"),
    ],
)
def test_a_file_that_is_not_toml_is_one_line_with_its_line(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    line = refusal(path)
    assert line.startswith(f"{path}: ")
    assert said in line


# Anything -------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=5,
)
KEYS = st.sampled_from([".".join(keys) for keys, _ in LEAVES] + ["staff", "town", "telegram"])


@given(
    environ=st.dictionaries(
        KEYS.map(variable) | st.text(max_size=9).map(lambda name: ENV_PREFIX + name),
        st.text(max_size=20) | JSON.map(json.dumps),
        max_size=4,
    )
)
def test_no_environment_gives_anything_but_settings_or_one_line(environ: dict[str, str]) -> None:
    try:
        load(EXAMPLE, environ)
    except ConfigError as error:
        assert str(error).isprintable()  # noqa: PT017 - it need not be raised


@given(content=st.binary(max_size=60) | st.text(alphabet="[].=\"'\n a1#", max_size=60))
def test_no_file_gives_anything_but_one_line(
    tmp_path_factory: pytest.TempPathFactory, content: bytes | str
) -> None:
    path = tmp_path_factory.getbasetemp() / "anything.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    refusal(path)


# What surprises -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "two", "said"),
    [
        ({}, True, "nobody may accept or refuse"),
        ({"member": [1, 2], "service": [3]}, False, "nobody may accept or refuse"),
        ({"elected": [1], "admin": [1]}, True, "only one may"),
        ({"elected": [1]}, False, ""),
        ({"elected": [1], "admin": [2]}, True, ""),
    ],
)
def test_too_few_people_to_decide_is_a_warning(
    minimal: Path, roles: dict[str, list[int]], two: bool, said: str
) -> None:
    environ = {
        variable("staff.roles"): json.dumps(roles),
        variable("staff.two_people_decide"): json.dumps(two),
    }
    warnings = load(minimal, environ).warnings()
    assert len(warnings) == bool(said)
    assert all(said in line and line.isprintable() for line in warnings)


@pytest.mark.parametrize("lacking", ["host", "sender"])
def test_a_code_by_email_needs_a_mail_server(minimal: Path, lacking: str) -> None:
    mail = {"host": "mail.example", "sender": "robot@saint-exemple.example"}
    environ = {variable(f"email.{name}"): said for name, said in mail.items()}
    environ[variable("convention.email_code")] = "true"
    assert load(minimal, environ).convention.email_code
    del environ[variable(f"email.{lacking}")]
    line = refusal(minimal, environ)
    assert "convention.email_code needs it; fill in email.host and email.sender" in line
    environ[variable("convention.email_code")] = "false"
    load(minimal, environ)


def test_the_roles_of_a_person_are_all_of_them_and_a_stranger_has_none(minimal: Path) -> None:
    roles = {variable("staff.roles"): '{"elected": [1], "admin": [1, 2]}'}
    staff = load(minimal, roles).staff
    assert staff.roles_of(1) == {"elected", "admin"}
    assert staff.roles_of(3) == frozenset()
    assert staff.deciding_people() == {1, 2}


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///town.db", "town.db"),
        ("sqlite:////var/lib/town.db", "/var/lib/town.db"),
        ("sqlite:///./a b/été.db", "a b/été.db"),
    ],
)
def test_three_slashes_are_relative_and_four_absolute(minimal: Path, url: str, path: str) -> None:
    assert load(minimal, {variable("storage.url"): url}).storage.path == Path(path)
