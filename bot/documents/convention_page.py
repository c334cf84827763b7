"""The page of a convention: a summary on one page, the articles that apply, the annexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.documents.clauses import Case, Plan, compose
from bot.documents.data import Commitment, Project, Town
from bot.documents.papers import Convention
from bot.documents.views import Views
from bot.documents.words import Words

MOST_PROMISES = 5
"""Promises of a side on the summary; the others stand in their article."""

LONGEST_PROMISE = 120
LONGEST_TITLE = 160
LONGEST_PLACE = 120
"""Characters of what people wrote that the summary shows, so that it stays on its page."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """The articles of a country: their plan, and their words by article and part."""

    plan: Plan
    words: Mapping[str, Mapping[str, str]]


def shorten(text: str, most: int) -> str:
    """Cut a text at a word, with a mark that something was cut."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def case_of(paper: Convention) -> Case:
    """Return what decides which articles apply."""
    project, terms, budget = paper.project, paper.terms, paper.project.budget
    true = {
        "rna_or_siren": project.rna_or_siren,
        "members": project.members,
        "town_cash": budget and budget.town_cash,
        "town_kind": budget and budget.town_kind,
        "town_buys": terms.town_buys,
        "dates": project.start and project.end,
        "work_steps": project.work_steps,
        "insurance_policy": paper.town.insurance_policy,
        "bearer_cover": terms.bearer_cover,
        "standin_name": project.standin_name,
        "school_class": project.school_class,
        "summer_relay": project.summer_relay,
        "court": paper.town.court,
    }
    return Case(
        bearer_kind=project.bearer_kind,
        legal_basis=terms.legal_basis,
        category=project.category,
        risks=frozenset(project.risk_flags),
        true=frozenset(name for name, value in true.items() if value),
    )


def convention_page(
    paper: Convention, views: Views, known: Mapping[str, str], clauses: Clauses
) -> dict[str, Any]:
    """Return what the template of a convention lays out."""
    shown = views.project(paper.project)
    lists = {
        "description": shown["description"],
        "members": shown["members"],
        "bearer_commitments": shown["bearer_commitments"],
        "town_commitments": shown["town_commitments"],
        "upkeep_plan": shown["upkeep"],
    }
    articles = compose(clauses.plan, clauses.words, case_of(paper), known, lists)
    for article in articles:
        article["heading"] = views.words.text(
            "convention", "article", n=str(article["number"]), name=article["title"]
        )
    numbers = {article["id"]: str(article["number"]) for article in articles}
    return {
        "project": shown,
        "articles": articles,
        "summary": _summary(paper, views.words, known, numbers),
        "signers": signers(paper.project, paper.town, views.words),
        "annexes": _annexes(paper.project, views.words),
        "months": views.words.month_letters(),
    }


def _summary(
    paper: Convention, words: Words, known: Mapping[str, str], numbers: Mapping[str, str]
) -> dict[str, Any]:
    project = paper.project
    text = words.text
    when = [text("convention", "term", **known)]
    if project.start and project.end:
        when.insert(0, text("convention", "when_dates", **known))
    return {
        "who": shorten(known["bearer_full"], LONGEST_PROMISE),
        "title": shorten(project.title, LONGEST_TITLE),
        "place": shorten(known["place"], LONGEST_PLACE),
        "when": when,
        "bearer": _promises(project.bearer_commitments, words, numbers.get("bearer", "")),
        "town": _promises(project.town_commitments, words, numbers.get("town", "")),
        "upkeep": [
            {
                "task": shorten(one.task, LONGEST_PROMISE),
                "frequency": words.name("frequencies", one.frequency),
            }
            for one in project.upkeep_plan[:MOST_PROMISES]
        ],
    }


def _promises(commitments: Sequence[Commitment], words: Words, article: str) -> dict[str, Any]:
    left = len(commitments) - MOST_PROMISES
    more = words.text("convention", "more", n=str(left), article=article) if left > 0 else ""
    return {
        "items": [shorten(one.what, LONGEST_PROMISE) for one in commitments[:MOST_PROMISES]],
        "more": more,
    }


def signers(project: Project, town: Town, words: Words) -> dict[str, list[str]]:
    """Return who signs for each side: of a group, each member."""
    unnamed = words.text("common", "to_be_named")
    people = [project.display_name or unnamed]
    if project.bearer_kind == "group":
        people += [one.name for one in project.members if one.name not in people]
    return {"bearer": people, "town": [town.mayor or words.text("common", "its_mayor")]}


def _annexes(project: Project, words: Words) -> list[list[str]]:
    """Return the annexes that there are in their order: the name and the title of each."""
    there = {
        "upkeep": bool(project.upkeep_plan),
        "steps": bool(project.work_steps),
        "plan": True,
        "charter": project.bearer_kind == "association",
    }
    names = [name for name, is_there in there.items() if is_there]
    return [
        [name, words.text("convention", f"annex_{name}", n=str(rank))]
        for rank, name in enumerate(names, start=1)
    ]
