"""Changing a word of what a convention will say, before it is sent for signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dialogs.outcomes import Applied, Lead, Outcome, Record, Refused, Row, UpdateCard
from dialogs.project import Project, State
from dialogs.rights import Actor, Rules, Why, clerk

_ANSWERS = ("title", "description")


@dataclass(frozen=True, slots=True)
class Reword:
    """A staff member writes another wording; `part` is one of `parts`."""

    part: str
    words: str


def parts(project: Project) -> dict[str, str]:
    """What can be worded otherwise, by id: the title, a promise ("b0"), a task of upkeep ("t0")."""
    found = {name: str(project.dossier.get(name) or "") for name in _ANSWERS}
    place = project.dossier.get("place")
    found["place"] = str(place.get("text") or "") if isinstance(place, Mapping) else ""
    kept = {one.words for one in project.upkeep_plan}
    found |= {
        f"b{rank}": one.what
        for rank, one in enumerate(project.commitments)
        if one.what not in kept  # a task of the upkeep is promised with its own words
    }
    found |= {f"t{rank}": one.words for rank, one in enumerate(project.upkeep_plan)}
    return {part: words for part, words in found.items() if words}


def reworded(project: Project, part: str, words: str) -> Project:
    """Return the project with one of its parts in other words."""
    if part == "place":
        place: Mapping[str, Any] = {**project.dossier["place"], "text": words}
        return replace(project, dossier={**project.dossier, "place": place})
    if part in _ANSWERS:
        return replace(project, dossier={**project.dossier, part: words})
    rank = int(part[1:])
    if part.startswith("b"):
        promises = list(project.commitments)
        promises[rank] = replace(promises[rank], what=words)
        return replace(project, commitments=tuple(promises))
    plan = list(project.upkeep_plan)
    old, plan[rank] = plan[rank].words, replace(plan[rank], words=words)
    promised = tuple(
        replace(one, what=words) if one.what == old else one for one in project.commitments
    )
    return replace(project, upkeep_plan=tuple(plan), commitments=promised)


def _reword(project: Project, action: Reword, actor: Actor, now: datetime, rules: Rules) -> Outcome:
    del actor, now, rules
    words = action.words.strip()
    if action.part not in parts(project):
        return Refused(Why.UNKNOWN_CHOICE)
    if not words:
        return Refused(Why.NO_WORDS)
    after = reworded(project, action.part, words)
    record = Record("reword", project.state, project.state)
    return Applied(after, (record,), (UpdateCard(),))


ROWS = {Reword: Row(frozenset({State.ACCEPTED}), clerk, _reword, (Lead("reword"),))}
