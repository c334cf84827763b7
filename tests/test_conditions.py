"""Conditions: small data that tells which questions apply."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.conditions import All, AnyOf, AtLeast, Condition, Given, Has, Not, OneOf, parse, reads

STEPS = st.sampled_from(["a", "b", "c"])
WORDS = st.sampled_from(["x", "y", "z"])
NUMBERS = st.integers(-3, 3)
VALUES = WORDS | NUMBERS | st.booleans()

RAW: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.one_of(
        st.dictionaries(STEPS, VALUES | st.lists(VALUES, min_size=1), min_size=1),
        st.dictionaries(STEPS, st.fixed_dictionaries({"has": WORDS}), min_size=1),
        st.dictionaries(STEPS, st.fixed_dictionaries({"at_least": NUMBERS}), min_size=1),
        st.dictionaries(STEPS, st.just({"given": True}), min_size=1),
    ),
    lambda part: st.one_of(
        st.fixed_dictionaries({"not": part}),
        st.fixed_dictionaries({"any": st.lists(part, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"all": st.lists(part, min_size=1, max_size=3)}),
    ),
    max_leaves=5,
)
ANSWERS = st.dictionaries(
    STEPS, VALUES | st.none() | st.floats() | st.lists(WORDS, max_size=3), max_size=3
)


@given(RAW, ANSWERS)
def test_a_condition_holds_or_its_opposite_does(raw: dict[str, Any], answers: Any) -> None:
    condition = parse(raw)
    assert condition.holds(answers) is not parse({"not": raw}).holds(answers)


@given(RAW, RAW, ANSWERS)
def test_any_and_all_are_or_and_and(one: Any, other: Any, answers: Any) -> None:
    each = [parse(one).holds(answers), parse(other).holds(answers)]
    assert parse({"any": [one, other]}).holds(answers) is any(each)
    assert parse({"all": [one, other]}).holds(answers) is all(each)


@given(RAW, ANSWERS)
def test_only_the_answers_that_are_read_matter(raw: dict[str, Any], answers: Any) -> None:
    condition = parse(raw)
    read = {name: value for name, value in answers.items() if name in reads(condition)}
    assert condition.holds(answers) is condition.holds(read)


@pytest.mark.parametrize(
    ("raw", "condition"),
    [
        ({"a": "x"}, OneOf("a", frozenset({"x"}))),
        ({"a": ["x", "y"]}, OneOf("a", frozenset({"x", "y"}))),
        ({"a": {"has": "x"}}, Has("a", "x")),
        ({"a": {"at_least": 2}}, AtLeast("a", 2.0)),
        ({"a": {"given": True}}, Given("a")),
        ({"a": "x", "b": True}, All((OneOf("a", frozenset({"x"})), OneOf("b", frozenset({True}))))),
        ({"not": {"a": 1}}, Not(OneOf("a", frozenset({1})))),
        ({"any": [{"a": 1}]}, AnyOf((OneOf("a", frozenset({1})),))),
    ],
)
def test_a_table_is_read_as_data(raw: dict[str, Any], condition: Condition) -> None:
    assert parse(raw) == condition


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({}, "is a table such as"),
        ("bearer", "is a table such as"),
        ({"any": []}, "holds a list of conditions"),
        ({"all": {"a": 1}}, "holds a list of conditions"),
        ({"not": "x"}, "is a table such as"),
        ({"a": []}, "compares with words, numbers or true/false"),
        ({"a": 1.5}, "compares with words, numbers or true/false"),
        ({"a": {"has": 3}}, "knows `has"),
        ({"a": {"more": 3}}, "knows `has"),
        ({"a": {"has": "x", "at_least": 3}}, "knows `has"),
        ({"a": {"at_least": True}}, "at_least` is a number"),
        ({"a": {"given": False}}, "knows `has"),
    ],
)
def test_what_cannot_be_read_is_named(raw: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse(raw)


@pytest.mark.parametrize("answer", [None, "", "12", True, [], {}])
def test_an_answer_of_another_kind_reaches_no_number(answer: object) -> None:
    assert not AtLeast("a", 1).holds({"a": answer})
    assert not AtLeast("a", 1).holds({})


@pytest.mark.parametrize("answer", [1, 2.5, ["x"]])
def test_numbers_and_lengths_reach(answer: object) -> None:
    assert AtLeast("a", 1).holds({"a": answer})


@pytest.mark.parametrize(
    ("answers", "was_given"),
    [
        ({}, False),
        ({"a": None}, False),
        ({"a": []}, False),
        ({"a": {"unknown": True}}, False),
        ({"a": "Dominique"}, True),
        ({"a": False}, True),
        ({"a": 0}, True),
        ({"a": {"text": "The park"}}, True),
    ],
)
def test_what_is_skipped_or_not_known_is_not_given(
    answers: dict[str, Any], *, was_given: bool
) -> None:
    assert Given("a").holds(answers) is was_given
