"""Reads what the folders of a project have: pages, overlays, the last output, known findings.  Writes nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from docs2sdk.build import output_folder
from docs2sdk.build.output_folder import Output
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.errors import UserError
from docs2sdk.lint import baseline
from docs2sdk.lint.baseline import BaselineEntry
from docs2sdk.locations import Location, file_of_path
from docs2sdk.pages import input_files, page_sources, run_inputs
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import OVERLAY_SUFFIX, Source, SourceTree
from docs2sdk.workers import open_pool


@dataclass(frozen=True)
class Project:
    """The files of a project as they are on disk; ``pages`` is what those of the tree say, by path, one for each action.

    ``problems`` are messages about files without which the pages can be checked, too.
    """

    settings: Settings
    tree: SourceTree
    pages: Mapping[str, ParsedPage]
    overlays: tuple[Source | Diagnostic, ...]
    output: Output
    adopted: tuple[BaselineEntry, ...]
    problems: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """The name of the generated package."""
        name = self.output.manifest.package
        return self.settings.with_package_of_output(name).package

    def locate_source(self, file: Path) -> str | None:
        """Return the path of a page or an overlay, as diagnostics have it; None for any other file."""
        real = os.path.join(os.path.realpath(file.parent), file.name)
        base = self.tree.base
        if file.name.endswith(OVERLAY_SUFFIX):
            folders = run_inputs.find_overlay_folders(self.settings.overlays, base)
            is_overlay = any(_is_below(real, str(folder)) for folder in folders)
            path = os.path.relpath(real, base.first).replace(os.sep, "/")
            return path if is_overlay else None
        is_page = input_files.is_page_name(file.name) and self._is_in_specs(real)
        path = base.find_path(Path(real))
        # A page that a later folder replaces or adds to is not what the project reads at its path.
        return path if is_page and self.find_file(path) == Path(real) else None

    def _is_in_specs(self, file: str) -> bool:
        """Whether a file is below a folder of pages, or is it, and in no hidden folder."""
        for specs in map(os.path.realpath, self.settings.specs):
            inside = os.path.relpath(file, specs).split(os.sep)
            if inside == ["."] or not any(part.startswith(".") for part in inside):
                return True
        return False

    def find_file(self, path: str) -> Path:
        """Return the file of a page or an overlay by its path."""
        base = self.tree.base
        return Path(os.path.normpath(base.first / base.resolve(Location(path, 1)).path))

    def has_generated(self, file: Path) -> bool:
        """Whether a file is in the folder that is generated."""
        return _is_below(os.path.realpath(file), os.path.realpath(self.settings.out))


def _is_below(path: str, folder: str) -> bool:
    return not os.path.relpath(path, folder).startswith(os.pardir)


def load_project(settings: Settings, previous: Project | None = None) -> Project:
    """Read a project; UserError if its pages or overlays cannot be read.  Pages that are as in ``previous`` are not parsed again."""
    tree = page_sources.decode_tree(run_inputs.read_page_files(settings))
    problems: list[str] = []
    output = Output(settings.out)
    adopted: tuple[BaselineEntry, ...] = ()
    try:
        output = _read_output(settings, previous)
    except UserError as error:
        problems.append(str(error))
    try:
        adopted = baseline.load_from_settings(settings)
    except UserError as error:
        problems.append(str(error))
    return Project(
        settings,
        tree,
        _parse_pages(settings, tree, previous),
        run_inputs.read_overlays(settings, tree.base),
        output,
        adopted,
        tuple(problems),
    )


def _read_output(settings: Settings, previous: Project | None) -> Output:
    if previous and previous.output.folder == settings.out:
        return output_folder.reread_output(previous.output)
    return output_folder.read_python_output(settings.out)


def _parse_pages(
    settings: Settings, tree: SourceTree, previous: Project | None
) -> dict[str, ParsedPage]:
    unchanged = {*previous.tree.pages} if previous else set()
    new = [page for page in tree.pages if page not in unchanged]
    with open_pool(settings.jobs) as pool:
        parsed = {
            page.path: page for pages in pool.map(parse_pages, new) for page in pages
        }
    files = {page.path for page in tree.pages if page in unchanged}
    same = previous.pages.items() if previous else ()
    return parsed | {path: page for path, page in same if file_of_path(path) in files}
