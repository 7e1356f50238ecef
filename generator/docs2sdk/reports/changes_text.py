"""Report changes as lines for a terminal: place, level, rule, change, effect on Python, fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from docs2sdk.diagnostics import escape_unprintable
from docs2sdk.diff.accepted_changes import AcceptedChange
from docs2sdk.diff.changes import Change
from docs2sdk.diff.comparison import Comparison
from docs2sdk.diff.policy import PolicyResult
from docs2sdk.diff.rules import LEVELS
from docs2sdk.message_text import pluralize


def render(result: PolicyResult) -> Iterator[str]:
    """Yield a line for every change, then the lines of a summary."""
    for change in result.comparison.changes:
        yield render_change(result.comparison, change)
    yield from _render_summary(result)


def render_change(comparison: Comparison, change: Change) -> str:
    """Return the line of a change."""
    location = comparison.locate(change)
    revision = (comparison.new if change.new else comparison.old).revision
    position = str(location)
    address = f"{revision}:{position}" if revision else position
    rule = f"{change.level}[{change.rule.id}]"
    # A terminal may show these lines, or a file of them: control characters are escaped.
    return escape_unprintable(
        f"{address}: {rule} {change.message} ({change.fingerprint})"
    )


def render_warnings(result: PolicyResult) -> Iterator[str]:
    """Yield warnings about entries in the file of accepted changes that are unused or expired."""
    for entry in result.unused:
        yield f"{_render_entry(entry)} matches no change; remove it"
    for entry in result.expired:
        yield f"{_render_entry(entry)} expired on {entry.expires}"


def _render_entry(entry: AcceptedChange) -> str:
    location = entry.location
    position = str(location)
    return f"{position}: warning: {entry.fingerprint} ({entry.reason})"


def summarize(comparison: Comparison) -> str:
    """Return the number of changes by level: ``3 changes in 1 service (1 breaking, 2 docs)``."""
    levels = Counter(change.level for change in comparison.changes)
    counts = ", ".join(f"{levels[level]} {level}" for level in LEVELS if levels[level])
    services = len({change.service for change in comparison.changes})
    if not comparison.changes:
        return "no change in meaning"
    return f"{pluralize(len(comparison.changes), 'change')} in {pluralize(services, 'service')} ({counts})"


def _render_summary(result: PolicyResult) -> Iterator[str]:
    yield f"found     {summarize(result.comparison)}"
    if result.accepted:
        yield f"accepted  {pluralize(len(result.accepted), 'change')}"
    if pages := len(result.comparison.equivalent_pages):
        yield f"unchanged {pluralize(pages, 'page')} edited without a change in meaning"
