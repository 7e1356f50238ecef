"""The composition: read, interpret, plan, render, verify, and only then write."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

from generator import (
    account,
    catalog,
    corrections,
    excerpts,
    inputs,
    manifest,
    names_lock,
    outline,
    overlays,
    production,
    selection,
    sources,
    workers,
    writing,
)
from generator.catalog import Catalog
from generator.config import BadSettings, Settings
from generator.diagnostics import Diagnostic
from generator.inputs import Inputs
from generator.interpret import Interpretation
from generator.manifest import Manifest
from generator.outline import Outline
from generator.overlays import Overlay
from generator.plan import Target
from generator.production import Production
from generator.reading import read_page
from generator.records import Entry
from generator.selection import Selection
from generator.sources import Tree, UnreadableInput
from generator.workers import Workers
from generator.writing import Changes, OutputUnusable

# Stage, how many are done, how many there are.
Progress: TypeAlias = Callable[[str, int, int], None]


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
) -> Report:
    """Make the package; UnreadableInput, OutputUnusable, OutputConflict, BadManifest or BadLock if nothing was written.

    ``today`` decides which corrections have expired: the day of the run, in UTC, if not given.  What the manifest proves
    to be there as it would be made again is not made again, unless ``full``.
    """
    _check_apart(settings.specs, settings.out)
    found = inputs.read(settings)
    with workers.started(settings.jobs) as crew:
        day = today or datetime.now(UTC).date()
        corrected = tuple(map(overlays.understood, found.overlays))
        read = read_catalog(settings, found.tree, crew, progress, day, corrected)
        _check_services(settings, read)
        with writing.locked(settings.out):
            writing.complete(settings.out)
            run = _Run(settings, found, corrected, read, crew, progress)
            return _written(run, force, full)


def read(
    settings: Settings, progress: Progress, today: date | None = None
) -> tuple[Path, Catalog]:
    """Read the catalog and nothing else: the folder that its paths start from, and the catalog; UnreadableInput."""
    tree = sources.read_tree(settings.specs)
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
) -> Catalog:
    """Interpret every page, choose one for each action, correct what overlays say is wrong, leave out what is not wanted."""
    if corrected is None:
        of_tree = inputs.overlays_of(settings, tree)
        corrected = tuple(map(overlays.understood, of_tree))
    read = catalog.build(tree, _interpreted(tree, crew, progress))
    _check_not_empty(settings.specs, read)
    chosen = corrections.apply(read, tree, corrected, today)
    return _selected(settings, chosen)


def _selected(settings: Settings, read: Catalog) -> Catalog:
    """Leave out what the settings do; BadSettings if that is everything."""
    selected = selection.select(read, _selection(settings))
    if selected.excluded and not selected.services:
        raise BadSettings(
            f"[tool.docs2sdk] include and exclude leave nothing of {settings.specs}"
        )
    return selected


def _selection(settings: Settings) -> Selection:
    return Selection(settings.include, settings.exclude)


@dataclass(frozen=True, slots=True)
class _Run:
    """What is known before anything is decided."""

    settings: Settings
    inputs: Inputs
    overlays: tuple[Overlay, ...]
    read: Catalog
    crew: Workers
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Result:
    """What was decided and made, the manifest to be, the digests of what was ours, and what ``found`` on disk."""

    decided: Outline
    made: Production
    new: Manifest
    owned: Mapping[str, str]
    found: Mapping[str, str]


def _written(run: _Run, force: bool, full: bool) -> Report:
    """Decide what there is to make, make it, and write it."""
    out, result = run.settings.out, _made(run, full)
    changes = writing.compare(
        out,
        result.made.digests(),
        result.owned,
        result.found,
        _staying(result.decided),
        force,
    )
    steps = _steps(changes, run.progress)
    writing.apply(out, changes, result.made.texts, result.new, steps)
    return Report(
        base=run.inputs.tree.base,
        out=out,
        catalog=run.read,
        diagnostics=tuple(_told(run, result)),
        changes=changes,
        kept=result.decided.kept,
        unmatched=tuple(selection.unmatched(run.read, _selection(run.settings))),
    )


def _made(run: _Run, full: bool) -> _Result:
    """Decide what there is to make, and make what is not there yet."""
    settings, read = run.settings, run.read
    old, given = manifest.load(settings.out), names_lock.load(settings.out)
    # The lock of names is ours as it was read, whoever merged or edited it since it was written.
    owned = old.digests() | ({names_lock.NAME: given.digest} if given.digest else {})
    found = writing.look(settings.out, owned)
    there = writing.surviving(old, found)
    decided = outline.decide(read, there, settings.services, settings.package, given)
    made = production.produce(
        decided,
        Target(settings.package, settings.version),
        account.origins(run.inputs.pages, read),
        read.broken,
        Manifest() if full else writing.standing(old, found),
        run.crew,
        partial(run.progress, "generate"),
    )
    about = account.About(run.inputs, run.overlays, read, made.about_services)
    told = account.of_run(settings, about, decided.folders, old)
    new = replace(
        told,
        pages={**decided.staying, **made.pages},
        shared={**decided.staying_errors, **made.shared},
    )
    more = writing.look(settings.out, made.digests().keys() - found.keys())
    new = manifest.renewed(old, new)
    return _Result(decided, made, new, owned, {**found, **more})


def _told(run: _Run, result: _Result) -> list[Diagnostic]:
    """Return the findings about all that the run is for."""
    folders = result.decided.folders
    return sorted(
        finding
        for finding in (
            *run.read.diagnostics,
            *result.made.findings,
            *result.made.about_services,
        )
        if not run.settings.services
        or excerpts.concerns(finding.place.path, run.read, folders)
    )


def _interpreted(
    tree: Tree, crew: Workers, progress: Progress
) -> Iterator[Interpretation]:
    for done, page in enumerate(crew.map(read_page, tree.pages), 1):
        yield page
        progress("read", done, len(tree.pages))


def _check_apart(specs: Path, out: Path) -> None:
    """Writing among the pages, or over a whole disk or home, is never meant."""
    read, written = Path(os.path.realpath(specs)), Path(os.path.realpath(out))
    home = Path(os.path.realpath(os.path.expanduser("~")))
    if written in (Path(written.anchor), home):
        raise OutputUnusable(f"{out} is no folder to generate into")
    if read == written or read in written.parents or written in read.parents:
        raise OutputUnusable(f"the output {out} and the pages {specs} must lie apart")
    if os.path.lexists(out) and not out.is_dir():
        raise OutputUnusable(f"{out} is not a folder")


def _check_not_empty(specs: Path, read: Catalog) -> None:
    """A wrong folder would otherwise empty the output."""
    if not read.services and not read.broken:
        raise UnreadableInput(f"{specs} holds no API page (*.md)")


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


def _staying(decided: Outline) -> set[str]:
    stays = Manifest(decided.staying, decided.staying_errors)
    return set(stays.digests())


def _steps(changes: Changes, progress: Progress) -> Callable[[], None]:
    done = itertools.count(1)
    return lambda: progress("write", next(done), len(changes.written))
