"""Read what OLD and NEW name (a folder, a page, a schema file or a git revision) as two snapshots."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from docs2sdk import schema_json
from docs2sdk.catalog import catalog, selection
from docs2sdk.catalog.selection import Selection
from docs2sdk.diff import repositories, revisions, snapshots
from docs2sdk.diff.repositories import Repository
from docs2sdk.diff.revisions import NoPages, RevisionPages
from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.errors import UnreadableInput
from docs2sdk.overlays import apply_catalog, overlay_files
from docs2sdk.overlays.overlay_files import Overlay
from docs2sdk.pages import folder_merge, page_sources, run_inputs
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import Source, SourceTree
from docs2sdk.targets.existing_names import NO_EXISTING_NAMES, ExistingNames
from docs2sdk.workers import WorkerPool

# The interpretation of each page: a page is interpreted once for each text that it has.
PageCache: TypeAlias = dict[Source, tuple[ParsedPage, ...]]

# As OLD or NEW: the pages of the settings, which may be in several folders.
SETTINGS_PAGES = ""

# Called with the number of pages that are done, and the number of all.
Progress: TypeAlias = Callable[[int, int], None]

# How many texts of earlier revisions may be kept: those of pages that are changed back and forth need not be read again.
_MAX_OLD_PAGES = 200

# A revision contains a colon in braces only: ``HEAD@{2026-01-01 10:00}``.
_REVISION = re.compile(r"git:(?P<revision>(?:[^:{]|\{[^{}]*\})*)(?::(?P<path>.*))?")
# An expired correction is no change of the documentation: with this day none expires.
_NO_DAY = date.min


@dataclass(frozen=True, slots=True)
class InputOptions:
    """How inputs are read.

    ``specs`` are the folders of pages of the settings.  ``repository`` holds the revisions; None means the repository of
    the other input if that is a path, else that of ``specs``.  No ``overlays`` means the overlays beside the pages.  ``selection`` is what is compared, ``names`` are
    the Python names that the client already has.  ``builtin_overlays``: those of this program are applied, too.
    """

    specs: tuple[Path, ...]
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


class SnapshotBuilder:
    """Makes snapshots of the revisions of one repository; a page is interpreted once for each text that it had.

    What the last snapshot did not need is forgotten, so that thousands of revisions need no more memory than two.
    """

    def __init__(self, options: InputOptions, pool: WorkerPool) -> None:
        self._options = options
        self._pool = pool
        self._cache: PageCache = {}

    def build(self, revision: str, pages: RevisionPages) -> Snapshot:
        """Return the snapshot of a revision; NoPages if it has no API page."""
        page_set = _make_revision_set(f"git:{revision}", revision, pages, self._options)
        sources = page_set.tree.pages
        new = {page for page in sources if page not in self._cache}
        self._cache |= _interpret_pages(new, self._pool, lambda *_: None)
        if len(self._cache) > len(sources) + _MAX_OLD_PAGES:
            self._cache = {page: self._cache[page] for page in sources}
        return _build_snapshot(page_set, self._cache, self._options)


def _check_exists(text: str, counterpart: str, options: InputOptions) -> None:
    """Report a missing path before any error of the repository that the other input is looked up in."""
    if text == SETTINGS_PAGES or _REVISION.fullmatch(text):
        return
    if reason := repositories.describe_missing(Path(text)):
        hint = _suggest_revision(text, counterpart, options)
        raise UnreadableInput(f"{reason}{hint}")


def _suggest_revision(text: str, counterpart: str, options: InputOptions) -> str:
    """Return a hint if a path is a revision without ``git:``, else ""."""
    suggestion = f"git:{text}"
    match = _REVISION.fullmatch(suggestion)
    try:
        repository, _ = _find_repository(counterpart, options)
    except UnreadableInput:
        return ""
    exists = match and repositories.has_revision(repository, match["revision"])
    return f'; did you mean the revision "{suggestion}"?' if exists else ""


def _find_repository(
    counterpart: str, options: InputOptions
) -> tuple[Repository, tuple[str, ...]]:
    """Return the repository of revisions that are compared with another input, and the paths of the pages in it."""
    if options.repository:
        return repositories.find_page_folders(options.repository, options.specs)
    is_path = not counterpart.endswith(".json") and not _REVISION.fullmatch(counterpart)
    if counterpart != SETTINGS_PAGES and is_path:
        repository = repositories.find_repository(Path(counterpart), repositories.HINT)
        return repository, (repository.path,)
    return repositories.find_common_repository(options.specs)


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
    if text == SETTINGS_PAGES:
        folders = tuple(folder_merge.read_folders(options.specs))
        tree = page_sources.decode_tree(folder_merge.merge_trees(folders))
    else:
        tree = page_sources.read_source_tree(Path(text))
    page_overlays = _read_overlays(options, tree)
    prefix = os.path.relpath(tree.base.first).replace(os.sep, "/")
    name = text or ", ".join(map(str, options.specs))
    return _PageSet(name, tree, page_overlays, "" if prefix == "." else f"{prefix}/")


def _read_revision(
    text: str, revision: str, path: str | None, counterpart: str, options: InputOptions
) -> _PageSet:
    repository, paths = _find_repository(counterpart, options)
    # Without PATH the default paths were used: the message says so.
    hint = f"; git:{revision}:PATH names another path" if path is None else ""
    inner = paths if path is None else (path,)
    pages = revisions.read_pages(repository, revision, inner, hint)
    return _make_revision_set(text, revision, pages, options)


def _make_revision_set(
    text: str, revision: str, pages: RevisionPages, options: InputOptions
) -> _PageSet:
    tree, page_overlays = pages
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


@cache
def _read_builtin_overlays() -> tuple[Overlay, ...]:
    return tuple(map(overlay_files.read_overlay, run_inputs.read_builtin_overlays()))


def _build_snapshot(
    pages: _PageSet | Snapshot, parsed_pages: PageCache, options: InputOptions
) -> Snapshot:
    if isinstance(pages, Snapshot):
        return replace(pages, names=options.names)
    tree = pages.tree
    parsed = chain.from_iterable(parsed_pages[page] for page in tree.pages)
    documented = catalog.build_catalog(tree, parsed)
    overlays = pages.overlays
    if options.builtin_overlays:
        overlays = (*overlays, *_read_builtin_overlays())
    corrected = apply_catalog.correct_catalog(documented, tree, overlays, _NO_DAY)
    selected = selection.apply_selection(corrected, options.selection)
    snapshot = snapshots.from_catalog(selected, tree, pages.prefix, pages.revision)
    if not snapshot.services and not snapshot.unparsable:
        raise NoPages(f"{pages.name} contains no API page (*.md)")
    return replace(snapshot, names=options.names)
