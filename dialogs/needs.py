"""What the product itself reads of the answers, so that a town cannot take it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """What the product itself reads of an answer: its kind, whether it must be there, and why."""

    kind: str
    why: str
    always: bool = True


REQUIRED: Mapping[str, Mapping[str, Need]] = {
    "welcome": {"adult": Need("yes_no", "only an adult may open a dossier")},
    "idea": {
        "title": Need("text", "every message calls the idea by its title"),
        "category": Need("choice", "the team's card sorts by it; change its `options` instead"),
        "place": Need("place", "the team's card says where it is"),
        "bearer_kind": Need("choice", "it decides who signs"),
        "display_name": Need("text", "the town hall must know whom it answers"),
    },
    "promise": {
        "work_steps": Need("list", "the convention says what is done when"),
        "bearer_commitments": Need("list", "the convention is made of these promises"),
        "town_requests": Need("list", "the town's offer answers them"),
        "cost_lines": Need("list", "sums are added up"),
        "upkeep_plan": Need("list", "the upkeep is reminded of by it"),
        "land_owner": Need("choice", "an owner who is not the town has to agree"),
    },
    "work_step": {
        "what": Need("text", "the convention says what is done"),
        "month": Need("month", "the convention says when", always=False),
    },
    "request": {
        "kind": Need("choice", "each request is followed up by its kind"),
        "what": Need("text", "the town's offer answers it", always=False),
    },
    "cost_line": {
        "label": Need("text", "the convention says what is bought"),
        "amount": Need("money", "sums are added up"),
        "paid_by": Need("choice", "each side has its sum", always=False),
    },
    "upkeep_task": {
        "task": Need("text", "the reminder says what to do"),
        "frequency": Need("choice", "upkeep is reminded of at this rhythm"),
        "months": Need("choices", "upkeep is reminded of in these months", always=False),
        "who": Need("choice", "whoever does it is reminded", always=False),
    },
    "member": {"name": Need("text", "the dossier says who is in the group")},
    "commitment": {
        "kind": Need("choice", "each promise is followed up by its kind"),
        "what": Need("text", "the convention says what is promised"),
        "hours": Need("number", "hours are added up", always=False),
        "amount": Need("money", "sums are added up", always=False),
        "value": Need("money", "sums are added up", always=False),
        "frequency": Need("choice", "upkeep is reminded of at this rhythm", always=False),
    },
    "note": {"words": Need("text", "it is kept with the dossier")},
    "pictures": {"files": Need("media", "they are kept with the dossier")},
    "holiday": {
        "until": Need("choice", "it says for how long"),
        "day": Need("date", "it says until when", always=False),
    },
    "withdrawal": {
        "reason": Need("text", "the town hall reads it", always=False),
        "sure": Need("confirm", "nothing is withdrawn by a slip of the finger"),
    },
    "message": {"text": Need("text", "a person at the town hall reads it")},
    "refusal": {
        "reason": Need("text", "the law asks for the reason of a refusal"),
        "alternative": Need("text", "the resident reads it as it was written", always=False),
    },
}
"""The questions whose answers the product reads (`bot.render`, `bot.residents`, `bot.staff`,
`dialogs.promises`). None of them changes its kind; those that are always there cannot be removed,
skipped or asked on a condition only."""

OPEN = (
    "idea", "promise", "commitment", "request", "work_step", "cost_line", "upkeep_task",
)  # fmt: skip
"""The dialogs of ours whose answers are all kept, so that a question can be added."""
