"""Outline → every text to be written, and the manifest that goes with them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from generator import classes, formatting, names_lock, plan, render, writing
from generator.diagnostics import Diagnostic
from generator.manifest import Manifest, Record
from generator.names_lock import Lock
from generator.outline import Outline
from generator.plan import Entry, Sheet, Target
from generator.schema import Action
from generator.workers import Workers


@dataclass(frozen=True, slots=True)
class Production:
    """The texts by path, the manifest, and what naming and examples gave cause to say."""

    texts: dict[str, str]
    manifest: Manifest
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker needs to make one action's files."""

    action: Action
    entry: Entry
    target: Target
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Made:
    """One action's files, its names by place, and what its names and examples gave cause to say."""

    texts: dict[str, str]
    names: dict[str, str]
    findings: tuple[Diagnostic, ...]


def produce(
    decided: Outline,
    target: Target,
    broken: AbstractSet[str],
    workers: Workers,
    step: Callable[[int, int], None],
) -> Production:
    """Make every text; ``step`` is told how many actions of how many are done."""
    tasks = [
        _Task(action, entry, target, decided.given.actions.get(entry.action, {}))
        for action, entry in decided.fresh
    ]
    made = []
    for done, one in enumerate(workers.map(_make, tasks), 1):
        made.append(one)
        step(done, len(tasks))
    records = {
        task.entry.page: Record(
            task.entry, task.entry.page not in broken, _digests(one.texts)
        )
        for task, one in zip(tasks, made, strict=True)
    }
    shared = _finished(shared_sheets(decided, target)) | render.runtime(target.package)
    texts = {path: text for one in made for path, text in one.texts.items()} | shared
    fresh = {
        task.entry.action: one.names for task, one in zip(tasks, made, strict=True)
    }
    texts[names_lock.NAME] = names_lock.dump(_names(decided, fresh))
    new = Manifest(
        {**decided.staying, **records}, {**decided.staying_errors, **_digests(shared)}
    )
    of_actions = itertools.chain.from_iterable(one.findings for one in made)
    of_services = plan.renamed_services(decided.services)
    return Production(texts, new, (*of_actions, *of_services))


def findings(decided: Outline) -> Iterator[Diagnostic]:
    """Yield what naming and examples give cause to say, without making anything."""
    yield from plan.renamed_services(decided.services)
    for action, entry in decided.fresh:
        given = decided.given.actions.get(entry.action, {})
        named = classes.of_action(action, {**given, **_own_names(entry)})
        yield from plan.findings(action, entry, named)


def _make(task: _Task) -> _Made:
    own = _own_names(task.entry)
    decided = classes.of_action(task.action, {**task.given, **own})
    sheets = plan.action_sheets(task.action, decided, task.entry, task.target)
    found = plan.findings(task.action, task.entry, decided)
    return _Made(_finished(sheets), {**classes.named(decided), **own}, found)


def _own_names(entry: Entry) -> dict[str, str]:
    """Return the names that an index has of an action, by place."""
    return {"": entry.method, "request": entry.request, "response": entry.response}


def _names(decided: Outline, fresh: Mapping[str, Mapping[str, str]]) -> Lock:
    """Return every name of the output, and no other: what stays as it was has the names that it had."""
    staying = {
        record.entry.action: {
            **decided.given.actions.get(record.entry.action, {}),
            **_own_names(record.entry),
        }
        for record in decided.staying.values()
    }
    packages = {service.folder: service.package for service, _ in decided.services}
    return Lock(packages, {**fresh, **staying})


def shared_sheets(decided: Outline, target: Target) -> Iterator[Sheet]:
    """Yield what the package says besides its actions."""
    for service, entries in decided.services:
        yield from plan.service_sheets(service, entries, target)
    services = [service for service, _ in decided.services]
    yield from plan.package_sheets(services, target)
    for sheet in plan.error_sheets(services, decided.common, target):
        if sheet.path not in decided.staying_errors:
            yield sheet


def _finished(sheets: Iterable[Sheet]) -> dict[str, str]:
    return {sheet.path: finished(sheet) for sheet in sheets}


def finished(sheet: Sheet) -> str:
    """Return the final text of a sheet: rendered, in black's layout, verified."""
    if not sheet.template:
        return ""
    text = render.render(sheet)
    if not sheet.path.endswith(".py"):
        return text
    return formatting.finished(text, sheet.path, sheet.template)


def _digests(texts: dict[str, str]) -> dict[str, str]:
    return {path: writing.digest(text) for path, text in texts.items()}
