"""Telegram's HTML becomes text and entities, and what is escaped stays what it was."""

from __future__ import annotations

from contextlib import suppress
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.detection import detect
from bot.rehearsal.entities import (
    Formatted,
    parse_html,
    tidy,
    to_html,
    utf16_length,
    utf16_slice,
)
from bot.rehearsal.refusals import Refusal

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(TEXTS)
def test_an_escaped_text_comes_back(text: str) -> None:
    assert parse_html(escape(text)) == Formatted(text)


@given(TEXTS, TEXTS.filter(bool), TEXTS)
def test_offsets_are_counted_in_utf16(before: str, inside: str, after: str) -> None:
    found = parse_html(f"{escape(before)}<b>{escape(inside)}</b>{escape(after)}")
    (entity,) = found.entities
    assert entity["offset"] == utf16_length(before) == len(before.encode("utf-16-le")) // 2
    assert utf16_slice(found.text, entity["offset"], entity["length"]) == inside


@given(TEXTS)
def test_nothing_but_a_refusal_comes_of_any_markup(markup: str) -> None:
    with suppress(Refusal):
        found = tidy(parse_html(markup))
        assert all(entity["length"] > 0 for entity in found.entities)


def test_nested_marks_come_outermost_first() -> None:
    found = parse_html('<b>a<i>b</i></b> <a href="https://x.org/?a=1&amp;b=2">c</a>')
    assert [(e["type"], e["offset"], e["length"]) for e in found.entities] == [
        ("bold", 0, 2),
        ("italic", 1, 1),
        ("text_link", 3, 1),
    ]
    assert found.entities[2]["url"] == "https://x.org/?a=1&b=2"
    shown = to_html(found.text, found.entities)
    assert parse_html(shown) == found


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("&lt;Bob&gt; &amp; Co", "<Bob> & Co"),
        ("&#233;&#xe9;&quot;", 'éé"'),
        ("&nbsp;&unknown; & &;", "&nbsp;&unknown; & &;"),
        ('<span class="tg-spoiler">x</span>', "x"),
        ("<blockquote expandable>x</blockquote>", "x"),
    ],
)
def test_references_and_rarer_tags(markup: str, text: str) -> None:
    assert parse_html(markup).text == text


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_bad_markup(markup: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse_html(markup)
    assert caught.value.description == f"Bad Request: can't parse entities: {words}"


def test_trimming_moves_the_entities() -> None:
    assert tidy(parse_html("  \n<b> é </b>\n")) == Formatted(
        "é", ({"offset": 0, "length": 1, "type": "bold"},)
    )


def test_what_the_platform_finds_by_itself() -> None:
    text = "/start@town_bot 😀 https://x.org/a. @ada_b a@b.org #park and 1/2"
    found = detect(Formatted(text))
    shown = [(e["type"], utf16_slice(text, e["offset"], e["length"])) for e in found.entities]
    assert shown == [
        ("bot_command", "/start@town_bot"),
        ("url", "https://x.org/a"),
        ("mention", "@ada_b"),
        ("email", "a@b.org"),
        ("hashtag", "#park"),
    ]


def test_what_looks_like_html_holds_no_command() -> None:
    # https://github.com/tdlib/td, MessageEntity.cpp: no "/", "<" or ">" may touch a command.
    found = detect(Formatted("<b>bold</b> <br/> a </script> /help"))
    assert [(entity["offset"], entity["type"]) for entity in found.entities] == [
        (30, "bot_command")
    ]


def test_a_block_of_code_has_a_language() -> None:
    found = parse_html('<pre><code class="language-python">x = 1</code></pre> <code>y</code>')
    assert found.entities == (
        {"offset": 0, "length": 5, "type": "pre", "language": "python"},
        {"offset": 6, "length": 1, "type": "code"},
    )
    plain = parse_html("<pre>a<code>b</code></pre>")
    assert [entity["type"] for entity in plain.entities] == ["pre", "code"]


def test_attributes_without_quotes_and_links_without_addresses() -> None:
    found = parse_html("<tg-emoji emoji-id=5368>👍</tg-emoji><a href='town'>x</a><b></b>")
    assert found == Formatted(
        "👍x",
        ({"offset": 0, "length": 2, "type": "custom_emoji", "custom_emoji_id": "5368"},),
    )
    for markup in ("<a href=http://x>x</a>", "<a =x>x</a>", '<a href="x', "<b "):
        with pytest.raises(Refusal):
            parse_html(markup)


def test_what_stands_in_code_is_not_looked_at() -> None:
    found = detect(parse_html("<code>/start</code> /help"))
    assert [entity["type"] for entity in found.entities] == ["code", "bot_command"]
