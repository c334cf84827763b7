"""Where a person stands, computed from their answers alone."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.conditions import Has, parse
from dialogs.session import Frame
from dialogs.walk import walk
from tests.visits import asked, form

THREE = form(asked("one", "text"), asked("day", "date"), asked("end", "text"))


def test_what_another_form_gave_leads_the_way_and_is_no_answer_of_this_one() -> None:
    dialog = form(
        asked("own", "choice"),
        asked("bearer", "choice", when={"own": "a"}),
        asked("why", "text", when={"bearer": "c"}),
    )
    path = walk(dialog, Frame("form", 1, {"own": "b"}, given={"bearer": "c"}))
    assert path.current is dialog.by_id["why"]
    assert (path.answers, path.known["bearer"]) == ({"own": "b"}, "c")
    assert walk(dialog, Frame("form", 1, {"own": "b"}, given={"bearer": "d"})).current is None
    assert walk(dialog, Frame("form", 1, {"own": "b"})).current is None


def test_an_answer_of_this_form_comes_before_what_another_gave() -> None:
    dialog = form(asked("own", "choice"), asked("why", "text", when={"own": "a"}))
    path = walk(dialog, Frame("form", 1, {"own": "b"}, given={"own": "a"}))
    assert [one.id for one in path.steps] == ["own"]


@pytest.mark.parametrize(
    ("drafts", "frontier"),
    [({}, "end"), ({"day": "2026-07-01"}, "end"), ({"one": ["begun"]}, "one")],
    ids=["nothing begun", "a page of the calendar is open", "boxes are ticked"],
)
def test_the_first_question_without_a_finished_answer(
    drafts: dict[str, Any], frontier: str
) -> None:
    frame = Frame("form", 1, {"one": "x", "day": "2026-06-01"}, drafts=drafts)
    path = walk(THREE, frame)
    assert path.frontier is path.current is THREE.by_id[frontier]


def test_who_changes_an_answer_stands_there_and_the_rest_still_waits() -> None:
    path = walk(THREE, Frame("form", 1, {"one": "x"}, editing="one"))
    assert path.current is THREE.by_id["one"]
    assert path.frontier is THREE.by_id["day"]
    assert (path.rank, path.before) == (1, None)


def test_behind_the_last_answer_the_way_back_is_the_last_question() -> None:
    path = walk(THREE, Frame("form", 1, {"one": "x", "day": "2026-06-01", "end": "z"}))
    assert (path.current, path.frontier, path.rank) == (None, None, 4)
    assert path.before is THREE.by_id["end"]


@pytest.mark.parametrize(
    ("answers", "holds"),
    [
        ({"trees": ["oak", "ash"]}, True),
        ({"trees": ["ash"]}, False),
        ({"trees": []}, False),
        ({"trees": "oak"}, False),
        ({"bushes": ["oak"]}, False),
        ({}, False),
    ],
)
def test_a_list_has_what_was_chosen_in_it(answers: dict[str, Any], holds: bool) -> None:
    assert Has("trees", "oak").holds(answers) is holds


def test_a_condition_that_is_no_table_is_answered_with_an_example() -> None:
    with pytest.raises(ValueError, match=r"^`when` is a table such as \{ bearer_kind"):
        parse(["school"])
