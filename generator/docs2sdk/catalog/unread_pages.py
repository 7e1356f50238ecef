"""Why pages give no action: a page that gave one before, and a run that finds none at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from docs2sdk.catalog.catalog import Catalog, PageReport
from docs2sdk.counting import counted
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages.lookalikes import PARAMETERS, write_heading
from docs2sdk.pages.page import Kind
from docs2sdk.places import Place

_MAX_EXPLAINED = 3
_KIND_NAMES: Mapping[Kind, str] = {
    "modern": "broken page of an action",
    "legacy": "broken page of an action",
    "rest": "REST page",
    "navigation": "page of navigation",
    "error_codes": "page of error codes",
    "prose": "page of prose",
}


def find_losses(catalog: Catalog, known: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield an error for each page that gave a ``known`` action, is still there, gives none now, and has no error that says why."""
    made = {action.wire for service in catalog.services for action in service.actions}
    made |= {one.action for one in catalog.hidden if one.action}
    excused = {one.path for one in catalog.excluded} | catalog.broken
    excused |= {one.path for one in catalog.hidden}
    for page in catalog.pages:
        action = known.get(page.path)
        if (
            action
            and not page.action
            and page.path not in excused
            and action not in made
        ):
            yield explain_loss(page, action)


def explain_loss(page: PageReport, action: str) -> Diagnostic:
    """Return that a page gave an action before, and why it gives none now.

    It is for a page that gives no action, and has no error that says why.
    """
    reason = page.lack.message if page.lack else f"now it is a {_KIND_NAMES[page.kind]}"
    place = page.lack.place if page.lack else Place(page.path, 1)
    message = f'the page gave the action "{action}" before and gives none now: {reason}'
    return Diagnostic(place, "D102", message)


def describe_pages(pages: Iterable[PageReport]) -> str:
    """Return what was found where no page gives an action: pages by kind, why a few give none, and what is needed.

    Several lines, the first a sentence of its own: "2 pages were read, and none gives an action: 1 index …".
    """
    reports = list(pages)
    lines = [_count_kinds(reports)]
    lacking = [page for page in reports if page.lack]
    if len(lacking) <= _MAX_EXPLAINED:
        lines += [f"{page.path}: {page.lack.message}" for page in lacking if page.lack]
    sections = " and ".join(write_heading("modern", name) for name in PARAMETERS)
    needs = f"a page of an action has a title `# … - ActionName`, and below {sections} a table each"
    return "\n".join([*lines, needs])


def _count_kinds(pages: list[PageReport]) -> str:
    if not pages:
        return "no page (*.md) was read"
    names = Counter(_KIND_NAMES[page.kind] for page in pages)
    kinds = ", ".join(
        counted(count, name, name.replace("page", "pages"))
        for name, count in names.items()
    )
    total = counted(len(pages), "page was", "pages were")
    return f"{total} read, and none gives an action: {kinds}"
