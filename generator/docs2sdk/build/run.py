"""A run from end to end: ``check`` does all that ``generate`` does, but for the commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from docs2sdk import cache, folders
from docs2sdk.build import disk
from docs2sdk.build.context import Run
from docs2sdk.build.disk import Output
from docs2sdk.build.report import Report
from docs2sdk.cache import Cache
from docs2sdk.config import Settings
from docs2sdk.counting import counted
from docs2sdk.pages.inputs import Inputs
from docs2sdk.pages.layout import folder_of
from docs2sdk.refusals import OutputUnusable, UnreadableInput
from docs2sdk.workers import Progress

if TYPE_CHECKING:
    from docs2sdk.build.pipeline import Rebuilt

_CHECK_PATIENCE = 60  # seconds, for a run at work to end
_MAX_LISTED = 10


@contextmanager
def prepared(
    settings: Settings,
    inputs: Inputs,
    progress: Progress,
    *,
    today: date | None = None,
    use_cache: bool = True,
    whole: bool = False,
) -> Iterator[Run]:
    """Yield a run that may begin; OutputUnusable if it may not write where the settings say."""
    folders.check_apart(settings.specs, settings.out)
    day = today or datetime.now(UTC).date()
    places = (settings.specs, settings.out)
    with cache.opened(*places) if use_cache else nullcontext(Cache()) as opened:
        yield Run(settings, inputs, opened, progress, day, whole)


def generate(run: Run, force: bool = False) -> Report:
    """Bring the output up to date.

    UnreadableInput, BadSettings, OutputUnusable, OutputConflict or BadManifest if nothing was written.
    """
    output = disk.read_output(run.settings.out)
    run = replace(run, settings=run.settings.for_output_of(output.manifest.package))
    if done := run.known_report(output):
        return done
    from docs2sdk.build import transaction  # not needed where all is known
    from docs2sdk.build.changes import settle
    from docs2sdk.build.pipeline import rebuild

    with folders.held(output.folder):
        output = disk.read_again(output)
        if not force:
            _check_reach(run, output)
        rebuilt = rebuild(run, output)
        if not force:
            _check_left(run, rebuilt)
        changes = settle(rebuilt.changes, force)
        disk.check_unchanged(changes.output, {*changes.texts, *changes.deleted})
        transaction.commit(changes, run.progress)
        done, result = rebuilt.report, changes.result
        if not result.untracked and not changes.orphans:
            same = done.unchanged + len(done.written)
            run.keep_report(result, replace(done, unchanged=same))
        return done


def check(run: Run) -> Report:
    """Say what ``generate`` would do, and change nothing; the same errors but for OutputConflict.

    ``Report.drift`` has every file that is not what the pages give.
    """
    output = disk.read_output(run.settings.out)
    run = replace(run, settings=run.settings.for_output_of(output.manifest.package))
    if done := run.known_report(output):
        return done
    from docs2sdk.build.changes import find_drift  # not needed where all is known
    from docs2sdk.build.pipeline import rebuild

    with folders.held(output.folder, patience=_CHECK_PATIENCE):
        output = disk.read_again(output)
    _check_reach(run, output)
    rebuilt = rebuild(run, output)
    _check_left(run, rebuilt)
    drift = find_drift(rebuilt.changes)
    if not drift:
        run.keep_report(output, rebuilt.report)
    return replace(rebuilt.report, drift=drift)


def _check_reach(run: Run, output: Output) -> None:
    """Refuse to remove actions only because SPECS is one product or page, which says nothing of them; OutputUnusable."""
    found, settings = run.inputs.raw, run.settings
    if found.scope == "checkout" or settings.services or not found.files:
        return
    first = found.files[0].path
    reach = first if found.scope == "page" else f"{folder_of(first)}/"
    others = sum(not page.startswith(reach) for page in output.entries)
    if others:
        raise OutputUnusable(
            f"{settings.out} holds {counted(others, 'action')} of which {settings.specs} says nothing, and which would be removed\n"
            "Name the whole documentation (--service renews one service of it) or another --out;"
            " generate --force removes them."
        )


def _check_left(run: Run, rebuilt: Rebuilt) -> None:
    """Refuse to make a package without any action: most likely SPECS is not the right folder; UnreadableInput."""
    plan, catalog = rebuilt.plan, rebuilt.report.catalog
    if plan.fresh or plan.held_back or (rebuilt.report.hidden and any(plan.entries)):
        return
    from docs2sdk.catalog.missing_actions import describe_pages

    before = len(rebuilt.changes.output.entries)
    lost = f"; {counted(before, 'action')} would be removed" if before else ""
    errors = [str(one) for one in rebuilt.report.errors[:_MAX_LISTED]]
    force = ["generate --force removes what is there."] if before else []
    found = describe_pages(catalog.pages if catalog else ())
    raise UnreadableInput(
        "\n".join([f"{run.settings.specs}: {found}{lost}", *errors, *force])
    )
