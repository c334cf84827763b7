"""Bringing a database to today's shape: numbered SQL files, one transaction each.

A newer database, a gap in the files, or a file that is not ours is refused with its reason.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

APPLICATION_ID = 0x35305F35
"""Written into our files ("50_5"), so that a stranger's database is not touched."""

MIGRATIONS_DIR = Path(__file__).parent / "migrations"
SCHEMA_PATH = Path(__file__).parent / "schema.sql"


class MigrationError(Exception):
    """The database cannot be brought to today's shape; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step."""

    number: int
    name: str
    sql: str


def load_migrations(folder: Path = MIGRATIONS_DIR) -> tuple[Migration, ...]:
    """Read the steps in order. Raises MigrationError on a gap or a doubled number."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = re.fullmatch(r"(\d{4})_(\w+)\.sql", path.name)
        if match is None:
            raise MigrationError(f"{path.name}: a migration is named NNNN_what_it_does.sql")
        found.append(Migration(int(match[1]), match[2], path.read_text(encoding="utf-8")))
    numbers = [migration.number for migration in found]
    if numbers != list(range(1, len(found) + 1)):
        raise MigrationError(f"the migrations are not numbered without a gap: {numbers}")
    return tuple(found)


def migrate(path: Path, migrations: tuple[Migration, ...] | None = None) -> int:
    """Apply what is missing to the file; return its version. Safe to run at every start."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        return _migrate(connection, path, load_migrations() if migrations is None else migrations)
    except sqlite3.OperationalError as error:
        raise MigrationError(f"{path}: {error}; is another program using it?") from error
    except sqlite3.DatabaseError as error:
        raise MigrationError(f"{path}: {error}; restore a backup or name another file") from error
    finally:
        connection.close()


def _migrate(connection: sqlite3.Connection, path: Path, migrations: tuple[Migration, ...]) -> int:
    version = refuse_strangers(connection, path, len(migrations))
    for migration in migrations[version:]:
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{migration.sql}\n"
            f"PRAGMA application_id = {APPLICATION_ID};\n"
            f"PRAGMA user_version = {migration.number};"
        )
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise MigrationError(f"{path}: step {migration.number} left a loose end in {broken[0]}")
        connection.execute("COMMIT")
    return len(migrations)


def read_version(path: Path) -> int:
    """Return the version of a database file without changing it. Raises MigrationError."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return refuse_strangers(connection, path, len(load_migrations()))
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise MigrationError(f"{path}: {error}; restore a backup or name another file") from error


def refuse_strangers(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    """Return the version of a database of ours; refuse any other."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (tables or application):
        raise MigrationError(f"{path}: this file is another program's database; name another one")
    if version > newest:
        raise MigrationError(
            f"{path}: made by a newer version (step {version}, we know {newest}); "
            "update Fifty-Fifty"
        )
    return int(version)


def describe_schema(connection: sqlite3.Connection) -> str:
    """Write the shape of a database as SQL, in a fixed order."""
    rows = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        " ORDER BY type = 'trigger', tbl_name, type = 'index', name"
    )
    return "\n\n".join(f"{sql};" for (sql,) in rows) + "\n"
