"""Reading the settings: one TOML file, any key of which the environment may override.

Nothing happens at import; every fault is one line that names the file, the key and the remedy.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import (
    BaseModel,
    ValidationError,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    EnvSettingsSource,
    SettingsError,
)

from bot.config import Config
from bot.config_values import ENV_DELIMITER, ENV_PREFIX, ROLES, ConfigError, listed
from bot.log import one_line, redactor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic.fields import FieldInfo

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
    return loc, _UNKNOWN, f"remove it, or use one of: {listed(known)}"


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
