"""The benchmark measures what it says: its residents fill the real form, and lose no update."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.bench.fake_api import FIRST_UPDATE, Api
from tests.bench.prefill import fill, load_book, walk
from tests.bench.residents import Press, Say, choose

NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize("seed", range(20))
def test_a_resident_reaches_the_end_of_the_form_without_one_wrong_answer(seed: int) -> None:
    pattern = walk(load_book(), Random(seed), NOW)
    assert pattern.answers is not None
    assert pattern.answers["publish_level"]
    assert pattern.session.tries == 0


def test_a_resident_presses_what_leads_to_a_new_idea() -> None:
    menu = [("Continue: flowers", "h.go.1"), ("Present a new idea", "h.new"), ("Help", "h.help")]
    assert choose(menu, Random(1), 1) == Press("h.new")


@pytest.mark.parametrize("seed", range(5))
def test_a_resident_is_adult(seed: int) -> None:
    buttons = [
        ("Yes", "s.0.adult.set.yes"),
        ("No", "s.0.adult.set.no"),
        ("Help", "s.0.adult.help."),
    ]
    assert choose(buttons, Random(seed), 1) == Press("s.0.adult.set.yes", "set")


def test_a_resident_writes_where_a_question_has_no_answers_to_press() -> None:
    buttons = [("Back", "s.1.hours.back."), ("Help", "s.1.hours.help.")]
    assert choose(buttons, Random(1), 1) == Say("12")


async def test_an_update_comes_again_until_it_is_confirmed() -> None:
    api = Api(150, "echo", 0, spread=False)
    first, again, rest = _poll(api), _poll(api), _poll(api, offset=FIRST_UPDATE + 100)
    assert len(first) == 100
    assert again == first
    assert [update["update_id"] for update in rest] == list(
        range(FIRST_UPDATE + 100, FIRST_UPDATE + 150)
    )


async def test_an_answer_is_counted_once_and_followed_by_the_next_update() -> None:
    api = Api(1, "echo", 0, spread=False)
    (update,) = _poll(api)
    chat = update["message"]["chat"]["id"]
    sent: list[str] = []
    api.call(
        "sendmessage",
        {"chat_id": chat, "text": "<b>A &amp; B</b>", "parse_mode": "HTML"},
        sent.append,
    )
    assert json.loads(sent[0])["text"] == "A & B"
    assert json.loads(api.control("stats"))["answered"] == 1


def test_earlier_sessions_are_rows_that_the_product_would_write(tmp_path: Path) -> None:
    fill(tmp_path / "filled.db", 50)
    with sqlite3.connect(tmp_path / "filled.db") as connection:
        counts = {
            table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("residents", "sessions", "projects", "messages", "updates")
        }
    connection.close()
    assert set(counts.values()) == {50}


def _poll(api: Api, **params: Any) -> list[dict[str, Any]]:
    replies: list[str] = []
    api.call("getupdates", params, replies.append)
    updates: list[dict[str, Any]] = json.loads(replies[0])
    return updates
