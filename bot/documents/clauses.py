"""The articles of a convention: which apply to a project, and their words.

`clauses/<country>/articles.toml` says what there is and when it applies; one file a language
beside it holds the words. Articles are numbered as they stand in the convention at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.documents.data import BearerKind, LegalBasis, RiskFlag

ListName: TypeAlias = Literal[
    "description", "members", "bearer_commitments", "town_commitments", "upkeep_plan"
]
Fact: TypeAlias = Literal[
    "rna_or_siren",
    "members",
    "town_cash",
    "town_kind",
    "town_buys",
    "dates",
    "work_steps",
    "insurance_policy",
    "bearer_cover",
    "standin_name",
    "school_class",
    "summer_relay",
    "court",
]
LISTS: tuple[str, ...] = get_args(ListName)
FACTS: tuple[str, ...] = get_args(Fact)


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Data):
    """When a part applies: everything that is named must hold."""

    bearer_kind: tuple[BearerKind, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    category: tuple[str, ...] = ()
    risk: tuple[RiskFlag, ...] = ()
    true: tuple[Fact, ...] = Field(default=(), alias="is")
    false: tuple[Fact, ...] = Field(default=(), alias="no")

    def holds(self, case: Case) -> bool:
        """Whether it holds for a convention."""
        return (
            (not self.bearer_kind or case.bearer_kind in self.bearer_kind)
            and (not self.legal_basis or case.legal_basis in self.legal_basis)
            and (not self.category or case.category in self.category)
            and (not self.risk or not case.risks.isdisjoint(self.risk))
            and case.true >= set(self.true)
            and case.true.isdisjoint(self.false)
        )


class Part(_Data):
    """A paragraph of the words, by id, or a list of what the dossier says."""

    id: str = ""
    list: ListName | None = None
    when: Condition = Condition()

    @model_validator(mode="after")
    def _one_of_both(self) -> Part:
        if bool(self.id) == bool(self.list):
            raise ValueError("a part has either an `id` or a `list`")
        return self


class ArticlePlan(_Data):
    """One article: its parts in their order."""

    id: str = Field(min_length=1)
    when: Condition = Condition()
    parts: tuple[Part, ...] = Field(min_length=1)

    @property
    def keys(self) -> frozenset[str]:
        """The words that this article needs."""
        return frozenset({"title", *(part.id for part in self.parts if part.id)})


class Plan(_Data):
    """All the articles there are."""

    articles: tuple[ArticlePlan, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Case:
    """What decides which articles apply to a convention."""

    bearer_kind: str
    legal_basis: str
    category: str
    risks: frozenset[str]
    true: frozenset[str]


def compose(
    plan: Plan,
    words: Mapping[str, Mapping[str, str]],
    case: Case,
    facts: Mapping[str, str],
    lists: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Return the articles that apply, numbered from 1, as the templates want them.

    A part is `{"text": …}` or `{"list": name, "items": …}`; an empty list is left out.
    """
    articles: list[dict[str, Any]] = []
    for article in plan.articles:
        if not article.when.holds(case):
            continue
        said = words[article.id]
        parts: list[dict[str, Any]] = []
        for part in article.parts:
            if not part.when.holds(case):
                continue
            if part.list is None:
                parts.append({"text": said[part.id].format_map(facts)})
            elif lists[part.list]:
                parts.append({"list": part.list, "items": lists[part.list]})
        articles.append(
            {
                "id": article.id,
                "number": len(articles) + 1,
                "title": said["title"].format_map(facts),
                "parts": parts,
            }
        )
    return articles
