"""Everything that can be said against a set of pages: what ``generate`` finds, and where examples contradict tables."""

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
from docs2sdk.values import contradictions
from docs2sdk.workers import Progress


@dataclass(frozen=True, slots=True)
class Lint:
    """The findings by place, with paths from ``base``; ``scope`` says which paths were looked at."""

    base: Path
    findings: tuple[Finding, ...]
    scope: Scope


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run was for: everything (``folders`` None), some products' folders, or the pages of a tree."""

    read: Catalog
    folders: frozenset[str] | None
    pages: frozenset[str] | None

    def __contains__(self, path: str) -> bool:
        if self.pages is not None:
            return path in self.pages
        if self.folders is not None:
            return subset.concerns(path, self.read, self.folders)
        return True


def lint(settings: Settings, progress: Progress, today: date | None = None) -> Lint:
    """Read the pages and judge them; Refusal if they cannot be read.  Writes nothing.

    ``today`` decides which corrections have expired: the day of the run, in UTC, if not given.
    """
    tree = sources.texts(inputs.find(settings))
    day = today or datetime.now(UTC).date()
    with workers.started(settings.jobs) as crew:
        read = assembly.read_tree(settings, tree, crew, progress, day)
    names = disk.read_output(settings.out).names
    chosen = subset.select(read, name_packages(read, names), settings.services, ())
    decided = plan_afresh(read, names, settings)
    texts = {page.path: page.text for page in tree.pages}
    of_examples = _contradictions(decided, texts)
    found = {*chosen.findings, *_naming(decided, names), *of_examples}
    marked = recognition.findings(sorted(found), texts)
    return Lint(tree.base, tuple(marked), _scope(settings, tree, read, decided))


def _naming(decided: Plan, names: GivenNames) -> Iterator[Diagnostic]:
    """Yield what names and examples give cause to report."""
    yield from find_renamed_packages(decided.services)
    for action, entry in decided.fresh:
        yield from find_diagnostics(action, entry, names.of_action(action))


def _scope(settings: Settings, tree: Tree, read: Catalog, decided: Plan) -> Scope:
    if tree.scope == "page":
        return Scope(read, None, frozenset(page.path for page in tree.pages))
    if settings.services:
        return Scope(read, decided.folders, None)
    folders = frozenset(folder_of(page.path) for page in tree.pages)
    return Scope(read, folders if tree.scope == "product" else None, None)


def _contradictions(decided: Plan, texts: dict[str, str]) -> Iterator[Diagnostic]:
    for action, entry in decided.fresh:
        yield from contradictions.findings(action, texts[entry.page])
