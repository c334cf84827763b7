"""Looking at a database in use: what came, changed and went, and what is due next."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.instants import to_micros
from storage.looking import Onlooker
from storage.migrate import migrate


def _summary(onlooker: Onlooker) -> list[tuple[str, object, object]]:
    return [
        (one.table, (one.before or {}).get("value"), (one.after or {}).get("value"))
        for one in onlooker.look()
    ]


def test_rows_that_came_changed_and_went(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    onlooker = Onlooker(path)
    assert (onlooker.look(), onlooker.next_due()) == ([], None)
    migrate(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        onlooker.look()
        writer.execute("INSERT INTO facts (name, value) VALUES ('a', '1')")
        assert _summary(onlooker) == [("facts", None, "1")]
        assert onlooker.look() == []
        writer.execute("UPDATE facts SET value = '2'")
        writer.execute("INSERT INTO facts (name, value) VALUES ('b', '9')")
        assert sorted(_summary(onlooker), key=str) == [("facts", "1", "2"), ("facts", None, "9")]
        writer.execute("DELETE FROM facts WHERE name = 'a'")
        (gone,) = onlooker.look()
        assert (gone.after, gone.values["value"]) == (None, "2")
    onlooker.close()


def test_what_is_due_next_and_that_nothing_can_be_written(tmp_path: Path) -> None:
    path, due = tmp_path / "town.db", datetime(2026, 6, 1, 7, tzinfo=UTC)
    migrate(path)
    onlooker = Onlooker(path)
    assert onlooker.next_due() is None
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute(
            "INSERT INTO projects (id, bearer, state, language, data, created_at)"
            " VALUES (1, 5, 'draft', 'fr', '{}', 0)"
        )
        for days, done in ((0, None), (-1, 1), (2, None)):
            instant = to_micros(due) + days * 86_400_000_000
            row = (instant, instant, done)
            writer.execute("INSERT INTO reminders VALUES (1, 'draft_nudge', 1, ?, ?, ?)", row)
    assert onlooker.next_due() == due
    assert onlooker._reader is not None
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        onlooker._reader.execute("DELETE FROM reminders")
    onlooker.close()
