"""Reads a folder of own templates, which override shipped ones: bounded, and nothing through a link."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from docs2sdk import __version__, install_paths
from docs2sdk.digests import digest
from docs2sdk.errors import UserError
from docs2sdk.message_text import did_you_mean

# The version of what templates get: incremented with every change that an own template may notice.
CONTEXT_VERSION = 1
# Own templates in this folder override nothing: others include them.
PARTIALS = "partials/"
# The shipped templates under their own names, so that an own one can include what it overrides.
SHIPPED = "shipped/"

_SUFFIX = ".j2"
# `docs2sdk init` renders these, before there is anything to override.
_PROJECT = "project/"
_RUNTIMES = ("runtime/", "typescript/src/runtime/")
_MAX_BYTES = 1_000_000  # bytes of a template; the largest shipped one has 17 thousand
_MAX_FILES = 2_000
_EJECTED = re.compile(r"\{# docs2sdk [^ ,]+, context ([0-9]{1,9})\b")


class BadTemplate(UserError):
    """An own template cannot be used; the message says where it fails, and what to do."""


class Overrides(NamedTuple):
    """Own templates: their folder, the digest of all of them, and the names of the shipped ones that they override."""

    folder: Path
    digest: str
    names: tuple[str, ...]


@cache
def list_names() -> tuple[str, ...]:
    """Return the names of the shipped templates that can be overridden: paths like ``package/client.py.j2``."""
    folder = install_paths.find_templates()
    paths = folder.rglob(f"*{_SUFFIX}")
    names = (path.relative_to(folder).as_posix() for path in paths)
    return tuple(sorted(name for name in names if not name.startswith(_PROJECT)))


def read_overrides(folder: Path) -> Overrides:
    """Return the own templates of a folder; BadTemplate if it has none, or a file that overrides nothing."""
    texts = read_texts(folder)
    names = tuple(name for name in texts if not name.startswith(PARTIALS))
    if not names:
        raise BadTemplate(
            f"{folder}: no template (*{_SUFFIX}) is in it\n"
            f"docs2sdk templates eject NAME --out {folder} copies a shipped one."
        )
    return Overrides(folder, digest_texts(texts), names)


def read_texts(folder: Path) -> dict[str, str]:
    """Return the templates of a folder by name; BadTemplate."""
    try:
        names = sorted(_list_files(folder))
        for name in names:
            _check_name(name, f"{folder / name}: ")
        return {name: _read_text(folder / name) for name in names}
    except OSError as error:
        raise BadTemplate(f"{error.filename}: {error.strerror}") from error


def copy_shipped(name: str) -> str:
    """Return a shipped template for a folder of own ones; its first line says from which version it is; BadTemplate."""
    if name not in list_names():
        _check_name(name)
        raise BadTemplate(f"{name}: {PARTIALS} is for what own templates include")
    text = (install_paths.find_templates() / name).read_text("utf-8")
    head = f"docs2sdk {__version__}, context {CONTEXT_VERSION}: {name}"
    return f"{{# {head}; docs/templates.md describes its variables #}}\n{text}"


def digest_texts(texts: Mapping[str, str]) -> str:
    """Return the digest of templates by name."""
    return digest(repr(sorted(texts.items())))


def _check_name(name: str, where: str = "") -> None:
    """Check that an own template of a name overrides a shipped one or is a partial; BadTemplate."""
    shipped = install_paths.find_templates() / name
    is_copied = not name.endswith(_SUFFIX) and shipped.is_file()
    if is_copied or name.startswith(_RUNTIMES):
        message = f"{where}this file is no template and copied unchanged"
        raise BadTemplate(f"{message}; only templates (*{_SUFFIX}) can be overridden")
    if name not in list_names() and not name.startswith(PARTIALS):
        raise BadTemplate(
            f'{where}there is no template "{name}"{_suggest_name(name)}\n'
            f"docs2sdk templates list names them; {PARTIALS} is for what own templates include."
        )


def _suggest_name(name: str) -> str:
    """Return the end of a message with the template of the same file name, or else of a similar name."""
    file = name.rpartition("/")[2]
    same = [path for path in list_names() if path.endswith(f"/{file}")]
    return f'; did you mean "{same[0]}"?' if same else did_you_mean(name, list_names())


def _list_files(folder: Path) -> Iterator[str]:
    """Yield the names of the templates in a folder, and of files that lack only the suffix or are named like the runtime's."""
    pending, count = [""], 0
    while pending:
        prefix = pending.pop()
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                count += 1
                if count > _MAX_FILES:
                    raise BadTemplate(
                        f"{folder}: more than {_MAX_FILES} files; name the folder of the templates"
                    )
                name = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{name}/")
                elif entry.is_dir():
                    raise BadTemplate(f"{folder / name} is a link; copy the folder")
                elif _is_meant(name):
                    yield name


def _is_meant(name: str) -> bool:
    """Whether a file is meant as a template; editors keep ``.#README.md.j2`` beside the one that is open."""
    if name.rpartition("/")[2].startswith(".#"):
        return False
    is_copied = (install_paths.find_templates() / name).is_file()
    return name.endswith(_SUFFIX) or name + _SUFFIX in list_names() or is_copied


def _read_text(path: Path) -> str:
    if path.is_symlink():
        raise BadTemplate(f"{path} is a link; copy the file")
    if not path.is_file():
        raise BadTemplate(f"{path} is no regular file")
    with path.open("rb") as stream:
        data = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise BadTemplate(f"{path}: more than {_MAX_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTemplate(f"{path}: not UTF-8 at byte {error.start}") from error


def find_outdated(overrides: Overrides) -> Iterator[str]:
    """Yield a warning for each own template that was copied from one with another version of the context."""
    for name, text in read_texts(overrides.folder).items():
        ejected = _EJECTED.match(text)
        if ejected and int(ejected[1]) != CONTEXT_VERSION:
            yield (
                f"{overrides.folder / name} was copied with context {ejected[1]}, and this version of docs2sdk has context"
                f" {CONTEXT_VERSION}: compare it with what docs2sdk templates eject {name} --out DIR copies now"
            )
