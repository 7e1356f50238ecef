"""Changes as Markdown, for a comment or a description of a pull request.

Whatever pages say stands in code spans: there nothing is a link, a mention or markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from docs2sdk.counting import counted
from docs2sdk.drift.changes import Change
from docs2sdk.drift.comparison import Comparison
from docs2sdk.drift.rules import LEVELS, Level
from docs2sdk.reports.changes_text import summary
from docs2sdk.reports.code_spans import in_table

# A comment on GitHub holds 65,536 characters.
_MOST = 60_000
_HEAD = "| change | action | in the page | in Python |\n|---|---|---|---|\n"


def text(compared: Comparison) -> str:
    """Return a section with a table for each service, the worst changes first; what does not fit is counted."""
    parts = [f"## API documentation: {summary(compared)}\n"]
    left = len(compared.changes)
    size = len(parts[0])
    for part, count in _parts(compared):
        if size + len(part) > _MOST:
            parts.append(f"\n… and {counted(left, 'change')} more.\n")
            break
        parts.append(part)
        size += len(part)
        left -= count
    if compared.silent:
        silent = counted(len(compared.silent), "page")
        parts.append(f"\n{silent} with changes that mean nothing.\n")
    return "".join(parts)


def _parts(compared: Comparison) -> Iterator[tuple[str, int]]:
    """Yield pieces of text, each with the number of changes in it: headings and rows."""
    by_service = sorted(compared.changes, key=lambda change: change.service)
    for service, group in groupby(by_service, key=lambda change: change.service):
        changes = tuple(group)
        loud = [change for change in changes if change.level != "docs"]
        quiet = [change for change in changes if change.level == "docs"]
        yield f"\n### {in_table(service)}\n", 0
        if loud:
            yield f"\n{_HEAD}", 0
            yield from ((_row(compared, change), 1) for change in loud)
        if quiet:
            yield _folded(compared, quiet), len(quiet)


def _folded(compared: Comparison, changes: Sequence[Change]) -> str:
    rows = "".join(_row(compared, change) for change in changes)
    about = f"{counted(len(changes), 'change')} of documentation only"
    return f"\n<details><summary>{about}</summary>\n\n{_HEAD}{rows}\n</details>\n"


def _row(compared: Comparison, change: Change) -> str:
    place = compared.at(change)
    cells = (
        f"{_SIGNS[change.level]} {change.level}",
        in_table(change.action) if change.action else "",
        f"{in_table(change.words)}<br>{in_table(f'{place.path}:{place.line}')}",
        in_table(change.python),
    )
    return f"| {' | '.join(cells)} |\n"


_SIGNS: dict[Level, str] = dict(zip(LEVELS, "❌⚠➕📝", strict=True))
