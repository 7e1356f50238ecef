"""What there is to tell of a run from its manifest alone: what it read and found, and what it said of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from generator.diagnostics import Diagnostic
from generator.output.manifest import Manifest


class Told(NamedTuple):
    """Counts and findings; ``kinds`` counts pages.

    ``overlays`` is how many files correct something, ``excluded`` how many pages the settings leave out.
    """

    kinds: Mapping[str, int]
    actions: int
    services: int
    corrections: int
    overlays: int
    hidden: int
    excluded: int
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        """Whether some page had errors: one whose action an overlay hides, since any other takes the whole way."""
        return any(finding.severity == "error" for finding in self.diagnostics)


def told(known: Manifest) -> Told:
    """Return what the manifest of a run for everything tells of it."""
    correcting = [one for one in known.overlays.values() if one.corrections]
    return Told(
        kinds=Counter(one.kind for one in known.readings.values()),
        actions=len(known.pages),
        services=len({record.entry.service for record in known.pages.values()}),
        corrections=sum(one.corrections for one in correcting),
        overlays=len(correcting),
        hidden=sum(one.hidden for one in correcting),
        excluded=sum(one.excluded for one in known.readings.values()),
        diagnostics=diagnostics(known),
    )


def diagnostics(known: Manifest) -> tuple[Diagnostic, ...]:
    """Return the findings about all pages and all that was made of them."""
    read = (finding for one in known.readings.values() for finding in one.findings)
    made = (finding for one in known.pages.values() for finding in one.findings)
    return tuple(sorted((*read, *made)))
