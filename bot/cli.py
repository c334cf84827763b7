"""The command line: `fifty-fifty run`, `check`, `rehearse`, and what an operator looks at."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import __version__
from bot.cli_figures import export, stats
from bot.cli_options import CONFIG_OPTION, OPTIONAL_CONFIG, OUTPUT_OPTION, VERBOSE_OPTION

if TYPE_CHECKING:
    from bot.config import Config

ALIVE_WITHIN = timedelta(minutes=3)
"""A heartbeat older than this means that the bot does not receive."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fifty-fifty")
def cli() -> None:
    """Fifty-Fifty: a Telegram bot that carries residents' ideas to their town hall and back.

    An idea, the town's support, and a convention. Try it first with `fifty-fifty rehearse --play`:
    it needs no token and no network.
    """


@cli.command()
@CONFIG_OPTION
@VERBOSE_OPTION
def run(config_path: Path, *, verbose: bool) -> None:
    """Run the bot for a town, until SIGTERM or Ctrl-C.

    It writes one line to standard error when it is ready to receive. When asked to stop it
    finishes what is in hand; anything left is sent at the next start.
    """
    from bot.app import open_app
    from bot.clock import SystemClock

    config = _load(config_path, verbose=verbose)
    for warning in config.warnings():
        click.echo(f"{config_path}: {warning}", err=True)

    async def serve() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        async with open_app(config, SystemClock()) as app:
            gc.freeze()  # what was made at start stays: no need to look through it again and again
            await app.run(stop)

    _run(serve())


@cli.command()
@CONFIG_OPTION
@click.option("--live", is_flag=True, help="Also tell whether the running bot receives.")
def check(config_path: Path, *, live: bool) -> None:
    """Prove the configuration, the dialogs, the texts and the database, without Telegram.

    The exit code is 0 when all is well, 1 when something has to be mended, 2 when the
    configuration cannot be used.
    """
    from bot.checking import check_all, heartbeat
    from bot.clock import SystemClock

    config = _load(config_path, verbose=False)
    report = check_all(config)
    for line in report.lines:
        click.echo(line)
    for warning in config.warnings():
        click.echo(f"warning: {warning}")
    if live:
        beat = heartbeat(config)
        age = SystemClock().now() - beat if beat else None
        if age is None or age > ALIVE_WITHIN:
            report.problems.append("the bot does not receive: no sign of life in three minutes")
        else:
            click.echo(f"alive: last sign of life {int(age.total_seconds())} seconds ago")
    for problem in report.problems:
        click.echo(f"problem: {problem}", err=True)
    if report.problems:
        sys.exit(1)
    click.echo("All is well.")


@cli.command()
@click.option("--play", is_flag=True, help="Play one whole story in the terminal and end.")
@click.option(
    "--story",
    type=click.Choice(["garden", "flowers"]),
    default="garden",
    show_default=True,
    help="Which one: three years of a garden; or one idea accepted and another refused.",
)
@click.option(
    "--language",
    type=click.Choice(["fr", "en"]),
    default="fr",
    show_default=True,
    help="The language of the people and their town.",
)
@click.option("--port", default=0, help="The port of the page; 0 takes a free one.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=None,
    help="Where to keep the rehearsal's database; a new temporary folder by default.",
)
@VERBOSE_OPTION
def rehearse(
    *, play: bool, story: str, language: str, port: int, folder: Path | None, verbose: bool
) -> None:
    """Run the bot against a local Telegram, with no token and no network.

    It prints the address of a web page: telephones side by side, a clock that can be moved, and
    accidents at a click. It serves until Ctrl-C.
    """
    from bot.rehearsal.main import play_story, serve

    if play:
        _run(play_story(language, folder, verbose=verbose, story=story))
    else:
        _run(serve(port, folder, language, verbose=verbose))


@cli.command()
@click.argument("dialog", required=False)
@OPTIONAL_CONFIG
@click.option("--language", default="en", show_default=True, help="The language of the labels.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["mermaid", "svg", "png"]),
    default="mermaid",
    show_default=True,
    help="Mermaid is a text that GitHub and GitLab draw themselves.",
)
@OUTPUT_OPTION
def draw(
    dialog: str | None, config_path: Path | None, language: str, kind: str, output: Path | None
) -> None:
    """Draw the questions of a DIALOG, or of all, and which answers lead where.

    `fifty-fifty draw lifecycle` draws the life of a project: its states, and who can do what.
    """
    from bot.drawing import diagram
    from bot.pictures import render

    with _said_in_one_line():
        config = _config(config_path) if config_path else None
        drawn = diagram(config, dialog, language)
        _write(drawn if kind == "mermaid" else render(drawn, kind), output)


@cli.command()
@OPTIONAL_CONFIG
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("preview.html"),
    show_default=True,
    help="The file to write; - for standard output.",
)
def preview(config_path: Path | None, output: Path) -> None:
    """Write one web page with every screen of every dialog in every language.

    Without --config it shows our own dialogs in a town that does not exist.
    """
    from bot.preview import page, sample_book
    from bot.town import build_book

    with _said_in_one_line():
        book = build_book(_config(config_path)) if config_path else sample_book()
        _write(page(book), output)
        if str(output) != "-":
            click.echo(f"{output}: open it in a browser", err=True)


