"""Numbers of registers: read as people write them, refused with a kind and precise sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dialogs.identifiers import (
    EXAMPLES,
    READERS,
    read_rna_or_siren,
    read_siren,
    register_number,
)
from tests.stage import IDEA, current_step, newest, stage


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("732829320", "732829320"),
        ("732 829 320", "732829320"),
        ("732.829.320", "732829320"),
        ("73282932000074", "732829320"),
        ("732829321", None),
        ("73282932", None),
        ("W621000123", None),
        ("٧٣٢٨٢٩٣٢٠", None),
        ("", None),
    ],
)
def test_a_business_number_is_checked_by_its_key(text: str, number: str | None) -> None:
    assert read_siren(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("W621000123", "W621000123"),
        ("w 621 000 123", "W621000123"),
        ("W2A1000123", "W2A1000123"),
        ("732829320", "732829320"),
        ("W62100012", None),
        ("W6210001234", None),
        ("X621000123", None),
    ],
)
def test_an_association_has_one_of_two_numbers(text: str, number: str | None) -> None:
    assert read_rna_or_siren(text) == number


@pytest.mark.parametrize(
    ("dossier", "number"),
    [
        ({"association_number": "W621000123"}, "W621000123"),
        ({"business_number": "732829320", "association_number": None}, "732829320"),
        ({"rna_or_siren": "W621000123"}, "W621000123"),
        ({"association_number": {"unknown": True}}, ""),
        ({}, ""),
    ],
)
def test_the_number_of_a_dossier_is_whichever_was_asked(
    dossier: dict[str, Any], number: str
) -> None:
    assert register_number(dossier) == number


def test_the_examples_are_numbers_that_would_be_taken() -> None:
    assert {name: READERS[name](text) for name, text in EXAMPLES.items()} == EXAMPLES


async def test_a_mistyped_number_is_asked_for_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        camille = scene.person("Camille")
        await scene.begins(camille)
        answers = {**IDEA, "bearer_kind": "business", "bearer_name": "La ferme du Puits"}
        while current_step(camille) != "business_number":
            await scene._answers(camille, current_step(camille), answers)
        await scene.says(camille, "732 829 321")
        assert "n'est pas juste" in newest(camille).text
        await scene.says(camille, "732 829 320")
        assert current_step(camille) == "display_name"
