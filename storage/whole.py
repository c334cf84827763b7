"""Everything that a town would take along to another software, table by table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from storage.database import peek
from storage.instants import from_micros
from storage.personal_tables import TABLES

MACHINERY = frozenset(
    {
        "projects",
        "sessions",
        "reminders",
        "outbox",
        "messages",
        "undelivered",
        "dead_letters",
        "updates",
        "exports",
        "facts",
        "traces",
        "topics",
        "emails",
        "wrong_codes",
    }
)
"""Tables that only this robot needs to run; projects are read as such, by `projects.peek_all`."""

_INSTANTS = 10**14
"""An integer as large as this, in a column named for an instant, is one (in microseconds)."""


def peek_tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Read every table that is not machinery, in a database that may be in use.

    Instants are written as ISO 8601. Raises StorageError when it cannot be read.
    """
    found = {}
    for table in TABLES:
        if table.name not in MACHINERY:
            columns = tuple(table.columns)
            sql = f"SELECT {', '.join(columns)} FROM {table.name} ORDER BY {table.order}"
            found[table.name] = [
                {name: _plain(name, value) for name, value in zip(columns, row, strict=True)}
                for row in peek(path, sql)
            ]
    return found


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    timed = name.endswith(("at", "since", "until"))
    if timed and isinstance(value, int) and value >= _INSTANTS:
        return from_micros(value).isoformat()
    return value
