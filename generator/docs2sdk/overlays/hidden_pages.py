"""Find the pages that overlays hide: by path, or by the name of an action, even if its page cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from docs2sdk.catalog.catalog import HiddenPage
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.overlays.apply_action import report_expired
from docs2sdk.overlays.overlay_files import Correction
from docs2sdk.pages import path_patterns


class HiddenPages(NamedTuple):
    """The hidden pages by path, the corrections that hide them, and the diagnostics of those that have expired."""

    pages: Mapping[str, HiddenPage]
    applied: tuple[Correction, ...]
    diagnostics: tuple[Diagnostic, ...]


def find_hidden_pages(
    corrections: Iterable[Correction], pages: Mapping[str, frozenset[str]], today: date
) -> HiddenPages:
    """Return the pages that these corrections hide; ``pages`` are the names of each page's action, by path.

    A correction that matches no page is ignored here: ``apply_catalog`` reports it.
    """
    hiding = [
        correction for correction in corrections if "hidden" in correction.changes
    ]
    matches = [(item, paths) for item in hiding if (paths := _match(item, pages))]
    valid = [match for match in matches if not match[0].is_expired(today)]
    expired = [item for item, _ in matches if item.is_expired(today)]
    hidden = {
        path: HiddenPage(
            item.action or min(pages[path], default=None), path, item.reason
        )
        for item, paths in reversed(valid)  # the first correction of a page wins
        for path in paths
    }
    applied = tuple(correction for correction, _ in valid)
    return HiddenPages(hidden, applied, tuple(map(report_expired, expired)))


def _match(
    correction: Correction, pages: Mapping[str, frozenset[str]]
) -> tuple[str, ...]:
    """Return the pages that are the target of a correction: by path, or by action; none if the target is a field."""
    if correction.target_kind == "page":
        return tuple(
            path
            for path in pages
            if path_patterns.matches_path(correction.page_pattern, path)
        )
    if correction.target_kind != "action":
        return ()
    return tuple(path for path, names in pages.items() if correction.action in names)
