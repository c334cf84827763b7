"""The commands: their names, their menus, and that each one of them answers."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot import commands, group_commands
from bot.commands import Who
from tests.stage import Stage, newest, stage

LAWFUL = re.compile(r"[a-z][a-z0-9_]{0,31}")
"""What Telegram takes for a command; a phone makes nothing else a link."""

TABLES = pytest.mark.parametrize("table", [commands.TABLE, group_commands.TABLE])


async def menus_published(scene: Stage) -> None:
    """Wait until the last of the menus is set; the bot does it beside its work."""
    last = ('{"type": "all_group_chats"}', "en")
    while last not in scene.server.world.commands:
        await scene.settle()


@TABLES
def test_every_command_has_a_lawful_name_of_its_own(table: tuple[commands.Row[Any], ...]) -> None:
    names = Counter(name for row in table for name in (row.name, *row.aliases))
    assert [name for name, times in names.items() if times > 1] == []
    assert [name for name in names if not LAWFUL.fullmatch(name)] == []


async def test_each_language_has_its_menus(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        await menus_published(scene)
        wanted = {"fr": "présenter une nouvelle idée", "en": "present a new idea"}
        for language, words in wanted.items():
            menu = dict(scene.person(f"Camille {language}", language).menu())
            assert list(menu) == [row.name for row in commands.TABLE if row.menu]
            assert menu["new"] == words
        group = scene.server.world.commands['{"type": "all_group_chats"}', "fr"]
        assert [one["command"] for one in group] == [
            row.name for row in group_commands.TABLE if row.menu
        ]


async def test_every_name_of_every_command_is_known(tmp_path: Path) -> None:
    """Before the first words, and after them, each command and alias has an answer of its own."""
    for_all = [row for row in commands.TABLE if row.who not in (Who.TEAM, Who.DECIDER)]
    names = [name for row in for_all for name in (row.name, *row.aliases)]
    async with stage(tmp_path) as scene:
        for start in (False, True):
            camille = scene.person(f"Camille {start}", "en")
            if start:
                await scene.begins(camille)
            for name in names:
                said = await scene.says(camille, f"/{name}")
                assert "I do not know this command" not in said.text, name
        assert "I do not know this command" in (await scene.says(camille, "/abracadabra")).text


async def test_the_group_answers_its_commands_and_leaves_other_robots_theirs(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as scene:
        for name, words in (("aide", "idées"), ("whoami", "Mehdi"), ("id", str(scene.group.id))):
            scene.mehdi.say(f"/{name}", scene.group)
            await scene.settle()
            assert words in newest(scene.mehdi, scene.group).text
        before = len(scene.group.messages())
        for name in ("weather", "annuler"):
            scene.mehdi.say(f"/{name}", scene.group)
            await scene.settle()
        assert len(scene.group.messages()) == before + 2
