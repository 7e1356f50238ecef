"""The pages of one moment, as far as two moments can be compared."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from docs2sdk.catalog.catalog import Catalog
from docs2sdk.catalog.election import Loser
from docs2sdk.catalog.selection import Selection
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages.sources import Tree
from docs2sdk.places import Place
from docs2sdk.python.given_names import NOTHING, GivenNames
from docs2sdk.schema import Service

# A correction that names nothing, changes nothing, or has expired.
_OUTLIVED = ("D601", "D602", "D603")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a set of pages says.

    ``copies`` are pages that are not used since another page describes their action.  ``unclear`` are the errors of
    pages, by path: what they say cannot be told.  ``texts`` are the pages themselves, by path; empty for a schema file.
    ``is_page`` is true of a single page, which says nothing of the folder it is kept in.  ``prefix`` leads from where
    the reader stands, or from the top of a repository at a ``revision``, to the paths of places: ``../documentation/``.
    ``names`` are the Python names that a client has already.
    """

    services: tuple[Service, ...]
    copies: tuple[Loser, ...] = ()
    unclear: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    is_page: bool = False
    prefix: str = ""
    revision: str = ""
    names: GivenNames = NOTHING

    def at(self, place: Place) -> Place:
        """Return a place from where the reader stands, or from the top of the repository at the revision."""
        return place._replace(path=posixpath.normpath(self.prefix + place.path))


def of_catalog(
    read: Catalog, tree: Tree, prefix: str = "", revision: str = ""
) -> Snapshot:
    """Return what a catalog says, corrected or not.

    A correction that no longer holds makes nothing unclear: the page says what it says without it.  A malformed one does.
    So does a broken page in whose place another page of its action is used for now.
    """
    preferred = {path for paths in read.shadowed_broken.values() for path in paths}
    errors: dict[str, list[Diagnostic]] = defaultdict(list)
    for finding in read.diagnostics:
        is_error = finding.severity == "error" and finding.code not in _OUTLIVED
        if is_error or finding.place.path in preferred:
            errors[finding.place.path].append(finding)
    return Snapshot(
        services=read.services,
        copies=read.losers,
        unclear={path: tuple(found) for path, found in errors.items()},
        texts={page.path: page.text for page in tree.pages},
        is_page=tree.scope == "page",
        prefix=prefix,
        revision=revision,
    )


def of_services(services: tuple[Service, ...], wanted: Selection) -> Snapshot:
    """Return what a schema file says, of what is wanted."""
    kept = (
        replace(
            service,
            actions=tuple(
                action
                for action in service.actions
                if not wanted.against_page(action.place.path, action.wire)
            ),
        )
        for service in services
    )
    return Snapshot(tuple(service for service in kept if service.actions))
