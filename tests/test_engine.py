"""Every move of the dialog engine, told as a person would see it."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from dialogs.area import Area
from dialogs.book import Book, load_dialogs
from dialogs.buttons import Token, decode
from dialogs.definition import Dialog
from dialogs.effects import Discard, Effect, Finish, ShowScreen, Toast
from dialogs.engine import Turn, step
from dialogs.events import Event, MediaSent, MoveAsked, OtherSent, PlaceShared, Pressed, Said
from dialogs.session import Asking, begin
from dialogs.view import view
from dialogs.walk import walk
from dialogs.wording import load_wording

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
NAME = "k3j9x0ab"
FACTS = {"town": "T", "service": "Service", "phone": "03 21", "email": "a@b.example"}
OPTIONS = [{"id": "a", "label": "Ash"}, {"id": "b", "label": "Birch"}, {"id": "c", "label": "Oak"}]


def _asked(name: str, kind: str, **fields: Any) -> dict[str, Any]:
    """A step of a form, with words of its own."""
    data: dict[str, Any] = {
        "id": name,
        "kind": kind,
        "label": name.title(),
        "question": f"{name.title()}?",
    }
    if kind in ("choice", "choices"):
        data["options"] = OPTIONS
    if kind == "list":
        data |= {"item": "item", "add": "Add one"}
    return {**data, **fields}


def _form(*steps: dict[str, Any], name: str = "form", review: bool = True) -> Dialog:
    ends = {"review": "Is it right?", "send": "Send it"} if review else {}
    data = {"id": name, "version": 1, "title": name, "steps": steps, **ends}
    return Dialog.model_validate(data)


ITEM = (_asked("what", "text", min=3), _asked("kind", "choice"))


class Talk:
    """A person in front of a form: says, presses, and looks at the screen."""

    def __init__(self, *steps: dict[str, Any], review: bool = True) -> None:
        item = _form(*ITEM, name="item", review=False)
        form = _form(*steps, review=review)
        self.book = Book({"form": form, "item": item}, load_wording(("en",)), FACTS)
        self.session = begin(NAME, form, "en")
        self.turn: Turn | None = None

    def do(self, event: Event) -> Talk:
        """Let an event happen."""
        self.turn = step(self.book, self.session, event, NOW)
        self.session = self.turn.session
        return self

    def say(self, *texts: str) -> Talk:
        """Write one message after the other."""
        for text in texts:
            self.do(Said(text))
        return self

    def find(self, act: str, value: str | None = None, name: str | None = None) -> str:
        """The data of the button that does this."""
        for button in view(self.book, self.session).buttons:
            token = decode(button.data)
            assert token is not None
            if token.act == act and value in (None, token.value) and name in (None, token.step):
                return button.data
        raise AssertionError(f"no button does {act} {value}: {self.labels}")

    def press(self, act: str, value: str | None = None, name: str | None = None) -> Talk:
        """Press a button of the screen."""
        return self.do(Pressed(self.find(act, value, name)))

    @property
    def text(self) -> str:
        """The words of the screen."""
        return str(view(self.book, self.session).text.striptags())

    @property
    def labels(self) -> list[str]:
        """The words on the buttons."""
        return [button.label for button in view(self.book, self.session).buttons]

    @property
    def current(self) -> str:
        """The question in hand, "review" when there is none."""
        found = walk(self.book.dialogs[self.session.top.dialog], self.session.top).current
        return found.id if found else "review"

    @property
    def answers(self) -> dict[str, Any]:
        """The answers of the form in front."""
        return dict(self.session.top.answers)

    @property
    def outcome(self) -> str:
        """What the trace says of the last event."""
        assert self.turn is not None
        return self.turn.trace.outcome

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What the last event asked of the shell."""
        assert self.turn is not None
        return self.turn.effects

    @property
    def toast(self) -> str | None:
        """The words of the last toast, None when there was none."""
        return next((one.text for one in self.effects if isinstance(one, Toast)), None)

    @property
    def note(self) -> str:
        """The line above the last screen."""
        return next((str(one.note) for one in self.effects if isinstance(one, ShowScreen)), "")

    @property
    def finish(self) -> Finish | None:
        """How the form ended."""
        return next((one for one in self.effects if isinstance(one, Finish)), None)


