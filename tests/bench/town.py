"""A town of simulated residents in a closed loop: each waits for a screen, answers it, and waits.

An answered question is a resident's update and the screen that follows it. Its latency runs from
the moment the update could be fetched to the moment the bot's call with the screen arrived.
"""

from __future__ import annotations

import asyncio
import json
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any, Literal

from tests.bench.residents import AGAIN, HELLO, Buttons, Press, Say, choose, place_of

Mode = Literal["form", "echo"]

FIRST_CHAT = 10_000_000
CYCLE = 31
"""Answers that a resident gives in one dossier, about: what the residents are spread over."""

STALL_SECONDS = 5.0
SETTLE_SECONDS = 0.2
"""How long a resident who has sent a dossier waits for what else the bot has to say."""


@dataclass(slots=True)
class Resident:
    """One resident: where their conversation stands, and how far it may go before the start."""

    chat: int
    head_start: int
    asked_at: float = 0.0
    asking: bool = False
    waiting: bool = False
    reacting: bool = False
    parked: bool = False
    sent: bool = False
    answered: int = 0
    message_id: int = 0
    message: str = ""
    buttons: Buttons = ()
    seen: tuple[str, int] = ("", -1)

    @property
    def as_json(self) -> str:
        """The Bot API's User."""
        return (
            f'{{"id":{self.chat},"is_bot":false,"first_name":"Resident {self.chat}",'
            '"language_code":"en"}'
        )

    @property
    def chat_as_json(self) -> str:
        """The Bot API's Chat."""
        return f'{{"id":{self.chat},"type":"private","first_name":"Resident {self.chat}"}}'


