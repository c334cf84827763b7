"""The upkeep that usually keeps a place alive, proposed by category for the bearer to adjust."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.upkeep_days import Frequency
from dialogs.wording import N_, Voice

_Usual = tuple[str, Frequency, tuple[int, ...], str]
"""What is done, how often, in which months (none: all the year round), by whom."""

_WEEKLY, _BIWEEKLY, _MONTHLY = Frequency.WEEKLY, Frequency.BIWEEKLY, Frequency.MONTHLY
_QUARTERLY, _TWICE, _YEARLY = Frequency.QUARTERLY, Frequency.TWICE_A_YEAR, Frequency.YEARLY

_WARM = (5, 6, 7, 8, 9)
_GROWING = (4, 5, 6, 7, 8, 9, 10)

USUAL: Mapping[str, tuple[_Usual, ...]] = {
    "greening": (
        (N_("Water the plants"), _WEEKLY, _WARM, "bearer"),
        (N_("Weed"), _MONTHLY, _GROWING, "bearer"),
        (N_("Replace the plants that did not last"), _YEARLY, (10,), "bearer"),
    ),
    "garden": (
        (N_("Walk round the garden"), _WEEKLY, _GROWING, "bearer"),
        (N_("Prune trees and shrubs"), _YEARLY, (2,), "bearer"),
        (N_("Meet among gardeners"), _QUARTERLY, (), "bearer"),
    ),
    "compost": (
        (N_("Turn the compost"), _BIWEEKLY, (), "bearer"),
        (N_("Empty the bin and share the compost"), _TWICE, (3, 10), "bearer"),
    ),
    "biodiversity": (
        (N_("Check the place"), _QUARTERLY, (), "bearer"),
        (N_("Mow"), _YEARLY, (9,), "bearer"),
        (N_("Clean the nest boxes"), _YEARLY, (11,), "bearer"),
    ),
    "play_sport": (
        (N_("Pick up litter"), _WEEKLY, (), "bearer"),
        (N_("Look whether anything is broken"), _MONTHLY, (), "bearer"),
        (N_("Inspect the equipment"), _YEARLY, (), "town"),
    ),
    "furniture": (
        (N_("Look whether anything is broken"), _QUARTERLY, (), "bearer"),
        (N_("Stain the wood"), _YEARLY, (5,), "bearer"),
    ),
    "art_heritage": (
        (N_("Look whether anything is damaged"), _QUARTERLY, (), "bearer"),
        (N_("Clean the work"), _YEARLY, (4,), "bearer"),
    ),
    "paths": (
        (N_("Walk along the path"), _TWICE, (3, 10), "bearer"),
        (N_("Clear the brambles"), _YEARLY, (9,), "bearer"),
        (N_("Fill the holes"), _YEARLY, (3,), "bearer"),
    ),
    "clean_up": ((N_("Pick up litter together"), _QUARTERLY, (), "bearer"),),
    "energy_water": (
        (N_("Read the meters"), _MONTHLY, (), "bearer"),
        (N_("Sum up the year"), _YEARLY, (1,), "bearer"),
    ),
    "building": (
        (N_("Check the rooms"), _QUARTERLY, (), "bearer"),
        (N_("Clean the rooms"), _MONTHLY, (), "bearer"),
    ),
    "neighbourhood": ((N_("Sum up the year"), _YEARLY, (), "bearer"),),
}
"""By category, from the scheme's own list; a category that is not here proposes nothing."""


def proposed(category: object, say: Voice) -> list[dict[str, Any]]:
    """The usual tasks of a category, as answers to the form `upkeep_task`, in words of `say`."""
    return [
        {
            "task": say.plain(words),
            "frequency": frequency.value,
            "months": [f"m{month}" for month in months] or None,
            "who": who,
        }
        for words, frequency, months, who in USUAL.get(str(category), ())
    ]