TWO = (_asked("first", "text"), _asked("second", "text"))


# -- answering -----------------------------------------------------------------------------------

ANSWERED_BY_BUTTON = [
    ("choice", {}, [("set", "b")], "b"),
    ("yes_no", {}, [("set", "yes")], True),
    ("yes_no", {}, [("set", "no")], False),
    ("confirm", {}, [("set", "yes")], True),
    ("choices", {}, [("tick", "c"), ("tick", "a"), ("done", None)], ["a", "c"]),
    ("choices", {}, [("tick", "c"), ("tick", "a"), ("tick", "c"), ("done", None)], ["a"]),
    ("choices", {"min": 0}, [("done", None)], []),
    ("media", {}, [("done", None)], []),
    ("list", {}, [("done", None)], []),
    ("text", {"optional": True}, [("skip", None)], None),
    ("list", {"optional": True}, [("skip", None)], None),
]


@pytest.mark.parametrize(("kind", "fields", "presses", "value"), ANSWERED_BY_BUTTON)
def test_buttons_answer(kind: str, fields: dict[str, Any], presses: list[Any], value: Any) -> None:
    talk = Talk(_asked("one", kind, **fields))
    for act, with_value in presses:
        assert talk.current == "one"
        talk.press(act, with_value)
        assert talk.toast == ""
    assert talk.answers == {"one": value}
    assert talk.current == "review"
    assert talk.press("send").finish == Finish("form", {"one": value})


def test_words_answer_the_question_and_the_next_one_comes() -> None:
    talk = Talk(*TWO).say("One")
    assert talk.outcome == "answered"
    assert talk.effects == (ShowScreen(fresh=True),)
    assert talk.current == "second"
    assert talk.answers == {"first": "One"}


def test_a_form_filled_in_for_someone_says_for_whom_on_every_screen() -> None:
    talk = Talk(_asked("title", "text"), _asked("count", "number"))
    talk.session = replace(talk.session, whom="Odette <b>")
    assert view(talk.book, talk.session).text.startswith("For Odette &lt;b&gt;:")
    talk.say("A bench")
    assert view(talk.book, talk.session).text.startswith("For Odette &lt;b&gt;:")


def test_a_form_without_a_review_ends_with_its_last_answer() -> None:
    talk = Talk(*TWO, review=False).say("One", "Two")
    assert talk.effects == (Finish("form", {"first": "One", "second": "Two"}),)


def test_what_does_not_fit_is_said_and_a_person_is_offered_after_three_tries() -> None:
    talk = Talk(_asked("one", "number"))
    talk.say("many", "very many")
    assert "Please write one number" in talk.note
    assert "A person can help you" not in talk.note
    talk.say("a lot")
    assert "A person can help you: Service, 03 21, a@b.example." in talk.note
    talk.do(OtherSent("sticker"))
    assert "A person can help you" in talk.note
    assert talk.answers == {}
    assert talk.say("3").session.tries == 0


def test_a_condition_opens_and_closes_questions_and_old_answers_do_not_leave() -> None:
    talk = Talk(
        _asked("tree", "choice"),
        _asked("nest", "text", when={"tree": "b"}),
        _asked("end", "text"),
    )
    talk.press("set", "b").say("A nest", "The end")
    talk.press("pick").press("edit", name="tree").press("set", "a")
    assert talk.current == "review"
    assert talk.answers["nest"] == "A nest", "kept, in case the person comes back to it"
    assert "A nest" not in talk.text
    assert talk.press("send").finish == Finish("form", {"tree": "a", "end": "The end"})


