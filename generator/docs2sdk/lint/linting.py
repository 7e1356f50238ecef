"""Lint a set of pages: the diagnostics of ``generate``, and examples that contradict tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from docs2sdk import workers
from docs2sdk.build import disk
from docs2sdk.build.plan import Plan, name_packages, plan_afresh
from docs2sdk.catalog import assembly, subset
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.lint import recognition
from docs2sdk.lint.findings import Finding
from docs2sdk.pages import inputs, sources
from docs2sdk.pages.layout import folder_of
from docs2sdk.pages.sources import Tree
from docs2sdk.python.given_names import GivenNames
from docs2sdk.python.renames import find_renamed_packages
from docs2sdk.python.rendering import find_diagnostics
from docs2sdk.validation import examples
from docs2sdk.workers import Progress


@dataclass(frozen=True, slots=True)
class Lint:
    """The findings by place, with paths relative to ``base``; ``scope`` holds the paths that were read."""

    base: Path
    findings: tuple[Finding, ...]
    scope: Scope


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run covers: everything (``folders`` None), the folders of some products, or single ``pages``."""

    catalog: Catalog
    folders: frozenset[str] | None
    pages: frozenset[str] | None

    def __contains__(self, path: str) -> bool:
        if self.pages is not None:
            return path in self.pages
        if self.folders is not None:
            return subset.concerns(path, self.catalog, self.folders)
        return True


def lint(settings: Settings, progress: Progress, today: date | None = None) -> Lint:
    """Read and check the pages; UserError if they cannot be read.  Writes nothing.

    ``today`` decides which corrections have expired; the default is the current day in UTC.
    """
    tree = sources.texts(inputs.find(settings))
    day = today or datetime.now(UTC).date()
    with workers.started(settings.jobs) as pool:
        catalog = assembly.read_tree(settings, tree, pool, progress, day)
    names = disk.read_output(settings.out).names
    packages = name_packages(catalog, names)
    chosen = subset.select(catalog, packages, settings.services, ())
    plan = plan_afresh(catalog, names, settings)
    texts = {page.path: page.text for page in tree.pages}
    contradictions = _find_contradictions(plan, texts)
    diagnostics = {*chosen.findings, *_check_names(plan, names), *contradictions}
    findings = recognition.findings(sorted(diagnostics), texts)
    return Lint(tree.base, tuple(findings), _scope(settings, tree, catalog, plan))


def _check_names(plan: Plan, names: GivenNames) -> Iterator[Diagnostic]:
    """Yield the diagnostics of Python names, and of examples that cannot be read."""
    yield from find_renamed_packages(plan.services)
    for action, entry in plan.fresh:
        yield from find_diagnostics(action, entry, names.of_action(action))


def _scope(settings: Settings, tree: Tree, catalog: Catalog, plan: Plan) -> Scope:
    if tree.scope == "page":
        return Scope(catalog, None, frozenset(page.path for page in tree.pages))
    if settings.services:
        return Scope(catalog, plan.folders, None)
    folders = frozenset(folder_of(page.path) for page in tree.pages)
    return Scope(catalog, folders if tree.scope == "product" else None, None)


def _find_contradictions(plan: Plan, texts: dict[str, str]) -> Iterator[Diagnostic]:
    for action, entry in plan.fresh:
        yield from examples.check_examples(action, texts[entry.page])
