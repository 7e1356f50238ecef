"""The composition: read, interpret, plan, render, verify, and only then write."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

from generator import (
    catalog,
    corrections,
    excerpts,
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
from generator.interpret import Interpretation
from generator.manifest import Manifest
from generator.names_lock import Lock
from generator.outline import Outline
from generator.overlays import Overlay
from generator.plan import Entry, Target
from generator.reading import read_page
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
    settings: Settings, force: bool, progress: Progress, today: date | None = None
) -> Report:
    """Make the package; UnreadableInput, OutputUnusable, OutputConflict, BadManifest or BadLock if nothing was written.

    ``today`` decides which corrections have expired: the day of the run, in UTC, if not given.
    """
    _check_apart(settings.specs, settings.out)
    tree = sources.read_tree(settings.specs)
    with workers.started(settings.jobs) as crew:
        day = today or datetime.now(UTC).date()
        read = read_catalog(settings, tree, crew, progress, day)
        _check_services(settings, read)
        with writing.locked(settings.out):
            writing.complete(settings.out)
            return _written(settings, tree, read, crew, force, progress)


def read(
    settings: Settings, progress: Progress, today: date | None = None
) -> tuple[Path, Catalog]:
    """Read the catalog and nothing else: the folder that its paths start from, and the catalog; UnreadableInput."""
    tree = sources.read_tree(settings.specs)
    with workers.started(settings.jobs) as crew:
        day = today or datetime.now(UTC).date()
        return tree.base, read_catalog(settings, tree, crew, progress, day)


def read_catalog(
    settings: Settings, tree: Tree, crew: Workers, progress: Progress, today: date
) -> Catalog:
    """Interpret every page, choose one for each action, correct what overlays say is wrong, leave out what is not wanted."""
    read = catalog.build(tree, _interpreted(tree, crew, progress))
    _check_not_empty(settings.specs, read)
    corrected = corrections.apply(read, tree, _overlays(settings, tree), today)
    return _selected(settings, corrected)


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


def _overlays(settings: Settings, tree: Tree) -> tuple[Overlay, ...]:
    if settings.overlays:
        folder = Path(os.path.realpath(settings.overlays))
        return overlays.read_folder(folder, tree.base)
    folder = tree.base / "overlays"
    if folder.is_dir() or folder.is_symlink():
        return overlays.read_folder(folder, tree.base)
    return ()


def _written(
    settings: Settings,
    tree: Tree,
    read: Catalog,
    crew: Workers,
    force: bool,
    progress: Progress,
) -> Report:
    """Decide what there is to make, make it, and write it."""
    out = settings.out
    old, given = manifest.load(out), names_lock.load(out)
    decided = outline.decide(
        read, writing.surviving(out, old), settings.services, settings.package, given
    )
    target = Target(settings.package, settings.version)
    step = partial(progress, "generate")
    made = production.produce(decided, target, read.broken, crew, step)
    owned = _with_names(old, given)
    changes = writing.compare(out, made.texts, owned, _staying(decided), force)
    writing.apply(out, changes, made.texts, made.manifest, _steps(changes, progress))
    return Report(
        base=tree.base,
        out=out,
        catalog=read,
        diagnostics=tuple(
            sorted(
                finding
                for finding in (*read.diagnostics, *made.findings)
                if not settings.services
                or excerpts.concerns(finding.place.path, read, decided.folders)
            )
        ),
        changes=changes,
        kept=decided.kept,
        unmatched=tuple(selection.unmatched(read, _selection(settings))),
    )


def _with_names(old: Manifest, given: Lock) -> Manifest:
    """The lock of names is ours as it was read, whoever merged or edited it since it was written."""
    held = {names_lock.NAME: given.digest} if given.digest else {}
    return replace(old, shared={**old.shared, **held})


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
    of_pages = {path for record in decided.staying.values() for path in record.files}
    return of_pages | decided.staying_errors.keys()


def _steps(changes: Changes, progress: Progress) -> Callable[[], None]:
    done = itertools.count(1)
    return lambda: progress("write", next(done), len(changes.written))