def test_a_question_that_left_the_path_opens_no_other() -> None:
    talk = Talk(
        _asked("tree", "choice"),
        _asked("nest", "yes_no", when={"tree": "b"}),
        _asked("bird", "text", when={"nest": True}),
        _asked("end", "text"),
    )
    talk.press("set", "b").press("set", "yes").say("An owl", "The end")
    talk.press("pick").press("edit", name="tree").press("set", "a")
    assert talk.press("send").finish == Finish("form", {"tree": "a", "end": "The end"})


# -- moves ---------------------------------------------------------------------------------------


def test_back_goes_along_the_path_and_keep_returns() -> None:
    talk = Talk(
        _asked("tree", "choice"), _asked("nest", "text", when={"tree": "b"}), _asked("end", "text")
    )
    talk.press("set", "a")
    assert talk.current == "end"
    talk.press("back")
    assert talk.current == "tree"
    assert "Your answer for now: Ash" in talk.text
    talk.press("keep")
    assert (talk.current, talk.outcome, talk.answers) == ("end", "kept", {"tree": "a"})


def test_back_from_the_first_question_says_so() -> None:
    talk = Talk(*TWO)
    assert "Back" not in talk.labels
    talk.do(MoveAsked("back"))
    assert talk.note == "This is the first question."
    assert talk.toast is None, "a message is not answered by a toast"


def test_back_from_the_review_is_the_last_question() -> None:
    talk = Talk(*TWO).say("One", "Two").do(MoveAsked("back"))
    assert talk.current == "second"


def test_skip_is_for_optional_questions_only() -> None:
    talk = Talk(_asked("one", "text"), _asked("two", "text", optional=True))
    assert "Skip this question" not in talk.labels
    talk.do(MoveAsked("skip"))
    assert talk.note == "This question needs an answer."
    talk.say("One").do(MoveAsked("skip"))
    assert talk.answers == {"one": "One", "two": None}
    assert "(no answer)" in talk.text


def test_skip_never_erases_an_answer() -> None:
    talk = Talk(_asked("one", "text", optional=True)).say("One")
    talk.press("pick").press("edit").do(MoveAsked("skip"))
    assert (talk.outcome, talk.answers, talk.current) == ("kept", {"one": "One"}, "review")


def test_a_skipped_question_can_be_answered_later() -> None:
    talk = Talk(_asked("one", "text", optional=True), _asked("two", "text"))
    talk.press("skip").press("back").say("After all")
    assert (talk.answers, talk.current) == ({"one": "After all"}, "two")


def test_one_answer_is_changed_from_the_review() -> None:
    talk = Talk(*TWO).say("One", "Two").press("pick")
    assert "One" in talk.text
    assert talk.labels == ["First", "Second", "Keep everything"]
    talk.press("edit", name="first")
    assert talk.current == "first"
    talk.say("Uno")
    assert (talk.current, talk.answers) == ("review", {"first": "Uno", "second": "Two"})


def test_only_the_questions_that_a_change_opens_are_asked() -> None:
    talk = Talk(
        _asked("tree", "choice"), _asked("nest", "text", when={"tree": "b"}), _asked("end", "text")
    )
    talk.press("set", "a").say("The end")
    talk.press("pick").press("edit", name="tree").press("set", "b")
    assert talk.current == "nest"
    assert talk.say("A nest").current == "review"


def test_see_my_answers_returns_to_the_question() -> None:
    talk = Talk(*TWO).press("help")
    assert "See my answers" not in talk.labels, "there are none yet"
    talk.do(MoveAsked("pick"))
    assert talk.note == "There is no answer yet."
    talk.press("stay").say("One").press("help").press("pick")
    assert talk.labels == ["First", "Return to the question"]
    assert talk.press("stay").current == "second"


def test_help_stands_beside_the_question_and_an_answer_may_follow_it() -> None:
    talk = Talk(_asked("one", "text", help="Any words will do.", example="Seven"))
    talk.press("help")
    assert "Any words will do." in talk.text
    assert "For example: Seven" in talk.text
    assert talk.labels == ["Return to the question", "Talk to someone", "Cancel"]
    assert talk.say("Words").answers == {"one": "Words"}
    assert talk.session.asking is None


