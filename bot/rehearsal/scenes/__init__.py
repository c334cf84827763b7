"""Ready starting points of a rehearsal, from an empty town to one in its third year."""

from bot.rehearsal.scenes.building import build
from bot.rehearsal.scenes.listed import SCENES, Dossier, Scene

__all__ = ["SCENES", "Dossier", "Scene", "build"]
