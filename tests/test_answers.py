"""Every kind of answer: what it takes, what it keeps, and what it says to everything else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from dialogs.answers import match_option, read
from dialogs.definition import ChoiceStep, Step
from dialogs.events import (
    ContactShared,
    Event,
    MediaSent,
    OtherSent,
    PlaceShared,
    Said,
)
from dialogs.files import LARGEST_FETCHED, MEGABYTE
from dialogs.found import Complaint, Draft, Reading, Value
from dialogs.wording import Voice, load_wording

OPTIONS = [
    {"id": "garden", "label": "Shared garden"},
    {"id": "games", "label": "Games and sport"},
    {"id": "gare", "label": "Gare & rue de l'Été"},
]
PHOTO = MediaSent("photo", "f1", "u1", size=1000, width=90, height=60)


def _step(kind: str, **fields: Any) -> Step:
    data = {"id": "asked", "kind": kind, "label": "Asked", "question": "What?", **fields}
    if kind in ("choice", "choices"):
        data.setdefault("options", OPTIONS)
    if kind == "list":
        data |= {"item": "item", "add": "Add"}
    found: Step = TypeAdapter(Step).validate_python(data)
    return found


TODAY = date(2026, 5, 12)


def _voice() -> Voice:
    return load_wording(("en",)).voice("en")


def _read(step: Step, event: Event, draft: Any = None) -> Reading:
    return read(step, event, draft, _voice(), TODAY)


def _kept(photo: MediaSent, **changes: Any) -> dict[str, Any]:
    return {
        "kind": photo.kind,
        "file_id": photo.file_id,
        "unique_id": photo.unique_id,
        "size": photo.size,
        "mime": photo.mime,
        "name": photo.name,
        "caption": photo.caption,
        **changes,
    }


FITS: list[tuple[str, dict[str, Any], Event, Any]] = [
    ("text", {}, Said("  Des fleurs\r\nrue\x00 des Tilleuls "), "Des fleurs\nrue des Tilleuls"),
    ("text", {"min": 3, "max": 3}, Said("abc"), "abc"),
    ("text", {}, Said("e\u0301te\u0301"), "été"),
    ("text", {}, Said("half \ud800 pair"), "half ? pair"),
    ("number", {}, Said("30 heures"), 30),
    ("number", {"min": 5, "max": 5}, Said("5"), 5),
    ("number", {"decimals": 2}, Said("1 200,25"), 1200.25),
    ("number", {}, Said("12.0"), 12),
    ("money", {}, Said("1 200,50 €"), 120_050),
    ("money", {}, Said("1.2k"), 120_000),
    ("money", {"max": 1}, Said("1"), 100),
    ("choice", {}, Said("shared garden"), "garden"),
    ("choice", {}, Said("SHARED"), "garden"),
    ("choice", {}, Said("gare rue de l ete"), "gare"),
    ("yes_no", {}, Said("Yes!"), True),
    ("yes_no", {}, Said("n"), False),
    ("place", {}, Said(" Parc "), {"text": "Parc"}),
    (
        "place",
        {},
        PlaceShared(50.45, 2.79, " Mairie "),
        {"text": "Mairie", "latitude": 50.45, "longitude": 2.79},
    ),
    (
        "place",
        {},
        PlaceShared(0, 2.79),
        {"text": "", "latitude": 0, "longitude": 2.79},
    ),
    ("contact", {}, Said("name@example.org"), "name@example.org"),
    ("contact", {}, Said("+33 (0)3.21-00 00 00"), "+33 (0)3.21-00 00 00"),
    ("contact", {}, ContactShared("33321000000", "Ada"), "33321000000"),
]


@pytest.mark.parametrize(("kind", "fields", "event", "value"), FITS)
def test_an_answer_that_fits_is_kept_clean(
    kind: str, fields: dict[str, Any], event: Event, value: Any
) -> None:
    found = _read(_step(kind, **fields), event)
    assert found == Value(value)
    assert isinstance(found, Value)
    assert type(found.value) is type(value)


UNFIT: list[tuple[str, dict[str, Any], Event, str]] = [
    ("text", {}, Said(" \u00a0\n"), "only spaces"),
    ("text", {"min": 5}, Said("abcd"), "at least 5 characters"),
    ("text", {"min": 2}, Said("a"), "at least 2 characters"),
    ("text", {"max": 3}, Said("abcd"), "4 characters, and at most 3"),
    ("text", {}, Said("x" * 5000), "5,000 characters, and at most 500"),
    ("text", {"voice": False}, MediaSent("voice", "f", "u"), "cannot listen"),
    ("text", {}, MediaSent("audio", "f", "u"), "cannot listen"),
    ("text", {}, PHOTO, "photo, but this question needs words"),
    ("text", {}, MediaSent("video", "f", "u"), "film, but this question needs words"),
    ("text", {}, MediaSent("document", "f", "u"), "file, but this question needs words"),
    ("text", {}, OtherSent("sticker"), "sticker"),
    ("text", {}, OtherSent("forwarded"), "forwarded"),
    ("text", {}, OtherSent("poll"), "cannot read this kind"),
    ("text", {}, PlaceShared(50, 2), "place, but this question needs words"),
    ("text", {}, ContactShared("33321000000", "Ada"), "contact, but this question needs words"),
    ("number", {}, Said("many"), "one number, for example 12"),
    ("number", {"example": "30"}, Said("2 or 3"), "one number, for example 30"),
    ("number", {}, Said("2,5"), "one number"),
    ("number", {"decimals": 1}, Said("2,55"), "one number"),
    ("number", {"min": 1, "max": 10}, Said("0"), "between 1 and 10"),
    ("number", {"min": 1, "max": 10}, Said("11"), "between 1 and 10"),
    ("money", {}, Said("a lot"), "one sum in euros, for example 150"),
    ("money", {}, Said("12,345.678"), "one sum in euros"),
    ("money", {"min": 1}, Said("0,99"), "between 1 euro and 100,000 euros"),
    ("money", {"max": 10}, Said("10,01"), "between 0 euros and 10 euros"),
    ("choice", {}, Said("ga"), "choose with the buttons"),
    ("choice", {}, Said("garage"), "choose with the buttons"),
    ("choice", {}, PHOTO, "choose with the buttons"),
    ("choices", {}, Said("Shared garden"), "choose with the buttons"),
    ("yes_no", {}, Said("perhaps"), "choose with the buttons"),
    ("confirm", {}, Said("yes"), "choose with the buttons"),
    ("list", {}, Said("a tree"), "choose with the buttons"),
    ("place", {}, Said("ab"), "at least 3 characters"),
    ("place", {}, PlaceShared(0.005, -0.009), "middle of the sea"),
    ("place", {}, PlaceShared(90.1, 0), "middle of the sea"),
    ("place", {}, PlaceShared(50, -180.5), "middle of the sea"),
    ("place", {}, PlaceShared(float("nan"), 2.0), "middle of the sea"),
    ("place", {}, PHOTO, "needs words"),
    ("media", {}, Said("here is a photo"), "these words. Please send a photo"),
    ("media", {}, MediaSent("voice", "f", "u"), "listen to it. Please send a photo"),
    ("media", {}, MediaSent("document", "f", "u", mime="a/b"), "a file. I cannot keep it here"),
    ("media", {}, MediaSent("video", "f", "u"), "a film. I cannot keep it here"),
    ("media", {}, MediaSent("audio", "f", "u"), "a recording, and I cannot listen"),
    ("media", {"accepts": ["document", "video", "voice"]}, PHOTO, "a photo. I cannot keep it here"),
    ("media", {"accepts": ["voice"]}, PlaceShared(50.4, 2.8), "a place. I cannot keep it here"),
    ("media", {}, ContactShared("1", "A"), "a contact. I cannot keep it here"),
    ("media", {}, OtherSent("sticker"), "a sticker. I cannot keep it here"),
    ("media", {}, OtherSent("forwarded"), "was forwarded. I cannot keep it here"),
    ("media", {}, OtherSent("poll"), "cannot read this kind of message. Please send a photo, or"),
    ("media", {"accepts": ["voice"]}, Said("x"), "Please send a voice message, or press"),
    (
        "media",
        {"accepts": ["document", "audio"]},
        Said("x"),
        "a file or a recording, or press",
    ),
    ("media", {"accepts": ["photo", "video", "voice"]}, Said("x"), "a photo, a film or a voice"),
    ("media", {}, MediaSent("photo", "f", "u", width=0, height=60), "photo is empty"),
    ("media", {"max_megabytes": 1}, MediaSent("photo", "f", "u", 1048577, "", "", 9, 9), "1 MB"),
    ("contact", {}, Said("name@example"), "do not recognise"),
    ("contact", {}, Said("12345"), "do not recognise"),
    ("contact", {}, Said("1234567890123456"), "do not recognise"),
    ("contact", {}, ContactShared("", "Ada"), "do not recognise"),
]


@pytest.mark.parametrize(("kind", "fields", "event", "words"), UNFIT)
def test_an_answer_that_does_not_fit_is_met_with_what_to_do(
    kind: str, fields: dict[str, Any], event: Event, words: str
) -> None:
    found = _read(_step(kind, **fields), event)
    assert isinstance(found, Complaint), found
    assert words in found.text


def test_an_album_is_gathered_one_file_at_a_time() -> None:
    step = _step("media", max=2)
    other = MediaSent("photo", "f2", "u2", caption=" the square\x00 ", width=9, height=9)
    assert _read(step, PHOTO) == Draft([_kept(PHOTO)])
    both = [_kept(PHOTO), _kept(other, caption="the square")]
    assert _read(step, other, [_kept(PHOTO)]) == Draft(both)
    again = MediaSent("photo", "another id", "u1", size=1000, width=90, height=60)
    assert _read(step, again, both) == Draft(both), "the same file twice is one file"
    third = MediaSent("photo", "f3", "u3", width=9, height=9)
    found = _read(step, third, both)
    assert isinstance(found, Complaint)
    assert "2 photos" in found.text
    papers = _read(_step("media", max=2, accepts=["document", "photo"]), third, both)
    assert isinstance(papers, Complaint)
    assert "2 files" in papers.text


def test_a_photo_sent_as_a_file_is_a_photo() -> None:
    sent = MediaSent("document", "f", "u", mime="image/jpeg", name="half \ud800")
    assert _read(_step("media"), sent) == Draft([_kept(sent, name="half ?")])
    only_films = _step("media", accepts=["video"])
    assert isinstance(_read(only_films, sent), Complaint)


def test_a_file_of_exactly_the_limit_is_kept() -> None:
    sent = MediaSent("photo", "f", "u", size=1024 * 1024, width=9, height=9)
    assert _read(_step("media", max_megabytes=1), sent) == Draft([_kept(sent)])


def test_the_beginning_of_two_options_means_neither() -> None:
    step = _step("choice")
    assert isinstance(step, ChoiceStep)
    twins = (*step.options, step.options[0].model_copy(update={"id": "garden2"}))
    assert match_option("shared", twins, _voice()) is None
    exact = match_option("shared garden", twins, _voice())
    assert exact is not None
    assert exact.id == "garden"


def test_a_film_too_large_to_be_copied_is_kept_and_the_person_is_told_to_keep_theirs() -> None:
    film = MediaSent("video", "f", "u", size=LARGEST_FETCHED + MEGABYTE)
    found = _read(
        _step("media", accepts=["video"], max_megabytes=LARGEST_FETCHED // MEGABYTE), film
    )
    assert isinstance(found, Draft)
    assert "This file is very large (21 MB), and I cannot copy it" in found.note
    assert [file["unique_id"] for file in found.value] == ["u"]
