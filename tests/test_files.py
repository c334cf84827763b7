"""The town's own folder of files: kept once, whole or not at all, found by what they contain."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.files import Files

WORDS = b"Dix jardini\xc3\xa8res"


def everything(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_file_lies_under_its_own_hash_and_is_found_again(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    sha256 = files.keep(WORDS, ".pdf")
    assert sha256 == hashlib.sha256(WORDS).hexdigest()
    path = tmp_path / "files" / sha256[:2] / f"{sha256}.pdf"
    assert files.find(sha256) == path
    assert path.read_bytes() == WORDS


def test_the_same_content_is_kept_once_whatever_it_is_called(tmp_path: Path) -> None:
    files = Files(tmp_path)
    assert files.keep(WORDS, ".jpg") == files.keep(WORDS, ".pdf")
    assert len(everything(tmp_path)) == 1


@given(ending=st.text(max_size=12))
def test_no_ending_leads_out_of_the_folder(
    tmp_path_factory: pytest.TempPathFactory, ending: str
) -> None:
    folder = tmp_path_factory.mktemp("data")
    files = Files(folder / "files")
    path = files.find(files.keep(WORDS, ending))
    assert path is not None
    assert path.parent.parent == folder / "files"
    assert everything(folder) == [path]


@pytest.mark.parametrize("name", ["", "..", "*", "../../etc/passwd", "a" * 63, "A" * 64])
def test_what_is_no_hash_finds_nothing(tmp_path: Path, name: str) -> None:
    files = Files(tmp_path)
    files.keep(WORDS)
    assert files.find(name) is None


def test_a_file_that_does_not_come_whole_leaves_nothing_behind(tmp_path: Path) -> None:
    files = Files(tmp_path)
    with files.arriving() as coming:
        coming.write(WORDS)
        coming.finish()
    assert everything(tmp_path) == []


def test_what_a_crash_left_unfinished_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    files = Files(tmp_path)
    kept = files.find(files.keep(WORDS, ".ogg"))
    (tmp_path / "coming" / "0123").write_bytes(b"half")
    files.clear_unfinished()
    assert everything(tmp_path) == [kept]


def test_a_removed_file_is_gone_and_may_be_removed_again(tmp_path: Path) -> None:
    files = Files(tmp_path)
    sha256 = files.keep(WORDS)
    files.remove(sha256)
    files.remove(sha256)
    assert everything(tmp_path) == []
