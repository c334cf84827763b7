"""Dialog files: every mistake is one line that names the file, the step and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.book import FLOWS_DIR, load_dialogs
from dialogs.conditions import Not, OneOf
from dialogs.definition import DefinitionError, Dialog, load_dialog

GOOD = """
id = "tiny"
version = 1
title = "A tiny form"
review = "All good?"
send = "Send"

[[steps]]
id = "kind"
was = ["sort"]
kind = "choice"
label = "Kind"
question = "Which kind?"
options = [{ id = "a", label = "A" }, { id = "b", label = "B" }]

[[steps]]
id = "name"
kind = "text"
label = "Name"
question = "Which name?"
when = { kind = "b" }
optional = { not = { kind = "a" } }
max = 40
"""

FAULTS = {
    "kind = is not TOML": ('kind = "choice"', "kind =", r"cannot be read: Invalid value"),
    "unknown kind": ('kind = "text"', 'kind = "txt"', r"step `name`: .*'txt'.*expected tags"),
    "unknown field": ("max = 40", "most = 40", r"step `name`: text: most: Extra inputs"),
    "missing field": ('label = "Name"\n', "", r"step `name`: text: label: Field required"),
    "wrong type": ("max = 40", 'max = "much"', r"step `name`: text: max: .*integer"),
    "too large": (
        "max = 40",
        "max = 9999",
        r"step `name`: text: max: .*less than or equal to 3000",
    ),
    "HTML in a text": (
        "Which name?",
        "Which <b>name?",
        r"step `name`: .*texts of a dialog are plain",
    ),
    "id with a blank": ('id = "name"', 'id = "my name"', r"step `my name`: text: id: .*pattern"),
    "id too long": ('id = "name"', f'id = "{"n" * 21}"', r"id: .*at most 20 characters"),
    "id used twice": ('id = "name"', 'id = "kind"', r"step id `kind` is used twice"),
    "former id used again": ('id = "name"', 'id = "sort"', r"step id `sort` is used twice"),
    "condition on nothing": (
        'when = { kind = "b" }',
        'when = { knd = "b" }',
        r"step `name`: .*`knd`",
    ),
    "condition on itself": (
        'when = { kind = "b" }',
        'when = { name = "b" }',
        r"asked later or never",
    ),
    "condition unread": (
        'when = { kind = "b" }',
        'when = "b"',
        r"step `name`: .*`when` is a table",
    ),
    "asked and known before": (
        "review = ",
        'knows = [{ id = "name", label = "Name" }]\nreview = ',
        r"step `name` is known before: take it out of `knows`",
    ),
    "review without button": ('send = "Send"\n', "", r"`review` and `send` come together"),
    "one option": (
        ', { id = "b", label = "B" }',
        "",
        r"step `kind`: choice: options: .*at least 2",
    ),
    "no version": ("version = 1\n", "", r"version: Field required"),
    "two faults": ('label = "Name"\nquestion = "Which name?"\n', "", r"\(and 1 more\)"),
}


def write(folder: Path, text: str) -> Path:
    path = folder / "tiny.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    dialog = load_dialog(write(tmp_path, GOOD))
    kind, name = dialog.steps
    assert dialog.by_id == {"kind": kind, "name": name}
    assert kind.was == ("sort",)
    assert name.conditions == (
        OneOf("kind", frozenset({"b"})),
        Not(OneOf("kind", frozenset({"a"}))),
    )
    assert [name.skippable({"kind": "b"}), name.skippable({"kind": "a"})] == [True, False]
    assert not kind.skippable({})


@pytest.mark.parametrize(("old", "new", "says"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_line_with_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(DefinitionError, match=says) as caught:
        load_dialog(write(tmp_path, GOOD.replace(old, new, 1)))
    assert str(caught.value).startswith("tiny.toml: ")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    for name in ("bad.toml", "none.toml"):
        with pytest.raises(DefinitionError, match=f"{name}: cannot be read"):
            load_dialog(tmp_path / name)


@pytest.mark.parametrize("path", sorted(FLOWS_DIR.glob("*.toml")), ids=lambda path: path.stem)
def test_our_own_dialogs_are_named_after_their_file(path: Path) -> None:
    dialog = load_dialog(path)
    assert isinstance(dialog, Dialog)
    assert dialog.id == path.stem


def test_two_files_of_one_dialog_are_one_too_many(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / f"{name}.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(
        DefinitionError, match=r"second\.toml: another file has the id `tiny` already"
    ):
        load_dialogs(tmp_path)
