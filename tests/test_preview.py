"""The preview page: every screen is on it, it is sound HTML, and nothing on it reaches outside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from markupsafe import Markup

from bot.cli import cli
from bot.preview import SAMPLE_FACTS, page, places_of, safe_html, sample_book
from bot.preview_answers import Typical
from bot.town import facts
from dialogs.book import Book
from dialogs.definition import Dialog, ListStep
from dialogs.paths import find_paths
from dialogs.screens import Place, draw
from dialogs.trial import play
from dialogs.wording import load_wording
from tests.process import write_config
from tests.stage import build_config

BOOK = sample_book()
PAGE = page(BOOK)
WAYS = {name: find_paths(BOOK.dialogs, dialog) for name, dialog in BOOK.dialogs.items()}

VOID = frozenset({"meta", "input", "br"})


class Reader(HTMLParser):
    """Reads a page strictly: every tag is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.labels: list[str] = []
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.words: dict[str, str] = {}
        self._figure = ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        named = dict(attrs)
        self.tags.append((tag, named))
        if tag not in VOID:
            self.open.append(tag)
        if "id" in named:
            self.ids.append(str(named["id"]))
        if "href" in named:
            self.links.append(str(named["href"]))
        if "aria-labelledby" in named:
            self.labels.append(str(named["aria-labelledby"]))
        if tag == "figure":
            self._figure = str(named["id"])

    def handle_endtag(self, tag: str) -> None:
        """Expect the tag that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Gather what a figure says."""
        if "figure" in self.open:
            self.words[self._figure] = self.words.get(self._figure, "") + data


def words(html: str) -> str:
    """What a person reads of a text."""
    return Markup(html).striptags()  # noqa: S704 - our own words


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_page_is_sound_and_its_anchors_are_found() -> None:
    read = Reader(PAGE)
    assert len(read.ids) == len(set(read.ids))
    for link in read.links:
        assert not link.startswith("#") or link[1:] in read.ids, link
    assert set(read.labels) <= set(read.ids)


def test_every_screen_of_every_question_is_there_in_every_language() -> None:
    read = Reader(PAGE)
    seen = 0
    for dialog in BOOK.dialogs.values():
        for step in (*dialog.steps, None):
            for language in BOOK.wording.languages:
                name = f"{dialog.id}.{step.id if step else '-'}.{language}"
                assert name in read.ids
                places = [*places_of(BOOK, dialog, step, WAYS, language)]
                assert places
                for place in places:
                    screen = draw(BOOK, Place("", place.session), language)
                    assert not isinstance(screen, str), screen
                    shown = flat(read.words[f"{name}.{place.state.replace(' ', '-')}"])
                    assert flat(words(screen.text)) in shown
                    assert all(flat(button.label) in shown for button in screen.buttons)
                    seen += 1
    assert seen == PAGE.count("<figure") == len(read.words)
    assert 'class="broken"' not in PAGE


def test_the_page_reaches_nothing_outside() -> None:
    read = Reader(PAGE)
    assert not {"script", "link", "img", "iframe", "object", "base"} & {tag for tag, _ in read.tags}
    assert not any("src" in attrs or "style" in attrs for _, attrs in read.tags)
    assert "url(" not in PAGE
    assert "@import" not in PAGE
    assert "default-src 'none'" in PAGE
    assert all(link.startswith("#") for link in read.links)


def test_the_page_can_be_read_by_everyone() -> None:
    read = Reader(PAGE)
    tags = [tag for tag, _ in read.tags]
    assert [tags.count(name) for name in ("header", "main", "nav", "h1")] == [1, 1, 1, 1]
    assert dict(read.tags[0][1]) == {"lang": "en"}
    assert tags.count("h2") == len(BOOK.dialogs)
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert read.links[0] == "#screens"
    assert {named.get("lang") for tag, named in read.tags if named.get("class") == "screens"} == {
        "en",
        "fr",
    }
    assert 'name="viewport"' in PAGE
    assert "prefers-color-scheme: dark" in PAGE


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#\w+)", block))


