"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class _Path(click.Path):
    """A path that is not empty: an empty one comes from an unset shell variable and would mean the working directory."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        if value == "":
            self.fail("the path is empty", param, ctx)
        return super().convert(value, param, ctx)


PATH = _Path(path_type=Path)
# A path or a revision; it stays a string as written.
PLACE = _Path(path_type=str)

specs = click.argument("specs", nargs=-1, type=PATH)

specs_option = click.option(
    "--specs",
    type=PATH,
    multiple=True,
    metavar="DIR",
    help="Folder of the pages; repeatable: later ones add to earlier ones. [default: specs]",
)

client_folder = click.option(
    "--out",
    type=PATH,
    metavar="DIR",
    help="Folder of the client. [default: generated]",
)

# For what shows calls: the folder of a client, which is read only.
shown_client = click.option(
    "--client",
    type=PATH,
    metavar="DIR",
    help="Generated client: its Python names are shown. [default: out in [tool.docs2sdk], else generated]",
)

target = click.option(
    "--target",
    type=click.Choice(["python", "typescript"]),
    help="Kind of client; the default folder of others than Python is generated-TARGET. [default: python]",
)

services = click.option(
    "--service",
    "services",
    multiple=True,
    metavar="S",
    help="Only this service (isms or isms-api); repeatable.",
)

overlays = click.option(
    "--overlays",
    type=PATH,
    multiple=True,
    metavar="DIR",
    help="Corrections to the pages, <service>.toml; repeatable. [default: overlays beside the products]",
)

builtin_overlays = click.option(
    "--no-builtin-overlays",
    "builtin_overlays",
    flag_value=False,
    default=None,
    help="Do not apply the corrections of UCloud's API that are part of docs2sdk.",
)

package = click.option(
    "--package",
    metavar="NAME",
    help="Import name of the package. [default: that of the output, else ucloud_client]",
)

templates = click.option(
    "--templates",
    type=PATH,
    metavar="DIR",
    help="Own templates, which override those of the same name; docs2sdk templates copies them to begin with.",
)

baseline = click.option(
    "--baseline",
    type=PATH,
    metavar="FILE",
    help="Baseline of known findings: only new ones are reported. [default: lint.baseline in [tool.docs2sdk], else none]",
)

jobs = click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Number of processes. [default: one per core]",
)

quiet = click.option(
    "-q", "--quiet", is_flag=True, help="Print only errors and the actions they affect."
)

no_cache = click.option(
    "--no-cache", is_flag=True, help="Do not use the cache; read and render everything."
)

out_file = click.option(
    "--out",
    type=PATH,
    metavar="FILE",
    help="File to write; an existing one is replaced. [default: standard output]",
)
