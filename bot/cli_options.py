"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

CONFIG_OPTION = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=Path("config.toml"),
    show_default=True,
    help="The town's configuration file.",
)
OPTIONAL_CONFIG = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=None,
    help="The town's configuration file; without it, our own dialogs.",
)
OUTPUT_OPTION = click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="The file to write; standard output by default.",
)
VERBOSE_OPTION = click.option("--verbose", is_flag=True, help="Log in more detail.")
