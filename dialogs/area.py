"""Where the town lies, to ask about a place that seems to be elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.similar import metres_between


@dataclass(frozen=True, slots=True)
class Area:
    """A circle around the town: its middle in degrees (WGS 84), its radius in kilometres."""

    latitude: float
    longitude: float
    radius_km: float

    def kilometres_to(self, place: Mapping[str, Any]) -> float | None:
        """How far a place is from the middle, None for one in words alone."""
        if "latitude" not in place:
            return None
        spot = (place["latitude"], place["longitude"])
        return metres_between(self.latitude, self.longitude, *spot) / 1000

    def is_outside(self, place: Mapping[str, Any]) -> bool:
        """Whether a place is surely not in the town."""
        distance = self.kilometres_to(place)
        return distance is not None and distance > self.radius_km
