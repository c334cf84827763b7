"""Answers such as a person might give, for the preview: the examples of the dialogs themselves."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from dialogs.definition import (
    ChoicesStep,
    ChoiceStep,
    ListStep,
    MediaStep,
    MoneyStep,
    NumberStep,
    PlaceStep,
    ReachStep,
    Step,
    TextStep,
)
from dialogs.examples import Dialogs, filled, longest
from dialogs.paths import Paths
from dialogs.wording import Voice

_FEW = 2
"""How many options, files and items are given where several may be."""


class Typical:
    """Gives an answer to every step, in the words of one language."""

    def __init__(self, say: Voice, ways: Mapping[str, Paths]) -> None:
        self._say = say
        self._ways = ways

    def __call__(self, dialogs: Dialogs, step: Step) -> Any:
        """An answer that fits a step."""
        match step:
            case TextStep():
                return self._words(step)
            case PlaceStep():
                return {"text": self._words(step)}
            case NumberStep():
                example = step.example.strip()
                number = int(example) if example.isdecimal() else step.min
                return min(max(number, step.min), step.max)
            case MoneyStep():
                return min(max(150, step.min), step.max) * 100
            case ChoiceStep():
                return step.options[0].id
            case ChoicesStep():
                return [option.id for option in step.options[: max(_FEW, step.min)]]
            case MediaStep():
                return longest(dialogs, step)[: max(_FEW, step.min)]
            case ReachStep():
                return "camille@example.org"
            case ListStep():
                return self._items(dialogs, step)
            case _:
                return longest(dialogs, step)

    def _words(self, step: TextStep | PlaceStep) -> str:
        """The example, or the label, as long as the step wants it."""
        words = self._say.plain(step.example or step.label)
        while len(words) < step.min:
            words = f"{words} {words}"
        return words[: step.max].strip().ljust(step.min, "x")

    def _items(self, dialogs: Dialogs, step: ListStep) -> list[dict[str, Any]]:
        """Items of different kinds, where their form has several paths."""
        count = min(max(_FEW, step.min), step.max)
        paths = list(islice(self._ways[step.item].each, count))
        given = [path.given for path in paths] + [paths[-1].given] * (count - len(paths))
        return [filled(dialogs, dialogs[step.item], self, each) for each in given]
