"""All that the engine reads from: dialogs, words, and the facts of the town that texts mention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from dialogs.definition import Dialog, load_dialog
from dialogs.wording import Voice, Wording

FLOWS_DIR = Path(__file__).parent / "flows"


@dataclass(frozen=True)
class Book:
    """The dialogs by id, the wording, and facts such as the town's name by placeholder."""

    dialogs: Mapping[str, Dialog]
    wording: Wording
    facts: Mapping[str, str] = field(default_factory=dict)

    def voice(self, language: str) -> Voice:
        """The voice for a language."""
        return self.wording.voice(language)

    def tell(self, say: Voice, text: str) -> Markup:
        """Say a text of a dialog file as HTML, with the town's facts filled in."""
        return say(text, **self.facts) if "{" in text else say(text)


def load_dialogs(folder: Path = FLOWS_DIR) -> dict[str, Dialog]:
    """Load every dialog of a folder, by id."""
    dialogs = (load_dialog(path) for path in sorted(folder.glob("*.toml")))
    return {dialog.id: dialog for dialog in dialogs}
