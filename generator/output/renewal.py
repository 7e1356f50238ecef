"""A few pages were edited, and nothing else has changed: what they give now, from the manifest and these pages alone.

An edit stays within the files of the page's action as long as the page describes the same action without an error: indexes
say no more of it than its names, which stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.digests import digest
from generator.output import making, names_lock
from generator.output.making import Made, Task
from generator.output.manifest import Manifest
from generator.output.names_lock import BadLock, Blocks
from generator.output.outcome import Outcome
from generator.output.proof import Origin
from generator.output.records import Reading
from generator.pages import sources
from generator.pages.inputs import Inputs
from generator.pages.interpret import Interpretation
from generator.pages.layout import folder_of
from generator.pages.reading import read_page
from generator.pages.sources import Source
from generator.python import names as python_names
from generator.python.entries import Entry
from generator.python.plan import Target
from generator.schema import Action


class _Renewed(NamedTuple):
    """A page as it is now: how it was read, and what was made of it."""

    reading: Reading
    task: Task
    made: Made


def renewed(
    settings: Settings,
    found: Inputs,
    same: Outcome,
    edited: Sequence[str],
    names: Blocks,
) -> Outcome | None:
    """Return what edited pages make of an output that is the ``same`` but for them; None if that takes to know more.

    ``names`` is the lock of names.
    """
    data = {one.path: one.data for one in found.raw.files}
    target = Target(settings.package, settings.version)
    pages: dict[str, _Renewed] = {}
    for page in edited:
        source = sources.text(page, data[page])
        one = _renewed(source, found.pages[page], same.old, names, target)
        if one is None:
            return None
        pages[page] = one
    return _outcome(same, pages, names)


def _renewed(
    source: Source | Diagnostic,
    text_digest: str,
    old: Manifest,
    names: Blocks,
    target: Target,
) -> _Renewed | None:
    """Return a page as it is now; None if it says something else to indexes or other pages than it did."""
    said = read_page(source) if isinstance(source, Source) else None
    if not said or not said.action or not _is_as_known(said, said.action, old):
        return None
    record = old.pages[said.path]
    try:
        given = names_lock.names(names.actions[record.entry.action])
    except BadLock:  # The whole way says where.
        return None
    origin = Origin(text_digest, record.listed, "")
    task = Task(said.action, record.entry, target, given, origin)
    reading = old.readings[said.path]._replace(
        digest=text_digest, findings=tuple(sorted(said.diagnostics))
    )
    return _Renewed(reading, task, making.make(task))


def _is_as_known(said: Interpretation, action: Action, old: Manifest) -> bool:
    """Whether a page still is what all but its own files know of it, and has no error."""
    kind, entry = old.readings[said.path].kind, old.pages[said.path].entry
    return (
        (said.kind, action.wire) == (kind, entry.action)
        and not any(one.severity == "error" for one in said.diagnostics)
        and not _bears_a_warning(entry)
    )


def _bears_a_warning(entry: Entry) -> bool:
    """Whether it may be this page that says that the package could not have the name of its folder."""
    return entry.service != python_names.plain_service(folder_of(entry.page))


def _outcome(same: Outcome, pages: Mapping[str, _Renewed], names: Blocks) -> Outcome:
    old = same.old
    made = {one.task.entry.action: one.made for one in pages.values()}
    lock = names_lock.renewed(names, {name: one.names for name, one in made.items()})
    records = {page: making.record(one.task, one.made) for page, one in pages.items()}
    readings = {page: one.reading for page, one in pages.items()}
    new = replace(
        old, pages={**old.pages, **records}, readings={**old.readings, **readings}
    )
    texts = {path: text for one in made.values() for path, text in one.texts.items()}
    return same._replace(
        new=new,
        wanted=new.digests() | {names_lock.NAME: digest(lock)},
        texts={**texts, names_lock.NAME: lock},
    )
