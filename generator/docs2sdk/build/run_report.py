"""The report of a run, as a value that can be printed, and cached for later runs that have nothing to do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import file_of_path
from docs2sdk.pages.page_folders import PageFolders

if TYPE_CHECKING:
    from docs2sdk.build.file_changes import Drift, FileChanges
    from docs2sdk.catalog.catalog import Catalog


@dataclass(frozen=True)
class RunReport:
    """What a run read, changed and reported.

    ``kinds`` counts pages by kind.  ``added`` and ``removed`` actions are relative to the last output; ``retained`` actions
    keep their last output, ``ungenerated`` ones are missing, since their pages have errors.  ``orphans`` are edited files
    whose page is gone; ``unmatched`` are messages about patterns of the settings; ``adopted`` is the number of diagnostics in
    the baseline. ``catalog`` and ``changes`` are None in a cached report.
    """

    base: PageFolders
    out: Path
    kinds: Mapping[str, int]
    actions: int
    services: int
    excluded: int
    corrections: int
    overlays: int
    hidden: int
    diagnostics: tuple[Diagnostic, ...]
    retained: tuple[str, ...] = ()
    ungenerated: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    valid_until: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: int = 0
    adopted: int = 0
    drift: tuple[Drift, ...] = ()
    catalog: Catalog | None = None
    changes: FileChanges | None = field(default=None, repr=False)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics because of which an action, or a part of one, is not generated."""
        return tuple(item for item in self.diagnostics if item.severity == "error")


def make_report(
    catalog: Catalog, base: PageFolders, out: Path, diagnostics: tuple[Diagnostic, ...]
) -> RunReport:
    """Return the report of a catalog alone, without changes to an output."""
    return RunReport(
        base=base,
        out=out,
        kinds=Counter(
            {file_of_path(page.path): page.kind for page in catalog.pages}.values()
        ),
        actions=sum(len(service.actions) for service in catalog.services),
        services=len(catalog.services),
        excluded=len(catalog.excluded),
        corrections=len(catalog.corrections),
        overlays=len({item.location.path for item in catalog.corrections}),
        hidden=len(catalog.hidden),
        diagnostics=diagnostics,
        catalog=catalog,
    )


# What is cached; the other attributes are of one run only.
_CACHED = (
    *("kinds", "actions", "services", "excluded", "corrections", "overlays", "hidden"),
    *("unchanged", "retained", "ungenerated", "unmatched", "orphans", "valid_until"),
)


def dump_report(report: RunReport, day: str) -> str:
    """Return the JSON text of a report after which there is nothing to do; ``day`` is YYYY-MM-DD."""
    kept = {name: getattr(report, name) for name in _CACHED}
    diagnostics = [diagnostic.to_json() for diagnostic in report.diagnostics]
    return json.dumps(kept | {"day": day, "diagnostics": diagnostics})


def load_report(text: str, base: PageFolders, out: Path, day: str) -> RunReport | None:
    """Return the report of a JSON text, None if it is damaged or not valid on this day."""
    try:
        kept = json.loads(text)
        if not kept["day"] <= day <= (kept["valid_until"] or day):
            return None
        diagnostics = tuple(map(Diagnostic.from_json, kept["diagnostics"]))
        values: dict[str, Any] = {
            name: tuple(kept[name]) if isinstance(kept[name], list) else kept[name]
            for name in _CACHED
        }
        return RunReport(base=base, out=out, diagnostics=diagnostics, **values)
    except (LookupError, TypeError, ValueError):
        return None
