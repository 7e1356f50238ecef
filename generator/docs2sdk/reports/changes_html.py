"""Report changes as a self-contained HTML page that is readable on a phone, without a network and without its script.

The script only filters: without it, all changes are visible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree.ElementTree import Element

from docs2sdk.diff.changes import Change
from docs2sdk.diff.policy import PolicyResult
from docs2sdk.diff.rules import LEVELS
from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.message_text import pluralize
from docs2sdk.reports import card_page, side_by_side
from docs2sdk.reports.card_page import CardGroup, FilterSet
from docs2sdk.reports.changes_text import summarize
from docs2sdk.reports.html import element
from docs2sdk.reports.quotations import Quotations

# Changes by folder; the service with the worst change is first.
_Services: TypeAlias = Mapping[str, Sequence[Change]]

_LEVELS = FilterSet(
    "Levels", "level", {str(level): text for level, text in LEVELS.items()}
)


@dataclass(frozen=True, slots=True)
class _PageContext:
    """What the parts of the page need: the result, the fingerprints of failing changes, and the pages to quote."""

    result: PolicyResult
    failing: frozenset[str]
    old: Quotations
    new: Quotations


def render(result: PolicyResult) -> str:
    """Return the page: a summary by service, a filter, and every change with the old and the new row."""
    comparison = result.comparison
    # Changes are sorted, so the service with the worst change is first.
    services: dict[str, list[Change]] = defaultdict(list)
    for change in comparison.changes:
        services[change.service].append(change)
    context = _PageContext(
        result,
        frozenset(change.fingerprint for change in result.failing),
        Quotations(comparison.old),
        Quotations(comparison.new),
    )
    body = element("body", _render_head(result), *_render_parts(context, services))
    return card_page.render_page(f"API documentation: {summarize(comparison)}", body)


def _render_head(result: PolicyResult) -> Element:
    comparison = result.comparison
    lines = [element("p", summarize(comparison), class_="summary")]
    names = [_snapshot_name(side) for side in (comparison.old, comparison.new)]
    if any(names):
        old, new = (element("code", name or ".") for name in names)
        lines.append(element("p", "from ", old, " to ", new, class_="quiet"))
    if result.failing:
        failing = f"Fails the run: {pluralize(len(result.failing), 'change')}"
        lines.append(element("p", failing, class_="failing"))
    return element("header", element("h1", "API documentation"), *lines)


def _snapshot_name(snapshot: Snapshot) -> str:
    return ":".join(filter(None, (snapshot.revision, snapshot.prefix)))


def _render_parts(context: _PageContext, services: _Services) -> Iterator[Element]:
    if services:
        groups = [
            CardGroup(
                name,
                [(change.level,) for change in changes],
                (_render_card(context, change) for change in changes),
            )
            for name, changes in services.items()
        ]
        yield from card_page.render_groups("change", [_LEVELS], groups)
    yield from _render_lists(context.result)


def _render_card(context: _PageContext, change: Change) -> Element:
    rows = side_by_side.render_table(change, context.old, context.new)
    return element(
        "article",
        element("h3", *_render_subject(context, change)),
        element("p", change.summary, class_="what"),
        element("p", element("b", "In Python"), " ", change.python, class_="python"),
        *([] if rows is None else [rows]),
        _render_rule(change),
        id=f"change-{change.fingerprint}",
        class_=change.level,
        data_level=change.level,
    )


def _render_subject(context: _PageContext, change: Change) -> Iterator[Element | str]:
    yield element("span", change.level, class_="badge")
    if change.fingerprint in context.failing:
        yield " "
        yield element("span", "fails", class_="badge failing")
    if change.action:
        yield " "
        yield element("code", change.action)
    if change.payload:
        yield " "
        yield element("span", change.payload, class_="payload")


def _render_rule(change: Change) -> Element:
    fingerprint = element("code", change.fingerprint)
    link = element("a", fingerprint, href=f"#change-{change.fingerprint}")
    rule = element("code", change.rule.id)
    return element("footer", rule, f": {change.rule.meaning} ", link)


def _render_lists(result: PolicyResult) -> Iterator[Element]:
    """Yield the list of accepted changes and that of pages without a change in meaning."""
    accepted = [
        element("li", f"{change.message} ", element("em", entry.reason))
        for change, entry in result.accepted
    ]
    if accepted:
        yield card_page.render_list(
            f"{pluralize(len(accepted), 'change')} accepted", accepted
        )
    pages = result.comparison.equivalent_pages
    if pages:
        title = f"{pluralize(len(pages), 'page')} edited without a change in meaning"
        yield card_page.render_list(
            title, [element("li", element("code", path)) for path in pages]
        )
