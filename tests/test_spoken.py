"""Voice messages that stand for words, and files wherever they are among answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.adapting import whole
from dialogs.answers import read
from dialogs.attachments import files_in, taken_out, without
from dialogs.definition import Dialog, TextStep
from dialogs.events import MediaSent
from dialogs.found import Complaint, Reading, Value
from dialogs.session import Frame, Session
from dialogs.spoken import (
    is_voice,
    spoken_in,
    transcribed,
    voice_words,
    without_voices,
    words_of,
)
from dialogs.wording import load_wording

SAY = load_wording(("en",)).voice("en")
VOICE = {"kind": "voice", "file_id": "v", "unique_id": "u", "size": 9, "transcript": ""}
PHOTO = {"kind": "photo", "file_id": "p", "unique_id": "q", "size": 9}

WORDS = st.text(max_size=30)
VOICES = st.builds(lambda words: {**VOICE, "transcript": words}, WORDS)
ANSWERS = st.recursive(
    st.one_of(st.none(), WORDS, st.integers(), st.booleans(), VOICES, st.just(PHOTO)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(min_size=1, max_size=5), inner)
    ),
    max_leaves=12,
)
DOSSIERS = st.dictionaries(st.text(min_size=1, max_size=5), ANSWERS, max_size=6)


def step(**fields: Any) -> TextStep:
    """A text question."""
    return TextStep.model_validate(
        {"kind": "text", "id": "what", "label": "What", "question": "What?", **fields}
    )


def heard(question: TextStep, seconds_or_bytes: int = 0) -> Reading:
    """What comes of a voice message sent to a question."""
    sent = MediaSent("voice", "v", "u", size=seconds_or_bytes, mime="audio/ogg")
    return read(question, sent, None, SAY, date(2026, 5, 12))


@given(least=st.integers(1, 3000), size=st.integers(0, 10**9))
def test_a_voice_answers_any_question_for_words_however_long(least: int, size: int) -> None:
    question = step(min=least, max=3000, voice=True)
    found = heard(question, size)
    assert isinstance(found, Value)
    assert is_voice(found.value)
    assert found.note, "the person is told that it is kept"
    assert whole({}, question, found.value) == (found.value,), "it fits when the form changes"


def test_a_town_can_want_words() -> None:
    question = step(voice=False)
    assert isinstance(heard(question), Complaint)
    assert whole({}, question, VOICE) is None


def test_a_question_that_takes_voices_is_the_same_question_as_before_there_were_any() -> None:
    def revision(**fields: Any) -> int:
        dialog = {"id": "d", "version": 1, "title": "D", "steps": [step(**fields).model_dump()]}
        return Dialog.model_validate(dialog).revision

    assert revision() == revision(voice=True) == revision(voice=False)


@pytest.mark.parametrize(
    ("answer", "words"),
    [("Planter", "Planter"), (None, ""), ({"unknown": True}, ""), (VOICE, ""), (["a"], "")],
)
def test_the_words_of_an_answer(answer: Any, words: str) -> None:
    assert words_of(answer) == words


def test_a_voice_is_named_as_one_with_what_was_written_down_of_it() -> None:
    assert voice_words(VOICE, SAY) == "(voice message)"
    assert voice_words({**VOICE, "transcript": "Ten"}, SAY) == "Ten (voice message)"


@given(dossier=DOSSIERS, words=WORDS)
def test_every_voice_is_found_and_can_be_written_down_without_touching_the_rest(
    dossier: dict[str, Any], words: str
) -> None:
    for spoken in spoken_in(dossier):
        after = transcribed(dossier, spoken.where, words)
        assert after is not None
        changed = [(one.where, one.answer["transcript"]) for one in spoken_in(after)]
        before = [(one.where, one.answer["transcript"]) for one in spoken_in(dossier)]
        expected = [(w, words if w == spoken.where else text) for w, text in before]
        assert changed == expected
        again = transcribed(after, spoken.where, spoken.answer["transcript"])
        assert again == dossier


@pytest.mark.parametrize("where", [("what", 3), ("gone",), ("text", 0), ("what", 0, "deeper")])
def test_what_is_no_voice_any_more_is_not_written_down(where: tuple[str | int, ...]) -> None:
    assert transcribed({"what": [VOICE], "text": "Ten"}, where, "words") is None


def test_a_voice_in_a_list_is_known_by_the_question_it_answers() -> None:
    (spoken,) = spoken_in({"promises": [{"what": VOICE}]})
    assert spoken.step == "what"


def test_a_reader_is_told_that_someone_spoke() -> None:
    said = without_voices({"what": VOICE, "title": "Ten"}, "(a voice)")
    assert said == {"what": "(a voice)", "title": "Ten"}


@given(dossier=DOSSIERS)
def test_a_file_that_is_taken_out_is_gone_everywhere_and_nothing_else_is(
    dossier: dict[str, Any],
) -> None:
    after = without(dossier, "q")
    ids = [file["unique_id"] for file in files_in(dossier)]
    assert [file["unique_id"] for file in files_in(after)] == [one for one in ids if one != "q"]
    assert without(after, "q") == after
    assert without(dossier, "no such file") == dossier


def test_a_question_whose_only_file_is_taken_out_is_asked_again() -> None:
    session = Session("s", "fr", (Frame("idea", 1),)).with_top(
        answers={"title": "T", "photos": [PHOTO], "skipped": None, "none": []},
        drafts={"quotes": [PHOTO, {**PHOTO, "unique_id": "r"}]},
    )
    after = taken_out(session, "q")
    assert after.top.answers == {"title": "T", "skipped": None, "none": []}
    assert [file["unique_id"] for file in after.top.drafts["quotes"]] == ["r"]
    assert after.rev > session.rev, "its screen is another now"
    assert taken_out(session, "no such file") is session


def test_a_voice_in_a_list_is_written_down_and_the_rest_stays_as_it_was() -> None:
    promises = [{"what": VOICE, "hours": 3}, {"what": VOICE}]
    after = transcribed(
        {"promises": promises, "title": "Ten trees"}, ("promises", 0, "what"), "Oaks"
    )
    assert after == {
        "promises": [{"what": {**VOICE, "transcript": "Oaks"}, "hours": 3}, {"what": VOICE}],
        "title": "Ten trees",
    }
