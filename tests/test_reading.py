"""Reading numbers and words the way people write them, whatever their language."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading import DIGITS_LIMIT, clean, fold, number

ANY_TEXT = st.text(st.characters(), max_size=60)
"""Any code points, halves of surrogate pairs and control characters included."""

NUMBERS = {
    "1200": "1200",
    "1\u202f200,50\u00a0€": "1200.50",
    "1 200,50 €": "1200.50",
    "1,200.50": "1200.50",
    "1.200,50": "1200.50",
    "1.2k": "1200",
    "3 500 k€": "3500000",
    "2 mille": "2000",
    "2 millions d'euros": "2000000",
    "20 heures": "20",
    "environ 300 euros": "300",
    "1'200": "1200",
    "1.200": "1200",
    "1,200": "1200",
    "1 200 300": "1200300",
    "0,5": "0.5",
    "0,500": "0.5",
    "-3": "-3",
    "5 km": "5",
    "20 m²": "20",
}

NOT_NUMBERS = [
    "",
    "beaucoup",
    "2 nombres 3",
    "20 h 30",
    "3-4 heures",
    "1/2",
    "1 2 3",
    "1,2,3",
    "12.5.2026",
    "2026-05-12",
    "03 53 01 00 00",
    "9" * (DIGITS_LIMIT + 1),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_a_number_is_read_as_people_write_it(text: str, value: str, language: str) -> None:
    assert number(text, language) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("quatorze", "fr", 14),
        ("Quatre-vingt-douze", "fr", 92),
        ("quatre vingt douze personnes", "fr", 92),
        ("nous serons douze", "fr", 12),
        ("une vingtaine de personnes", "fr", 20),
        ("deux mille cinq cents euros", "fr", 2500),
        ("une", "fr", 1),
        ("Une seule personne", "fr", 1),
        ("zéro", "fr", 0),
        ("septante", "fr", 70),
        ("fourteen", "en", 14),
        ("about thirty hours", "en", 30),
        ("a dozen", "en", 12),
        ("one hundred and fifty", "en", 150),
        ("two thousand five hundred", "en", 2500),
        ("one person", "en", 1),
    ],
)
def test_a_number_in_words_is_a_number(text: str, language: str, value: int) -> None:
    assert number(text, language) == value


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("un peu", "fr"),
        ("une rue", "fr"),
        ("deux ou trois", "fr"),
        ("quatorze", "en"),
        ("a few", "en"),
        ("two or three", "en"),
        ("quatorze", "br"),
    ],
)
def test_words_that_leave_a_doubt_are_no_number(text: str, language: str) -> None:
    assert number(text, language) is None


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_is_not_one_number_is_none(text: str, language: str) -> None:
    assert number(text, language) is None


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["fr", "en"]))
def test_a_plain_number_with_cents_is_read_back(value: Decimal, language: str) -> None:
    assert number(f"{value:.2f}", language) == value
    assert number(f"{value:.2f}".replace(".", ","), language) == value


@given(st.integers(0, 10**12), st.sampled_from([" ", "\u202f", "\u00a0", ",", ".", "'"]))
def test_thousands_may_be_grouped_by_any_habit(value: int, mark: str) -> None:
    assert number(f"{value:,}".replace(",", mark), "fr") == value


@given(ANY_TEXT)
def test_any_text_is_a_number_that_can_be_rounded_or_none(text: str) -> None:
    value = number(text, "fr")
    assert value is None or round(value, 3) == round(round(value, 3), 3)


@given(ANY_TEXT)
def test_clean_text_is_storable_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert cleaned == cleaned.strip() == unicodedata.normalize("NFC", cleaned)
    control = {sign for sign in cleaned if unicodedata.category(sign) == "Cc"}
    assert control <= {"\n", "\t"}


def test_clean_composes_what_a_control_character_held_apart() -> None:
    assert clean(" e\r\u0301te\x00\x9f\ud800 ") == "éte?"


@given(ANY_TEXT)
def test_folded_text_has_only_letters_digits_and_single_spaces(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert all(sign.isalnum() or sign == " " for sign in folded)


@pytest.mark.parametrize("text", ["École — d'été !", "ecole d ete", "ÉCOLE D’ÉTÉ"])
def test_words_are_compared_without_case_accents_or_punctuation(text: str) -> None:
    assert fold(text) == "ecole d ete"
