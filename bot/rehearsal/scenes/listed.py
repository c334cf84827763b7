"""The scenes by name, and the invented dossiers they are made of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.rehearsal.story import BEGINNING

_FILE = Path(__file__).with_name("dossiers.toml")
_SPELL = timedelta(weeks=4)
"""How much time a town that grows lets pass between two ideas."""


_AGE = (
    "closed",
    "renewal",
    "upkeep_late",
    "upkeep",
    "refused",
    "completion_review",
    "in_progress",
    "awaiting_signature",
    "accepted",
    "under_review",
    "needs_info",
    "submitted",
    "draft",
)
"""States from the oldest dossiers to the youngest."""


@dataclass(frozen=True)
class Task:
    """One promise of upkeep; `months` is empty for the whole year."""

    task: str
    frequency: str
    months: tuple[int, ...]


@dataclass(frozen=True)
class Dossier:
    """An invented dossier: what its bearer answers, and the state in which a scene shows it."""

    ref: str
    title: str
    description: str
    bearer: str
    category: str
    bearer_kind: str
    bearer_name: str
    people: int
    place: str
    weeks: int
    term_years: int
    state: str
    basis: str
    budget: Mapping[str, int]
    bearer_does: tuple[str, ...]
    town_does: tuple[str, ...]
    upkeep: tuple[Task, ...]

    @classmethod
    def read(cls, data: dict[str, Any]) -> Dossier:
        """Read a dossier of the file."""
        tasks = tuple(
            Task(one["task"], one["frequency"], tuple(one["months"])) for one in data["upkeep"]
        )
        lists = {name: tuple(data[name]) for name in ("bearer_does", "town_does")}
        return cls(**{"basis": "", **data, **lists, "upkeep": tasks})


@dataclass(frozen=True)
class Scene:
    """A starting point. `spell` is the time between two dossiers, `titles` its name by language."""

    key: str
    titles: Mapping[str, str]
    dossiers: tuple[Dossier, ...] = ()
    begins: datetime = BEGINNING
    spell: timedelta = timedelta()


def load_dossiers() -> tuple[Dossier, ...]:
    """Read all invented dossiers."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(Dossier.read(one) for one in data["dossiers"])


def _waiting(dossiers: Mapping[str, Dossier], *refs: str) -> tuple[Dossier, ...]:
    """Return dossiers as they were when they had just been sent."""
    return tuple(Dossier(**{**vars(dossiers[ref]), "state": "submitted"}) for ref in refs)


def _scenes() -> dict[str, Scene]:
    dossiers = {one.ref: one for one in load_dossiers()}
    flowers = dossiers["D03"]
    draft = (Dossier(**{**vars(flowers), "state": "draft"}),)
    to_sign = Dossier(**{**vars(flowers), "state": "awaiting_signature"})
    oldest_first = sorted(dossiers.values(), key=lambda one: _AGE.index(one.state))
    scenes = [
        Scene("first_idea", {"fr": "Une première idée", "en": "A first idea"}),
        Scene("draft", {"fr": "Un brouillon en attente", "en": "A draft left lying"}, draft),
        Scene(
            "five_waiting",
            {"fr": "Cinq dossiers en attente", "en": "Five dossiers waiting"},
            _waiting(dossiers, "D01", "D05", "D07", "D10", "D11"),
        ),
        _aged("signing", {"fr": "Une convention à signer", "en": "An agreement to sign"}, to_sign),
        Scene(
            "third_year",
            {"fr": "Une ville dans sa troisième année", "en": "A town in its third year"},
            tuple(oldest_first),
            BEGINNING - _SPELL * 33,
            _SPELL * 33 / len(oldest_first),
        ),
        *(_alone(one) for one in dossiers.values()),
    ]
    return {scene.key: scene for scene in scenes}


def _alone(dossier: Dossier) -> Scene:
    titles = dict.fromkeys(("fr", "en"), f"{dossier.ref} · {dossier.title}")
    return _aged(dossier.ref, titles, dossier)


def _aged(key: str, titles: Mapping[str, str], dossier: Dossier) -> Scene:
    """Return the scene of one dossier, which was sent as long ago as its state tells."""
    age = _SPELL * (_AGE[::-1].index(dossier.state) // 2)
    return Scene(key, titles, (dossier,), BEGINNING - age, age)


SCENES: Mapping[str, Scene] = _scenes()
