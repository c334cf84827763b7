"""What will be said next: in the terminal, in the group, and never a draft that is not theirs."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from bot.cli import cli
from bot.followup_kinds import KINDS
from bot.followup_staff import STAFF_KINDS
from bot.upcoming import KIND_NAMES
from dialogs.calendar import RESIDENT_KINDS
from tests.process import write_config
from tests.stage import newest, stage


def test_every_kind_has_a_name() -> None:
    assert set(KIND_NAMES) >= {*KINDS, *STAFF_KINDS, *RESIDENT_KINDS}
    assert len(set(KIND_NAMES.values())) == len(KIND_NAMES)


async def test_staff_see_what_comes_but_no_one_s_draft(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        await scene.begins(scene.person("Alix"))
        scene.elise.say("/upcoming", scene.group)
        await scene.settle()
        assert newest(scene.elise, scene.group).text == "Rien n'attend d'être dit."
        await scene.submits(scene.person("Camille"))
        scene.elise.say("/bientot", scene.group)
        await scene.settle()
        said = newest(scene.elise, scene.group).text
        assert "2026-001" in said
        assert "lundi 18 mai 2026" in said
        assert "brouillon" not in said
        outsider = scene.person("Sam")
        scene.group.add(outsider)
        outsider.say("/upcoming", scene.group)
        await scene.settle()
        assert "2026-001" not in newest(outsider, scene.group).text
        config = write_config(tmp_path, "http://127.0.0.1:1")
        ran = CliRunner().invoke(cli, ["upcoming", "--config", str(config), "--most", "3"])
        assert ran.exit_code == 0, ran.output
        assert len(ran.stdout.splitlines()) == 3
        assert "2026-05-15 09:00" in ran.stdout


def test_no_database_is_one_line(tmp_path: Path) -> None:
    config = write_config(tmp_path, "http://127.0.0.1:1")
    ran = CliRunner().invoke(cli, ["upcoming", "--config", str(config)])
    assert ran.exit_code == 2
    assert "there is no database yet" in ran.stderr
    assert ran.stderr.count("\n") == 1
