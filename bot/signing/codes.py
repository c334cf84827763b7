"""Codes of six figures: made when their e-mail leaves, compared by a keyed digest.

The key is derived from the bot's token, which is not in the database: whoever reads a copy of the
database cannot try all million codes. (NIST SP 800-63B, 5.1.3: six figures, few tries, minutes.)
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from datetime import datetime, timedelta

from storage.signing_codes import SigningCode

FIGURES = 6

VALID_FOR = timedelta(minutes=15)
"""How long a code may be typed after its e-mail left."""

CONFIRMED_FOR = timedelta(hours=1)
"""How long a confirmed code lets its person read again before they accept."""

MOST_TRIES = 5
"""Wrong codes after which one counts no more: one chance in 200,000 to guess it."""

MOST_AN_HOUR = 5
"""Codes that a person, or an address, may be sent in an hour."""

_ADDRESS = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}", re.ASCII
)


def key_of(token: str) -> bytes:
    """Derive the key of all digests from the bot's token."""
    return hmac.digest(token.encode(), b"codes that confirm a signature", "sha256")


def make() -> str:
    """Make a code."""
    return f"{secrets.randbelow(10**FIGURES):0{FIGURES}}"


def digest(key: bytes, row: SigningCode, code: str) -> str:
    """Return what is kept of a code: it counts for one row, one person and one text."""
    said = f"{row.id}:{row.person}:{row.sha256}:{code}"
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def is_right(key: bytes, row: SigningCode, code: str) -> bool:
    """Whether a code is the one that was sent."""
    return bool(row.digest) and hmac.compare_digest(row.digest, digest(key, row, code))


def figures(typed: str) -> str:
    """Return the figures of what someone typed, whatever signs and spaces stand between them."""
    return "".join(str(unicodedata.digit(one)) for one in typed if one.isdigit())[:20]


def is_over(row: SigningCode, now: datetime) -> bool:
    """Whether the time of a code that was sent is over."""
    return row.sent_at is None or now - row.sent_at > VALID_FOR


def address(typed: str) -> str:
    """Return an e-mail address as it is written to, "" when it is none."""
    local, _, domain = typed.strip().removeprefix("mailto:").rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    found = f"{local}@{domain}"
    return found if _ADDRESS.fullmatch(found) and len(found) <= 254 else ""
