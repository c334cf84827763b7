"""What a turn owes whoever reads it: their own language, a fresh screen, a true trace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs.effects import Close, ShowScreen
from dialogs.events import MoveAsked, Pressed, Said
from tests.visits import Visit, asked, book_of, form, photo

END = asked("end", "text")
ITEM = form(asked("what", "text"), asked("kind", "choice"), name="item", review=False)
SAY = book_of().voice("fr")
"""The book's first language is English, so nothing below is French by default."""


def visit(*steps: dict[str, Any], language: str = "fr", **held: Any) -> Visit:
    """Someone who reads French stands in a form."""
    here = Visit(book_of(form(*steps), ITEM), **held)
    here.session = replace(here.session, language=language)
    return here


def fresh(here: Visit) -> bool:
    """Whether the last turn sent its screen below what the person wrote or pressed."""
    return any(isinstance(effect, ShowScreen) and effect.fresh for effect in here.effects)


def test_a_form_that_is_closed_is_told_in_the_readers_language_and_traced() -> None:
    here = visit(END).loses("form")
    rev = here.session.rev
    here.do(Pressed("x"))
    assert here.toast == SAY.plain("This form is already closed.")
    assert Close("form") in here.effects
    assert here.turn is not None
    trace = here.turn.trace
    assert (trace.rev, trace.step, trace.event) == (rev, "-", "Pressed")


def test_what_comes_while_a_form_changes_is_asked_for_again_in_the_readers_language() -> None:
    here = visit(asked("old", "text"), END).moves_to(form(END)).do(photo("one"))
    again = SAY("I have not noted what you just sent. Please send it again when I ask for it.")
    assert str(again) in here.note


@pytest.mark.parametrize("answered", [False, True])
def test_a_late_press_is_met_in_the_readers_language_with_a_fresh_screen(answered: bool) -> None:
    here = visit(asked("tree", "choice"), asked("bush", "choice"), END)
    ash, birch = here.finds("set", "a"), here.finds("set", "b")
    assert ash is not None
    assert birch is not None
    here.do(Pressed(ash))
    if answered:
        here.press("set", "a").do(Pressed(birch))
        assert (here.outcome, fresh(here)) == ("old_answer", True)
        return
    here.press("back").do(Pressed(birch))
    assert (here.outcome, fresh(here)) == ("old", True)
    toast = "This button is from an earlier message. Here is where we are."
    assert here.toast == SAY.plain(toast)


def test_a_button_of_a_later_question_that_has_no_answer_is_only_old() -> None:
    here = visit(asked("tree", "choice"), asked("bush", "choice"), END).press("set", "a")
    later = here.finds("set", "b", "bush")
    assert later is not None
    here.press("back").do(Pressed(later))
    assert (here.outcome, here.session.asking) == ("old", None)


def test_early_words_are_shown_in_the_readers_language_on_a_fresh_screen() -> None:
    here = visit(END).do(Said("Bonjour", early=True))
    told = (
        "You also wrote: “{text}”. That was before my question, so I have not noted it as its "
        "answer."
    )
    assert str(SAY(told, text="Bonjour")) in here.note
    assert (here.outcome, fresh(here)) == ("early", True)


def test_a_word_passed_on_from_the_review_is_confirmed_above_a_fresh_screen() -> None:
    here = visit(END).say("Fin").say("Une question ?").press("pass")
    told = "I have passed it on. A person will answer you here. Here is where we were."
    assert here.note == str(SAY(told))
    assert (here.outcome, fresh(here), here.passed_on) == ("passed_on", True, ["Une question ?"])


def test_an_item_in_the_middle_is_taken_out_and_its_neighbours_stay() -> None:
    items = [{"what": name, "kind": "a"} for name in ("Oaks", "Ashes", "Firs", "Limes")]
    here = visit(asked("trees", "list"), END, answers={"trees": items, "end": "Fin"})
    here.press("pick").press("edit", name="trees").press("open", "1").press("drop")
    assert [one["what"] for one in here.top.drafts["trees"]] == ["Oaks", "Firs", "Limes"]


def test_the_tries_begin_anew_with_each_question_that_is_looked_at_again() -> None:
    here = visit(asked("many", "number"), asked("more", "number"), END).say("3").say("?", "?")
    assert here.session.tries == 2
    assert here.press("back").press("keep").session.tries == 0
    here.say("?").do(MoveAsked("person")).press("back")
    assert here.session.tries == 0
