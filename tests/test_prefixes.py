"""Buttons that are not a form's: each beginning is drawn, and answered, by one part of the bot."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from bot.residents import _BUTTONS
from dialogs.buttons import decode

BOT = Path(__file__).parent.parent / "bot"
DRAWN = re.compile(r'f?"([a-z])\.(?:\{|[a-z]+[".{])')

SHARED = {
    "h": "the home screens, and what leads back to them",
    "p": "a project's own screen, also offered at the desk",
    "f": "forgetting, also to someone who is blocked",
    "g": "a suggested wording, in the group and in private",
}
"""Beginnings that several files name, because they lead to the same answer."""

ANSWERED_BY_STAFF = frozenset("crnwogavb")
"""What the group, the private bench and the signing answer: `staff.tapped`, `residents.tapped`."""


def drawn() -> dict[str, set[str]]:
    """By the beginning of a button's data: the files that draw or answer it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in BOT.rglob("*.py"):
        if "rehearsal" not in path.parts:
            for prefix in DRAWN.findall(path.read_text(encoding="utf-8")):
                found[prefix].add(str(path.relative_to(BOT)))
    return found


def test_no_two_parts_draw_buttons_with_one_beginning() -> None:
    found = drawn()
    assert {"c", "h", "j", "k", "s", "w", "o", "g"} <= set(found), "the search still finds them"
    several = {
        prefix: files
        for prefix, files in found.items()
        if prefix not in SHARED and len({part(name) for name in files}) > 1
    }
    assert not several


PARTS = {
    "team/bench_screens.py": "bench",
    "team/colleagues.py": "bench",
    "team/promised.py": "bench",
    "team/offers.py": "offer",
    "decision_letters.py": "offer",
    "residents.py": "",
    "blocked.py": "",
}
"""Files that belong to one part; "" only hands a tap on."""


def part(name: str) -> str:
    """Which part of the bot a file belongs to; what only hands on counts with anyone."""
    return PARTS.get(name, name)


def test_what_residents_answer_is_not_what_staff_answer() -> None:
    of_residents = {prefix.rstrip(".") for prefix in _BUTTONS} | {"h"}
    assert not of_residents & ANSWERED_BY_STAFF
    assert set(drawn()) <= of_residents | ANSWERED_BY_STAFF, "every button has an answer"


def test_no_beginning_can_be_taken_for_a_form() -> None:
    for prefix in {*ANSWERED_BY_STAFF, *(name.rstrip(".") for name in _BUTTONS), "h"}:
        for data in (f"{prefix}.1", f"{prefix}.1.take.", f"{prefix}.1.act.mark"):
            assert decode(data) is None, data
