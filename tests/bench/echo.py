"""The yardstick: python-telegram-bot's echo bot, in an environment that pip alone has filled."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.bench.subject import ROOT, Subject

_HOME = ROOT / ".venv" / "bench-echo"
_BOT = Path(__file__).parent / "echo_bot.py"


def subject() -> Subject:
    """The echo bot; makes its environment the first time."""
    python = _environment()
    return Subject(
        name="echo bot",
        mode="echo",
        command=lambda _folder, url: [str(python), str(_BOT), url],
        ready=None,
    )


def _environment() -> Path:
    """The Python of an environment with the locked python-telegram-bot and what it asks for.

    Nothing else is in it: an installed sniffio alone changes what the default client costs.
    """
    wanted = f"python-telegram-bot=={locked_version()}"
    stamp = _HOME / "made-with.txt"
    python = _HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    made_with = f"{wanted}\n{sys.version}\n"
    if not stamp.exists() or stamp.read_text("utf-8") != made_with:
        sys.stderr.write("Setting up the echo bot's own environment (once)…\n")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(_HOME)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, "install", wanted], check=True)
        stamp.write_text(made_with, "utf-8")
    return python


def locked_version() -> str:
    """The version of python-telegram-bot that the project itself runs on."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    found = re.search(r"^python-telegram-bot==(\S+)", lock, re.MULTILINE)
    if found is None:
        raise LookupError("requirements.lock does not name python-telegram-bot")
    return found[1]
