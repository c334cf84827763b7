"""The journal in words: every line that can be written is said in the languages of people."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bot.journal_words import WORDS, deed
from dialogs.lifecycle import TABLE
from dialogs.wording import load_wording
from storage.journal import Entry
from tests.stage import START

BOT = Path(__file__).resolve().parent.parent / "bot"


def _lived() -> set[str]:
    return {lead.word for row in TABLE.values() for lead in row.leads}


def _written_by_the_bot() -> set[str]:
    """The words that stand as such where the bot itself writes a line."""
    calls = (
        node
        for path in sorted(BOT.rglob("*.py"))
        if "rehearsal" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Entry"
    )
    words = (call.args[2] for call in calls if len(call.args) > 2)
    return {str(one.value) for one in words if isinstance(one, ast.Constant)}


def test_every_line_of_the_journal_has_its_words() -> None:
    known = _lived() | _written_by_the_bot()
    assert {"submit", "sign", "upkeep_done", "read_dossier", "note"} <= known
    assert known - set(WORDS) == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_handing_an_idea_on_is_not_handing_it_over(language: str) -> None:
    say = load_wording((language,)).voice(language)
    within = Entry(START, "user:1", "hand_over", 1, "upkeep", "upkeep")
    outside = Entry(START, "user:1", "hand_over", 1, "under_review", "closed")
    assert deed(within, say) != deed(outside, say)
