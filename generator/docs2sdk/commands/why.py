"""``docs2sdk why``: traces anything in the client to the page that defines it, and back.

Exit codes: 0 found; 2 wrong usage, unreadable input, or an unknown name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import options
from docs2sdk.console import echo, exit_on_errors, relativize_location, write_json

if TYPE_CHECKING:
    from docs2sdk.catalog.catalog import Catalog
    from docs2sdk.pages.page_folders import PageFolders
    from docs2sdk.trace.lookup import AnyTarget
    from docs2sdk.trace.provenance import Fact

# As diagnostics and editors write it: x.md, x.md:35, x.md:35:14.
_LINE = re.compile(r":([0-9]{1,9})(?::[0-9]+)?\Z")


@click.command(
    short_help="Trace a generated name back to its page.",
    epilog="Examples: docs2sdk why isms.GetISMSSendReceipt.TaskIdSet; "
    "docs2sdk why generated/ucloud_client/isms/get_isms_send_receipt.py:86",
)
@click.argument("subject")
@options.specs_option
@options.client_folder
@options.overlays
@options.builtin_overlays
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def command(
    subject: str,
    as_json: bool,
    **arguments: Any,
) -> None:
    """Trace a generated name back to its page: line, rules, overlays, diagnostics, Python symbol.

    SUBJECT is Service.Action.Field, in the API's names or Python names; the service and the field are optional, fields of
    models and groups are paths (UHostSet.DiskSet.Size). Or it is a generated file or a page, with or without a line
    (FILE:LINE), to find the name from there.
    """
    from docs2sdk import config
    from docs2sdk.build import output_folder
    from docs2sdk.catalog import assembly
    from docs2sdk.progress import show_progress
    from docs2sdk.trace import lookup

    with exit_on_errors():
        settings = config.load_settings(Path.cwd(), arguments)
        with show_progress(quiet=as_json) as progress:
            base, catalog = assembly.read_catalog(settings, progress)
        output = output_folder.read_output(settings.out)
        targets: Iterable[AnyTarget]
        if file_and_line := _parse_file(subject):
            targets = [lookup.find_in_file(catalog, output, base, *file_and_line)]
        else:
            targets = lookup.find_by_address(catalog, output, subject)
        package = settings.package
        answers = [
            (
                target,
                [
                    *_explain(target, catalog, base),
                    *lookup.locate_symbol(target, package, output),
                ],
            )
            for target in targets
        ]
    if as_json:
        write_json([_as_json(*answer) for answer in answers])
    else:
        for answer in answers:
            _print(*answer)


def _parse_file(subject: str) -> tuple[Path, int | None] | None:
    """Return the file and the line that a subject names; None if it is a name in the client."""
    line = _LINE.search(subject)
    path = subject[: line.start()] if line else subject
    if "/" in path or os.sep in path or path.endswith(".py") or os.path.isfile(path):
        return Path(path), int(line[1]) if line else None
    return None


def _explain(target: AnyTarget, catalog: Catalog, base: PageFolders) -> list[Fact]:
    """Return the facts about a target from pages and overlays, with paths relative to the current folder."""
    from docs2sdk.trace import lookup

    return [_relocate(fact, base) for fact in lookup.explain(target, catalog)]


def _relocate(fact: Fact, base: PageFolders) -> Fact:
    if not fact.location:
        return fact
    return replace(fact, location=relativize_location(fact.location, base))


def _print(target: AnyTarget, facts: Iterable[Fact]) -> None:
    echo(str(target))
    for fact in facts:
        at = fact.location
        address = f"{at.path}:{at.line}:{at.column}" if at else ""
        words = "  ".join(part for part in (fact.text, address) if part)
        echo(f"  {fact.label:<10} {words}")


def _as_json(target: AnyTarget, facts: Iterable[Fact]) -> dict[str, Any]:
    return {
        "service": target.folder,
        "action": target.action_name,
        "payload": target.payload or None,
        "path": list(target.path),
        "facts": [
            {
                "label": fact.label,
                "text": fact.text,
                "location": fact.location._asdict() if fact.location else None,
            }
            for fact in facts
        ],
    }
