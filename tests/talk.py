"""The talking client: people on stage who say, press, send and expect, with all that was said.

A `Talk` remembers every word of people and bot in the order in which it was seen. An expectation
that is not met is a `DifferenceError`: what was expected, then the chat as it really was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from bot.rehearsal.groups import Group
from bot.rehearsal.people import Person
from bot.rehearsal.presses import CallbackPress
from bot.rehearsal.views import MessageView
from tests.said import Entry, Words, bracketed, folded, plain, same_label, wrapped
from tests.stage import IDEA, PROMISE, Stage, current_step

BOT = "Bot"

USUAL = {"adult": "yes", **IDEA, **PROMISE}
"""What a person answers whose answers do not matter."""

_SHOWN = 16
"""How many of the latest entries a difference shows."""


class DifferenceError(AssertionError):
    """The chat is not as expected; the text shows both, like a chat."""


class Talk:
    """Everything that is said on a stage. `line` is the transcript's present line, if any."""

    def __init__(self, scene: Stage, language: str = "fr") -> None:
        self.scene = scene
        self.line = 0
        self.toast = ""
        self._language = language
        self._said: list[Entry] = []
        self._people = {one.name: one for one in (scene.elise, scene.adam, scene.mehdi)}
        self._shown: dict[tuple[int, int], tuple[str, tuple[str, ...]]] = {}
        self._buttons: list[tuple[MessageView, str, str]] = []
        self._deed = 0
        self._deed_in: dict[int, int] = {}
        self._presses: list[CallbackPress] = []

    def person(self, name: str) -> Talker:
        """Someone in their private chat; a name not heard before brings them on stage."""
        if name not in self._people:
            self._people[name] = self.scene.person(name, self._language)
        return Talker(self, self._people[name])

    def member(self, name: str) -> Talker:
        """Someone in the staff group."""
        return Talker(self, self.person(name).person, self.scene.group)

    async def settle(self) -> None:
        """Let the bot answer, and take note of what it says."""
        await self.scene.settle()
        self._look()

    async def later(self, step: timedelta) -> None:
        """Let time pass, a day at a time, so that what is due is said on its day."""
        self.did(0, "", f"({_spoken(step)} later)")
        self._deed_in = dict.fromkeys(self._deed_in, self._deed)
        while step > timedelta(0):
            await self.scene.advance(min(step, timedelta(days=1)))
            self._look()
            step -= timedelta(days=1)

    def did(self, chat: int, who: str, text: str, press: CallbackPress | None = None) -> None:
        """Note that someone did something; what the bot says from now on answers it."""
        self._said.append(Entry(self.line, chat, who, text))
        self._deed_in[chat] = self._deed = len(self._said)
        self.toast = ""
        if press is not None:
            self._presses.append(press)

    def answers(self, chat: int, *, to_anyone: bool = False) -> list[Entry]:
        """What the bot said in a chat since the last deed there, or since the last one anywhere."""
        since = self._deed if to_anyone else self._deed_in.get(chat, 0)
        return [one for one in self._said[since:] if one.chat == chat and one.who == BOT]

    def button(
        self, chat: int, label: str, *, on: str = "", again: bool
    ) -> tuple[MessageView, str] | None:
        """Find the newest button of that label; with `again`, the newest that is shown no more.

        With `on`, it stands under a message with these words.
        """
        now = {data for view in self._views(chat) for row in view.buttons for _, data in row}
        for view, words, data in reversed(self._buttons):
            here = view.chat_id == chat and folded(on) in folded(view.text)
            if here and same_label(words, label) and (data in now) != again:
                return view, data
        return None

    def message(self, chat: int, words: str) -> MessageView | None:
        """Find the bot's newest message in a chat that contains these words."""
        found = (view for view in reversed(self._views(chat)) if view.from_bot)
        return next((view for view in found if folded(words) in folded(view.text)), None)

    def difference(
        self, what: str, expected: Sequence[str], at: Entry | None = None
    ) -> DifferenceError:
        """Say what was expected, and show the chat as it was, marked at the entry that differs."""
        lines = [what, "", "Expected here:", *(f"    {line}" for line in expected)]
        lines += ["", "The chat as it was:", *self._chat(at), ""]
        return DifferenceError("\n".join(lines))

    @contextmanager
    def summed_up(self) -> Iterator[None]:
        """Remember only the last words of what is said meanwhile, after the deed itself."""
        start = len(self._said) + 1
        try:
            yield
        finally:
            del self._said[start:-1]

    # -- what was said -----------------------------------------------------------------------------

    def _views(self, chat: int) -> list[MessageView]:
        if chat == self.scene.group.id:
            return self.scene.group.messages()
        return next(one for one in self._people.values() if one.id == chat).messages()

    def _look(self) -> None:
        """Note what is new in every chat, in the order in which it came."""
        for press in self._presses:
            if words := press.toast or press.alert:
                self.toast = words
                self._said.append(Entry(self.line, 0, f"{BOT} toast", words))
        self._presses.clear()
        chats = [self.scene.group.id, *(one.id for one in self._people.values())]
        views = [view for chat in chats for view in self._views(chat) if view.from_bot]
        for view in sorted(views, key=self._order):
            self._look_at(view)

    def _order(self, view: MessageView) -> tuple[bool, int]:
        """First what was changed where it stood, then what is new: it may have changed since."""
        is_new = (view.chat_id, view.id) not in self._shown
        return is_new, view.id if is_new else view.changed

    def _look_at(self, view: MessageView) -> None:
        """Note a message that is new or changed; one that only lost its buttons says nothing."""
        labels = tuple(label for row in view.buttons for label, _ in row)
        before = self._shown.get((view.chat_id, view.id))
        self._shown[view.chat_id, view.id] = (view.text, labels)
        stripped = before is not None and before[0] == view.text and not labels
        if before == (view.text, labels) or stripped:
            return
        self._said.append(Entry(self.line, view.chat_id, BOT, view.text, labels))
        self._buttons += [(view, label, data) for row in view.buttons for label, data in row]

    def _chat(self, at: Entry | None) -> Iterator[str]:
        line = 0
        for entry in self._said[-_SHOWN:]:
            number = f"{entry.line:>4}" if entry.line and entry.line != line else " " * 4
            line = entry.line
            where = " (group)" if entry.chat == self.scene.group.id else ""
            head = f"{'▶' if entry is at else ' '}{number}  {entry.who + where:<15}"
            for row in wrapped(*entry.text.splitlines(), bracketed(entry.buttons)):
                yield f"{head} │ {row}"
                head = " " * len(head)
        if at is None:
            yield f"▶{self.line or '':>4}  {'':<15} │ (here)"