def test_back_leaves_what_stands_beside_the_form() -> None:
    talk = Talk(*TWO).say("One").press("help").do(MoveAsked("back"))
    assert (talk.session.asking, talk.current) == (None, "second")


def test_stopping_keeps_everything_and_any_word_takes_it_up_again() -> None:
    talk = Talk(*TWO)
    assert "Stop for now" not in talk.labels, "there is nothing to come back to"
    talk.say("One").press("save")
    assert talk.outcome == "paused"
    assert talk.labels == ["Continue"]
    talk.say("Hello again")
    assert talk.outcome == "resumed"
    assert "I have not noted your last message" in talk.note
    assert (talk.current, talk.answers) == ("second", {"first": "One"})
    assert talk.press("save").press("stay").current == "second"


def test_cancelling_asks_first() -> None:
    talk = Talk(*TWO).say("One").do(MoveAsked("cancel"))
    assert talk.labels == ["Yes, erase it", "No, keep it"]
    talk.press("stay")
    assert (talk.current, talk.answers) == ("second", {"first": "One"})
    talk.do(MoveAsked("erase"))
    assert talk.session.asking == Asking("cancel"), "even the command asks first"
    talk.press("erase")
    assert talk.effects == (Toast(), Discard("form"))
    assert talk.answers == {"first": "One"}, "the shell erases, with the project"


def test_words_beside_the_form_are_not_an_answer() -> None:
    talk = Talk(*TWO).say("One").do(MoveAsked("cancel")).say("hm")
    assert talk.outcome == "not_understood"
    assert "I did not understand" in talk.note
    assert (talk.answers, talk.session.asking) == ({"first": "One"}, Asking("cancel"))
    talk.press("stay").say("Two", "and now?")
    assert (talk.outcome, talk.current) == ("not_understood", "review")


def test_sending_early_is_refused() -> None:
    talk = Talk(*TWO).do(MoveAsked("send"))
    assert talk.note == "Some questions still wait for an answer."
    talk.say("One", "Two").press("pick").do(MoveAsked("send"))
    assert talk.finish is None


# -- lists ---------------------------------------------------------------------------------------

LIST = _asked("trees", "list", min=1, max=2)
END = _asked("end", "text")


def test_a_list_is_filled_item_by_item_between_its_limits() -> None:
    talk = Talk(LIST, END)
    assert talk.labels == ["Add one", "Help"]
    talk.do(MoveAsked("done"))
    assert talk.note == "Please add at least one first."
    talk.press("add")
    assert (talk.session.top.dialog, talk.current) == ("item", "what")
    talk.say("An oak").press("set", "c")
    assert talk.labels == ["1. An oak · Oak", "Add one", "Done", "Help", "Stop for now"]
    talk.press("add").say("An ash").press("set", "a")
    assert "Add one" not in talk.labels
    talk.do(MoveAsked("add"))
    assert talk.note == "The list is full. Remove something first."
    talk.press("done")
    assert talk.answers == {
        "trees": [{"what": "An oak", "kind": "c"}, {"what": "An ash", "kind": "a"}]
    }
    assert talk.current == "end"


def _two_trees() -> Talk:
    talk = Talk(LIST, END).press("add").say("An oak").press("set", "c")
    return talk.press("add").say("An ash").press("set", "a")


def test_an_item_is_changed_and_only_that_item() -> None:
    talk = _two_trees().press("open", "1")
    assert "An ash · Ash" in talk.text
    talk.press("redo", "1")
    assert talk.labels == ["What", "Kind", "Keep everything"]
    talk.press("edit", name="what").say("A tall ash")
    assert talk.session.top.dialog == "form"
    talk.press("done")
    assert talk.answers["trees"] == [
        {"what": "An oak", "kind": "c"},
        {"what": "A tall ash", "kind": "a"},
    ]


