"""What the team looks at before it decides: seven questions, what each risk asks, what may fit."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.country import Country, Ground
from dialogs.project import Project
from dialogs.wording import N_

CHECKS: Mapping[str, str] = {
    "general_interest": N_("It serves everyone, not a few."),
    "collective": N_("Several people carry it."),
    "competence": N_("It is for the town to do."),
    "feasible": N_("It can be done."),
    "safe": N_("It is safe."),
    "budget": N_("The money is there."),
    "upkeep": N_("The upkeep will last."),
}
"""The seven questions of the review, each as what is true when the answer is yes."""

FLAGS: Mapping[str, str] = {
    "digging": N_("Digging: ask the networks first (utility check)."),
    "play_sport_equipment": N_("Play or sport: check it before opening, then every year."),
    "wall_or_facade": N_("A wall: the owner agrees, and a declaration of works."),
    "electricity_height_machine": N_("Power, height, machines: only trained people."),
    "road_or_passage": N_("Road or pavement: 1.40 m free, a traffic order if needed."),
    "minors": N_("Young people: parents' papers, an adult always there."),
    "private_land": N_("Private land: the owner agrees in writing."),
    "heritage_or_nature": N_("Protected place: ask the other authority first."),
}
"""What each risk of a project asks of the town."""


def fitting(project: Project, country: Country) -> tuple[Ground, ...]:
    """The legal bases of the country that may fit a project, the likeliest first."""
    return tuple(one for one in country.grounds if one.fits(project.dossier))


def basis_of(project: Project, country: Country) -> Ground | None:
    """The legal basis chosen for a project."""
    return next((one for one in country.grounds if one.id == project.legal.basis), None)
