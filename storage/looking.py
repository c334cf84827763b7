"""Looking at a database that a bot is using: which rows came, changed and went; what is due next.

For the rehearsal's glass wall. The connection can only read, and never makes a writer wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from storage.instants import from_micros

Values: TypeAlias = Mapping[str, Any]
_Tables: TypeAlias = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row: `before` is None for a new one, `after` for one that is gone."""

    table: str
    before: Values | None
    after: Values | None

    @property
    def values(self) -> Values:
        """The row as it is, or as it was last."""
        return self.after or self.before or {}


class Onlooker:
    """Remembers what a database held when it was last looked at."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader: sqlite3.Connection | None = None
        self._version = -1
        self._seen: _Tables = {}

    def look(self) -> list[RowChange]:
        """Return what has changed since the last look; nothing while there is no database."""
        reader = self._open()
        if reader is None:
            return []
        try:
            ((version,),) = reader.execute("PRAGMA data_version").fetchall()
            if version == self._version:
                return []
            now = _tables(reader)
        except sqlite3.OperationalError:  # it is being made at this moment
            return []
        before, self._seen, self._version = self._seen, now, version
        return _changes(before, now)

    def next_due(self) -> datetime | None:
        """When the next reminder is to be said, None when there is none."""
        reader = self._open()
        if reader is None:
            return None
        try:
            ((due,),) = reader.execute(
                "SELECT MIN(not_before) FROM reminders WHERE done_at IS NULL"
            ).fetchall()
        except sqlite3.OperationalError:
            return None
        return None if due is None else from_micros(int(due))

    def close(self) -> None:
        """Look no more."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _open(self) -> sqlite3.Connection | None:
        if self._reader is None and self._path.exists():
            self._reader = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None
            )
        return self._reader


def _tables(reader: sqlite3.Connection) -> _Tables:
    """Read every table as it stands at one moment."""
    reader.execute("BEGIN")
    try:
        names = reader.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {name: _rows(reader, name) for (name,) in names}
    finally:
        reader.execute("COMMIT")


def _rows(reader: sqlite3.Connection, table: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    columns = reader.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = [name for _, name, *_, rank in sorted(columns, key=lambda one: one[-1]) if rank]
    found = reader.execute(f'SELECT rowid AS "rowid ", * FROM "{table}"')
    names = [column[0] for column in found.description]
    rows = {}
    for values in found:
        row = dict(zip(names, values, strict=True))
        number = row.pop("rowid ")
        rows[tuple(row[key] for key in keys) or (number,)] = row
    return rows


def _changes(before: _Tables, now: _Tables) -> list[RowChange]:
    changes = []
    for table, rows in now.items():
        old = before.get(table, {})
        changes += [
            RowChange(table, old.get(key), row) for key, row in rows.items() if old.get(key) != row
        ]
        changes += [RowChange(table, row, None) for key, row in old.items() if key not in rows]
    return changes
