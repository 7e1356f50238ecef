"""Digests: what stands for a text, for everything that a file was made from, and for this program itself."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib.machinery import PathFinder

from docs2sdk import __version__, installed

# What generated text depends on besides this program.
_LIBRARIES = ("black", "jinja2", "markdown_it")
# What the rooms below these folders do shows in no generated file.
_WITHOUT_EFFECT = (
    *("commands", "reports", "drift", "lint", "trace"),
    "__pycache__",
)


def digest(text: str) -> str:
    """Return the SHA-256 of the text as it is stored (UTF-8)."""
    return digest_of_bytes(text.encode("utf-8", "surrogatepass"))


def digest_of_bytes(data: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


def key(*parts: object) -> str:
    """Return what stands for this program and these values, whose ``repr`` says all that counts."""
    return digest(repr((program(), *parts)))[:32]


@cache
def program() -> str:
    """Return what stands for this program, its Python and the libraries that it makes texts with."""
    libraries = tuple(map(_installed_as, _LIBRARIES))
    return digest(repr((__version__, generator(), sys.version, libraries)))


def _installed_as(library: str) -> tuple[str, int]:
    """Return what changes when a library is installed anew: asking for its version costs a hundred times as much."""
    spec = PathFinder.find_spec(library)
    origin = spec.origin if spec and spec.origin else ""
    return origin, os.stat(origin).st_mtime_ns if origin else 0


@cache
def generator() -> str:
    """Return the digest of this program: of its rooms and of its templates, names and bytes."""
    rooms = _files(str(installed.ROOMS), "")
    templates = _files(str(installed.templates()), "templates/")
    found = {**dict(rooms), **dict(templates)}
    total = hashlib.sha256()
    for name, file in sorted(found.items()):
        total.update(f"{name}\0".encode())
        with open(file, "rb") as stream:
            total.update(hashlib.sha256(stream.read()).digest())
    return total.hexdigest()


def _files(folder: str, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the path of every room or template; the wheel has the templates among the rooms."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name not in _WITHOUT_EFFECT:
                    yield from _files(entry.path, f"{prefix}{entry.name}/")
            elif entry.name.endswith((".py", ".j2")):
                yield prefix + entry.name, entry.path
