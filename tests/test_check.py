"""Proofs of the dialogs: ours hold, and each kind of fault is found and named with its remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from dialogs.area import Area
from dialogs.book import Book, load_dialogs
from dialogs.buttons import Button, Screen, Token, decode
from dialogs.check import Report, check
from dialogs.definition import DateStep, Dialog, MonthStep
from dialogs.examples import filled, longest, shortest
from dialogs.paths import Path, find_paths
from dialogs.reading import fold
from dialogs.screens import draw, places, screen_problems
from dialogs.texts import html_problems, placeholders, visible
from dialogs.trial import play
from dialogs.wording import Voice, Wording, load_wording

FACTS = {
    "town": "Saint-Exemple",
    "service": "Vie des quartiers",
    "phone": "03 53 01 00 00",
    "email": "mairie@saint-exemple.example",
}
ENGLISH = load_wording(("en",))


def text(name: str, **more: Any) -> dict[str, Any]:
    """A question for words."""
    return {"id": name, "kind": "text", "label": f"Label {name}", "question": "What?", **more}


def choice(name: str, **more: Any) -> dict[str, Any]:
    """A question with two options."""
    options = [{"id": "one", "label": "First"}, {"id": "two", "label": "Second"}]
    return text(name, **{"kind": "choice", "options": options, **more})


def dialog(*steps: dict[str, Any], name: str = "tiny", **more: Any) -> Dialog:
    """A small form."""
    return Dialog.model_validate(
        {"id": name, "version": 1, "title": "A form", "steps": list(steps), **more}
    )


def book(*dialogs: Dialog, wording: Wording = ENGLISH, **facts: str) -> Book:
    """A book of small forms."""
    return Book({form.id: form for form in dialogs}, wording, {**FACTS, **facts})


def problem(report: Report) -> str:
    """Return the problems as one text, to look into."""
    return "\n".join(report.problems)


def test_our_own_dialogs_hold_and_their_figures_are_counted() -> None:
    report = check(Book(load_dialogs(), ENGLISH, FACTS))
    assert report.problems == ()
    assert report.ok
    assert report.complete
    assert report.dialogs == len(load_dialogs())
    assert report.steps == sum(len(one.steps) for one in load_dialogs().values())
    assert report.paths >= report.dialogs
    assert report.shortest_path == 1
    assert report.longest_path >= max(len(one.steps) for one in load_dialogs().values()) - 5
    assert report.screens > 100
    assert 2000 < report.longest_screen <= 4096
    assert report.longest_at
    assert report.texts["en"] > 100


GOOD = [
    [text("a")],
    [choice("a"), text("b", when={"a": "one"}), text("c", when={"not": {"a": "one"}})],
    [text("a", kind="number", min=1, max=9), text("b", when={"a": {"at_least": 5}})],
    [text("a", kind="number", min=-5, max=2.5, decimals=1, optional=True)],
    [text("a", kind="money", min=1, max=9), text("b", when={"a": {"at_least": 500}})],
    [choice("a", kind="choices", min=0), text("b", when={"a": {"has": "two"}})],
    [choice("a", kind="choices"), text("b", when={"a": {"at_least": 2}})],
    [text("a", kind="yes_no", optional=True), text("b", when={"a": [True, False]})],
    [text("a", kind="place"), text("b", kind="contact"), text("c", kind="confirm")],
    [text("a", kind="media", min=1), text("b", kind="media", optional=True)],
    [text("a", kind="media", accepts=["document"]), text("b", when={"a": {"at_least": 3}})],
]


@pytest.mark.parametrize("steps", GOOD)
def test_a_form_without_fault_has_no_problem(steps: list[dict[str, Any]]) -> None:
    report = check(book(dialog(*steps), dialog(*steps, name="sent", review="Good?", send="Send")))
    assert report.problems == ()


FAULTS: Mapping[str, tuple[list[dict[str, Any]], str]] = {
    "text limits": ([text("a", min=9, max=3)], "step `a`: `min` (9) is more than `max` (3)"),
    "number limits": ([text("a", kind="number", min=9, max=3)], "step `a`: `min` (9.0) is more"),
    "media limits": ([text("a", kind="media", min=9, max=3)], "step `a`: `min` (9) is more"),
    "too many to tick": ([choice("a", kind="choices", min=3)], "asks for 3 of 2 options: lower it"),
    "option twice": (
        [choice("a", options=[{"id": "x", "label": "X"}, {"id": "x", "label": "Y"}])],
        "step `a`: option `x` is there twice",
    ),
    "same words twice": (
        [choice("a", options=[{"id": "x", "label": "Same"}, {"id": "y", "label": "same!"}])],
        "two buttons say “same!”",
    ),
    "item unknown": (
        [text("a", kind="list", item="nothing", add="Add")],
        "step `a`: its item `nothing` is no dialog; name one of: other, tiny",
    ),
    "item with review": (
        [text("a", kind="list", item="other", add="Add")],
        "step `a`: its item `other` has a review",
    ),
    "list of itself": (
        [text("a", kind="list", item="tiny", add="Add")],
        "a list cannot hold itself",
    ),
    "option misspelt": (
        [choice("a"), text("b", when={"a": ["one", "tow"]})],
        "step `b`: its condition on `a`: `tow` is none of its options: one, two",
    ),
    "option misspelt in not": (
        [choice("a"), text("b", optional={"not": {"any": [{"a": "tow"}]}})],
        "step `b`: its condition on `a`: `tow` is none",
    ),
    "ticked option misspelt": (
        [choice("a", kind="choices"), text("b", when={"a": {"has": "tow"}})],
        "`tow` is none of its options",
    ),
    "list compared as a word": (
        [choice("a", kind="choices"), text("b", when={"a": "one"})],
        "its answer is a list; write { has = … }",
    ),
    "has on a choice": (
        [choice("a"), text("b", when={"a": {"has": "one"}})],
        "`has` looks into several choices, not into a choice",
    ),
    "yes as a word": (
        [text("a", kind="yes_no"), text("b", when={"a": "yes"})],
        "'yes' is never the answer; compare with true or false",
    ),
    "number as a word": (
        [text("a", kind="number"), text("b", when={"a": "12"})],
        "'12' is never the answer; compare with a number",
    ),
    "free words compared": (
        [text("a"), text("b", when={"a": "yes"})],
        "a text is never compared as a whole; ask a choice before it",
    ),
    "words that reach": (
        [text("a"), text("b", when={"a": {"at_least": 3}})],
        "`at_least` compares numbers, sums and lengths, not a text",
    ),
    "euros for cents": (
        [text("a", kind="money", min=1, max=9), text("b", when={"a": {"at_least": 5}})],
        "`at_least = 5` is always or never true: the answer is cents 100 to 900",
    ),
    "out of reach": (
        [choice("a"), text("b", when={"all": [{"a": "one"}, {"a": "two"}]})],
        "step `b`: no answers lead to it; correct its `when`",
    ),
    "neither skip nor done": (
        [choice("a"), text("b", kind="media", optional={"a": "one"})],
        "step `b`: the form stops there: there is no button to done",
    ),
    "fact unknown": (
        [text("a", question="Do you live in {twon}?")],
        "question: “Do you live in {twon}?”: nothing fills in {twon}; known here: {email}, {phone}",
    ),
    "fact in a label": (
        [text("a", label="In {town}")],
        "step `a`: label: “In {town}”: nothing fills in {town}; no placeholder is filled in here",
    ),
    "broken braces": ([text("a", hint="Like { this")], "its braces do not fit together"),
    "ampersand": ([text("a", label="You & me")], "write “and” instead of &"),
    "text too long": ([text("a", hint="w" * 4000)], "characters, at most 3796 fit"),
    "label too long": (
        [choice("a", options=[{"id": "x", "label": "x" * 65}, {"id": "y", "label": "y"}])],
        "a label has 1 to 64 characters",
    ),
    "label empty": (
        [choice("a", options=[{"id": "x", "label": " "}, {"id": "y", "label": "y"}])],
        "a label has 1 to 64 characters",
    ),
}


@pytest.mark.parametrize(("steps", "says"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_found(steps: list[dict[str, Any]], says: str) -> None:
    other = dialog(text("z"), name="other", review="Good?", send="Send")
    report = check(book(dialog(*steps), other))
    assert says in problem(report)
    assert not report.ok
    assert all("other" not in line.split(":")[0] for line in report.problems)


def test_an_id_that_no_button_can_carry_is_found() -> None:
    form = dialog(choice("a"))
    long = form.steps[0].model_copy(update={"id": "a" * 50})
    report = check(book(form.model_copy(update={"steps": (long,)})))
    assert "bytes, at most 64 fit; shorten its ids" in problem(report)


def test_lists_that_hold_each_other_are_found() -> None:
    one = dialog(text("a", kind="list", item="two", add="Add"), name="one")
    two = dialog(text("b", kind="list", item="one", add="Add"), name="two")
    report = check(book(one, two))
    assert len(report.problems) == 2
    assert all("a list cannot hold itself" in line for line in report.problems)


def test_a_list_in_a_list_is_looked_at_and_played() -> None:
    inner = dialog(text("word"), name="inner")
    middle = dialog(text("b", kind="list", item="inner", add="Add b", min=1, max=2), name="middle")
    outer = dialog(text("a", kind="list", item="middle", add="Add a", min=1, max=2), name="outer")
    assert check(book(outer, middle, inner)).problems == ()


def test_conditions_with_too_many_combinations_are_not_taken_for_proved() -> None:
    steps = [text(f"s{rank}", kind="yes_no") for rank in range(13)]
    ways = [text(f"w{rank}", when={f"s{rank}": True}) for rank in range(13)]
    report = check(book(dialog(*steps, *ways)))
    assert "too many combinations to prove" in problem(report)
    assert not report.complete


# --- languages -----------------------------------------------------------------------------------

SOURCES = {"Hello {name}": "the code", "<b>Bold</b>": "the code", "Plain": "the code"}


def french(**texts: str) -> Wording:
    """Everything in French, except as said."""
    form = book(dialog(text("a")))
    words: dict[str, str] = {}
    for source in ("A form", "Label a", "What?", *SOURCES):
        words[source] = f"fr {source}"
    words |= {source.replace("_", " "): words for source, words in texts.items()}
    plurals = {"{n} file of {x}": ("{n} fichier de {x}", "{n} fichiers de {x}")}
    voices = dict(form.wording.voices)
    voices["fr"] = Voice("fr", words, plurals, lambda n: int(n > 1))
    return Wording(voices)


def catalogue() -> Catalog:
    """The texts of an imagined code."""
    gathered = Catalog()
    for source, where in SOURCES.items():
        gathered.add(source, locations=[(where, 1)])
    gathered.add(("{n} file of {x}", "{n} files of {x}"), locations=[("the code", 2)])
    return gathered


def test_a_complete_translation_has_no_problem() -> None:
    report = check(book(dialog(text("a")), wording=french()), catalogue())
    assert report.problems == ()
    assert report.texts == {"en": 7, "fr": 7}


@pytest.mark.parametrize(
    ("source", "words", "says"),
    [
        (
            "What?",
            "",
            "fr: “What?” (tiny, step `a`: question): has no translation; run `make texts`",
        ),
        ("Plain", "  ", "fr: “Plain” (the code): has no translation"),
        ("Hello {name}", "Bonjour", "its translation lacks {name}; put it in"),
        ("Hello {name}", "Bonjour {nom}", "its translation has {nom}, which nothing fills in"),
        ("Hello {name}", "Bonjour {name!r}", "its translation has {name!r}"),
        ("Hello {name}", "Bonjour {name", "the braces of its translation do not fit together"),
        ("<b>Bold</b>", "Gras", "its HTML tags differ from the source's: <b> </b>"),
        ("<b>Bold</b>", "<b>Gras", "<b> is never closed; add </b>"),
        ("<b>Bold</b>", "<strong>Gras</strong>", "<strong> is not among Telegram's tags"),
        ("Plain", "Sel & poivre", "write &lt; &gt; &amp;"),
    ],
)
def test_a_faulty_translation_is_found(source: str, words: str, says: str) -> None:
    wording = french()
    voice = wording.voices["fr"]
    texts = {**voice.texts, source: words}
    voices = {**wording.voices, "fr": Voice("fr", texts, voice.plurals, voice.plural_of)}
    report = check(book(dialog(text("a")), wording=Wording(voices)), catalogue())
    assert says in problem(report)


@pytest.mark.parametrize(
    ("forms", "says"),
    [
        (("un fichier de {x}", "{n} fichiers de {x}"), None),
        (("{n} fichier", "{n} fichiers de {x}"), "its translation lacks {x}; put it in"),
        (("{m} fichier de {x}", "{n} fichiers de {x}"), "has {m}, which nothing fills in"),
    ],
)
def test_a_plural_may_leave_out_its_number_only(forms: tuple[str, str], says: str | None) -> None:
    wording = french()
    texts = wording.voices["fr"].texts
    voice = Voice("fr", texts, {"{n} file of {x}": forms}, lambda n: int(n > 1))
    report = check(
        book(dialog(text("a")), wording=Wording({**wording.voices, "fr": voice})), catalogue()
    )
    assert (says in problem(report)) if says else report.ok


def test_words_for_a_text_that_is_never_said_are_found() -> None:
    report = check(book(dialog(text("a")), wording=french(Plian="Simple")), catalogue())
    assert "fr: “Plian” is translated but never said" in problem(report)


def test_a_towns_own_english_is_held_to_the_source_too() -> None:
    voice = Voice("en", {"Hello {name}": "Hi there"}, {}, lambda n: int(n != 1))
    report = check(book(dialog(text("a")), wording=Wording({"en": voice})), catalogue())
    assert "en: “Hello {name}” (the code): its translation lacks {name}" in problem(report)


# --- screens -------------------------------------------------------------------------------------


def button(label: str = "Go", act: str = "stay", step: str = "-") -> Button:
    return Button(label, Token("zzzzzzzz", 1, step, act).encode())


@pytest.mark.parametrize(
    ("screen", "says"),
    [
        (Screen(Markup("Hi"), ((button(),),)), None),
        (Screen(Markup("Hi"), ((button("Help", "help"),),)), "there is no way on"),
        (Screen(Markup("Hi"), ((button("Yes", "set"),),)), "there is no way out"),
        (Screen(Markup("<b> </b>"), ((button(),),)), "there is no text"),
        (Screen(Markup("<b>Hi"), ((button(),),)), "<b> is never closed"),
        (Screen(Markup("Hi"), (tuple(button(f"B{n}") for n in range(9)),)), "too many buttons"),
        (Screen(Markup("Hi"), tuple((button(f"B{n}"),) for n in range(101))), "too many buttons"),
        (Screen(Markup("Hi"), ((button("Go"), button("go ")),)), "two buttons say “go ”"),
    ],
)
def test_a_screen_is_held_to_its_limits(screen: Screen, says: str | None) -> None:
    problems = screen_problems(screen)
    assert (says in "\n".join(problems)) if says else problems == []


def _is_a_date(book: Book, token: Token) -> bool:
    steps = (one.by_id.get(token.step) for one in book.dialogs.values())
    return any(isinstance(step, DateStep | MonthStep) for step in steps) and token.act in (
        "set",
        "page",
    )


def test_every_button_of_every_screen_can_be_typed_instead() -> None:
    ours = Book(load_dialogs(), ENGLISH, FACTS)
    ways = {name: find_paths(ours.dialogs, form) for name, form in ours.dialogs.items()}
    for form in ours.dialogs.values():
        for place in places(ours, form, ways):
            screen = draw(ours, place, "en")
            assert isinstance(screen, Screen)
            for shown in screen.buttons:
                token = decode(shown.data)
                assert token is not None
                if token.act in ("open", "blank") or _is_a_date(ours, token):
                    continue  # a name of one's own, a blank, a day: words say these too
                assert fold(shown.label) in ours.button_words, place.where


def test_a_screen_that_waits_for_words_has_a_way_on() -> None:
    screen = Screen(Markup("Hi"), ((button("Help", "help"),),))
    assert screen_problems(screen, expects_words=True) == []


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("<b>a</b> <a href='https://x.example'>b</a> &lt;", None),
        ("<i>a</b>", "closes nothing"),
        ("</b>", "closes nothing"),
        ("<span class='x'>a</span>", "is not among Telegram's tags"),
        ("<b class='x'>a</b>", "is not among Telegram's tags"),
        ("a < b", "write &lt;"),
        ("a &nbsp; b", "write &lt;"),
    ],
)
def test_html_is_held_to_what_telegram_reads(html: str, says: str | None) -> None:
    problems = html_problems(html)
    assert (says in problems[0]) if says else not problems


@given(st.text())
def test_whatever_is_escaped_is_good_html_and_seen_as_it_was(words: str) -> None:
    html = Markup("<b>{}</b>").format(words.replace("'", "").replace('"', ""))
    assert html_problems(html) == []
    assert visible(html) == words.replace("'", "").replace('"', "")


def test_placeholders_are_the_names_in_braces() -> None:
    assert placeholders("{a} and {b:d} but not {{c}}") == frozenset({"a", "b:d"})
    assert placeholders("{a") is None


# --- paths and examples --------------------------------------------------------------------------


def test_the_paths_of_a_form_are_its_sequences_of_questions() -> None:
    form = dialog(choice("a"), text("b", when={"a": "one"}), text("c"))
    paths = find_paths({form.id: form}, form)
    assert {path.steps for path in paths.each} == {("a", "b", "c"), ("a", "c")}
    assert paths.longest.steps == ("a", "b", "c")
    assert paths.through("b") == paths.longest
    assert paths.through("d") is None


def test_a_skipped_question_makes_a_path_of_its_own() -> None:
    form = dialog(choice("a", optional=True), text("b", when={"a": ["one", "two"]}))
    assert {path.steps for path in find_paths({form.id: form}, form).each} == {("a", "b"), ("a",)}


@pytest.mark.parametrize("answer", [longest, shortest])
@pytest.mark.parametrize("steps", GOOD)
def test_examples_are_answers_that_the_engine_takes(steps: Any, answer: Any) -> None:
    form = dialog(*steps)
    small = book(form)
    for path in find_paths(small.dialogs, form).each:
        answers = filled(small.dialogs, form, answer, path.given)
        assert tuple(answers) == path.steps
        assert play(small, form, path, answer, "en") is None


def test_an_answer_that_the_engine_refuses_stops_the_play() -> None:
    form = dialog(text("a", min=5))
    stopped = play(book(form), form, Path(("a",), {"a": "abc"}), shortest, "en")
    assert stopped is not None
    assert stopped.startswith("step `a`: the form stops there: its example was refused: That is")


@pytest.mark.parametrize(
    ("steps", "path", "says"),
    [
        ([text("a")], Path(("a",), {"a": " abc "}), "the form does not end with the answers given"),
        (
            [text("a"), text("b", when={"a": " abc "})],
            Path(("a", "b"), {"a": " abc "}),
            "step `b`: the form stops there: `the review` was asked instead",
        ),
    ],
)
def test_an_answer_that_the_engine_keeps_otherwise_fails_the_proof(
    steps: list[dict[str, Any]], path: Path, says: str
) -> None:
    form = dialog(*steps, review="All right?", send="Send")
    stopped = play(book(form), form, path, shortest, "en")
    assert stopped is not None
    assert stopped.endswith(says)


def test_a_place_outside_the_town_does_not_stop_the_play() -> None:
    form = dialog(text("a", kind="place"), review="All right?", send="Send")
    small = replace(book(form), area=Area(50.4587, 2.7925, 5))
    assert play(small, form, Path(("a",), {}), longest, "en") is None


def test_a_list_that_no_answers_lead_to_is_found_and_its_items_are_looked_at() -> None:
    inner = dialog(text("word"), name="inner")
    never = {"all": [{"a": "one"}, {"a": "two"}]}
    listed = text("b", kind="list", item="inner", add="Add", when=never)
    report = check(book(dialog(choice("a"), listed, name="outer"), inner))
    assert "step `b`" in problem(report)
    assert "inner" not in problem(report)