def _light(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", [0, 1, 2])
def test_its_colours_have_contrast_by_day_and_by_night(mode: int) -> None:
    found = [_colours(block) for block in re.findall(r"--page:[^}]+", PAGE)]
    assert len(found) == 3
    colours = found[mode]
    for ink, ground in (
        ("text", "page"), ("soft", "page"), ("text", "bubble"), ("link", "key"), ("link", "page"),
        ("link", "bubble"), ("bad", "page"),
    ):  # fmt: skip
        assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert _contrast(colours["line"], colours["page"]) >= 3


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>a</b> & <i>b</i>", "<b>a</b> &amp; <i>b</i>"),
        ("l&#39;idée &amp; &lt;b&gt;", "l&#x27;idée &amp; &lt;b&gt;"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("<b onclick='x'>a</b>", "<b>a</b>"),
        ("<b><i>a</b>", "<b><i>a</i></b>"),
        ("a</b>", "a"),
        ("<a href='javascript:x'>a</a>", "<a>a</a>"),
        ('<a href="https://a.example/?b=1&amp;c">a</a>',
         '<a href="https://a.example/?b=1&amp;c" rel="noreferrer">a</a>'),
    ],
)  # fmt: skip
def test_only_our_own_tags_pass(text: str, html: str) -> None:
    assert safe_html(text) == html
    assert safe_html(Markup(text)) == html  # noqa: S704 - the point of the test


def test_what_a_town_writes_is_escaped_everywhere() -> None:
    nasty = '"><script>alert(1)</script>&'
    ask = {"label": "A & B", "question": "?"}
    options = [{"id": name, "label": f"{name} & 'c'"} for name in ("a", "b")]
    dialog = Dialog.model_validate(
        {"id": "d", "version": 1, "title": "D & 'E'"}
        | {"steps": [{"id": "one", "kind": "choice", "options": options, "hint": "{town}", **ask}]}
    )
    book = Book({"d": dialog}, load_wording(("en",)), {**SAMPLE_FACTS, "town": nasty})
    made = page(book)
    Reader(made)
    assert "<script" not in made
    assert "a &amp; &#x27;c&#x27;" in made
    assert "&amp;amp;" not in made


def test_a_screen_that_cannot_be_drawn_is_shown_as_broken() -> None:
    made = page(Book(BOOK.dialogs, BOOK.wording, {"town": "T"}))
    Reader(made)
    assert 'class="broken"' in made
    assert "nothing fills in {service}" in made


@pytest.mark.parametrize("name", BOOK.dialogs)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_typical_answers_are_answers(name: str, language: str) -> None:
    typical, dialog = Typical(BOOK.voice(language), WAYS), BOOK.dialogs[name]
    for path in WAYS[name].each:
        assert play(BOOK, dialog, path, typical, language) is None


def test_items_of_a_list_are_of_different_kinds() -> None:
    step = BOOK.dialogs["promise"].by_id["bearer_commitments"]
    assert isinstance(step, ListStep)
    items = Typical(BOOK.voice("en"), WAYS)(BOOK.dialogs, step)
    assert len({item["kind"] for item in items}) == 2


def test_the_sample_town_has_every_fact(tmp_path: Path) -> None:
    config = build_config(tmp_path, "http://127.0.0.1:1", -1)
    assert SAMPLE_FACTS.keys() == facts(config).keys()


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    ran = CliRunner().invoke(cli, ["preview", "--output", str(tmp_path / "p.html")])
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert (tmp_path / "p.html").read_text("utf-8") == PAGE
    assert CliRunner().invoke(cli, ["preview", "--output", "-"]).stdout == PAGE


def test_with_a_configuration_it_is_the_town_s_page(tmp_path: Path) -> None:
    config = write_config(tmp_path, "http://127.0.0.1:1")
    ran = CliRunner().invoke(cli, ["preview", "--config", str(config), "--output", "-"])
    assert ran.exit_code == 0
    Reader(ran.stdout)
    assert 'id="only-fr"' in ran.stdout


def test_a_configuration_that_is_not_there_is_said_in_one_line() -> None:
    ran = CliRunner().invoke(cli, ["preview", "--config", "nowhere.toml"])
    assert ran.exit_code == 2
    assert "nowhere.toml" in ran.stderr
