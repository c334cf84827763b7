"""Answers in the reader's words, as the review, the lists and the staff's card say them."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.showing import place_words
from dialogs.wording import load_wording

SAY = load_wording(("en",)).voice("en")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"text": "Behind the school"}, "Behind the school"),
        ({"text": "The park", "latitude": 50.45, "longitude": 2.79}, "The park"),
        (
            {"text": "", "latitude": 50.45, "longitude": 2.7900004},
            "a point on the map (50.45000, 2.79000)",
        ),
        ({}, ""),
    ],
)
def test_a_place_is_said_by_its_words_or_as_a_point_and_not_when_it_is_forgotten(
    place: dict[str, Any], words: str
) -> None:
    assert place_words(place, SAY) == words
