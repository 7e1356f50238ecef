"""A snapshot: everything that one version of the documentation says and that is compared."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from docs2sdk.catalog.catalog import Catalog
from docs2sdk.catalog.duplicate_pages import ShadowedPage
from docs2sdk.catalog.selection import Selection
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_sources import SourceTree
from docs2sdk.schema import Service
from docs2sdk.targets.existing_names import NO_EXISTING_NAMES, ExistingNames

# A correction that matches nothing, changes nothing, or has expired.
_STALE_CORRECTIONS = ("D601", "D602", "D603")
_ONE_FOLDER = PageFolders(Path())


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One version of the documentation.

    ``duplicates`` are pages that are not used because another page describes their action.  ``unparsable`` are the errors
    of pages by path.  ``texts`` are the texts of all pages by path, empty for a schema file.  ``is_page`` is true for a
    single page, whose folder does not matter.  ``prefix`` leads from the working directory (at a ``revision``, from the
    top of its repository) to the paths of places: ``../documentation/``.  ``names`` are the Python names that a client
    already has.  ``base`` tells the folders of pages apart.
    """

    services: tuple[Service, ...]
    duplicates: tuple[ShadowedPage, ...] = ()
    unparsable: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    is_page: bool = False
    prefix: str = ""
    revision: str = ""
    names: ExistingNames = NO_EXISTING_NAMES
    base: PageFolders = _ONE_FOLDER

    def locate(self, location: Location) -> Location:
        """Return a place relative to the working directory or, at a revision, to the top of its repository."""
        location = self.base.resolve(location)
        return location._replace(path=posixpath.normpath(self.prefix + location.file))


def from_catalog(
    catalog: Catalog, tree: SourceTree, prefix: str = "", revision: str = ""
) -> Snapshot:
    """Return the snapshot of a catalog.

    A page with an error is unparsable, and so is an overlay file with an invalid correction.  A stale correction is no
    error: the page is read without it.  A page with errors whose action another page describes is unparsable as well.
    """
    replaced = {
        path for paths in catalog.preferred_broken_pages.values() for path in paths
    }
    errors: dict[str, list[Diagnostic]] = defaultdict(list)
    for diagnostic in catalog.diagnostics:
        is_stale = diagnostic.code in _STALE_CORRECTIONS
        is_error = diagnostic.severity == "error" and not is_stale
        if is_error or diagnostic.location.path in replaced:
            errors[diagnostic.location.path].append(diagnostic)
    return Snapshot(
        services=catalog.services,
        duplicates=catalog.shadowed,
        unparsable={path: tuple(diagnostics) for path, diagnostics in errors.items()},
        texts={page.path: page.text for page in tree.pages},
        is_page=tree.scope == "page",
        prefix=prefix,
        revision=revision,
        base=tree.base,
    )


def from_services(services: tuple[Service, ...], selection: Selection) -> Snapshot:
    """Return the snapshot of a schema file, restricted to a selection."""
    selected = (
        replace(
            service,
            actions=tuple(
                action
                for action in service.actions
                if not selection.explain_exclusion(action.location.path, action.name)
            ),
        )
        for service in services
    )
    return Snapshot(tuple(service for service in selected if service.actions))
