"""The life of a project as a Mermaid state diagram, found by living it.

Every action of the table is tried on a draft by the bearer, by staff and by the clock, with one and
with two people who decide, then on all that comes of it. What happens is what is drawn.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from datetime import UTC, date, datetime
from enum import Enum
from itertools import product
from typing import Any, Union, get_args, get_origin, get_type_hints

from dialogs.diagram import escape
from dialogs.lifecycle import TABLE, Action, apply
from dialogs.outcomes import Applied
from dialogs.project import STATE_NAMES, Commitment, Project, Side, State
from dialogs.rights import CLOCK, Actor, Role, Rules
from dialogs.wording import N_, Voice

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_BEARER, _STAFF, _OTHER = 1, 2, 3
_TEXT = "x" * 40
"""Long enough for any reason that must be given."""

_TRIED = 500
"""How many different projects are looked at; there are about thirty."""

_ACTORS: Mapping[Actor, str] = {
    Actor(_BEARER): N_("the resident"),
    Actor(_STAFF, "", frozenset(Role)): N_("the town hall"),
    Actor(_OTHER, "", frozenset(Role)): N_("the town hall"),
    CLOCK: N_("the calendar"),
}
_RULES = (Rules(two_people_decide=True), Rules(two_people_decide=False))


@dataclass(frozen=True, slots=True)
class Transition:
    """What an action does: from a state to a state, the journal's word for it, and who did it."""

    before: State
    action: str
    after: State
    who: str


def transitions() -> list[Transition]:
    """Every transition that can happen to a project, in the order of the states."""
    found: dict[Transition, None] = {}
    for rules in _RULES:
        for outcome, who in _outcomes(rules):
            for record in outcome.records:
                found[Transition(record.before, record.action, record.after, who)] = None
    order = list(State)
    return sorted(found, key=lambda seen: (order.index(seen.before), order.index(seen.after)))


def _outcomes(rules: Rules) -> Iterator[tuple[Applied, str]]:
    """Let everything happen to a new draft, and again to what comes of it."""
    draft = Project(id=1, bearer=_BEARER, state=State.DRAFT, created_at=_NOW, language="en")
    actions = [action for kind in TABLE for action in samples(kind)]
    waiting, known = [draft], {repr(draft)}
    while waiting:
        project = waiting.pop(0)
        for action, (actor, who) in product(actions, _ACTORS.items()):
            outcome = apply(project, action, actor, _NOW, rules)
            if not isinstance(outcome, Applied):
                continue
            yield outcome, who
            key = repr(outcome.project)
            if key not in known and len(known) < _TRIED:
                known.add(key)
                waiting.append(outcome.project)


def samples(kind: type[Action]) -> list[Action]:
    """Examples of an action: every combination of what its fields may hold."""
    hints = get_type_hints(kind)
    named = [(one.name, _values(one, hints[one.name])) for one in fields(kind)]
    names = [name for name, _ in named]
    return [
        kind(**dict(zip(names, values, strict=True)))
        for values in product(*(values for _, values in named))
    ]


def _values(field: Field[Any], hint: Any) -> list[Any]:
    """What a field may hold, as few values as tell its cases apart."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)
    if get_origin(hint) in (Union, types.UnionType):
        return [value for part in get_args(hint) for value in _values(field, part)][:2]
    simple: Mapping[Any, list[Any]] = {
        str: [_TEXT],
        bool: [False, True],
        int: [_STAFF],
        float: [1.0],
        date: [_NOW.date()],
        datetime: [_NOW],
        type(None): [None],
    }
    if hint in simple:
        return simple[hint]
    if get_origin(hint) is tuple and Commitment in get_args(hint):
        return [(Commitment(Side.BEARER, "labour", _TEXT),)]
    if field.default is not MISSING:
        return [field.default]
    return [{}] if get_origin(hint) not in (tuple, frozenset) else [get_origin(hint)()]


def state_diagram(say: Voice) -> str:
    """Draw the life of a project: the states it can reach, and what leads from one to another."""
    found = transitions()
    used = {State.DRAFT, *(one.before for one in found), *(one.after for one in found)}
    lines = [
        f'state "{escape(say.plain(STATE_NAMES[state]))}" as {state}'
        for state in State
        if state in used
    ]
    lines.append(f"[*] --> {State.DRAFT}")
    arrows: dict[tuple[State, State], dict[str, list[str]]] = {}
    for one in found:
        actions = arrows.setdefault((one.before, one.after), {}).setdefault(one.who, [])
        actions.append(one.action.replace("_", " "))
    for (before, after), by in arrows.items():
        parts = (
            f"{', '.join(actions)}<br/>({escape(say.plain(who))})" for who, actions in by.items()
        )
        lines.append(f"{before} --> {after}: {'<br/>'.join(parts)}")
    ends = sorted(state for state in used if state not in {one.before for one in found})
    lines += [f"{state} --> [*]" for state in ends]
    return "\n".join(["stateDiagram-v2", *(f"  {line}" for line in lines)]) + "\n"
