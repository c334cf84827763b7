"""The two Markdowns of the platform, with the official words for what is not well formed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.entities import utf16_slice
from bot.rehearsal.markdown import parse_markdown, parse_markdown_v2
from bot.rehearsal.refusals import Refusal

NEW: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("plain", "plain", []),
    ("*bold* _slanted_", "bold slanted", [("bold", "bold"), ("italic", "slanted")]),
    ("__under__ ~gone~ ||hush||", "under gone hush",
     [("underline", "under"), ("strikethrough", "gone"), ("spoiler", "hush")]),
    ("*a _b_*", "a b", [("bold", "a b"), ("italic", "b")]),
    ("`a*b` ```py\nx\n```", "a*b x\n", [("code", "a*b"), ("pre", "x\n")]),
    ("[town](http://t.example)", "town", [("text_link", "town")]),
    (r"1\. \*no\*", "1. *no*", []),
    (">one\n>two\nthree", "one\ntwo\nthree", [("blockquote", "one\ntwo")]),
    ("🌻 *é*", "🌻 é", [("bold", "é")]),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "text", "marks"), NEW)
def test_the_new_markdown(markup: str, text: str, marks: list[tuple[str, str]]) -> None:
    found = parse_markdown_v2(markup)
    assert found.text == text
    assert [(one["type"], _covered(text, one)) for one in found.entities] == marks


def _covered(text: str, entity: dict[str, Any]) -> str:
    return utf16_slice(text, entity["offset"], entity["length"])


@pytest.mark.parametrize(
    ("markup", "text", "marks"),
    [
        ("*bold* _slanted_ `code`", "bold slanted code",
         [("bold", "bold"), ("italic", "slanted"), ("code", "code")]),
        ("```\nx```", "x", [("pre", "x")]),
        ("[town](http://t.example) [alone]", "town alone", [("text_link", "town")]),
        (r"a\_b 1.", "a_b 1.", []),
    ],
)  # fmt: skip
def test_the_old_markdown(markup: str, text: str, marks: list[tuple[str, str]]) -> None:
    found = parse_markdown(markup)
    assert found.text == text
    assert [(one["type"], _covered(text, one)) for one in found.entities] == marks


@pytest.mark.parametrize(
    ("parse", "markup", "words"),
    [
        (parse_markdown_v2, "1. no",
         "Character '.' is reserved and must be escaped with the preceding '\\'"),
        (parse_markdown_v2, "é *x", "Can't find end of Bold entity at byte offset 3"),
        (parse_markdown_v2, "`x", "Can't find end of Code entity at byte offset 0"),
        (parse_markdown_v2, "[x", "Can't find end of TextUrl entity at byte offset 0"),
        (parse_markdown_v2, "[x](y", "Can't find end of a URL at byte offset 3"),
        (parse_markdown, "é *x", "Can't find end of the entity starting at byte offset 3"),
    ],
)  # fmt: skip
def test_what_is_not_well_formed(parse: Any, markup: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(markup)
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


@given(
    st.text(alphabet="ab é🌻_*[]()~`>|\\\n.!"), st.sampled_from([parse_markdown, parse_markdown_v2])
)
def test_nothing_but_a_refusal_comes_of_any_markup(markup: str, parse: Any) -> None:
    try:
        found = parse(markup)
    except Refusal as refusal:
        found, words = None, refusal.description
    if found is None:
        assert words.startswith("Bad Request: can't parse entities")
        return
    units = len(found.text.encode("utf-16-le")) // 2
    for one in found.entities:
        assert 0 <= one["offset"] < one["offset"] + one["length"] <= units
