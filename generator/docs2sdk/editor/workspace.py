"""The open documents of an editor, and the projects that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from docs2sdk import config
from docs2sdk.build import output_folder
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.editor import analysis, project, text_positions
from docs2sdk.editor.analysis import Analysis
from docs2sdk.editor.project import Project
from docs2sdk.editor.text_positions import Encoding, OpenText, TextPosition
from docs2sdk.errors import UserError


class Document(NamedTuple):
    """An open document: its file, its text as the editor has it, and the editor's number of this version."""

    file: Path
    text: str
    version: int


class OpenPage(NamedTuple):
    """An open page or overlay: its path in its project, its text, its diagnostics, and all else that the project says."""

    path: str
    text: OpenText
    diagnostics: tuple[Diagnostic, ...]
    analysis: Analysis


@dataclass
class Workspace:
    """The state of a session: documents by URI, and projects, which are read again when a document is saved.

    ``folders`` are those in which settings are searched for a document that has none above it; ``arguments`` are those of the
    command line, which settings give way to.
    """

    arguments: Mapping[str, Any]
    folders: tuple[Path, ...]
    encoding: Encoding = "utf-16"
    documents: dict[str, Document] = field(default_factory=dict)
    _settings: dict[Path, Settings] = field(default_factory=dict)
    _projects: dict[Settings, Project] = field(default_factory=dict)
    _analyses: dict[Settings, Analysis] = field(default_factory=dict)
    _problems: dict[str, None] = field(default_factory=dict)

    def open(self, uri: str, document: Document) -> None:
        """Add a document, or replace its text."""
        self.documents[uri] = document
        self._analyses.clear()

    def change(
        self, uri: str, start: TextPosition, end: TextPosition, new: str
    ) -> None:
        """Replace a part of a document."""
        document = self.documents[uri]
        text = text_positions.replace_part(
            document.text, start, end, new, self.encoding
        )
        self.open(uri, document._replace(text=text))

    def close(self, uri: str) -> None:
        """Forget a document: its file counts again, as it was read last."""
        self.documents.pop(uri, None)
        self._analyses.clear()

    def refresh(self) -> None:
        """Read settings and files again."""
        self._analyses.clear()
        self._problems.clear()
        for directory in self._settings:
            self._load_settings(directory)
        for settings in {*self._projects} - {*self._settings.values()}:
            del self._projects[settings]
        for settings in self._projects:
            self._load_project(settings)

    def take_problems(self) -> tuple[str, ...]:
        """Return the messages for the user about settings and folders since the last refresh."""
        return tuple(self._problems)

    def read_page(self, uri: str) -> OpenPage | None:
        """Return an open page or overlay with its diagnostics; None for any other document."""
        document = self.documents.get(uri)
        project_ = self.find_project(document.file) if document else None
        path = project_.locate_source(document.file) if document and project_ else None
        if not document or not project_ or not path:
            return None
        text = text_positions.read_open_text(document.text, self.encoding)
        analysis_ = self.analyze(project_)
        return OpenPage(path, text, analysis_.diagnostics[path], analysis_)

    def find_project(self, file: Path) -> Project | None:
        """Return the project that a file is a page, an overlay or generated code of."""
        for project_ in self._list_projects(file):
            if project_.locate_source(file) or project_.has_generated(file):
                return project_
        return None

    def analyze(self, project_: Project) -> Analysis:
        """Return the analysis of a project with all its open documents."""
        key = project_.settings
        if key not in self._analyses:
            texts = dict(self._list_texts(project_))
            self._analyses[key] = analysis.analyze_project(project_, texts)
        return self._analyses[key]

    def reread_output(self, project_: Project) -> Project:
        """Return a project with its output as it is now, which a command may have written since the last refresh."""
        try:
            output = output_folder.reread_output(project_.output)
        except UserError:
            return project_
        if output is not project_.output:
            project_ = replace(project_, output=output)
            self._projects[project_.settings] = project_
            self._analyses.clear()
        return project_

    def _list_texts(self, project_: Project) -> Iterator[tuple[str, str]]:
        for document in self.documents.values():
            if path := project_.locate_source(document.file):
                yield path, document.text

    def _list_projects(self, file: Path) -> Iterator[Project]:
        """Yield the projects of the settings above a file, and above each folder of the session."""
        for directory in (file.parent, *self.folders):
            if directory not in self._settings:
                self._load_settings(directory)
            settings = self._settings.get(directory)
            if settings and settings not in self._projects:
                self._load_project(settings)
            if settings in self._projects:
                yield self._projects[settings]

    def _load_settings(self, directory: Path) -> None:
        """Load the settings for a directory; those that were loaded before stay if they are invalid now."""
        try:
            self._settings[directory] = config.load_settings(directory, self.arguments)
        except UserError as error:
            self._report([str(error)])

    def _load_project(self, settings: Settings) -> None:
        """Read the files of a project; those that were read before stay if they cannot be read now."""
        previous = self._projects.get(settings)
        try:
            loaded = project.load_project(settings, previous)
        except UserError as error:
            # Without settings, any folder could be meant: its Markdown is none of ours.
            if not settings.is_default_specs:
                self._report([str(error)])
            return
        self._projects[settings] = loaded
        self._report(loaded.problems)

    def _report(self, messages: Iterable[str]) -> None:
        self._problems.update(dict.fromkeys(messages))
