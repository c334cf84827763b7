"""A town's own templates, texts and clauses, and the one line that says what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.documents import samples
from bot.documents.build import Builder
from bot.documents.data import Picture
from bot.documents.errors import LibraryError
from bot.documents.library import load_library
from bot.documents.proof import problems
from bot.documents.views import ink
from tests.documents import reading

OURS = Path(load_library.__code__.co_filename).parent
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
    b'<rect width="40" height="20" fill="#c00"/></svg>'
)


def put(folder: Path, name: str, words: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")
    return path


def convention(folder: Path) -> str:
    paper = samples.conventions("fr")[2]
    return reading.text(Builder(load_library(folder=folder)).build(paper))


def test_ours_are_proved_sound() -> None:
    assert problems(load_library(), samples.TOWN) == []


def test_a_town_says_it_in_its_own_words(tmp_path: Path) -> None:
    put(tmp_path, "texts/fr.toml", '[convention]\ntitle = "Notre pacte, {commune}"\n')
    put(tmp_path, "clauses/fr.toml", '[spirit]\nfifty_fifty = "Moitié, moitié."\n')
    found = convention(tmp_path)
    assert reading.squeezed("Notre pacte, Saint-Exemple") in found
    assert reading.squeezed("Moitié, moitié.") in found
    assert reading.squeezed("Le projet sert l'intérêt général") in found


def test_a_town_lays_it_out_its_own_way_on_top_of_ours(tmp_path: Path) -> None:
    put(
        tmp_path,
        "templates/convention.typ",
        '#import "ours-convention.typ" as ours\n#import "lib.typ": sheet\n'
        "#let paper(d) = { ours.paper(d); pagebreak(); heading(level: 1)[Chez nous] }\n",
    )
    assert reading.squeezed("Chez nous") in convention(tmp_path)


def test_a_town_drops_an_article_and_adds_one(tmp_path: Path) -> None:
    plan = (OURS / "clauses/fr/articles.toml").read_text("utf-8")
    assert '[[articles]]\nid = "communication"' in plan
    own = plan + '\n[[articles]]\nid = "bees"\nparts = [{ id = "hives" }]\n'
    put(tmp_path, "clauses/articles.toml", own)
    for language in ("fr", "en"):
        put(
            tmp_path,
            f"clauses/{language}.toml",
            '[bees]\ntitle = "Les abeilles"\nhives = "Les ruches de {commune} restent en place."\n',
        )
    found = convention(tmp_path)
    assert reading.squeezed("Les ruches de Saint-Exemple restent en place.") in found
    assert problems(load_library(folder=tmp_path), samples.TOWN) == []


@pytest.mark.parametrize(
    ("name", "words", "problem"),
    [
        ("templates/evidense.typ", "x", "templates/evidense.typ: no document has this name"),
        ("clauses/fr.toml", "[nope]\na = 'b'", "clauses/fr.toml: [nope] is no article"),
        (
            "clauses/fr.toml",
            "[parties]\ntitel = 'b'",
            "clauses/fr.toml: [parties] titel: no article prints this",
        ),
    ],
)
def test_what_no_document_prints_is_said(
    tmp_path: Path, name: str, words: str, problem: str
) -> None:
    put(tmp_path, name, words)
    (said,) = problems(load_library(folder=tmp_path), samples.TOWN)
    assert problem in said


def test_a_template_that_another_one_imports_is_none_too_many(tmp_path: Path) -> None:
    put(tmp_path, "templates/frame.typ", "#let frame(it) = box(it)\n")
    put(
        tmp_path,
        "templates/evidence.typ",
        '#import "ours-evidence.typ" as ours\n#import "frame.typ": frame\n'
        "#let paper(d) = ours.paper(d)\n",
    )
    assert problems(load_library(folder=tmp_path), samples.TOWN) == []


@pytest.mark.parametrize(
    ("name", "words", "problem"),
    [
        (
            "templates/dossier.typ",
            '\n#import "@preview/cetz:0.3.4": *\n#let paper(d) = []',
            "templates/dossier.typ:2: @preview/cetz:0.3.4 comes from the network",
        ),
        ("texts/fr.toml", "[nope]\nx = 'y'", "texts/fr.toml: [nope] is no section of ours"),
        (
            "texts/fr.toml",
            "[convention]\nnope = 'y'",
            "texts/fr.toml: [convention] nope: no document says this",
        ),
        ("texts/fr.toml", "[convention\n", "texts/fr.toml: is not valid TOML"),
        ("texts/fr.toml", "x = 1", "texts/fr.toml: x: is outside any [section]"),
        ("texts/fr.toml", "[convention]\ntitle = 3", "[convention] title: is not a text"),
        ("texts/fr.toml", "[convention]\ntitle = 'a { b'", "[convention] title: "),
        ("texts/fr.toml", "[convention]\ntitle = '{a.b}'", "{a.b} is not a placeholder"),
        ("clauses/articles.toml", "articles = []", "clauses/articles.toml: articles: "),
        (
            "clauses/articles.toml",
            "[[articles]]\nid = 'x'\nparts = [{ id = 'y' }]",
            "[x] title: is missing",
        ),
        (
            "clauses/articles.toml",
            "[[articles]]\nid = 'x'\nparts = [{ id = 'y', when = { risk = ['fire'] } }]",
            "clauses/articles.toml: articles.0.parts.0.when.risk.0: ",
        ),
        (
            "clauses/articles.toml",
            "[[articles]]\nid = 'x'\nparts = [{ when = {} }]",
            "either an `id` or a `list`",
        ),
    ],
)
def test_a_mistake_is_one_line_that_names_its_place(
    tmp_path: Path, name: str, words: str, problem: str
) -> None:
    put(tmp_path, name, words)
    with pytest.raises(LibraryError) as raised:
        load_library(folder=tmp_path)
    said = str(raised.value)
    assert problem in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("name", "words", "problem"),
    [
        (
            "texts/fr.toml",
            "[convention]\ntitle = 'Pacte {nobody}'",
            "texts/fr.toml: [convention] title: {nobody} is not known there",
        ),
        (
            "clauses/fr.toml",
            "[spirit]\nfifty_fifty = '{nobody}'",
            "clauses/fr.toml: [spirit] fifty_fifty: {nobody} is not known there",
        ),
        (
            "templates/letter.typ",
            "#let paper(d) = [\n  #nobody\n]",
            "templates/letter.typ:2:3: unknown variable: nobody",
        ),
        ("templates/letter.typ", "#let paper(d) = [", "templates/letter.typ:1:"),
        (
            "templates/dossier.typ",
            '#let paper(d) = { set document(title: "x"); image("/etc/hostname", alt: "x") }',
            "file not found",
        ),
    ],
)
def test_what_only_shows_when_it_is_tried_is_one_line_too(
    tmp_path: Path, name: str, words: str, problem: str
) -> None:
    put(tmp_path, name, words)
    found = problems(load_library(("fr",), folder=tmp_path), samples.TOWN)
    assert found
    assert problem in found[0]
    assert "\n" not in found[0]


def test_a_language_without_documents_is_refused() -> None:
    with pytest.raises(LibraryError, match="no documents in `de`"):
        load_library(("fr", "de"))


def test_the_logo_and_the_colour_are_the_towns() -> None:
    logo = Picture(data=SVG, alt="Un carré rouge")
    town = samples.TOWN.model_copy(update={"logo": logo, "color": "#ffd400"})
    paper = samples.conventions("fr", town)[2]
    with reading.opened(Builder(load_library()).build(paper)) as pdf:
        alts = [str(tag.Alt) for tag in reading.tags(pdf) if str(tag.S) == "/Figure"]
    assert "Un carré rouge" in alts


@pytest.mark.parametrize("color", ["#ffffff", "#ffd400", "#1f4e5f", "#000000", "#00ff00"])
def test_text_in_the_towns_colour_can_be_read(color: str) -> None:
    dark = ink(color)
    assert len(dark) == 7
    assert dark == ink(dark), "dark enough stays as it is"
    assert (dark == color) == (color in {"#1f4e5f", "#000000"})
