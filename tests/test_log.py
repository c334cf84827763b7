"""The log: whatever is logged is one line, and no secret is ever in it."""

from __future__ import annotations

import io
import json
import logging
import warnings
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.log import _NOISY, Format, event, one_line, redactor, setup

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "987654:short+secret/é'\"\\"
TOKEN = "1234567890:AAF-abcdefghijklmnopqrstuvwxyz_0123"
FORMATS: tuple[Format, ...] = get_args(Format)
log = logging.getLogger("bot.test")


@pytest.fixture(autouse=True)
def root_as_before() -> Iterator[None]:
    """Give the process its own logging back."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    levels = {logger: logger.level for logger in [root, *map(logging.getLogger, _NOISY)]}
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    for logger, level in levels.items():
        logger.setLevel(level)


def started(format_: Format = "text", *secrets: str) -> io.StringIO:
    stream = io.StringIO()
    setup(format_, "debug", secrets=secrets, stream=stream)
    return stream


def test_a_text_line_is_time_level_name_and_fields() -> None:
    stream = started()
    event(log, logging.INFO, "turn", update=123, chat=-5, outcome="answered", note="two words")
    stamp, rest = stream.getvalue().split(" ", 1)
    assert rest == 'INFO  turn update=123 chat=-5 outcome=answered note="two words"\n'
    assert len(stamp) == len("2026-05-12T09:00:00Z")
    assert stamp.endswith("Z")


def test_times_are_utc() -> None:
    stream = started()
    record = log.makeRecord(log.name, logging.WARNING, "", 0, "late", (), None)
    record.created = 1_778_576_400.9
    logging.getLogger().handle(record)
    assert stream.getvalue() == "2026-05-12T09:00:00Z WARN  late logger=bot.test\n"


def test_a_json_line_has_the_same_fields_with_their_types() -> None:
    stream = started("json")
    event(log, logging.ERROR, "turn", update=123, late=True, rate=0.5, who=None, time="noon")
    line = json.loads(stream.getvalue())
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "error",
        "event": "turn",
        "update": 123,
        "late": True,
        "rate": 0.5,
        "who": None,
        "time_": "noon",
    }


def test_a_field_cannot_pass_for_another() -> None:
    stream = started()
    event(log, logging.INFO, "turn", said='x outcome="fine"', empty="")
    assert 'said="x outcome=\\"fine\\"" empty=""' in stream.getvalue()


@pytest.mark.parametrize("format_", FORMATS)
def test_a_traceback_is_folded_into_its_line_without_the_token(format_: Format) -> None:
    stream = started(format_)
    try:
        int(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        event(log, logging.ERROR, "turn", update=1, exc_info=True)
    line = stream.getvalue()
    assert line.count("\n") == 1
    assert "Traceback (most recent call last):\\n  File " in line
    assert "\\nValueError: invalid literal" in line
    assert "'https://api.telegram.org/bot[redacted]/getMe'" in line


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("leak", [TOKEN, TOKEN.replace(":", "%3A"), SECRET])
def test_a_secret_is_gone_from_message_arguments_fields_and_errors(
    format_: Format, leak: str
) -> None:
    stream = started(format_, SECRET)
    log.warning("asked %s", leak, stack_info=True)
    log.warning("%s", {"url": [leak]})
    fields: dict[str, Any] = {"url": leak, "nested": {"a": (leak,)}, leak: 1}
    event(log, logging.INFO, leak, **fields)
    error = RuntimeError(leak)
    error.__cause__ = ValueError(leak)
    event(log, logging.ERROR, "failed", exc_info=error)
    for line in stream.getvalue().splitlines():
        assert "[redacted]" in line
        assert "AAF-" not in line
        assert "short+secret" not in line


def test_a_secret_of_digits_is_gone_from_numbers_too() -> None:
    stream = started("json", "31415926")
    event(log, logging.INFO, "turn", pin=31415926, pi=0.31415926)
    assert "31415926" not in stream.getvalue()


def test_an_empty_secret_hides_nothing() -> None:
    assert redactor(["", "abc"])("xabcx") == "x[redacted]x"
    assert redactor([])("abc") == "abc"
    assert redactor(["ab", "abcd"])("abcd") == "[redacted]"


class Unshowable:
    """Raises when it is shown, as a half-built object of a library may."""

    def __str__(self) -> str:
        """Fail, with a secret in the error."""
        raise RuntimeError(TOKEN)


@pytest.mark.parametrize("format_", FORMATS)
def test_what_cannot_be_shown_is_still_one_line(
    format_: Format, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = started(format_)
    log.info("%d of them", "one")
    log.info("%s", Unshowable())
    event(log, logging.INFO, "turn", what=Unshowable(), rate=float("nan"))
    assert stream.getvalue().count("\n") == 3
    assert "<Unshowable that cannot be shown>" in stream.getvalue()
    assert capsys.readouterr().err == ""


def test_a_stream_that_refuses_gets_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    class Full(io.StringIO):
        def write(self, text: str, /) -> int:
            if "turn" in text:
                raise OSError("no space")
            return super().write(text)

    stream = Full()
    setup("text", "info", stream=stream)
    event(log, logging.INFO, "turn", update=1)
    assert stream.getvalue() == "a log line of bot.test could not be written\n"
    assert capsys.readouterr().err == ""


def test_standard_error_is_the_default_and_a_second_setup_replaces_the_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    setup("text", "info")
    setup("text", "info")
    event(log, logging.INFO, "ready")
    assert capsys.readouterr().err.count("ready") == 1


def test_libraries_that_talk_too_much_are_heard_only_when_they_warn() -> None:
    stream = started()
    for name in ("httpx", "apscheduler.scheduler", "telegram.Bot", "aiosqlite"):
        logging.getLogger(name).info("chatter")
        logging.getLogger(name).warning("trouble")
    assert "chatter" not in stream.getvalue()
    assert stream.getvalue().count("trouble") == 4
    setup("text", "error", stream=stream)
    logging.getLogger("httpx").warning("more trouble")
    assert "more trouble" not in stream.getvalue()


def test_a_warning_of_python_is_one_line() -> None:
    stream = started()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old\nway", UserWarning, stacklevel=1)
    assert stream.getvalue().count("\n") == 1
    assert "old\\nway" in stream.getvalue()


def test_one_line_escapes_what_a_terminal_would_obey_and_keeps_words() -> None:
    assert one_line("l'été\n\x1b[31m\u2028\ud800") == "l'été\\n\\x1b[31m\\u2028\\ud800"


ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.floats() | st.binary() | st.text(st.characters(), max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)
WORDS = st.text(st.characters(), max_size=30)
NAMES = WORDS.filter(lambda name: name != "exc_info")


@pytest.mark.parametrize("format_", FORMATS)
@given(message=WORDS, fields=st.dictionaries(NAMES, ANYTHING, max_size=4), error=WORDS)
def test_no_input_makes_two_lines(
    format_: Format, message: str, fields: dict[str, Any], error: str
) -> None:
    stream = started(format_, SECRET)
    event(log, logging.INFO, message, exc_info=OSError(error), **fields)
    lines = stream.getvalue()
    assert lines.endswith("\n")
    assert lines[:-1].isprintable()
    assert format_ == "text" or json.loads(lines)["level"] == "info"


@pytest.mark.parametrize("format_", FORMATS)
@given(
    secret=st.text(
        st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=12, max_size=40
    ).filter(lambda secret: not any(mark in secret for mark in ("[", "]", "redacted"))),
    before=st.text(st.characters(codec="utf-8"), max_size=20),
    after=WORDS,
)
def test_a_secret_never_appears(format_: Format, secret: str, before: str, after: str) -> None:
    stream = started(format_, secret)
    leak = f"{before}{secret}{after}"
    fields: dict[str, Any] = {"url": leak, "nested": [leak], leak: leak}
    event(log, logging.INFO, leak, exc_info=OSError(leak), **fields)
    written = stream.getvalue()
    assert secret not in written
    assert one_line(secret) not in written
    assert json.dumps(secret)[1:-1] not in written