def test_an_item_looked_at_and_kept_is_as_it_was() -> None:
    talk = _two_trees().press("open", "0").press("redo").press("stay")
    assert [frame.dialog for frame in talk.session.frames] == ["form"]
    assert talk.press("done").answers["trees"][0] == {"what": "An oak", "kind": "c"}


def test_an_item_is_removed_and_only_that_item() -> None:
    talk = _two_trees().press("open", "0").press("drop", "0")
    assert talk.labels[0] == "1. An ash · Ash"
    assert talk.press("done").answers["trees"] == [{"what": "An ash", "kind": "a"}]


def test_an_item_looked_at_can_be_left_alone() -> None:
    talk = _two_trees().press("open", "0").press("stay")
    assert talk.labels[:2] == ["1. An oak · Oak", "2. An ash · Ash"]


def test_a_half_filled_item_waits_until_one_is_added_again() -> None:
    talk = Talk(LIST, END).press("add").say("An oak")
    talk.press("back").press("back")
    assert (talk.outcome, talk.current) == ("left_item", "trees")
    talk.press("add")
    assert (talk.answers, talk.current) == ({"what": "An oak"}, "kind")
    talk.press("set", "c").press("done")
    assert talk.answers["trees"] == [{"what": "An oak", "kind": "c"}]
    assert talk.session.top.parked == {}


def test_an_empty_item_that_is_left_leaves_nothing() -> None:
    talk = Talk(LIST, END).press("add").press("back")
    assert (talk.session.top.drafts, talk.session.top.parked) == ({}, {})


def test_a_list_changed_from_the_review_starts_from_what_it_was() -> None:
    talk = _two_trees().press("done").say("The end").press("pick").press("edit", name="trees")
    talk.press("open", "0").press("drop").press("done")
    assert talk.answers["trees"] == [{"what": "An ash", "kind": "a"}]
    assert talk.current == "review"


@pytest.mark.parametrize("move", ["skip", "keep", "add", "done"])
def test_a_move_asked_beside_an_opened_item_does_not_lose_the_way(move: str) -> None:
    """A rank that is looked at may be gone after the move: the screen must not look for it."""
    talk = Talk(_asked("trees", "list", optional=True), END)
    talk.press("add").say("An oak").press("set", "c").press("done").press("back")
    talk.press("add").say("An ash").press("set", "a").press("open", "1")
    talk.do(MoveAsked(move))
    assert talk.session.asking is None
    assert talk.labels


def test_an_item_whose_list_is_gone_is_parked_not_lost() -> None:
    talk = Talk(LIST, END).press("add").say("An oak")
    form = _form(_asked("trees", "text"), END)
    talk.book = Book({**talk.book.dialogs, "form": form}, talk.book.wording, FACTS)
    talk.say("Where am I?")
    assert talk.outcome == "form_changed"
    assert "Your answers are kept" in talk.note
    assert (talk.session.top.dialog, talk.current, talk.answers) == ("form", "trees", {})
    assert talk.session.top.parked == {"item": {"what=text": "An oak"}}


@pytest.mark.parametrize("act", ["open", "redo", "drop"])
@pytest.mark.parametrize("rank", ["2", "²", "", "-1"])
def test_an_item_that_is_not_there_is_not_touched(act: str, rank: str) -> None:
    talk = _two_trees()
    talk.do(Pressed(Token(NAME, talk.session.rev, "trees", act, rank).encode()))
    assert talk.toast == "This one is no longer in the list."
    assert len(talk.session.top.drafts["trees"]) == 2


# -- ticks and files -----------------------------------------------------------------------------


def test_ticks_show_and_done_needs_one() -> None:
    talk = Talk(_asked("trees", "choices"))
    talk.press("done")
    assert talk.toast == "Please choose at least one answer first."
    assert talk.current == "trees"
    assert talk.press("tick", "b").labels[:3] == ["☐ Ash", "☑ Birch", "☐ Oak"]
    talk.press("tick", "b").press("done")
    assert talk.toast == "Please choose at least one answer first."


