"""Pages that overlays hide whatever is wrong with them: by their path, or by the name of an action that gives nothing now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from docs2sdk.catalog import path_patterns
from docs2sdk.catalog.catalog import Hidden
from docs2sdk.catalog.corrected import expired
from docs2sdk.catalog.overlays import Correction
from docs2sdk.diagnostics import Diagnostic


class Hiding(NamedTuple):
    """The pages that are hidden, by path; the corrections that hide them, and the findings of those that have expired."""

    pages: Mapping[str, Hidden]
    applied: tuple[Correction, ...]
    diagnostics: tuple[Diagnostic, ...]


def hide(
    corrections: Iterable[Correction],
    pages: Mapping[str, frozenset[str]],
    today: date,
) -> Hiding:
    """Return what these corrections hide of the pages, which are paths with the names of their action.

    One that matches no page hides none; no finding of this function says so.
    """
    hiding = [one for one in corrections if "hidden" in one.changes]
    matching = [(one, paths) for one in hiding if (paths := _paths(one, pages))]
    due = [(one, paths) for one, paths in matching if not one.is_over(today)]
    hidden = {
        path: Hidden(one.action or min(pages[path], default=None), path, one.reason)
        for one, paths in reversed(due)  # the first has the last word
        for path in paths
    }
    over = (one for one, _ in matching if one.is_over(today))
    return Hiding(hidden, tuple(one for one, _ in due), tuple(map(expired, over)))


def _paths(
    correction: Correction, pages: Mapping[str, frozenset[str]]
) -> tuple[str, ...]:
    """Return the pages that a correction is about as a whole, not by one of their fields."""
    if correction.part == "page":
        return tuple(
            path for path in pages if path_patterns.matches(correction.page, path)
        )
    is_whole = correction.part == "action"
    return tuple(
        path for path, names in pages.items() if is_whole and correction.action in names
    )
