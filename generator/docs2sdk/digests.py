"""Compute digests: of texts, of the inputs of a file, and of this program."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib.machinery import PathFinder

from docs2sdk import __version__, install_paths

# The libraries that generated text depends on.
_LIBRARIES = ("black", "jinja2", "markdown_it")
# Packages that no generated file depends on.
_WITHOUT_EFFECT = (
    *("commands", "reference", "reports", "diff", "lint", "trace"),
    *("authoring", "editor", "project", "watch"),
    "__pycache__",
)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return digest_bytes(text.encode("utf-8", "surrogatepass"))


def digest_bytes(data: bytes) -> str:
    """Return the SHA-256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def make_key(*parts: object) -> str:
    """Return a key of 32 hexadecimal digits for values that this program computes with; their ``repr`` must be complete."""
    return digest(repr((digest_program(), *parts)))[:32]


@cache
def digest_program() -> str:
    """Return the digest of this program, of its Python and of the libraries that generated text depends on."""
    libraries = tuple(map(_identify_library, _LIBRARIES))
    return digest(repr((__version__, digest_sources(), sys.version, libraries)))


def _identify_library(library: str) -> tuple[str, int]:
    """Return path and time of a library, which change with its version; reading the version takes a hundred times as long."""
    spec = PathFinder.find_spec(library)
    origin = spec.origin if spec and spec.origin else ""
    return origin, os.stat(origin).st_mtime_ns if origin else 0


@cache
def digest_sources() -> str:
    """Return the digest of the modules and templates of this program, names and bytes."""
    modules = _files(str(install_paths.PACKAGE_FOLDER), "")
    templates = _files(str(install_paths.find_templates()), "templates/")
    files = {**dict(modules), **dict(templates)}
    total = hashlib.sha256()
    for name, file in sorted(files.items()):
        total.update(f"{name}\0".encode())
        with open(file, "rb") as stream:
            total.update(hashlib.sha256(stream.read()).digest())
    return total.hexdigest()


def _files(folder: str, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield name and path of every module and template below a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name not in _WITHOUT_EFFECT:
                    yield from _files(entry.path, f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name, entry.path
