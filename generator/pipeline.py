"""The composition: read, interpret, plan, render, verify, and only then write."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from generator import (
    catalog,
    manifest,
    markdown,
    outline,
    plan,
    production,
    sources,
    workers,
    writing,
)
from generator.catalog import Catalog
from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.interpret import Interpretation, interpret
from generator.outline import Outline
from generator.page import recognise
from generator.plan import Entry, Target
from generator.sources import Source, Tree, UnreadableInput
from generator.workers import Workers
from generator.writing import Changes, OutputUnusable

# Stage, how many are done, how many there are.
Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found and did.  ``kept`` are the actions whose page broke, so that their last good output stays."""

    base: Path
    out: Path
    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]
    changes: Changes
    kept: tuple[Entry, ...]

    @property
    def failed(self) -> bool:
        """Whether some page had errors."""
        return any(finding.severity == "error" for finding in self.diagnostics)


def generate(settings: Settings, force: bool, progress: Progress) -> Report:
    """Make the package; UnreadableInput, OutputUnusable, OutputConflict or BadManifest if nothing was written."""
    tree = sources.read_tree(settings.specs)
    _check_apart(settings.specs, settings.out)
    with workers.started(settings.jobs) as crew:
        read = catalog.build(tree, _interpreted(tree, crew, progress))
        _check_services(settings.services, settings.specs, read)
        with writing.locked(settings.out):
            old = manifest.load(settings.out)
            decided = outline.decide(read, old, settings.services)
            target = Target(settings.package, settings.version)
            step = partial(progress, "generate")
            made = production.produce(decided, target, read.broken, crew, step)
            changes = writing.compare(
                settings.out, made.texts, _staying(decided), force
            )
            steps = _steps(changes, progress)
            writing.apply(settings.out, changes, made.texts, made.manifest, steps)
    return Report(
        base=tree.base,
        out=settings.out,
        catalog=read,
        diagnostics=tuple(sorted((*read.diagnostics, *made.findings))),
        changes=changes,
        kept=tuple(
            record.entry
            for page, record in decided.staying.items()
            if page in read.broken
        ),
    )


def _interpreted(
    tree: Tree, crew: Workers, progress: Progress
) -> Iterator[Interpretation]:
    for done, page in enumerate(crew.map(read_page, tree.pages), 1):
        yield page
        progress("read", done, len(tree.pages))


def read_page(source: Source) -> Interpretation:
    """Text → blocks → page → action."""
    return interpret(recognise(source.path, markdown.parse(source.text)))


def _check_apart(specs: Path, out: Path) -> None:
    """Writing among the pages, or over a whole disk or home, is never meant."""
    specs, out = specs.resolve(), out.resolve()
    if out in (Path(out.anchor), Path.home()):
        raise OutputUnusable(f"{out} is no folder to generate into")
    if specs == out or specs in out.parents or out in specs.parents:
        raise OutputUnusable(f"the output {out} and the pages {specs} must lie apart")


def _check_services(wanted: Iterable[str], specs: Path, read: Catalog) -> None:
    packages = plan.packages(service.folder for service in read.services)
    for service in wanted:
        if service not in {*packages, *packages.values()}:
            listed = ", ".join(sorted(packages.values()))
            raise UnreadableInput(
                f"no service {service!r} in {specs}; there are: {listed}"
            )


def _staying(decided: Outline) -> dict[str, str]:
    return {
        path: found
        for record in decided.staying.values()
        for path, found in record.files.items()
    }


def _steps(changes: Changes, progress: Progress) -> Callable[[], None]:
    done = itertools.count(1)
    return lambda: progress("write", next(done), len(changes.written))
