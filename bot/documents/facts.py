"""The facts that texts may mention, by the name of their placeholder, for each kind of document."""

from __future__ import annotations

from bot.documents.data import Project, Terms, Town
from bot.documents.papers import (
    Amendment,
    Certificate,
    Convention,
    DeskReceipt,
    Ending,
    Evidence,
    LateUpkeep,
    Letter,
    Paper,
    ProjectPoster,
    Renewal,
    YearPage,
)
from bot.documents.words import Words


def facts(paper: Paper, words: Words) -> dict[str, str]:
    """Return every fact of a paper, written in its language."""
    found = town_facts(paper.town, words)
    found["date"] = words.day(paper.issued_at.astimezone(paper.town.zone).date())
    if (project := getattr(paper, "project", None)) is not None:
        found |= project_facts(project, words)
    if (terms := getattr(paper, "terms", None)) is not None:
        found |= terms_facts(terms, words)
    return found | _own_facts(paper, words)


def town_facts(town: Town, words: Words) -> dict[str, str]:
    """Facts about the town."""
    return {
        "commune": town.name,
        "mayor": town.mayor or words.text("common", "its_mayor"),
        "service": town.service.name,
        "address": town.service.address,
        "phone": town.service.phone,
        "email": town.service.email,
        "dpo": town.dpo or town.service.email,
        "court": town.court,
        "insurance_policy": town.insurance_policy,
    }


def project_facts(project: Project, words: Words) -> dict[str, str]:
    """Facts about a project and who carries it."""
    unnamed = words.text("common", "to_be_named")
    signatory = project.display_name or unnamed
    bearer = project.bearer_name or signatory
    who = (bearer,) if bearer == signatory else (bearer, signatory)
    budget = project.budget
    return {
        "title": project.title,
        "number": project.number,
        "place": project.place_text or unnamed,
        "bearer": bearer,
        "signatory": signatory,
        "bearer_full": ", ".join(who),
        "standin": project.standin_name,
        "school_class": project.school_class,
        "summer_relay": project.summer_relay,
        "rna_or_siren": project.rna_or_siren,
        "town_cash": words.money(budget.town_cash if budget else 0),
        "town_kind": words.money(budget.town_kind if budget else 0),
        "start": words.day(project.start) if project.start else unnamed,
        "end": words.day(project.end) if project.end else unnamed,
    }


def terms_facts(terms: Terms, words: Words) -> dict[str, str]:
    """Facts about what a convention settles."""
    return {
        "legal_act_ref": terms.legal_act_ref,
        "legal_act_date": words.day(terms.legal_act_date),
        "term_start": words.day(terms.term_start),
        "term_end": words.day(terms.term_end),
        "term_years": words.years(terms.term_years),
        "owner": terms.work_owner or words.text("common", "the_town"),
        "bearer_cover": terms.bearer_cover,
        "mural_years": words.number(terms.mural_years),
        "workday_notice_days": words.number(terms.workday_notice_days),
        "checkin_weeks": words.number(terms.checkin_weeks),
        "notice_days": words.number(terms.notice_days),
        "notice_months": words.number(terms.notice_months),
    }


def _own_facts(paper: Paper, words: Words) -> dict[str, str]:
    match paper:
        case Convention():
            return _numbered(paper, words)
        case Evidence():
            return _numbered(paper, words) | {"title": paper.title}
        case Amendment():
            return _numbered(paper, words) | {
                "rank": words.number(paper.rank),
                "applies_from": words.day(paper.applies_from),
            }
        case Renewal():
            return _numbered(paper, words) | {"previous_end": words.day(paper.previous_end)}
        case Ending():
            found = _numbered(paper, words) | {"ends_on": words.day(paper.ends_on)}
            if paper.visited_on:
                found["visited_on"] = words.day(paper.visited_on)
            if paper.present:
                found["present"] = words.listed(one.name for one in paper.present)
            return found
        case Certificate():
            found = {"completed": words.day(paper.completed_on)}
            if paper.project.people_count:
                found["people"] = words.number(paper.project.people_count)
            if paper.hours:
                found["hours"] = words.number(paper.hours)
            return found
        case ProjectPoster(project=project):
            return {"bearer": _named_in_public(project, words)}
        case Letter():
            found = {"subject": paper.subject}
            return found | ({"reference": paper.reference} if paper.reference else {})
        case LateUpkeep():
            return {"convention": paper.number, "answer_by": words.full_day(paper.answer_by)}
        case YearPage():
            found = {"year": str(paper.year)}
            if paper.people:
                found["people"] = words.number(paper.people)
            if paper.hours:
                found["hours"] = words.number(paper.hours)
            return found
        case DeskReceipt():
            found = {"url": paper.url}
            if paper.silence_on:
                found["silence_on"] = words.full_day(paper.silence_on)
            if paper.code_until:
                found["code_until"] = words.full_day(paper.code_until)
            return found
        case _:
            return {}


def _numbered(
    paper: Convention | Evidence | Amendment | Renewal | Ending, words: Words
) -> dict[str, str]:
    return {"convention": paper.number, "version": words.number(paper.version)}


def _named_in_public(project: Project, words: Words) -> str:
    """Who a passer-by may read carries the project: nobody by name who has not agreed to it."""
    agreed = project.publish_level == "with_name"
    name = project.bearer_name or project.display_name
    return name if agreed and name else words.text("common", "neighbours")
