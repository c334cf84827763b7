"""How our texts read: a figure, and the sentences that nobody can follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.extraction import catalogue
from dialogs.readability import LONGEST_SENTENCE, measure, measure_voice, sentences, words
from dialogs.wording import load_wording

EASY = ["Le chat dort. Il fait beau. Je vous aide."]
HARD = [
    "La contractualisation intercommunale nécessite préalablement l'approbation des délibérations."
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Un mot. Deux mots !", 2),
        ("Une <b>idée</b> pour {town} ? Oui.", 2),
        ("Ouvert de 9 h 30 à 12.30, mardi.", 1),
        ("…", 0),
        ("Titre\nSa première phrase.", 2),
    ],
)
def test_sentences_are_told_apart(text: str, found: int) -> None:
    assert len(sentences(text)) == found


def test_a_placeholder_is_one_word_and_an_elision_none() -> None:
    assert len(words("L'idée de {name} attend")) == 4


def test_plain_words_read_more_easily_than_officialese() -> None:
    easy, hard = measure(EASY, "fr").ease, measure(HARD, "fr").ease
    assert easy is not None
    assert hard is not None
    assert hard < 30
    assert easy > 80


def test_a_language_without_a_formula_has_its_long_sentences_told_all_the_same() -> None:
    found = measure(["woord " * 25 + "."], "nl")
    assert found.ease is None
    assert found.too_long[0].startswith("25 words: woord")


@given(st.integers(min_value=1, max_value=60))
def test_only_what_is_too_long_is_told(count: int) -> None:
    assert bool(measure(["mot " * count + "."], "fr").too_long) is (count > LONGEST_SENTENCE)


def test_residents_read_easy_french() -> None:
    texts = [one.id if isinstance(one.id, str) else one.id[0] for one in catalogue() if one.id]
    found = measure_voice(load_wording(("fr",)).voice("fr"), texts)
    assert found.ease is not None
    assert found.ease > 70, "plain words, short sentences"
    assert found.too_long == ()
