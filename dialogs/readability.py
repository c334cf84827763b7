"""How easily our texts are read: a figure for each language, and the sentences that are too long.

The figure is Flesch's reading ease: 100 is very easy, 60 plain, below 50 hard. For French it is the
adaptation of Kandel and Moles (1958). A syllable is what pyphen would hyphenate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyphen

from dialogs.texts import visible
from dialogs.wording import Voice

LONGEST_SENTENCE = 20
"""Words that a sentence may have (rules for easy French)."""

_EASE: Mapping[str, tuple[float, float, float, str]] = {
    "en": (206.835, 1.015, 84.6, "en_US"),
    "fr": (207.0, 1.015, 73.6, "fr_FR"),
}
"""By language: the constant, what a word of a sentence costs, what a syllable costs, whose hyphens.

English: R. Flesch (1948). French: L. Kandel and A. Moles (1958)."""

_SENTENCE_END = re.compile(r"[.!?…]+[\s»”)]+|\n+")
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*|\{\w+\}|\d[\d.,/]*", re.UNICODE)
_ELIDED = re.compile(r"\b\w{1,2}['\u2019]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Readability:
    """How the texts of a language read: `ease` is None where no formula is known."""

    ease: float | None
    sentences: int
    words: int
    too_long: tuple[str, ...]


def sentences(text: str) -> list[str]:
    """The sentences of a text as it is read, without markup; a placeholder is one word."""
    parts = _SENTENCE_END.split(visible(text).strip() + "\n")
    return [part.strip() for part in parts if _WORD.search(part)]


def words(sentence: str) -> list[str]:
    """The words of a sentence; an elided article goes with its noun, as it is spoken."""
    return _WORD.findall(sentence)


def measure(texts: Iterable[str], language: str) -> Readability:
    """Measure the texts of a language; names and labels without a verb are left to one side.

    Only a text that ends like a sentence counts for the figure; each is looked at for its length.
    """
    found = spoken = beats = 0
    long: list[str] = []
    formula = _EASE.get(language)
    for text in dict.fromkeys(texts):
        for sentence in sentences(text):
            told = words(sentence)
            if len(told) > LONGEST_SENTENCE:
                long.append(f"{len(told)} words: {sentence}")
            if formula is not None and visible(text).rstrip()[-1:] in ".!?…":
                found, spoken = found + 1, spoken + len(told)
                beats += sum(_syllables(word, formula[3]) for word in told)
    ease = None
    if formula is not None and found:
        constant, by_words, by_syllables, _ = formula
        ease = round(constant - by_words * spoken / found - by_syllables * beats / spoken, 1)
    return Readability(ease, found, spoken, tuple(long))


def measure_voice(voice: Voice, texts: Iterable[str]) -> Readability:
    """Measure texts, named by their English words, as a voice says them."""
    said: list[str] = []
    for text in texts:
        said += [voice.texts.get(text, text), *voice.plurals.get(text, ())]
    return measure(said, voice.language)


@lru_cache(maxsize=20_000)
def _syllables(word: str, hyphens: str) -> int:
    bare = _ELIDED.sub("", word.lower()) if hyphens.startswith("fr") else word.lower()
    return max(1, len(_dictionary(hyphens).positions(bare)) + 1)


@lru_cache(maxsize=4)
def _dictionary(hyphens: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=hyphens, left=1, right=1)
