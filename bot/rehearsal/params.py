"""The parameters of one call, read as leniently as the Bot API reads them."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import Any

_TRUE = {"true", "yes", "1"}
_ATTACHED = "attach://"


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    data: bytes
    mime: str


class Params:
    """Named values: text from a form, anything from JSON, uploads from a multipart body."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def text(self, name: str) -> str:
        """Return a value as text, "" when it is absent."""
        value = self.values.get(name)
        if value is None or isinstance(value, Upload):
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str) -> bool:
        """Return a boolean; whatever is not true, yes or 1 is false."""
        return self.text(name).strip().lower() in _TRUE

    def integer(
        self, name: str, default: int = 0, low: int = -(2**31), high: int = 2**31 - 1
    ) -> int:
        """Return an integer, clamped and not refused; what is no number counts as 0."""
        raw = self.text(name).strip()
        if not raw:
            return default
        value = 0
        with contextlib.suppress(ValueError):
            value = int(raw)
        return min(max(value, low), high)

    def number(self, name: str) -> float | None:
        """Return a decimal number, None when there is none."""
        try:
            return float(self.text(name))
        except ValueError:
            return None

    def structure(self, name: str) -> Any:
        """Return an object or array, sent as such or as JSON text; None when it is neither."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return None if isinstance(value, Upload) else value
        try:
            return json.loads(value)
        except ValueError:
            return None

    def file(self, name: str) -> Upload | str | None:
        """Return the upload, the file_id or URL given as parameter `name`."""
        value = self.values.get(name)
        return value if isinstance(value, Upload) else self.attached(value)

    def attached(self, value: Any) -> Upload | str | None:
        """Return what a file's `value` means, following attach:// to its part."""
        if not isinstance(value, str) or not value:
            return None
        if not value.startswith(_ATTACHED):
            return value
        part = self.values.get(value.removeprefix(_ATTACHED))
        return part if isinstance(part, Upload) else None
