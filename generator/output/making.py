"""One action → the texts of its files, rendered and verified, and the record of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from generator.diagnostics import Diagnostic
from generator.digests import digest
from generator.output import names_lock
from generator.output.proof import Origin, of_action
from generator.output.records import Record
from generator.python import classes, formatting, plan, render
from generator.python.entries import Entry
from generator.python.plan import Sheet, Target
from generator.schema import Action


class Task(NamedTuple):
    """What a worker needs to make one action's files: ``given`` are the names that it has already, by place."""

    action: Action
    entry: Entry
    target: Target
    given: Mapping[str, str]
    origin: Origin

    @property
    def key(self) -> str:
        """What stands for all that the files are made from, but for the names."""
        return of_action(self.origin, self.entry, self.target.package)


class Made(NamedTuple):
    """One action's files, its names by place, and what its names and examples gave cause to say."""

    texts: dict[str, str]
    names: dict[str, str]
    findings: tuple[Diagnostic, ...]


def make(task: Task) -> Made:
    """Make an action's module and its tests."""
    own = own_names(task.entry)
    decided = classes.of_action(task.action, {**task.given, **own})
    sheets = plan.action_sheets(task.action, decided, task.entry, task.target)
    found = plan.findings(task.action, task.entry, decided)
    return Made(texts(sheets), {**classes.named(decided), **own}, found)


def own_names(entry: Entry) -> dict[str, str]:
    """Return the names that an index has of an action, by place."""
    return {"": entry.method, "request": entry.request, "response": entry.response}


def record(task: Task, made: Made) -> Record:
    """Return what the manifest says of files whose page has no errors."""
    return Record(
        task.entry,
        True,
        digests(made.texts),
        task.key,
        names_lock.digest(task.entry.action, made.names),
        made.findings,
        task.origin.listed,
        task.origin.corrected,
    )


def texts(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Return the final texts of sheets, by path."""
    return {sheet.path: finished(sheet) for sheet in sheets}


def finished(sheet: Sheet) -> str:
    """Return the final text of a sheet: rendered, in black's layout, verified."""
    if not sheet.template:
        return ""
    text = render.render(sheet)
    if not sheet.path.endswith(".py"):
        return text
    return formatting.finished(text, sheet.path, sheet.template)


def digests(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each text, by path."""
    return {path: digest(text) for path, text in texts.items()}
