"""``docs2sdk docs``: write the reference and the guides of a client, as Markdown for a static site generator.

Exit codes: 0 done; 1 done, but some pages have errors; 2 wrong usage or unreadable input, nothing was written.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docs2sdk.commands import options
from docs2sdk.commands.build_runs import warn_of_outdated_templates
from docs2sdk.console import (
    echo,
    echo_errors,
    exit_on_errors,
    relativize_finding,
    shorten_path,
)
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.reference.site import SiteReport


@click.command(
    short_help="Write the reference and the guides of the client.",
    epilog="Example: docs2sdk docs ../documentation --out site && zensical build --config-file site/mkdocs.yml",
)
@options.specs
@click.option(
    "--out",
    type=options.PATH,
    metavar="DIR",
    help="Folder to write to. [default: docs.out in [tool.docs2sdk], else site]",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    help="Language of the guides and of headings. [default: docs.lang in [tool.docs2sdk], else en]",
)
@options.shown_client
@options.overlays
@options.builtin_overlays
@options.package
@options.templates
@options.jobs
@options.quiet
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite files that were modified or that docs2sdk did not write.",
)
def command(
    specs: tuple[Path, ...],
    out: Path | None,
    lang: str | None,
    client: Path | None,
    overlays: tuple[Path, ...],
    builtin_overlays: bool | None,
    package: str | None,
    templates: Path | None,
    jobs: int | None,
    quiet: bool,
    force: bool,
) -> None:
    """Write the reference and the guides of the client that `docs2sdk generate` makes from the pages in SPECS.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]
    Of several checkouts, later ones add pages, and replace those of the same path or action.

    The output is Markdown without extensions, and mkdocs.yml, the settings of a static site generator: Zensical or
    Material for MkDocs. Pages of actions that are gone are removed.

    A page with errors is left out, or shown as far as it can be read; the errors are printed.

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml that has this table: specs, out (the client), package,
    overlays, include, exclude, jobs, docs.out, docs.lang.
    """
    from docs2sdk import config
    from docs2sdk.progress import show_progress
    from docs2sdk.reference import site

    arguments = {
        "specs": specs,
        "out": client,
        "overlays": overlays,
        "builtin_overlays": builtin_overlays,
        "package": package,
        "templates": templates,
        "jobs": jobs,
    }
    with exit_on_errors(), show_progress(quiet) as progress:
        settings = config.load_settings(Path.cwd(), arguments)
        if not quiet:
            warn_of_outdated_templates(settings)
        pages = config.load_site_settings(Path.cwd(), out, lang)
        report = site.write_site(settings, pages, progress, force)
    _print(report, pages.out, quiet)
    sys.exit(1 if report.errors else 0)


def _print(report: SiteReport, out: Path, quiet: bool) -> None:
    echo_errors(
        *(str(relativize_finding(error, report.base)) for error in report.errors)
    )
    if quiet:
        return
    changes = report.changes
    actions = pluralize(report.actions, "action")
    echo(
        f"found     {actions} in {pluralize(report.services, 'service')}",
        f"wrote     {pluralize(len(changes.texts), 'file')} to {shorten_path(out)}"
        f" ({len(changes.unchanged)} unchanged, {len(changes.deleted)} removed)",
    )
