"""Changes as lines for a terminal: where, how bad, by which rule, what, and what that does to Python."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

from generator.drift.changes import Change
from generator.drift.comparison import Comparison
from generator.drift.rules import LEVELS


def lines(compared: Comparison) -> Iterator[str]:
    """Yield a line for every change, and a summary."""
    for change in compared.changes:
        yield line(compared, change)
    yield from _summary(compared)


def line(compared: Comparison, change: Change) -> str:
    """Return a change on one line, with a path from where the reader stands."""
    where = ".".join(filter(None, (change.action, change.side)))
    subject = f"{where}: " if where else ""
    return (
        f"{at(compared, change)}: {change.level}[{change.rule.id}] {subject}{change.words}; "
        f"in Python: {change.python}"
    )


def at(compared: Comparison, change: Change) -> str:
    """Return where to look: ``path:line:column`` in the new pages, or in the old ones for what is gone."""
    place = change.place
    prefix = compared.new.prefix if change.new else compared.old.prefix
    revision, colon, folder = prefix.rpartition(":")
    path = posixpath.normpath(folder + place.path)
    return f"{revision}{colon}{path}:{place.line}:{place.column}"


def _summary(compared: Comparison) -> Iterator[str]:
    levels = Counter(change.level for change in compared.changes)
    listed = ", ".join(f"{levels[level]} {level}" for level in LEVELS if levels[level])
    services = {change.service for change in compared.changes}
    if compared.changes:
        found = (
            f"{len(compared.changes)} changes in {len(services)} services ({listed})"
        )
        yield f"found     {found}"
    else:
        yield "found     no change in meaning"
    if compared.silent:
        yield f"silent    {len(compared.silent)} pages read otherwise and mean the same"
