"""What a dialog is: steps read from TOML and checked by pydantic, with no code inside.

Texts in a dialog file are English and are the keys of the catalogues (see `wording`).
"""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from dialogs import conditions
from dialogs.conditions import Condition

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=20)]


def _read_condition(raw: object) -> object:
    return None if raw is None else conditions.parse(raw)


def _plain(text: str) -> str:
    if "<" in text or ">" in text:
        raise ValueError("texts of a dialog are plain: no < or >")
    return text


Text = Annotated[str, AfterValidator(_plain)]
When = Annotated[Any, BeforeValidator(_read_condition)]


def _read_optional(raw: object) -> object:
    return raw if isinstance(raw, bool) else conditions.parse(raw)


Holds: TypeAlias = Callable[[Mapping[str, Any]], bool]

Optional = Annotated[Any, BeforeValidator(_read_optional)]
"""Whether a question may be skipped: yes, no, or when a condition holds."""


class DefinitionError(Exception):
    """A dialog file cannot be used; the message names file, step and remedy in one line."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Option(_Frozen):
    """One of the answers of a choice. `id` is permanent, `label` is what the button says."""

    id: Id
    label: Text


class _Step(_Frozen):
    """What every question has. `id` is permanent and never reused; `was` lists former ids.

    `optional` says whether it may be skipped, `dont_know` whether "I don't know" is an answer,
    `personal` that the answer tells who the person is or how to reach them.
    """

    id: Id
    was: tuple[Id, ...] = ()
    label: Text
    question: Text
    hint: Text = ""
    example: Text = ""
    help: Text = ""
    optional: Optional = False
    dont_know: bool = False
    personal: bool = False
    when: When = None
    tries: int = Field(default=3, ge=1, le=9)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of this step, parsed: when it is asked, when it may be skipped."""
        return tuple(
            part for part in (self.when, self.optional) if not isinstance(part, bool | None)
        )

    def skippable(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether a person with these answers may skip this question."""
        if isinstance(self.optional, bool):
            return self.optional
        return bool(self.optional.holds(answers))


class TextStep(_Step):
    """Free words; `min` and `max` count characters after trimming.

    `number_of` says whose number it must be, if it is one: see `identifiers`; `voice` lets a voice
    message stand for the words, for who does not write easily.
    """

    kind: Literal["text"]
    number_of: Literal["", "siren", "rna_or_siren"] = ""
    voice: bool = False
    min: int = Field(default=1, ge=1)
    max: int = Field(default=500, le=3000)


class NumberStep(_Step):
    """A number between `min` and `max`, `unit` is the word for one and for several."""

    kind: Literal["number"]
    min: float = 0
    max: float = 1_000_000
    decimals: int = Field(default=0, ge=0, le=3)
    unit: tuple[Text, Text] | None = None


class MoneyStep(_Step):
    """A sum in the town's currency; the answer is in cents, the limits in whole units."""

    kind: Literal["money"]
    min: int = Field(default=0, ge=0)
    max: int = Field(default=100_000, ge=1)


class ChoiceStep(_Step):
    """One of several answers."""

    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=40)


class ChoicesStep(_Step):
    """Several of several answers, ticked one by one and ended by "Done"."""

    kind: Literal["choices"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=40)
    min: int = Field(default=1, ge=0)


class YesNoStep(_Step):
    """Yes or no."""

    kind: Literal["yes_no"]


class ConfirmStep(_Step):
    """Something the person must agree with to go on; the answer is always true."""

    kind: Literal["confirm"]
    accept: Text = "I agree"


class MonthStep(_Step):
    """A month, as "2026-05": this one or one of the next `within` months."""

    kind: Literal["month"]
    within: int = Field(default=36, ge=1, le=240)


class DateStep(_Step):
    """A day, as "2026-05-12": today or one of the next `within` days."""

    kind: Literal["date"]
    within: int = Field(default=1100, ge=1, le=7300)


class PlaceStep(_Step):
    """A place, in words or as a point on the map."""

    kind: Literal["place"]
    min: int = Field(default=3, ge=1)
    max: int = Field(default=200, le=1000)


class MediaStep(_Step):
    """Files: `accepts` says which kinds, `max` how many, `max_megabytes` how large each."""

    kind: Literal["media"]
    accepts: tuple[Literal["photo", "document", "video", "voice", "audio"], ...] = ("photo",)
    min: int = Field(default=0, ge=0)
    max: int = Field(default=5, ge=1, le=20)
    max_megabytes: int = Field(default=20, ge=1, le=20)


class ReachStep(_Step):
    """An e-mail address or a telephone number, typed or shared as a contact."""

    kind: Literal["contact"]


class ListStep(_Step):
    """Several small forms of the same kind; `item` names the dialog that asks for one.

    `proposed` is said in the place of the hint where items were laid in before the person came.
    """

    kind: Literal["list"]
    item: Id
    add: Text
    proposed: Text = ""
    min: int = Field(default=0, ge=0)
    max: int = Field(default=12, ge=1, le=20)


