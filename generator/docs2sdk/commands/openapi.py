"""``docs2sdk openapi``: write the actions of pages as OpenAPI 3.1, for viewers and generators of others.

Exit codes: 0 done; 1 done, but some pages have errors; 2 wrong usage or unreadable input, nothing was written.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import options
from docs2sdk.console import (
    echo,
    echo_errors,
    exit_on_errors,
    relativize_finding,
    save_report,
    shorten_path,
    write,
)
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.openapi.export import Export
    from docs2sdk.workers import ProgressCallback


@click.command(
    short_help="Write the actions as OpenAPI 3.1.",
    epilog="Example: docs2sdk openapi ../documentation --service isms --out isms.openapi.json",
)
@options.specs
@options.services
@click.option(
    "--out",
    type=options.PATH,
    metavar="FILE",
    help="File to write to, or with --split a folder. [default: standard output]",
)
@click.option(
    "--split",
    is_flag=True,
    help="A document for each service, and a JSON Schema for each request and response.",
)
@options.shown_client
@options.overlays
@options.builtin_overlays
@options.package
@options.templates
@options.jobs
@click.option(
    "--force",
    is_flag=True,
    help="With --split: overwrite files that were modified or that docs2sdk did not write.",
)
def command(
    out: Path | None,
    split: bool,
    client: Path | None,
    force: bool,
    **arguments: Any,
) -> None:
    """Write the actions of the pages in SPECS as OpenAPI 3.1: an operation for each action, with code samples.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]
    Of several checkouts, later ones add pages, and replace those of the same path or action.

    With --split, services/NAME.json is the document of a service, and schemas/NAME/ has the JSON Schemas of its requests and
    responses, with their models. docs/openapi.md says how OpenAPI describes what is UCloud's own.

    A page with errors is left out, or described as far as it can be read; the errors are printed.

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml that has this table: specs, out (the client), package,
    version, base_url, site, services, overlays, include, exclude, jobs.
    """
    from docs2sdk import config
    from docs2sdk.openapi import export
    from docs2sdk.progress import show_progress

    if split and out is None:
        raise click.UsageError("--split needs a folder: --out DIR")
    with exit_on_errors(), show_progress(quiet=False) as progress:
        settings = config.load_settings(Path.cwd(), arguments | {"out": client})
        exported = export.read_actions(settings, progress)
        done = _write(exported, out, split, progress, force)
    echo_errors(
        *(str(relativize_finding(item, exported.base)) for item in exported.errors)
    )
    echo(*done)
    sys.exit(1 if exported.errors else 0)


def _write(
    exported: Export,
    out: Path | None,
    split: bool,
    progress: ProgressCallback,
    force: bool,
) -> list[str]:
    """Write the documents; return what to tell of it."""
    if out is None:
        write(exported.write_document(), is_utf8=True)
        return []
    count = pluralize(
        sum(len(service.actions) for service in exported.services), "action"
    )
    if not split:
        save_report(out, exported.write_document())
        return [f"wrote {count} to {shorten_path(out)}"]
    changes = exported.write_folder(out, progress, force)
    files = pluralize(len(changes.texts), "file")
    counts = f"{len(changes.unchanged)} unchanged, {len(changes.deleted)} removed"
    return [f"wrote {count} to {shorten_path(out)}: {files} ({counts})"]
