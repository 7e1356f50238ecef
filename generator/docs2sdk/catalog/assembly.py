"""Pages, overlays and settings → the catalog that a run is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

from docs2sdk.catalog import catalog, corrections, overlays, selection
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.catalog.overlays import Overlay
from docs2sdk.catalog.selection import Selection
from docs2sdk.catalog.unread_pages import describe_pages, find_losses
from docs2sdk.config import BadSettings, Settings
from docs2sdk.pages import inputs, sources
from docs2sdk.pages.interpret import Interpretation
from docs2sdk.pages.reading import read_page
from docs2sdk.pages.sources import Tree
from docs2sdk.refusals import UnreadableInput
from docs2sdk.schema import Action
from docs2sdk.workers import Progress, Workers, started

_NONE: Mapping[str, str] = MappingProxyType({})


def today_in_utc() -> date:
    """Return the day that decides which corrections have expired."""
    return datetime.now(UTC).date()


def read(
    settings: Settings, progress: Progress, today: date | None = None
) -> tuple[Path, Catalog]:
    """Read all pages: the folder that their paths start from, and the catalog; UnreadableInput or BadSettings."""
    tree = sources.texts(inputs.find(settings))
    with started(settings.jobs) as pool:
        return tree.base, read_tree(settings, tree, pool, progress, today)


def read_tree(
    settings: Settings,
    tree: Tree,
    pool: Workers,
    progress: Progress,
    today: date | None = None,
) -> Catalog:
    """Read every page of a tree; UnreadableInput or BadSettings."""
    read_overlays = inputs.overlays_of(settings, tree.base)
    return assemble(
        settings,
        tree,
        _read_pages(tree, pool, progress),
        tuple(map(overlays.understood, read_overlays)),
        today or today_in_utc(),
    )


def _read_pages(
    tree: Tree, pool: Workers, progress: Progress
) -> Iterator[Interpretation]:
    for done, page in enumerate(pool.map(read_page, tree.pages), 1):
        yield page
        progress("read", done, len(tree.pages))


def assemble(
    settings: Settings,
    tree: Tree,
    pages: Iterable[Interpretation],
    corrected_by: Sequence[Overlay],
    today: date,
    known: Mapping[str, str] = _NONE,
    complete: Callable[[Action], Action] = lambda action: action,
) -> Catalog:
    """Choose one page for each action, correct what overlays say is wrong, leave out what the settings exclude.

    ``known`` are the actions that pages gave before; ``complete`` loads the whole of an action that is to be corrected.
    UnreadableInput if there is no action at all, BadSettings if the settings leave none.
    """
    built = catalog.build(tree, pages, known)
    if not built.services and not built.broken:
        raise UnreadableInput(f"{settings.specs}: {describe_pages(built.pages)}")
    corrected = corrections.apply(built, tree, corrected_by, today, known, complete)
    wanted = Selection(settings.include, settings.exclude)
    selected = selection.select(corrected, wanted, known)
    if selected.excluded and not selected.services:
        raise BadSettings(
            f"[tool.docs2sdk] include and exclude leave nothing of {settings.specs}"
        )
    diagnostics = (*selected.diagnostics, *find_losses(selected, known))
    return replace(selected, diagnostics=tuple(sorted(diagnostics)))
