"""Print to the terminal: results to standard output, everything else to standard error; exit on errors of the user."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, TypeVar

import click

from docs2sdk import workflow_commands
from docs2sdk.locations import BUILTIN

if TYPE_CHECKING:
    from docs2sdk.diagnostics import Diagnostic
    from docs2sdk.errors import OutputConflict
    from docs2sdk.lint.findings import Finding
    from docs2sdk.locations import Location
    from docs2sdk.pages.page_folders import PageFolders

_Located = TypeVar("_Located", "Diagnostic", "Finding")

# The exit code that shells give a program that SIGPIPE ended.
_READER_GONE = 141


def tolerate_encodings() -> None:
    """Escape characters that the encoding of an output stream does not have, such as Chinese ones."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def echo(*lines: str) -> None:
    """Print lines to standard output; control characters, which may come from pages, are escaped."""
    _print(lines, to_stderr=False)


def warn(*lines: str) -> None:
    """Print lines to standard error, escaped as by ``echo``."""
    _print(lines, to_stderr=True)


def echo_errors(*lines: str) -> None:
    """Print lines to standard error, in red on a terminal."""
    if sys.stderr.isatty() and not os.environ.get("NO_COLOR"):
        from docs2sdk.diagnostics import escape_unprintable

        write(
            "".join(f"\x1b[31m{escape_unprintable(line)}\x1b[0m\n" for line in lines),
            to_stderr=True,
        )
    else:
        warn(*lines)


def _print(lines: Iterable[str], to_stderr: bool) -> None:
    from docs2sdk.diagnostics import escape_unprintable

    text = "".join(f"{escape_unprintable(line)}\n" for line in lines)
    write(text, to_stderr=to_stderr)


def write(text: str, *, to_stderr: bool = False, is_utf8: bool = False) -> None:
    """Print text as it is, but for workflow commands, which are escaped; ``is_utf8`` whatever the terminal's encoding is.

    Exits with 2 if that fails, and with 141 and without a message if the reader of a pipe has ended.
    """
    plain = workflow_commands.escape_text(text)
    _write_stream(plain.encode() if is_utf8 else plain, to_stderr)


def write_workflow_commands(lines: Iterable[str]) -> None:
    """Print workflow commands, one a line."""
    _write_stream("".join(f"{line}\n" for line in lines).encode(), to_stderr=False)


def _write_stream(text: str | bytes, to_stderr: bool) -> None:
    try:
        click.echo(text, nl=False, err=to_stderr)
    except BrokenPipeError:
        _discard(sys.stderr if to_stderr else sys.stdout)
        sys.exit(_READER_GONE)
    except OSError as error:
        if not to_stderr:
            _discard(sys.stdout)
            fail(f"cannot write to standard output: {error.strerror}")
        sys.exit(2)


def write_json(document: object) -> None:
    """Print a document as JSON."""
    write(dump_json(document))


def dump_json(document: object, indent: int | None = 2) -> str:
    """Return a document as JSON, in ASCII, so that it is the same in every encoding; ``indent`` None makes it one line."""
    return workflow_commands.escape_text(json.dumps(document, indent=indent)) + "\n"


def _discard(stream: TextIO) -> None:
    """Redirect a stream to nowhere, or Python would write the rest at exit and print an error."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def save_file(path: Path, text: str, head: str = "") -> None:
    """Write a file that the user named, all or nothing; exits with 2 if it cannot be written.

    An existing file is replaced; with a ``head``, only if it begins with it or is empty.
    """
    if os.path.isdir(path):
        fail(f"cannot write {path}: it is a folder")
    if not os.path.isdir(path.parent):
        fail(f"cannot write {path}: there is no folder {path.parent}")
    try:
        old = path.read_bytes() if head and path.is_file() else b""
        if old and not old.startswith(head.encode()):
            fail(f"{path} exists, and docs2sdk did not write it: name another file")
        _write(path, text.encode())
    except OSError as error:
        fail(f"cannot write {path}: {error.strerror}")


def save_report(path: Path, text: str) -> None:
    """Write a report; exits with 2 if the file is an existing page or overlay, which would be a mistake."""
    if path.suffix in (".md", ".toml") and os.path.exists(path):
        fail(f"{path} exists and is not a report: name another file")
    save_file(path, text)


def _write(path: Path, data: bytes) -> None:
    if path.exists() and not path.is_file():
        path.write_bytes(data)  # a pipe or a device cannot be replaced
        return
    real = Path(os.path.realpath(path))
    part = real.with_name(f".{real.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(real)
    finally:
        part.unlink(missing_ok=True)


def relativize_finding(finding: _Located, base: PageFolders) -> _Located:
    """Return a finding with its path, which is relative to ``base``, relative to the working directory."""
    return finding._replace(location=relativize_location(finding.location, base))


def shorten_path(path: Path) -> Path:
    """Return a path relative to the working directory if it is below it, else unchanged."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def relativize_location(location: Location, base: PageFolders) -> Location:
    """Return a location with its path, which is relative to ``base``, relative to the working directory."""
    if location.path.startswith(BUILTIN):
        return location
    location = base.resolve(location)
    path = os.path.normpath(os.path.join(_from_here(base.first), location.file))
    return location._replace(path=path)


@cache
def _from_here(folder: Path) -> str:
    return os.path.relpath(folder)


def fail(message: str) -> NoReturn:
    """Print a message to standard error and exit with 2."""
    warn_of_failure(message)
    sys.exit(2)


def warn_of_failure(message: str) -> None:
    """Print the message of a failure to standard error."""
    first, *others = message.splitlines()
    warn(f"docs2sdk: {first}", *others)


@contextmanager
def exit_on_errors() -> Iterator[None]:
    """Print errors of the user as a message and exit with 2; a bug stays a traceback."""
    from docs2sdk.errors import OutputConflict, UnsafeCodeError, UserError

    try:
        yield
    except (OutputConflict, UnsafeCodeError, UserError) as error:
        fail(describe_error(error))


def describe_error(error: Exception) -> str:
    """Return the message of an error that ends a run."""
    from docs2sdk.errors import OutputConflict, UnsafeCodeError

    if isinstance(error, OutputConflict):
        return _describe_conflict(error)
    if isinstance(error, UnsafeCodeError):
        return f"nothing was written: {error}\nThis is a bug in docs2sdk; please report it."
    return str(error)


def _describe_conflict(conflict: OutputConflict) -> str:
    lines = [f"nothing was written: {conflict}"]
    folder = shorten_path(conflict.folder)
    lines += [f"  {folder / path}: {reason}" for path, reason in conflict.paths.items()]
    them = "them" if len(conflict.paths) > 1 else "it"
    force = f", or overwrite {them} with --force" if conflict.forceable else ""
    return "\n".join([*lines, f"Move {them} away{force}."])