def test_ticks_changed_later_start_from_what_they_were() -> None:
    talk = Talk(_asked("trees", "choices"), END).press("tick", "b").press("done")
    talk.press("back").press("tick", "a").press("done")
    assert talk.answers == {"trees": ["a", "b"]}
    talk.press("back").press("tick", "c").press("keep")
    assert talk.answers == {"trees": ["a", "b"]}
    assert talk.press("back").labels[:3] == ["☑ Ash", "☑ Birch", "☐ Oak"]


def _photo(name: str) -> MediaSent:
    return MediaSent("photo", f"file {name}", name, 1000, width=9, height=9)


def test_photos_are_gathered_counted_dropped_and_kept() -> None:
    talk = Talk(_asked("photos", "media", max=2), END)
    assert talk.labels[0] == "No photo"
    talk.do(_photo("one")).do(_photo("one")).do(_photo("two"))
    assert "2 photos received" in talk.text
    talk.do(_photo("three"))
    assert talk.outcome == "complaint"
    assert "at most 2" in talk.note or "keep 2" in talk.note
    talk.press("drop").do(_photo("three")).press("done")
    assert [file["unique_id"] for file in talk.answers["photos"]] == ["one", "three"]
    assert talk.current == "end"


def test_an_album_is_one_try_and_gets_one_complaint() -> None:
    talk = Talk(_asked("start", "text", tries=2), _asked("photos", "media", max=2), END)
    for name in "abc":
        talk.do(replace(_photo(name), album="holidays"))
    assert (talk.outcome, talk.session.tries) == ("same_album", 1)
    assert talk.effects == ()
    talk.do(replace(_photo("d"), album="another"))
    assert (talk.outcome, talk.session.tries) == ("complaint", 2)
    talk.do(_photo("e")).do(_photo("f"))
    assert talk.session.tries == 4, "photos sent one by one are answered one by one"


def test_what_can_be_used_of_an_album_is_kept_and_the_rest_is_told_once() -> None:
    talk = Talk(_asked("photos", "media", max=3), END)
    empty = replace(_photo("empty"), width=0, album="ours")
    notes = []
    for sent in (empty, *(replace(_photo(name), album="ours") for name in "abcde")):
        talk.do(sent)
        notes += [talk.note] * bool(talk.effects)
    assert [file["unique_id"] for file in talk.session.top.drafts["photos"]] == ["a", "b", "c"]
    assert "is empty" in notes[0]
    assert notes[1:] == ["", "", ""]


def test_an_album_after_the_last_question_is_met_with_one_line() -> None:
    talk = Talk(_asked("start", "text")).say("Start")
    talk.do(replace(_photo("a"), album="ours")).do(replace(_photo("b"), album="ours"))
    assert talk.outcome == "same_album"


def test_who_comes_back_with_a_photo_has_it_kept() -> None:
    talk = Talk(_asked("photos", "media"), END).do(_photo("one")).press("save").do(_photo("two"))
    assert "2 photos received" in talk.text


def test_an_album_that_arrives_late_does_not_answer_the_next_question() -> None:
    talk = Talk(_asked("photos", "media"), END).do(_photo("one")).press("done").do(_photo("two"))
    assert talk.outcome == "complaint"
    assert (len(talk.answers["photos"]), talk.current) == (1, "end")


def test_a_photo_that_must_be_there_is_asked_for() -> None:
    talk = Talk(_asked("photos", "media", min=1))
    assert talk.labels == ["Help"]
    talk.do(MoveAsked("done"))
    assert talk.note == "Please send a photo first."
    talk.do(_photo("one")).press("drop").do(MoveAsked("done"))
    assert talk.current == "photos"


# -- places --------------------------------------------------------------------------------------


