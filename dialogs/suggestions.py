"""Suggested wordings of decisions: ours, with a town's own laid over them.

Each belongs to a form (`refusal`, `conditions`, `word`, `handover`) and answers its questions by
their ids. Ours are said in the reader's language; a town writes its own in its first one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dialogs.definition import DefinitionError

SUGGESTIONS = Path(__file__).parent / "suggestions.toml"
FILE = "suggestions.toml"
"""The name of the file in a town's folder of texts."""

Form = Literal["refusal", "conditions", "word", "handover"]
FORMS: tuple[Form, ...] = get_args(Form)
FIELDS = ("reason", "alternative", "conditions", "structure")
"""What a suggestion may fill in: questions of the forms."""

_Words = Annotated[str, Field(min_length=1, max_length=1000)]


class Suggestion(BaseModel):
    """One wording, with the few words of its button."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,15}$")]
    label: Annotated[str, Field(min_length=1, max_length=24)]
    reason: _Words = ""
    alternative: _Words = ""
    conditions: _Words = ""
    structure: _Words = ""

    @property
    def answers(self) -> Mapping[str, str]:
        """What it fills in, by question."""
        return {name: words for name in FIELDS if (words := getattr(self, name))}


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    remove: tuple[str, ...] = ()
    refusal: tuple[Suggestion, ...] = ()
    conditions: tuple[Suggestion, ...] = ()
    word: tuple[Suggestion, ...] = ()
    handover: tuple[Suggestion, ...] = ()


def load_suggestions(overlay: Path | None = None) -> Mapping[str, Sequence[Suggestion]]:
    """Load ours, with the town's file of `overlay` (a folder) laid over them, by form.

    Raises DefinitionError naming file, place and remedy.
    """
    ours = _read(SUGGESTIONS)
    path = overlay / FILE if overlay is not None else None
    theirs = _read(path) if path is not None and path.exists() else _File()
    found: dict[str, Sequence[Suggestion]] = {}
    for form in FORMS:
        laid = {one.id: one for one in getattr(ours, form) if one.id not in theirs.remove}
        laid |= {one.id: one for one in getattr(theirs, form)}
        found[form] = tuple(laid.values())
    return found


def _read(path: Path) -> _File:
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(f"{path.name}: cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DefinitionError(f"{path.name}: {where}: {first['msg']}") from error
