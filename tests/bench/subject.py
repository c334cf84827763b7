"""What the benchmark needs to know of a bot to measure it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.town import Mode

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Subject:
    """A bot under test.

    `command` gets an empty folder of its own and the server's address, and gives the command line
    that starts the bot there. `ready` is found in the line of standard error that says it is ready
    to receive; None when it says no such thing and its first getUpdates counts. `prefill` puts a
    number of earlier sessions into the folder before the start.
    """

    name: str
    mode: Mode
    command: Callable[[Path, str], list[str]]
    ready: re.Pattern[str] | None
    prefill: Callable[[Path, int], None] | None = None
