"""Report changes as lines for a terminal, by action: place, level, rule, change, effect on Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from docs2sdk.diagnostics import escape_unprintable
from docs2sdk.diff.accepted_changes import AcceptedChange
from docs2sdk.diff.changes import Change
from docs2sdk.diff.comparison import Comparison
from docs2sdk.diff.policy import PolicyResult
from docs2sdk.diff.rules import LEVELS
from docs2sdk.message_text import pluralize


def render(result: PolicyResult, *, is_verbose: bool = False) -> Iterator[str]:
    """Yield a line for every action and for every change of it, then the lines of a summary.

    The action with the worst change is first; if it ``is_verbose``, each change has its fingerprint.
    """
    groups: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in result.comparison.changes:
        groups[change.service, change.action].append(change)
    for subject, changes in groups.items():
        yield escape_unprintable(" ".join(filter(None, subject)))
        for change in changes:
            payload = f"{change.payload}: " if change.payload else ""
            text = f"{payload}{change.summary}; in Python: {change.python}"
            fingerprint = f" ({change.fingerprint})" if is_verbose else ""
            line = _render_line(result.comparison, change, text)
            yield f"  {line}{fingerprint}"
    yield from _render_summary(result)


def render_change(comparison: Comparison, change: Change) -> str:
    """Return the line of a change, with its action."""
    return _render_line(comparison, change, change.message)


def _render_line(comparison: Comparison, change: Change, text: str) -> str:
    location = comparison.locate(change)
    revision = (comparison.new if change.new else comparison.old).revision
    position = str(location)
    address = f"{revision}:{position}" if revision else position
    # A terminal may show these lines, or a file of them: control characters are escaped.
    return escape_unprintable(f"{address}: {change.level}[{change.rule.id}] {text}")


def render_warnings(result: PolicyResult) -> Iterator[str]:
    """Yield warnings about entries in the file of accepted changes that are unused or expired."""
    for entry in result.unused:
        successors = result.successors[entry.fingerprint]
        yield f"{_render_entry(entry)} {_render_successors(successors)}"
    for entry in result.expired:
        yield f"{_render_entry(entry)} expired on {entry.expires}"


def _render_successors(changes: Sequence[Change]) -> str:
    """Return what an entry without a change would have to be now, if another change is at its place."""
    if not changes:
        return "matches no change; remove it"
    words = (f"{change.fingerprint} ({change.summary})" for change in changes)
    return escape_unprintable(f"no longer matches; it would be {', '.join(words)} now")


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
