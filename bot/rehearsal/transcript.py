"""What the bot asked and what it was told, with every breach of an outside statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.rehearsal.params import Upload

_LONGEST = 20_000


@dataclass(frozen=True)
class Call:
    """One call of a method. `description` is the refusal's, "" when all went well."""

    at: datetime
    method: str
    params: dict[str, Any]
    status: int
    description: str
    violations: tuple[str, ...]

    def wire(self) -> dict[str, Any]:
        """Return the call as JSON can carry it."""
        return {
            "at": self.at.isoformat(),
            "method": self.method,
            "params": self.params,
            "status": self.status,
            "description": self.description,
            "violations": list(self.violations),
        }


class Transcript(list[Call]):
    """Calls, oldest first; only the newest 20 000 are kept."""

    def record(self, call: Call) -> None:
        """Add a call."""
        self.append(call)
        if len(self) > _LONGEST:
            del self[: _LONGEST // 10]

    @property
    def violations(self) -> list[Call]:
        """The calls that broke the outside statement, or that the rehearsal does not model."""
        return [call for call in self if call.violations]

    def of(self, method: str) -> list[Call]:
        """Return the calls of one method."""
        return [call for call in self if call.method.lower() == method.lower()]


def readable(params: dict[str, Any]) -> dict[str, Any]:
    """Return parameters with each upload replaced by a word about it."""
    return {
        name: f"<{value.name}, {len(value.data)} bytes>" if isinstance(value, Upload) else value
        for name, value in params.items()
    }
