"""Report changes as Markdown for a pull request.

Text of pages is in code spans, where no link, mention or markup has an effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from docs2sdk.diff.changes import Change
from docs2sdk.diff.comparison import Comparison
from docs2sdk.diff.rules import LEVELS, ChangeLevel
from docs2sdk.message_text import pluralize
from docs2sdk.reports.changes_text import summarize
from docs2sdk.reports.code_spans import quote_in_table

# A comment on GitHub holds 65,536 characters.
_MAX_LENGTH = 60_000
_HEAD = "| change | action | in the page | in Python |\n|---|---|---|---|\n"


def render(comparison: Comparison) -> str:
    """Return a section with a table per service, worst changes first; changes that do not fit are counted."""
    parts = [f"## API documentation: {summarize(comparison)}\n"]
    left = len(comparison.changes)
    size = len(parts[0])
    for part, count in _render_parts(comparison):
        if size + len(part) > _MAX_LENGTH:
            parts.append(f"\n… and {pluralize(left, 'change')} more.\n")
            break
        parts.append(part)
        size += len(part)
        left -= count
    if comparison.equivalent_pages:
        pages = pluralize(len(comparison.equivalent_pages), "page")
        parts.append(f"\n{pages} edited without a change in meaning.\n")
    return "".join(parts)


def _render_parts(comparison: Comparison) -> Iterator[tuple[str, int]]:
    """Yield headings and rows, each with the number of changes in it."""
    by_service = sorted(comparison.changes, key=lambda change: change.service)
    for service, group in groupby(by_service, key=lambda change: change.service):
        changes = tuple(group)
        effective = [change for change in changes if change.level != "docs"]
        docs = [change for change in changes if change.level == "docs"]
        yield f"\n### {quote_in_table(service)}\n", 0
        if effective:
            yield f"\n{_HEAD}", 0
            yield from ((_render_row(comparison, change), 1) for change in effective)
        if docs:
            yield _render_folded(comparison, docs), len(docs)


def _render_folded(comparison: Comparison, changes: Sequence[Change]) -> str:
    rows = "".join(_render_row(comparison, change) for change in changes)
    title = f"{pluralize(len(changes), 'change')} of documentation only"
    return f"\n<details><summary>{title}</summary>\n\n{_HEAD}{rows}\n</details>\n"


def _render_row(comparison: Comparison, change: Change) -> str:
    location = comparison.locate(change)
    cells = (
        f"{_SIGNS[change.level]} {change.level}",
        quote_in_table(change.action) if change.action else "",
        f"{quote_in_table(change.summary)}<br>{quote_in_table(f'{location.path}:{location.line}')}",
        quote_in_table(change.python),
    )
    return f"| {' | '.join(cells)} |\n"


_SIGNS: dict[ChangeLevel, str] = dict(zip(LEVELS, "❌⚠➕📝", strict=True))
