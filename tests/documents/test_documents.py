"""Every kind of document, of every invented dossier, in every language, read back from its PDF."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pikepdf
import pytest
from outloud import check as read_aloud
from outloud.findings import Result

from bot.documents import samples
from bot.documents.build import Builder
from bot.documents.data import Project
from bot.documents.library import load_library
from bot.documents.papers import KINDS, Convention, Dossier, Evidence, Paper, ProjectPoster
from tests.documents import reading

ROOT = Path(__file__).parent.parent.parent
LANGUAGES = ("fr", "en")
CASES = [(language, kind) for language in LANGUAGES for kind in KINDS]


@lru_cache(maxsize=1)
def builder() -> Builder:
    return Builder(load_library())


@lru_cache(maxsize=2)
def built(language: str, kind: str) -> tuple[tuple[Paper, bytes], ...]:
    """Every sample of a kind, with its PDF."""
    papers = [paper for paper in samples.papers(language) if paper.kind == kind]
    return tuple((paper, builder().build(paper)) for paper in papers)


def test_every_kind_has_a_sample() -> None:
    assert {paper.kind for paper in samples.papers("fr")} == set(KINDS)
    assert len(samples.projects()) == 13


def promised(project: Project) -> Iterator[str]:
    """What a dossier and a convention must both say, as the people typed it."""
    yield project.number
    yield project.title
    yield project.description
    yield project.place_text
    yield project.display_name
    yield from (one.name for one in project.members)
    yield from (one.what for one in project.bearer_commitments)
    yield from (one.what for one in project.town_commitments)
    yield from (one.what for one in project.work_steps)
    yield from (one.task for one in project.upkeep_plan)


@pytest.mark.parametrize(("language", "kind"), CASES)
def test_a_document_says_what_its_paper_says_to_eyes_ears_and_archives(
    language: str, kind: str, tmp_path: Path
) -> None:
    """One test for all of it, because a document is built once."""
    for paper, data in built(language, kind):
        says_what_the_paper_says(paper, data)
        with reading.opened(data) as pdf:
            says_what_it_is(paper, pdf)
            has_real_tags(pdf)
            has_its_fonts(pdf)
    path = tmp_path / "it.pdf"
    path.write_bytes(data)
    result: Result = read_aloud(str(path), layers=["conformance"])
    assert not result.error
    assert [finding.message for finding in result.findings if finding.severity != "info"] == []


def says_what_the_paper_says(paper: Paper, pdf: bytes) -> None:
    """Its text, copied out of it, is what people and the town wrote."""
    found = reading.text(pdf)
    assert "\ufffd" not in found
    assert reading.squeezed(paper.town.name) in found
    if isinstance(paper, Dossier | Convention):
        for words in promised(paper.project):
            assert reading.squeezed(words) in found, words
    if isinstance(paper, Convention):
        assert paper.number in found
        assert reading.squeezed(paper.terms.legal_act_ref) in found
        has_the_parts_of_a_convention(paper, pdf)
    if isinstance(paper, Evidence):
        assert found.count(paper.sha256) == 1 + len(paper.acceptances)
        for one in paper.acceptances:
            assert reading.squeezed(one.name) in found
            assert one.accepted_at.strftime("%H:%M:%SUTC") in found


def has_the_parts_of_a_convention(paper: Convention, pdf: bytes) -> None:
    """The essentials stay on the first page; an association's charter is annexed."""
    words = load_library().words[paper.language].sections["convention"]
    first, second, *_ = reading.pages(pdf)
    assert reading.squeezed(words["binding"]) in reading.squeezed(first)
    assert reading.squeezed(words["articles"]) in reading.squeezed(second)
    has_charter = reading.squeezed(words["charter_7"]) in reading.text(pdf)
    assert has_charter == (paper.project.bearer_kind == "association")


def says_what_it_is(paper: Paper, pdf: pikepdf.Pdf) -> None:
    """Its metadata: language, title, author, date, and both standards at once."""
    root = pdf.Root
    assert str(root.Lang).startswith(paper.language)
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert str(about["dc:title"]).strip()
        assert paper.town.name in str(about["dc:creator"])
        assert about["xmp:CreateDate"].startswith("2026-05-1")
    assert "/AcroForm" not in root
    assert "/Names" not in root or "/JavaScript" not in root.Names


def has_real_tags(pdf: pikepdf.Pdf) -> None:
    """A title, headings that skip no level, bookmarks, words for pictures, heads for tables."""
    names = reading.names(pdf)
    assert names.count("Title") == 1
    levels = [int(name[1]) for name in names if name in {"H1", "H2", "H3", "H4"}]
    assert all(later <= earlier + 1 for earlier, later in zip([0, *levels], levels, strict=False))
    assert not levels or int(pdf.Root.Outlines.Count) != 0
    for tag in reading.tags(pdf):
        if str(tag.S) == "/Figure":
            assert str(tag.Alt).strip()
        if str(tag.S) == "/Table":
            assert "TH" in reading.names_below(tag)


def has_its_fonts(pdf: pikepdf.Pdf) -> None:
    """Every font that it uses is in the file."""
    described = [
        one
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
    ]
    assert described
    assert all("/FontFile2" in one or "/FontFile3" in one for one in described)


def test_the_same_paper_gives_the_same_bytes_in_another_process() -> None:
    paper = samples.conventions("fr")[2]
    here = hashlib.sha256(builder().build(paper)).hexdigest()
    code = (
        "import hashlib; from bot.documents import samples; "
        "from bot.documents.build import Builder; from bot.documents.library import load_library; "
        "b = Builder(load_library()); b.build(samples.conventions('en')[0]); "
        "print(hashlib.sha256(b.build(samples.conventions('fr')[2])).hexdigest())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert ran.stdout.strip() == here


def test_a_changed_word_changes_the_fingerprint() -> None:
    paper = samples.conventions("fr")[2]
    project = paper.project.model_copy(update={"title": paper.project.title + "."})
    changed = paper.model_copy(update={"project": project})
    assert builder().build(paper) != builder().build(changed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passer_by_reads_no_name_that_may_not_be_published(language: str) -> None:
    for paper, pdf in built(language, "project_poster"):
        assert isinstance(paper, ProjectPoster)
        assert reading.squeezed(paper.project.display_name) not in reading.text(pdf)
