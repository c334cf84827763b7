"""What people add to a dossier after it was sent: words or files, kept with the project."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.database import Transaction
from storage.instants import from_micros, to_micros


@dataclass(frozen=True, slots=True)
class Addition:
    """One addition; `files` are as an answer of a media question keeps them."""

    project_id: int
    author: int
    at: datetime
    words: str = ""
    files: Sequence[Mapping[str, Any]] = ()


async def add(transaction: Transaction, addition: Addition) -> None:
    """Keep an addition."""
    await transaction.run(
        """
        INSERT INTO additions (project_id, author, words, files, at)
        VALUES (:project_id, :author, :words, :files, :at)
        """,
        {
            "project_id": addition.project_id,
            "author": addition.author,
            "words": addition.words,
            "files": json.dumps(list(addition.files), ensure_ascii=False),
            "at": to_micros(addition.at),
        },
    )


async def load_of_project(transaction: Transaction, project_id: int) -> list[Addition]:
    """Load what was added to a project, the oldest first."""
    rows = await transaction.fetch(
        """
        SELECT project_id, author, at, words, files FROM additions
        WHERE project_id = :project_id ORDER BY id
        """,
        {"project_id": project_id},
    )
    return [
        Addition(project, author, from_micros(at), words, tuple(json.loads(files)))
        for project, author, at, words, files in rows
    ]


async def forget_project(transaction: Transaction, project_id: int) -> None:
    """Forget what was added to a project."""
    await transaction.run(
        "DELETE FROM additions WHERE project_id = :project_id", {"project_id": project_id}
    )
