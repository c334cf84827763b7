"""Gathering texts: what the code and the files say is found, and catalogues stay stable."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from dialogs.book import Book, load_dialogs
from dialogs.extraction import ROOT, catalogue, main, python_texts, toml_texts, update
from dialogs.wording import catalogue_path, load_wording

FLOW = """
id = "tiny"
title = "A title"
intro = ["First words", "More words"]
review = "A review"
send = "Send it"
[[steps]]
id = "a"
kind = "choice"
label = "A label"
question = "A question"
hint = "A hint"
help = "A help"
options = [{ id = "x", label = "An option" }]
[[steps]]
id = "b"
kind = "list"
label = "B label"
question = "B question"
example = "An example"
accept = "I accept"
add = "Add one"
"""

CODE = """
LATER = N_("Later")
BYTES = content.count(b"x")
LETTERS = "word".count("r")

async def talk(book, say, pen, at, step, name):
    label = "One" if name else "Two"
    yield say("Hello, {name}", name=say("nested"))
    yield say.plain(
        "Long words "
        "in two pieces"
    )
    yield say.count("{n} file", "{n} files", 3)
    yield book.tell(pen.say, "Told in {town}")
    yield (pen.button(label, "-", "go"), pen.button(step.label), at.toast("A toast"))
    yield say(f"not {name}"), say(name), say(), say(LATER), say(""), tell(say), other("Other")

def quiet(label, say):
    return say(label)
"""


def read(method: Any, source: str) -> list[Any]:
    """Extract the texts of a source, in order."""
    return [found[2] for found in method(BytesIO(source.encode()), (), (), {})]


def test_a_dialogs_texts_are_found_with_their_place() -> None:
    found = list(toml_texts(BytesIO(FLOW.encode()), (), (), {}))
    assert [text for _, _, text, _ in found] == [
        "A title",
        "A review",
        "Send it",
        "First words",
        "More words",
        "A label",
        "A question",
        "A hint",
        "A help",
        "An option",
        "B label",
        "B question",
        "An example",
        "I accept",
        "Add one",
    ]
    line, _, _, comments = next(entry for entry in found if entry[2] == "A hint")
    assert FLOW.splitlines()[line - 1] == 'hint = "A hint"'
    assert comments == ["tiny, a: hint"]


def test_a_countrys_texts_are_found() -> None:
    country = """
    name = "Exemple"
    [silence]
    text = "Silence"
    reached = "Reached"
    [appeal]
    text = "Appeal"
    court_site = "court.example"
    """
    assert read(toml_texts, country) == ["Silence", "Reached", "Appeal"]


def test_what_the_code_says_is_found_and_nothing_else() -> None:
    assert read(python_texts, CODE) == [
        "Later",
        "Hello, {name}",
        "nested",
        "Long words in two pieces",
        ("{n} file", "{n} files"),
        "Told in {town}",
        "One",
        "Two",
        "A toast",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "What is your idea, in a few words?",
        "Flowers and greening",
        "Keep everything",
        "Nothing to add",
        "I agree",
        "A person can help you: {service}, {phone}, {email}.",
        "I cannot listen to voice messages. Please write your answer.",
        "being studied",
    ],
)
def test_texts_of_ours_are_in_the_catalogue(text: str) -> None:
    assert text in catalogue()


def test_every_text_of_the_dialogs_is_in_the_catalogue() -> None:
    texts = catalogue()
    book = Book(load_dialogs(), load_wording(("en",)))
    for dialog in book.dialogs.values():
        assert dialog.title in texts
        assert all(paragraph in texts for paragraph in dialog.intro)
        assert all(step.label in texts and step.question in texts for step in dialog.steps)


def test_a_counted_text_has_both_its_forms() -> None:
    message = catalogue().get("{n} file received.")
    assert message is not None
    assert message.id == ("{n} file received.", "{n} files received.")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project, with one dialog and one Python file."""
    (tmp_path / "dialogs" / "flows").mkdir(parents=True)
    (tmp_path / "bot" / "rehearsal").mkdir(parents=True)
    (tmp_path / "dialogs" / "flows" / "tiny.toml").write_text(FLOW)
    (tmp_path / "bot" / "talk.py").write_text(CODE)
    (tmp_path / "locale").mkdir()
    return tmp_path


def test_a_missing_catalogue_is_made_and_a_second_run_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = catalogue_path("fr", root / "locale")
    assert main(root / "locale", root) == 0
    assert capsys.readouterr().out == "fr: 24 texts, 24 to translate\n"
    first = path.read_bytes()
    assert main(root / "locale", root) == 0
    assert path.read_bytes() == first
    for churning in (b"Date", b"Babel", b":1", str(root).encode()):
        assert churning not in first
    assert b'"Plural-Forms: nplurals=2; plural=(n > 1);\\n"' in first
    assert b"#. tiny, a: hint\n" in first
    assert b"#: bot/talk.py\n" in first


def test_translations_are_kept_and_those_of_lost_texts_become_comments(root: Path) -> None:
    path = catalogue_path("fr", root / "locale")
    main(root / "locale", root)
    words = path.read_text().replace(
        'msgid "A hint"\nmsgstr ""', 'msgid "A hint"\nmsgstr "Un indice"'
    )
    words = words.replace('msgid "A toast"\nmsgstr ""', 'msgid "A toast"\nmsgstr "Un mot"')
    path.write_text("# Words of ours.\n" + words)
    (root / "bot" / "talk.py").write_text(CODE.replace('"A toast"', '"A new toast"'))
    assert update(path, "fr", catalogue(root)) == 23
    written = path.read_text()
    assert written.startswith("# Words of ours.\n")
    assert 'msgid "A hint"\nmsgstr "Un indice"' in written
    assert '#~ msgid "A toast"\n#~ msgstr "Un mot"' in written
    assert 'msgid "A new toast"\nmsgstr ""' in written
    assert "fuzzy" not in written
    assert update(path, "fr", catalogue(root)) == 23
    assert path.read_text() == written


def test_moving_a_line_changes_nothing(root: Path) -> None:
    path = catalogue_path("fr", root / "locale")
    main(root / "locale", root)
    before = path.read_bytes()
    (root / "bot" / "talk.py").write_text("# A comment.\n\n" + CODE)
    main(root / "locale", root)
    assert path.read_bytes() == before


def test_a_catalogue_that_is_made_can_be_read_and_compiled(root: Path) -> None:
    main(root / "locale", root)
    with catalogue_path("fr", root / "locale").open("rb") as file:
        read_back = read_po(file, locale="fr", abort_invalid=True)
    assert {message.id for message in read_back} == {message.id for message in catalogue(root)}
    write_mo(BytesIO(), read_back)


def test_pybabel_finds_the_same_texts_with_our_methods() -> None:
    path = ROOT / "dialogs" / "view.py"
    found = extract_from_file("dialogs.extraction:python_texts", path)
    assert ("{n} file received.", "{n} files received.") in [entry[1] for entry in found]
    assert "Stop for now" in [entry[1] for entry in found]
