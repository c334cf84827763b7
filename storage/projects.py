"""Projects: what is searched for in columns, the rest of the value as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from dialogs.project import Commitment, Project, Proposal, Side, State, Verdict
from storage.database import Params, Row, Transaction, in_list
from storage.instants import from_iso, from_micros, to_iso, to_micros

COLUMNS = "id, number, bearer, state, language, data, created_at"


def _from_row(row: Row) -> Project:
    project_id, number, bearer, state, language, text, created_at = row
    data = json.loads(text)
    proposal = data.get("proposal")
    return Project(
        id=project_id,
        bearer=bearer,
        state=State(state),
        created_at=from_micros(created_at),
        language=language,
        number=number or "",
        dossier=data["dossier"],
        commitments=tuple(
            Commitment(**{**item, "side": Side(item["side"])}) for item in data["commitments"]
        ),
        active_on=from_iso(data.get("active_on")),
        submitted_at=from_micros(data.get("submitted_at")),
        reply_on=from_iso(data.get("reply_on")),
        silence_on=from_iso(data.get("silence_on")),
        ack_text=data.get("ack_text", ""),
        assigned_to=data.get("assigned_to"),
        assigned_name=data.get("assigned_name", ""),
        proposal=_proposal_from(proposal) if proposal else None,
        decided_at=from_micros(data.get("decided_at")),
        reason=data.get("reason", ""),
        alternative=data.get("alternative", ""),
        appeal_on=from_iso(data.get("appeal_on")),
    )


def _proposal_from(data: dict[str, Any]) -> Proposal:
    return Proposal(**{**data, "verdict": Verdict(data["verdict"]), "at": from_micros(data["at"])})


def _to_params(project: Project) -> Params:
    proposal = project.proposal
    data = {
        "dossier": dict(project.dossier),
        "commitments": [asdict(commitment) for commitment in project.commitments],
        "active_on": to_iso(project.active_on),
        "submitted_at": to_micros(project.submitted_at),
        "reply_on": to_iso(project.reply_on),
        "silence_on": to_iso(project.silence_on),
        "ack_text": project.ack_text,
        "assigned_to": project.assigned_to,
        "assigned_name": project.assigned_name,
        "proposal": {**asdict(proposal), "at": to_micros(proposal.at)} if proposal else None,
        "decided_at": to_micros(project.decided_at),
        "reason": project.reason,
        "alternative": project.alternative,
        "appeal_on": to_iso(project.appeal_on),
    }
    return {
        "id": project.id,
        "number": project.number or None,
        "bearer": project.bearer,
        "state": project.state.value,
        "language": project.language,
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
        "created_at": to_micros(project.created_at),
    }


async def load(transaction: Transaction, ids: Iterable[int]) -> dict[int, Project]:
    """Load projects by id."""
    names, params = in_list("p", ids)
    rows = await transaction.fetch(f"SELECT {COLUMNS} FROM projects WHERE id IN ({names})", params)
    return {row[0]: _from_row(row) for row in rows}


async def load_of_bearer(transaction: Transaction, bearer: int) -> list[Project]:
    """Load a person's projects, the newest first."""
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM projects WHERE bearer = :bearer ORDER BY id DESC",
        {"bearer": bearer},
    )
    return [_from_row(row) for row in rows]


async def load_in(transaction: Transaction, states: Iterable[State]) -> list[Project]:
    """Load the projects that are in one of these states."""
    names, params = in_list("s", [state.value for state in states])
    rows = await transaction.fetch(
        f"SELECT {COLUMNS} FROM projects WHERE state IN ({names})", params
    )
    return [_from_row(row) for row in rows]


async def save(transaction: Transaction, projects: Iterable[Project]) -> None:
    """Write projects as they are now."""
    await transaction.run_many(
        """
        INSERT INTO projects (id, number, bearer, state, language, data, created_at)
        VALUES (:id, :number, :bearer, :state, :language, :data, :created_at)
        ON CONFLICT (id) DO UPDATE SET
            number = excluded.number, bearer = excluded.bearer, state = excluded.state,
            language = excluded.language, data = excluded.data
        """,
        [_to_params(project) for project in projects],
    )
