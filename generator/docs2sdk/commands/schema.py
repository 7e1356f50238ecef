"""``docs2sdk schema``: write the intermediate schema of pages as JSON, for other programs.

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
    exit_on_errors,
    relativize_finding,
    save_report,
    warn,
    write,
)
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.catalog.requested_services import RequestedServices
    from docs2sdk.pages.page_folders import PageFolders
    from docs2sdk.schema import Service


@click.command(
    short_help="Write the schema of the pages as JSON.",
    epilog="Example: docs2sdk schema ../documentation --service isms --out isms.json",
)
@options.specs
@options.services
@click.option(
    "--action",
    "actions",
    multiple=True,
    metavar="A",
    help="Only this action (GetISMSSendReceipt); repeatable.",
)
@options.overlays
@options.builtin_overlays
@options.jobs
@options.out_file
def command(
    specs: tuple[Path, ...],
    services: tuple[str, ...],
    actions: tuple[str, ...],
    overlays: tuple[Path, ...],
    builtin_overlays: bool | None,
    jobs: int | None,
    out: Path | None,
) -> None:
    """Write the schema of the pages in SPECS as JSON: services, actions, fields, types. Overlays are applied.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]
    Of several checkouts, later ones add pages, and replace those of the same path or action.

    docs/schema.md describes the format, docs/schema.json is its JSON Schema.

    Errors in pages are printed; for the warnings, use `docs2sdk lint`.

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml that has this table: specs, services, overlays, jobs.
    """
    from docs2sdk import schema_json

    arguments = {
        "specs": specs,
        "services": services,
        "overlays": overlays,
        "builtin_overlays": builtin_overlays,
        "jobs": jobs,
    }
    base, subset = _select(arguments, actions)
    errors = [
        diagnostic
        for diagnostic in subset.diagnostics
        if diagnostic.severity == "error"
    ]
    for error in errors:
        warn(str(relativize_finding(error, base)))
    text = schema_json.dumps(subset.services)
    if out:
        save_report(out, text)
        echo(f"wrote {_count(subset.services)} to {out}")
    else:
        # The same in every encoding of the terminal, and the same as in a file.
        write(text, is_utf8=True)
    sys.exit(1 if errors else 0)


def _select(
    arguments: dict[str, Any], actions: tuple[str, ...]
) -> tuple[PageFolders, RequestedServices]:
    from docs2sdk import config
    from docs2sdk.build.plan import name_packages
    from docs2sdk.catalog import assembly, requested_services
    from docs2sdk.progress import show_progress
    from docs2sdk.targets.existing_names import NO_EXISTING_NAMES

    with exit_on_errors(), show_progress(quiet=False) as progress:
        settings = config.load_settings(Path.cwd(), arguments)
        base, catalog = assembly.read_catalog(settings, progress)
        packages = name_packages(catalog, NO_EXISTING_NAMES)
        return base, requested_services.select_requested(
            catalog, packages, settings.services, actions
        )


def _count(services: tuple[Service, ...]) -> str:
    actions = sum(len(service.actions) for service in services)
    return f"{pluralize(actions, 'action')} of {pluralize(len(services), 'service')}"
