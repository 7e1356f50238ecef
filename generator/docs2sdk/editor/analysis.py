"""The diagnostics and the actions of a project while some of its files are open: an open text counts, not its file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from docs2sdk.build.plan import plan_without_output
from docs2sdk.catalog import assembly
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.editor.project import Project
from docs2sdk.errors import UserError
from docs2sdk.lint import baseline, linter
from docs2sdk.locations import file_of_path
from docs2sdk.overlays import overlay_files
from docs2sdk.pages import page_sources
from docs2sdk.pages.input_files import MAX_PAGE_BYTES, UnreadableFile
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import OVERLAY_SUFFIX, Source

# The texts of open pages between two edits.
_parse_open_page = lru_cache(maxsize=64)(parse_pages)


@dataclass(frozen=True)
class Analysis:
    """What a project says with its open texts.

    ``catalog`` is None if there is no action at all; ``texts`` and ``diagnostics`` are those of the open files, by path.
    """

    project: Project
    catalog: Catalog | None
    texts: Mapping[str, str]
    diagnostics: Mapping[str, tuple[Diagnostic, ...]]

    def read_text(self, path: str) -> str:
        """Return the text of a page, "" if it cannot be read."""
        if path in self.texts:
            return self.texts[path]
        pages = (page.text for page in self.project.tree.pages if page.path == path)
        return next(pages, "")


def analyze_project(project: Project, texts: Mapping[str, str]) -> Analysis:
    """Return the analysis of a project with open ``texts`` by path; what ``docs2sdk lint`` would find if they were saved."""
    sources = {path: read_text(path, text) for path, text in texts.items()}
    pages = {
        path: source
        for path, source in sources.items()
        if not path.endswith(OVERLAY_SUFFIX)
    }
    parsed = _parse_with(project, pages)
    try:
        catalog = _assemble(project, sources, pages, parsed)
        all_diagnostics = _check(project, catalog, pages)
    except UserError:
        # No page gives an action, or the settings exclude all: each page is checked by itself.
        catalog = None
        all_diagnostics = [
            diagnostic
            for path in pages
            for diagnostic in _check_alone(pages[path], parsed)
        ]
    diagnostics = {
        path: _drop_known(project, path, all_diagnostics, sources[path])
        for path in texts
    }
    return Analysis(project, catalog, texts, diagnostics)


def read_text(path: str, text: str) -> Source | Diagnostic:
    """Return an open text as it would be read from its file: as a source, or as the reason why it is none."""
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_PAGE_BYTES:
        message = f"{len(data)} bytes, more than {MAX_PAGE_BYTES}"
        return page_sources.decode_source(path, UnreadableFile("D003", message))
    return page_sources.decode_source(path, data)


def _parse_with(
    project: Project, pages: Mapping[str, Source | Diagnostic]
) -> dict[str, ParsedPage]:
    """Return the parsed pages of the tree and the open ones, by path, in the order of paths."""
    saved = project.pages.items()
    parsed = {path: page for path, page in saved if file_of_path(path) not in pages}
    for source in pages.values():
        if isinstance(source, Source):
            parsed |= {page.path: page for page in _parse_open_page(source)}
    return dict(sorted(parsed.items()))


def _assemble(
    project: Project,
    sources: Mapping[str, Source | Diagnostic],
    pages: Mapping[str, Source | Diagnostic],
    parsed: Mapping[str, ParsedPage],
) -> Catalog:
    tree = project.tree
    texts = {page.path: page for page in tree.pages if page.path not in pages}
    texts |= {path: page for path, page in pages.items() if isinstance(page, Source)}
    unreadable = [each for each in tree.diagnostics if each.location.path not in pages]
    unreadable += [page for page in pages.values() if isinstance(page, Diagnostic)]
    tree = tree._replace(
        pages=tuple(page for _, page in sorted(texts.items())),
        diagnostics=tuple(sorted(unreadable)),
    )
    overlays = (
        sources.get(_get_path(overlay), overlay) for overlay in project.overlays
    )
    return assembly.assemble_catalog(
        project.settings,
        tree,
        parsed.values(),
        tuple(map(overlay_files.read_overlay, overlays)),
        assembly.today_in_utc(),
    )


def _get_path(source: Source | Diagnostic) -> str:
    return source.path if isinstance(source, Source) else source.location.path


def _check(
    project: Project, catalog: Catalog, pages: Mapping[str, Source | Diagnostic]
) -> list[Diagnostic]:
    names = project.output.names
    plan = plan_without_output(catalog, names, project.settings)
    texts = {
        path: page.text for path, page in pages.items() if isinstance(page, Source)
    }
    return linter.find_diagnostics(project.settings, catalog, plan, names, texts)


def _check_alone(
    source: Source | Diagnostic, parsed: Mapping[str, ParsedPage]
) -> tuple[Diagnostic, ...]:
    if isinstance(source, Diagnostic):
        return (source,)
    pages = (page for path, page in parsed.items() if file_of_path(path) == source.path)
    return tuple(diagnostic for page in pages for diagnostic in page.diagnostics)


def _drop_known(
    project: Project,
    path: str,
    diagnostics: Collection[Diagnostic],
    source: Source | Diagnostic,
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a path that the baseline does not adopt."""
    of_path = [each for each in diagnostics if each.location.file == path]
    texts = {path: source.text} if isinstance(source, Source) else {}
    new, _ = baseline.split_adopted(of_path, project.adopted, texts)
    return new
