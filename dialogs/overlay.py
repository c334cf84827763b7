"""A town's own questions, laid over ours without code.

Every `*.toml` file of the town's folder is about one dialog. With the `id` of one of ours it is a
set of changes, made in this order whatever their order in the file:

    title, intro, review, send      replace ours
    remove = ["photos"]             takes questions out
    [[steps]] with an id of ours    changes just the fields given; another `kind` replaces it whole
    [[steps]] with a new id         adds a question, at the end
    after = "place" (or before)     puts that question there; one of ours too
    order = ["place", "title"]      the first stays where it stands, the others follow it directly

With an `id` of its own it is a whole new dialog, the small form of a list. What comes out has been
checked as ours are; `check` then proves its paths, screens and words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeAlias, cast, get_args

from pydantic import BaseModel, ValidationError

from dialogs import conditions
from dialogs.definition import DefinitionError, Dialog, ListStep, Step
from dialogs.needs import OPEN, REQUIRED

Raw: TypeAlias = Mapping[str, Any]
"""What stands in a file."""


_PLACES = ("after", "before")
_CHANGES = ("remove", "order")


def lay_over(
    ours: Mapping[str, Dialog], paths: Mapping[str, Path], folder: Path
) -> dict[str, Dialog]:
    """Lay the files of a town's folder over our dialogs, whose own files are `paths`.

    Raises DefinitionError with one line that names file, step and remedy.
    """
    if not folder.is_dir():
        raise DefinitionError(f"{folder}: is no folder; correct `town.dialogs`")
    dialogs = dict(ours)
    files: dict[str, str] = {}
    for path in _files(folder):
        with _naming(path.name):
            raw = _read(path)
            name = raw["id"]
            if name in files:
                raise DefinitionError(f"`{files[name]}` is about `{name}` too; put them into one")
            files[name] = path.name
            if name in ours:
                dialogs[name] = _Change(ours[name], _read(paths[name]), raw).made()
            else:
                dialogs[name] = _new(raw, ours)
    for name in files.keys() - ours.keys():
        with _naming(files[name]):
            _asked_for(name, dialogs, ours)
    return dialogs


@contextmanager
def _naming(file: str) -> Iterator[None]:
    """Put the file's name before what is wrong in it, and the whole on one line."""
    try:
        yield
    except DefinitionError as fault:
        raise DefinitionError(" ".join(f"{file}: {fault}".split())) from fault


def _files(folder: Path) -> Iterator[Path]:
    """The folder's dialogs; what was surely meant to be one is not passed over in silence."""
    for path in sorted(folder.iterdir()):
        name = path.name
        if name.startswith("."):
            continue
        if path.suffix == ".toml":
            yield path
        elif name.lower().endswith((".toml", ".toml.txt")):
            raise DefinitionError(f"{name}: is passed over; let its name end in `.toml`")


