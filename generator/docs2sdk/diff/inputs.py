"""Read what OLD and NEW name (a folder, a page, a schema file or a git revision) as two snapshots."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from docs2sdk import schema_json
from docs2sdk.catalog import catalog, selection
from docs2sdk.catalog.selection import Selection
from docs2sdk.diff import repositories, revisions, snapshots
from docs2sdk.diff.repositories import Repository
from docs2sdk.diff.revisions import NoPages
from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.errors import UnreadableInput
from docs2sdk.overlays import apply_catalog, overlay_files
from docs2sdk.overlays.overlay_files import Overlay
from docs2sdk.pages import page_sources, run_inputs
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import Source, SourceTree
from docs2sdk.python.existing_names import NO_EXISTING_NAMES, ExistingNames
from docs2sdk.workers import WorkerPool

# The interpretation of each page: a page is interpreted once for each text that it has.
PageCache: TypeAlias = dict[Source, tuple[ParsedPage, ...]]

# Called with the number of pages that are done, and the number of all.
Progress: TypeAlias = Callable[[int, int], None]

# A revision contains a colon in braces only: ``HEAD@{2026-01-01 10:00}``.
_REVISION = re.compile(r"git:(?P<revision>(?:[^:{]|\{[^{}]*\})*)(?::(?P<path>.*))?")
# An expired correction is no change of the documentation: with this day none expires.
_NO_DAY = date.min


@dataclass(frozen=True, slots=True)
class InputOptions:
    """How inputs are read.

    ``repository`` holds the revisions; None means the repository of the other input if that is a path, else that of
    ``specs``.  No ``overlays`` means the overlays beside the pages.  ``selection`` is what is compared, ``names`` are
    the Python names that the client already has.  ``builtin_overlays``: those of this program are applied, too.
    """

    specs: Path
    repository: Path | None = None
    overlays: tuple[Path, ...] = ()
    selection: Selection = field(default_factory=Selection)
    names: ExistingNames = NO_EXISTING_NAMES
    builtin_overlays: bool = True


@dataclass(frozen=True, slots=True)
class _PageSet:
    """Pages and overlays of one input, not yet interpreted; ``prefix`` and ``revision`` as in Snapshot."""

    name: str
    tree: SourceTree
    overlays: tuple[Overlay, ...]
    prefix: str
    revision: str = ""


def read_snapshots(
    old: str, new: str, options: InputOptions, pool: WorkerPool, progress: Progress
) -> tuple[Snapshot, Snapshot]:
    """Read both inputs.

    UnreadableInput if one cannot be read, holds no pages, or has another scope than the other; BadSchema for a schema
    file that is invalid.
    """
    _check_exists(old, new, options)
    _check_exists(new, old, options)
    before, after = _read_input(old, new, options), _read_input(new, old, options)
    page_sets = [item for item in (before, after) if isinstance(item, _PageSet)]
    if len(page_sets) == 2:
        _check_same_scope(*page_sets)
    pages = {page for page_set in page_sets for page in page_set.tree.pages}
    cache = _interpret_pages(pages, pool, progress)
    return _build_snapshot(before, cache, options), _build_snapshot(
        after, cache, options
    )


def read_revision(
    revision: str, options: InputOptions, cache: PageCache, pool: WorkerPool
) -> Snapshot:
    """Read a revision of the repository in ``options``; pages in the cache are not interpreted again, new ones are added.

    UnreadableInput if there is no such revision, NoPages if it has no pages.
    """
    pages = _read_revision(f"git:{revision}", revision, None, "git:", options)
    new = {page for page in pages.tree.pages if page not in cache}
    cache |= _interpret_pages(new, pool, lambda *_: None)
    return _build_snapshot(pages, cache, options)


def _check_exists(text: str, counterpart: str, options: InputOptions) -> None:
    """Report a missing path before any error of the repository that the other input is looked up in."""
    if _REVISION.fullmatch(text):
        return
    if reason := repositories.describe_missing(Path(text)):
        hint = _suggest_revision(text, counterpart, options)
        raise UnreadableInput(f"{reason}{hint}")


def _suggest_revision(text: str, counterpart: str, options: InputOptions) -> str:
    """Return a hint if a path is a revision without ``git:``, else ""."""
    suggestion = f"git:{text}"
    match = _REVISION.fullmatch(suggestion)
    try:
        repository = _find_repository(counterpart, options)
    except UnreadableInput:
        return ""
    exists = match and repositories.has_revision(repository, match["revision"])
    return f'; did you mean the revision "{suggestion}"?' if exists else ""


def _find_repository(counterpart: str, options: InputOptions) -> Repository:
    """Return the repository of revisions that are compared with another input."""
    if options.repository:
        return repositories.find_repository(options.repository)
    is_path = not counterpart.endswith(".json") and not _REVISION.fullmatch(counterpart)
    path = Path(counterpart) if is_path else options.specs
    return repositories.find_repository(path, repositories.HINT)


def _read_input(
    text: str, counterpart: str, options: InputOptions
) -> _PageSet | Snapshot:
    if text.endswith(".json") and os.path.isfile(text):
        services = schema_json.load(Path(text))
        return snapshots.from_services(services, options.selection)
    return _read_pages(text, counterpart, options)


def _read_pages(text: str, counterpart: str, options: InputOptions) -> _PageSet:
    if match := _REVISION.fullmatch(text):
        revision, path = match["revision"], match["path"]
        return _read_revision(text, revision, path, counterpart, options)
    tree = page_sources.read_source_tree(Path(text))
    page_overlays = _read_overlays(options, tree)
    prefix = os.path.relpath(tree.base.first).replace(os.sep, "/")
    return _PageSet(text, tree, page_overlays, "" if prefix == "." else f"{prefix}/")


def _read_revision(
    text: str, revision: str, path: str | None, counterpart: str, options: InputOptions
) -> _PageSet:
    repository = _find_repository(counterpart, options)
    tree, page_overlays = revisions.read_pages(repository, revision, path)
    if options.overlays:
        page_overlays = _read_overlays(options, tree)
    base = tree.base.first.as_posix()
    prefix = "" if base in (".", "..") else f"{base}/"
    return _PageSet(text, tree, page_overlays, prefix, revision)


def _read_overlays(options: InputOptions, tree: SourceTree) -> tuple[Overlay, ...]:
    """Return the overlays in the folders of the options, else beside the products."""
    return tuple(
        overlay
        for folder in run_inputs.find_overlay_folders(options.overlays, tree.base)
        for overlay in overlay_files.read_overlay_folder(folder, tree.base.first)
    )


def _check_same_scope(old: _PageSet, new: _PageSet) -> None:
    """Reject a page against a folder: all other pages of the folder would be reported as new."""
    if old.tree.scope != new.tree.scope:
        scopes = {
            "checkout": "a folder of services",
            "product": "the folder of one service",
            "page": "a page",
        }
        raise UnreadableInput(
            f"cannot compare {old.name}, {scopes[old.tree.scope]}, "
            f"with {new.name}, {scopes[new.tree.scope]}"
        )


def _interpret_pages(
    pages: Iterable[Source], pool: WorkerPool, progress: Progress
) -> PageCache:
    """Interpret every page once: most are the same in both inputs."""
    ordered = sorted(pages, key=lambda page: (page.path, page.text))
    cache = {}
    for page, reading in zip(ordered, pool.map(parse_pages, ordered), strict=True):
        cache[page] = reading
        progress(len(cache), len(ordered))
    return cache


def _build_snapshot(
    pages: _PageSet | Snapshot, cache: PageCache, options: InputOptions
) -> Snapshot:
    if isinstance(pages, Snapshot):
        return replace(pages, names=options.names)
    tree = pages.tree
    parsed = chain.from_iterable(cache[page] for page in tree.pages)
    documented = catalog.build_catalog(tree, parsed)
    builtin = run_inputs.read_builtin_overlays() if options.builtin_overlays else ()
    overlays = (*pages.overlays, *map(overlay_files.read_overlay, builtin))
    corrected = apply_catalog.correct_catalog(documented, tree, overlays, _NO_DAY)
    selected = selection.apply_selection(corrected, options.selection)
    snapshot = snapshots.from_catalog(selected, tree, pages.prefix, pages.revision)
    if not snapshot.services and not snapshot.unparsable:
        raise NoPages(f"{pages.name} contains no API page (*.md)")
    return replace(snapshot, names=options.names)
