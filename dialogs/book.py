"""All that the engine reads from: dialogs, words, and the facts of the town that texts mention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from markupsafe import Markup

from dialogs.area import Area
from dialogs.definition import DefinitionError, Dialog, load_dialog
from dialogs.overlay import lay_over
from dialogs.reading import fold
from dialogs.wording import N_, Voice, Wording

FLOWS_DIR = Path(__file__).parent / "flows"

BUTTONS = (
    N_("Back"),
    N_("Help"),
    N_("Stop for now"),
    N_("Skip this question"),
    N_("Keep this answer"),
    N_("Keep everything"),
    N_("Done"),
    N_("Nothing to add"),
    N_("No photo"),
    N_("No file"),
    N_("Remove the last one"),
    N_("Change an answer"),
    N_("Change it"),
    N_("Remove it"),
    N_("Cancel"),
    N_("Continue"),
    N_("Return to the question"),
    N_("See my answers"),
    N_("Yes, erase it"),
    N_("No, keep it"),
    N_("Yes, change it"),
    N_("Yes"),
    N_("No"),
    N_("I don't know"),
    N_("Talk to someone"),
    N_("Move it up"),
    N_("Pass it on to a person"),
    N_("It is my answer"),
    N_("Yes, it is there"),
    N_("Change the place"),
)
"""The words on the engine's own buttons; a dialog brings the others."""

MOVE_WORDS = {
    "skip": N_("skip, pass"),
    "back": N_("back, previous"),
    "help": N_("help"),
    "cancel": N_("cancel"),
    "save": N_("stop"),
}
"""The moves by the plain words that people type, separated by commas."""


Line: TypeAlias = Callable[[Voice, Mapping[str, Any]], Markup]
"""A line that is computed from a form's answers, for a question to show; "" for nothing to say."""


@dataclass(frozen=True)
class Book:
    """The dialogs by id, the wording, and facts such as the town's name by placeholder.

    `own` holds the texts that the town wrote itself, in its first language; `area` is where the
    town lies, None when that is not said. `lines` are computed from the answers so far and shown
    with a question, by "dialog.step", or above a review's buttons, by "dialog.review".
    """

    dialogs: Mapping[str, Dialog]
    wording: Wording
    facts: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    area: Area | None = None
    lines: Mapping[str, Line] = field(default_factory=dict)
    _told: dict[tuple[str, str], Markup] = field(default_factory=dict, repr=False, compare=False)

    def voice(self, language: str) -> Voice:
        """The voice for a language."""
        return self.wording.voice(language)

    def tell(self, say: Voice, text: str) -> Markup:
        """Say a text of a dialog file as HTML, with the town's facts filled in.

        The same text in the same language is always the same, so it is filled in only once.
        """
        key = (say.language, text)
        if key not in self._told:
            self._told[key] = say(text, **self.facts) if "{" in text else say(text)
        return self._told[key]

    @cached_property
    def move_words(self) -> Mapping[str, Mapping[str, str]]:
        """The move that a typed word asks for, by the word, folded, in each language."""
        return {
            language: {
                word: move for move, names in MOVE_WORDS.items() for word in voice.words(names)
            }
            for language, voice in self.wording.voices.items()
        }

    @cached_property
    def button_words(self) -> frozenset[str]:
        """Every text that stands on a button of ours in any language, folded.

        Typed words that are not among them need not be compared with the screen's buttons.
        """
        labels = [*BUTTONS]
        for dialog in self.dialogs.values():
            labels.append(dialog.send)
            for step in dialog.steps:
                labels += [option.label for option in getattr(step, "options", ())]
                labels += [step.label, getattr(step, "accept", ""), getattr(step, "add", "")]
        voices = self.wording.voices.values()
        return frozenset(fold(voice.plain(label)) for label in labels if label for voice in voices)


def load_dialogs(folder: Path = FLOWS_DIR, overlay: Path | None = None) -> dict[str, Dialog]:
    """Load every dialog of a folder, by id, with a town's own laid over. Raises DefinitionError."""
    dialogs: dict[str, Dialog] = {}
    paths: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        dialog = load_dialog(path)
        if dialog.id in dialogs:
            raise DefinitionError(f"{path.name}: another file has the id `{dialog.id}` already")
        dialogs[dialog.id] = dialog
        paths[dialog.id] = path
    return dialogs if overlay is None else lay_over(dialogs, paths, overlay)
