"""How fast we may speak: never faster than the limits say, whatever the order of the asking.

The times are short and real. Only "never sooner" is asserted: a slow machine may be later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import pytest

from bot.pacing import Limits, Pace

SLACK = 0.005
"""Seconds by which a loop's clock may wake early."""

NONE = Limits(per_chat_per_second=0, per_chat_burst=0, group_per_minute=0, overall_per_second=0)


async def _send(pace: Pace, chats: Iterable[int], *, broadcast: bool = False) -> list[float]:
    """Ask for a turn for each of these chats at once; return when each one came, in order."""
    loop = asyncio.get_running_loop()
    start = loop.time()

    async def one(chat: int) -> float:
        await pace.turn(chat, broadcast=broadcast)
        return loop.time() - start

    return sorted(await asyncio.gather(*(one(chat) for chat in chats)))


def _assert_never_faster(times: Sequence[float], burst: float, per_second: float) -> None:
    """In every stretch of time there is at most the burst and what has flowed in since."""
    for first, begun in enumerate(times):
        for last in range(first, len(times)):
            count = last - first + 1
            allowed = burst + (times[last] - begun + SLACK) * per_second
            assert count <= allowed, f"{count} in {times[last] - begun:.3f} s"


async def test_without_limits_no_one_waits() -> None:
    pace = Pace(NONE)
    async with asyncio.timeout(30):
        assert len(await _send(pace, [1] * 500 + [-1] * 500, broadcast=True)) == 1000
    assert pace.has_room(1)
    assert pace.has_room(-1)


async def test_a_chat_gets_its_burst_and_then_its_rate() -> None:
    pace = Pace(Limits(50, 5, 0, 0))
    times = await _send(pace, [1] * 12)
    _assert_never_faster(times, burst=5, per_second=50)
    assert times[-1] >= 7 / 50 - SLACK


async def test_a_group_too_is_a_chat_with_a_burst_and_a_rate() -> None:
    times = await _send(Pace(Limits(50, 5, 600, 0)), [-1] * 12)
    _assert_never_faster(times, burst=5, per_second=50)


async def test_a_burst_of_none_is_a_burst_of_one() -> None:
    times = await _send(Pace(Limits(50, 0, 0, 0)), [1] * 4)
    _assert_never_faster(times, burst=1, per_second=50)


async def test_a_group_has_a_limit_of_its_own() -> None:
    pace = Pace(Limits(0, 0, 600, 0))  # ten a second, and a minute's worth at once
    for _ in range(600):
        await pace.turn(-100, broadcast=False)
    assert not pace.has_room(-100)
    assert await _waits(pace, -100, 0.06)
    assert pace.has_room(-200), "another group has its own"


async def _waits(pace: Pace, chat: int, seconds: float) -> bool:
    """Whether the next message to a chat has to wait for longer than this."""
    try:
        async with asyncio.timeout(seconds):
            await pace.turn(chat, broadcast=False)
    except TimeoutError:
        return True
    return False


async def test_a_group_gets_no_more_than_its_limit_in_any_minute() -> None:
    pace = Pace(Limits(0, 0, 600, 0))
    for _ in range(600):
        await pace.turn(-100, broadcast=False)
    assert await _waits(pace, -100, 0.5)


async def test_no_more_than_the_overall_limit_goes_in_any_second() -> None:
    times = await _send(Pace(Limits(0, 0, 0, 20)), range(1, 31))
    for begun in times:
        assert sum(begun <= one < begun + 1 - SLACK for one in times) <= 20


async def test_a_chat_that_waits_does_not_hold_up_another() -> None:
    pace = Pace(Limits(0.001, 1, 0, 0))
    await pace.turn(1, broadcast=False)
    waiting = asyncio.create_task(pace.turn(1, broadcast=False))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await pace.turn(2, broadcast=False)
    assert not waiting.done()
    waiting.cancel()


async def test_all_chats_together_keep_the_overall_limit() -> None:
    times = await _send(Pace(Limits(0, 0, 0, 50)), range(1, 61))
    _assert_never_faster(times, burst=50, per_second=50)


async def test_broadcasts_leave_room_for_answers() -> None:
    pace = Pace(Limits(0, 0, 0, 30))
    times = await _send(pace, range(1, 24), broadcast=True)
    _assert_never_faster(times, burst=20, per_second=20)
    assert len(await _send(pace, [99])) == 1


async def test_there_is_no_room_beside_broadcasts_that_wait() -> None:
    pace = Pace(Limits(0, 0, 0, 30))
    waiting = [asyncio.create_task(pace.turn(chat, broadcast=True)) for chat in range(1, 60)]
    await asyncio.sleep(0)
    assert not pace.has_room(99), "a chore queued behind them would hold its chat's answers up"
    await pace.turn(99, broadcast=False)
    for task in waiting:
        task.cancel()


async def test_room_is_told_without_taking_it() -> None:
    pace = Pace(Limits(0.001, 2, 0, 0))
    assert all(pace.has_room(1) for _ in range(10))
    await pace.turn(1, broadcast=False)
    assert pace.has_room(1)
    await pace.turn(1, broadcast=False)
    assert not pace.has_room(1)
    assert pace.has_room(2)


@pytest.mark.parametrize(
    ("limits", "chat"),
    [
        (Limits(0.5, 1, 0, 0), 1),
        (Limits(0.5, 0, 0, 0), 1),
        (Limits(0, 0, 0.5, 0), -1),
        (Limits(0, 0, 0, 0.5), 1),
    ],
)
@pytest.mark.parametrize("broadcast", [True, False])
async def test_a_rate_below_one_lets_the_first_message_pass(
    limits: Limits, chat: int, broadcast: bool
) -> None:
    pace = Pace(limits)
    async with asyncio.timeout(5):
        await pace.turn(chat, broadcast=broadcast)
    assert not pace.has_room(chat)


async def test_chats_long_silent_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pacing._REMEMBERED", 2)
    pace = Pace(Limits(0.001, 1, 0, 0))
    for chat in (1, 2, 1, 3):
        if pace.has_room(chat):
            await pace.turn(chat, broadcast=False)
    assert not pace.has_room(1), "the one looked at last is remembered"
    assert len(pace._chats) <= 2
