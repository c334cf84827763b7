"""The sheets that were signed by hand: each page, filed beside the version of the text it signs.

A page is found in `storage.files` by its content. It stays as long as the agreement does, whatever
becomes of the message that brought it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from storage.database import Row, Transaction
from storage.instants import from_micros, to_micros

Kind: TypeAlias = Literal["photo", "document"]

COLUMNS = "project_id, version, page, sha256, kind, mime, size, filed_at"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a signed sheet, or its whole scan; `page` counts from 1, `size` is in bytes."""

    project_id: int
    version: int
    page: int
    sha256: str
    kind: Kind
    mime: str
    size: int
    filed_at: datetime


def _from_row(row: Row) -> Page:
    project_id, version, page, sha256, kind, mime, size, filed_at = row
    return Page(project_id, version, page, sha256, kind, mime, size, from_micros(filed_at))


async def add(transaction: Transaction, pages: Sequence[Page]) -> None:
    """File the pages of a sheet; once filed they are not rewritten."""
    for one in pages:
        await transaction.run(
            f"""
            INSERT INTO sheets ({COLUMNS})
            VALUES (:project_id, :version, :page, :sha256, :kind, :mime, :size, :filed_at)
            ON CONFLICT (project_id, version, page) DO NOTHING
            """,
            {
                "project_id": one.project_id,
                "version": one.version,
                "page": one.page,
                "sha256": one.sha256,
                "kind": one.kind,
                "mime": one.mime,
                "size": one.size,
                "filed_at": to_micros(one.filed_at),
            },
        )


async def load_of_project(transaction: Transaction, project_id: int) -> list[Page]:
    """Load the pages filed for a project, those of its first version first."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM sheets WHERE project_id = :id ORDER BY version, page",
        {"id": project_id},
    )
    return [_from_row(row) for row in rows]
