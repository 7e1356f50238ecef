"""Explain missing actions: of pages that gave one in the last run, and of a run in which no page gives one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from docs2sdk.catalog.catalog import Catalog, PageReport
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location, file_of_path
from docs2sdk.message_text import pluralize
from docs2sdk.pages.page_structure import PageKind
from docs2sdk.pages.similar_headings import PARAMETER_SECTIONS, format_heading

_MAX_EXPLAINED = 3  # pages
_KIND_NAMES: Mapping[PageKind, str] = {
    "modern": "broken page of an action",
    "legacy": "broken page of an action",
    "variant": "broken page of an action",
    "rest": "REST page",
    "navigation": "page of navigation",
    "error_codes": "page of error codes",
    "prose": "page of prose",
}


def find_missing_actions(
    catalog: Catalog, previous_actions: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Yield an error for each page that gave an action in the last run and gives none now, unless another error says why.

    ``previous_actions`` are those of the last run, by path.  Hidden and excluded pages are no errors.
    """
    names = {action.name for service in catalog.services for action in service.actions}
    names |= {page.action for page in catalog.hidden if page.action}
    explained = {page.path for page in catalog.excluded} | catalog.broken
    explained |= {page.path for page in catalog.hidden}
    for page in catalog.pages:
        action = previous_actions.get(page.path)
        if not action or page.action or page.path in explained or action in names:
            continue
        yield explain_missing_action(page, action)


def find_lost_headings(catalog: Catalog, previous: Iterable[str]) -> set[str]:
    """Return the actions (paths of the last run) whose heading is gone from a page with errors: it may only be damaged."""
    pages = {page.path for page in catalog.pages}
    broken = {file_of_path(path) for path in catalog.broken}
    gone = {path for path in previous if path != file_of_path(path)} - pages
    return {path for path in gone if file_of_path(path) in broken}


def explain_missing_action(page: PageReport, action: str) -> Diagnostic:
    """Return the error for a page that gave ``action`` in the last run and gives none now, with the reason."""
    reason = (
        page.no_action_reason.message
        if page.no_action_reason
        else f"now it is a {_KIND_NAMES[page.kind]}"
    )
    location = (
        page.no_action_reason.location
        if page.no_action_reason
        else Location(page.path, 1)
    )
    message = f'the page gave the action "{action}" before and gives none now: {reason}'
    return Diagnostic(location, "D102", message)


def describe_pages(pages: Iterable[PageReport]) -> str:
    """Describe pages none of which gives an action: how many of each kind, why a few give none, and what a page needs.

    Several lines; the first is a sentence of its own: "2 pages were read, and none gives an action: 1 REST page, …".
    """
    reports = list(pages)
    lines = [_count_kinds(reports)]
    lacks = [
        (page.path, page.no_action_reason.message)
        for page in reports
        if page.no_action_reason
    ]
    if len(lacks) <= _MAX_EXPLAINED:
        lines += [f"{path}: {message}" for path, message in lacks]
    sections = " and ".join(
        format_heading("modern", name) for name in PARAMETER_SECTIONS
    )
    needs = f"a page of an action has a title `# … - ActionName`, and below {sections} a table each"
    return "\n".join([*lines, needs])


def _count_kinds(pages: list[PageReport]) -> str:
    if not pages:
        return "no page (*.md) was read"
    names = Counter(_KIND_NAMES[page.kind] for page in pages)
    kinds = ", ".join(
        pluralize(count, name, name.replace("page", "pages"))
        for name, count in names.items()
    )
    total = pluralize(len(pages), "page was", "pages were")
    return f"{total} read, and none gives an action: {kinds}"
