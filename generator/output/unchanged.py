"""Whether everything stands as the last run left it: told from the manifest, at little more than the cost of reading.

No page is parsed and no template read.  Where anything is in doubt the answer is no, and a run goes its whole way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.output import coherence, holding, manifest, names_lock, survey
from generator.output.manifest import Manifest
from generator.output.proof import made_by, settings_of
from generator.output.survey import Survey
from generator.pages.inputs import Inputs
from generator.pages.layout import folder_of


class Told(NamedTuple):
    """What there is to tell of a run that has nothing to do: counts, findings, and files in our folders that are not ours.

    ``kinds`` counts pages, ``overlays`` the files that correct something, ``excluded`` the pages that settings leave out.
    """

    kinds: Mapping[str, int]
    actions: int
    services: int
    corrections: int
    overlays: int
    hidden: int
    excluded: int
    files: int
    diagnostics: tuple[Diagnostic, ...]
    strangers: tuple[str, ...]


def told(settings: Settings, found: Inputs, today: date) -> Told | None:
    """Return what there is to tell if a run would change nothing, else None; BadManifest or OutputUnusable."""
    if settings.services or not found.whole or holding.is_unfinished(settings.out):
        return None
    old = manifest.load(settings.out)
    if not (
        _is_as_read(old, settings, found, today) and coherence.holds(old, settings)
    ):
        return None
    owned = old.digests()
    there = survey.survey(settings.out, owned)
    if there.found != owned or not _has_its_names(old, settings):
        return None
    return _told(old, there)


def _is_as_read(old: Manifest, settings: Settings, found: Inputs, today: date) -> bool:
    """Whether all that the manifest was made from is as it was, and no correction has expired since."""
    pages = {page: reading.digest for page, reading in old.readings.items()}
    overlays = {name: one.digest for name, one in old.overlays.items()}
    day = today.isoformat()
    return (
        old.generator == made_by()
        and old.settings == settings_of(settings, found.raw.scope)
        and pages == found.pages
        and overlays == found.corrections
        and not any(one.faulty for one in old.overlays.values())
        and all(one.until >= day for one in old.overlays.values() if one.until)
    )


def _has_its_names(old: Manifest, settings: Settings) -> bool:
    """Whether the lock of names holds the names in the output, and no others."""
    entries = [record.entry for record in old.pages.values()]
    return names_lock.glance(settings.out) == (
        {folder_of(one.page): one.service for one in entries},
        {record.entry.action: record.names for record in old.pages.values()},
    )


def _told(old: Manifest, there: Survey) -> Told:
    correcting = [one for one in old.overlays.values() if one.corrections]
    read = (finding for one in old.readings.values() for finding in one.findings)
    made = (finding for one in old.pages.values() for finding in one.findings)
    return Told(
        kinds=Counter(one.kind for one in old.readings.values()),
        actions=len(old.pages),
        services=len({record.entry.service for record in old.pages.values()}),
        corrections=sum(one.corrections for one in correcting),
        overlays=len(correcting),
        hidden=sum(one.hidden for one in correcting),
        excluded=sum(one.excluded for one in old.readings.values()),
        files=len(there.found) + 1,
        diagnostics=tuple(sorted((*read, *made))),
        strangers=tuple(one for one in there.strangers if one != names_lock.NAME),
    )
