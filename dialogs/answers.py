"""From an event to the answer of a step, or to a sentence that says what is wrong.

Answers are JSON values: a text, a number, cents for money, an option's id, a list of ids, true or
false, `{"text", "latitude", "longitude"}` for a place, a list of files, a list of forms. A voice
message in place of a text is a file (see `spoken`). None is "skipped".
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from dialogs import reading, reading_dates
from dialogs.definition import (
    ChoicesStep,
    ChoiceStep,
    ConfirmStep,
    DateStep,
    ListStep,
    MediaStep,
    MoneyStep,
    MonthStep,
    NumberStep,
    Option,
    PlaceStep,
    ReachStep,
    Step,
    TextStep,
    YesNoStep,
)
from dialogs.events import ContactShared, Event, MediaSent, OtherSent, PlaceShared, Said
from dialogs.files import read_file, read_voice, wrong_file
from dialogs.found import Complaint, Reading, Value
from dialogs.identifiers import COMPLAINTS, READERS
from dialogs.wording import N_, Voice

NULL_ISLAND_DEGREES = 0.01
"""A shared point this near to 0°, 0° is a broken receiver, not a place of the town."""

_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")
_PHONE = re.compile(r"\+?[\d\s().-]{6,25}")

YES, NO = N_("Yes"), N_("No")

DONT_KNOW = N_("I don't know")
UNKNOWN = {"unknown": True}
"""The answer "I don't know", where a step takes it."""


_WRONG_SORT = {
    "voice": N_("I cannot listen to voice messages. Please write your answer."),
    "audio": N_("I cannot listen to recordings. Please write your answer."),
    "photo": N_(
        "Thank you for the photo, but this question needs words. Please write your answer."
    ),
    "video": N_("Thank you for the film, but this question needs words. Please write your answer."),
    "document": N_(
        "Thank you for the file, but this question needs words. Please write your answer."
    ),
    "sticker": N_("A nice sticker! I can only read words here. Please write your answer."),
    "forwarded": N_("This message was forwarded. Please write the answer in your own words."),
    "place": N_(
        "Thank you for the place, but this question needs words. Please write your answer."
    ),
    "contact": N_(
        "Thank you for the contact, but this question needs words. Please write your answer."
    ),
    "other": N_("I cannot read this kind of message. Please write your answer."),
}


CHOSEN = ChoiceStep | ChoicesStep | YesNoStep | ConfirmStep | ListStep
"""Kinds that are answered by buttons: other words are not understood, and may be passed on."""


def read(step: Step, event: Event, draft: Any, say: Voice, today: date) -> Reading:
    """Read an event other than a button as the answer of a step."""
    match step, event:
        case (MediaStep(), MediaSent()):
            return read_file(step, event, draft or [], say)
        case (TextStep(voice=True), MediaSent("voice")):
            return read_voice(event, say)
        case (PlaceStep(), PlaceShared()):
            return _read_point(event, say)
        case (MediaStep(), _):
            return wrong_file(step, _sort(event), say)
        case (ReachStep(), ContactShared(phone)):
            return _read_reach(reading.clean(phone), say)
        case (MonthStep() | DateStep(), Said(text)):
            return _read_date(step, reading.clean(text), say, today)
        case (_, Said(text)):
            return _read_text(step, reading.clean(text), say)
        case _:
            return Complaint(say(_wrong_sort(step, event)))


def _sort(event: Event) -> str:
    """What sort of thing a person sent."""
    match event:
        case MediaSent(kind):
            return kind
        case PlaceShared():
            return "place"
        case ContactShared():
            return "contact"
        case Said():
            return "words"
        case OtherSent(kind) if kind in _WRONG_SORT:
            return kind
        case _:
            return "other"


def _wrong_sort(step: Step, event: Event) -> str:
    if isinstance(step, CHOSEN):
        return N_("I did not understand. Please choose with the buttons under the question.")
    return _WRONG_SORT[_sort(event)]


def _read_registered(register: str, text: str, say: Voice) -> Reading:
    """Read a number that a register gave out, checked by its key."""
    number = READERS[register](text)
    return Complaint(say(COMPLAINTS[register])) if number is None else Value(number)


def _read_text(step: Step, text: str, say: Voice) -> Reading:
    match step:
        case TextStep() | PlaceStep():
            complaint = _length(text, step.min, step.max, say)
            if complaint:
                return complaint
            if isinstance(step, TextStep) and step.number_of:
                return _read_registered(step.number_of, text, say)
            return Value(text if isinstance(step, TextStep) else {"text": text})
        case NumberStep():
            return _read_number(step, text, say)
        case MoneyStep():
            return _read_money(step, text, say)
        case ReachStep():
            return _read_reach(text, say)
        case ChoiceStep(options=options):
            found = match_option(text, options, say)
            return Value(found.id) if found else Complaint(say(_wrong_sort(step, Said(text))))
        case YesNoStep():
            return _read_yes_no(step, text, say)
        case _:
            return Complaint(say(_wrong_sort(step, Said(text))))


def _length(text: str, least: int, most: int, say: Voice) -> Complaint | None:
    if not text:
        return Complaint(say("I received only spaces. Please write your answer in words."))
    if len(text) < least:
        return Complaint(
            say.count(
                "That is a little short. Please write at least {n} character.",
                "That is a little short. Please write at least {n} characters.",
                least,
            )
        )
    if len(text) > most:
        return Complaint(
            say(
                "That is {length} characters, and at most {most} fit. Please send it again, "
                "a little shorter.",
                length=say.number(len(text)),
                most=say.number(most),
            )
        )
    return None


def _read_number(step: NumberStep, text: str, say: Voice) -> Reading:
    value = reading.number(text, say.language)
    if value is None or value != round(value, step.decimals):
        return Complaint(
            say("Please write one number, for example {example}.", example=step.example or "12")
        )
    if not step.min <= value <= step.max:
        return Complaint(
            say(
                "Please write a number between {least} and {most}.",
                least=say.number(step.min),
                most=say.number(step.max),
            )
        )
    return Value(float(value) if step.decimals else int(value))


def _read_money(step: MoneyStep, text: str, say: Voice) -> Reading:
    value = reading.number(text, say.language)
    if value is None or value != round(value, 2):
        return Complaint(
            say(
                "Please write one sum in euros, for example {example}.",
                example=step.example or "150",
            )
        )
    if not step.min <= value <= step.max:
        return Complaint(
            say(
                "Please write a sum between {least} and {most}.",
                least=say.money(step.min * 100),
                most=say.money(step.max * 100),
            )
        )
    return Value(int(value * 100))


def _read_date(step: MonthStep | DateStep, text: str, say: Voice, today: date) -> Reading:
    if isinstance(step, MonthStep):
        found = reading_dates.month(text, say.language, today)
        if found is None:
            return Complaint(
                say(
                    "I do not recognise a month. Please write it, for example “{example}”, or "
                    "press a button.",
                    example=say.month(today),
                )
            )
    else:
        found = reading_dates.day(text, say.language, today)
        if found is None:
            return Complaint(
                say(
                    "I do not recognise a day. Please write it, for example “{example}”, or press "
                    "a button.",
                    example=say.date(today),
                )
            )
    return check_date(step, found, say, today)


def check_date(step: MonthStep | DateStep, found: date, say: Voice, today: date) -> Reading:
    """Tell whether a day, or a month by its first day, is near enough in the future."""
    if isinstance(step, MonthStep):
        months = (found.year - today.year) * 12 + found.month - today.month
        if 0 <= months <= step.within:
            return Value(found.strftime("%Y-%m"))
        return Complaint(say("Please choose a month from now on, in the coming years."))
    if 0 <= (found - today).days <= step.within:
        return Value(found.isoformat())
    return Complaint(say("Please choose a day from today on, in the coming years."))


def _read_reach(text: str, say: Voice) -> Reading:
    if is_reach(text):
        return Value(text)
    return Complaint(
        say(
            "I do not recognise an e-mail address or a telephone number. "
            "For example: name@example.org or 03 21 00 00 00."
        )
    )


def is_reach(text: str) -> bool:
    """Tell whether a text is an e-mail address or a telephone number."""
    digits = sum(sign.isdigit() for sign in text)
    phone = _PHONE.fullmatch(text) is not None and 6 <= digits <= 15
    return phone or _EMAIL.fullmatch(text) is not None


def _read_yes_no(step: YesNoStep, text: str, say: Voice) -> Reading:
    word = reading.fold(text)
    for label, value in ((YES, True), (NO, False)):
        full = reading.fold(say.plain(label))
        if word in (full, full[:1]):
            return Value(value)
    return Complaint(say(_wrong_sort(step, Said(text))))


def match_option(text: str, options: tuple[Option, ...], say: Voice) -> Option | None:
    """Find the one option a typed text means: its words, or their beginning (3 letters or more)."""
    word = reading.fold(text)
    folded = {option: reading.fold(say.plain(option.label)) for option in options}
    exact = [option for option, label in folded.items() if label == word]
    if exact:
        return exact[0]
    begun = [
        option for option, label in folded.items() if len(word) >= 3 and label.startswith(word)
    ]
    return begun[0] if len(begun) == 1 else None


def _read_point(place: PlaceShared, say: Voice) -> Reading:
    latitude, longitude = place.latitude, place.longitude
    lost = max(abs(latitude), abs(longitude)) < NULL_ISLAND_DEGREES
    if lost or not (abs(latitude) <= 90 and abs(longitude) <= 180):  # "not a number" is neither
        return Complaint(
            say(
                "Your phone sent a point in the middle of the sea. Please send it again, "
                "or write the place in words."
            )
        )
    return Value({"text": reading.clean(place.name), "latitude": latitude, "longitude": longitude})
