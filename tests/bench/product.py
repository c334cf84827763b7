"""How the benchmark starts the product: its settings, its command line, its ready line."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench.prefill import fill
from tests.bench.subject import Subject

COMMAND = "{python} -m bot run --config {config}"
READY = re.compile(r"\bready to receive\b")
"""In the line of standard error that says the bot is ready to receive."""

_DATABASE = "bench.db"

# The limits are off because they are not what is measured; a resident may have many dossiers open
# because each of them sends one after another, all alike, so likeness is off. Everything else is
# as a town would have it.
_SETTINGS = """\
[telegram]
token = "1:bench"
api_url = {url}
limits = {{ per_chat_per_second = 0, group_per_minute = 0, overall_per_second = 0 }}

[residents]
messages_per_minute = 0

[staff]
group_id = -1001
roles = {{ elected = [1001, 1002] }}

[town]
name = "Sainte-Benche"
country = "fr"
timezone = "Europe/Paris"
languages = ["fr", "en"]
court = "Lille"

[town.service]
name = "Neighbourhood service"
address = "1 place de la Mairie, 62000 Sainte-Benche"
phone = "03 21 00 00 00"
email = "service@example.org"

[town.privacy]
dpo = "dpo@example.org"

[storage]
url = {storage}

[dossiers]
open_per_person = 20

[similar]
metres = 0
words = 0
"""


def subject(command: str, cache: Path) -> Subject:
    """The product, started by `command`: the words `{python}` and `{config}` are filled in.

    `cache` is a folder that outlives the measurements: databases filled once are kept there.
    """
    return Subject(
        name="fifty-fifty",
        mode="form",
        command=lambda folder, url: _command(command, folder, url),
        ready=READY,
        prefill=_prefill(cache),
    )


def _command(command: str, folder: Path, url: str) -> list[str]:
    config = folder / "config.toml"
    storage = json.dumps(f"sqlite:///{(folder / _DATABASE).as_posix()}")
    config.write_text(_SETTINGS.format(url=json.dumps(url), storage=storage), "utf-8")
    filled = {"{python}": sys.executable, "{config}": str(config)}
    return [filled.get(word, word) for word in shlex.split(command)]


def _prefill(cache: Path) -> Callable[[Path, int], None]:
    def prefill(folder: Path, sessions: int) -> None:
        """Lay a database with earlier sessions ready, on the disk and not only on its way there."""
        filled = cache / f"{sessions}-{_DATABASE}"
        if not filled.exists():
            fill(filled, sessions)
        shutil.copyfile(filled, folder / _DATABASE)
        with (folder / _DATABASE).open("rb+") as copy:
            os.fsync(copy.fileno())

    return prefill
