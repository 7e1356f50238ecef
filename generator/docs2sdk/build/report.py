"""What a run found and did, as values that can be printed, and kept for the next run that has nothing to do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docs2sdk.diagnostics import Diagnostic

if TYPE_CHECKING:
    from docs2sdk.build.changes import Changes, Drift
    from docs2sdk.catalog.catalog import Catalog


@dataclass(frozen=True)
class Report:
    """What a run found and did.

    ``kinds`` counts pages by kind.  ``added`` and ``removed`` actions are against the last output; ``retained`` ones stay as
    they were, ``unmade`` ones are missing, since their pages have errors.  ``orphans`` are files that stay because somebody
    edited them, ``unmatched`` what is wrong with the patterns of the settings, ``adopted`` how many findings a baseline takes out.  ``catalog`` and ``changes`` are None where
    nothing had to be done.
    """

    base: Path
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
    unmade: tuple[str, ...] = ()
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
    changes: Changes | None = field(default=None, repr=False)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The findings that cost an action or a part of one."""
        return tuple(one for one in self.diagnostics if one.severity == "error")


def of_catalog(
    catalog: Catalog, base: Path, out: Path, diagnostics: tuple[Diagnostic, ...]
) -> Report:
    """Return what there is to report of a catalog alone."""
    return Report(
        base=base,
        out=out,
        kinds=Counter(page.kind for page in catalog.pages),
        actions=sum(len(service.actions) for service in catalog.services),
        services=len(catalog.services),
        excluded=len(catalog.excluded),
        corrections=len(catalog.corrections),
        overlays=len({one.place.path for one in catalog.corrections}),
        hidden=len(catalog.hidden),
        diagnostics=diagnostics,
        catalog=catalog,
    )


# What a stamp keeps; the rest is of one run only.
_KEPT = (
    *("kinds", "actions", "services", "excluded", "corrections", "overlays", "hidden"),
    *("unchanged", "retained", "unmade", "unmatched", "orphans", "valid_until"),
)


def dump(report: Report, day: str) -> str:
    """Return the report of a run after which there is nothing to do."""
    kept = {name: getattr(report, name) for name in _KEPT}
    diagnostics = [one.to_json() for one in report.diagnostics]
    return json.dumps(kept | {"day": day, "diagnostics": diagnostics})


def load(text: str, base: Path, out: Path, day: str) -> Report | None:
    """Return what ``dump`` gave, None if it does not hold on this day."""
    try:
        kept = json.loads(text)
        if not kept["day"] <= day <= (kept["valid_until"] or day):
            return None
        diagnostics = tuple(map(Diagnostic.from_json, kept["diagnostics"]))
        values: dict[str, Any] = {
            name: tuple(kept[name]) if isinstance(kept[name], list) else kept[name]
            for name in _KEPT
        }
        return Report(base=base, out=out, diagnostics=diagnostics, **values)
    except (LookupError, TypeError, ValueError):
        return None
