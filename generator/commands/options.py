"""Arguments that several commands take, with one meaning and one help text."""

from __future__ import annotations

from pathlib import Path

import click

specs = click.argument("specs", required=False, type=click.Path(path_type=Path))

services = click.option(
    "--service",
    "services",
    multiple=True,
    metavar="S",
    help="Only this service (isms or isms-api); repeatable.",
)

overlays = click.option(
    "--overlays",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Corrections to the pages, <service>.toml. [default: overlays beside the products]",
)

package = click.option(
    "--package",
    metavar="NAME",
    help="Import name of the package. [default: ucloud_client]",
)

jobs = click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Processes to use. [default: one a core]",
)

out_file = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File to write, or to replace. [default: standard output]",
)
