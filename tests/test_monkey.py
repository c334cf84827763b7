"""Whatever anyone does, in whatever order: no turn breaks, and every call is lawful."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.monkey import agreements, ideas


@pytest.mark.parametrize("seed", range(3))
async def test_anything_may_be_done_with_an_idea(tmp_path: Path, seed: int) -> None:
    done = await ideas(tmp_path, seed, 140)
    assert done["press"] > 50, done


@pytest.mark.parametrize("seed", range(2))
async def test_anything_may_be_done_with_an_agreement(tmp_path: Path, seed: int) -> None:
    done = await agreements(tmp_path, seed, 180)
    assert done["press"] > 50, done
