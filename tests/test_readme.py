"""The README is what a newcomer has: what it shows must be what the product does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_idea_is_drawn_as_the_command_draws_it() -> None:
    (drawn,) = re.findall(r"```mermaid\n(.*?)```", README, re.DOTALL)
    printed = CliRunner().invoke(cli, ["draw", "idea", "--language", "en"])
    assert printed.exit_code == 0
    assert drawn.split() == printed.output.split()


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_helps_and_stands_in_the_readme(name: str) -> None:
    helped = CliRunner().invoke(cli, [name, "--help"])
    assert helped.exit_code == 0
    assert len(helped.output) > 100
    assert f"fifty-fifty {name}" in README


def test_every_module_of_the_map_exists() -> None:
    folders = ("dialogs", "storage", "bot")
    stems = {path.stem for folder in folders for path in (ROOT / folder).glob("*.py")}
    tree = README.split("## The map of the code")[1].split("```")[1]
    line = re.compile(r"^  ([a-z_ ]+?)(?: {2,}|$| [a-z]+/| flows| countries| config)", re.MULTILINE)
    named = set(line.findall(tree))
    words = {word for names in named for word in names.split()}
    assert len(words) > 30
    assert words <= stems | {"locale", "rehearsal"}
