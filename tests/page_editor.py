"""An editor of pages: a client of ``docs2sdk lsp`` over its standard streams."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from language_server import Connection

WORKSPACE = {
    "didChangeWatchedFiles": {"dynamicRegistration": True},
    "workspaceEdit": {"documentChanges": True},
}

_NEWLINE = re.compile(r"\r\n|\n|\r")
_UNIT_BYTES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


class Shown(NamedTuple):
    """A diagnostic as the editor shows it: its code, what it underlines, and its line from 1."""

    code: str
    underlined: str
    line: int


class OpenedFile:
    """An open document; its text changes as a person would change it."""

    def __init__(self, editor: PageEditor, file: Path, text: str) -> None:
        self.editor = editor
        self.file = file
        self.uri = file.as_uri()
        self.text = text
        self.version = 1
        item = {"uri": self.uri, "languageId": "markdown", "version": 1, "text": text}
        self._notify("didOpen", {"textDocument": item})

    def replace(self, old: str, new: str) -> None:
        """Replace the first occurrence of a text by another one."""
        start = self.text.index(old)
        self.edit(start, start + len(old), new)

    def edit(self, start: int, end: int, new: str) -> None:
        """Replace the characters from one offset to another."""
        range_ = {"start": self.position(start), "end": self.position(end)}
        self.send_changes([{"range": range_, "text": new}])
        self.text = self.text[:start] + new + self.text[end:]

    def send_changes(self, changes: Sequence[Mapping[str, Any]]) -> None:
        """Send changes as they are."""
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        parameters = {"textDocument": document, "contentChanges": list(changes)}
        self._notify("didChange", parameters)

    def save(self) -> None:
        """Write the file and say so."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_bytes(self.text.encode())
        parameters = {"textDocument": {"uri": self.uri}}
        self._notify("didSave", parameters)

    def close(self) -> None:
        """Close the document without saving it."""
        parameters = {"textDocument": {"uri": self.uri}}
        self._notify("didClose", parameters)

    def publish(self) -> list[dict[str, Any]]:
        """Wait for the diagnostics that follow the last change, and return them."""
        while True:
            for message in self.editor.notifications[self._seen :]:
                published = message["params"]
                is_current = published.get("version", self.version) == self.version
                if published.get("uri") == self.uri and is_current:
                    diagnostics: list[dict[str, Any]] = published["diagnostics"]
                    return diagnostics
            self.editor.receive()

    def _notify(self, method: str, parameters: Mapping[str, Any]) -> None:
        self._seen = len(self.editor.notifications)
        self.editor.notify(f"textDocument/{method}", parameters)

    def diagnostics(self) -> list[Shown]:
        """Return the diagnostics of the text as it is now, as they are shown."""
        return [
            Shown(
                item["code"],
                self.cut(item["range"]),
                item["range"]["start"]["line"] + 1,
            )
            for item in self.publish()
        ]

    def apply(self, action: Mapping[str, Any]) -> None:
        """Make the edits of a code action."""
        (change,) = action["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": self.uri, "version": self.version}
        parts = [
            (
                self.offset(edit["range"]["start"]),
                self.offset(edit["range"]["end"]),
                edit["newText"],
            )
            for edit in change["edits"]
        ]
        for start, end, new in sorted(parts, reverse=True):
            self.edit(start, end, new)

    def ask_at(self, method: str, offset: int) -> Any:
        """Ask about a position."""
        document = {"textDocument": {"uri": self.uri}}
        parameters = document | {"position": self.position(offset)}
        return self.editor.ask(f"textDocument/{method}", parameters)

    def cut(self, range_: Mapping[str, Any]) -> str:
        """Return the text of a range."""
        return self.text[self.offset(range_["start"]) : self.offset(range_["end"])]

    def position(self, offset: int) -> dict[str, int]:
        """Return the position of an offset, in the units of the session."""
        lines = _NEWLINE.split(self.text[:offset])
        # Between the two characters of a newline there is no position.
        assert self.text[offset - 1 : offset + 1] != "\r\n"
        return {"line": len(lines) - 1, "character": self._units(lines[-1])}

    def offset(self, position: Mapping[str, int]) -> int:
        """Return the offset of a position."""
        starts = [0, *(newline.end() for newline in _NEWLINE.finditer(self.text))]
        start = starts[position["line"]]
        count = 0
        while self._units(self.text[start : start + count]) < position["character"]:
            count += 1
        return start + count

    def _units(self, text: str) -> int:
        encoding = self.editor.encoding
        data = text.encode(
            f"{encoding}-le" if encoding != "utf-8" else encoding, "surrogatepass"
        )
        return len(data) // _UNIT_BYTES[encoding]


class PageEditor(Connection):
    """A session with the server; ``abilities`` are what it says that it can do."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__(process)
        self.encoding = "utf-16"
        self.folder = Path()
        self.registered: list[dict[str, Any]] = []
        self.abilities: dict[str, Any] = {}

    @property
    def messages(self) -> list[str]:
        """What the user was shown."""
        return [
            message["params"]["message"]
            for message in self.notifications
            if message["method"] == "window/showMessage"
        ]

    def answer(self, request: Mapping[str, Any]) -> Any:
        """Keep what the server wants to be told."""
        if request["method"] == "client/registerCapability":
            self.registered += request["params"]["registrations"]
        return None

    def begin(self, folder: Path, encodings: Sequence[str] = ()) -> None:
        """Begin the session for a folder."""
        self.folder = folder
        general = {"positionEncodings": list(encodings)} if encodings else {}
        capabilities = {"general": general, "workspace": WORKSPACE}
        self.abilities = self.initialize(folder, capabilities)["capabilities"]
        self.encoding = self.abilities["positionEncoding"]

    def open(self, file: Path, text: str | None = None) -> OpenedFile:
        """Open a file, with the text that it has or another one."""
        return OpenedFile(
            self, file, file.read_bytes().decode() if text is None else text
        )


def read_uri(uri: str) -> Path:
    """Return the file of a URI."""
    return Path(unquote(urlsplit(uri).path))


@contextmanager
def start(
    folder: Path,
    *options: object,
    encodings: Sequence[str] = (),
    root: Path | None = None,
) -> Iterator[PageEditor]:
    """Start the server in a folder, and end it as an editor does."""
    with launch(folder, *options) as editor:
        editor.begin(root or folder, encodings)
        yield editor
        assert editor.end() == 0


@contextmanager
def launch(folder: Path, *options: object) -> Iterator[PageEditor]:
    """Start the server in a folder; it is killed in the end if it still runs."""
    program = [sys.executable, "-m", "docs2sdk", "lsp", *map(str, options)]
    with subprocess.Popen(
        program,
        cwd=folder,
        env=os.environ | {"PYTHONWARNINGS": "error"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield PageEditor(process)
        finally:
            process.kill()