class Talker:
    """Someone who talks with the bot, in private or in the staff group.

    A deed waits for the bot's answer, unless `wait` is false: then the next one follows at once.
    """

    def __init__(self, talk: Talk, person: Person, group: Group | None = None) -> None:
        self.person = person
        self.chat = group.id if group else person.id
        self._talk = talk
        self._group = group

    async def say(self, text: str, *, wait: bool = True) -> None:
        """Write a message."""
        self.person.say(text, self._group)
        await self._did(text, wait=wait)

    async def reply(self, text: str, to: str = "", *, wait: bool = True) -> None:
        """Reply to the bot's newest message, or to the newest that contains the words `to`."""
        found = self._talk.message(self.chat, to)
        if found is None:
            raise self._talk.difference("there is no such message", [f"a message with “{to}”"])
        self.person.say(text, self._group, reply_to=found)
        await self._did(f"(replies) {text}", wait=wait)

    async def send(self, what: str, *, wait: bool = True) -> None:
        """Send something else than words: "photo", "album 4" or "location 50.43 2.83"."""
        name, *rest = what.split()
        if name not in _SENDS:
            raise ValueError(f"cannot send “{what}”; known: {', '.join(_SENDS)}")
        try:
            _SENDS[name](self.person, *rest)
        except (TypeError, ValueError):
            raise ValueError(f"cannot send “{what}”; write for example “album 4”") from None
        await self._did(f"({what})", wait=wait)

    async def press(
        self, label: str, *, on: str = "", again: bool = False, wait: bool = True
    ) -> None:
        """Press the newest button with that label; with `again`, one of an earlier screen.

        `on` names the message by words in it.
        """
        found = self._talk.button(self.chat, label, on=on, again=again)
        if found is None:
            what = "there was no such button before" if again else "there is no such button"
            raise self._talk.difference(what, [f"[{label}]"])
        press = self.person.press_forged(found[1], found[0])
        how = "presses again" if again else "presses"
        await self._did(f"({how}) [{label}]", press, wait=wait)

    async def answer_up_to(self, words: str) -> None:
        """Give usual answers until the bot's newest screen contains these words."""
        talk = self._talk
        await talk.settle()
        with talk.summed_up():
            talk.did(self.chat, self.person.name, "(answers as usual)")
            for _ in range(60):
                if folded(words) in folded(self.person.screen().text):
                    return
                if (step := current_step(self.person)) == "-":
                    break
                await talk.scene._answers(self.person, step, USUAL)
                await talk.settle()
        raise talk.difference("the bot never says this", [words])

    async def expect(self, words: Words, *, also: bool = False) -> None:
        """Compare the bot's newest message here; with `also`, any since the last deed here."""
        await self._talk.settle()
        said = self._talk.answers(self.chat)
        complaints = [words.complaint(entry) for entry in (said if also else said[-1:])]
        if "" in complaints:
            return
        where = f"{BOT} (group)" if self._group else BOT
        what = complaints[-1] if complaints else "the bot has said nothing here"
        raise self._talk.difference(what, words.lines(where), said[-1] if said else None)

    async def expect_toast(self, words: Words) -> None:
        """Compare the words that flashed up at the last press."""
        await self._talk.settle()
        toast = self._talk.toast
        what = words.complaint(Entry(0, 0, BOT, toast)) if toast else "nothing has flashed up"
        if what:
            raise self._talk.difference(what, words.lines(f"{BOT} toast"))

    async def expect_nothing(self) -> None:
        """Make sure that the last deed brought no message here."""
        await self._talk.settle()
        if said := self._talk.answers(self.chat, to_anyone=True):
            raise self._talk.difference("the bot speaks", [f"{BOT} says nothing"], said[-1])

    def expect_stored(self, name: str, value: str) -> None:
        """Compare what the database holds of this person's present form or latest project."""
        found = self._stored(name)
        if folded(found) != folded(value):
            what = f"the database holds: {name} = {found}"
            raise self._talk.difference(what, [f"Stored: {name} = {value}"])

    def _stored(self, name: str) -> str:
        projects = self._talk.scene.query(
            "SELECT state, number, language, data FROM projects WHERE bearer = ? ORDER BY id DESC",
            self.person.id,
        )
        forms = self._talk.scene.query(
            "SELECT sessions.data FROM sessions JOIN residents ON session_id = sessions.id "
            "WHERE user_id = ? AND ended_at IS NULL",
            self.person.id,
        )
        state, number, language, data = projects[0] if projects else ("none", None, "", "{}")
        known: dict[str, Any] = {"dossier": {}, **json.loads(data)}["dossier"]
        for frame in json.loads(forms[0][0])["frames"] if forms else ():
            known |= {**frame.get("drafts", {}), **frame["answers"]}
        known |= {"state": state, "number": number or "none", "language": language}
        return plain(known[name]) if name in known else "nothing"

    async def _did(self, text: str, press: CallbackPress | None = None, *, wait: bool) -> None:
        self._talk.did(self.chat, self.person.name, text, press)
        if wait:
            await self._talk.settle()


_SENDS: dict[str, Callable[..., object]] = {
    "photo": lambda person: person.send_photo(),
    "album": lambda person, count: person.send_album(int(count)),
    "voice": lambda person: person.send_voice(),
    "video": lambda person: person.send_video(),
    "sticker": lambda person: person.send_sticker(),
    "location": lambda person, north, east: person.send_location(float(north), float(east)),
    "document": lambda person, name: person.send_document(name, "application/octet-stream"),
    "contact": lambda person, phone: person.send_contact(phone),
}
"""What a person can send besides words, with what comes after its name."""


def _spoken(step: timedelta) -> str:
    """Say how much time passes."""
    if not step.days:
        return f"{step.seconds // 60} min"
    return f"{step.days} day" + "s" * (step.days > 1)