def _read(path: Path) -> Raw:
    """Read a file as far as it can be told apart: its `id`, and the `id` of each question."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DefinitionError("is not in UTF-8; save it again with that encoding") from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(f"cannot be read: {error}") from error
    steps = raw.get("steps", [])
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise DefinitionError("`steps`: write [[steps]], in double brackets, above each question")
    if not isinstance(raw.get("id"), str):
        raise DefinitionError("`id` is missing: write that of the dialog to change, or a new one")
    seen: set[str] = set()
    for rank, step in enumerate(steps, 1):
        name = step.get("id")
        if not isinstance(name, str):
            raise DefinitionError(f"step {rank}: `id` is missing: write that of a question")
        if name in seen:
            raise DefinitionError(f"step `{name}` is there twice; put both into one")
        seen.add(name)
    return raw


def _nearest(name: str, known: Iterable[str]) -> str:
    """What somebody probably meant, to end a sentence with; else all there is."""
    names = list(known)
    near = get_close_matches(name, names, n=1)
    return f"did you mean `{near[0]}`?" if near else f"there is: {', '.join(names)}"


def _know_keys(raw: Raw, known: Iterable[str], where: str = "") -> None:
    names = list(known)
    for key in raw:
        if key in names:
            continue
        if where and key in (*_CHANGES, *Dialog.model_fields):
            raise DefinitionError(f"{where}`{key}` belongs at the top, above the first [[steps]]")
        if key in _PLACES:
            raise DefinitionError(f"{where}`{key}` is for changes of ours; put the question there")
        raise DefinitionError(f"{where}`{key}` is no key here; {_nearest(key, names)}")


# -- questions -------------------------------------------------------------------------------------


def _kinds() -> dict[str, type[BaseModel]]:
    """What each kind of question may say."""
    union, *_ = get_args(Step)
    return {
        kind: model
        for model in get_args(union)
        for kind in get_args(model.model_fields["kind"].annotation)
    }


def _step(raw: Raw, more: Iterable[str] = ()) -> Step:
    """Read a whole question; `more` are keys that it may have here beside its own."""
    where = f"step `{raw['id']}`: "
    kinds = _kinds()
    kind = str(raw.get("kind", ""))
    if kind not in kinds:
        wrong = "unknown" if "kind" in raw else "missing"
        raise DefinitionError(f"{where}its `kind` is {wrong}; {_nearest(kind, kinds)}")
    fields = kinds[kind].model_fields
    _know_keys(raw, (*fields, *more), where)
    try:
        step = kinds[kind].model_validate({key: raw[key] for key in raw if key in fields})
    except ValidationError as error:
        raise DefinitionError(where + _first(error)) from error
    return cast("Step", step)


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    location = [str(part + 1) if isinstance(part, int) else f"`{part}`" for part in first["loc"]]
    where = ": ".join(location)
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    match first["type"]:
        case "missing":
            says = " is missing: write it"
        case "string_pattern_mismatch":
            says = ": write small letters, digits and _, beginning with a letter"
        case _:
            says = (": " if where else "") + first["msg"].removeprefix("Value error, ")
    return f"{where}{says}{more}"


def _merged(base: Raw, change: Raw) -> Raw:
    """Our question with the fields given; an empty table or list takes ours away.

    An option that is named by its id alone keeps our label.
    """
    if change.get("kind", base["kind"]) != base["kind"]:
        return change
    labels = {option["id"]: option for option in base.get("options", ())}
    given = dict(change)
    if isinstance(given.get("options"), list):
        given["options"] = [
            {**labels.get(str(option.get("id")), {}), **option}
            if isinstance(option, dict)
            else option
            for option in given["options"]
        ]
    both = {**base, **given}
    return {key: value for key, value in both.items() if key not in given or value not in ({}, [])}


def _keep(dialog: str, step: Step, before: Step) -> None:
    """Refuse what would take away an answer that the product reads."""
    need = REQUIRED.get(dialog, {}).get(step.id)
    if need is None:
        return
    where = f"step `{step.id}`: "
    if step.kind != need.kind:
        raise DefinitionError(f"{where}its `kind` stays `{need.kind}`: {need.why}")
    if isinstance(step, ListStep) and isinstance(before, ListStep) and step.item != before.item:
        raise DefinitionError(f"{where}its `item` stays `{before.item}`: {need.why}")
    for field in ("when", "optional", "dont_know") if need.always else ("dont_know",):
        if getattr(step, field) and not getattr(before, field):
            raise DefinitionError(f"{where}it must be answered: {need.why}; take `{field}` out")


def _know_conditions(
    steps: Sequence[Step], removed: Iterable[str], known: Collection[str] = ()
) -> None:
    """Refuse a question that is asked by an answer which is not there when it comes."""
    names = [step.id for step in steps]
    for rank, step in enumerate(steps):
        for read in sorted(frozenset[str]().union(*map(conditions.reads, step.conditions))):
            where = f"step `{step.id}`: its condition reads `{read}`, "
            if read in names[:rank] or read in known:
                continue
            if read == step.id:
                raise DefinitionError(f"{where}itself; name an earlier question")
            if read in names:
                raise DefinitionError(f'{where}asked only later; place it `after = "{read}"`')
            if read in removed:
                raise DefinitionError(f"{where}which is removed; remove this one too, or change it")
            raise DefinitionError(f"{where}which is no question; {_nearest(read, names)}")


# -- dialogs ---------------------------------------------------------------------------------------


class _Change:
    """One of our dialogs under the hands of a town."""

    def __init__(self, ours: Dialog, base: Raw, raw: Raw) -> None:
        self.ours = ours
        self.raw = raw
        self.whole = base
        self.base: Mapping[str, Raw] = {step["id"]: step for step in base["steps"]}
        self.steps = list(ours.steps)
        self.given = [step["id"] for step in raw.get("steps", ())]
        self.removed: tuple[str, ...] = ()

    def made(self) -> Dialog:
        """The dialog with everything changed."""
        top = [name for name in Dialog.model_fields if name not in ("id", "knows", "steps")]
        _know_keys(self.raw, ("id", "knows", "steps", *_CHANGES, *top))
        if self.raw.get("knows", self.whole.get("knows")) != self.whole.get("knows"):
            raise DefinitionError("`knows` is what the product tells the form; take it out")
        if self.raw.get("review") and not self.ours.review:
            raise DefinitionError(f"`review`: `{self.ours.id}` has none; take it out")
        self._remove()
        for change in self.raw.get("steps", ()):
            self._put(change)
        self._reorder()
        _know_conditions(self.steps, self.removed, [one.id for one in self.ours.knows])
        return _dialog(
            {name: getattr(self.ours, name) for name in Dialog.model_fields}
            | {name: self.raw[name] for name in top if name in self.raw}
            | {"steps": tuple(self.steps)}
        )

    def _names(self, key: str) -> tuple[str, ...]:
        names = self.raw.get(key, [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise DefinitionError(f'`{key}` is a list of ids such as ["place", "photos"]')
        for rank, name in enumerate(names):
            self._rank(name, f"`{key}`")
            if name in names[:rank]:
                raise DefinitionError(f"`{key}` names `{name}` twice; take one out")
        return tuple(names)

    def _rank(self, name: object, reader: str) -> int:
        """Where a question stands now; `reader` is what names it."""
        names = [step.id for step in self.steps]
        if name in names:
            return names.index(str(name))
        if name in self.removed:
            raise DefinitionError(f"{reader} names `{name}`, which is removed; name another")
        if name in self.given:
            raise DefinitionError(f"{reader} names `{name}`, which is further down; put it above")
        known = _nearest(str(name), names)
        raise DefinitionError(f"{reader} names `{name}`, no question of `{self.ours.id}`; {known}")

    def _remove(self) -> None:
        names = self._names("remove")
        for name in names:
            need = REQUIRED.get(self.ours.id, {}).get(name)
            if need and need.always:
                raise DefinitionError(f"step `{name}` must stay: {need.why}; re-word it instead")
            if name in self.given:
                raise DefinitionError(f"step `{name}` is in `remove` and in [[steps]]; choose one")
        self.removed = names
        self.steps = [step for step in self.steps if step.id not in names]

    def _put(self, change: Raw) -> None:
        """Change one question, or add it; then bring it to its place."""
        name = change["id"]
        if before := self.ours.by_id.get(name):
            step = _step(_merged(self.base[name], change), _PLACES)
            _keep(self.ours.id, step, before)
            self.steps[self._rank(name, "[[steps]]")] = step
        else:
            if self.ours.id not in OPEN:
                raise DefinitionError(f"step `{name}`: its answer would be lost; add it to `idea`")
            step = _step(change, _PLACES)
            self.steps.append(step)
        places = [key for key in _PLACES if key in change]
        if len(places) > 1:
            raise DefinitionError(f"step `{name}`: it has `after` and `before`; take one out")
        for key in places:
            self._move(step, key, change[key])

    def _move(self, step: Step, key: str, beside: object) -> None:
        if beside == step.id:
            raise DefinitionError(f"step `{step.id}`: `{key}` names itself; name another")
        anchor = self.steps[self._rank(beside, f"step `{step.id}`: `{key}`")]
        self.steps.remove(step)
        self.steps.insert(self.steps.index(anchor) + (key == "after"), step)

    def _reorder(self) -> None:
        names = self._names("order")
        if not names:
            return
        named = [self.steps[self._rank(name, "`order`")] for name in names]
        before = self.steps[: self.steps.index(named[0])]
        others = [step for step in self.steps if step not in named]
        rank = sum(step not in named for step in before)
        self.steps = [*others[:rank], *named, *others[rank:]]


def _new(raw: Raw, ours: Iterable[str]) -> Dialog:
    """A whole dialog of the town's own."""
    if changes := [key for key in _CHANGES if key in raw]:
        known = _nearest(raw["id"], ours)
        raise DefinitionError(f"`{changes[0]}`: `{raw['id']}` is no dialog of ours; {known}")
    _know_keys(raw, Dialog.model_fields)
    steps = tuple(_step(step) for step in raw.get("steps", ()))
    _know_conditions(steps, ())
    try:
        return _dialog({"version": 1, **raw, "steps": steps})
    except DefinitionError as fault:
        known = f"`{raw['id']}` is none of ours: {', '.join(ours)}"
        raise DefinitionError(f"{fault} (a new dialog, {known})") from fault


def _dialog(fields: Raw) -> Dialog:
    try:
        return Dialog.model_validate(fields)
    except ValidationError as error:
        raise DefinitionError(_first(error)) from error


def _asked_for(name: str, dialogs: Mapping[str, Dialog], ours: Iterable[str]) -> None:
    """Refuse a dialog that nothing leads to: most often a mistake in its `id`."""
    items = {
        step.item
        for dialog in dialogs.values()
        for step in dialog.steps
        if isinstance(step, ListStep)
    }
    if name not in items:
        raise DefinitionError(f"no list has `{name}` as its `item`; {_nearest(name, ours)}")