def test_a_place_far_from_town_is_kept_and_asked_about_once() -> None:
    talk = Talk(_asked("spot", "place"), END)
    talk.book = replace(talk.book, area=Area(50.4587, 2.7925, 5))
    talk.do(PlaceShared(48.8566, 2.3522))
    assert "from the middle of T. Is it really there?" in talk.text
    assert talk.answers["spot"] == {"text": "", "latitude": 48.8566, "longitude": 2.3522}
    assert talk.press("edit").current == "spot"
    talk.do(PlaceShared(48.8566, 2.3522)).press("stay")
    assert (talk.current, talk.session.asking) == ("end", None)
    talk.press("back").do(PlaceShared(50.45, 2.79))
    assert (talk.current, talk.session.asking) == ("end", None), "in town there is nothing to ask"


# -- days ----------------------------------------------------------------------------------------


def test_a_calendar_is_turned_and_a_day_chosen() -> None:
    talk = Talk(_asked("start", "text"), _asked("day", "date", within=40), END).say("Now")
    assert talk.labels[:2] == ["May 2026", "▶"]
    assert "11" not in talk.labels, "yesterday is no answer"
    talk.press("page")
    assert talk.labels[:2] == ["◀", "June 2026"]
    assert "22" not in talk.labels, "forty days from the 12th of May, the 21st is the last"
    talk.press("set", "2026-06-21")
    assert (talk.answers["day"], talk.current) == ("2026-06-21", "end")
    assert talk.session.top.drafts == {}


@pytest.mark.parametrize("page", ["a", "", "9999-12-01", "2026-04-01", "2026-07-01"])
def test_a_page_that_is_not_there_is_not_turned_to(page: str) -> None:
    talk = Talk(_asked("start", "text"), _asked("day", "date", within=40)).say("Now")
    talk.do(Pressed(Token(NAME, talk.session.rev, "day", "page", page).encode()))
    assert talk.toast == "This button is no longer in use."
    assert talk.labels[0] == "May 2026"


def test_a_calendar_left_open_for_a_month_opens_on_today_s_page() -> None:
    talk = Talk(_asked("start", "text"), _asked("day", "date"), END).say("Now").press("page")
    assert talk.labels[1] == "June 2026"
    later = datetime(2026, 8, 3, 8, 0, tzinfo=UTC)
    talk.session = step(talk.book, talk.session, Said("hm"), later).session
    assert "August 2026" in talk.labels


# -- buttons -------------------------------------------------------------------------------------


def test_the_same_button_again_is_silent() -> None:
    talk = Talk(_asked("tree", "choice"), END)
    data = talk.find("set", "a")
    talk.do(Pressed(data))
    before = talk.session
    talk.do(Pressed(data))
    assert (talk.outcome, talk.effects) == ("doubled", (Toast(),))
    assert talk.session is before
    talk.say("The end").do(Pressed(data))
    assert talk.outcome == "old_answer", "said something since: perhaps they want to change it"


def test_an_older_button_offers_to_change_that_answer() -> None:
    talk = Talk(_asked("tree", "choice"), *TWO)
    ash, birch = talk.find("set", "a"), talk.find("set", "b")
    talk.do(Pressed(ash)).say("One").do(Pressed(birch))
    assert talk.outcome == "old_answer"
    assert "You have already answered “Tree”" in talk.text
    assert talk.answers["tree"] == "a", "the old button itself answers nothing"
    shown = talk.session
    assert talk.do(Pressed(birch)).effects == (Toast(),), "a double tap on it asks only once"
    assert talk.session is shown
    talk.press("edit")
    assert talk.current == "tree"
    talk.press("set", "c")
    assert (talk.answers["tree"], talk.current) == ("c", "second")


def test_an_older_button_may_be_left_alone_and_pressed_again() -> None:
    talk = Talk(_asked("tree", "choice"), END)
    ash, birch = talk.find("set", "a"), talk.find("set", "b")
    talk.do(Pressed(ash)).do(Pressed(birch)).press("stay")
    assert (talk.current, talk.answers) == ("end", {"tree": "a"})
    assert talk.do(Pressed(birch)).outcome == "old_answer"


