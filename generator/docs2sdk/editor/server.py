"""The language server: translates between the protocol and the functions of this package.

The only module that knows pygls.  pygls's own copies of open documents are not used: they divide lines at characters that the
protocol has no newlines for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import from_fs_path, to_fs_path

from docs2sdk import __version__
from docs2sdk.diagnostics import CODES, Diagnostic, escape_unprintable
from docs2sdk.editor import (
    completion,
    diagnostic_spans,
    page_targets,
    quick_fixes,
)
from docs2sdk.editor.code_links import link_code
from docs2sdk.editor.page_edits import QuickFix
from docs2sdk.editor.text_positions import TextPosition, TextSpan
from docs2sdk.editor.workspace import Document, OpenPage, Workspace

# Diagnostics of a page that takes longer are sent less often, so that typing never waits for them.
_QUICK = 0.05
_LONGEST_PAUSE = 2.0
# How many diagnostics get fixes at once.
_MAX_FIXED = 8
# Pages, overlays and settings, and the list of generated files.
_WATCHED = ("**/*.md", "**/*.toml", "**/.docs2sdk.json")
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}


class _Protocol(LanguageServerProtocol):
    """The protocol without pygls's copies of documents."""

    _server: PageServer

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: Any) -> None:
        self._server.open_document(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: Any) -> None:
        self._server.change_document(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: Any) -> None:
        self._server.close_document(params.text_document.uri)


