"""Outline → every file that is to be, with the proof of what it came of; and the texts of those that have to be made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial

from generator.diagnostics import Diagnostic
from generator.digests import digest, key
from generator.output import making, names_lock
from generator.output.making import Task
from generator.output.manifest import Manifest
from generator.output.names_lock import Lock
from generator.output.outline import Outline
from generator.output.proof import Origin
from generator.output.records import SERVICE, Record, Shared
from generator.python import classes, plan, render
from generator.python.entries import Entry, files_of, shown
from generator.python.plan import ServiceEntry, Sheet, Target
from generator.workers import Workers


@dataclass(frozen=True, slots=True)
class Production:
    """The texts made, by path; the records and groups of all but what stays; what names and examples gave cause to say.

    ``about_services`` is no action's in particular.
    """

    texts: dict[str, str]
    pages: dict[str, Record]
    shared: dict[str, Shared]
    findings: tuple[Diagnostic, ...]
    about_services: tuple[Diagnostic, ...]

    def digests(self) -> dict[str, str]:
        """Return every file that is to be but what stays, with its digest."""
        names = {names_lock.NAME: digest(self.texts[names_lock.NAME])}
        return {**Manifest(self.pages, self.shared).digests(), **names}


def produce(
    decided: Outline,
    target: Target,
    origins: Mapping[str, Origin],
    broken: AbstractSet[str],
    standing: Manifest,
    workers: Workers,
    step: Callable[[int, int], None],
) -> Production:
    """Make what is not there yet; ``step`` is told how many actions of how many are done.

    ``origins`` stand for what an action was read from, by page; ``standing`` are the records and groups of the last run
    whose files are on disk as they were made: one that was made from the same is left as it is.
    """
    texts: dict[str, str] = {}
    names: dict[str, Mapping[str, str]] = {}
    records: dict[str, Record] = {}
    stale: list[Task] = []
    for action, entry in decided.fresh:
        given = decided.given.actions.get(entry.action, {})
        origin = origins[entry.page]
        task = Task(action, entry, target, given, origin)
        record = standing.pages.get(entry.page)
        if record and _is_of(record, task):
            # What the key was made of is said as it is, whatever somebody made of the line.
            records[entry.page] = record._replace(
                listed=origin.listed, corrected=origin.corrected
            )
            names[entry.action] = given
        else:
            stale.append(task)
    results = zip(stale, workers.map(making.make, stale), strict=True)
    for done, (task, made) in enumerate(results, 1):
        texts |= made.texts
        names[task.entry.action] = made.names
        records[task.entry.page] = making.record(task, made)
        step(done, len(stale))
    texts[names_lock.NAME] = names_lock.dump(_names(decided, names))
    return Production(
        texts,
        _judged(records, broken),
        dict(_shared(decided, target, standing, texts)),
        tuple(finding for record in records.values() for finding in record.findings),
        tuple(plan.renamed_services(decided.services)),
    )


def _is_of(record: Record, task: Task) -> bool:
    """Whether a record is of what a task would make."""
    names = names_lock.digest(task.entry.action, task.given)
    files = {*files_of(task.entry, task.target.package)}
    return (record.key, record.names) == (task.key, names) and (
        record.files.keys() == files
    )


def _judged(
    records: Mapping[str, Record], broken: AbstractSet[str]
) -> dict[str, Record]:
    """Return the records with what is known of their pages now."""
    return {
        page: record._replace(clean=page not in broken)
        for page, record in records.items()
    }


def findings(decided: Outline) -> Iterator[Diagnostic]:
    """Yield what naming and examples give cause to say, without making anything."""
    yield from plan.renamed_services(decided.services)
    for action, entry in decided.fresh:
        given = decided.given.actions.get(entry.action, {})
        named = classes.of_action(action, {**given, **making.own_names(entry)})
        yield from plan.findings(action, entry, named)


def _names(decided: Outline, fresh: Mapping[str, Mapping[str, str]]) -> Lock:
    """Return every name of the output, and no other: what stays as it was has the names that it had."""
    staying = {
        record.entry.action: {
            **decided.given.actions.get(record.entry.action, {}),
            **making.own_names(record.entry),
        }
        for record in decided.staying.values()
    }
    packages = {service.folder: service.package for service, _ in decided.services}
    return Lock(packages, {**fresh, **staying})


def _shared(
    decided: Outline, target: Target, standing: Manifest, texts: dict[str, str]
) -> Iterator[tuple[str, Shared]]:
    """Yield the groups of files that belong to no single page, by name; what has to be made is added to ``texts``."""
    for batch in _batches(decided, target):
        group = standing.shared.get(batch.name)
        if group is None or group.key != batch.key:
            made = batch.make()
            texts |= made
            group = Shared(making.digests(made), batch.key)
        yield batch.name, group._replace(title=batch.title)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Files that are made together: a name, what stands for all that they are made from, and how they are made.

    ``title`` is that of the product, where they are a service's.
    """

    name: str
    key: str
    make: Callable[[], dict[str, str]]
    title: str = ""


def _batches(decided: Outline, target: Target) -> Iterator[_Batch]:
    services = [service for service, _ in decided.services]
    plain = [service._replace(errors=()) for service in services]
    for about, (_, entries) in zip(plain, decided.services, strict=True):
        yield _Batch(
            f"{SERVICE}{about.folder}",
            key("service", about, entries, target.package),
            _sheets(plan.service_sheets, about, entries, target),
            about.title,
        )
    example = _example(decided)
    yield _Batch(
        "package",
        key("package", plain, example, target),
        _sheets(plan.package_sheets, plain, example, target),
    )
    yield from _error_batches(services, decided, target)
    yield _Batch(
        "runtime",
        key("runtime", target.package),
        partial(render.runtime, target.package),
    )


def _example(decided: Outline) -> Entry | None:
    return shown(entry for _, entries in decided.services for entry in entries)


def _error_batches(
    services: Iterable[ServiceEntry], decided: Outline, target: Target
) -> Iterator[_Batch]:
    staying, package = decided.staying_errors, target.package
    for service in services:
        path = plan.errors_path(package, service.package)
        if service.errors and path not in staying:
            proof = key("errors", path, service.title, service.errors)
            yield _Batch(
                path, proof, _sheets(_single, plan.error_sheet, service, target)
            )
    path = plan.errors_path(package)
    if path not in staying:
        proof = key("errors", path, decided.common)
        make = _sheets(_single, plan.common_error_sheet, decided.common, target)
        yield _Batch(path, proof, make)


def _single(make: Callable[..., Sheet], *arguments: object) -> tuple[Sheet]:
    return (make(*arguments),)


def _sheets(
    make: Callable[..., Iterable[Sheet]], *arguments: object
) -> Callable[[], dict[str, str]]:
    return lambda: making.texts(make(*arguments))


def shared_sheets(decided: Outline, target: Target) -> Iterator[Sheet]:
    """Yield what the package says besides its actions."""
    services = [service for service, _ in decided.services]
    for service, entries in decided.services:
        yield from plan.service_sheets(service, entries, target)
    yield from plan.package_sheets(services, _example(decided), target)
    yield from plan.error_sheets(services, decided.common, target)
