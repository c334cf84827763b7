"""Someone who answers whatever the bot asks, with a dossier's answers where it has them.

The form is found out from its buttons and definitions, so a scene outlives changed questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.rehearsal.people import Person
from bot.rehearsal.scenes.listed import Dossier, Task
from bot.rehearsal.theatre import Robot, StoryError
from bot.rehearsal.views import MessageView
from dialogs.buttons import Token, decode
from dialogs.definition import Dialog, MoneyStep, NumberStep, ReachStep, Step, TextStep

_MOST_ANSWERS = 150
_REVIEW = "-"
_HOURS = 40
_VALUE = 300
_YOUNG = ("school", "youth_group")
_RISKS = ("risk_dig", "risk_wall", "risk_machine", "risk_road", "risk_play", "risk_heritage")
_LOOK_AFTER = Task("regarder si tout va bien", "monthly", ())


class Answerer:
    """Goes through the forms in front of one person."""

    def __init__(
        self, person: Person, robot: Robot, dialogs: Mapping[str, Dialog], dossier: Dossier
    ) -> None:
        self._person = person
        self._robot = robot
        self._steps = {step.id: step for dialog in dialogs.values() for step in dialog.steps}
        self._answers = _answers(dossier)
        self._lists = {name: list(items) for name, items in _lists(dossier).items()}
        self._item: dict[str, Any] = {}
        self._begun: set[str] = set()

    async def answer(self, *, until: str = "") -> None:
        """Answer until the whole is sent, or until the question `until` is asked.

        Raises StoryError when the form does not end.
        """
        for _ in range(_MOST_ANSWERS):
            await self._robot.idle()
            if self._goes_on_alone():
                continue
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

    def _goes_on_alone(self) -> bool:
        """Where ideas that are alike are shown: go on with one's own."""
        view = self._person.screen()
        for data in (data for row in view.buttons for _, data in row):
            if data.startswith("s.on."):
                self._person.press(data, view)
                return True
        return False

    async def promise(self) -> None:
        """Open the promises from the receipt, and answer them all."""
        for view in reversed(self._person.messages()):
            for data in (data for row in view.buttons for _, data in row):
                if data.startswith("h.promise."):
                    self._person.press(data, view)
                    await self.answer()
                    return
        raise StoryError(f"{self._person.name} is not invited to promise anything")

    def _screen(self) -> tuple[MessageView, dict[Token, str]]:
        view = self._person.screen()
        found = ((decode(data), data) for row in view.buttons for _, data in row)
        return view, {token: data for token, data in found if token is not None}

    async def _one(self, step: str, view: MessageView, offered: dict[Token, str]) -> None:
        """Give one answer."""
        acts = {token.act for token in offered}
        given = self._item.get(step, self._answers.get(step))
        if {"redo", "drop"} <= acts:
            self._press(view, offered, "drop")
        elif "open" in acts and step not in self._begun:  # proposals; the dossier has its own
            self._press(view, offered, "open")
        elif "add" in acts:
            self._begun.add(step)
            waiting = self._lists.get(step)
            self._item = waiting.pop(0) if waiting else {}
            self._press(view, offered, "add" if self._item else "done")
        elif given is not None and "tick" in acts:
            await self._ticks(view, offered, given)
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

    async def _ticks(
        self, view: MessageView, offered: dict[Token, str], values: Sequence[str | None] = (None,)
    ) -> None:
        for value in values:
            self._press(view, offered, "tick", value)
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
        "lives_in_commune": "lives",
        "support_proof": f"{dossier.people} personnes nous soutiennent.",
        "honesty_declared": "yes",
        "publish_level": "title_place",
        "people_count": str(dossier.people),
        "minors_involved": "yes" if dossier.bearer_kind in _YOUNG else "no",
        "start_wish": "2027-03",
        "duration_weeks": str(dossier.weeks),
        "term_wish": str(dossier.term_years),
        "standin_name": "Dominique, au numéro 12",
        "land_owner": "town",
        "insurance_declared": "yes",
        **dict.fromkeys(_RISKS, "no"),
    }


def _lists(dossier: Dossier) -> dict[str, list[dict[str, Any]]]:
    """The items of each list of the promises."""
    budget = dossier.budget
    does = [{"kind": "labour", "what": what, "hours": _HOURS} for what in _work(dossier)]
    if budget["bearer_cash"]:
        does.append({"kind": "money", "what": "Notre part", "amount": budget["bearer_cash"]})
    asks = [{"kind": "materials", "what": what, "value": _VALUE} for what in dossier.town_does]
    return {
        "member_names": [{"name": "Dominique Exemple"}],
        "work_steps": [{"what": what, "month": "2027-03"} for what in _work(dossier)],
        "bearer_commitments": does,
        "town_requests": asks,
        "upkeep_plan": [_task(one) for one in dossier.upkeep] or [_task(_LOOK_AFTER)],
    }


def _work(dossier: Dossier) -> tuple[str, ...]:
    return dossier.bearer_does or ("En parler aux voisins",)


def _task(task: Task) -> dict[str, Any]:
    months = tuple(f"m{month}" for month in task.months) or None
    return {
        "task": task.task, "frequency": task.frequency, "months": months, "who": "bearer",
    }  # fmt: skip
