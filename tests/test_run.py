"""`run` as an operator and a supervisor meet it: a real process, its signals, its log."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.rehearsal import REHEARSAL_TOKEN
from bot.rehearsal.server import RehearsalServer
from tests.process import READY, bot_process, write_config

WRONG_TOKEN = "123456:AAH-this-one-is-well-formed-but-unknown"

SECRET_WORDS = ("Zinnias-by-the-canal", "Zoltan-Quizzical", "zq@private.example")
"""What a resident writes in these tests; no line of a log may hold it."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


async def test_it_says_when_it_is_ready_and_then_answers(tmp_path: Path) -> None:
    async with (
        RehearsalServer() as server,
        bot_process(write_config(tmp_path, server.base_url)) as bot,
    ):
        await bot.ready()
        assert [line for line in bot.log.splitlines() if line.startswith(READY)] == [
            f"{READY} as @rehearsal_bot"
        ]
        alice = server.world.person("Alice", language="en")
        alice.start()
        await alice.expect("18 or over")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_when_the_batch_in_hand_is_answered(
    tmp_path: Path, how: signal.Signals
) -> None:
    async with (
        RehearsalServer(limits_enabled=False) as server,
        bot_process(write_config(tmp_path, server.base_url)) as bot,
    ):
        await bot.ready()
        await server.wait_for_poll()
        people = [server.world.person(f"Person {rank}", language="en") for rank in range(40)]
        for person in people:
            person.start()
        while not server.transcript.of("getUpdates"):
            await server.world.pulse.wait(1)
        async with asyncio.timeout(10):
            assert await bot.stop(how) == 0
        with closing(sqlite3.connect(tmp_path / "town.db")) as connection:
            seen = {row[0] for row in connection.execute("SELECT user_id FROM residents")}
            waiting = connection.execute("SELECT count(*) FROM outbox").fetchone()
        assert seen, "the batch in hand was finished"
        answered = {
            person.id for person in people if any(view.from_bot for view in person.messages())
        }
        assert answered == seen, "who was heard was answered"
        assert waiting == (0,)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_can_be_ended_while_it_looks_for_the_network(
    tmp_path: Path, how: signal.Signals
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    async with bot_process(write_config(tmp_path, nobody)) as bot:
        await bot.logged("connecting_retried")
        async with asyncio.timeout(10):
            assert await bot.stop(how) == 0
        assert not bot.is_ready
        assert "Traceback" not in bot.log


async def test_it_waits_for_a_network_that_is_down_at_the_start(tmp_path: Path) -> None:
    port = free_port()
    async with bot_process(write_config(tmp_path, f"http://127.0.0.1:{port}")) as bot:
        await bot.logged("connecting_retried")
        server = RehearsalServer()
        await server.start(port)
        try:
            alice = server.world.person("Alice", language="en")
            alice.start()
            await alice.expect("18 or over", timeout=20)
            assert bot.is_ready
            assert await bot.stop() == 0
        finally:
            await server.stop()


async def test_an_unknown_token_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    async with (
        RehearsalServer() as server,
        bot_process(write_config(tmp_path, server.base_url, token=WRONG_TOKEN)) as bot,
    ):
        assert await bot.ended() == 2
        (line,) = bot.log.splitlines()
        assert "telegram.token" in line
        assert WRONG_TOKEN not in line


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"token": "not a token"}, "telegram.token"),
        ({"group_id": 42}, "staff.group_id"),
        ({"admin": '["Adam"]'}, "staff.roles.admin"),
        ({"log_format": "poetry"}, "log.format"),
    ],
)
async def test_a_wrong_setting_is_one_line_and_exit_code_2(
    tmp_path: Path, changes: dict[str, object], key: str
) -> None:
    config = write_config(tmp_path, "http://127.0.0.1:1", **changes)
    async with bot_process(config) as bot:
        assert await bot.ended() == 2
        (line,) = bot.log.splitlines()
        assert str(config) in line
        assert key in line


async def test_a_missing_configuration_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    async with bot_process(tmp_path / "nowhere.toml") as bot:
        assert await bot.ended() == 2
        (line,) = bot.log.splitlines()
        assert "nowhere.toml" in line


async def test_a_database_that_is_none_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    database = tmp_path / "town.db"
    database.write_bytes(b"this is no database " * 300)
    async with bot_process(write_config(tmp_path, "http://127.0.0.1:1")) as bot:
        assert await bot.ended() == 2
        (line,) = bot.log.splitlines()
        assert str(database) in line


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize("options", [(), ("--verbose",)])
async def test_no_log_line_holds_the_token_or_what_people_wrote(
    tmp_path: Path, log_format: str, options: tuple[str, ...]
) -> None:
    async with (
        RehearsalServer(limits_enabled=False) as server,
        bot_process(
            write_config(tmp_path, server.base_url, log_format=log_format), *options
        ) as bot,
    ):
        await bot.ready()
        title, name, mail = SECRET_WORDS
        alice = server.world.person(name, language="en", last_name=mail)
        alice.start()
        yes = next(
            data
            for row in (await alice.expect("18 or over")).buttons
            for _, data in row
            if data.endswith(".yes")
        )
        alice.press(yes)
        await alice.expect("What is your idea")
        server.faults.rate_limit("sendMessage", retry_after=1)
        alice.say(title)
        screen = await alice.expect("Tell us more")
        alice.edit(alice.say(f"/{name}"), title)
        alice.say(f"/start {mail}")
        alice.press_forged(f"x.{title}", screen)
        # A turn that fails has its traceback in the log, and the update in the database only.
        with closing(sqlite3.connect(tmp_path / "town.db", timeout=10)) as connection, connection:
            connection.execute("UPDATE sessions SET data = ? WHERE ended_at IS NULL", (title,))
        alice.say(f"{title} {mail}")
        await alice.expect("something went wrong")
        server.faults.lost_answer("sendMessage")
        alice.say(f"{name} {mail}")
        await alice.expect("something went wrong")
        server.faults.offline()
        await asyncio.sleep(0.2)
        server.faults.clear()
        assert await bot.stop() == 0
        log = bot.log
        assert "turn_failed" in log
        if log_format == "json":
            lines = [line for line in log.splitlines() if not line.startswith(READY)]
            assert all(json.loads(line)["event"] for line in lines)
        for words in (*SECRET_WORDS, REHEARSAL_TOKEN):
            assert words not in log


async def test_a_second_copy_on_the_same_database_is_refused_in_one_line(tmp_path: Path) -> None:
    async with RehearsalServer() as server:
        config = write_config(tmp_path, server.base_url)
        async with bot_process(config) as first:
            await first.ready()
            async with bot_process(config) as second:
                assert await second.ended() == 2
                assert "another bot is running on this database" in second.log.splitlines()[-1]
