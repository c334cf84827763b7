"""Which ideas are alike: by the map, by the place's name, by their words."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.area import Area
from dialogs.similar import (
    Closeness,
    Idea,
    idea_of,
    likeness,
    metres_between,
    significant,
    similar,
)

CLOSE = Closeness()
LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)
WORDS = st.text("aeiou bcdlmnrst'éèçà-ÀÉ0123 ", max_size=40)
IDEAS = st.builds(
    Idea, id=st.integers(1, 50), title=WORDS, place=WORDS,
    latitude=st.none() | LATITUDES, longitude=st.none() | LONGITUDES,
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Des fleurs rue des Tilleuls", "Fleurir la rue des Tilleuls", True),
        ("Des fleurs rue des Tilleuls", "FLEURS, RUE DU TILLEUL !", True),
        ("Un skate-park pour les jeunes", "Skatepark pour jeunes", True),
        ("Une boîte à livres place Jaurès", "Boite a livres place Jaures", True),
        ("Un compost de quartier", "Compost collectif du quartier", True),
        ("Des fleurs rue des Tilleuls", "Des fleurs rue du Moulin", False),
        ("Des bancs devant l'école", "Un composteur rue Victor Hugo", False),
        ("Un projet pour la ville", "Une idée pour la commune", False),
        ("", "", False),
    ],
)
def test_names_that_mean_the_same(one: str, other: str, alike: bool) -> None:
    found = likeness(Idea(1, one), Idea(2, other))
    assert found.says_the_same(CLOSE) is alike, found


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("rue des Tilleuls, numéros 2 à 48", "Rue des Tilleuls", True),
        ("derrière l'église Saint-Vaast", "église St Vaast", True),
        ("rue des Tilleuls", "rue du Moulin", False),
        ("rue", "rue", False),
    ],
)
def test_places_in_words(one: str, other: str, near: bool) -> None:
    assert likeness(Idea(1, "", one), Idea(2, "", other)).is_near(CLOSE) is near


@pytest.mark.parametrize(("north", "near"), [(0.0044, True), (0.0046, False)])
def test_five_hundred_metres(north: float, near: bool) -> None:
    here, there = Idea(1, "", "", 50.4587, 2.7925), Idea(2, "", "", 50.4587 + north, 2.7925)
    assert likeness(here, there).is_near(CLOSE) is near


def test_the_map_counts_more_than_the_name_of_a_place() -> None:
    here = Idea(1, "", "rue de la Gare", 50.4587, 2.7925)
    far = Idea(2, "", "rue de la Gare", 48.8566, 2.3522)
    assert not likeness(here, far).is_near(CLOSE)


def test_the_most_alike_comes_first_and_nought_means_never() -> None:
    mine = Idea(1, "Des fleurs rue des Tilleuls", "rue des Tilleuls")
    same = Idea(2, "Fleurs rue des Tilleuls", "rue des Tilleuls")
    near = Idea(3, "Un banc", "rue des Tilleuls")
    words = Idea(4, "Des fleurs rue des Tilleuls", "à Lens")
    assert similar(mine, [near, words, same, mine], CLOSE) == (same, words, near)
    assert similar(mine, [near, words, same], CLOSE, most=1) == (same,)
    assert similar(mine, [near, words, same], Closeness(0, 0)) == ()
    assert similar(mine, [near, words, same], Closeness(0, 80)) == (words, same)


@given(IDEAS, IDEAS)
def test_likeness_is_the_same_both_ways_and_in_bounds(one: Idea, other: Idea) -> None:
    found = likeness(one, other)
    back = likeness(other, one)
    assert (found.place, found.words) == pytest.approx((back.place, back.words))
    assert 0 <= found.place <= 100
    assert 0 <= found.words <= 100
    assert (found.metres is None) is (back.metres is None)


@given(IDEAS)
def test_an_idea_is_like_itself_where_it_says_anything(idea: Idea) -> None:
    twin = Idea(99, idea.title, idea.place, idea.latitude, idea.longitude)
    found = likeness(idea, twin)
    assert found.words == (100 if significant(idea.title) else 0)
    if idea.latitude is not None and idea.longitude is not None:
        assert found.metres == 0


@given(WORDS)
def test_what_is_significant_stays_so(text: str) -> None:
    words = significant(text).split()
    assert words == sorted(set(words))
    assert significant(text.upper()) == significant(text)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distance_is_one(a: float, b: float, c: float, d: float, e: float, f: float) -> None:
    there = metres_between(a, b, c, d)
    assert 0 <= there <= 20_016_000
    assert there == pytest.approx(metres_between(c, d, a, b), abs=1e-3)
    assert there <= metres_between(a, b, e, f) + metres_between(e, f, c, d) + 1


def test_a_known_distance() -> None:
    assert metres_between(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(343_556, abs=500)


@given(st.dictionaries(st.sampled_from(["title", "place", "other"]), st.one_of(
    st.none(), st.text(), st.integers(), st.lists(st.integers()),
    st.dictionaries(st.sampled_from(["text", "latitude", "longitude"]),
                    st.one_of(st.none(), st.text(), st.floats(allow_nan=False), st.integers())),
)))  # fmt: skip
def test_whatever_stands_in_a_dossier_can_be_compared(answers: dict[str, object]) -> None:
    idea = idea_of(1, answers)
    assert isinstance(idea.title, str)
    assert isinstance(idea.place, str)
    assert (idea.latitude is None) is (idea.longitude is None)


def test_the_town_is_a_circle() -> None:
    town = Area(50.4587, 2.7925, 5)
    assert not town.is_outside({"text": "rue des Tilleuls"})
    assert not town.is_outside({"unknown": True})
    assert not town.is_outside({"latitude": 50.4587, "longitude": 2.7925})
    assert town.is_outside({"latitude": 48.8566, "longitude": 2.3522})
    assert (town.kilometres_to({"latitude": 50.5487, "longitude": 2.7925}) or inf) < 10.1
