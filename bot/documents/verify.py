"""`fifty-fifty verify`: whether a file is exactly a document that this town issued.

A file is known by its fingerprint alone. One that says in its metadata to be a convention of this
town, but has another fingerprint, was changed: it is told apart from a file we know nothing of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from dialogs.agreement import Signature
from storage.issued_files import Issued, peek

_SAYS = re.compile(rb"(convention|amendment|renewal|ending|evidence) (C-\d{4}-\d{3,}) v(\d{1,4})\b")
"""What `pages.keyword` writes into a file about itself."""


_SIGNATURES: TypeAdapter[tuple[Signature, ...]] = TypeAdapter(tuple[Signature, ...])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a file.

    `issued` is None for a stranger; `changed` says that we issued it in other bytes.
    """

    sha256: str
    issued: Issued | None = None
    changed: bool = False
    signatures: tuple[Signature, ...] = ()

    @property
    def is_genuine(self) -> bool:
        """Whether it is, byte by byte, what was issued."""
        return self.issued is not None and not self.changed


def verify(database: Path, data: bytes) -> Verdict:
    """Look a file up. Raises StorageError when the database cannot be read."""
    digest = sha256(data).hexdigest()
    issued = peek(database, sha256=digest)
    if issued is not None:
        return Verdict(digest, issued, signatures=_signatures(issued))
    said = _SAYS.search(data)
    if said is not None:
        kind, number = said[1].decode(), said[2].decode()
        issued = peek(database, kind=kind, number=number, version=int(said[3]))
    return Verdict(digest, issued, changed=issued is not None)


def _signatures(issued: Issued) -> tuple[Signature, ...]:
    """Who accepted this version in these very bytes, in the order in which they did.

    An evidence page tells of the version that it proves.
    """
    found = _SIGNATURES.validate_python(json.loads(issued.project).get("signatures") or ())
    act = issued.act
    ours = [
        one
        for one in found
        if one.version == act.version and (act.kind == "evidence" or one.sha256 == act.sha256)
    ]
    return tuple(sorted(ours, key=lambda one: one.at))


_KINDS = {"evidence": "the evidence page of convention"}


def lines(verdict: Verdict, zone: ZoneInfo) -> Iterator[str]:
    """Say it in words for a terminal, in English as the whole command line."""
    issued = verdict.issued
    if issued is None:
        yield "UNKNOWN: this database has issued no such file."
        yield f"fingerprint: {verdict.sha256}"
        return
    act = issued.act
    what = f"{_KINDS.get(act.kind, act.kind)} {act.number}, version {act.version}"
    if issued.page:
        what = f"page {issued.page} of the sheet signed by hand of {what}"
    if verdict.changed:
        yield f"NOT GENUINE: it says to be {what}, but it is not what was issued."
        yield f"fingerprint of this file: {verdict.sha256}"
        yield f"fingerprint as issued:    {act.sha256}"
        return
    yield f"GENUINE: exactly {what}."
    if act.made_at is not None:
        yield f"made: {_when(act.made_at, zone)}"
    yield f"fingerprint: {verdict.sha256}"
    if act.version < issued.newest:
        yield f"There is a newer one: version {issued.newest}."
    if not verdict.signatures:
        yield "Nobody has accepted it."
    for one in verdict.signatures:
        side = "for the town" if one.for_town else "for the bearers"
        checked = ", code by e-mail" if one.code_checked else ""
        yield f"accepted {side}: {one.name}, {_when(one.at, zone)}, {one.how.value}{checked}"


def _when(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S} ({instant.astimezone(UTC):%H:%M:%S} UTC)"
