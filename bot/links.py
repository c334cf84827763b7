"""Links and codes that bring people to a project: made here, shown once, kept only as a digest.

A link carries 192 random bits. A code is typed by hand, so it is short, of signs that are not
mistaken for one another, and wrong ones are counted (`storage.invitations`).
"""

from __future__ import annotations

import hashlib
import io
import re
import secrets

import segno

from dialogs.reading import clean

CODE_ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
"""Signs that are not mistaken for one another when read aloud or written by hand."""

CODE_LENGTH = 10
"""Signs of a code: 46 bits, with five tries an hour."""

_SPACES = re.compile(r"[\s\u00a0.·_-]+")


def new_token() -> str:
    """A secret for a deep link: 32 signs of A-Z a-z 0-9 _ - (192 bits)."""
    return secrets.token_urlsafe(24)


def new_code() -> str:
    """A secret that can be typed."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def spelled(code: str) -> str:
    """A code as it is read: in two halves."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def digest(secret: str) -> str:
    """What is kept of a secret: the SHA-256 of it, as hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def digests(written: str) -> tuple[str, ...]:
    """What a secret may be kept under that came by a link, or was typed in some way of its own."""
    exact = clean(written)
    typed = _SPACES.sub("", exact).upper()
    return tuple(dict.fromkeys(digest(one) for one in (exact, typed)))


def png(link: str) -> bytes:
    """A link as a QR code, a PNG that is sharp on paper too."""
    picture = io.BytesIO()
    segno.make(link, micro=False, error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
