"""Arguments that several commands take, with one meaning and one help text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class _Path(click.Path):
    """A path that has a name: an empty one is a variable of a shell that is not set, and would be the working directory."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        if value == "":
            self.fail("the path is empty", param, ctx)
        return super().convert(value, param, ctx)


PATH = _Path(path_type=Path)
# The same for what may be a path or a revision, and stays as it was written.
PLACE = _Path(path_type=str)

specs = click.argument("specs", required=False, type=PATH)

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
    metavar="DIR",
    help="Corrections to the pages, <service>.toml. [default: overlays beside the products]",
)

package = click.option(
    "--package",
    metavar="NAME",
    help="Import name of the package. [default: that of the output, else ucloud_client]",
)

baseline = click.option(
    "--baseline",
    type=PATH,
    metavar="FILE",
    help="Findings that are adopted: only others are reported and count. [default: lint.baseline in [tool.docs2sdk], or none]",
)

jobs = click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Processes to use. [default: one a core]",
)

quiet = click.option(
    "-q", "--quiet", is_flag=True, help="Print errors and what they cost only."
)

no_cache = click.option(
    "--no-cache", is_flag=True, help="Read and render everything; use no cache."
)

out_file = click.option(
    "--out",
    type=PATH,
    metavar="FILE",
    help="File to write, or to replace. [default: standard output]",
)
