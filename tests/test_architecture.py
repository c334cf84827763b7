"""The rules that hold the house up, read from the source itself."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "dialogs", "storage")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
NAMES = [path.relative_to(ROOT).as_posix() for path in SOURCES]

LONGEST = 400
LONGER: dict[str, str] = {}
"""Files that may be longer, each with its reason."""

DOORS = {
    "telegram": ("bot/telegram_",),
    "aiosqlite": ("storage/database.py",),
    "apscheduler": ("bot/schedule.py",),
    "aiohttp": ("bot/telegram_", "bot/rehearsal/"),
    "sqlite3": ("storage/",),
}
"""Who may import an outside library, by the beginning of the file's name."""

CLOCK = "bot/clock.py"
NOW = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
}


BESIDE_THE_ENGINE = {"dialogs/country.py": "the law's months and holidays, with tests of their own"}
"""What the engine's modules import and `make test` does not measure with them, and why."""


def _tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), name)


def _imported(tree: ast.Module) -> Iterator[str]:
    """The modules that a file imports anywhere, in functions too."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module


def _calls_of_the_clock(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=act):
                if (owner, act) in NOW:
                    yield f"{owner}.{act}, line {node.lineno}"
            case ast.ImportFrom(module="time", names=names):
                yield from (f"time.{one.name}" for one in names if ("time", one.name) in NOW)


def test_there_is_something_to_look_at() -> None:
    assert {"bot/clock.py", "dialogs/engine.py", "storage/database.py"} <= set(NAMES)


def test_imports_point_one_way() -> None:
    """The contracts stand in pyproject.toml; import-linter follows every import."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 broken" in ran.stdout
    assert "2 kept" in ran.stdout


@pytest.mark.parametrize("name", NAMES)
def test_an_outside_library_has_one_door(name: str) -> None:
    for module in _imported(_tree(name)):
        allowed = DOORS.get(module.partition(".")[0])
        assert allowed is None or name.startswith(allowed), f"{name} imports {module}"


@pytest.mark.parametrize("package", PACKAGES[1:])
def test_no_one_imports_the_bot(package: str) -> None:
    for name in NAMES:
        if name.startswith(f"{package}/"):
            assert "bot" not in {one.partition(".")[0] for one in _imported(_tree(name))}, name


def test_there_is_one_clock() -> None:
    found = {name: calls for name in NAMES if (calls := list(_calls_of_the_clock(_tree(name))))}
    assert set(found) == {CLOCK}, found


def test_the_core_never_waits() -> None:
    waits = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    for name in NAMES:
        if name.startswith("dialogs/"):
            lines = [node.lineno for node in ast.walk(_tree(name)) if isinstance(node, waits)]
            assert not lines, f"{name}, lines {lines}"


def test_every_branch_of_the_engine_is_measured() -> None:
    """The list in pyproject.toml is whole: what its modules import is on it too."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    measured = set(settings["tool"]["coverage"]["run"]["include"])
    assert {"dialogs/engine.py", "dialogs/view.py", "dialogs/check.py"} <= measured <= set(NAMES)
    imported = {
        f"dialogs/{module.removeprefix('dialogs.')}.py"
        for name in measured
        for module in _imported(_tree(name))
        if module.startswith("dialogs.")
    }
    assert imported - measured == set(BESIDE_THE_ENGINE)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_grows_is_split(name: str) -> None:
    lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST or name in LONGER, f"{name} has {lines} lines: split it"


def test_the_list_of_longer_files_is_true() -> None:
    for name in LONGER:
        lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
        assert lines > LONGEST, f"{name} has {lines} lines: take it off the list"


def test_every_test_of_a_law_is_looked_for_in_the_right_place() -> None:
    """The finders above find what they must: a rule that cannot fail is no rule."""
    bad = ast.parse(
        "import telegram.ext\n"
        "def f():\n    from aiosqlite import connect\n"
        "import datetime as d\n"
        "a = datetime.now()\nb = datetime.datetime.now(UTC)\nc = date.today()\n"
        "from time import time\n"
    )
    assert set(_imported(bad)) == {"telegram.ext", "aiosqlite", "datetime", "time"}
    assert len(list(_calls_of_the_clock(bad))) == 4
