"""Turning aside: to a person, with words that were not understood, with "I don't know"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.answers import DONT_KNOW, UNKNOWN, read
from dialogs.buttons import decode
from dialogs.definition import Dialog
from dialogs.effects import Discard, Finish, PassOn, Toast
from dialogs.engine import LONGEST_UNREAD, step
from dialogs.events import MoveAsked, OtherSent, Pressed, Said
from dialogs.found import Complaint
from dialogs.session import Asking
from dialogs.view import view
from dialogs.walk import walk
from tests.visits import NOW, Visit, asked, book_of, form, photo

WORDS = "Could you call me, please?"
END = asked("end", "text")
ITEM = form(asked("what", "text"), asked("kind", "choice"), name="item", review=False)
OAK, ASH, FIR = ({"what": f"{name}s", "kind": "a"} for name in ("Oak", "Ashe", "Fir"))
SAY = book_of().voice("en")
NOTE = "I have passed it on. A person will answer you here."


def visit(*steps: dict[str, Any], **held: Any) -> Visit:
    """Stand in a form whose lists hold ITEM."""
    return Visit(book_of(form(*steps), ITEM), **held)


# -- a word to a person --------------------------------------------------------------------------


def everything() -> list[Dialog]:
    """A form with a question of nearly every kind."""
    kinds = ("text", "choices", "media", "list", "date", "yes_no")
    return [form(*(asked(f"a_{kind}", kind) for kind in kinds)), ITEM]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=25), st.booleans())
def test_from_any_position_a_word_to_a_person_leaves_the_answers_as_they_are(
    script: list[tuple[int, bool]], change_of_mind: bool
) -> None:
    here = Visit(book_of(*everything()))
    for rank, presses in script:
        buttons = view(here.book, here.session).buttons
        data = buttons[rank % len(buttons)].data
        token = decode(data)
        if token is not None and token.act in ("erase", "send", "cancel", "person"):
            continue
        here.do(Pressed(data)) if presses else here.goes_on()
        if here.sent:
            return
    before = here.session.frames
    here.do(MoveAsked("person"))
    assert here.outcome == "aside"
    assert here.session.frames[:-1] == before
    assert here.current == "text"
    if change_of_mind:
        here.press("back")
        assert (here.outcome, here.passed_on) == ("left_aside", [])
    else:
        here.say(WORDS)
        assert here.passed_on == [WORDS]
        assert NOTE in here.note
    assert here.session.frames == before
    assert here.labels


def test_a_word_to_a_person_is_passed_on_once() -> None:
    here = visit(END).do(MoveAsked("person")).say(WORDS)
    assert here.passed_on == [WORDS]
    here.say("The end")
    assert (here.passed_on, here.top.answers) == ([], {"end": "The end"})


def test_a_word_that_does_not_fit_is_complained_about_and_the_form_waits() -> None:
    here = visit(END).do(MoveAsked("person")).say("Hi")
    assert (here.outcome, here.passed_on, here.top.dialog) == ("complaint", [], "message")
    assert here.do(photo("one")).passed_on == []
    assert here.say(WORDS).passed_on == [WORDS]


def test_in_a_word_to_a_person_there_is_help_and_a_pause_but_no_second_aside() -> None:
    here = visit(asked("first", "text"), END).say("First").do(MoveAsked("person"))
    assert here.labels == ["Back", "Help", "Stop for now"]
    frames = here.session.frames
    here.do(MoveAsked("person"))
    assert here.session.frames == frames
    here.press("help").press("stay").press("save")
    assert here.session.asking == Asking("paused")
    here.press("stay")
    assert here.session.frames == frames


@pytest.mark.parametrize("way", [["cancel"], ["help", "cancel"]])
def test_cancelling_a_word_to_a_person_never_erases_the_form_under_it(way: list[str]) -> None:
    here = visit(END, answers={"gone": "x"}).do(MoveAsked("person"))
    before = here.session.frames[:-1]
    for move in way:
        here.do(MoveAsked(move))
    assert (here.session.frames, here.session.asking) == (before, None)
    assert here.sent is None
    here.do(MoveAsked("erase"))
    assert here.sent is None, "it asks first"


def test_a_word_to_a_person_from_inside_an_item_returns_to_the_item() -> None:
    here = visit(asked("trees", "list"), END).press("add").say("Oaks").do(MoveAsked("person"))
    here.say(WORDS)
    assert (here.top.dialog, here.current, here.top.answers) == ("item", "kind", {"what": "Oaks"})
    here.press("set", "a").press("done").say("The end")
    assert here.top.answers["trees"] == [OAK]


def test_a_word_to_a_person_beside_a_question_beside_the_form_returns_to_the_form() -> None:
    here = visit(END).press("help").do(MoveAsked("person")).say(WORDS)
    assert (here.session.asking, here.current) == (None, "end")


# -- words that were not understood --------------------------------------------------------------


def test_words_that_were_not_understood_can_be_passed_on_once() -> None:
    here = visit(asked("tree", "choice"), END).say(WORDS)
    assert here.outcome == "not_understood"
    assert here.labels[0] == "Pass it on to a person"
    assert "It is my answer" not in here.labels, "it was tried"
    button = here.finds("pass")
    assert button is not None
    assert here.do(Pressed(button)).passed_on == [WORDS]
    assert (NOTE in here.note, here.current, here.top.answers) == (True, "tree", {})
    assert here.do(Pressed(button)).passed_on == []
    assert here.effects == (Toast(),)
    here.do(MoveAsked("pass"))
    assert (here.note, here.passed_on) == ("There is nothing to pass on.", [])


@pytest.mark.parametrize(
    "event", [Said("Ash"), Said("Hm?"), MoveAsked("help"), MoveAsked("save"), photo("one")]
)
def test_words_that_were_not_understood_are_forgotten_at_the_next_turn(event: Any) -> None:
    here = visit(asked("tree", "choice"), END).say(WORDS).do(event)
    assert here.session.unread is None or here.session.unread.text == "Hm?"
    here.forge("-", "pass")
    assert WORDS not in here.passed_on


@pytest.mark.parametrize("event", [Said(" "), OtherSent("sticker"), photo("one")])
def test_without_words_there_is_nothing_to_pass_on(event: Any) -> None:
    here = visit(asked("tree", "choice"), END).say(WORDS).do(MoveAsked("cancel")).do(event)
    assert here.outcome == "not_understood"
    assert here.session.unread is None
    assert "Pass it on to a person" not in here.labels


def test_words_on_the_review_are_not_an_answer_and_can_be_passed_on() -> None:
    here = visit(END, answers={"end": "End"}).say(WORDS)
    assert (here.outcome, here.top.answers) == ("not_understood", {"end": "End"})
    assert here.say("Pass it on to a person").passed_on == [WORDS]
    assert here.toast is None


def test_long_words_are_kept_only_as_far_as_they_can_be_passed_on() -> None:
    here = visit(asked("tree", "choice"), END).say("x" * 5000).press("pass")
    assert here.passed_on == ["x" * LONGEST_UNREAD]


# -- words that came before the question ---------------------------------------------------------


def test_early_words_are_not_an_answer_until_the_person_says_so() -> None:
    here = visit(asked("first", "text"), END).do(Said(" Flowers ", early=True))
    assert (here.outcome, here.top.answers) == ("early", {})
    assert "You also wrote: “Flowers”" in here.note
    assert here.labels[:2] == ["It is my answer", "Pass it on to a person"]
    here.press("use")
    assert (here.top.answers, here.current) == ({"first": "Flowers"}, "end")
    assert here.session.unread is None


def test_early_words_in_several_messages_are_kept_together() -> None:
    here = visit(asked("first", "text"), END)
    here.do(Said("Flowers", early=True)).do(Said("in the street", early=True)).press("use")
    assert here.top.answers == {"first": "Flowers\nin the street"}


def test_early_words_may_be_passed_on_instead() -> None:
    here = visit(asked("first", "text"), END).do(Said(WORDS, early=True)).press("pass")
    assert (here.passed_on, here.top.answers) == ([WORDS], {})


def test_early_words_are_forgotten_when_the_person_answers() -> None:
    here = visit(asked("first", "text"), END).do(Said(WORDS, early=True)).say("Flowers")
    assert (here.top.answers, here.session.unread) == ({"first": "Flowers"}, None)
    here.forge("end", "use")
    assert (here.toast, here.top.answers) == (
        "This button is no longer in use.",
        {"first": "Flowers"},
    )


def test_early_words_that_do_not_fit_are_complained_about_and_may_be_passed_on() -> None:
    here = visit(asked("size", "number"), END).do(Said("some", early=True)).press("use")
    assert (here.outcome, here.top.answers) == ("not_understood", {})
    assert "Please write one number" in here.note
    assert here.press("pass").passed_on == ["some"]


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("choice", "ash", "a"),
        ("yes_no", "yes", True),
        ("date", "tomorrow", "2026-05-13"),
        ("month", "May", "2026-05"),
        ("place", "The park", {"text": "The park"}),
    ],
)
def test_early_words_answer_any_question_that_takes_words(kind: str, said: str, value: Any) -> None:
    here = visit(asked("one", kind), END).do(Said(said, early=True)).press("use")
    assert here.top.answers == {"one": value}


@pytest.mark.parametrize("kind", ["media", "list", "choices"])
def test_early_words_cannot_answer_what_takes_no_words(kind: str) -> None:
    here = visit(asked("one", kind), END).do(Said("Words", early=True))
    assert here.labels[0] == "Pass it on to a person"
    here.forge("one", "use")
    assert (here.outcome, here.top.answers) == ("not_understood", {})


def test_early_words_on_the_review_or_beside_the_form_are_only_kept() -> None:
    here = visit(END, answers={"end": "End"}).do(Said(WORDS, early=True))
    assert here.labels[0] == "Pass it on to a person"
    here = visit(END).do(MoveAsked("cancel")).do(Said(WORDS, early=True))
    assert here.labels[0] == "Pass it on to a person"
    assert here.session.asking == Asking("cancel")


def test_early_spaces_are_nothing() -> None:
    here = visit(END).do(Said("  ", early=True))
    assert (here.outcome, here.session.unread) == ("complaint", None)


# -- I don't know --------------------------------------------------------------------------------


def test_not_knowing_is_an_answer_where_it_is_one() -> None:
    size = asked("size", "number", dont_know=True)
    for here in (visit(size, END).press("unknown"), visit(size, END).say("i DON’T know!")):
        assert (here.outcome, here.top.answers) == ("unknown", {"size": UNKNOWN})
        assert here.say("The end").current == "review"
        assert "size: (I don't know)" in here.text
        assert here.press("send").sent == Finish("form", {"size": UNKNOWN, "end": "The end"})


def test_not_knowing_is_met_with_help_where_an_answer_is_needed() -> None:
    here = visit(asked("size", "number"), END)
    assert DONT_KNOW not in here.labels
    here.say("I don't know")
    assert (here.outcome, here.session.asking, here.top.answers) == ("helped", Asking("help"), {})
    assert "A person can help you" in here.text
    assert here.say("3").top.answers == {"size": 3}
    here = visit(asked("size", "number"), END).do(MoveAsked("unknown"))
    assert (here.session.asking, here.top.answers) == (Asking("help"), {})


@pytest.mark.parametrize("kind", ["choices", "media", "list"])
def test_not_knowing_lets_go_of_what_was_begun(kind: str) -> None:
    draft = {"choices": ["a"], "media": [{"file_id": "f"}], "list": [OAK]}[kind]
    here = visit(asked("one", kind, dont_know=True), END, drafts={"one": draft}).press("unknown")
    assert (here.top.answers, here.top.drafts) == ({"one": UNKNOWN}, {})
    here.press("back")
    assert here.current == "one"
    assert here.labels


def test_who_did_not_know_may_know_later() -> None:
    here = visit(asked("size", "number", dont_know=True), END).press("unknown").press("back")
    assert "Your answer for now: (I don't know)" in here.text
    assert here.press("keep").top.answers == {"size": UNKNOWN}
    assert here.press("back").say("3").top.answers == {"size": 3}


CONDITIONS = [
    ({"size": 3}, False),
    ({"size": {"at_least": 1}}, False),
    ({"size": {"has": "a"}}, False),
    ({"not": {"size": 3}}, True),
    ({"any": [{"size": 3}, {"not": {"size": {"at_least": 1}}}]}, True),
    ({"all": [{"size": 3}, {"not": {"size": 4}}]}, False),
]


@pytest.mark.parametrize("value", [UNKNOWN, None])
@pytest.mark.parametrize(("when", "opens"), CONDITIONS)
def test_not_knowing_makes_every_comparison_false(
    when: dict[str, Any], opens: bool, value: Any
) -> None:
    size = asked("size", "number", dont_know=True, optional=True)
    here = visit(size, asked("more", "text", when=when), END, answers={"size": value})
    assert here.current == ("more" if opens else "end")


def test_a_promise_of_which_something_is_not_known_is_shown_and_sent() -> None:
    here = Visit(book_of(), "commitment")
    here.press("set", "labour").say("Planting").press("unknown").press("skip")
    promise = {"kind": "labour", "what": "Planting", "hours": UNKNOWN, "month": None}
    assert here.sent == Finish("commitment", promise)
    form = book_of().dialogs["promise"]
    last = ("bearer_commitments", "insurance_declared")
    answers = {one.id: None for one in form.steps if one.id not in last}
    promises = Visit(book_of(), "promise", answers=answers)
    promises.press("add").press("set", "money").say("Tools").press("unknown").press("skip")
    assert promises.labels[0] == "1. Money · Tools · (I don't know)"
    promises.press("done").press("set", "unsure")
    assert "Money · Tools · (I don't know)" in promises.text
    assert isinstance(promises.press("send").sent, Finish)


# -- moving an item up ---------------------------------------------------------------------------


def test_an_item_is_moved_up_and_no_other_is_touched() -> None:
    here = visit(asked("trees", "list"), END, drafts={"trees": [OAK, ASH, FIR]})
    here.press("open", "2").press("up", "2")
    assert (here.outcome, here.top.drafts) == ("reordered", {"trees": [OAK, FIR, ASH]})
    here.press("open", "1").press("up", "1").press("done")
    assert here.top.answers == {"trees": [FIR, OAK, ASH]}


def test_the_first_item_cannot_be_moved_up() -> None:
    here = visit(asked("trees", "list"), END, drafts={"trees": [OAK, ASH]}).press("open", "0")
    assert "Move it up" not in here.labels
    for value in ("0", "7", "x", ""):
        here.forge("trees", "up", value)
        assert here.toast == "It is the first one already."
        assert here.top.drafts == {"trees": [OAK, ASH]}
    here = visit(asked("tree", "choice"), END).forge("tree", "up", "1")
    assert here.toast == "It is the first one already."


def test_items_of_a_finished_list_are_moved_when_the_list_is_changed() -> None:
    here = visit(asked("trees", "list"), answers={"trees": [OAK, ASH]}).press("pick")
    here.press("edit").press("open", "1").press("up").press("done")
    assert (here.top.answers, here.current) == ({"trees": [ASH, OAK]}, "review")


# -- what little else there is to see --------------------------------------------------------------


def test_files_of_several_kinds_are_counted_as_files() -> None:
    here = visit(asked("files", "media", accepts=["photo", "document"]), END).do(photo("one"))
    assert "1 file received." in here.text


def test_a_review_that_is_too_long_is_shortened_as_far_as_it_goes() -> None:
    names = [f"{'n' * 17}{rank}" for rank in range(10, 60)]
    steps = [asked(name, "text", label=name * 4) for name in names]
    here = visit(*steps, answers=dict.fromkeys(names, "w" * 400))
    assert here.text.count("w" * 19 + "…") == 50
    shorter = visit(*steps[:20], answers=dict.fromkeys(names, "w" * 400))
    assert "w" * 79 + "…" in shorter.text


def test_an_event_that_is_no_answer_is_met_with_a_sentence() -> None:
    here = visit(END)
    found = read(here.book.dialogs["form"].steps[0], MoveAsked("x"), None, SAY, NOW.date())
    assert isinstance(found, Complaint)


# -- a day is noted at every turn ----------------------------------------------------------------


def test_every_turn_notes_its_day() -> None:
    here = visit(asked("day", "date"), END)
    later = NOW + timedelta(days=40)
    turn = step(here.book, here.session, Said("hm"), later)
    assert turn.session.day == later.date().isoformat()
    assert walk(here.book.dialogs["form"], turn.session.top).current is not None


def test_nothing_but_the_form_itself_is_discarded() -> None:
    here = visit(END).do(MoveAsked("cancel")).press("erase")
    assert here.sent == Discard("form")
    assert [type(one) for one in here.effects if isinstance(one, PassOn)] == []


def test_who_turns_back_from_a_word_to_a_person_stands_where_they_were() -> None:
    here = visit(asked("first", "text"), END).say("First").do(MoveAsked("person")).press("back")
    assert (here.outcome, here.current, here.passed_on) == ("left_aside", "end", [])
    assert here.top.answers == {"first": "First"}