def test_an_older_button_of_the_question_in_hand_shows_it_again() -> None:
    talk = Talk(*TWO)
    help_data = talk.find("help")
    talk.say("").do(Pressed(help_data))
    assert talk.outcome == "old"
    assert talk.toast == "This button is from an earlier message. Here is where we are."
    assert (talk.current, talk.session.asking) == ("first", None)


@pytest.mark.parametrize(
    "data",
    ["", "x", "....", f"{NAME}...x.", "other123.0.tree.set.a", f"{NAME}.ZZ.tree.set.a", "1" * 999],
)
def test_foreign_data_shows_where_we_are(data: str) -> None:
    talk = Talk(_asked("tree", "choice")).do(Pressed(data))
    assert talk.outcome == "foreign"
    assert talk.toast == "This button is no longer in use. Here is where we are."
    assert any(isinstance(effect, ShowScreen) for effect in talk.effects)
    assert (talk.answers, talk.current) == ({}, "tree")


@pytest.mark.parametrize(
    ("act", "name", "value", "words"),
    [
        ("fly", "tree", "", "This button is no longer in use."),
        ("set", "gone", "a", "This question is no longer asked."),
        ("set", "hidden", "a", "This question is no longer asked."),
        ("set", "tree", "zzz", "This answer is no longer offered."),
        ("tick", "tree", "a", "This answer is no longer offered."),
        ("done", "tree", "", "This button is no longer in use."),
        ("add", "tree", "", "This button is no longer in use."),
        ("add", "trees", "", "This question is no longer asked."),
        ("open", "tree", "0", "This one is no longer in the list."),
        ("drop", "tree", "0", "This one is no longer in the list."),
        ("keep", "tree", "", "There is no answer yet."),
        ("edit", "tree", "", ""),
    ],
)
def test_a_button_that_fits_no_longer_is_told_so(
    act: str, name: str, value: str, words: str
) -> None:
    """What a new version of a dialog can leave on a screen of today."""
    talk = Talk(_asked("tree", "choice"), LIST, _asked("hidden", "choice", when={"tree": "b"}), END)
    talk.do(Pressed(Token(NAME, talk.session.rev, name, act, value).encode()))
    assert (talk.toast, talk.answers, talk.current) == (words, {}, "tree")


@pytest.mark.parametrize(
    ("typed", "outcome", "current"),
    [
        ("skip this QUESTION!", "skipped", "second"),
        ("help", "moved", "first"),
        ("skip", "skipped", "second"),
    ],
)
def test_typing_what_a_button_says_presses_it(typed: str, outcome: str, current: str) -> None:
    talk = Talk(_asked("first", "text", optional=True), _asked("second", "text"))
    talk.say(typed)
    assert (talk.outcome, talk.current) == (outcome, current)
    assert talk.toast is None


def test_typing_ticks_and_ends_a_list_of_choices() -> None:
    talk = Talk(_asked("trees", "choices"), END).say("birch", "Done")
    assert (talk.answers, talk.current) == ({"trees": ["b"]}, "end")


# -- our own dialog ------------------------------------------------------------------------------


@functools.cache
def _shipped() -> Book:
    return Book(load_dialogs(), load_wording(("en",)), FACTS)


def test_an_idea_is_told_from_the_title_to_the_last_word() -> None:
    talk = Talk(*TWO)
    talk.book = _shipped()
    talk.session = begin(NAME, talk.book.dialogs["idea"], "en")
    talk.say("Flowers in Lime Tree Street", "Our street is grey. We would like ten planters there.")
    talk.press("set", "greening").do(PlaceShared(50.45, 2.79)).do(_photo("one")).press("done")
    talk.say("Children", "done", "I alone", "Camille Petit", "I live here")
    talk.press("skip").press("skip")
    talk.press("set", "yes").say("Nothing")
    assert talk.current == "review"
    found = talk.press("send").finish
    assert found is not None
    assert found.answers["place"] == {"text": "", "latitude": 50.45, "longitude": 2.79}
    assert found.answers["beneficiaries"] == ["children"]
    assert "bearer_name" not in found.answers
    assert found.answers["support_proof"] is None
