"""How the command speaks to people: standard output for what was asked for, standard error for everything else."""

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

if TYPE_CHECKING:
    from docs2sdk.diagnostics import Diagnostic
    from docs2sdk.lint.findings import Finding
    from docs2sdk.places import Place
    from docs2sdk.refusals import OutputConflict

_Found = TypeVar("_Found", "Diagnostic", "Finding")

# What shells say of a program whose output nobody reads any more.
_READER_GONE = 141


def tolerate_encodings() -> None:
    """Let a pipe be of an encoding that has no Chinese."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(*lines: str) -> None:
    """Print lines of the answer; whatever pages smuggled into them is escaped."""
    _print(lines, beside=False)


def remark(*lines: str) -> None:
    """Print lines beside the answer, on standard error."""
    _print(lines, beside=True)


def warn(*lines: str) -> None:
    """Print lines beside the answer, in red on a terminal."""
    if sys.stderr.isatty() and not os.environ.get("NO_COLOR"):
        from docs2sdk.diagnostics import printable

        put("".join(f"\x1b[31m{printable(line)}\x1b[0m\n" for line in lines), True)
    else:
        remark(*lines)


def _print(lines: Iterable[str], beside: bool) -> None:
    from docs2sdk.diagnostics import printable

    put("".join(f"{printable(line)}\n" for line in lines), beside)


def put(text: str | bytes, beside: bool = False) -> None:
    """Print a text as it is; exits if it cannot be: with 2, or quietly as shells say it if its reader has gone."""
    try:
        click.echo(text, nl=False, err=beside)
    except BrokenPipeError:
        _drop(sys.stderr if beside else sys.stdout)
        sys.exit(_READER_GONE)
    except OSError as error:
        if not beside:
            _drop(sys.stdout)
            fail(f"cannot write to standard output: {error.strerror}")
        sys.exit(2)


def put_json(document: object) -> None:
    """Print a document as JSON, escaped, so that it is the same in every encoding."""
    put(json.dumps(document, indent=2) + "\n")


def _drop(stream: TextIO) -> None:
    """Let what is left of a stream go nowhere, or Python would try once more at its end, and tell."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def save(path: Path, text: str, head: str = "") -> None:
    """Write a file that the user named, whole or not at all; exits with 2 if it cannot be written.

    One that is there is replaced; if there is a ``head``, only if it begins so or is empty.
    """
    if os.path.isdir(path):
        fail(f"cannot write {path}: it is a folder")
    if not os.path.isdir(path.parent):
        fail(f"cannot write {path}: there is no folder {path.parent}")
    try:
        there = path.read_bytes() if head and path.is_file() else b""
        if there and not there.startswith(head.encode()):
            fail(
                f"{path} is there already, and docs2sdk did not write it: name another"
            )
        _store(path, text.encode())
    except OSError as error:
        fail(f"cannot write {path}: {error.strerror}")


def save_report(path: Path, text: str) -> None:
    """Save a report, but over no page and no overlay: whoever names one has made a mistake."""
    if path.suffix in (".md", ".toml") and os.path.exists(path):
        fail(f"{path} is there already, and no report: name another")
    save(path, text)


def _store(path: Path, data: bytes) -> None:
    if path.exists() and not path.is_file():
        path.write_bytes(data)  # a pipe or a device stays what it is
        return
    real = Path(os.path.realpath(path))
    part = real.with_name(f".{real.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(real)
    finally:
        part.unlink(missing_ok=True)


def clickable(finding: _Found, base: Path) -> _Found:
    """Return a finding with a path from where the user stands; ``base`` is what its path starts from."""
    return finding._replace(place=from_here(finding.place, base))


def short(path: Path) -> Path:
    """Return a path as its reader would write it: relative where it lies below the working directory."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def from_here(place: Place, base: Path) -> Place:
    """Return a place with a path from where the user stands."""
    path = os.path.normpath(os.path.join(_from_here(base), place.path))
    # A line that begins with colons is a command to some CI systems.
    plain = f".{os.sep}{path}" if path.startswith(":") else path
    return place._replace(path=plain)


@cache
def _from_here(base: Path) -> str:
    return os.path.relpath(base)


def fail(message: str) -> NoReturn:
    """Say why nothing was done, and exit with 2."""
    first, *others = message.splitlines()
    remark(f"docs2sdk: {first}", *others)
    sys.exit(2)


@contextmanager
def failures() -> Iterator[None]:
    """Turn what a user can mend into one message and exit code 2; a bug stays a traceback."""
    from docs2sdk.refusals import OutputConflict, Refusal, Unsafe

    try:
        yield
    except OutputConflict as conflict:
        fail(_conflict(conflict))
    except Refusal as refusal:
        fail(str(refusal))
    except Unsafe as bug:
        fail(
            f"nothing was written: {bug}\nThis is a bug of docs2sdk; please report it."
        )


def _conflict(conflict: OutputConflict) -> str:
    lines = [f"nothing was written: {conflict}"]
    folder = short(conflict.folder)
    lines += [f"  {folder / path}: {why}" for path, why in conflict.paths.items()]
    them = "them" if len(conflict.paths) > 1 else "it"
    force = f", or overwrite {them} with --force" if conflict.forceable else ""
    return "\n".join([*lines, f"Move {them} away{force}."])
