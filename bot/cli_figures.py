"""The commands that write figures and open data: `fifty-fifty stats`, `fifty-fifty export`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot.cli_options import CONFIG_OPTION, OUTPUT_OPTION

if TYPE_CHECKING:
    from bot.config import Config

Read = TypeVar("Read")


@click.command()
@CONFIG_OPTION
@click.option("--year", type=click.IntRange(2000, 2999), default=None, help="This one by default.")
@click.option("--csv", "as_csv", is_flag=True, help="Write the figures for a spreadsheet.")
@click.option("--inside", is_flag=True, help="Show figures about fewer than five, for the team.")
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Also draw the figures into this file, as SVG or, by its ending, PNG.",
)
def stats(
    config_path: Path, year: int | None, *, as_csv: bool, inside: bool, picture: Path | None
) -> None:
    """Show the scheme's figures of a year: ideas, answers, conventions, effort of both sides.

    A figure about fewer than five is shown as "<5", unless --inside is given.
    """
    from bot import statistics
    from bot.clock import SystemClock
    from bot.statistics_png import png
    from bot.town import build_town
    from dialogs.statistics import NAMES, Counting, before_year, figures, of_year
    from storage.projects import peek_all

    config = _load(config_path)
    town = build_town(config)
    say = town.staff_voice
    today = town.setting.local_day(SystemClock().now())
    year = year or today.year
    kept = _kept(lambda: peek_all(config.storage.path))
    projects = of_year(kept, year, town.setting)
    earlier = tuple(before_year(kept, year, town.setting))
    counting = Counting(today, town.setting, town.rates, earlier)
    found = figures(projects, counting)
    if picture is not None:
        svg = statistics.picture(found, year, say, public=not inside)
        picture.write_bytes(png(svg) if picture.suffix == ".png" else svg.encode())
    if as_csv:
        tables = statistics.tables(projects, counting)
        click.echo(statistics.as_csv(town, tables, say, public=not inside), nl=False)
        return
    for one in found:
        value = statistics.told(one, say, public=not inside)
        click.echo(f"{say.plain(NAMES[one.id])}: {value}")


@click.command()
@click.argument("what", type=click.Choice(["subventions", "geojson", "json"]))
@CONFIG_OPTION
@OUTPUT_OPTION
def export(what: str, config_path: Path, output: Path | None) -> None:
    """Write open data: conventions as SCDL "Subventions", places as GeoJSON, or all as JSON.

    `json` holds everything, with personal data, for a change of software. Do not publish it.
    """
    from bot import open_data
    from storage.projects import peek_all
    from storage.whole import peek_tables

    config = _load(config_path)
    path = config.storage.path
    projects = _kept(lambda: peek_all(path))
    match what:
        case "subventions":
            made = open_data.subventions(config, projects)
        case "geojson":
            made = open_data.geojson(projects)
        case _:
            made = open_data.everything(projects, _kept(lambda: peek_tables(path)))
    if output is None:
        click.echo(made, nl=False)
    else:
        output.write_text(made, encoding="utf-8", newline="")


def _load(path: Path) -> Config:
    from bot.config_file import load
    from bot.config_values import ConfigError

    try:
        return load(path)
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(2)


def _kept(read: Callable[[], Read]) -> Read:
    from storage.database import StorageError

    try:
        return read()
    except StorageError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
