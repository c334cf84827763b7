"""Whatever people type appears as typed, and never breaks or changes a document."""

from __future__ import annotations

import io
from functools import lru_cache

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.documents import samples
from bot.documents.build import Builder
from bot.documents.data import Commitment, Member, Picture, Project, UpkeepTask, WorkStep
from bot.documents.legible import legible
from bot.documents.library import load_library
from bot.documents.papers import Change, Convention, Dossier, Paper
from tests.documents import reading

MARKUP = '#set page(fill: red) $x^2$ *bold* _it_ @ref <lab> `raw` // c /* d */ = H \\n "q" [c] {d}'
FORMAT = "{commune} {} {0} {title.__class__} %s %(x)s $HOME"
ARABIC = "مرحبا بكم في الحديقة المشتركة"
EMOJI = "🌻👩‍🌾🇫🇷❤️👍🏽1️⃣"
LONG = "a" * 4000
SCRIPTS = "Ωμέγα Жизнь 日本語 한국어 हिन्दी ไทย עברית ᚠᛇᚻ"
ODD = ["\ufeff", "\u202e\u2066x\u2069", "\x00\x07\x1b", "\ue000\U0010ffff", "e\u0301", "\r\n\u2028"]

TEXTS = st.text(max_size=200) | st.text(
    st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Z", "C"]), max_size=80
)


@lru_cache(maxsize=1)
def builder() -> Builder:
    return Builder(load_library())


def full_of(words: str) -> Convention:
    """A convention in which every text that a person types is this one."""
    base = samples.conventions("fr")[6]
    hostile = Project.model_validate(
        base.project.model_dump()
        | {
            "title": words,
            "description": words,
            "place_text": words,
            "bearer_name": words,
            "display_name": words,
            "standin_name": words,
            "members": [Member(name=words, role=words)],
            "bearer_commitments": [Commitment(kind=words, what=words, when=words, unit=words)],
            "town_commitments": [Commitment(kind="funding", what=words)],
            "work_steps": [WorkStep(what=words)],
            "upkeep_plan": [UpkeepTask(task=words, frequency="weekly", who=words)],
        }
    )
    return base.model_copy(update={"project": hostile})


@pytest.mark.parametrize(
    "words", [MARKUP, FORMAT, ARABIC, EMOJI, LONG, SCRIPTS, *ODD, ARABIC * 100, EMOJI * 60, ""]
)
def test_hostile_words_make_every_document_that_prints_them(words: str) -> None:
    convention = full_of(words)
    base = {"language": "en", "town": convention.town, "issued_at": convention.issued_at}
    papers: list[Paper] = [convention, Dossier(project=convention.project, **base)]
    for paper in papers:
        assert builder().build(paper).startswith(b"%PDF-1.7")


@pytest.mark.parametrize("words", [MARKUP, FORMAT, "Ωμέγα Жизнь", "n’est-ce pas ? « oui »"])
def test_words_are_read_back_as_they_were_typed(words: str) -> None:
    found = reading.text(builder().build(full_of(words)))
    assert found.count(reading.squeezed(words)) >= 8


def test_a_word_of_four_thousand_letters_is_all_there() -> None:
    found = reading.text(builder().build(full_of("§" * 4000)))
    assert found.count("§") >= 8 * 4000


@pytest.mark.parametrize("words", [LONG, ARABIC * 100, EMOJI * 60, "字" * 4000])
def test_nothing_runs_off_the_page(words: str) -> None:
    """The margins stay white however long a word is."""
    document = pypdfium2.PdfDocument(builder().build(full_of(words)))
    for page in document:
        picture = page.render(scale=0.5, grayscale=True)
        width, stride = picture.width, picture.stride
        rows = [bytes(picture.buffer)[row * stride :][:width] for row in range(picture.height)]
        edge = int(width * 0.085)
        assert all(min(row[:edge]) == 255 and min(row[-edge:]) == 255 for row in rows)
    document.close()


@settings(max_examples=30)
@given(TEXTS)
@example("\ud800")
@example("\u0600\u0605")
@example("\U000e0041\U000e007f")
def test_any_text_at_all_makes_a_document(words: str) -> None:
    assert builder().build(full_of(words)).startswith(b"%PDF-1.7")


@given(TEXTS)
def test_ordinary_letters_are_never_changed(words: str) -> None:
    shown = legible(words)
    kept = [one for one in words if one.isalpha() and one in shown]
    assert len(kept) == len([one for one in words if one.isalpha() and legible(one) == one])
    assert not any(one in shown for one in "\x00\x1b\u202e\u2066\ufeff")


def test_what_no_font_can_draw_is_named_by_its_code() -> None:
    assert legible("a\ue000b") == "a[U+E000]b"
    assert legible("a\r\nb\tc\u202ed") == "a\nb cd"


def test_a_text_changes_nothing_but_itself() -> None:
    """The articles around hostile words are those around ordinary ones."""
    hostile, ordinary = (
        [one for one in reading.pages(builder().build(full_of(words)))[1].splitlines() if one]
        for words in ("#pagebreak() *x*", "une phrase ici")
    )
    articles = [line for line in ordinary if line.startswith("Article")]
    assert articles
    assert [line for line in hostile if line.startswith("Article")] == articles


@pytest.mark.parametrize(
    "data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken", b"\xff\xd8\xff\xe0 broken"]
)
def test_a_photo_that_cannot_be_read_is_said_to_be_so(data: bytes) -> None:
    project = samples.projects()[0].model_copy(update={"photos": (Picture(data=data),)})
    base = {"language": "fr", "town": samples.TOWN, "issued_at": samples.ISSUED}
    found = reading.text(builder().build(Dossier(project=project, **base)))
    assert reading.squeezed("Cette image ne peut pas être lue.") in found


def test_a_photo_is_shown_with_words_for_those_who_do_not_see_it() -> None:
    drawn = io.BytesIO()
    pypdfium2.PdfDocument(builder().build(samples.conventions("fr")[0]))[0].render(
        scale=0.2
    ).to_pil().save(drawn, format="JPEG")
    photo = Picture(data=drawn.getvalue(), alt="Un trou #1 au milieu du chemin")
    project = samples.projects()[0].model_copy(update={"photos": (photo, photo)})
    base = {"language": "fr", "town": samples.TOWN, "issued_at": samples.ISSUED}
    with reading.opened(builder().build(Dossier(project=project, **base))) as pdf:
        alts = [str(tag.Alt) for tag in reading.tags(pdf) if str(tag.S) == "/Figure"]
    assert alts.count("Un trou #1 au milieu du chemin") == 2


def test_changes_stand_side_by_side_whatever_they_say() -> None:
    amendment = next(paper for paper in samples.papers("fr") if paper.kind == "amendment")
    change = Change(what=MARKUP, before=LONG, after=SCRIPTS)
    assert builder().build(amendment.model_copy(update={"changes": (change,)}))
