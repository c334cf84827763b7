"""What `fifty-fifty rehearse` shows: a whole story, or a server to act its people on."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.cli import cli
from bot.config_values import ConfigError
from bot.rehearsal.clock import MovableClock
from bot.rehearsal.garden_words import GARDEN_WORDS
from bot.rehearsal.main import STORIES
from bot.rehearsal.narrator import Narrator
from bot.rehearsal.server import RehearsalServer
from bot.rehearsal.stage import NO_LIMITS, Cast, prepare_folder, running, town_config
from bot.rehearsal.story import BEGINNING, Players
from bot.rehearsal.story_words import WORDS
from bot.rehearsal.theatre import StoryError, Theatre

JOURNAL = [
    (None, "privacy_notice", ""),
    (1, "submit", "submitted"),
    (1, "take", "under_review"),
    (1, "promise", "under_review"),
    (1, "propose_accept", "under_review"),
    (1, "settle_accept", "under_review"),
    (1, "accept", "accepted"),
    (None, "privacy_notice", ""),
    (2, "submit", "submitted"),
    (2, "propose_refuse", "submitted"),
    (2, "settle_refuse", "submitted"),
    (2, "refuse", "refused"),
]


def environment() -> dict[str, str]:
    """A plain terminal's environment, with a setting that a rehearsal must not follow."""
    kept = {name: value for name, value in os.environ.items() if "COLOR" not in name}
    return {**kept, "FIFTY_FIFTY__TELEGRAM__API_URL": "http://127.0.0.1:9"}


def rehearse(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "rehearse", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_whole_story_is_played(tmp_path: Path, language: str) -> None:
    (tmp_path / "rehearsal.db").write_text("what an earlier rehearsal left")
    told_in = ("--language", language, "--folder", str(tmp_path))
    played = rehearse("--play", "--story", "flowers", *told_in)
    assert (played.returncode, played.stderr) == (0, "")
    words, database = WORDS[language], tmp_path / "rehearsal.db"
    dossier = tmp_path / "dossier-2026-001.txt"
    whole = played.stdout
    told = re.sub(r"[ \n]+", " ", re.sub(r"\n +[│┃] ", " ", whole))  # no longer wrapped
    nudged, reminded = (
        "(?:— three days later|— trois jours plus tard)",
        "(?:— three working days later|— trois jours ouvrés plus tard)",
    )
    for moment in (
        f"Camille │ {words.too_short} Robot │",
        f"{nudged}.*?Robot │ [^\\[]*{words.title}",
        f"{words.place}.*2026-001",
        f"{reminded}.*?Robot ┃ 2026-001",
        "Élise ┃ → .*Adam ┃ → ",
        f"Robot │ [^┃]*{re.escape(words.other_way)}[^┃]*telerecours",
    ):
        assert re.search(moment, told), moment
    assert "\x1b" not in whole, "no colours without a terminal"
    assert str(database) in whole.splitlines()[-3]
    assert str(dossier) in whole.splitlines()[-2]
    assert words.description in dossier.read_text(encoding="utf-8")
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT project_id, action, after FROM journal ORDER BY id")
        assert rows.fetchall() == JOURNAL


YEARS = [
    "join", "promise", "issue_convention", "countersign", "hand_in", "confirm_report", "away",
    "take_over", "drought", "upkeep_late", "visit", "hand_over", "take_over", "leave",
    "open_renewal", "wish_go_on", "issue_renewal", "countersign",
]  # fmt: skip
"""What the journal tells of the garden, in this order, among much else."""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_three_years_of_a_garden_are_played(tmp_path: Path, language: str) -> None:
    played = rehearse("--play", "--language", language, "--folder", str(tmp_path))
    assert (played.returncode, played.stderr) == (0, "")
    words = GARDEN_WORDS[language]
    told = re.sub(r"[ \n]+", " ", re.sub(r"\n +[│┃] ", " ", played.stdout))
    for part in (words.title, words.drought, words.farewell):
        assert part in told, part
    with closing(sqlite3.connect(tmp_path / "rehearsal.db")) as connection:
        actions = connection.execute("SELECT action FROM journal ORDER BY id").fetchall()
        ((state, data),) = connection.execute("SELECT state, data FROM projects WHERE id = 1")
        acts = connection.execute("SELECT number, version, kind FROM conventions").fetchall()
        (lost,) = connection.execute("SELECT COUNT(*) FROM dead_letters").fetchone()
    seen = iter(action for (action,) in actions)
    assert [one for one in YEARS if one not in seen] == [], actions
    assert (state, json.loads(data)["convention"]["version"], lost) == ("upkeep", 2, 0)
    assert acts == [("C-2026-001", 1, "convention"), ("C-2026-001", 2, "renewal")]


def test_the_demo_plays_the_garden_where_there_is_no_terminal() -> None:
    told = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8")
    assert "rehearse --play --language $(IN)" in told
    assert cli.commands["rehearse"].params[1].default == STORIES[0] == "garden"


async def test_a_player_notices_another_question_and_a_missing_button(tmp_path: Path) -> None:
    words, said = WORDS["en"], io.StringIO()
    clock = MovableClock(BEGINNING)
    async with RehearsalServer(clock=clock, limits_enabled=False) as server:
        cast = Cast.bring(server.world, "en")
        config = town_config(server, cast, tmp_path, "en", limits=NO_LIMITS)
        async with running(config, server) as bot:
            theatre = Theatre(server, bot, Narrator(said), words.robot)
            players = Players.enter(theatre, cast, words)
            with pytest.raises(StoryError, match="asked “title”, but is asked “adult”"):
                await players.camille.starts(then="title")
            with pytest.raises(StoryError, match="no button for “set maybe”"):
                await players.camille.presses("set maybe")
            with pytest.raises(StoryError, match="should see “2026-001”"):
                players.camille.sees("2026-001")
            with pytest.raises(StoryError, match="should hear nothing"):
                players.camille.hears_nothing()
    assert "Camille  │ /start" in said.getvalue()
    assert StoryError.exit_code == 1


def test_a_folder_with_a_towns_database_is_left_alone(tmp_path: Path) -> None:
    prepare_folder(tmp_path)
    with closing(sqlite3.connect(tmp_path / "fifty-fifty.db")) as connection:
        connection.executescript("PRAGMA application_id = 0x35305F35; CREATE TABLE town (name);")
    before = (tmp_path / "fifty-fifty.db").read_bytes()
    with pytest.raises(ConfigError, match=r"fifty-fifty\.db"):
        prepare_folder(tmp_path)
    assert (tmp_path / "fifty-fifty.db").read_bytes() == before


def test_without_a_folder_each_rehearsal_gets_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    one, other = prepare_folder(None), prepare_folder(None)
    assert one != other
    assert one.parent == tmp_path
    assert one.name.startswith("fifty-fifty-rehearsal-")


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Start the server; give its process and the lines it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "rehearse", "--folder", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(),
    )
    with process:
        assert process.stdout is not None
        try:
            lines: list[str] = []
            while not lines or "/press" not in lines[-1]:
                line = process.stdout.readline()
                assert line, "the server ended too soon"
                lines.append(line.strip())
            yield process, lines
        finally:
            process.kill()