Step: TypeAlias = Annotated[
    TextStep
    | NumberStep
    | MoneyStep
    | ChoiceStep
    | ChoicesStep
    | YesNoStep
    | ConfirmStep
    | MonthStep
    | DateStep
    | PlaceStep
    | MediaStep
    | ReachStep
    | ListStep,
    Field(discriminator="kind"),
]


class Known(_Frozen):
    """Something that is known before a form opens, for conditions to read: it is not asked here.

    With `options` it is one of them, as a choice answers; without, it is true or false.
    """

    id: Id
    label: Text
    options: tuple[Option, ...] = ()

    @property
    def step(self) -> ChoiceStep | YesNoStep:
        """The question that would have this answer."""
        words: dict[str, Any] = {"id": self.id, "label": self.label, "question": self.label}
        if self.options:
            return ChoiceStep(kind="choice", options=self.options, **words)
        return YesNoStep(kind="yes_no", **words)


class Dialog(_Frozen):
    """A form: its steps in order, and whether the person reads it all again before sending.

    `intro` holds the paragraphs above the first question, `review` the sentence above the answers
    ("" for no review), `send` the words on the button that ends.
    `talk` lets the person turn aside to write to the town hall. `knows` is what whoever opens the
    form puts into `Frame.given`, as far as conditions read it.
    """

    id: Id
    version: int = Field(ge=1)
    title: Text
    intro: tuple[Text, ...] = ()
    talk: bool = True
    review: Text = ""
    send: Text = ""
    knows: tuple[Known, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Dialog:
        seen: set[str] = set()
        earlier = {known.id for known in self.knows}
        for step in self.steps:
            for name in (step.id, *step.was):
                if name in earlier:
                    raise ValueError(f"step `{name}` is known before: take it out of `knows`")
                if name in seen:
                    raise ValueError(f"step id `{name}` is used twice; ids are never reused")
                seen.add(name)
        for step in self.steps:
            for condition in step.conditions:
                late = conditions.reads(condition) - earlier
                if late:
                    names = ", ".join(sorted(late))
                    raise ValueError(
                        f"step `{step.id}`: a condition reads `{names}`, asked later or never"
                    )
            earlier.add(step.id)
        if bool(self.review) != bool(self.send):
            raise ValueError("`review` and `send` come together: a review needs a button to send")
        return self

    @cached_property
    def revision(self) -> int:
        """A number that changes whenever an answer given before might no longer fit."""
        return zlib.crc32(repr([_shape(step) for step in self.steps]).encode())

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The kind of each step by its id; a list names the form of its items too: `list:item`."""
        return {
            step.id: f"list:{step.item}" if isinstance(step, ListStep) else step.kind
            for step in self.steps
        }

    @cached_property
    def asked(self) -> tuple[tuple[str, Holds | None, Step], ...]:
        """Each step with its id and what tells whether it applies, None for always.

        They are looked at several times a turn: a tuple costs less than three attributes.
        """
        return tuple(
            (step.id, None if step.when is None else step.when.holds, step) for step in self.steps
        )

    @cached_property
    def readable(self) -> Mapping[str, Step]:
        """What conditions may read, by its id: the questions, and what is known before them."""
        return {**{known.id: known.step for known in self.knows}, **self.by_id}

    def known(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What of these answers is known before the form opens."""
        return {one.id: given[one.id] for one in self.knows if one.id in given}

    @cached_property
    def by_id(self) -> Mapping[str, Step]:
        """The steps by their id."""
        return {step.id: step for step in self.steps}


_WORDS = frozenset(
    {
        "label", "question", "hint", "example", "help", "accept", "add", "proposed", "unit",
        "tries", "when", "personal",
    }
)  # fmt: skip
"""What a step says or when it comes: changing it leaves every answer as good as before."""


def _shape(step: Step) -> list[tuple[str, object]]:
    """What decides which answers fit a step."""
    shape: list[tuple[str, object]] = []
    for name in sorted(type(step).model_fields.keys() - _WORDS):
        value = getattr(step, name)
        if name == "number_of" and not value:
            continue
        if name == "options":
            value = [option.id for option in value]
        elif name == "optional":
            value = bool(value)
        elif name == "voice":
            continue  # what was written still fits; `fitting` looks at what was spoken
        shape.append((name, value))
    return shape


def load_dialog(path: Path) -> Dialog:
    """Read one dialog file. Raises DefinitionError naming file, place and remedy."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(f"{path.name}: cannot be read: {error}") from error
    try:
        return Dialog.model_validate(raw)
    except ValidationError as error:
        raise DefinitionError(f"{path.name}: {_first_error(raw, error)}") from error


def _first_error(raw: Mapping[str, Any], error: ValidationError) -> str:
    """Name the step by its id rather than by its rank, for the reader of the file."""
    first = error.errors()[0]
    where: list[str] = []
    location = list(first["loc"])
    if len(location) > 1 and location[0] == "steps" and isinstance(location[1], int):
        step = raw["steps"][location[1]]
        name = step.get("id") if isinstance(step, dict) else None
        where.append(f"step `{name or location[1] + 1}`")
        location = location[2:]
    where += [str(part) for part in location]
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{': '.join(where) or 'dialog'}: {first['msg']}{more}"
