"""What `verify` looks up by its fingerprint: a file that the town issued, or a sheet it filed.

It reads a database that a bot may be using, without changing it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage import conventions, evidence
from storage.conventions import Act
from storage.database import Row, StorageError


@dataclass(frozen=True, slots=True)
class Issued:
    """An act, or an evidence page, with the data of its project and the newest version there is.

    `page` is not 0 for a page of the sheet that was signed by hand, filed beside that act.
    """

    act: Act
    project: str
    newest: int
    page: int = 0


def peek(
    path: Path, *, sha256: str = "", kind: str = "", number: str = "", version: int = 0
) -> Issued | None:
    """Find what was issued, by the fingerprint of its file, or by kind, number and version.

    Raises StorageError.
    """
    names: dict[str, str | int] = {"sha256": sha256, "number": number, "version": version}
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as reader:
            if sha256:
                return (
                    _act(reader, "a.sha256 = :sha256", names)
                    or _evidence(reader, "a.sha256 = :sha256", names)
                    or _sheet(reader, names)
                )
            find = _evidence if kind == "evidence" else _act
            return find(reader, "a.number = :number AND a.version = :version", names)
    except sqlite3.Error as error:
        raise StorageError(f"{path}: cannot be read: {error}") from error


_BESIDE = """
    p.data,
    (SELECT MAX(version) FROM conventions WHERE project_id = a.project_id AND sha256 IS NOT NULL)
"""


def _columns(names: str) -> str:
    return ", ".join(f"a.{name}" for name in names.split(", "))


def _act(reader: sqlite3.Connection, which: str, names: dict[str, str | int]) -> Issued | None:
    row = reader.execute(
        f"""
        SELECT {_columns(conventions.COLUMNS)}, {_BESIDE}
        FROM conventions AS a JOIN projects AS p ON p.id = a.project_id
        WHERE a.sha256 IS NOT NULL AND {which}
        """,
        names,
    ).fetchone()
    return _issued(conventions.from_row(row[:-2]), row) if row else None


def _evidence(reader: sqlite3.Connection, which: str, names: dict[str, str | int]) -> Issued | None:
    row = reader.execute(
        f"""
        SELECT {_columns(evidence.COLUMNS)}, {_BESIDE}
        FROM evidence AS a JOIN projects AS p ON p.id = a.project_id
        WHERE a.sha256 IS NOT NULL AND {which}
        """,
        names,
    ).fetchone()
    return _issued(evidence.from_row(row[:-2]), row) if row else None


def _sheet(reader: sqlite3.Connection, names: dict[str, str | int]) -> Issued | None:
    row = reader.execute(
        f"""
        SELECT s.page, {_columns(conventions.COLUMNS)}, {_BESIDE}
        FROM sheets AS s
        JOIN conventions AS a ON a.project_id = s.project_id AND a.version = s.version
        JOIN projects AS p ON p.id = a.project_id
        WHERE s.sha256 = :sha256
        """,
        names,
    ).fetchone()
    return _issued(conventions.from_row(row[1:-2]), row, row[0]) if row else None


def _issued(act: Act, row: Row, page: int = 0) -> Issued:
    project, newest = row[-2:]
    return Issued(act, project, newest, page)
