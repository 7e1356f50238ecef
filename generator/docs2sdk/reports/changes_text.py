"""Changes as lines for a terminal: where, how bad, by which rule, what, what that does to Python, and which it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from docs2sdk.counting import counted
from docs2sdk.diagnostics import printable
from docs2sdk.drift.acceptance import Accepted
from docs2sdk.drift.changes import Change
from docs2sdk.drift.comparison import Comparison
from docs2sdk.drift.policy import Judged
from docs2sdk.drift.rules import LEVELS


def lines(judged: Judged) -> Iterator[str]:
    """Yield a line for every change, and a summary."""
    for change in judged.compared.changes:
        yield _line(judged.compared, change)
    yield from _summary(judged)


def _line(compared: Comparison, change: Change) -> str:
    place = compared.at(change)
    revision = (compared.new if change.new else compared.old).revision
    at = f"{place.path}:{place.line}:{place.column}"
    where = f"{revision}:{at}" if revision else at
    rule = f"{change.level}[{change.rule.id}]"
    # A file of these lines is shown by a terminal some day.
    return printable(f"{where}: {rule} {change.told} ({change.fingerprint})")


def remarks(judged: Judged) -> Iterator[str]:
    """Yield what is to be said of the file of accepted findings."""
    for one in judged.unused:
        yield f"{_entry(one)} accepts nothing that was found; remove it"
    for one in judged.expired:
        yield f"{_entry(one)} has expired on {one.expires}"


def _entry(one: Accepted) -> str:
    place = one.place
    at = f"{place.path}:{place.line}:{place.column}"
    return f"{at}: warning: {one.fingerprint} ({one.reason})"


def summary(compared: Comparison) -> str:
    """Return how many changes there are, of which levels: ``3 changes in 1 service (1 breaking, 2 docs)``."""
    levels = Counter(change.level for change in compared.changes)
    listed = ", ".join(f"{levels[level]} {level}" for level in LEVELS if levels[level])
    services = len({change.service for change in compared.changes})
    if not compared.changes:
        return "no change in meaning"
    return f"{counted(len(compared.changes), 'change')} in {counted(services, 'service')} ({listed})"


def _summary(judged: Judged) -> Iterator[str]:
    yield f"found     {summary(judged.compared)}"
    if judged.accepted:
        yield f"accepted  {counted(len(judged.accepted), 'change')}"
    if silent := len(judged.compared.silent):
        yield f"silent    {counted(silent, 'page')} with changes that mean nothing"