def pasted(line: str) -> Any:
    """Do what one of the printed curl lines does."""
    headers, data, method, url = {}, None, None, ""
    words = iter(shlex.split(line)[1:])
    for word in words:
        match word:
            case "-s":
                pass
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "-X":
                method = next(words)
            case "-d":
                data = next(words).encode()
            case _:
                url = word
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - ours
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
        return json.load(answer)


def test_the_server_lets_one_act_as_its_people_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, lines):
        start, look, press = (line for line in lines if line.startswith("curl "))
        assert pasted(start)["text"] == "/start"
        until = time.monotonic() + 10
        while not (heard := [view for view in pasted(look) if view["from_bot"]]):
            assert time.monotonic() < until, "the bot does not answer"
            time.sleep(0.05)
        assert "Saint-Exemple" in heard[0]["text"]
        assert pasted(press)["press"]
        assert any(re.search(r"http://127\.0\.0\.1:\d+/\?key=\S+$", line) for line in lines)

        with pytest.raises(urllib.error.HTTPError) as refused:
            pasted(re.sub(r"Key: \w", "Key: -", look))
        with refused.value as answer:
            assert answer.code == 403

        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert not list(tmp_path.glob("show-*")), "the throw-away database is thrown away"


def test_a_port_that_cannot_be_is_said_in_one_line(tmp_path: Path) -> None:
    refused = rehearse("--port", "99999", "--folder", str(tmp_path))
    assert refused.returncode == 2
    assert refused.stderr == "port 99999: is not between 0 and 65535; choose another\n"
