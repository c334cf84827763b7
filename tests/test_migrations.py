"""Bringing a database to today's shape, and refusing what cannot be brought there.

`python -m tests.test_migrations` writes `storage/schema.sql` anew after a migration was added.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from dialogs.project import State
from storage.migrate import (
    APPLICATION_ID,
    SCHEMA_PATH,
    Migration,
    MigrationError,
    describe_schema,
    load_migrations,
    migrate,
    read_version,
)

FIRST = Migration(1, "first", "CREATE TABLE trees (id INTEGER PRIMARY KEY) STRICT;")
SECOND = Migration(2, "second", "ALTER TABLE trees ADD COLUMN name TEXT;")


def _schema(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        found = describe_schema(connection)
    connection.close()
    return found


def _run(path: Path, *statements: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    with sqlite3.connect(path) as connection:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
    connection.close()
    return rows


def test_a_fresh_database_is_what_schema_sql_says(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    assert migrate(path) == len(load_migrations())
    remedy = "the migrations changed: run `python -m tests.test_migrations`"
    assert _schema(path) == SCHEMA_PATH.read_text(encoding="utf-8"), remedy


def test_schema_sql_is_sql(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "town.db") as connection:
        connection.executescript(SCHEMA_PATH.read_text(encoding="utf-8"))
        assert describe_schema(connection) == SCHEMA_PATH.read_text(encoding="utf-8")
    connection.close()


def test_the_database_knows_the_same_states_as_the_code() -> None:
    listed = re.search(
        r"TABLE projects .*?CHECK \(state IN \((.*?)\)\)", SCHEMA_PATH.read_text("utf-8"), re.DOTALL
    )
    assert listed is not None
    assert re.findall(r"'(\w+)'", listed[1]) == [state.value for state in State]


@pytest.mark.parametrize("state", State)
def test_the_database_takes_every_state(tmp_path: Path, state: State) -> None:
    migrate(tmp_path / "town.db")
    _run(
        tmp_path / "town.db",
        "INSERT INTO projects (id, bearer, state, language, data, created_at)"  # noqa: S608
        f" VALUES (1, 1, '{state}', 'fr', '', 0)",
    )


def test_the_database_takes_no_other_state(tmp_path: Path) -> None:
    migrate(tmp_path / "town.db")
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        _run(
            tmp_path / "town.db",
            "INSERT INTO projects (id, bearer, state, language, data, created_at)"
            " VALUES (1, 1, 'forgotten', 'fr', '', 0)",
        )


def test_every_start_may_migrate(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    migrate(path)
    _run(path, "INSERT INTO facts (name, value) VALUES ('a', 'b')")
    before = _schema(path)
    assert migrate(path) == len(load_migrations()) == read_version(path)
    assert _schema(path) == before
    assert _run(path, "SELECT * FROM facts") == [("a", "b")]
    assert _run(path, "PRAGMA application_id") == [(APPLICATION_ID,)]


def test_only_what_is_missing_is_applied(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    assert migrate(path, (FIRST,)) == 1
    _run(path, "INSERT INTO trees (id) VALUES (7)")
    assert migrate(path, (FIRST, SECOND)) == 2
    assert _run(path, "SELECT * FROM trees") == [(7, None)]


def test_a_step_that_fails_leaves_the_steps_before_it(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    wrong = Migration(2, "wrong", "CREATE TABLE bushes (id INTEGER); CREATE TABLE trees (id);")
    with pytest.raises(MigrationError, match=r"town\.db: table trees already exists"):
        migrate(path, (FIRST, wrong))
    assert _run(path, "PRAGMA user_version") == [(1,)]
    assert _run(path, "SELECT name FROM sqlite_schema WHERE name = 'bushes'") == []
    assert migrate(path, (FIRST, SECOND)) == 2


def test_a_step_that_leaves_a_loose_end_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    loose = Migration(
        2,
        "loose",
        "CREATE TABLE nests (tree INTEGER REFERENCES trees (id)); INSERT INTO nests VALUES (404);",
    )
    with pytest.raises(MigrationError, match="step 2 left a loose end in nests"):
        migrate(path, (FIRST, loose))
    assert _run(path, "PRAGMA user_version") == [(1,)]
    assert _run(path, "SELECT name FROM sqlite_schema WHERE name = 'nests'") == []


def _refusal(path: Path) -> str:
    """Why a file is refused, by the start and by the check alike, in one line."""
    before = path.read_bytes()
    with pytest.raises(MigrationError) as starting:
        migrate(path)
    with pytest.raises(MigrationError) as checking:
        read_version(path)
    assert str(starting.value) == str(checking.value)
    assert "\n" not in str(starting.value)
    assert path.name in str(starting.value)
    assert path.read_bytes() == before, "a file that is refused is not touched"
    return str(starting.value)


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    newest = migrate(path)
    _run(path, f"PRAGMA user_version = {newest + 1}")
    assert f"made by a newer version (step {newest + 1}, we know {newest})" in _refusal(path)


def test_another_program_s_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    _run(path, "CREATE TABLE songs (name TEXT)")
    assert "another program's database" in _refusal(path)


def test_an_empty_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    _run(path, "PRAGMA application_id = 77", "VACUUM")
    assert "another program's database" in _refusal(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    path.write_text("Dear mayor,\n" * 200, encoding="utf-8")
    assert "file is not a database" in _refusal(path)


def test_a_file_that_is_not_there_has_no_version(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="unable to open"):
        read_version(tmp_path / "town.db")
    assert not (tmp_path / "town.db").exists(), "looking does not make it"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["0001_one.sql", "0003_three.sql"], r"without a gap: \[1, 3\]"),
        (["0002_two.sql"], r"without a gap: \[2\]"),
        (["0001_one.sql", "0001_other.sql"], r"without a gap: \[1, 1\]"),
        (["0001_one.sql", "2_two.sql"], r"2_two\.sql: a migration is named"),
    ],
)
def test_files_that_are_not_numbered_in_order_are_refused(
    tmp_path: Path, names: list[str], words: str
) -> None:
    for name in names:
        (tmp_path / name).write_text("SELECT 1;", encoding="utf-8")
    with pytest.raises(MigrationError, match=words):
        load_migrations(tmp_path)


def test_our_own_migrations_are_numbered_in_order() -> None:
    found = load_migrations()
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert found[0].name == "first"


def _write_schema() -> None:
    """Write `storage/schema.sql` from all the migrations."""
    with sqlite3.connect(":memory:") as connection:
        for migration in load_migrations():
            connection.executescript(migration.sql)
        SCHEMA_PATH.write_text(describe_schema(connection), encoding="utf-8")
    connection.close()


def test_instants_written_as_numbers_become_text(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    migrations = load_migrations()[:3]
    migrate(path, migrations[:2])
    data = (
        '{"dossier":{},"commitments":[],"submitted_at":1778832000000123,"decided_at":null,'
        '"proposal":{"verdict":"accept","by":1,"by_name":"A","at":1778832000000000}}'
    )
    _run(
        path,
        "INSERT INTO projects (id, bearer, state, language, data, created_at) "  # noqa: S608
        f"VALUES (1, 42, 'under_review', 'fr', '{data}', 0)",
    )
    migrate(path, migrations)
    found = _run(
        path,
        "SELECT json_extract(data, '$.submitted_at'), json_extract(data, '$.decided_at'), "
        "json_extract(data, '$.proposal.at') FROM projects",
    )
    assert found == [("2026-05-15T08:00:00.000123Z", None, "2026-05-15T08:00:00.000000Z")]


def test_what_was_added_to_a_dossier_becomes_words_with_their_files(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    migrations = load_migrations()
    migrate(path, migrations[:8])
    file = (
        '{"kind":"photo","file_id":"F%d","unique_id":"U%d","size":9,"mime":"image/jpeg",'
        '"name":"","caption":"le mur"}'
    )
    files = f"[{file % (1, 1)},{file % (2, 2)}]"
    _run(
        path,
        "INSERT INTO projects (id, bearer, state, language, data, created_at) "
        "VALUES (1, 42, 'under_review', 'fr', '{}', 0)",
        "INSERT INTO additions (id, project_id, author, words, files, at) VALUES "  # noqa: S608
        f"(4, 1, 42, 'L''école est d''accord.', '[]', 7), (6, 1, 43, '', '{files}', 8)",
    )
    migrate(path, migrations)
    words = "SELECT id, project_id, resident, side, author, kind, body, at, status FROM words"
    assert _run(path, f"{words} ORDER BY id") == [
        (4, 1, 42, "resident", 42, "message", "L'école est d'accord.", 7, "delivered"),
        (6, 1, 43, "resident", 43, "message", "", 8, "delivered"),
    ]
    media = "SELECT id, file_id, kind, caption, person, word_id, state FROM media ORDER BY id"
    assert _run(path, media) == [
        (1, "F1", "photo", "le mur", 43, 6, "wanted"),
        (2, "F2", "photo", "le mur", 43, 6, "wanted"),
    ]
    counters = "SELECT name, value FROM facts WHERE name IN ('word', 'medium') ORDER BY name"
    assert _run(path, counters) == [("medium", "2"), ("word", "6")]


def test_sheets_that_were_filed_by_telegrams_names_are_filed_by_content(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    migrations = load_migrations()
    at = next(one.number for one in migrations if one.name == "sheets")
    migrate(path, migrations[: at - 1])
    both = '{"how":"paper","file":"u1 u2","version":3}'
    _run(
        path,
        "INSERT INTO projects (id, bearer, state, language, data, created_at) VALUES "  # noqa: S608
        f"(1, 42, 'in_progress', 'fr', '{{\"signatures\":[{both},{both}]}}', 0)",
        "INSERT INTO media (id, sha256, file_unique_id, file_id, kind, mime, size, name, caption, "  # noqa: S608
        "project_id, person, state, tries, next_try, created_at) VALUES "
        f"(7, '{'b' * 64}', 'u2', 'f', 'photo', 'image/jpeg', 2, '', '', 1, 5, 'kept', 0, 0, 9), "
        f"(5, '{'a' * 64}', 'u1', 'f', 'photo', 'image/jpeg', 1, '', '', 1, 5, 'kept', 0, 0, 8), "
        f"(9, '{'c' * 64}', 'other', 'f', 'photo', 'image/jpeg', 3, '', '', 1, 5, 'kept', 0, 0, 8)",
    )
    migrate(path, migrations[:at])
    assert _run(path, "SELECT project_id, version, page, sha256, size FROM sheets") == [
        (1, 3, 1, "a" * 64, 1),
        (1, 3, 2, "b" * 64, 2),
    ]


if __name__ == "__main__":
    _write_schema()
