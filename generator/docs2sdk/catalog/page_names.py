"""The pages of a catalog by the names under which settings and overlays may mean them."""

from __future__ import annotations

from collections.abc import Mapping

from docs2sdk.catalog.catalog import Catalog


def actions_of(read: Catalog, known: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return every page by path, files without text included, with the names of its action.

    A page that gives an action has this name only.  Any other has the name in its title, and the name that is ``known`` by
    path from the last run; none if neither says one.
    """
    broken = {one.place.path for one in read.diagnostics} | read.uncorrected
    excluded = {one.path for one in read.excluded}
    hidden = {one.path for one in read.hidden}
    paths = {path for path in broken | excluded | hidden if path.endswith(".md")}
    names = {path: _names(known.get(path, "")) for path in paths}
    for page in read.pages:
        unread = _names(page.named, known.get(page.path, ""))
        names[page.path] = _names(page.action) if page.action else unread
    return names


def _names(*names: str) -> frozenset[str]:
    return frozenset(filter(None, names))
