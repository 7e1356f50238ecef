"""Find the names by which settings and overlays may refer to the action of each page, unreadable pages included."""

from __future__ import annotations

from collections.abc import Mapping

from docs2sdk.catalog.catalog import Catalog
from docs2sdk.pages.checkout_layout import is_page_path


def find_names_by_page(
    catalog: Catalog, previous_actions: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """Return the names of each page's action, by path; files that are no text have an entry, too.

    A page that gives an action has its name only.  Any other page has the name that its title or an index gives, and that
    of its action in the last run (``previous_actions``, by path); no name if there is neither.
    """
    faulty = {diagnostic.location.path for diagnostic in catalog.diagnostics}
    faulty |= catalog.uncorrected
    excluded = {page.path for page in catalog.excluded}
    hidden = {page.path for page in catalog.hidden}
    paths = {path for path in faulty | excluded | hidden if is_page_path(path)}
    names = {path: _collect(previous_actions.get(path, "")) for path in paths}
    for page in catalog.pages:
        unread = _collect(page.expected_action, previous_actions.get(page.path, ""))
        names[page.path] = _collect(page.action) if page.action else unread
    return names


def _collect(*names: str) -> frozenset[str]:
    return frozenset(filter(None, names))
