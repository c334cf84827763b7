"""Faults at a switch, and the sending rates Telegram publishes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.rehearsal.people import Person
from tests.rehearsal_support import Line, open_line


def _ada(line: Line) -> Person:
    ada = line.server.world.person("Ada")
    ada.start()
    return ada


async def test_a_rate_limit_counts_down() -> None:
    async with open_line() as line:
        ada = _ada(line)
        line.server.faults.rate_limit("sendMessage", retry_after=7, times=1)
        first = await line.call("sendMessage", chat_id=ada.id, text="x")
        assert first.status == 429
        assert first.description == "Too Many Requests: retry after 7"
        assert first.body["parameters"] == {"retry_after": 7}
        assert first.headers["Retry-After"] == "7"
        assert (await line.call("sendMessage", chat_id=ada.id, text="x")).status == 200


async def test_a_bad_gateway_lasts_until_it_is_cleared() -> None:
    async with open_line() as line:
        line.server.faults.bad_gateway()
        assert [(await line.call("getMe")).status for _ in range(3)] == [502, 502, 502]
        line.server.faults.clear()
        assert (await line.call("getMe")).status == 200


async def test_a_send_whose_answer_is_lost_was_sent() -> None:
    async with open_line() as line:
        ada = _ada(line)
        line.server.faults.lost_answer("sendMessage")
        with pytest.raises(aiohttp.ClientError):
            await line.call("sendMessage", chat_id=ada.id, text="once")
        assert ada.last().text == "once"
        await line.call("sendMessage", chat_id=ada.id, text="once")
        assert [view.text for view in ada.messages()] == ["/start", "once", "once"]


async def test_an_outage_builds_a_backlog() -> None:
    async with open_line() as line:
        ada = _ada(line)
        line.server.world.updates.clear()
        poll = asyncio.create_task(line.call("getUpdates", timeout=30))
        await line.server.wait_for_poll()
        line.server.faults.offline()
        with pytest.raises(aiohttp.ClientError):
            await poll
        with pytest.raises(aiohttp.ClientError):
            await line.call("getMe")
        ada.say("is anyone there?")
        line.server.faults.offline(False)
        found = await line.updates(offset=1)
        assert [update["message"]["text"] for update in found] == ["is anyone there?"]


async def test_a_slow_answer_is_an_answer() -> None:
    async with open_line() as line:
        line.server.faults.slow(0.01)
        assert (await line.call("getMe")).status == 200


async def test_a_chat_takes_a_short_burst_and_then_one_a_second() -> None:
    async with open_line(limits_enabled=True) as line:
        ada = _ada(line)
        for number in range(5):
            await line.call("sendMessage", chat_id=ada.id, text=str(number))
        refused = await line.call("sendMessage", chat_id=ada.id, text="too fast")
        assert (refused.status, refused.body["parameters"]) == (429, {"retry_after": 1})
        line.server.advance(timedelta(seconds=1))
        assert (await line.call("sendMessage", chat_id=ada.id, text="now")).status == 200
        line.server.limits_enabled = False
        assert (await line.call("sendMessage", chat_id=ada.id, text="free")).status == 200


async def test_what_overtakes_time_on_its_way_is_no_breach() -> None:
    clock = _Stopped()
    async with open_line(limits_enabled=True, clock=clock) as line:
        ada = _ada(line)
        for number in range(5):
            await line.call("sendMessage", chat_id=ada.id, text=str(number))
        clock.instant += timedelta(seconds=0.95)
        assert (await line.call("sendMessage", chat_id=ada.id, text="early")).status == 200
        assert (await line.call("sendMessage", chat_id=ada.id, text="too early")).status == 429
        clock.instant += timedelta(seconds=0.8)
        assert (await line.call("sendMessage", chat_id=ada.id, text="too early")).status == 429


async def test_a_group_takes_twenty_a_minute() -> None:
    async with open_line(limits_enabled=True) as line:
        staff = line.server.world.group("Staff")
        staff.add_bot()
        for number in range(20):
            line.server.advance(timedelta(seconds=1))
            sent = await line.call("sendMessage", chat_id=staff.id, text=str(number))
            assert sent.status == 200
        line.server.advance(timedelta(seconds=1))
        refused = await line.call("sendMessage", chat_id=staff.id, text="one too many")
        assert refused.status == 429
        line.server.advance(timedelta(seconds=refused.body["parameters"]["retry_after"]))
        assert (await line.call("sendMessage", chat_id=staff.id, text="now")).status == 200


class _Stopped:
    """A clock that stands still until it is moved."""

    instant = datetime(2027, 1, 4, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


async def test_thirty_a_second_overall() -> None:
    async with open_line(limits_enabled=True, clock=_Stopped()) as line:
        people = [line.server.world.person(f"Person {number}") for number in range(32)]
        statuses = []
        for person in people:
            person.start()
            sent = await line.call("sendMessage", chat_id=person.id, text="news")
            statuses.append(sent.status)
        assert statuses == [200] * 30 + [429] * 2
