"""What a simulated resident does with a screen: press this button, or write that text.

Pure: a screen's buttons go in, an answer comes out. The acts are those of `dialogs.buttons.Token`;
a button that carries anything else belongs to a menu.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from dialogs.buttons import Token, decode

HELLO = "/start"
AGAIN = "/new"
ITEMS = 2
"""Promises a resident makes in one dossier."""

_TEXTS = {
    "title": "Flowers in Lime Tree Street, number {n}",
    "description": "Our street is grey. We would like {n} planters, which we plant and water.",
    "place": "Lime Tree Street, numbers 2 to {n}",
    "bearer_name": "The Lime Tree Neighbours {n}",
    "association_number": "W123456789",
    "business_number": "123456782",
    "adult_referent": "Camille Petit, youth worker",
    "youth_ages": "from 11 to 14",
    "institution_signer": "The head, Alex Martin",
    "display_name": "Alex Martin {n}",
    "contact_alt": "resident{n}@example.org",
    "support_proof": "I asked {n} households, and nearly all of them agree.",
    "what": "Planting on {n} Saturdays with the neighbours",
    "hours": "12",
    "amount": "150",
    "value": "80",
}
_ANYTHING = "Some words for question {n}, long enough for any of them to be content."
_PREFERRED = ("set", "done", "add", "keep", "send", "stay")
_MENU_WORD = "idea"


@dataclass(frozen=True, slots=True)
class Press:
    """The resident presses the button that carries `data`; `act` is "" on a menu."""

    data: str
    act: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """The resident writes a message."""

    text: str


Answer: TypeAlias = Press | Say
Buttons: TypeAlias = Sequence[tuple[str, str]]
"""The buttons of a screen in reading order: label, data."""


def choose(buttons: Buttons, random: Random, number: int) -> Answer:
    """Answer a screen that has buttons; `number` makes a resident's texts their own."""
    tokens = [token for _label, data in buttons if (token := decode(data))]
    if not tokens:
        return _from_menu(buttons)
    acts = {token.act: token for token in tokens}
    if "tick" in acts and not _ticked(buttons):
        acts = {"set": random.choice([token for token in tokens if token.act == "tick"])}
    elif "set" in acts:
        offered = [token for token in tokens if token.act == "set"]
        agreed = [token for token in offered if token.value == "yes"]  # "no" ends the talk
        acts = {"set": random.choice(agreed or offered)}
    elif "add" in acts and sum(token.act == "open" for token in tokens) < ITEMS:
        acts = {"add": acts["add"]}
    elif "help" in acts and not {"tick", "done", "add"} & acts.keys():
        return Say(_TEXTS.get(acts["help"].step, _ANYTHING).format(n=number % 90 + 10))
    for act in _PREFERRED:
        if act in acts:
            return Press(acts[act].encode(), acts[act].act)
    return Press(tokens[0].encode(), tokens[0].act)


def place_of(buttons: Buttons) -> Token | None:
    """The dialog's token on a screen, whose session and rev tell a new screen from an old one."""
    return next((token for _label, data in buttons if (token := decode(data))), None)


def _ticked(buttons: Buttons) -> bool:
    return any(label.startswith("☑") for label, _data in buttons)


def _from_menu(buttons: Buttons) -> Press:
    wanted = [data for label, data in buttons if _MENU_WORD in label.casefold()]
    return Press(wanted[0] if wanted else buttons[0][1])
