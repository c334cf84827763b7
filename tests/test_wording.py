"""Words: in the right language and plural, with what people typed as data and never as markup."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from dialogs.wording import (
    Voice,
    Wording,
    WordingError,
    _plural_rule,
    catalogue_path,
    load_wording,
    read_catalogue,
)

FRENCH = Voice(
    "fr",
    {"Hello, {name}": "Bonjour, {name}"},
    {"{n} file": ("{n} fichier", "{n} fichiers")},
    _plural_rule("fr"),
)
ENGLISH = Voice("en", {}, {}, _plural_rule("en"))


@given(st.text())
def test_what_a_person_typed_is_escaped(name: str) -> None:
    assert FRENCH("Hello, {name}", name=name) == Markup("Bonjour, ") + escape(name)
    assert FRENCH.count("{n} of {name}", "{n} of {name}", 2, name=name) == f"2 of {escape(name)}"


@given(st.text())
def test_plain_words_are_not_escaped(name: str) -> None:
    assert FRENCH.plain("Hello, {name}", name=name) == f"Bonjour, {name}"


def test_markup_is_filled_in_as_it_is() -> None:
    assert ENGLISH("See {what}", what=Markup("<b>this</b>")) == "See <b>this</b>"


def test_a_text_without_fills_keeps_its_braces() -> None:
    assert ENGLISH("{town}") == ENGLISH.plain("{town}") == "{town}"


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "0 fichier"),
        (1, "1 fichier"),
        (2, "2 fichiers"),
        (1_000_000, "1\u202f000\u202f000 fichiers"),
    ],
)
def test_french_counts_nothing_and_one_alike(n: int, words: str) -> None:
    assert FRENCH.count("{n} file", "{n} files", n) == words


@pytest.mark.parametrize(("n", "words"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_english_is_its_own_catalogue(n: int, words: str) -> None:
    assert ENGLISH.count("{n} file", "{n} files", n) == words


@given(st.integers(0, 10**7), st.sampled_from(["en", "fr", "de", "es", "pl", "ar", "cs", "zh"]))
def test_every_number_has_a_plural_in_every_language(n: int, language: str) -> None:
    voice = Voice(language, {}, {"one": ("a", "b", "c")}, _plural_rule(language))
    assert voice.count("one", "many", n) in {"a", "b", "c"}


def test_dates_moments_and_sums_are_written_in_full() -> None:
    assert FRENCH.date(date(2026, 5, 12)) == "mardi 12 mai 2026"
    assert FRENCH.moment(datetime(2026, 5, 12, 9, 30)) == "mardi 12 mai 2026, 09:30"  # noqa: DTZ001 - local by contract
    assert FRENCH.day(date(2026, 5, 1)) == "1er mai 2026"
    assert ENGLISH.day(date(2026, 5, 1)) == "1 May 2026"
    assert FRENCH.short_date(date(2026, 5, 1)) == "01/05/2026"
    assert FRENCH.short_moment(datetime(2026, 5, 1, 9, 30)) == "01/05/2026 09:30"  # noqa: DTZ001 - as above
    assert FRENCH.money(120_000) == "1\u202f200 euros"
    assert FRENCH.money(1250) == "12,50 euros"
    assert FRENCH.money(100) == "1 euro"


@pytest.mark.parametrize(
    ("code", "language"),
    [("fr", "fr"), ("fr-BE", "fr"), ("EN-us", "en"), ("de", "fr"), ("", "fr"), (None, "fr")],
)
def test_a_person_is_spoken_to_in_their_language_or_the_towns(
    code: str | None, language: str
) -> None:
    wording = Wording({"fr": FRENCH, "en": ENGLISH})
    assert wording.pick(code) == language
    assert wording.voice(wording.pick(code)).language == language
    assert wording.voice("de") is FRENCH


def write(folder: Path, language: str, body: str) -> None:
    path = catalogue_path(language, folder)
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + body)


def test_a_town_lays_its_own_words_over_ours(tmp_path: Path) -> None:
    write(
        tmp_path,
        "en",
        'msgid "Help"\nmsgstr "Ask us"\n\n'
        '#, fuzzy\nmsgid "Back"\nmsgstr "Unsure"\n\n'
        'msgid "Done"\nmsgstr ""\n\n'
        'msgid "{n} file"\nmsgid_plural "{n} files"\n'
        'msgstr[0] "{n} sheet"\nmsgstr[1] "{n} sheets"\n\n'
        'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "one day"\nmsgstr[1] ""\n',
    )
    say = load_wording(("en",), tmp_path).voice("en")
    assert [say("Help"), say("Back"), say("Done")] == ["Ask us", "Back", "Done"]
    assert say.count("{n} file", "{n} files", 2) == "2 sheets"
    assert say.count("{n} day", "{n} days", 1) == "1 day", "a plural half translated is none"


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(WordingError, match="there is no catalogue for `de`; add one or drop it"):
        load_wording(("en", "de"))


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    write(tmp_path, "en", "these are no translations\n")
    with pytest.raises(WordingError, match=r"messages\.po: cannot be read"):
        load_wording(("en",), tmp_path)
    with pytest.raises(WordingError, match="cannot be read"):
        read_catalogue(tmp_path / "none.po", "en")