class PageServer(LanguageServer):
    """A server for the pages of the project that the client opens."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        super().__init__("docs2sdk", __version__, protocol_cls=_Protocol)
        self.pages = Workspace(arguments, (Path.cwd(),))
        self.was_shut_down = False
        self._is_scheduled = False
        self._pause = 0.0
        self._published: dict[str, tuple[int, tuple[Diagnostic, ...]]] = {}
        self._told: set[str] = set()

    def begin(self) -> None:
        """Take what the client said about the session, and ask to be told when files change."""
        encoding: Any = self.workspace.position_encoding
        self.pages.encoding = encoding
        self.set_folders()
        if self._is_able("workspace.did_change_watched_files.dynamic_registration"):
            watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
            registration = types.Registration(
                "files",
                types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                types.DidChangeWatchedFilesRegistrationOptions(watchers),
            )
            self.client_register_capability(types.RegistrationParams([registration]))

    def _is_able(self, capability: str) -> bool:
        return bool(get_capability(self.client_capabilities, capability))

    def set_folders(self) -> None:
        """Take the folders of the session from the client."""
        uris = [folder.uri for folder in self.workspace.folders.values()]
        root = self.workspace.root_uri
        paths = [path for uri in (*uris, root) if uri and (path := to_fs_path(uri))]
        self.pages.folders = (*dict.fromkeys(map(Path, paths)), Path.cwd())

    def open_document(self, item: types.TextDocumentItem) -> None:
        """Take a document that the client opens."""
        if path := to_fs_path(item.uri):
            document = Document(Path(path), item.text, item.version)
            self.pages.open(item.uri, document)
            self.schedule()

    def change_document(self, params: types.DidChangeTextDocumentParams) -> None:
        """Make the changes of a document."""
        uri, version = params.text_document.uri, params.text_document.version
        for change in params.content_changes:
            if uri not in self.pages.documents:
                return
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = change.range.start, change.range.end
                self.pages.change(
                    uri,
                    TextPosition(start.line, start.character),
                    TextPosition(end.line, end.character),
                    change.text,
                )
            else:
                document = self.pages.documents[uri]
                self.pages.open(uri, document._replace(text=change.text))
        if uri in self.pages.documents:
            document = self.pages.documents[uri]
            self.pages.open(uri, document._replace(version=version))
            self.schedule()

    def close_document(self, uri: str) -> None:
        """Forget a document."""
        self.pages.close(uri)
        self.schedule()

    def refresh(self) -> None:
        """Read all files again, since some of them changed."""
        self.pages.refresh()
        # What other files say of a page may have changed although its diagnostics are the same.
        self._published = dict.fromkeys(self._published, (-1, ()))
        self.schedule()

    def schedule(self) -> None:
        """Send diagnostics soon, once for all that changes until then."""
        if not self._is_scheduled:
            self._is_scheduled = True
            asyncio.get_running_loop().call_later(self._pause, self._publish_all)

    def find_hover(self, uri: str, position: types.Position) -> types.Hover | None:
        """Return what a line of a page is in the client."""
        page = self.pages.read_page(uri)
        if not page:
            return None
        line, _ = _read_position(page, position)
        target = page_targets.find_target(page.analysis, page.path, line)
        if not target:
            return None
        text = page_targets.describe_target(target, page.analysis)
        span = TextSpan(line, 1, line, len(page.text.get_line(line)) + 1)
        contents = types.MarkupContent(types.MarkupKind.Markdown, text)
        return types.Hover(contents, _write_range(span, page))

    def find_definition(
        self, uri: str, position: types.Position
    ) -> types.Location | None:
        """Return the generated code of a line of a page, or the line of a page of generated code."""
        file = Path(to_fs_path(uri) or "")
        project = self.pages.find_project(file)
        if not project:
            return None
        analysis = self.pages.analyze(self.pages.reread_output(project))
        page = self.pages.read_page(uri)
        if page:
            line, _ = _read_position(page, position)
            place = page_targets.find_definition(analysis, page.path, line)
        else:
            encoding, line = self.pages.encoding, position.line + 1
            place = page_targets.find_source(analysis, file, line, encoding)
        if not place:
            return None
        start = types.Position(*place[1])
        return types.Location(_make_uri(place[0]), types.Range(start, start))

    def find_completions(
        self, uri: str, position: types.Position
    ) -> types.CompletionList:
        """Return what fits the cell at a position."""
        page = self.pages.read_page(uri)
        items = []
        if page:
            place = _read_position(page, position)
            items = completion.complete_cell(page.path, page.text, *place)
        return types.CompletionList(
            is_incomplete=True,
            items=[
                types.CompletionItem(
                    label=item.text,
                    detail=item.detail,
                    sort_text=f"{number:04}",
                    # The editor would compare letters; what fits is decided here.
                    filter_text=item.typed or item.text,
                    text_edit=types.TextEdit(_write_range(item.span, page), item.text),
                )
                for number, item in enumerate(items)
                if page
            ],
        )

    def find_fixes(self, uri: str, range_: types.Range) -> list[types.CodeAction]:
        """Return the quick fixes of the diagnostics that begin or end in the lines of a range."""
        page = self.pages.read_page(uri)
        if not page:
            return []
        version = self.pages.documents[uri].version
        document = types.OptionalVersionedTextDocumentIdentifier(uri, version)
        actions = []
        for fix, mended, edits in _find_fixes(page, range_):
            change = types.WorkspaceEdit({uri: edits})
            if self._is_able("workspace.workspace_edit.document_changes"):
                versioned = types.TextDocumentEdit(document, [*edits])
                change = types.WorkspaceEdit(document_changes=[versioned])
            kind = types.CodeActionKind.QuickFix
            action = types.CodeAction(fix.title, kind, [mended], fix.is_preferred)
            action.edit = change
            actions.append(action)
        return actions

    def _publish_all(self) -> None:
        self._is_scheduled = False
        begin = time.monotonic()
        for uri, document in self.pages.documents.items():
            self._publish(uri, document.version, self.pages.read_page(uri))
        for uri in self._published.keys() - self.pages.documents.keys():
            self._publish(uri, -1, None)
        self._tell_problems()
        taken = time.monotonic() - begin
        self._pause = min(taken, _LONGEST_PAUSE) if taken > _QUICK else 0.0

    def _publish(self, uri: str, version: int, page: OpenPage | None) -> None:
        """Send the diagnostics of a page, or none for a document that is none any more, unless the client has them."""
        current = (version, page.diagnostics) if page else None
        if self._published.get(uri) == current:
            return
        if current:
            self._published[uri] = current
        else:
            del self._published[uri]
        diagnostics = [*_write_diagnostics(page)] if page else []
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, diagnostics, version if page else None)
        )

    def _tell_problems(self) -> None:
        """Show each message about settings and folders once, and again if it comes back."""
        problems = self.pages.take_problems()
        for problem in problems:
            if problem not in self._told:
                message = f"docs2sdk: {escape_unprintable(problem)}"
                self.window_show_message(
                    types.ShowMessageParams(types.MessageType.Error, message)
                )
        self._told = {*problems}


def serve(arguments: Mapping[str, Any], reader: BinaryIO, writer: BinaryIO) -> bool:
    """Serve a client until it ends the session; return whether it ended it as the protocol wants."""
    server = _make_server(arguments)
    server.start_io(reader, writer)
    return server.was_shut_down


def _make_server(arguments: Mapping[str, Any]) -> PageServer:
    server = PageServer(arguments)

    @server.feature(types.INITIALIZED)
    def initialize(_: types.InitializedParams) -> None:
        server.begin()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def change_folders(_: types.DidChangeWorkspaceFoldersParams) -> None:
        server.set_folders()
        server.refresh()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def save(_: types.DidSaveTextDocumentParams) -> None:
        server.refresh()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def reload(_: types.DidChangeWatchedFilesParams) -> None:
        server.refresh()

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        return server.find_hover(params.text_document.uri, params.position)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def define(params: types.DefinitionParams) -> types.Location | None:
        return server.find_definition(params.text_document.uri, params.position)

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=["|", " ", "[", "*"]),
    )
    def complete(params: types.CompletionParams) -> types.CompletionList:
        return server.find_completions(params.text_document.uri, params.position)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions([types.CodeActionKind.QuickFix]),
    )
    def fix(params: types.CodeActionParams) -> list[types.CodeAction]:
        return server.find_fixes(params.text_document.uri, params.range)

    @server.feature(types.SHUTDOWN)
    def shut_down(_: None) -> None:
        server.was_shut_down = True

    return server


def _write_diagnostics(page: OpenPage) -> Iterator[types.Diagnostic]:
    for diagnostic in page.diagnostics:
        span = diagnostic_spans.find_span(diagnostic, page.text)
        link = link_code(diagnostic.code)
        yield types.Diagnostic(
            range=_write_range(span, page),
            message=_write_message(diagnostic),
            severity=_SEVERITIES[diagnostic.severity],
            code=diagnostic.code,
            code_description=types.CodeDescription(link) if link else None,
            source="docs2sdk",
            related_information=[
                _write_related(related, page)
                for related in diagnostic_spans.find_related(diagnostic)
            ],
        )


def _find_fixes(
    page: OpenPage, range_: types.Range
) -> Iterator[tuple[QuickFix, types.Diagnostic, list[types.TextEdit]]]:
    """Yield the fixes in the lines of a range, each with what it mends, and its edits."""
    written = zip(page.diagnostics, _write_diagnostics(page), strict=True)
    in_range = (
        (diagnostic, item)
        for diagnostic, item in written
        if item.range.start.line <= range_.end.line
        and item.range.end.line >= range_.start.line
    )
    # Each fix is tried out, which takes a while in a large page with many faults.
    for diagnostic, item in islice(in_range, _MAX_FIXED):
        for fix in quick_fixes.find_fixes(page.path, page.text.lines, diagnostic):
            edits = [
                types.TextEdit(_write_range(edit.span, page), edit.text)
                for edit in fix.edits
            ]
            yield fix, item, edits


def _read_position(page: OpenPage, position: types.Position) -> tuple[int, int]:
    place = TextPosition(position.line, position.character)
    return page.text.to_line_and_column(place)


def _write_message(diagnostic: Diagnostic) -> str:
    remedy = CODES[diagnostic.code].remedy
    return escape_unprintable(diagnostic.message) + f"\n{remedy}"


def _write_related(
    related: diagnostic_spans.RelatedLocation, page: OpenPage
) -> types.DiagnosticRelatedInformation:
    path, line, _ = related.location
    if path == page.path:
        end = len(page.text.get_line(line)) + 1
        range_ = _write_range(TextSpan(line, 1, line, end), page)
    else:
        start = types.Position(line - 1, 0)
        range_ = types.Range(start, start)
    uri = _make_uri(page.analysis.project.find_file(path))
    location = types.Location(uri, range_)
    return types.DiagnosticRelatedInformation(location, related.text)


def _write_range(span: TextSpan, page: OpenPage) -> types.Range:
    start = page.text.to_position(span.line, span.column)
    end = page.text.to_position(span.end_line, span.end_column)
    return types.Range(types.Position(*start), types.Position(*end))


def _make_uri(file: Path) -> str:
    return from_fs_path(str(file)) or ""
