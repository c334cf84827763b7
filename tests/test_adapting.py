"""A form that changes under a person: nothing is wiped, one line is told, and there is a way on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.adapting import adapt, is_current, sort_out
from dialogs.answers import UNKNOWN
from dialogs.definition import Dialog
from dialogs.effects import Close, Toast
from dialogs.events import ContactShared, Event, MediaSent, MoveAsked, PlaceShared, Pressed, Said
from dialogs.session import Asking, Frame, Session
from dialogs.view import view
from tests.visits import OPTIONS, Visit, asked, book_of, form, kept_photo, photo

ITEM = form(asked("what", "text"), asked("kind", "choice"), name="item", review=False)
OAK = {"what": "An oak", "kind": "a"}
ASH = {"what": "An ash", "kind": "b"}
END = asked("end", "text")

GIVEN: dict[str, Any] = {
    "text": "Some words",
    "number": 7,
    "money": 700,
    "choice": "b",
    "choices": ["a", "c"],
    "yes_no": False,
    "confirm": True,
    "month": "2026-09",
    "date": "2026-06-01",
    "place": {"text": "The park"},
    "media": [kept_photo("one"), kept_photo("two")],
    "contact": "name@example.org",
    "list": [OAK, ASH],
}
"""An answer of every kind."""


def visit(*steps: dict[str, Any], **held: Any) -> Visit:
    """Stand in a form whose lists hold ITEM."""
    return Visit(book_of(form(*steps), ITEM), **held)


# -- one step that changes -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", GIVEN)
def test_a_question_that_is_added_is_asked_and_the_answers_stay(kind: str) -> None:
    here = visit(asked("old", kind), END, answers={"old": GIVEN[kind]})
    here.moves_to(form(asked("new", "text"), asked("old", kind), END)).looks()
    assert here.current == "new"
    assert here.top.answers == {"old": GIVEN[kind]}
    assert here.say("New", "The end").current == "review"


@pytest.mark.parametrize("kind", GIVEN)
def test_an_answer_to_a_question_that_is_gone_waits_and_comes_back_with_it(kind: str) -> None:
    here = visit(asked("old", kind), END, answers={"old": GIVEN[kind]})
    here.moves_to(form(END)).looks()
    assert (here.top.answers, here.parked) == ({}, {"old": GIVEN[kind]})
    here.moves_to(form(asked("old", kind), END)).looks()
    assert (here.top.answers, here.parked) == ({"old": GIVEN[kind]}, {})


@pytest.mark.parametrize("kind", GIVEN)
def test_a_question_with_a_new_id_keeps_its_answer(kind: str) -> None:
    here = visit(asked("old", kind), END, answers={"old": GIVEN[kind]})
    here.moves_to(form(asked("new", kind, was=["old"]), END)).looks()
    assert (here.top.answers, here.parked) == ({"new": GIVEN[kind]}, {})


def test_an_answer_that_waits_is_found_by_a_question_with_a_new_id() -> None:
    here = visit(asked("old", "text"), END, answers={"old": "Old"}).moves_to(form(END)).looks()
    here.moves_to(form(asked("new", "text", was=["older", "old"]), END)).looks()
    assert here.top.answers == {"new": "Old"}


def test_questions_in_another_order_keep_their_answers() -> None:
    steps = [asked(kind, kind) for kind in GIVEN]
    here = visit(*steps, END, answers=GIVEN)
    here.moves_to(form(END, *reversed(steps))).looks()
    assert (here.current, here.top.answers, here.parked) == ("end", GIVEN, {})


@pytest.mark.parametrize("after", GIVEN)
@pytest.mark.parametrize("before", GIVEN)
def test_a_question_of_another_kind_is_asked_again(before: str, after: str) -> None:
    if before == after:
        return
    here = visit(asked("one", before), END, answers={"one": GIVEN[before]})
    here.moves_to(form(asked("one", after), END))
    here.looks()
    if (before, after) == ("contact", "text"):  # words as typed mean the same in both
        assert here.top.answers == {"one": GIVEN[before]}
    else:
        assert (here.current, here.top.answers) == ("one", {})
        assert here.parked == {"one": GIVEN[before]}
    here.moves_to(form(asked("one", before), END)).looks()
    assert (here.top.answers, here.parked) == ({"one": GIVEN[before]}, {})


def test_an_address_written_as_words_is_still_one_when_an_address_is_asked_for() -> None:
    for words, kept in (("name@example.org", {"one": "name@example.org"}), ("Some words", {})):
        here = visit(asked("one", "text"), END, answers={"one": words})
        here.moves_to(form(asked("one", "contact"), END)).looks()
        assert here.top.answers == kept


SIZE = asked("size", "number"), asked("size", "money")


def test_seven_hours_never_become_seven_cents() -> None:
    """Not at once, not out of what waits, and seven hours come back as seven hours."""
    hours, money = SIZE
    here = visit(hours, END, answers={"size": 7}).moves_to(form(money, END)).looks()
    assert (here.current, here.top.answers) == ("size", {})
    here.moves_to(form(END)).looks().moves_to(form(money, END)).looks()
    assert here.top.answers == {}
    assert here.say("12").top.answers == {"size": 1200}
    here.moves_to(form(hours, END)).looks()
    assert here.top.answers == {"size": 7}


def test_hours_in_an_item_never_become_cents_even_while_their_list_is_gone() -> None:
    hours, money = (item(asked("what", "text"), size) for size in SIZE)
    here = visit(TREES, END).moves_to(hours)
    here.press("add").say("An oak", "7").press("done")
    here.moves_to(form(END)).looks().moves_to(money).looks()
    here.moves_to(form(TREES, END)).looks()
    assert (here.top.answers, here.top.drafts) == ({}, {})
    here.moves_to(hours, form(TREES, END, asked("more", "text"))).looks()
    assert here.top.answers == {"trees": [{"what": "An oak", "size": 7}]}


def test_hours_in_a_half_filled_item_that_waits_never_become_cents() -> None:
    hours, money = (item(size, asked("what", "text")) for size in SIZE)
    here = visit(TREES, END).moves_to(hours).press("add").say("7").press("back").press("back")
    here.moves_to(money).press("add")
    assert (here.current, here.top.answers) == ("size", {})


def test_a_session_from_before_kinds_were_kept_learns_them_with_its_next_turn() -> None:
    hours, money = SIZE
    here = visit(hours, END, answers={"size": 7})
    here.session = here.session.with_top(kinds={})
    here.say("The end").moves_to(form(money, END)).looks()
    assert here.top.answers == {"end": "The end"}


FILES = [kept_photo("one", size=3 * 1024 * 1024), kept_photo("two")]

LIMITS: list[tuple[str, Any, dict[str, Any], bool]] = [
    ("text", "12345", {"max": 5}, True),
    ("text", "12345", {"max": 4}, False),
    ("text", "12345", {"min": 6}, False),
    ("number", 5, {"max": 5, "min": 5}, True),
    ("number", 5, {"max": 4}, False),
    ("number", 5, {"min": 6}, False),
    ("number", 2.5, {"decimals": 1}, True),
    ("number", 2.5, {"tries": 2}, False),
    ("money", 500, {"max": 5, "min": 5}, True),
    ("money", 501, {"max": 5}, False),
    ("money", 500, {"min": 6}, False),
    ("choice", "a", {"options": OPTIONS[:2]}, True),
    ("choice", "c", {"options": OPTIONS[:2]}, False),
    ("choices", ["a", "b"], {"min": 2}, True),
    ("media", FILES, {"max": 2}, True),
    ("media", FILES, {"accepts": ["photo", "voice"]}, True),
    ("media", [kept_photo("x", kind="document", mime="image/png")], {"max": 2}, True),
    ("text", None, {"optional": True}, True),
    ("text", None, {"optional": {"not": {"first": "x"}}}, True),
    ("text", None, {"max": 9}, False),
    ("list", None, {"max": 9}, False),
    ("list", [OAK, ASH], {"min": 2, "max": 2}, True),
    ("text", UNKNOWN, {"dont_know": True}, True),
    ("choices", UNKNOWN, {"min": 0}, False),
    ("place", {"text": "", "latitude": 50.0, "longitude": 2.0}, {"max": 9}, True),
    ("contact", "03 21 00 00 00", {"optional": True}, True),
    ("contact", "not one", {"optional": True}, False),
    ("month", "2026-13", {"optional": True}, False),
    ("date", "2026-02-30", {"optional": True}, False),
    ("list", "an oak and an ash", {"optional": True}, False),
]


@pytest.mark.parametrize(("kind", "value", "fields", "fits"), LIMITS)
def test_an_answer_within_the_new_limits_stays(
    kind: str, value: Any, fields: dict[str, Any], fits: bool
) -> None:
    before = form(asked("first", "text"), asked("one", kind), END)
    after = form(asked("first", "text"), asked("one", kind, was=["former"], **fields), END)
    here = Visit(book_of(before, ITEM), answers={"first": "x", "one": value}).moves_to(after)
    here.looks()
    assert here.top.answers.get("one", "nothing") == (value if fits else "nothing")
    assert here.parked == ({} if fits else {"one": value})


@pytest.mark.parametrize(
    ("kind", "value", "fields", "left"),
    [
        ("choices", ["a", "c"], {"options": OPTIONS[:2]}, ["a"]),
        ("choices", ["a", "c"], {"min": 3}, ["a", "c"]),
        ("media", FILES, {"max": 1}, FILES[:1]),
        ("media", FILES, {"max_megabytes": 2}, FILES[1:]),
        ("media", FILES, {"min": 3}, FILES),
        ("list", [OAK, ASH], {"max": 1}, [OAK, ASH]),
        ("list", [OAK, ASH], {"min": 3}, [OAK, ASH]),
    ],
)
def test_what_can_still_be_used_is_the_beginning_of_a_new_answer(
    kind: str, value: list[Any], fields: dict[str, Any], left: list[Any]
) -> None:
    for held in ({"answers": {"one": value}}, {"drafts": {"one": value}}):
        here = visit(asked("one", kind), END, **held)
        here.moves_to(form(asked("one", kind, **fields), END)).looks()
        assert (here.current, here.top.answers) == ("one", {})
        assert here.top.drafts == {"one": left}
        lost = left != value or "answers" in held
        assert list(here.parked.values()) == ([value] if lost else [])
        here.moves_to(form(asked("one", kind), END)).looks()
        assert here.top.answers == held.get("answers", {})
        assert here.top.drafts == held.get("drafts", {})
        assert here.parked == {}
        here.moves_to(form(asked("one", kind, **fields), END)).looks().finishes()


def test_what_was_done_since_is_not_replaced_by_what_waited() -> None:
    trees = asked("trees", "choices")
    here = visit(trees, END, answers={"trees": ["a", "c"]})
    here.moves_to(form(asked("trees", "choices", options=OPTIONS[:2]), END)).looks()
    here.press("tick", "b").moves_to(form(trees, END)).looks()
    assert here.top.drafts == {"trees": ["a", "b"]}
    assert here.parked == {"trees": ["a", "c"]}


def test_ticks_begun_since_are_not_replaced_by_ticks_that_waited() -> None:
    here = visit(END, drafts={"trees": ["c"]}, parked={"trees*": ["a"], "trees": None})
    here.moves_to(form(asked("trees", "choices", optional=True), END)).looks()
    assert here.top.drafts == {"trees": ["c"]}
    assert here.parked == {"trees*": ["a"], "trees": None}


def test_an_open_page_of_the_calendar_does_not_keep_a_day_from_coming_back() -> None:
    here = visit(END, drafts={"day": "2026-07-01"}, parked={"day": "2026-06-01"})
    here.moves_to(form(asked("day", "date"), END)).looks()
    assert (here.top.answers, here.top.drafts, here.parked) == ({"day": "2026-06-01"}, {}, {})


def test_two_answers_that_wait_under_one_name_both_wait() -> None:
    here = visit(asked("one", "text"), END, answers={"one": "Words"})
    here.moves_to(form(asked("one", "number"), END)).looks().say("7")
    here.moves_to(form(asked("one", "yes_no"), END)).looks().press("set", "yes")
    assert sorted(map(str, here.top.parked.values())) == ["7", "Words"]
    here.moves_to(form(END)).looks()
    assert set(here.top.parked) == {"one=text", "one=number", "one=yes_no"}
    here.moves_to(form(asked("one", "text"), END)).looks()
    assert here.top.answers == {"one": "Words"}


def test_the_latest_of_the_answers_that_wait_comes_back() -> None:
    here = visit(END, parked={"one": "First", "one~": "Second", "one~~": True})
    here.moves_to(form(asked("one", "text"), END)).looks()
    assert here.top.answers == {"one": "Second"}
    assert here.parked == {"one": "First", "one~~": True}


def test_a_page_of_the_calendar_that_was_open_stays_open() -> None:
    here = visit(asked("day", "date"), END, drafts={"day": "2026-07-01"})
    here.moves_to(form(asked("first", "text"), asked("day", "date"), END)).looks().say("First")
    assert "July 2026" in here.labels
    here.moves_to(form(asked("day", "text"), END)).looks()
    assert here.parked == {"first": "First", "day*": "2026-07-01"}


@pytest.mark.parametrize("value", [["x"], [{"file_id": "f"}], [[]], {"a": 1}, [1.5]])
@pytest.mark.parametrize("kind", GIVEN)
def test_an_answer_of_any_shape_is_kept(kind: str, value: Any) -> None:
    """What no version of ours has written, but an older or a foreign one might have."""
    if kind == "media" and value == [{"file_id": "f"}]:
        value = [{"file_id": "f", "kind": "voice", "mime": "", "size": 0}]
    here = visit(END, answers={"one": value})
    here.moves_to(form(asked("one", kind), END)).looks()
    assert (here.top.answers, here.parked) == ({}, {"one": value})
    here.finishes()


# -- where the person is -------------------------------------------------------------------------


def test_the_question_being_changed_is_still_being_changed_under_its_new_id() -> None:
    answers = {"old": "Old", "end": "End"}
    here = visit(asked("old", "text"), END, answers=answers, editing="old")
    here.moves_to(form(asked("new", "text", was=["old"]), END)).looks()
    assert here.current == "new"
    here.moves_to(form(END)).looks()
    assert (here.current, here.top.editing) == ("review", None)


def test_words_written_meanwhile_may_be_the_answer_after_all() -> None:
    here = visit(asked("old", "text"), END).moves_to(form(asked("new", "text"), END))
    here.say("Flowers")
    assert here.top.answers == {}
    assert here.labels[:2] == ["It is my answer", "Pass it on to a person"]
    here.press("use")
    assert (here.top.answers, here.current) == ({"new": "Flowers"}, "end")
    assert "It is my answer" not in here.labels


@pytest.mark.parametrize("event", [Said(" "), photo("one"), MoveAsked("back"), Pressed("x")])
def test_whatever_happens_first_is_met_with_one_line_and_the_question(event: Any) -> None:
    here = visit(asked("old", "text"), END, answers={"old": "Old"})
    here.moves_to(form(asked("old", "number"), END)).do(event)
    assert (here.outcome, here.current) == ("form_changed", "old")
    assert (here.effects[0] == Toast()) == isinstance(event, Pressed)
    assert "Your answers are kept" in here.note
    assert here.session.unread is None
    here.say("7")
    assert (here.outcome, here.note) == ("answered", ""), "it is told once"


def test_a_photo_sent_while_the_form_changed_is_kept_where_photos_are_asked_for() -> None:
    here = visit(asked("pictures", "media"), END, drafts={"pictures": [kept_photo("one")]})
    here.moves_to(form(asked("pictures", "media", max=3), END)).do(photo("two"))
    assert (here.outcome, here.current) == ("form_changed", "pictures")
    assert here.top.drafts == {"pictures": [kept_photo("one"), kept_photo("two")]}
    assert "2 photos received." in here.text
    assert "send it again" not in here.note


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("text", photo("one")),
        ("place", PlaceShared(50.4, 2.8)),
        ("media", PlaceShared(50.4, 2.8)),
        ("media", MediaSent("voice", "v", "v")),
    ],
)
def test_what_else_was_sent_while_the_form_changed_is_asked_for_again(
    kind: str, event: Event
) -> None:
    """A point may have been meant for another place, so it is no answer either."""
    here = visit(asked("old", "text"), END, answers={"old": "Old"})
    here.moves_to(form(asked("new", kind), END)).do(event)
    assert (here.outcome, here.current, here.top.drafts) == ("form_changed", "new", {})
    assert "I have not noted what you just sent. Please send it again" in here.note


def test_a_contact_shared_while_the_form_changed_may_be_the_answer_after_all() -> None:
    here = visit(asked("old", "text"), END, answers={"old": "Old"})
    here.moves_to(form(asked("new", "contact"), END)).do(ContactShared("03 21 00 00 00", "A"))
    assert here.top.answers == {}
    assert here.press("use").top.answers == {"new": "03 21 00 00 00"}


def test_a_photo_does_not_get_into_a_form_that_is_paused() -> None:
    here = visit(asked("old", "media"), END)
    here.session = replace(here.session, asking=Asking("paused"))
    here.moves_to(form(asked("old", "media", max=3), END)).do(photo("one"))
    assert (here.top.drafts, here.session.asking) == ({}, Asking("paused"))
    assert "send it again" in here.note


@pytest.mark.parametrize("event", [Said("Words"), photo("one"), MoveAsked("back"), Pressed("x")])
def test_a_form_that_is_gone_ends_and_keeps_what_it_holds(event: Event) -> None:
    here = visit(asked("old", "text"), END, answers={"old": "Old"}).loses("form")
    before = here.session
    here.do(event)
    assert here.session == before
    toast = (Toast("This form is already closed."),) if isinstance(event, Pressed) else ()
    assert here.effects == (*toast, Close("form"))
    assert here.outcome == "form_gone"
    assert "is not used any more" in str(view(here.book, here.session).text)


def test_who_paused_is_still_paused_and_who_was_asked_something_is_not() -> None:
    paused, cancel = Asking("paused"), Asking("cancel")
    for asking, after in ((paused, paused), (cancel, None)):
        here = visit(asked("old", "text"), END, answers={"old": "Old"})
        here.session = Session("k3j9x0ab", "en", here.session.frames, asking=asking, pressed="x")
        here.moves_to(form(END)).looks()
        assert (here.session.asking, here.session.pressed) == (after, "")


def test_the_end_may_be_reached_by_what_is_gone() -> None:
    here = visit(asked("one", "text"), END, answers={"one": "One"})
    here.moves_to(form(asked("one", "text"))).looks()
    assert here.current == "review"
    assert here.press("send").sent is not None


# -- lists ---------------------------------------------------------------------------------------

TREES = asked("trees", "list", min=1)


def item(*steps: dict[str, Any]) -> Dialog:
    """Another form of the items."""
    return form(*steps, name="item", review=False)


def trees(count: int = 2) -> Visit:
    """Stand behind a list, filled through the buttons."""
    here = visit(TREES, END)
    for one in (OAK, ASH)[:count]:
        here.press("add").say(one["what"]).press("set", one["kind"])
    return here.press("done")


def test_words_of_an_items_form_change_nothing() -> None:
    here = trees().moves_to(item(asked("what", "text", label="?"), asked("kind", "choice")))
    assert is_current(here.book.dialogs, here.session)


def test_items_follow_the_new_ids_of_their_form() -> None:
    here = trees()
    here.moves_to(item(asked("name", "text", was=["what"]), asked("kind", "choice"))).looks()
    kept = [{"name": "An oak", "kind": "a"}, {"name": "An ash", "kind": "b"}]
    assert (here.top.answers, here.parked, here.top.drafts) == ({"trees": kept}, {}, {})
    assert is_current(here.book.dialogs, here.session)


def test_a_question_added_to_the_form_of_items_is_asked_for_each_of_them() -> None:
    here = trees().moves_to(item(*ITEM_STEPS, asked("size", "number"))).looks()
    assert (here.current, here.top.drafts) == ("trees", {"trees": [OAK, ASH]})
    here.press("done")
    assert (here.top.dialog, here.current, here.top.answers) == ("item", "size", OAK)
    here.say("3").press("done").say("4").press("done")
    assert here.top.answers == {"trees": [{**OAK, "size": 3}, {**ASH, "size": 4}]}


ITEM_STEPS = (asked("what", "text"), asked("kind", "choice"))


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        ((asked("what", "text"),), [{"what": "An oak"}, {"what": "An ash"}]),
        ((asked("what", "number"), asked("kind", "choice")), [{"kind": "a"}, {"kind": "b"}]),
        (
            (asked("what", "text"), asked("kind", "choice", options=OPTIONS[1:])),
            [{"what": "An oak"}, ASH],
        ),
        ((asked("what", "text", max=6), asked("kind", "choice")), [OAK, ASH]),
    ],
)
def test_items_keep_what_fits_and_the_whole_list_waits(
    steps: tuple[dict[str, Any], ...], left: list[Any]
) -> None:
    here = trees().moves_to(item(*steps)).looks()
    lost = left != [OAK, ASH]
    assert (here.current == "trees") is lost
    assert here.top.drafts == ({"trees": left} if lost else {})
    assert here.parked == ({"trees": [OAK, ASH]} if lost else {})
    here.moves_to(ITEM).looks()
    assert (here.top.answers, here.top.drafts) == ({"trees": [OAK, ASH]}, {})
    assert here.parked == {}
    here.moves_to(item(*steps)).looks()
    found = here.finishes().answers["trees"]
    assert [one.keys() for one in found] == [{step["id"] for step in steps}] * 2


def test_items_of_which_nothing_fits_wait_together() -> None:
    here = trees().moves_to(item(asked("other", "text"))).looks()
    assert here.parked == {"trees": [OAK, ASH]}
    assert (here.top.answers, here.top.drafts) == ({}, {})


def test_a_list_longer_than_it_may_be_is_shortened_by_its_owner() -> None:
    here = trees().moves_to(form(asked("trees", "list", max=1), END)).looks()
    assert "Done" not in here.labels
    here.do(MoveAsked("done"))
    assert here.note == "The list is full. Remove something first."
    here.press("open", "0").press("drop").press("done")
    assert here.top.answers == {"trees": [ASH]}


def test_a_half_filled_item_joins_its_list_though_another_question_comes_first() -> None:
    here = visit(TREES, END, drafts={"trees": [OAK]})
    here.press("open", "0").press("redo").press("edit", name="what")
    here.moves_to(form(asked("new", "text"), TREES, END)).looks()
    assert (here.top.dialog, here.current, here.top.item) == ("item", "what", 0)
    here.say("A tall oak")
    assert (here.top.dialog, here.current) == ("form", "new")
    assert here.top.drafts == {"trees": [{**OAK, "what": "A tall oak"}]}
    here.say("New").press("done")
    assert here.top.answers == {"new": "New", "trees": [{**OAK, "what": "A tall oak"}]}


def test_a_half_filled_item_joins_a_list_that_is_not_asked_at_present() -> None:
    here = visit(TREES, END).press("add").say("An oak")
    hidden = asked("trees", "list", when={"first": True})
    here.moves_to(form(asked("first", "yes_no"), hidden, END)).looks().press("set", "a")
    assert (here.current, here.top.drafts) == ("first", {"trees": [OAK]})


def test_a_half_filled_item_without_its_list_waits_with_all_it_holds() -> None:
    steps = (asked("what", "text"), asked("marks", "choices"), asked("more", "text"))
    here = visit(TREES, END).moves_to(item(*steps))
    here.press("add").say("An oak").press("tick", "b")
    here.moves_to(form(END)).looks()
    assert here.parked == {"item": {"what": "An oak", "marks*": ["b"]}}
    here.moves_to(form(TREES, END)).looks().press("add")
    assert (here.top.answers, here.top.drafts) == ({"what": "An oak"}, {"marks": ["b"]})
    assert (here.root.parked, here.parked) == ({}, {})


def test_an_item_left_by_back_waits_with_its_ticks_and_what_was_parked() -> None:
    steps = (asked("marks", "choices"), asked("more", "text"))
    here = visit(TREES, END).moves_to(item(*steps)).press("add").press("tick", "b")
    here.session = here.session.with_top(parked={"gone": "x"})
    here.press("back")
    assert here.parked == {"item": {"gone": "x", "marks*": ["b"]}}
    here.press("add")
    assert (here.top.drafts, here.parked) == ({"marks": ["b"]}, {"gone": "x"})


def test_an_item_that_waits_is_laid_out_for_the_form_of_the_day() -> None:
    here = visit(TREES, END).press("add").say("An oak").press("back").press("back")
    steps = (asked("name", "text", was=["what"]), asked("kind", "number"))
    here.moves_to(item(*steps)).press("add")
    assert here.top.answers == {"name": "An oak"}


def test_a_parked_answer_with_the_name_of_the_items_form_is_not_taken_for_an_item() -> None:
    here = visit(asked("item", "text"), END, answers={"item": "A tree"})
    here.moves_to(form(TREES, END)).looks().press("add")
    assert (here.top.answers, here.root.parked) == ({}, {"item=text": "A tree"})


def test_a_second_item_that_loses_its_list_does_not_push_out_the_first() -> None:
    here = trees(1).press("back").press("add").say("Waiting").press("back").press("back")
    here.press("open", "0").press("redo").press("edit", name="what")
    here.moves_to(form(END)).looks()
    assert here.parked["item"] == {"what": "Waiting"}
    assert here.parked["item~"] == OAK


def test_a_form_of_items_that_is_gone_takes_no_answer_with_it() -> None:
    here = visit(TREES, END).press("add").say("An oak").moves_to(form(END)).loses("item").looks()
    assert (here.top.dialog, here.parked) == ("form", {"item": {"what": "An oak"}})
    here = trees().moves_to(form(END)).loses("item").looks()
    assert here.parked == {"trees": [OAK, ASH]}


LEAF = form(asked("word", "text"), asked("note", "text"), name="leaf", review=False)
NESTED = item(asked("what", "text"), asked("leaves", "list", item="leaf", min=1))


def nested() -> Visit:
    """Stand in the item of a list in the item of a list."""
    here = Visit(book_of(form(TREES, END), NESTED, LEAF))
    here.press("add").say("An oak").press("add").say("One", "Note").press("add").say("Two")
    assert [frame.dialog for frame in here.session.frames] == ["form", "item", "leaf"]
    return here


def test_items_in_items_wait_together_when_the_outer_list_is_gone() -> None:
    here = nested().moves_to(form(END)).looks()
    one = {"word": "One", "note": "Note"}
    assert here.parked == {
        "item": {"what": "An oak", "leaves*": [one]},
        "leaf": {"word": "Two"},
    }
    here.moves_to(form(TREES, END)).looks().press("add")
    assert here.top.drafts == {"leaves": [one]}


def test_a_form_deep_in_a_list_that_changes_is_noticed() -> None:
    here = nested().say("Note").press("done").press("done").say("End")
    assert here.current == "review"
    changed = form(asked("word", "text"), asked("note", "number"), name="leaf", review=False)
    here.moves_to(changed).looks()
    assert here.current == "trees"
    assert here.top.drafts["trees"] == [{"what": "An oak"}]
    assert len(here.parked["trees"][0]["leaves"]) == 2
    here.moves_to(LEAF).looks()
    assert (here.current, here.parked) == ("review", {})


def test_a_digression_stays_in_front_though_the_item_under_it_is_gone() -> None:
    here = visit(TREES, END).press("add").say("An oak").do(MoveAsked("person"))
    here.moves_to(form(END)).looks()
    assert [frame.dialog for frame in here.session.frames] == ["form", "message"]
    here.say("Could you call me?")
    assert here.passed_on == ["Could you call me?"]
    assert (here.top.dialog, here.current) == ("form", "end")


def test_a_digression_whose_form_is_gone_ends() -> None:
    here = visit(END, answers={}).do(MoveAsked("person")).loses("message").looks()
    assert [frame.dialog for frame in here.session.frames] == ["form"]


# -- any change at all ---------------------------------------------------------------------------

CHANGES = ("keep", "keep", "drop", "rename", "type", "limit")
ITEM_KINDS = ("text", "number", "choice", "choices", "media")


def _value(draw: st.DrawFn, kind: str, name: str, forms: dict[str, Any]) -> Any:
    if kind == "text":
        return f"Words of {name}"
    if kind == "list":
        return [
            {step["id"]: _value(draw, step["kind"], f"{name}{rank}", {}) for step in forms["item"]}
            for rank in range(draw(st.integers(1, 2)))
        ]
    return GIVEN[kind]


def _changed(draw: st.DrawFn, steps: list[dict[str, Any]], kinds: list[str]) -> list[Any]:
    """Another version of some steps."""
    found: list[dict[str, Any]] = []
    for one in steps:
        change = draw(st.sampled_from(CHANGES))
        if change == "keep":
            found.append(one)
        elif change == "rename":
            found.append({**one, "id": f"{one['id']}_new", "was": [one["id"]]})
        elif change == "type":
            found.append(asked(one["id"], draw(st.sampled_from(kinds))))
        elif change == "limit":
            found.append({**one, **_limit(draw, one["kind"])})
    if draw(st.booleans()) or not found:
        found.append(asked("added", draw(st.sampled_from(kinds))))
    return draw(st.permutations(found))


def _limit(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    limits: dict[str, list[dict[str, Any]]] = {
        "text": [{"min": 80}, {"max": 3}],
        "number": [{"max": 3}, {"min": 7}],
        "choice": [{"options": OPTIONS[2:]}, {"dont_know": True}],
        "choices": [{"options": OPTIONS[:2]}, {"min": 3}, {"optional": True}],
        "media": [{"max": 1}, {"min": 3}, {"accepts": ["voice"]}],
        "list": [{"max": 1}, {"min": 3}],
    }
    return draw(st.sampled_from(limits.get(kind, [{"optional": True}])))


@st.composite
def visits(draw: st.DrawFn) -> tuple[Visit, list[Dialog], list[Dialog]]:
    """Draw someone anywhere in a form, the form before, and the form after."""
    kinds = [*GIVEN, "list"]
    forms: dict[str, Any] = {
        "item": [
            asked(f"i{rank}", kind)
            for rank, kind in enumerate(
                draw(st.lists(st.sampled_from(ITEM_KINDS), min_size=1, max_size=3))
            )
        ]
    }
    forms["form"] = [
        asked(f"f{rank}", kind)
        for rank, kind in enumerate(draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=5)))
    ]
    before = [form(*forms["form"]), item(*forms["item"])]
    after = [
        form(*_changed(draw, forms["form"], kinds)),
        item(*_changed(draw, forms["item"], list(ITEM_KINDS))),
    ]
    answers: dict[str, Any] = {}
    drafts: dict[str, Any] = {}
    for one in forms["form"]:
        value = _value(draw, one["kind"], one["id"], forms)
        place = draw(st.sampled_from(["answer", "answer", "draft", "nothing"]))
        if place == "draft" and one["kind"] in ("choices", "media", "list"):
            drafts[one["id"]] = value
        elif place != "nothing":
            answers[one["id"]] = value
    here = Visit(book_of(*before), answers=answers, drafts=drafts)
    here.session = here.session.with_top(forms={"item": before[1].revision})
    lists = [one["id"] for one in forms["form"] if one["kind"] == "list"]
    if draw(st.booleans()) and lists:
        first = forms["item"][0]
        begun = {first["id"]: _value(draw, first["kind"], "begun", {})}
        frame = Frame("item", before[1].revision, begun)
        here.session = Session("k3j9x0ab", "en", (here.root, frame), day="2026-05-12")
    return here, before, after


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _leaves(part)
    else:
        yield repr(value)


def _held(session: Session) -> set[str]:
    """Every word, number and file in a session, wherever it stands."""
    return {
        leaf
        for frame in session.frames
        for place in (frame.answers, frame.drafts, frame.parked)
        for leaf in _leaves(place)
    }


@settings(max_examples=150, deadline=None)
@given(visits())
def test_no_change_of_a_form_loses_an_answer_or_the_way_on(
    drawn: tuple[Visit, list[Dialog], list[Dialog]],
) -> None:
    here, before, after = drawn
    first = here.session
    here.moves_to(*after)
    if is_current(here.book.dialogs, first):
        return
    here.looks()
    changed = here.session
    assert _held(changed) >= _held(first)
    values = [value for place in (here.root.answers, here.root.parked) for value in place.values()]
    kinds = {one.id: one.kind for one in before[0].steps}
    for name, answer in first.root.answers.items():
        if kinds[name] != "list":
            assert answer in [*values, *here.root.drafts.values()]
    for one in after[0].steps:
        for name in {one.id, *one.was} & first.root.answers.keys():
            if here.root.answers.get(one.id) == first.root.answers[name]:
                assert kinds[name] == one.kind or (kinds[name], one.kind) == ("contact", "text")
    assert adapt(here.book.dialogs, changed) == changed, "it is done once"
    here.finishes()
    assert sort_out(here.book.dialogs, here.root).answers == here.root.answers, "all still fit"

    here.session = changed
    here.moves_to(*before).looks()
    assert _held(here.session) >= _held(first)
    renamed = {name for dialog in after for one in dialog.steps for name in one.was}
    for name, answer in first.root.answers.items():
        items_renamed = kinds[name] == "list" and any(one.startswith("i") for one in renamed)
        if name not in renamed and not items_renamed:
            assert here.root.answers[name] == answer
