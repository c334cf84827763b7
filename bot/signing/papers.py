"""What the papers of a convention say: a project as it is kept, in the town's own documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.documents.data import Terms
from bot.documents.from_project import acceptances, from_project
from bot.documents.papers import (
    PAPER,
    Amendment,
    Change,
    Convention,
    Ending,
    Evidence,
    Renewal,
)
from bot.town import Town
from dialogs.agreement import Legal
from dialogs.membership import Member
from dialogs.project import Project
from dialogs.tending import term_end
from storage import members
from storage.conventions import Act
from storage.work import Work


async def people(work: Work, project: Project) -> list[Member]:
    """Load those who carry a project, the referent first."""
    return await members.load_joined(await work.direct(), project.id)


def names(project: Project, joined: Sequence[Member]) -> dict[int, str]:
    """What those who carry a project are called, by user id."""
    found = {one.user_id: one.name for one in joined if one.name}
    referent = str(project.dossier.get("display_name") or project.person_name)
    return {project.bearer: referent, **found} if referent else found


async def _base(town: Town, work: Work, project: Project) -> dict[str, Any]:
    called = names(project, await people(work, project))
    others = [called[one] for one in project.members if one in called]
    return {
        "language": project.language,
        "town": town.shown,
        "issued_at": work.now,
        "project": from_project(project, members=others, town=town.shown.name),
    }


def terms(town: Town, project: Project, legal: Legal) -> Terms:
    """Return what the convention settles beside the promises. Raises ValueError when it lacks."""
    settled = town.convention
    grants = any(one.kind == "grant" for one in project.commitments)
    return Terms.model_validate(
        {
            "legal_basis": legal.basis,
            "legal_act_ref": legal.act_ref,
            "legal_act_date": legal.act_date,
            "term_start": legal.term_start,
            "term_years": legal.term_years,
            "town_buys": not grants,
            "insurer_told_at": legal.insurer_told_on,
            "parental_forms_ok": legal.parental_forms_on is not None or None,
            "cer_ok": legal.charter_on is not None or None,
            "workday_notice_days": settled.workday_notice_days,
            "notice_days": settled.notice_days,
            "notice_months": settled.notice_months,
            "mural_years": settled.mural_years,
        }
    )


async def convention(town: Town, work: Work, project: Project) -> Convention:
    """Return the convention of a project that lacks nothing; its number is given with the act."""
    base = await _base(town, work, project)
    return Convention(number="-", version=1, terms=terms(town, project, project.legal), **base)


async def amendment(
    town: Town,
    work: Work,
    project: Project,
    changes: tuple[Change, ...],
    reason: str,
    applies_from: date,
    rank: int,
) -> Amendment:
    """Return a change of the convention in force, with both wordings of all that changes."""
    base = await _base(town, work, project)
    return Amendment(
        number="-",
        version=2,
        rank=rank,
        terms=terms(town, project, _in_force(project)),
        reason=reason,
        changes=changes,
        applies_from=applies_from,
        **base,
    )


def _in_force(project: Project) -> Legal:
    """What the law wanted, with the term that is in force now."""
    text = project.convention
    if text is None or text.term_start is None:
        return project.legal
    return replace(project.legal, term_start=text.term_start, term_years=text.term_years)


async def renewal(town: Town, work: Work, project: Project, start: date, years: int) -> Renewal:
    """Return the new term of a convention."""
    base = await _base(town, work, project)
    found = terms(town, project, project.legal)
    again = found.model_copy(update={"term_start": start, "term_years": years})
    end = term_end(project) or start - timedelta(days=1)
    return Renewal(number="-", version=2, terms=again, previous_end=end, **base)


async def ending(town: Town, work: Work, project: Project) -> Ending:
    """Return the end of a convention, as the project was closed."""
    base = await _base(town, work, project)
    return Ending.model_validate(
        {
            "number": "-",
            "version": 2,
            "outcome": project.outcome,
            "reason": project.reason,
            "ends_on": town.setting.local_day(project.closed_at or work.now),
            **base,
        }
    )


Numbered = Convention | Amendment | Renewal | Ending


def numbered(paper: Numbered, number: str, version: int) -> str:
    """Return a paper as JSON, with the number and the version that it was given."""
    return PAPER.dump_json(paper.model_copy(update={"number": number, "version": version})).decode()


async def evidence(town: Town, work: Work, project: Project, act: Act) -> Evidence:
    """Return who accepted a version, when and how, for a version that all have signed."""
    called = names(project, await people(work, project))
    return Evidence(
        language=project.language,
        town=town.shown,
        issued_at=work.now,
        number=act.number,
        version=act.version,
        title=project.title,
        sha256=act.sha256 or "",
        made_at=act.made_at or work.now,
        acceptances=acceptances(project, version=act.version, names=called),
    )
