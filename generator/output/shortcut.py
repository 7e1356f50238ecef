"""The short way of a run of which the manifest proves that little or nothing is to be done.

If nothing has changed, no page is parsed and no template read.  If a few pages have, each the only one of its action, they
alone are.  Where anything is in doubt, this says nothing, and a run goes its whole way.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date

from generator.config import Settings
from generator.output import coherence, holding, manifest, names_lock, survey
from generator.output.manifest import Manifest
from generator.output.names_lock import Blocks
from generator.output.outcome import Outcome
from generator.output.proof import made_by, settings_of
from generator.pages.inputs import Inputs
from generator.pages.layout import folder_of

# More pages are read faster in several processes.
_FEW = 40


def generate(
    settings: Settings, found: Inputs, today: date
) -> tuple[Outcome, int] | None:
    """Carry out what a run comes to if that can be told shortly: that, and how many files were written; else None.

    BadManifest, OutputUnusable.
    """
    if not os.path.exists(settings.out / manifest.NAME):
        return None
    with holding.watched(settings.out) as alone:
        run = rehearse(settings, found, today)
        if run is None or run.new is run.old:
            return run and (run, 0)
        alone()
        return run, _written(run)


def _written(run: Outcome) -> int:
    from generator.output import writing  # Hardly any run gets here.

    changes = writing.compare(run, force=False)
    writing.apply(run, changes, lambda: None)
    return len(changes.written)


def rehearse(settings: Settings, found: Inputs, today: date) -> Outcome | None:
    """Return what a run comes to if that can be told shortly, else None; BadManifest or OutputUnusable."""
    old = _proof(settings, found, today)
    edited = _edited(old, found) if old else ()
    if not old or len(edited) > _FEW:
        return None
    if not all(_stands_alone(old, page) for page in edited):
        return None
    names = names_lock.glance(settings.out)
    same = _standing(settings, old, names) if names else None
    if not names or not same or not edited:
        return same
    # What reading a page and making its files takes is imported by those only that do.
    from generator.output import renewal

    return renewal.renewed(settings, found, same, edited, names)


def _proof(settings: Settings, found: Inputs, today: date) -> Manifest | None:
    """Return the manifest if it proves that nothing but the texts of pages can have changed since."""
    if settings.services or not found.whole or holding.is_unfinished(settings.out):
        return None
    old = manifest.load(settings.out)
    as_made = _is_as_made(old, settings, found, today)
    return old if as_made and coherence.holds(old, settings) else None


def _edited(old: Manifest, found: Inputs) -> Sequence[str]:
    """Return the pages whose text is another than that which the manifest knows."""
    known = old.readings
    return [page for page, one in found.pages.items() if known[page].digest != one]


def _is_as_made(old: Manifest, settings: Settings, found: Inputs, today: date) -> bool:
    """Whether all but the texts of pages is as it was, and no correction has expired since."""
    overlays = {name: one.digest for name, one in old.overlays.items()}
    day = today.isoformat()
    return (
        old.generator == made_by()
        and old.settings == settings_of(settings, found.raw.scope)
        and old.readings.keys() == found.pages.keys()
        and overlays == found.corrections
        and not any(one.faulty for one in old.overlays.values())
        and all(one.until >= day for one in old.overlays.values() if one.until)
    )


def _stands_alone(old: Manifest, page: str) -> bool:
    """Whether a page gives one action, that no other page describes and no overlay corrects."""
    made = old.pages.get(page)
    return made is not None and not (made.corrected or old.readings[page].rivals)


def _are_named(old: Manifest, names: Blocks) -> bool:
    """Whether the lock of names holds the names in the output, and no others."""
    entries = [record.entry for record in old.pages.values()]
    packages = {folder_of(one.page): one.service for one in entries}
    given = {record.entry.action: record.names for record in old.pages.values()}
    told = {name: names_lock.digest_of(one) for name, one in names.actions.items()}
    return (packages, given) == (names.packages, told)


def _standing(settings: Settings, old: Manifest, names: Blocks) -> Outcome | None:
    """Return what a run that has nothing to do comes to; None if anything is not there as the manifest says."""
    owned = old.digests()
    there = survey.survey(settings.out, owned)
    if there.found != owned or not _are_named(old, names):
        return None
    lock = {names_lock.NAME: names.digest}
    ours = owned | lock
    strangers = tuple(one for one in there.strangers if one not in lock)
    return Outcome(settings.out, old, old, ours, {}, ours, ours, strangers)
