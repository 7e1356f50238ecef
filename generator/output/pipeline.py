"""The composition: read, interpret, plan, render, verify, and only then write."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

from generator import workers
from generator.catalog import catalog, corrections, overlays, selection
from generator.catalog.catalog import Catalog
from generator.catalog.overlays import Overlay
from generator.catalog.selection import Selection
from generator.config import BadSettings, Settings
from generator.counting import counted
from generator.diagnostics import Diagnostic
from generator.output import holding, manifest, names_lock, outline, rehearsal, writing
from generator.output.rehearsal import Rehearsal, Run
from generator.output.remembered import Memory
from generator.output.writing import Changes
from generator.pages import inputs, sources
from generator.pages.files import Found
from generator.pages.inputs import Inputs
from generator.pages.interpret import Interpretation
from generator.pages.reading import read_page
from generator.pages.sources import Tree
from generator.python.entries import Entry
from generator.refusals import OutputUnusable, UnreadableInput
from generator.workers import Workers

Progress: TypeAlias = workers.Progress


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found and did.

    ``kept`` are the actions whose page broke, so that their last good output stays; ``unmatched`` says which patterns of
    the settings match nothing.
    """

    base: Path
    out: Path
    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]
    changes: Changes
    kept: tuple[Entry, ...]
    unmatched: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether some page had errors."""
        return any(finding.severity == "error" for finding in self.diagnostics)


def generate(
    settings: Settings,
    force: bool,
    progress: Progress,
    today: date | None = None,
    *,
    full: bool = False,
    found: Inputs | None = None,
) -> Report:
    """Make the package; UnreadableInput, OutputUnusable, OutputConflict, BadManifest or BadLock if nothing was written.

    ``today`` decides which corrections have expired: the day of the run, in UTC, if not given.  What the manifest proves
    to be there as it would be made again is not made again, unless ``full``.  ``found`` is what was read already.
    """
    holding.check_apart(settings.specs, settings.out)
    with workers.started(settings.jobs) as crew:
        known = found or inputs.read(settings)
        memory = None if full else Memory(known, keep=True)
        run = _run(settings, known, crew, progress, today, memory)
        with holding.locked(settings.out):
            writing.complete(settings.out)
            if not force:
                _check_reach(settings, known.raw)
            done = rehearsal.rehearse(run, full)
            if not force:
                _check_left(done)
            return _written(done, force)


def rehearse(
    settings: Settings,
    progress: Progress,
    today: date | None = None,
    *,
    full: bool = False,
    found: Inputs | None = None,
) -> Rehearsal:
    """Do all that ``generate`` would, but for writing; the same errors, but for OutputConflict."""
    with workers.started(settings.jobs) as crew:
        known = found or inputs.read(settings)
        _check_reach(settings, known.raw)
        memory = None if full else Memory(known, keep=False)
        run = _run(settings, known, crew, progress, today, memory)
        done = rehearsal.rehearse(run, full)
        _check_left(done)
        return done


def _run(
    settings: Settings,
    found: Inputs,
    crew: Workers,
    progress: Progress,
    today: date | None,
    memory: Memory | None,
) -> Run:
    day = today or datetime.now(UTC).date()
    corrected = tuple(map(overlays.understood, found.overlays))
    read = read_catalog(settings, found.tree, crew, progress, day, corrected, memory)
    _check_services(settings, read)
    return Run(settings, found, corrected, read, crew, progress)


def _written(done: Rehearsal, force: bool) -> Report:
    run = done.run
    changes = writing.compare(done.outcome, force)
    writing.apply(done.outcome, changes, _steps(changes, run.progress))
    return Report(
        base=run.inputs.raw.base,
        out=run.settings.out,
        catalog=run.read,
        diagnostics=done.diagnostics,
        changes=changes,
        kept=done.decided.kept,
        unmatched=done.unmatched,
    )


def read(
    settings: Settings, progress: Progress, today: date | None = None
) -> tuple[Path, Catalog]:
    """Read the catalog and nothing else: the folder that its paths start from, and the catalog; UnreadableInput."""
    tree = sources.texts(inputs.find(settings))
    with workers.started(settings.jobs) as crew:
        day = today or datetime.now(UTC).date()
        return tree.base, read_catalog(settings, tree, crew, progress, day)


def read_catalog(
    settings: Settings,
    tree: Tree,
    crew: Workers,
    progress: Progress,
    today: date,
    corrected: tuple[Overlay, ...] | None = None,
    memory: Memory | None = None,
) -> Catalog:
    """Interpret every page, choose one for each action, correct what overlays say is wrong, leave out what is not wanted.

    ``corrected`` are the overlays if they have been read; ``memory`` knows pages that were read before.
    """
    if corrected is None:
        of_tree = inputs.overlays_of(settings, tree.base)
        corrected = tuple(map(overlays.understood, of_tree))
    read = catalog.build(tree, _interpreted(tree, crew, progress, memory))
    _check_not_empty(settings.specs, read)
    chosen = corrections.apply(read, tree, corrected, today)
    return _selected(settings, chosen)


def _selected(settings: Settings, read: Catalog) -> Catalog:
    """Leave out what the settings do; BadSettings if that is everything."""
    wanted = Selection(settings.include, settings.exclude)
    selected = selection.select(read, wanted)
    if selected.excluded and not selected.services:
        raise BadSettings(
            f"[tool.docs2sdk] include and exclude leave nothing of {settings.specs}"
        )
    return selected


def _interpreted(
    tree: Tree, crew: Workers, progress: Progress, memory: Memory | None
) -> Iterator[Interpretation]:
    read = memory.interpretations(crew) if memory else crew.map(read_page, tree.pages)
    for done, page in enumerate(read, 1):
        yield page
        progress("read", done, len(tree.pages))


def _check_not_empty(specs: Path, read: Catalog) -> None:
    """A wrong folder would otherwise empty the output."""
    if not read.services and not read.broken:
        raise UnreadableInput(f"{specs} holds no API page (*.md)")


def _check_reach(settings: Settings, found: Found) -> None:
    """Refuse to remove actions only because a product or a page was named that says nothing of them; OutputUnusable."""
    if found.scope == "checkout" or settings.services or not found.files:
        return
    folder, slash, _ = (first := found.files[0].path).partition("/")
    reach = first if found.scope == "page" else folder + slash
    pages = manifest.load(settings.out).pages
    others = sum(not page.startswith(reach) for page in pages)
    if others:
        raise OutputUnusable(
            f"{settings.out} holds {counted(others, 'action')} of which {settings.specs} says nothing, and which would be removed\n"
            "Name the whole documentation (--service renews one service of it) or another --out;"
            " generate --force removes them."
        )


def _check_left(done: Rehearsal) -> None:
    """Refuse to empty the output because of pages that are broken and never gave anything of it; UnreadableInput.

    They are no sign that the folder is the right one.  Actions that overlays hide are meant to go.
    """
    read, settings = done.run.read, done.run.settings
    if read.services or read.hidden or done.decided.kept:
        return
    there = writing.surviving(done.outcome.old, done.outcome.found).pages
    if lost := len(there) - len(done.decided.staying):
        raise UnreadableInput(
            f"{settings.specs} gives no action, since {min(read.broken)} has errors,"
            f" and the {lost} actions in {settings.out} would be removed\n"
            "Name the documentation, or mend the page; generate --force removes them."
        )


def _check_services(settings: Settings, read: Catalog) -> None:
    if not settings.services:
        return
    old, given = manifest.load(settings.out), names_lock.load(settings.out)
    named = outline.packages(read, old, settings.services, given)
    for service in settings.services:
        if service not in {*named, *named.values()}:
            listed = ", ".join(sorted(named.values()))
            out = selection.leaves_out(read, service)
            why = " (include and exclude leave it out)" if out else ""
            raise UnreadableInput(
                f"no service {service!r} in {settings.specs}{why}; there are: {listed}"
            )


def _steps(changes: Changes, progress: Progress) -> Callable[[], None]:
    done = itertools.count(1)
    return lambda: progress("write", next(done), len(changes.written))
