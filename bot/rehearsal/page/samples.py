"""Ready things to send for someone who has none at hand: pictures, a paper, a spoken word."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

_FOLDER = Path(__file__).with_name("static") / "samples"


@dataclass(frozen=True)
class Sample:
    """One thing to send."""

    name: str
    mime: str
    data: bytes


class Samples:
    """The samples that come with the page; each picture is another than the one before."""

    def __init__(self) -> None:
        self._pictures = cycle(sorted(_FOLDER.glob("*.jpg")))

    def pictures(self, count: int) -> list[Sample]:
        """Return so many pictures, ten at most as in an album."""
        if not 1 <= count <= 10:
            raise ValueError("an album has 2 to 10 pictures")
        return [_read(path, "image/jpeg") for path in islice(self._pictures, count)]

    def document(self) -> Sample:
        """Return a paper of one page."""
        return _read(_FOLDER / "devis.pdf", "application/pdf")

    def voice(self, language: str) -> Sample:
        """Return a spoken word in a language, the town's first if there is none."""
        path = _FOLDER / f"voice-{language}.oga"
        return _read(path if path.exists() else _FOLDER / "voice-fr.oga", "audio/ogg")


def _read(path: Path, mime: str) -> Sample:
    return Sample(path.name, mime, path.read_bytes())