@cli.command()
@CONFIG_OPTION
@click.option(
    "--days", type=click.IntRange(min=1), default=400, show_default=True, help="How far back."
)
@click.option("--csv", "csv", is_flag=True, help="Write the figures for a spreadsheet.")
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Also draw the figures into this SVG file.",
)
def funnel(config_path: Path, days: int, *, csv: bool, picture: Path | None) -> None:
    """Show where people stop in the forms, as numbers without a name or a word.

    Someone counts as having stopped after seven days without a sign. Fewer than five people are
    shown as "<5".
    """
    from rich.console import Console

    from bot import funnel as counting
    from bot import funnel_picture
    from bot.clock import SystemClock
    from bot.town import build_book
    from storage.traces import peek

    with _said_in_one_line():
        config, now = _config(config_path), SystemClock().now()
        traces = peek(config.storage.path, now - timedelta(days=days))
        found = counting.count(build_book(config), traces, now)
        if picture is not None:
            _write(funnel_picture.picture(found), picture)
    if csv:
        click.echo(counting.as_csv(found), nl=False)
    elif found:
        counting.print_tables(found, Console())
    else:
        click.echo("Nobody has opened a form yet.")


@cli.command()
@CONFIG_OPTION
@click.option("--most", type=click.IntRange(1, 1000), default=20, show_default=True)
def upcoming(config_path: Path, most: int) -> None:
    """Show what will be said next, when, and about which project."""
    from bot import upcoming as coming
    from bot.town import build_town
    from storage.reminders import peek_upcoming

    with _said_in_one_line():
        config = _config(config_path)
        town = build_town(config)
        waiting = peek_upcoming(config.storage.path, most)
    found = coming.lines(town, waiting, town.staff_voice)
    click.echo("\n".join(found) if found else "Nothing is waiting to be said.")


@cli.command()
@OPTIONAL_CONFIG
@click.option("--language", default=None, help="One language only; all of the town's by default.")
@click.option("--kind", default=None, help="One kind only, such as convention.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("documents"),
    show_default=True,
    help="The folder to write to.",
)
def documents(
    config_path: Path | None, language: str | None, kind: str | None, output: Path
) -> None:
    """Write sample documents as PDF, to look at them: invented dossiers in your town.

    Without --config the town is invented too, and templates, texts and clauses are ours.
    """
    from bot.documents.show import write_samples

    with _said_in_one_line():
        config = _config(config_path) if config_path else None
        for path in write_samples(config, output, language=language, kind=kind):
            click.echo(str(path))


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@CONFIG_OPTION
def verify(file: Path, config_path: Path) -> None:
    """Tell whether FILE is exactly a convention this town issued, which version, who accepted it.

    The exit code is 0 when it is, 1 when it is not, 2 when nothing could be looked up.
    """
    from bot.documents import verify as verifying

    with _said_in_one_line():
        config = _config(config_path)
        verdict = verifying.verify(config.storage.path, file.read_bytes())
    for line in verifying.lines(verdict, config.town.timezone):
        click.echo(line)
    sys.exit(0 if verdict.is_genuine else 1)


def _write(made: str | bytes, path: Path | None) -> None:
    """Write to a file, or to standard output where none is named."""
    data = made.encode() if isinstance(made, str) else made
    if path is None or str(path) == "-":
        click.echo(data, nl=False)
    else:
        path.write_bytes(data)


@contextmanager
def _said_in_one_line() -> Iterator[None]:
    """What the operator can mend is said in one line, with exit code 2."""
    from bot.documents.errors import DocumentError
    from bot.drawing import UnknownError
    from bot.pictures import PictureError
    from dialogs.country import CountryError
    from dialogs.definition import DefinitionError
    from dialogs.wording import WordingError
    from storage.database import StorageError

    try:
        yield
    except (
        UnknownError, PictureError, DocumentError, CountryError, DefinitionError,
        WordingError, StorageError, OSError,
    ) as error:  # fmt: skip
        click.echo(str(error), err=True)
        sys.exit(2)


def _load(path: Path, *, verbose: bool) -> Config:
    from bot import log

    config = _config(path)
    level = "debug" if verbose else config.log.level
    log.setup(config.log.format, level, secrets=config.secrets())
    return config


def _config(path: Path) -> Config:
    from bot.config_file import load
    from bot.config_values import ConfigError

    try:
        return load(path)
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(2)


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; what the operator can mend is said in one line, with exit code 2."""
    from bot.config_values import ConfigError
    from bot.documents.errors import DocumentError
    from dialogs.country import CountryError
    from dialogs.definition import DefinitionError
    from dialogs.wording import WordingError
    from storage.database import StorageError
    from storage.migrate import MigrationError

    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(work)
    except KeyboardInterrupt:
        sys.exit(130)
    except (
        ConfigError, DocumentError, CountryError, DefinitionError, WordingError, StorageError,
        MigrationError,
    ) as error:  # fmt: skip
        click.echo(str(error), err=True)
        sys.exit(2)


def _loop_factory() -> Any:
    """Uvloop where it exists: a third less work per call than the standard loop."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


cli.add_command(stats)
cli.add_command(export)


def main() -> None:
    """Enter from the shell."""
    cli()
