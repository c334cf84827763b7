"""Conversations that run: every transcript in `tests/conversations`, and the runner itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.talk import DifferenceError
from tests.transcripts import FOLDER, TranscriptError, play, read


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
async def test_conversation(path: Path, tmp_path: Path) -> None:
    try:
        await play(path, tmp_path)
    except DifferenceError as difference:
        pytest.fail(str(difference), pytrace=False)
