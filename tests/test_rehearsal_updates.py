"""The queue of updates: offsets, redelivery, conflicts, lifetimes, kinds, webhooks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from aiohttp import web

from tests.rehearsal_support import Line, open_line


def _texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def _waiting_poll(line: Line) -> asyncio.Task[Any]:
    """Start a long poll and return once the server holds it."""
    task = asyncio.create_task(line.call("getUpdates", offset=-1, timeout=30))
    await line.server.wait_for_poll()
    return task


async def test_what_is_not_confirmed_comes_again() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        for text in ("one", "two", "three"):
            ada.say(text)
        first = await line.updates()
        assert _texts(first) == ["one", "two", "three"]
        ids = [update["update_id"] for update in first]
        assert ids == sorted(set(ids))
        assert _texts(await line.updates(offset=ids[1])) == ["two", "three"]
        assert _texts(await line.updates(limit=1)) == ["two"]
        assert _texts(await line.updates(offset=-1)) == ["three"]
        # An offset far beyond what was ever given falls back to what waits.
        assert _texts(await line.updates(offset=ids[2] + 1000)) == ["three"]


async def test_a_poll_waits_until_someone_writes() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        poll = await _waiting_poll(line)
        ada.say("good morning")
        assert _texts((await poll).result) == ["good morning"]


async def test_the_older_of_two_polls_is_told_to_go() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        older = await _waiting_poll(line)
        younger = asyncio.create_task(line.call("getUpdates", offset=1, timeout=30))
        answer = await older
        assert (answer.status, answer.description) == (
            409,
            (
                "Conflict: terminated by other getUpdates request; make sure that only one bot "
                "instance is running"
            ),
        )
        ada.say("still heard")
        assert _texts((await younger).result) == ["still heard"]


async def test_a_webhook_ends_polling_until_it_is_deleted() -> None:
    async with open_line() as line:
        poll = await _waiting_poll(line)
        await line.call("setWebhook", url="http://127.0.0.1:9/hook")
        assert (await poll).description == "Conflict: terminated by setWebhook request"
        refused = await line.call("getUpdates")
        assert (refused.status, refused.description) == (
            409,
            (
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            ),
        )
        assert (await line.call("getWebhookInfo")).result["url"] == "http://127.0.0.1:9/hook"
        await line.call("deleteWebhook")
        assert (await line.call("getWebhookInfo")).result["url"] == ""


async def test_a_night_takes_the_presses_and_leaves_the_messages() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.say("before")
        ada.press_forged("x", ada.last())
        line.server.advance(timedelta(seconds=151))
        assert _texts(await line.updates()) == ["before"]
        line.server.advance(timedelta(hours=24))
        assert len(line.server.world.updates) == 0


async def test_kinds_are_remembered_and_applied_when_something_happens() -> None:
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        word = ada.say("x")
        ada.react(word, "👍")
        found = await line.updates(offset=1, allowed_updates=["message", "no_such_kind"])
        assert [set(update) - {"update_id"} for update in found] == [{"message"}]
        line.server.world.updates.clear()
        ada.edit(ada.say("y"), "yes")
        line.server.world.updates.allow('["message_reaction"]')
        line.server.world.updates.allow("nonsense")
        ada.react(word, None)
        ada.say("z")
        kinds = [set(update) - {"update_id"} for update in await line.drain()]
        assert kinds == [{"message"}, {"message_reaction"}]
        line.server.world.updates.allow([])
        ada.say("back to the usual")
        assert _texts(await line.drain()) == ["back to the usual"]


async def test_a_webhook_gets_updates_in_order_with_its_secret() -> None:
    heard: list[tuple[str, str]] = []
    done = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        heard.append((update["message"]["text"], secret))
        if len(heard) == 1:
            return web.Response(status=500)  # the first retry comes at once
        if len(heard) == 3:
            done.set()
        chat_id = update["message"]["chat"]["id"]
        return web.json_response({"method": "sendMessage", "chat_id": chat_id, "text": "heard"})

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with open_line() as line:
        ada = line.server.world.person("Ada")
        ada.say("one")
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        await line.call("setWebhook", url=url, secret_token="s3cret")
        ada.say("two")
        await done.wait()
        await ada.expect("heard")
    assert heard == [("one", "s3cret"), ("one", "s3cret"), ("two", "s3cret")]
    await runner.cleanup()