class Town:
    """Every resident, what they are waiting for, and how long they waited.

    `post` takes an update without its id, as the JSON text of its one field. `delay` is what the
    network takes from the bot to a resident, in seconds.
    """

    def __init__(
        self, residents: int, mode: Mode, delay: float, post: Callable[[str], None], spread: bool
    ) -> None:
        self._random = Random(20_26)
        self._residents = {
            chat: Resident(chat, self._random.randrange(CYCLE) if spread else 0)
            for chat in range(FIRST_CHAT, FIRST_CHAT + residents)
        }
        self._mode, self._delay, self._post = mode, delay, post
        self._ids = count(1)
        self._free = not spread
        self._latencies = array("d")
        self._since = self._last = self._newest = 0.0
        self._stalls = self._dossiers = 0

    def start(self) -> None:
        """Let every resident say hello, and look after those whom the bot forgets."""
        self._last = self._newest = self._now()
        for resident in self._residents.values():
            self._say(resident, HELLO)
        self._watch()

    def find(self, chat: int) -> Resident | None:
        """The resident of a private chat, None for any other chat."""
        return self._residents.get(chat)

    def show(self, resident: Resident, message_id: int, message: str, keyboard: Any) -> None:
        """Let a resident see a message of the bot, sent or edited."""
        buttons = _buttons(keyboard)
        place = place_of(buttons)
        if message_id < resident.message_id or (place and not self._is_new(resident, place)):
            return
        edited = message_id == resident.message_id
        resident.message_id = message_id
        if edited and not buttons and not resident.sent:
            return
        if buttons:
            resident.message, resident.buttons = message, buttons
        patience = self._delay
        if resident.asking:
            waited = self._count(resident)
            if resident.sent:
                patience = max(patience, SETTLE_SECONDS, waited)
        if buttons or resident.sent or self._mode == "echo":
            self._wake(resident, patience)

    def reset(self) -> None:
        """Begin to measure: forget what was counted, and let those who are early go on."""
        self._free = True
        self._latencies = array("d")
        self._dossiers = 0
        self._since = self._now()
        for resident in self._residents.values():
            if resident.parked:
                resident.parked = False
                self._wake(resident, 0)

    def stats(self) -> dict[str, Any]:
        """What was counted since `reset`, and how many residents were ever left without a way."""
        ordered = sorted(self._latencies)
        seconds = max(self._now() - self._since, 1e-9)
        return {
            "residents": len(self._residents),
            "answered": len(ordered),
            "seconds": seconds,
            "per_second": len(ordered) / seconds,
            "p50_ms": _percentile(ordered, 0.50) * 1000,
            "p99_ms": _percentile(ordered, 0.99) * 1000,
            "dossiers": self._dossiers,
            "parked": sum(resident.parked for resident in self._residents.values()),
            "waiting": sum(resident.waiting for resident in self._residents.values()),
            "stalls": self._stalls,
        }

    def _is_new(self, resident: Resident, place: Any) -> bool:
        if (place.session, place.rev) == resident.seen:
            return False
        if place.session == resident.seen[0] and place.rev < resident.seen[1]:
            return False
        resident.seen = (place.session, place.rev)
        return True

    def _count(self, resident: Resident) -> float:
        resident.asking = False
        resident.answered += 1
        self._last = self._now()
        self._newest = max(self._newest, resident.asked_at)
        waited = self._last - resident.asked_at
        self._latencies.append(waited)
        return waited

    def _wake(self, resident: Resident, patience: float) -> None:
        resident.waiting = False
        if not resident.reacting:
            resident.reacting = True
            asyncio.get_running_loop().call_later(patience, self._react, resident)

    def _react(self, resident: Resident) -> None:
        resident.reacting = False
        if not self._free and resident.answered >= resident.head_start:
            resident.parked = True
        elif self._mode == "echo":
            self._say(resident, f"Hello, this is message {resident.answered}.")
        elif resident.sent:
            resident.sent = False
            self._dossiers += 1
            self._say(resident, AGAIN)
        else:
            self._answer(resident)

    def _answer(self, resident: Resident) -> None:
        match choose(resident.buttons, self._random, resident.chat + resident.answered):
            case Say(text):
                self._say(resident, text)
            case Press(data, act):
                resident.sent = act == "send"
                self._press(resident, data)

    def _say(self, resident: Resident, text: str) -> None:
        if text.startswith("/"):
            resident.seen = ("", -1)  # the same screen may well be the right one now
        command = f',"entities":[{{"type":"bot_command","offset":0,"length":{len(text)}}}]'
        self._ask(
            resident,
            f'"message":{{"message_id":{self.next_id()},"from":{resident.as_json},'
            f'"chat":{resident.chat_as_json},"date":{self.date()},"text":{json.dumps(text)}'
            f"{command if text.startswith('/') else ''}}}",
        )

    def _press(self, resident: Resident, data: str) -> None:
        self._ask(
            resident,
            f'"callback_query":{{"id":"{self.next_id()}","from":{resident.as_json},'
            f'"message":{resident.message},"chat_instance":"1","data":{json.dumps(data)}}}',
        )

    def _ask(self, resident: Resident, update: str) -> None:
        resident.asking = resident.waiting = True
        resident.asked_at = self._now()
        self._post(update)

    def _watch(self) -> None:
        """Say hello again for whoever the bot has passed over, or when it is dumb to everyone."""
        now = self._now()
        dumb = now - self._last > STALL_SECONDS
        for resident in self._residents.values():
            patience = now if dumb else self._newest
            if resident.waiting and patience - resident.asked_at > STALL_SECONDS:
                self._stalls += 1
                resident.sent = False
                self._say(resident, HELLO)
        asyncio.get_running_loop().call_later(0.5, self._watch)

    def next_id(self) -> int:
        """A new message id; private chats share one counter."""
        return next(self._ids)

    def date(self) -> int:
        """The date of a message, in Unix seconds."""
        return int(time.time())

    def _now(self) -> float:
        return time.monotonic()  # uvloop's own clock ticks in whole milliseconds


def _buttons(keyboard: Any) -> Buttons:
    """The inline buttons of a reply markup that send data back; none for any other keyboard."""
    rows = keyboard.get("inline_keyboard", ()) if keyboard else ()
    return [
        (button["text"], button["callback_data"])
        for row in rows
        for button in row
        if "callback_data" in button
    ]


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
