"""Everything the town holds on a person, as a page to read and as JSON, sent as two documents."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from bot import letters, mydata_page
from bot.desk import Desk
from bot.mydata_page import Everything
from storage import exports, personal, traces
from storage.instants import from_micros

MOMENTS = frozenset(
    {
        "at", "told_at", "ended_at", "updated_at", "created_at", "seen_at", "due_at", "not_before",
        "done_at", "privacy_seen_at", "unreachable_since", "blocked_since",
        "edited_at", "next_try",
    }
)  # fmt: skip
"""The columns that hold instants."""

JSON = frozenset({"data", "payload", "earlier", "body"})
"""The columns that hold JSON."""


async def send(desk: Desk) -> None:
    """Send a person all that is held on them."""
    say, held = desk.say, await gather(desk)
    page = mydata_page.page(desk.town, held, say)
    documents = (
        (page, ".html", say.plain("my-data.html")),
        (as_json(desk, held), ".json", say.plain("my-data.json")),
    )
    captions = (
        say("Everything the town hall holds on you through me. Open it in a browser, or print it."),
        say("The same, for a computer (JSON)."),
    )
    for (text, ending, name), caption in zip(documents, captions, strict=True):
        sha256 = await asyncio.to_thread(desk.town.files.keep, text.encode(), ending)
        await exports.note(desk.work.transaction, sha256, desk.resident.user_id, desk.work.now)
        payload = letters.file("document", sha256=sha256, name=name, caption=caption)
        desk.work.send(desk.resident.user_id, payload)
    await desk.show_present(
        say("Here is your data. Keep these two documents to yourself: they hold your words.")
    )


async def gather(desk: Desk) -> Everything:
    """Collect what is held on a person, this turn's own writing included."""
    work, user_id = desk.work, desk.resident.user_id
    transaction = await work.settle()
    rows = await personal.collect(transaction, user_id)
    forms = [traces.hash_of(row["id"]) for row in rows["sessions"]]
    return Everything(
        user_id=user_id,
        made_at=work.now,
        rows={table: [_readable(row) for row in found] for table, found in rows.items()},
        projects=tuple(await work.projects_of(user_id)),
        beside=tuple(await work.projects_beside(user_id)),
        traced=tuple(await traces.load_of(transaction, forms)),
    )


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in MOMENTS:
        return from_micros(value).isoformat()
    if name in JSON and value.startswith(("{", "[")):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def as_json(desk: Desk, held: Everything) -> str:
    """Write it as JSON: the rows by table, in the words of the database."""
    town = desk.town.book.facts
    whole = {
        "town": town["town"],
        "service": town["service"],
        "data_protection_officer": town["dpo"],
        "telegram_user_id": held.user_id,
        "made_at": held.made_at.isoformat(),
        "tables": held.rows,
        "carried_with_others": [
            {"number": one.number, "title": one.title, "state": one.state.value}
            for one in held.beside
        ],
        "traces": [
            {
                "form": one.session,
                "dialog": one.dialog,
                "step": one.step,
                "event": one.event,
                "outcome": one.outcome,
                "shown": one.shown,
                "at": one.at.isoformat(),
            }
            for one in held.traced
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)
