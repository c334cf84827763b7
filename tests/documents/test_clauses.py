"""Which articles a convention has, by who carries the project, where, and what may go wrong."""

from __future__ import annotations

import pytest

from bot.documents import samples
from bot.documents.clauses import compose
from bot.documents.convention_page import case_of, shorten
from bot.documents.data import Budget
from bot.documents.library import load_library
from bot.documents.pages import page
from bot.documents.papers import Convention
from bot.documents.pictures import Album
from bot.documents.words import placeholders

LIBRARY = load_library()
CONVENTIONS = {paper.project.number: paper for paper in samples.conventions("fr")}


def texts(paper: Convention) -> dict[str, list[str]]:
    """The paragraphs of each article, by its id."""
    clauses = LIBRARY.clauses[paper.language]
    shown = page(paper, LIBRARY.words[paper.language], clauses, Album())
    return {
        article["id"]: [part["text"] for part in article["parts"] if "text" in part]
        for article in shown["articles"]
    }


def said(paper: Convention) -> str:
    return "\n".join(one for paragraphs in texts(paper).values() for one in paragraphs)


def with_project(paper: Convention, **changes: object) -> Convention:
    project = paper.project.model_copy(update=changes)
    return paper.model_copy(update={"project": project})


def test_there_are_the_twenty_one_articles() -> None:
    assert len(LIBRARY.clauses["fr"].plan.articles) == 21


def test_articles_are_numbered_without_a_gap() -> None:
    for paper in CONVENTIONS.values():
        clauses = LIBRARY.clauses["fr"]
        shown = page(paper, LIBRARY.words["fr"], clauses, Album())
        assert [one["number"] for one in shown["articles"]] == list(
            range(1, len(shown["articles"]) + 1)
        )
        assert all(one["parts"] for one in shown["articles"])


@pytest.mark.parametrize(
    ("number", "has", "has_not"),
    [
        ("2026-001", "offre de concours", "L2125-1"),  # farmers restore a path
        ("2026-002", "moins de 18 ans", "contrat d'engagement"),  # the young and the skate-park
        ("2026-003", "L2125-1-1", "moins de 18 ans"),  # an association plants in the street
        ("2026-004", "agit en son nom", "Chaque membre"),  # one resident alone
        ("2026-005", "L2125-1 ", "L2125-1-1"),  # an association's garden
        ("2026-006", "coopérative scolaire", "référent du groupe"),  # a school
        ("2026-007", "droit moral", "Aucun pesticide"),  # a mural under a bridge
        ("2026-012", "autorités compétentes", "droit moral. Aucun"),  # a protected wash-house
    ],
)
def test_a_convention_says_what_its_case_calls_for(number: str, has: str, has_not: str) -> None:
    words = said(CONVENTIONS[number])
    assert has in words
    assert has_not not in words


def test_a_mural_alone_speaks_of_authors() -> None:
    owning = {number for number, paper in CONVENTIONS.items() if "ownership" in texts(paper)}
    assert owning == {"2026-001", "2026-002", "2026-007", "2026-008", "2026-009", "2026-012"}


def test_the_town_buys_unless_it_gives_a_grant() -> None:
    paper = CONVENTIONS["2026-003"]
    assert "achète elle-même" in said(paper)
    grant = paper.model_copy(update={"terms": paper.terms.model_copy(update={"town_buys": False})})
    assert "achète elle-même" not in said(grant)
    assert "subvention" in said(grant)
    free = with_project(paper, budget=Budget())
    assert "ne dépasse pas" not in said(free)


def test_what_people_wrote_is_no_placeholder() -> None:
    paper = with_project(CONVENTIONS["2026-003"], title="{commune} {mayor.__class__} {0}")
    assert "«\u00a0{commune} {mayor.__class__} {0}\u00a0»" in said(paper)


def test_both_languages_say_the_same_articles_with_the_same_facts() -> None:
    french, english = LIBRARY.clauses["fr"].words, LIBRARY.clauses["en"].words
    assert french.keys() == english.keys()
    for article, words in french.items():
        assert words.keys() == english[article].keys()
        for key, text in words.items():
            assert placeholders(text) == placeholders(english[article][key]), (article, key)


def test_both_languages_have_the_same_texts_with_the_same_facts() -> None:
    french, english = LIBRARY.words["fr"].sections, LIBRARY.words["en"].sections
    assert french.keys() == english.keys()
    for section, words in french.items():
        assert words.keys() == english[section].keys(), section
        for key, text in words.items():
            assert placeholders(text) == placeholders(english[section][key]), (section, key)


def test_no_article_is_written_that_no_plan_names() -> None:
    clauses = LIBRARY.clauses["fr"]
    for article in clauses.plan.articles:
        assert article.keys == clauses.words[article.id].keys()
    assert {one.id for one in clauses.plan.articles} == clauses.words.keys()


def test_an_empty_list_leaves_no_trace() -> None:
    paper = with_project(CONVENTIONS["2026-001"], bearer_commitments=())
    clauses = LIBRARY.clauses["fr"]
    lists = dict.fromkeys(
        ("description", "members", "bearer_commitments", "town_commitments", "upkeep_plan"), ()
    )
    facts = {name: "…" for words in clauses.words.values() for text in words.values()
             for name in placeholders(text)}  # fmt: skip
    composed = compose(clauses.plan, clauses.words, case_of(paper), facts, lists)
    assert all("text" in part for article in composed for part in article["parts"])


@pytest.mark.parametrize(
    ("words", "most", "short"),
    [
        ("deux mots", 20, "deux mots"),
        ("deux\nmots  ici", 20, "deux mots ici"),
        ("un deux trois quatre", 12, "un deux…"),
        ("a" * 30, 10, "a" * 9 + "…"),
    ],
)
def test_the_summary_cuts_at_a_word(words: str, most: int, short: str) -> None:
    assert shorten(words, most) == short
