"""How the effort is shared: what each side brings, as far as it has a value.

A figure to talk about, never a condition. Hours count at the town's value of an hour of volunteer
work; what has no value yet is counted apart, so that nobody takes the figure for the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from dialogs.book import Line
from dialogs.project import Commitment, Side
from dialogs.promises import promises_from
from dialogs.wording import Voice

HOUR_CENTS = 1500
"""The default value of an hour of volunteer work, in cents: between 1 and 1.5 times the hourly
minimum wage in France, as volunteers' hours are usually valued."""

_WITHOUT_VALUE = frozenset({"upkeep", "watch", "relay", "contact", "insurance", "advice", "permit"})
"""Promises that nobody puts a price on; the figure does not wait for one."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What each side brings, in cents, and how many promises have no value yet."""

    bearer_cents: int = 0
    town_cents: int = 0
    unvalued: int = 0

    @property
    def bearer_percent(self) -> int | None:
        """The bearer's share of the whole, 0 to 100; the rest is the town's. None for nothing."""
        whole = self.bearer_cents + self.town_cents
        return (200 * self.bearer_cents + whole) // (2 * whole) if whole else None


def value_of(promise: Commitment, hour_cents: int = HOUR_CENTS) -> int | None:
    """What a promise is worth, in cents: its own value, else its hours; None when unknown."""
    if promise.value_cents is not None:
        return promise.value_cents
    if promise.unit == "hours" and promise.quantity is not None:
        return round(promise.quantity * hour_cents)
    return None


def balance_of(promises: Iterable[Commitment], hour_cents: int = HOUR_CENTS) -> Balance:
    """Add up what both sides bring."""
    sums = {Side.BEARER: 0, Side.TOWN: 0}
    unvalued = 0
    for promise in promises:
        value = value_of(promise, hour_cents)
        if value is not None:
            sums[promise.side] += value
        elif promise.kind not in _WITHOUT_VALUE:
            unvalued += 1
    return Balance(sums[Side.BEARER], sums[Side.TOWN], unvalued)


def balance_in(answers: Mapping[str, Any], hour_cents: int = HOUR_CENTS) -> Balance:
    """The balance of the promises and requests in a form's answers, finished or not."""
    found = promises_from(answers)
    return balance_of((*found.commitments, *found.requests), hour_cents)


SHOWN_AT = ("promise.bearer_commitments", "promise.town_requests", "promise.review")
"""Where the balance is told as it grows."""


def balance_lines(hour_cents: int = HOUR_CENTS) -> Mapping[str, Line]:
    """The line of the balance where it is told, for a town's value of an hour in cents."""

    def line(say: Voice, answers: Mapping[str, Any]) -> Markup:
        return balance_words(balance_in(answers, hour_cents), hour_cents, say)

    return dict.fromkeys(SHOWN_AT, line)


def balance_words(balance: Balance, hour_cents: int, say: Voice) -> Markup:
    """The balance in words, with what it is made of; "" while nothing has a value."""
    percent = balance.bearer_percent
    if percent is None:
        return Markup("")
    lines = [
        say("For now, you: {mine} %, the town hall: {theirs} %.", mine=percent,
            theirs=100 - percent),
        say("It is an estimate. One hour of work counts {money}.", money=say.money(hour_cents)),
    ]  # fmt: skip
    if balance.unvalued:
        lines.append(
            say.count(
                "{n} line has no value yet.", "{n} lines have no value yet.", balance.unvalued
            )
        )
    return Markup("\n").join(lines)
