"""A small client of language servers, and of basedpyright's: asks what an editor asks, and returns what it would show."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import unquote, urlsplit

# A busy machine may need long for the first answer; a server that says nothing for so long says nothing any more.
_DEADLINE = 120

_PLAIN = ["plaintext"]
_CAPABILITIES = {
    "textDocument": {
        "completion": {"completionItem": {"documentationFormat": _PLAIN}},
        "definition": {"linkSupport": False},
        "diagnostic": {"dynamicRegistration": False},
        "hover": {"contentFormat": _PLAIN},
        "signatureHelp": {"signatureInformation": {"documentationFormat": _PLAIN}},
    },
    "workspace": {"configuration": True, "workspaceFolders": True},
}


class Diagnostic(NamedTuple):
    """A message and the part of the document that the editor underlines."""

    underlined: str
    message: str


class Signature(NamedTuple):
    """A signature: its parameters as they are shown, the one at the cursor, and the documentation."""

    parameters: tuple[str, ...]
    active: str | None
    documentation: str


class Document:
    """An open document, with the cursor between two parts of its text."""

    def __init__(
        self, server: LanguageServer, uri: str, before: str, after: str
    ) -> None:
        self.text = before + after
        self._server = server
        line = before.count("\n")
        column = len(before) - (before.rfind("\n") + 1)
        self._document = {"textDocument": {"uri": uri}}
        self._at_cursor = self._document | {
            "position": {"line": line, "character": column}
        }
        opened = {"uri": uri, "languageId": "python", "version": 1, "text": self.text}
        server.notify("textDocument/didOpen", {"textDocument": opened})

    def diagnostics(self) -> list[Diagnostic]:
        """Return the errors and warnings."""
        report = self._server.ask("textDocument/diagnostic", self._document)
        return [
            Diagnostic(_part(self.text, item["range"]), item["message"])
            for item in report["items"]
            if item["severity"] <= 2
        ]

    def hover(self) -> str:
        """Return what is shown for the word at the cursor, empty for nothing."""
        shown = self._server.ask("textDocument/hover", self._at_cursor)
        return shown["contents"]["value"] if shown else ""

    def signature(self) -> Signature:
        """Return the help for the call that the cursor is in."""
        help_ = self._server.ask("textDocument/signatureHelp", self._at_cursor)
        [signature] = help_["signatures"]
        labels = tuple(parameter["label"] for parameter in signature["parameters"])
        active = signature.get("activeParameter", help_.get("activeParameter"))
        documentation = signature.get("documentation", {"value": ""})
        return Signature(
            labels,
            labels[active] if active is not None and active < len(labels) else None,
            documentation["value"],
        )

    def completions(self) -> list[str]:
        """Return what may follow at the cursor, in the order in which it is shown."""
        offered = self._server.ask("textDocument/completion", self._at_cursor)
        items = sorted(offered["items"], key=lambda item: item["sortText"])
        return [item["label"] for item in items]

    def definitions(self) -> list[str]:
        """Return the source at each place that "go to definition" leads to: the file's name, then the line."""
        places = self._server.ask("textDocument/definition", self._at_cursor)
        return [_source_line(place) for place in places or ()]


