"""The life of a project as a Mermaid state diagram: what the table says can happen, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from dialogs.bearing import ROWS
from dialogs.diagram import escape
from dialogs.lifecycle import TABLE
from dialogs.outcomes import Row
from dialogs.project import STATE_NAMES, Project, State
from dialogs.rights import CLOCK, Actor, Role, Rules
from dialogs.wording import N_, Voice

_ACTORS: Mapping[Actor, str] = {
    Actor(1): N_("the resident"),
    Actor(2, "", frozenset(Role)): N_("the town hall"),
    CLOCK: N_("the calendar"),
}


@dataclass(frozen=True, slots=True)
class Transition:
    """What an action does: from a state to a state, the journal's word for it, and who did it."""

    before: State
    action: str
    after: State
    who: str


def transitions() -> list[Transition]:
    """Every transition that can happen to a project, in the order of the states."""
    found = dict.fromkeys(
        Transition(state, lead.word, lead.to or state, who)
        for kind, row in TABLE.items()
        if kind not in ROWS  # who carries a project with whom moves it nowhere
        for who in _who_may(row)
        for lead in row.leads
        for state in State
        if state in (lead.only_from or row.states)
    )
    order = list(State)
    return sorted(found, key=lambda seen: (order.index(seen.before), order.index(seen.after)))


def _who_may(row: Row) -> list[str]:
    """Who may do what a row says, by the predicate of the row itself."""
    sample = Project(
        id=1,
        bearer=1,
        state=State.DRAFT,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        language="en",
    )
    return [who for actor, who in _ACTORS.items() if row.who(sample, actor, Rules()) is None]


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
    left = {one.before for one in found if one.before is not one.after}
    ends = sorted(used - left)
    lines += [f"{state} --> [*]" for state in ends]
    return "\n".join(["stateDiagram-v2", *(f"  {line}" for line in lines)]) + "\n"
