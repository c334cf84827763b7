"""Someone who answers whatever the bot asks, with a dossier's answers where it has them.

The form is found out from its buttons and definitions, so a scene outlives changed questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.rehearsal.people import Person
from bot.rehearsal.scenes.listed import Dossier
from bot.rehearsal.theatre import Robot, StoryError
from bot.rehearsal.views import MessageView
from dialogs.buttons import Token, decode
from dialogs.definition import Dialog, MoneyStep, NumberStep, ReachStep, Step, TextStep

_MOST_ANSWERS = 150
_REVIEW = "-"
_HOURS = 40
_VALUE = 300


class Answerer:
    """Goes through the forms in front of one person."""

    def __init__(
        self, person: Person, robot: Robot, dialogs: Mapping[str, Dialog], dossier: Dossier
    ) -> None:
        self._person = person
        self._robot = robot
        self._steps = {step.id: step for dialog in dialogs.values() for step in dialog.steps}
        self._answers = _answers(dossier)
        self._promises = list(_promises(dossier))
        self._promise: dict[str, Any] = {}

    async def answer(self, *, until: str = "") -> None:
        """Answer until the whole is sent, or until the question `until` is asked.

        Raises StoryError when the form does not end.
        """
        for _ in range(_MOST_ANSWERS):
            await self._robot.idle()
            view, offered = self._screen()
            step = next(iter(offered)).step if offered else ""
            if not step or (until and step == until):
                return
            if step == _REVIEW and any(token.act == "send" for token in offered):
                self._press(view, offered, "send")
                await self._robot.idle()
                return
            await self._one(step, view, offered)
        raise StoryError(f"{self._person.name} is asked “{step}” again and again")

    def _screen(self) -> tuple[MessageView, dict[Token, str]]:
        view = self._person.screen()
        found = ((decode(data), data) for row in view.buttons for _, data in row)
        return view, {token: data for token, data in found if token is not None}

    async def _one(self, step: str, view: MessageView, offered: dict[Token, str]) -> None:
        """Give one answer."""
        acts = {token.act for token in offered}
        given = self._promise.get(step, self._answers.get(step))
        if "add" in acts or step == "commitments":
            self._promise = self._promises.pop(0) if self._promises else {}
            self._press(view, offered, "add" if self._promise else "done")
        elif given is not None and self._press(view, offered, "set", given):
            pass
        elif given is not None and "tick" not in acts and "set" not in acts:
            self._person.say(str(given))
        elif any(self._press(view, offered, act) for act in ("skip", "set")):
            pass
        elif "tick" in acts:
            await self._ticks(view, offered)
        elif not self._press(view, offered, "done"):
            self._person.say(self._usual(step))

    async def _ticks(self, view: MessageView, offered: dict[Token, str]) -> None:
        self._press(view, offered, "tick")
        await self._robot.idle()
        view, offered = self._screen()
        self._press(view, offered, "done")

    def _press(
        self, view: MessageView, offered: dict[Token, str], act: str, value: Any = None
    ) -> bool:
        for token, data in offered.items():
            if token.act == act and value in (None, token.value):
                self._person.press(data, view)
                return True
        return False

    def _usual(self, name: str) -> str:
        """What a person answers to a question of which the dossier says nothing."""
        step = self._steps.get(name)
        if step is None:
            return "Oui"
        return _usual(step)


def _usual(step: Step) -> str:
    match step:
        case NumberStep() | MoneyStep():
            return str(max(10, int(step.min)))
        case ReachStep():
            return "03 53 01 00 50"
        case TextStep():
            words = step.example or "Nous en parlons avec les voisins."
            return words if len(words) >= step.min else words + " ." * step.min
        case _:
            return step.example or "15/06/2026"


def _answers(dossier: Dossier) -> dict[str, Any]:
    return {
        "adult": "yes",
        "title": dossier.title,
        "description": dossier.description,
        "category": dossier.category,
        "place": dossier.place,
        "bearer_kind": dossier.bearer_kind,
        "bearer_name": dossier.bearer_name,
        "display_name": f"{dossier.bearer} Exemple",
        "lives_here": "lives",
        "support_proof": f"{dossier.people} personnes nous soutiennent.",
        "honesty": "yes",
        "publish_level": "title_place",
    }


def _promises(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """Yield the promises of a bearer: the work, then the upkeep."""
    for what in dossier.bearer_does or ("En parler aux voisins",):
        yield {"kind": "labour", "what": what, "hours": _HOURS}
    if dossier.budget["bearer_cash"]:
        yield {"kind": "money", "what": "Notre part", "amount": dossier.budget["bearer_cash"]}
    for task in dossier.upkeep:
        yield {"kind": "upkeep", "what": task.task, "frequency": task.frequency}
