"""The log: one line an event, with ids and counts, and never a secret.

Text for a person at a terminal, JSON lines for a log collector. What people wrote does not belong
here: callers pass ids and outcomes. Whatever arrives all the same (a value with line breaks, a
traceback, a web address with the bot's token in it) stays on one line and loses its secrets.
"""

from __future__ import annotations

import json
import logging
import math
import re
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TextIO, TypeAlias
from urllib.parse import quote

from pythonjsonlogger.json import JsonFormatter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Format: TypeAlias = Literal["text", "json"]
Level: TypeAlias = Literal["debug", "info", "warning", "error"]
Scalar: TypeAlias = str | int | float | bool | None

REDACTED = "[redacted]"
# What BotFather hands out, also where a web address has its colon escaped. Twenty digits are
# more than any bot's id has, and keep the search linear in a long run of digits.
_TOKEN = re.compile(r"[0-9]{1,20}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")
_SHORT_LEVELS = {"WARNING": "WARN", "CRITICAL": "FATAL"}
# These log at INFO once a request or a job, and at DEBUG the very words of people.
_NOISY = ("aiohttp.access", "aiosqlite", "apscheduler", "httpcore", "httpx", "telegram")


def setup(
    format: Format,  # noqa: A002 - the key is called log.format in the configuration
    level: Level,
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every record of the process to `stream` (standard error), one line an event.

    Replaces whatever handlers the root logger had, so that nothing is written twice or without
    redaction. `secrets` never appear in the output; neither does anything that looks like a bot
    token. Python's own warnings become log lines too.
    """
    redact = redactor(secrets)
    handler = _LineHandler(stream or sys.stderr)
    handler.setFormatter(_TextFormatter(redact) if format == "text" else _JsonFormatter(redact))
    threshold = logging.getLevelNamesMapping()[level.upper()]
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(threshold)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(threshold, logging.WARNING))
    logging.captureWarnings(capture=True)
    # What our lines never show need not be found out for each of them (logging's "Optimization").
    logging._srcfile = None  # noqa: SLF001 - the documented switch
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def event(
    logger: logging.Logger,
    level: int,
    name: str,
    /,
    *,
    exc_info: BaseException | bool | None = None,
    **fields: object,
) -> None:
    """Log that `name` happened, with its `fields` in the order given.

    `event(logger, logging.INFO, "turn", update=123, outcome="answered")` is the line
    `2026-05-12T09:00:00Z INFO  turn update=123 outcome=answered`. `name` is a fixed word or two,
    never built from input; `exc_info` adds a traceback, folded into the same line.
    """
    logger.log(level, "%s", name, exc_info=exc_info, extra={"fields": fields})


def one_line(text: str) -> str:
    """Return `text` with everything unprintable escaped: line breaks, terminal codes, marks."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def redactor(secrets: Iterable[str]) -> Callable[[str], str]:
    """Return a function that replaces bot tokens and `secrets`, however escaped, in a text."""
    forms = {form for secret in secrets if secret for form in _spellings(secret)}
    # The longest first, or a secret that begins with another would leave its end behind.
    known = re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)))

    @lru_cache(maxsize=1024)  # the names of events and fields, and most of their values, recur
    def redact(text: str) -> str:
        return _TOKEN.sub(REDACTED, known.sub(REDACTED, text) if forms else text)

    return redact


def _spellings(secret: str) -> set[str]:
    """Return `secret` as it may stand in a text: plain, in a web address, in a repr, in JSON."""
    inside_quotes = {repr(secret)[1:-1], json.dumps(secret)[1:-1], one_line(secret)}
    return {secret, quote(secret, safe="", errors="replace")} | inside_quotes


@dataclass(frozen=True, slots=True)
class _Event:
    """A log record reduced to plain values without secrets; times are UTC, to the second."""

    time: str
    level: str
    message: str
    fields: Mapping[str, Scalar]

    @classmethod
    def from_record(cls, record: logging.LogRecord, redact: Callable[[str], str]) -> _Event:
        """Read a record of ours or of a library, whatever strange values it holds."""
        return cls(
            time=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            level=redact(record.levelname),
            message=redact(_message(record)),
            fields={redact(name): _plain(value, redact) for name, value in _fields(record)},
        )


def _fields(record: logging.LogRecord) -> Iterable[tuple[str, object]]:
    """Yield what stands beside the message; a library's line says which library speaks."""
    ours = getattr(record, "fields", None)
    yield from ours.items() if isinstance(ours, dict) else [("logger", record.name)]
    if record.exc_info and record.exc_info[0]:
        yield "exception", logging.Formatter().formatException(record.exc_info)
    if record.stack_info:
        yield "stack", record.stack_info


def _message(record: logging.LogRecord) -> str:
    """Return the message; one whose arguments do not fit it is a bug, but not a lost line."""
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - formatting runs whatever code the arguments bring
        return f"{_text(record.msg)} {_text(record.args)}"


def _plain(value: object, redact: Callable[[str], str]) -> Scalar:
    """Return `value` as JSON can hold it; what is neither a number nor a truth becomes text."""
    if value is None or isinstance(value, bool):
        return value
    if type(value) is int or (type(value) is float and math.isfinite(value)):
        return value if redact(_text(value)) == _text(value) else REDACTED
    return redact(_text(value))


def _text(value: object) -> str:
    try:
        return str(value)
    except Exception:  # noqa: BLE001 - an object that cannot show itself must not stop the bot
        return f"<{type(value).__name__} that cannot be shown>"


def _shown(value: Scalar) -> str:
    """Return a value as the text format has it, quoted where it could pass for something else."""
    text = _text(value)
    if text and text.isprintable() and not set(text) & set(' "='):
        return text
    return '"' + text.replace('"', '\\"') + '"'


class _TextFormatter(logging.Formatter):
    """`2026-05-12T09:00:00Z INFO  turn update=123 outcome=answered`."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        happened = _Event.from_record(record, self._redact)
        level = _SHORT_LEVELS.get(happened.level, happened.level)
        fields = [f"{name}={_shown(value)}" for name, value in happened.fields.items()]
        line = " ".join([happened.time, f"{level:<5}", happened.message, *fields])
        return self._redact(one_line(line))


class _JsonFormatter(JsonFormatter):
    """One JSON object a line: `time`, `level`, `event`, then the fields of the event.

    Everything outside ASCII is escaped, so no character can end the line. A field that is called
    like one of the first three gets a trailing underscore.
    """

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        happened = _Event.from_record(record, self._redact)
        line: dict[str, Scalar] = {
            "time": happened.time,
            "level": happened.level.lower(),
            "event": happened.message,
        }
        for name, value in happened.fields.items():
            line[f"{name}_" if name in line else name] = value
        return self.jsonify_log_record(line)


class _LineHandler(logging.StreamHandler[TextIO]):
    """Writes lines; a line that cannot be written is given up without a traceback.

    The standard handler would print the record's message and arguments, unredacted and on many
    lines.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        with suppress(Exception):
            self.stream.write(f"a log line of {one_line(record.name)} could not be written\n")
