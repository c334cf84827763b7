"""Transcripts that run: text files that anyone can read, played on stage line by line.

`tests/conversations/README.md` says how to write one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from tests.said import Words
from tests.stage import stage
from tests.talk import DifferenceError, Talk, Talker

FOLDER = Path(__file__).parent / "conversations"


class TranscriptError(ValueError):
    """A line that cannot be read; the text says which, and what can stand there."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript: what is done or expected, by whom or in which chat.

    `about` is what a verb needs beside its text: the message replied to, the unit of time.
    `at_once` says that it follows the line above without waiting for the bot.
    """

    number: int
    verb: str
    text: str = ""
    who: str = ""
    group: bool = False
    about: str = ""
    at_once: bool = False
    buttons: tuple[str, ...] | None = None
    more: bool = False

    @property
    def words(self) -> Words:
        """What this line expects of the bot."""
        part = self.text.startswith("~")
        text = self.text.removeprefix("~").strip()
        return Words(text, part or not text, self.buttons, self.more)


_NAME = r"(?P<who>[^\W\d_][\w-]*)"
_HOW = r"(?P<group> \(group\))?(?P<at_once> \(at once\))?"
_FORMS = tuple(
    (verb, re.compile(form, re.DOTALL))
    for verb, form in (
        ("language", r"language: *(?P<text>\w+)"),
        ("town", r"town: *(?P<text>\w+)"),
        ("undo", r"undo: *(?P<text>\d+) seconds"),
        ("later", r"-- *(?P<text>\d+) (?P<about>minute|hour|day|week)s? later *--"),
        ("nothing", r"Bot(?P<group> \(group\))? says nothing"),
        ("toast", r"Bot toast: *(?P<text>.+)"),
        ("also", r"Bot(?P<group> \(group\))? also: *(?P<text>.+)"),
        ("bot", r"Bot(?P<group> \(group\))?: *(?P<text>.*)"),
        ("stored", r"Stored: *(?P<about>\w+) = *(?P<text>.+)"),
        ("again", rf"{_NAME}{_HOW} presses again: *(?P<text>.+)"),
        (
            "press",
            rf"{_NAME}{_HOW} presses(?: on [“\"](?P<about>[^”\"]+)[”\"])?: *(?P<text>.+)",
        ),
        ("send", rf"{_NAME}{_HOW} sends: *(?P<text>.+)"),
        ("up_to", rf"{_NAME} answers up to: *(?P<text>.+)"),
        ("reply", rf"{_NAME}{_HOW} replies(?: to [“\"](?P<about>[^”\"]+)[”\"])?: *(?P<text>.+)"),
        ("say", rf"{_NAME}{_HOW}: *(?P<text>.+)"),
    )
)
"""What a line can look like; the first form that fits counts."""

_EXPECTS_BUTTONS = frozenset({"bot", "also"})
_BUTTON = re.compile(r"\[([^\]]*)\]")
_BUTTON_ROW = re.compile(r"(?:\[[^\]]*\]\s*)+…?")


def read(text: str) -> list[Line]:
    """Read a transcript: its lines, with what continues them."""
    lines: list[Line] = []
    for number, raw in enumerate(text.splitlines(), 1):
        row = raw.strip()
        if not row or raw.startswith("#"):
            continue
        if _BUTTON_ROW.fullmatch(row) and lines and lines[-1].verb in _EXPECTS_BUTTONS:
            lines[-1] = _with_buttons(lines[-1], row)
        elif raw.startswith("  ") and lines:
            lines[-1] = replace(lines[-1], text=f"{lines[-1].text}\n{row}".strip())
        else:
            lines.append(_read_line(number, row))
    return lines


def _with_buttons(line: Line, row: str) -> Line:
    labels = tuple(label for label in _BUTTON.findall(row) if label)
    more = line.more or row.endswith("…")
    return replace(line, buttons=(*(line.buttons or ()), *labels), more=more)


def _read_line(number: int, row: str) -> Line:
    for verb, form in _FORMS:
        if found := form.fullmatch(row):
            parts = found.groupdict(default="")
            return Line(
                number,
                verb,
                text=parts.get("text", ""),
                who=parts.get("who", ""),
                group=bool(parts.get("group")),
                about=parts.get("about", ""),
                at_once=bool(parts.get("at_once")),
            )
    raise TranscriptError(
        f"line {number}: “{row}” cannot be read. A line says what someone does (“Camille: …”, "
        "“Camille presses: …”), what the bot answers (“Bot: …”), or “-- 3 days later --”."
    )


def load(path: Path) -> list[Line]:
    """Read a transcript's file."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except TranscriptError as error:
        raise TranscriptError(f"{path.name}, {error}") from None


async def play(path: Path, folder: Path) -> None:
    """Play a transcript on a new stage, whose database lies in `folder`."""
    lines = load(path)
    language = next((line.text for line in lines if line.verb == "language"), "fr")
    spoken = next((line.text for line in lines if line.verb == "town"), "fr")
    town = {"languages": (spoken, *({"fr", "en"} - {spoken}))}
    undo = next((int(line.text) for line in lines if line.verb == "undo"), 0)
    async with stage(folder, town=town, staff={"undo_seconds": undo}) as scene:
        talk = Talk(scene, language)
        await talk.settle()
        line = Line(0, "language")
        try:
            speaker = None
            for line, following in _with_next(lines):
                talk.line = line.number
                speaker = await _do(talk, line, speaker, wait=not following.at_once)
        except (DifferenceError, ValueError) as error:
            kind = type(error)
            raise kind(f"{path.name}, line {line.number}: {error}") from None


def _with_next(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    return pairwise((*lines, Line(0, "end")))


async def _do(talk: Talk, line: Line, resident: Talker | None, *, wait: bool) -> Talker | None:
    """Do one line; return whose private chat the next lines are about."""
    if line.who:
        talker = talk.member(line.who) if line.group else talk.person(line.who)
        await _act(talker, line, wait=wait)
        return resident if line.group else talker
    if line.verb == "later":
        await talk.later(timedelta(**{f"{line.about}s": int(line.text)}))
    elif line.verb not in ("language", "town", "undo"):
        watcher = talk.member("Élise") if line.group else resident
        if watcher is None:
            raise TranscriptError("no one has said anything yet; begin with “Camille: /start”")
        await _expect(watcher, line)
    return resident


async def _act(talker: Talker, line: Line, *, wait: bool) -> None:
    match line.verb:
        case "press" | "again":
            again = line.verb == "again"
            await talker.press(line.text, on=line.about, again=again, wait=wait)
        case "send":
            await talker.send(line.text, wait=wait)
        case "reply":
            await talker.reply(line.text, line.about, wait=wait)
        case "up_to":
            await talker.answer_up_to(line.text)
        case _:
            await talker.say(line.text, wait=wait)


async def _expect(watcher: Talker, line: Line) -> None:
    match line.verb:
        case "nothing":
            await watcher.expect_nothing()
        case "toast":
            await watcher.expect_toast(line.words)
        case "stored":
            watcher.expect_stored(line.about, line.text)
        case _:
            await watcher.expect(line.words, also=line.verb == "also")
