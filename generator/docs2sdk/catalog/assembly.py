"""Read the catalog of a run: pages, corrected by overlays, filtered by the settings."""

from __future__ import annotations

from collections.abc import (
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from docs2sdk.catalog import catalog, requested_services, selection
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.catalog.missing_actions import describe_pages, find_missing_actions
from docs2sdk.catalog.selection import Selection
from docs2sdk.config import BadSettings, Settings
from docs2sdk.errors import UnreadableInput
from docs2sdk.overlays import apply_catalog, overlay_files
from docs2sdk.overlays.overlay_files import Overlay
from docs2sdk.pages import page_sources, run_inputs
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import SourceTree
from docs2sdk.schema import Action
from docs2sdk.workers import ProgressCallback, WorkerPool, open_pool

_NO_ACTIONS: Mapping[str, str] = MappingProxyType({})
_NO_PACKAGES = _NO_ACTIONS


def today_in_utc() -> date:
    """Return the date in UTC, which decides which corrections have expired."""
    return datetime.now(UTC).date()


def read_catalog(
    settings: Settings,
    progress: ProgressCallback,
    today: date | None = None,
    packages: Mapping[str, str] = _NO_PACKAGES,
) -> tuple[PageFolders, Catalog]:
    """Read all pages; return what their paths are relative to, and the catalog; UnreadableInput, BadSettings or NotFound.

    ``packages`` are the package names that an output has, by folder.
    """
    files = run_inputs.read_page_files(settings)
    requested_services.check_folders(files, packages, settings.services)
    tree = page_sources.decode_tree(files)
    with open_pool(settings.jobs) as pool:
        return tree.base, read_catalog_of_tree(settings, tree, pool, progress, today)


def read_catalog_of_tree(
    settings: Settings,
    tree: SourceTree,
    pool: WorkerPool,
    progress: ProgressCallback,
    today: date | None = None,
) -> Catalog:
    """Interpret every page of a tree and return the catalog; UnreadableInput or BadSettings."""
    overlay_sources = run_inputs.read_overlays(settings, tree.base)
    return assemble_catalog(
        settings,
        tree,
        parse_tree(tree, pool, progress),
        tuple(map(overlay_files.read_overlay, overlay_sources)),
        today or today_in_utc(),
    )


def parse_tree(
    tree: SourceTree, pool: WorkerPool, progress: ProgressCallback
) -> Iterator[ParsedPage]:
    """Yield what each page of a tree says."""
    for done, pages in enumerate(pool.map(parse_pages, tree.pages), 1):
        yield from pages
        progress("read", done, len(tree.pages))


def assemble_catalog(
    settings: Settings,
    tree: SourceTree,
    pages: Iterable[ParsedPage],
    overlays: Sequence[Overlay],
    today: date,
    previous_actions: Mapping[str, str] = _NO_ACTIONS,
    load_action: Callable[[Action], Action] = lambda action: action,
) -> Catalog:
    """Choose one page for each action, apply overlays, and remove what the settings exclude.

    ``previous_actions`` (path → action) are those of the last run; ``load_action`` completes an action that is loaded in
    part only.  UnreadableInput if there is no action at all, BadSettings if the settings exclude all.
    """
    built = catalog.build_catalog(tree, pages, previous_actions)
    if not built.services and not built.broken:
        raise UnreadableInput(f"{settings.specs_text}: {describe_pages(built.pages)}")
    corrected = apply_catalog.correct_catalog(
        built, tree, overlays, today, previous_actions, load_action
    )
    patterns = Selection(settings.include, settings.exclude)
    selected = selection.apply_selection(corrected, patterns, previous_actions)
    if selected.excluded and not selected.services:
        raise BadSettings(
            f"[tool.docs2sdk] include and exclude leave nothing of {settings.specs_text}"
        )
    missing = find_missing_actions(selected, previous_actions)
    diagnostics = tuple(sorted((*selected.diagnostics, *missing)))
    return replace(selected, diagnostics=diagnostics)
