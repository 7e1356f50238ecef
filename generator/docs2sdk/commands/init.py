"""``docs2sdk init``: set up a project, so that ``docs2sdk generate`` works at once.  Overwrites nothing.

Exit codes: 0 done; 2 wrong usage or a folder that cannot be used, nothing was written.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from docs2sdk.commands import options
from docs2sdk.console import echo, exit_on_errors

if TYPE_CHECKING:
    from docs2sdk.project.setup import ProjectPlan

_WHAT = "the account that publishes docs2sdk, and a commit of its repository"


@click.command(
    short_help="Set up a project with an example page.",
    epilog="Example: docs2sdk init bookshop --package bookshop_client --ci github",
)
@click.argument("directory", metavar="[DIR]", default=".", type=options.PATH)
@click.option(
    "--package",
    metavar="NAME",
    help="Import name of the client. [default: from the name of DIR]",
)
@click.option(
    "--ci",
    type=click.Choice(["github", "gitlab"]),
    help="Also write a CI job that checks pages and client.",
)
@click.option(
    "--pre-commit",
    is_flag=True,
    help="Also write .pre-commit-config.yaml with the hooks of docs2sdk.",
)
@click.option("--dry-run", is_flag=True, help="List the files, and write nothing.")
def command(
    directory: Path,
    package: str | None,
    ci: str | None,
    pre_commit: bool,
    dry_run: bool,
) -> None:
    """Set up a project in DIR, a new, empty or existing folder. [default: the working directory]

    It writes pyproject.toml with [tool.docs2sdk], an example page in specs, .gitattributes and README.md. After that
    `docs2sdk generate` works at once.

    Files that exist are kept. If a kept file lacks lines that docs2sdk needs, they are printed for you to add.
    """
    from docs2sdk.project import setup

    with exit_on_errors():
        plan = setup.plan_project(directory, package, ci, pre_commit)
        if not dry_run:
            setup.write_project(plan)
    _print(plan, "would write" if dry_run else "wrote")


def _print(plan: ProjectPlan, verb: str) -> None:
    from docs2sdk.project import publication

    echo(*(f"{verb} {plan.folder / path}" for path in plan.texts))
    echo(*(f"kept {plan.folder / path}" for path in plan.kept))
    for path, text in plan.additions.items():
        echo("", f"add to {plan.folder / path}:", "", *text.splitlines())
    for path, text in plan.texts.items():
        if publication.REPOSITORY in text:
            names = " and ".join(publication.PLACEHOLDERS)
            echo(f"in {plan.folder / path}, replace {names}: {_WHAT}")