class Connection:
    """A session with a server that reads and writes messages on its standard streams."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process = process
        self.notifications: list[dict[str, Any]] = []
        self._to_server = process.stdin
        self._number = 0
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        reader = threading.Thread(
            target=_read_messages, args=(process.stdout, self._messages), daemon=True
        )
        reader.start()

    def initialize(
        self, folder: Path, capabilities: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Begin the session for a folder; return what the server can do."""
        workspace = {"uri": folder.as_uri(), "name": folder.name}
        initial = {"processId": os.getpid(), "rootUri": folder.as_uri()}
        result: dict[str, Any] = self.ask(
            "initialize",
            initial | {"workspaceFolders": [workspace], "capabilities": capabilities},
        )
        self.notify("initialized", {})
        return result

    def ask(
        self, method: str, parameters: Mapping[str, Any] | None, refused: bool = False
    ) -> Any:
        """Send a request and return its result, or its error if it must be ``refused``; answer what the server asks meanwhile."""
        self._number += 1
        number = self._number
        self.send({"id": number, "method": method, "params": parameters})
        while True:
            message = self.receive()
            if message.get("id") == number and "method" not in message:
                assert ("error" in message) == refused, message
                return message["error" if refused else "result"]

    def notify(self, method: str, parameters: Mapping[str, Any]) -> None:
        """Send a notification, which has no result."""
        self.send({"method": method, "params": parameters})

    def receive(self) -> dict[str, Any]:
        """Return the next message of the server; it is answered if it is a request, and kept if it is a notification."""
        message = self._messages.get(timeout=_DEADLINE)
        if "method" in message and "id" in message:
            self.send({"id": message["id"], "result": self.answer(message)})
        elif "method" in message:
            self.notifications.append(message)
        return message

    def answer(self, request: Mapping[str, Any]) -> Any:
        """Return what an editor without settings of its own answers to a server's request."""
        return None

    def end(self) -> int:
        """End the session and return the exit code of the server."""
        self.ask("shutdown", None)
        self.notify("exit", {})
        return self.process.wait(_DEADLINE)

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def send_bytes(self, data: bytes) -> None:
        """Send bytes, which need not be a message."""
        self._to_server.write(data)
        self._to_server.flush()

    def close_input(self) -> int:
        """End the input of the server and return its exit code."""
        self._to_server.close()
        return self.process.wait(_DEADLINE)


class LanguageServer(Connection):
    """The server of basedpyright, for programs in ``folder`` that import from ``packages``."""

    def __init__(
        self, process: subprocess.Popen[bytes], folder: Path, packages: list[Path]
    ) -> None:
        super().__init__(process)
        self._folder = folder
        settings = {
            "extraPaths": [str(path) for path in packages],
            "typeCheckingMode": "standard",
        }
        (folder / "pyrightconfig.json").write_text(json.dumps(settings))
        self.initialize(folder, _CAPABILITIES)

    def open(self, marked: str) -> Document:
        """Open a new program; ``|`` is the cursor."""
        self._number += 1
        uri = (self._folder / f"program_{self._number}.py").as_uri()
        before, _, after = marked.partition("|")
        return Document(self, uri, before, after)

    def open_file(self, path: Path) -> Document:
        """Open a file as it is."""
        return Document(self, path.as_uri(), path.read_text("utf-8"), "")

    def answer(self, request: Mapping[str, Any]) -> Any:
        """Return the interpreter as the only setting."""
        if request["method"] != "workspace/configuration":
            return None
        items = request["params"]["items"]
        python = {"pythonPath": sys.executable}
        return [python if item.get("section") == "python" else {} for item in items]


@contextmanager
def start(folder: Path, packages: list[Path]) -> Iterator[LanguageServer]:
    """Start the server that is installed beside this Python, and stop it in the end."""
    programs = Path(sys.executable).parent
    path = os.pathsep.join([str(programs), os.environ.get("PATH", os.defpath)])
    with subprocess.Popen(
        [programs / "basedpyright-langserver", "--stdio"],
        cwd=folder,
        env=os.environ | {"PATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            server = LanguageServer(process, folder, packages)
            yield server
            server.end()
        finally:
            process.kill()


def _read_messages(stream: IO[bytes], messages: queue.Queue[dict[str, Any]]) -> None:
    while header := stream.readline():
        length = 0
        while header.strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            header = stream.readline()
        messages.put(json.loads(stream.read(length)))


def _part(text: str, range_: Mapping[str, Any]) -> str:
    return text[_offset(text, range_["start"]) : _offset(text, range_["end"])]


def _offset(text: str, position: Mapping[str, int]) -> int:
    lines = text.split("\n")[: position["line"]]
    return sum(len(line) + 1 for line in lines) + position["character"]


def _source_line(place: Mapping[str, Any]) -> str:
    path = Path(unquote(urlsplit(place["uri"]).path))
    line = path.read_text("utf-8").split("\n")[place["range"]["start"]["line"]]
    return f"{path.name}: {line.strip()}"
