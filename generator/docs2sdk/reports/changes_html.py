"""Report changes as a self-contained HTML page that is readable on a phone, without a network and without its script.

The script only filters: without it, all changes are visible.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeAlias
from xml.etree.ElementTree import Element

from docs2sdk.diff.changes import Change
from docs2sdk.diff.policy import PolicyResult
from docs2sdk.diff.rules import LEVELS, ChangeLevel
from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.message_text import pluralize
from docs2sdk.reports import html, side_by_side
from docs2sdk.reports.changes_text import summarize
from docs2sdk.reports.html import element
from docs2sdk.reports.quotations import Quotations

# Changes by folder; the service with the worst change is first.
_Services: TypeAlias = Mapping[str, Sequence[Change]]


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
    title = f"API documentation: {summarize(comparison)}"
    return html.render_page(
        title, body, style=_read_asset("changes.css"), script=_read_asset("changes.js")
    )


def _read_asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


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
        yield _render_filter(context.result.comparison.changes)
        yield element(
            "main",
            _render_services_table(services),
            element("p", "No change matches.", id="none", hidden=""),
            *(
                _render_service(context, number, name, changes)
                for number, (name, changes) in _number(services)
            ),
        )
    yield from _render_lists(context.result)


def _number(services: _Services) -> enumerate[tuple[str, Sequence[Change]]]:
    return enumerate(services.items(), start=1)


def _render_filter(changes: Sequence[Change]) -> Element:
    """Return the controls; they are hidden until the script runs."""
    levels = Counter(change.level for change in changes)
    words = element(
        "input", type="search", id="words", autocomplete="off", spellcheck="false"
    )
    return element(
        "div",
        element(
            "fieldset",
            element("legend", "Levels"),
            *(_render_checkbox(level, levels[level]) for level in LEVELS),
        ),
        element("label", "Text ", words, class_="words"),
        element("output", pluralize(len(changes), "change"), id="shown", for_="words"),
        role="search",
        aria_label="Filter changes",
        hidden="",
    )


def _render_checkbox(level: ChangeLevel, count: int) -> Element:
    box = element("input", type="checkbox", value=level, checked="")
    number = element("span", str(count), class_="count")
    return element(
        "label", box, " ", level, " ", number, class_=level, title=LEVELS[level]
    )


def _render_services_table(services: _Services) -> Element:
    heads = (element("th", level, scope="col", class_=level) for level in LEVELS)
    head = element("tr", element("th", "Service", scope="col"), *heads)
    rows = (
        _render_service_row(number, name, changes)
        for number, (name, changes) in _number(services)
    )
    return element(
        "table",
        element("caption", "Changes by service"),
        element("thead", head),
        element("tbody", *rows),
        class_="services",
    )


def _render_service_row(number: int, name: str, changes: Sequence[Change]) -> Element:
    levels = Counter(change.level for change in changes)
    link = element("a", name, href=f"#service-{number}")
    # An empty cell instead of 0 is easier to read.
    counts = (
        element("td", str(levels[level] or ""), data_level=level) for level in LEVELS
    )
    return element("tr", element("th", link, scope="row"), *counts)


def _render_service(
    context: _PageContext, number: int, name: str, changes: Sequence[Change]
) -> Element:
    count = element("span", str(len(changes)), class_="count")
    head = element("summary", element("h2", name, " ", count))
    cards = (_render_card(context, change) for change in changes)
    return element(
        "section", element("details", head, *cards, open=""), id=f"service-{number}"
    )


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
        yield _render_list(f"{pluralize(len(accepted), 'change')} accepted", accepted)
    pages = result.comparison.equivalent_pages
    if pages:
        title = f"{pluralize(len(pages), 'page')} edited without a change in meaning"
        yield _render_list(
            title, [element("li", element("code", path)) for path in pages]
        )


def _render_list(title: str, items: Sequence[Element]) -> Element:
    head = element("summary", element("h2", title))
    return element("aside", element("details", head, element("ul", *items)))
