"""The files of a town, kept under its data folder by what they contain.

A file lies at `<2 hex>/<sha256><ending>`, written beside and renamed when it is whole and on the
disk: after a crash it is there entirely or not at all. The same content is kept once.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ENDING = re.compile(r"\.[a-z0-9]{1,8}")
_COMING = "coming"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that has come in whole and is on the disk, but has no place yet; size in bytes."""

    path: Path
    sha256: str
    size: int


class Arriving:
    """A file on its way in, written piece by piece."""

    def __init__(self, path: Path, stream: IO[bytes]) -> None:
        self._path = path
        self._stream = stream
        self._hash = hashlib.sha256()
        self._size = 0

    @property
    def size(self) -> int:
        """How many bytes have come so far."""
        return self._size

    def write(self, piece: bytes) -> None:
        """Add a piece. Raises OSError when the disk is full."""
        self._stream.write(piece)
        self._hash.update(piece)
        self._size += len(piece)

    def finish(self) -> Arrived:
        """Bring it to the disk."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        return Arrived(self._path, self._hash.hexdigest(), self._size)


class Files:
    """The folder of a town's files. It is made when the first file comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, sha256: str) -> Path | None:
        """Where a file lies, None when it is not here."""
        if not _SHA256.fullmatch(sha256):
            return None
        return next((self._folder / sha256[:2]).glob(f"{sha256}*"), None)

    def keep(self, content: bytes, ending: str = "") -> str:
        """Keep a file of ours, such as a document just made; return its sha256."""
        with self.arriving() as coming:
            coming.write(content)
            arrived = coming.finish()
            self.settle(arrived, ending)
        return arrived.sha256

    @contextmanager
    def arriving(self) -> Iterator[Arriving]:
        """Let a file come in; what is not settled when the block ends is thrown away."""
        folder = self._folder / _COMING
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / secrets.token_hex(8)
        try:
            with path.open("xb") as stream:
                yield Arriving(path, stream)
        finally:
            path.unlink(missing_ok=True)

    def settle(self, arrived: Arrived, ending: str = "") -> Path:
        """Give a file its place; `ending` (".jpg") is left out when it is none."""
        found = self.find(arrived.sha256)
        if found is not None:
            return found
        ending = ending.lower() if _ENDING.fullmatch(ending.lower()) else ""
        folder = self._folder / arrived.sha256[:2]
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{arrived.sha256}{ending}"
        arrived.path.rename(path)
        for changed in (folder, self._folder):
            _sync(changed)
        return path

    def remove(self, sha256: str) -> None:
        """Take a file away; that it is gone already is fine."""
        path = self.find(sha256)
        if path is not None:
            path.unlink(missing_ok=True)

    def clear_unfinished(self) -> None:
        """Throw away what a former process was in the middle of."""
        for path in (self._folder / _COMING).glob("*"):
            path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Bring a folder's own list of names to the disk, where the system can."""
    with suppress(OSError):  # Windows opens no folders; there the rename itself is kept
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
