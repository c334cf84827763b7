"""Ideas that are alike: near on the map, of the same place in words, or of the same words.

Pure: given what is known of two ideas, how alike they are. Fuzzy comparison is RapidFuzz's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any

from rapidfuzz import fuzz

from dialogs.reading import fold

EARTH_METRES = 6_371_008.8
"""The mean radius of the Earth (IUGG)."""

SAME_PLACE = 85
"""How alike two places are in words, of 100, to be taken for the same one."""

# The little words, and those that stand in many titles or places: of French, then of English.
_STOP_WORDS = """
a afin ai au aux avec ce ces cet cette chez comme d dans de des deux du elle en est et eux il
ils j je l la le les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ont ou
par pas plus pour qu que qui s sa sans se ses si son sont sur t ta te tes toi ton tous tout
toute toutes tu un une vers vos votre vous y
allee avenue boulevard chemin impasse place quartier rue route square ville village commune
idee projet creer faire installer mettre amenager realiser numero numeros bis ter pres
devant derriere entre angle

an and are as at be by can for from has have i in into is it its my near of on or our so
some that the their them they this to us we with you your
lane road street town alley idea project create make install put set number numbers
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that say nothing of what an idea is about, folded."""


@dataclass(frozen=True, slots=True)
class Idea:
    """What tells whether ideas are alike. The place is in words, in degrees, in both or neither."""

    id: int
    title: str
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close two ideas are said to be: within how many metres, from how many words of 100."""

    metres: int = 500
    words: int = 80


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two ideas are: metres apart (None where not known), places and words of 100."""

    metres: float | None
    place: float
    words: float

    def is_near(self, close: Closeness) -> bool:
        """Whether they are at the same place, by the map or by its name."""
        if self.metres is not None:
            return 0 < close.metres >= self.metres
        return close.metres > 0 and self.place >= SAME_PLACE

    def says_the_same(self, close: Closeness) -> bool:
        """Whether their names mean the same."""
        return 0 < close.words <= self.words

    def rank(self, close: Closeness) -> tuple[bool, float]:
        """What puts the most alike first when sorted downwards."""
        return (self.is_near(close) and self.says_the_same(close), self.words)


def idea_of(project_id: int, answers: Mapping[str, Any]) -> Idea:
    """Take what is compared from the answers of an idea's form, whatever stands in them."""
    title, place = answers.get("title"), answers.get("place")
    spot = place if isinstance(place, Mapping) else {}
    words, latitude, longitude = (spot.get(name) for name in ("text", "latitude", "longitude"))
    known = isinstance(latitude, int | float) and isinstance(longitude, int | float)
    return Idea(
        id=project_id,
        title=title if isinstance(title, str) else "",
        place=words if isinstance(words, str) else "",
        latitude=float(latitude) if known and latitude is not None else None,
        longitude=float(longitude) if known and longitude is not None else None,
    )


def metres_between(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """The distance of two points in degrees, over the surface: the haversine formula."""
    phi, other_phi = radians(latitude), radians(other_latitude)
    across = sin((other_phi - phi) / 2) ** 2
    along = cos(phi) * cos(other_phi) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(min(1.0, across + along)))


def likeness(one: Idea, other: Idea) -> Likeness:
    """Compare two ideas. The order of the two, of words, case, accents and plurals do not count."""
    metres = None
    spots = (one.latitude, one.longitude, other.latitude, other.longitude)
    if all(degrees is not None for degrees in spots):
        metres = metres_between(*(degrees for degrees in spots if degrees is not None))
    return Likeness(metres, _alike(one.place, other.place), _alike(one.title, other.title))


def similar(
    idea: Idea, others: Iterable[Idea], close: Closeness, most: int = 3
) -> tuple[Idea, ...]:
    """Find the ideas that are near in place or in words, the most alike first."""
    found = [
        (alike.rank(close), other)
        for other in others
        if other.id != idea.id
        for alike in (likeness(idea, other),)
        if alike.is_near(close) or alike.says_the_same(close)
    ]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(other for _, other in found[:most])


def _alike(one: str, other: str) -> float:
    words, others = significant(one), significant(other)
    return fuzz.token_set_ratio(words, others) if words and others else 0.0


@lru_cache(maxsize=4096)
def significant(text: str) -> str:
    """The words that carry the meaning, folded, without plurals, sorted, each once."""
    joined = fold(text.replace("-", ""))  # a skate-park is a skatepark
    words = {_singular(word) for word in joined.split() if word not in STOP_WORDS}
    return " ".join(sorted(word for word in words if word))


def _singular(word: str) -> str:
    if word.isdigit():
        return ""  # a house number is the same in every street
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
