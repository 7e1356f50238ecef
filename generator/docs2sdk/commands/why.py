"""``docs2sdk why``: from anything in the client to the page that says so, and back.

Exit codes: 0 found; 2 wrong usage, unreadable input, or nothing of that name.
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
from docs2sdk.console import failures, from_here, put_json, say

if TYPE_CHECKING:
    from docs2sdk.catalog.catalog import Catalog
    from docs2sdk.config import Settings
    from docs2sdk.trace.origins import Origin
    from docs2sdk.trace.tracing import Thing

# As findings and editors write it: x.md, x.md:35, x.md:35:14.
_LINE = re.compile(r":([0-9]{1,9})(?::[0-9]+)?\Z")


@click.command(
    short_help="Say why something of the client is as it is.",
    epilog="Examples: docs2sdk why isms.GetISMSSendReceipt.TaskIdSet; "
    "docs2sdk why generated/ucloud_client/isms/get_isms_send_receipt.py:43",
)
@click.argument("subject")
@click.option(
    "--specs",
    type=options.PATH,
    metavar="DIR",
    help="The pages. [default: specs]",
)
@click.option(
    "--out",
    type=options.PATH,
    metavar="DIR",
    help="What was generated from them. [default: generated]",
)
@click.option(
    "--overlays",
    type=options.PATH,
    metavar="DIR",
    help="Corrections to the pages. [default: overlays beside the products]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def command(
    subject: str,
    specs: Path | None,
    out: Path | None,
    overlays: Path | None,
    as_json: bool,
) -> None:
    """Say why something of the client is as it is: page, line, rule, overlay, Python symbol.

    SUBJECT is Service.Action.Field, in wire names or Python names, the service and the field optional, models and groups
    by their fields (UHostSet.DiskSet.Size); or a generated file or a page, with a line or without: the way back.
    """
    from docs2sdk import config
    from docs2sdk.catalog import assembly
    from docs2sdk.progress import shown
    from docs2sdk.trace import tracing

    given = {"specs": specs, "out": out, "overlays": overlays}
    with failures():
        settings = config.load(Path.cwd(), given)
        with shown(quiet=as_json) as progress:
            base, catalog = assembly.read(settings, progress)
        if spot := _spot(subject):
            found = [tracing.standing_in(catalog, settings, base, *spot)]
        else:
            found = [*tracing.named(catalog, settings, subject)]
        answers = [(one, _told(one, catalog, settings, base)) for one in found]
    if as_json:
        put_json([_as_json(*answer) for answer in answers])
    else:
        for one, told in answers:
            _print(one, told)


def _spot(subject: str) -> tuple[Path, int | None] | None:
    """Return the file and the line that are meant; None if it is a name."""
    line = _LINE.search(subject)
    path = subject[: line.start()] if line else subject
    if "/" in path or os.sep in path or path.endswith(".py") or os.path.isfile(path):
        return Path(path), int(line[1]) if line else None
    return None


def _told(
    subject: Thing, catalog: Catalog, settings: Settings, base: Path
) -> list[Origin]:
    """Return what is to know of a thing, with paths from where the user stands."""
    from docs2sdk.trace import tracing

    pages = (
        replace(one, place=from_here(one.place, base)) if one.place else one
        for one in tracing.told(subject, catalog)
    )
    return [*pages, *tracing.symbol(subject, settings)]


def _print(subject: Thing, told: Iterable[Origin]) -> None:
    say(str(subject))
    for one in told:
        at = (
            f"{one.place.path}:{one.place.line}:{one.place.column}" if one.place else ""
        )
        say(f"  {one.label:<10} {'  '.join(part for part in (one.text, at) if part)}")


def _as_json(subject: Thing, told: Iterable[Origin]) -> dict[str, Any]:
    return {
        "service": subject.folder,
        "action": subject.wire,
        "side": subject.side or None,
        "path": list(subject.path),
        "origins": [
            {
                "label": one.label,
                "text": one.text,
                "place": one.place._asdict() if one.place else None,
            }
            for one in told
        ],
    }
