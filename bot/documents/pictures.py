"""Pictures on a page: photos, logos, codes to scan. A page names its pictures by file."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from hashlib import sha256

import segno

from bot.documents.data import Picture

_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"RIFF", "webp"),
)


def kind_of(data: bytes) -> str:
    """Return the ending of a picture's file: png, jpg, gif, webp or svg; "" for anything else."""
    for start, kind in _KINDS:
        if data.startswith(start):
            return kind
    head = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t")
    return "svg" if head.startswith((b"<svg", b"<?xml")) and b"<svg" in data else ""


@dataclass
class Album:
    """The pictures of one document, by the name of the file in which its page finds them.

    Those of people are `untrusted`: one that cannot be read must not keep the document from being.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    untrusted: set[str] = field(default_factory=set)

    def add(self, picture: Picture | None, alt: str, *, trusted: bool = False) -> dict[str, str]:
        """Add a picture; return how a page names it, or {} when there is none."""
        if picture is None:
            return {}
        name = f"{sha256(picture.data).hexdigest()[:32]}.{kind_of(picture.data) or 'unknown'}"
        self.files[name] = picture.data
        if not trusted:
            self.untrusted.add(name)
        return {"file": name, "alt": picture.alt or alt}

    def add_code(self, text: str, alt: str) -> dict[str, str]:
        """Add a code to scan that says a text."""
        drawn = io.BytesIO()
        code = segno.make(text, error="m", micro=False)
        code.save(drawn, kind="svg", xmldecl=False, svgns=True, border=2, light="#ffffff", scale=4)
        name = f"{sha256(drawn.getvalue()).hexdigest()[:32]}.svg"
        self.files[name] = drawn.getvalue()
        return {"file": name, "alt": alt}
