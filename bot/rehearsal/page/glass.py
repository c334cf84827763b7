"""The glass wall: which update came, what the turn kept, what it said, and where it broke a law.

Nothing inside the bot reports here. Updates and calls are seen on the wire; what a turn did is read
from its database between two calls: a bot acknowledges updates only after its commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.transcript import Call
from storage.looking import Onlooker, RowChange

_LONGEST = 4000
_MOST_ENTRIES = 5000
_ROUTINE = frozenset({"getMe", "getWebhookInfo", "deleteWebhook", "setMyCommands"})
_LONG_VALUE = 3000
_BOOKKEEPING = frozenset({"outbox", "messages", "updates", "traces"})
"""Tables of the shell itself; their rows are told as updates, turns and letters."""


@dataclass(frozen=True)
class Letter:
    """One thing a turn asked to be sent, as it lay in the outbox."""

    id: int
    chat_id: int
    payload: dict[str, Any]

    def wire(self) -> dict[str, Any]:
        """Return the letter as JSON can carry it."""
        return {"chat": self.chat_id, "payload": self.payload}


@dataclass
class Entry:
    """One line of the wall. `links` are the numbers of the entries it follows from."""

    number: int
    at: float
    kind: str
    body: dict[str, Any]
    links: list[int] = field(default_factory=list)
    broken: bool = False

    def wire(self) -> dict[str, Any]:
        """Return the entry as JSON can carry it."""
        return {
            "n": self.number,
            "at": self.at,
            "kind": self.kind,
            "links": self.links,
            "broken": self.broken,
            **self.body,
        }


class Glass:
    """Everything seen of one bot, oldest first."""

    def __init__(self, onlooker: Onlooker) -> None:
        self.entries: list[Entry] = []
        self._onlooker = onlooker
        self._updates: dict[int, Entry] = {}
        self._letters: list[tuple[Letter, Entry]] = []
        self._number = 0
        self._onlooker.look()

    def note(self, at: float, kind: str, **body: Any) -> Entry:
        """Add a line of the rehearsal itself: time that passed, an accident."""
        self._number += 1
        entry = Entry(self._number, at, kind, body)
        self.entries.append(entry)
        if len(self.entries) > _MOST_ENTRIES:
            del self.entries[: _MOST_ENTRIES // 10]
        return entry

    def since(self, number: int) -> list[Entry]:
        """Return the entries after a number."""
        found: list[Entry] = []
        for entry in reversed(self.entries):
            if entry.number <= number:
                break
            found.append(entry)
        return found[::-1]

    def arrived(self, at: float) -> None:
        """A call has come: what the bot committed before it is there to be seen."""
        changes = self._onlooker.look()
        if changes:
            self._tell_turn(at, changes)

    def answered(self, at: float, call: Call, result: Any, *, by_accident: bool) -> None:
        """Add a call with its answer."""
        if call.method == "getUpdates":
            for update in result or ():
                self._tell_update(at, update)
            if call.status == 200:
                return
        if call.method in _ROUTINE and call.status == 200:
            return
        entry = self.note(
            at,
            "call",
            method=call.method,
            params=_readable(call.params),
            status=call.status,
            words=call.description,
            complaints=list(call.violations),
            accident=by_accident,
            chat=_number_in(call.params, "chat_id"),
            messages=_message_ids(result, call.params),
        )
        entry.broken = (call.status >= 400 or bool(call.violations)) and not by_accident
        source = self._source(call)
        if source is not None:
            entry.links.append(source.number)

    def _tell_update(self, at: float, update: dict[str, Any]) -> None:
        number = update["update_id"]
        if number in self._updates:
            return  # it came again, as what was not confirmed does
        kind = next(name for name in update if name != "update_id")
        chat, message = _place(update[kind])
        self._updates[number] = self.note(
            at, "update", id=number, type=kind, chat=chat, message=message, json=update[kind]
        )

    def _tell_turn(self, at: float, changes: list[RowChange]) -> None:
        ids = [one.values["update_id"] for one in changes if _is_new(one, "updates")]
        turns = [_turn(one.values) for one in changes if _is_new(one, "traces")]
        letters = [_letter(one.values) for one in changes if _is_new(one, "outbox")]
        rows = [_row(one) for one in changes if not _is_routine(one)]
        if not (ids or letters or rows):
            return
        entry = self.note(
            at,
            "turn",
            updates=ids,
            turns=turns,
            effects=[one.wire() for one in letters],
            rows=rows,
        )
        entry.links = [self._updates[one].number for one in ids if one in self._updates]
        self._letters += [(letter, entry) for letter in letters]
        del self._letters[:-_LONGEST]

    def _source(self, call: Call) -> Entry | None:
        """Return the turn that asked for this call: the one whose letter says the same."""
        for rank in _candidates(self._letters, call):
            letter, entry = self._letters[rank]
            if letter.payload.get("op") != "show":  # a shown screen may be changed again
                del self._letters[rank]
            return entry
        return None


def _candidates(letters: list[tuple[Letter, Entry]], call: Call) -> Iterator[int]:
    """Yield the letters that a call may carry: those that say the same, then any of its chat."""
    said = {str(value) for value in call.params.values()}
    chat = _number_in(call.params, "chat_id")
    for rank in range(len(letters) - 1, -1, -1):
        payload = letters[rank][0].payload
        words = {str(payload[name]) for name in ("callback", "text") if payload.get(name)}
        if words & said and (chat is None or letters[rank][0].chat_id == chat):
            yield rank
    for rank in range(len(letters) - 1, -1, -1):
        if chat is not None and letters[rank][0].chat_id == chat:
            yield rank


def _is_new(change: RowChange, table: str) -> bool:
    return change.table == table and change.before is None


def _is_routine(change: RowChange) -> bool:
    if change.table in _BOOKKEEPING:
        return True
    return change.table == "facts" and change.values.get("name") == "heartbeat"


def _turn(values: Any) -> dict[str, Any]:
    return {name: values.get(name) for name in ("dialog", "step", "event", "outcome", "rev")}


def _letter(values: Any) -> Letter:
    return Letter(values["id"], values["chat_id"], json.loads(values["payload"]))


def _row(change: RowChange) -> dict[str, Any]:
    return {
        "table": change.table,
        "before": _plain(change.before),
        "after": _plain(change.after),
    }


def _plain(values: Any) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: _value(value) for name, value in values.items()}


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _readable(params: dict[str, Any]) -> dict[str, Any]:
    """Return parameters with the JSON in them opened, and what is endless cut."""
    return {name: _cut(_value(value)) for name, value in params.items()}


def _cut(value: Any) -> Any:
    return (
        value[:_LONG_VALUE] + "…" if isinstance(value, str) and len(value) > _LONG_VALUE else value
    )


def _number_in(params: dict[str, Any], name: str) -> int | None:
    try:
        return int(params[name])
    except (KeyError, ValueError, TypeError):
        return None


def _message_ids(result: Any, params: dict[str, Any]) -> list[int]:
    """Return the messages a call wrote or spoke about."""
    found: Iterable[Any] = result if isinstance(result, list) else [result]
    ids = [one["message_id"] for one in found if isinstance(one, dict) and "message_id" in one]
    own = _number_in(params, "message_id")
    return ids or ([own] if own is not None else [])


def _place(body: dict[str, Any]) -> tuple[int | None, int | None]:
    """Return the chat and the message an update is about."""
    about = body.get("message") if "data" in body else body
    about = about if isinstance(about, dict) else body
    chat = about.get("chat")
    return (chat or {}).get("id"), about.get("message_id")
