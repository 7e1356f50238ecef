"""The composition: read, interpret, plan, render, verify, and only then write."""

from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from generator import (
    catalog,
    formatting,
    manifest,
    markdown,
    outline,
    plan,
    render,
    sources,
    writing,
)
from generator.catalog import Catalog
from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.interpret import Interpretation, interpret
from generator.manifest import Manifest, Record
from generator.outline import Outline
from generator.page import recognise
from generator.plan import Entry, Sheet, Target
from generator.sources import Source, Tree, UnreadableInput
from generator.writing import Changes, OutputUnusable

# Stage, how many are done, how many there are.
Progress: TypeAlias = Callable[[str, int, int], None]

# Starting processes costs more than formatting this many files.
_FEW = 16


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
    read = catalog.build(tree, _interpreted(tree, progress))
    _check_services(settings.services, settings.specs, read)
    with writing.locked(settings.out):
        manifest.load(settings.out)
        decided = outline.decide(read, manifest.load(settings.out), settings.services)
        texts, new = _produced(settings, decided, read.broken, progress)
        changes = writing.compare(settings.out, texts, _staying(decided), force)
        writing.apply(settings.out, changes, texts, new, _steps(changes, progress))
    renamed = (
        finding for action, _ in decided.fresh for finding in plan.renamed(action)
    )
    return Report(
        base=tree.base,
        out=settings.out,
        catalog=read,
        diagnostics=tuple(sorted((*read.diagnostics, *renamed))),
        changes=changes,
        kept=tuple(
            record.entry
            for page, record in decided.staying.items()
            if page in read.broken
        ),
    )


def _interpreted(tree: Tree, progress: Progress) -> Iterator[Interpretation]:
    for done, page in enumerate(tree.pages, 1):
        yield read_page(page)
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


def _produced(
    settings: Settings, decided: Outline, broken: AbstractSet[str], progress: Progress
) -> tuple[dict[str, str], Manifest]:
    """Return every text to be written, and the manifest that goes with them."""
    target = Target(settings.package, settings.version)
    of_pages = {
        entry.page: plan.action_sheets(action, entry, target)
        for action, entry in decided.fresh
    }
    of_services = [
        sheet
        for service, entries in decided.services
        for sheet in plan.service_sheets(service, entries, target)
    ]
    shared = [
        *of_services,
        *plan.package_sheets([service for service, _ in decided.services], target),
    ]
    sheets = [*itertools.chain(*of_pages.values()), *shared]
    texts = _texts(sheets, settings.jobs, progress)
    runtime = render.runtime(settings.package)
    records = {
        entry.page: Record(
            entry,
            entry.page not in broken,
            {
                sheet.path: writing.digest(texts[sheet.path])
                for sheet in of_pages[entry.page]
            },
        )
        for _, entry in decided.fresh
    }
    ours = {sheet.path: texts[sheet.path] for sheet in shared} | runtime
    digests = {path: writing.digest(text) for path, text in ours.items()}
    return texts | runtime, Manifest({**decided.staying, **records}, digests)


def _texts(sheets: list[Sheet], jobs: int, progress: Progress) -> dict[str, str]:
    """Render, format and verify, in several processes where that pays."""
    texts = {}
    with _mapping(min(jobs, len(sheets) // _FEW)) as mapping:
        for done, (sheet, text) in enumerate(zip(sheets, mapping(finished, sheets), strict=False), 1):
            texts[sheet.path] = text
            progress("generate", done, len(sheets))
    return texts


def finished(sheet: Sheet) -> str:
    """Return the final text of a sheet."""
    text = render.render(sheet)
    if not sheet.path.endswith(".py"):
        return text
    return formatting.finished(text, sheet.path, sheet.template)


@contextmanager
def _mapping(
    jobs: int,
) -> Iterator[Callable[[Callable[[Sheet], str], list[Sheet]], Iterable[str]]]:
    if jobs < 2:
        yield map
        return
    # Fresh processes, not forks: a progress bar's thread must not be copied while it holds a lock.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        yield partial(pool.map, chunksize=8)
