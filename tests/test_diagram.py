"""Diagrams: every question and condition is on them, and nothing that no answers lead to."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.pictures import PictureError, render
from dialogs import bearing
from dialogs.book import Book, load_dialogs
from dialogs.definition import Dialog
from dialogs.diagram import END, START, condition_words, edges_of, escape, flowchart, node
from dialogs.lifecycle import TABLE
from dialogs.lifecycle_diagram import state_diagram, transitions
from dialogs.paths import find_paths
from dialogs.project import STATE_NAMES, State
from dialogs.wording import load_wording
from tests.process import write_config

SHIPPED = load_dialogs()
WORDING = load_wording(("en", "fr"))
BOOK = Book(SHIPPED, WORDING)

TREES = """\
flowchart TD
  D_trees_Q_START(["Trees"])
  D_trees_Q_kind["Kind<br/>kind · choice"]
  D_trees_Q_many["How many<br/>many · number"]
  D_trees_Q_why["Why #35;1 'so'<br/>why · text<br/>can be skipped"]:::optional
  D_trees_Q_END{{"all answers are read again"}}
  D_trees_Q_SENT(["sent"])
  D_trees_Q_END -->|"Go"| D_trees_Q_SENT
  D_trees_Q_START --> D_trees_Q_kind
  D_trees_Q_kind -->|"Kind: An oak or A lime"| D_trees_Q_many
  D_trees_Q_kind -->|"otherwise"| D_trees_Q_END
  D_trees_Q_many -->|"How many: at least 3"| D_trees_Q_why
  D_trees_Q_many -->|"otherwise"| D_trees_Q_END
  D_trees_Q_why --> D_trees_Q_END
  classDef optional stroke-dasharray: 5 4
