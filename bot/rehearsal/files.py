"""Files as Telegram keeps them: named by file_id, a photo in several sizes, links for an hour."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.rehearsal.pictures import dimensions, jpeg
from bot.rehearsal.refusals import bad_request

DOWNLOAD_LIMIT = 20 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
LINK_LIFE = timedelta(hours=1)

_SIDES = (90, 320, 800, 1280)
_FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "video": "videos"}
_ENDINGS = {"photo": ".jpg", "voice": ".oga", "video": ".mp4", "sticker": ".webp"}
_TITLES = {"video_note": "VideoNote"}


@dataclass(frozen=True)
class StoredFile:
    """One file; `data` is None when only its size matters. `extra` are its fields on the wire."""

    kind: str
    file_id: str
    unique_id: str
    size: int
    data: bytes | None
    extra: dict[str, Any]

    @property
    def name(self) -> str | None:
        """The file's name as its sender gave it; photos and voices have none."""
        name: str | None = self.extra.get("file_name")
        return name

    def content(self) -> bytes:
        """Return the file's bytes (zeros where only a size was given)."""
        return bytes(self.size) if self.data is None else self.data

    def wire(self) -> dict[str, Any]:
        """Return the file as the Bot API writes it inside a message."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
            **self.extra,
        }


class FileStore:
    """Every file of a rehearsal, by file_id."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._photos: dict[str, tuple[StoredFile, ...]] = {}
        self._links: dict[str, tuple[StoredFile, datetime]] = {}

    def add(self, kind: str, content: bytes | int, **extra: Any) -> StoredFile:
        """Keep a file of `kind`; an integer `content` stands for that many bytes."""
        number = len(self._files) + 1
        data = content if isinstance(content, bytes) else None
        size = len(content) if isinstance(content, bytes) else content
        # The number makes ids unique; the digest makes them look as opaque as they are.
        digest = hashlib.sha256(f"{kind} {number}".encode()).hexdigest()
        stored = StoredFile(
            kind, f"R{number}_{digest[:40]}", f"U{number}_{digest[40:52]}", size, data, extra
        )
        self._files[stored.file_id] = stored
        return stored

    def add_photo(self, content: bytes | int, width: int, height: int) -> tuple[StoredFile, ...]:
        """Keep a photo in the sizes the platform makes of it, smallest first.

        A picture that was given keeps its bytes in every size: nothing here can shrink one.
        """
        longest = max(width, height)
        sides = [side for side in _SIDES if side < longest] + [min(longest, _SIDES[-1])]
        sizes = []
        for side in dict.fromkeys(sides):
            scaled = (max(1, width * side // longest), max(1, height * side // longest))
            sizes.append(self.add("photo", content, width=scaled[0], height=scaled[1]))
        for size in sizes:
            self._photos[size.file_id] = tuple(sizes)
        return tuple(sizes)

    def add_sample_photo(self, width: int, height: int) -> tuple[StoredFile, ...]:
        """Keep a plain grey photo, a true JPEG whose shade tells it from the one before."""
        shade = 40 + len(self._files) * 7 % 180
        return self.add_photo(jpeg(width, height, shade), width, height)

    def add_uploaded_photo(self, content: bytes) -> tuple[StoredFile, ...]:
        """Keep a photo a bot sent, or refuse what the platform would refuse."""
        if len(content) > PHOTO_LIMIT:
            raise bad_request(
                f"file of size {len(content)} bytes is too big for a photo; "
                f"the maximum size is {PHOTO_LIMIT} bytes"
            )
        if not content:
            raise bad_request("file must be non-empty")
        found = dimensions(content)
        if found is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height = found
        if width + height > 10_000 or max(found) > 20 * min(found):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return self.add_photo(content, width, height)

    def find(self, file_id: str) -> StoredFile | None:
        """Return the file of that id, if there is one."""
        return self._files.get(file_id)

    def again(self, file_id: str, kind: str) -> tuple[StoredFile, ...]:
        """Return what an id sent again stands for; several sizes when it is a photo."""
        if file_id.lower().startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")  # nothing leaves the machine
        stored = self.find(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {_title(stored.kind)} as {_title(kind)}")
        return self._photos.get(file_id, (stored,))

    def link(self, file_id: str, now: datetime) -> dict[str, Any]:
        """Answer getFile: the file and a path that stays good for an hour."""
        stored = self.find(file_id)
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if stored.size > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        number = stored.file_id[1:].partition("_")[0]
        ending = _ENDINGS.get(stored.kind, "")
        if stored.name and "." in stored.name:
            ending = "." + stored.name.rpartition(".")[2]
        path = f"{_FOLDERS.get(stored.kind, 'files')}/file_{number}{ending}"
        self._links[path] = (stored, now + LINK_LIFE)
        return {
            "file_id": stored.file_id,
            "file_unique_id": stored.unique_id,
            "file_size": stored.size,
            "file_path": path,
        }

    def behind(self, path: str, now: datetime) -> StoredFile | None:
        """Return the file behind a link that is still good."""
        stored, until = self._links.get(path, (None, now))
        return stored if now < until else None


def _title(kind: str) -> str:
    return _TITLES.get(kind, kind.capitalize())
