"""Lint a set of pages: the diagnostics of ``generate``, and examples that contradict tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from docs2sdk import workers
from docs2sdk.build import output_folder
from docs2sdk.build.plan import (
    BuildPlan,
    FreshActions,
    name_packages,
    plan_without_output,
)
from docs2sdk.catalog import assembly, requested_services
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.lint import fingerprints
from docs2sdk.lint.findings import Finding
from docs2sdk.locations import file_of_path
from docs2sdk.pages import page_sources, run_inputs
from docs2sdk.pages.checkout_layout import product_folder
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_sources import SourceTree
from docs2sdk.python import existing_names
from docs2sdk.python.file_renderer import find_action_diagnostics
from docs2sdk.python.renames import find_renamed_packages
from docs2sdk.targets.existing_names import ExistingNames
from docs2sdk.validation import examples
from docs2sdk.workers import ProgressCallback


@dataclass(frozen=True, slots=True)
class LintResult:
    """The findings by location, with paths relative to ``base``; ``scope`` holds the paths that were read, ``texts`` the pages."""

    base: PageFolders
    findings: tuple[Finding, ...]
    scope: LintScope
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LintScope:
    """What a run covers: everything (``folders`` None), the folders of some products, or single ``pages``."""

    catalog: Catalog
    folders: frozenset[str] | None
    pages: frozenset[str] | None

    def __contains__(self, path: str) -> bool:
        if self.pages is not None:
            return file_of_path(path) in self.pages
        if self.folders is not None:
            return requested_services.concerns_folders(path, self.catalog, self.folders)
        return True


def lint_pages(
    settings: Settings, progress: ProgressCallback, today: date | None = None
) -> LintResult:
    """Read and check the pages; UserError if they cannot be read.  Writes nothing.

    ``today`` decides which corrections have expired; the default is the current day in UTC.
    """
    files = run_inputs.read_page_files(settings)
    names = output_folder.read_python_output(settings.out).names
    requested_services.check_folders(files, names.packages_by_folder, settings.services)
    tree = page_sources.decode_tree(files)
    with workers.open_pool(settings.jobs) as pool:
        catalog = assembly.read_catalog_of_tree(settings, tree, pool, progress, today)
    return lint_catalog(settings, tree, catalog, names)


def lint_catalog(
    settings: Settings, tree: SourceTree, catalog: Catalog, names: ExistingNames
) -> LintResult:
    """Return the findings of a catalog that was made of a tree; ``names`` are those of the last output."""
    plan = plan_without_output(catalog, names, settings)
    texts = {page.path: page.text for page in tree.pages}
    diagnostics = find_diagnostics(settings, catalog, plan, names, texts)
    findings = fingerprints.make_findings(diagnostics, texts)
    scope = _scope(settings, tree, catalog, plan)
    return LintResult(tree.base, tuple(findings), scope, texts)


def find_diagnostics(
    settings: Settings,
    catalog: Catalog,
    plan: BuildPlan,
    names: ExistingNames,
    texts: Mapping[str, str],
) -> list[Diagnostic]:
    """Return all diagnostics of a catalog by location; examples and Python names are checked of the pages in ``texts`` only.

    ``names`` are those of the last output, ``plan`` is made with them.
    """
    packages = name_packages(catalog, names)
    chosen = requested_services.select_requested(
        catalog, packages, settings.services, ()
    )
    actions = tuple(pair for pair in plan.fresh if pair[1].page in texts)
    contradictions = _find_contradictions(actions, texts)
    renamed = find_renamed_packages(plan.services)
    checked = (*_check_names(actions, names), *contradictions)
    return sorted({*chosen.diagnostics, *renamed, *checked})


def _check_names(actions: FreshActions, names: ExistingNames) -> Iterator[Diagnostic]:
    """Yield the diagnostics of Python names, and of examples that cannot be read."""
    for action, entry in actions:
        yield from find_action_diagnostics(
            action, entry, existing_names.find_action_names(names, action)
        )


def _scope(
    settings: Settings, tree: SourceTree, catalog: Catalog, plan: BuildPlan
) -> LintScope:
    if tree.scope == "page":
        return LintScope(catalog, None, frozenset(page.path for page in tree.pages))
    if settings.services:
        return LintScope(catalog, plan.folders, None)
    folders = frozenset(product_folder(page.path) for page in tree.pages)
    return LintScope(catalog, folders if tree.scope == "product" else None, None)


def _find_contradictions(
    actions: FreshActions, texts: Mapping[str, str]
) -> Iterator[Diagnostic]:
    for action, entry in actions:
        yield from examples.check_examples(action, texts[file_of_path(entry.page)])