"""


def trees(**why: object) -> Dialog:
    """A small form in which one question leads to the next."""
    kinds = [("oak", "An oak"), ("lime", "A lime"), ("none", "None")]
    options = [{"id": name, "label": label} for name, label in kinds]
    ask = {"question": "?"}
    steps = [
        {"id": "kind", "kind": "choice", "label": "Kind", **ask, "options": options},
        {"id": "many", "kind": "number", "label": "How many", **ask, "max": 9}
        | {"when": {"kind": ["oak", "lime"]}},
        {"id": "why", "kind": "text", "label": 'Why #1 "so"', **ask, "optional": True}
        | {"when": {"many": {"at_least": 3}}}
        | why,
    ]
    return Dialog.model_validate(
        {
            "id": "trees",
            "version": 1,
            "title": "Trees",
            "review": "Well?",
            "send": "Go",
            "steps": steps,
        }
    )


def draw(*args: str) -> Result:
    return CliRunner().invoke(cli, ["draw", *args])


def test_a_small_form_is_drawn_like_this() -> None:
    assert flowchart(Book({"trees": trees()}, WORDING), ["trees"], "en") == TREES


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", SHIPPED)
def test_every_question_and_condition_is_there(name: str, language: str) -> None:
    drawn, say = flowchart(BOOK, [name], language), BOOK.voice(language)
    for step in SHIPPED[name].steps:
        assert f"  {node(name, step.id)}[" in drawn
        assert f"{escape(say.plain(step.label))}<br/>{step.id} · {step.kind}" in drawn
        if step.when is not None:
            words = condition_words(SHIPPED[name], step.when, say)
            unwrapped = drawn.replace("<br/>", " ")
            assert f'-->|"{escape(words)}"| {node(name, step.id)}' in unwrapped


@pytest.mark.parametrize("name", SHIPPED)
def test_the_arrows_are_the_ways_that_answers_lead(name: str) -> None:
    paths = find_paths(SHIPPED, SHIPPED[name])
    edges = edges_of(SHIPPED[name], paths)
    walked = {pair for path in paths.each for pair in pairwise((START, *path.steps, END))}
    assert set(edges) == walked
    assert len(edges) == len(walked)


def test_where_not_all_ways_could_be_tried_no_arrow_is_lost() -> None:
    dialog = SHIPPED["commitment"]
    some = find_paths(SHIPPED, dialog, limit=1)
    assert not some.complete
    assert set(edges_of(dialog, find_paths(SHIPPED, dialog))) <= set(edges_of(dialog, some))


def test_the_small_form_of_a_list_stands_in_a_frame() -> None:
    drawn = flowchart(BOOK, ["promise"], "en")
    assert drawn.count("subgraph") == 6
    assert 'subgraph D_commitment["A promise"]' in drawn
    assert '-. "Add a promise" .-> D_commitment_Q_START' in drawn
    assert "D_commitment_Q_END -.-> D_promise_Q_bearer_commitments" in drawn


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"kind": "oak"}, "Kind: An oak"),
        ({"not": {"kind": "oak"}}, "not (Kind: An oak)"),
        ({"kind": "oak", "many": {"at_least": 2}}, "Kind: An oak and How many: at least 2"),
        ({"any": [{"kind": "oak"}, {"many": 2}]}, "Kind: An oak or How many: 2"),
        (
            {"all": [{"any": [{"kind": "oak"}, {"many": 2}]}, {"not": {"many": 3}}]},
            "(Kind: An oak or How many: 2) and not (How many: 3)",
        ),
    ],
)
def test_conditions_are_said_in_words(when: dict[str, object], words: str) -> None:
    dialog = trees(when=when)
    assert condition_words(dialog, dialog.by_id["why"].when, BOOK.voice("en")) == words


def test_choices_money_and_yes_or_no_are_said_as_people_say_them() -> None:
    ask = {"question": "?"}
    options = [{"id": name, "label": name.title()} for name in ("a", "b")]
    dialog = Dialog.model_validate(
        {
            "id": "d",
            "version": 1,
            "title": "D",
            "steps": [
                {"id": "some", "kind": "choices", "label": "Some", "options": options, **ask},
                {"id": "sum", "kind": "money", "label": "Sum", **ask},
                {"id": "sure", "kind": "yes_no", "label": "Sure", **ask},
                {"id": "x", "kind": "text", "label": "X", "when": {"some": {"has": "b"}}, **ask},
                {"id": "y", "kind": "text", "label": "Y", "optional": {"sure": True}, **ask}
                | {"when": {"sum": {"at_least": 120050}}},
            ],
        }
    )
    drawn = flowchart(Book({"d": dialog}, WORDING), ["d"], "en").replace("<br/>", " ")
    assert '"Some: among others B"' in drawn
    assert '"Sum: at least 1,200.50 euros"' in drawn
    assert "can be skipped if Sure: Yes" in drawn


# -- the life of a project ------------------------------------------------------------------------


def test_everything_the_table_allows_is_drawn() -> None:
    words = {one.action for one in transitions()}
    moving = (row for kind, row in TABLE.items() if kind not in bearing.ROWS)
    assert words == {lead.word for row in moving for lead in row.leads}


def test_the_life_of_a_project_is_drawn_as_it_can_be_lived() -> None:
    seen = {(one.before, one.action, one.after, one.who) for one in transitions()}
    assert (State.DRAFT, "submit", State.SUBMITTED, "the resident") in seen
    assert (State.UNDER_REVIEW, "accept", State.ACCEPTED, "the town hall") in seen
    assert (State.SUBMITTED, "implicit_refusal", State.SUBMITTED, "the calendar") in seen
    ways = {(before, after) for before, _, after, _ in seen}
    assert (State.ACCEPTED, State.REFUSED) not in ways
    assert (State.SUBMITTED, State.ACCEPTED) not in ways  # someone is in charge before that


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_states_have_their_names(language: str) -> None:
    say = BOOK.voice(language)
    drawn = state_diagram(say)
    assert drawn.startswith("stateDiagram-v2\n")
    assert "  [*] --> draft\n" in drawn
    for one in transitions():
        assert f"  {one.before} --> {one.after}: " in drawn
        assert f'state "{say.plain(STATE_NAMES[one.after])}" as {one.after}' in drawn
        assert one.action.replace("_", " ") in drawn


# -- the command ----------------------------------------------------------------------------------


def test_all_dialogs_with_a_way_are_drawn_to_standard_output() -> None:
    ran = draw()
    assert ran.exit_code == 0
    for name, dialog in SHIPPED.items():
        drawn = f'subgraph D_{name}["{dialog.title}"]' in ran.stdout
        assert drawn or len(dialog.steps) == 1, "a single question has no way to see"
    alone = draw("call")
    assert "A call for help" in alone.stdout
    assert ran.stdout.count("flowchart TD") == 1


def test_one_dialog_is_drawn_into_a_file(tmp_path: Path) -> None:
    ran = draw("idea", "--language", "fr", "--output", str(tmp_path / "idea.mmd"))
    assert (ran.exit_code, ran.output) == (0, "")
    assert (tmp_path / "idea.mmd").read_text("utf-8") == flowchart(BOOK, ["idea"], "fr")


def test_the_town_s_own_questions_are_drawn(tmp_path: Path) -> None:
    (tmp_path / "dialogs").mkdir()
    (tmp_path / "dialogs" / "idea.toml").write_text(
        'id = "idea"\nremove = ["photos"]\n', encoding="utf-8"
    )
    config = write_config(tmp_path, "http://127.0.0.1:1")
    text = config.read_text("utf-8").replace(
        "[town]", f'[town]\ndialogs = "{tmp_path.as_posix()}/dialogs"', 1
    )
    config.write_text(text, encoding="utf-8")
    ran = draw("idea", "--language", "fr", "--config", str(config))
    assert ran.exit_code == 0, ran.output
    assert "D_idea_Q_title" in ran.stdout
    assert "D_idea_Q_photos" not in ran.stdout


def test_the_lifecycle_is_drawn() -> None:
    assert draw("lifecycle").stdout == state_diagram(BOOK.voice("en"))


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["ideal"], "there is no dialog `ideal`; name one of: "),
        (["idea", "--language", "tlh"], "there is no language `tlh`; name one of: en, fr"),
        (["idea", "--config", "nowhere.toml"], "nowhere.toml"),
        (["idea", "--output", "/nowhere/idea.mmd"], "No such file"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_one_line(args: list[str], words: str) -> None:
    ran = draw(*args)
    assert ran.exit_code == 2
    assert words in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert ran.stdout == ""


# -- pictures -------------------------------------------------------------------------------------


def test_a_picture_without_its_package_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mmdr", None)
    ran = draw("idea", "--format", "png")
    assert ran.exit_code == 2
    assert "pip install 'fifty-fifty[pictures]'" in ran.stderr
    assert ran.stderr.count("\n") == 1


needs_mmdr = pytest.mark.skipif(find_spec("mmdr") is None, reason="the extra `pictures`: mmdr")


@needs_mmdr
@pytest.mark.parametrize("name", ["lifecycle", *SHIPPED])
def test_every_diagram_becomes_a_picture_that_needs_nothing_else(name: str) -> None:
    ran = draw(name, "--language", "fr", "--format", "svg")
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.startswith("<svg")
    assert "background:#ffffff" in ran.stdout
    assert "foreignObject" not in ran.stdout
    for word in ("<script", "@import", 'href="http', "url(http"):
        assert word not in ran.stdout


@needs_mmdr
def test_a_png_is_a_png(tmp_path: Path) -> None:
    drawn = tmp_path / "promise.png"
    assert draw("promise", "--format", "png", "--output", str(drawn)).exit_code == 0
    assert drawn.read_bytes().startswith(b"\x89PNG\r\n")


@needs_mmdr
def test_what_is_no_diagram_is_refused_in_one_line() -> None:
    with pytest.raises(PictureError, match=r"cannot be drawn: .*; if it is too large, draw one"):
        render("flowchart TD\n a -->", "svg")
