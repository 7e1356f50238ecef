"""The manifest: which files of an output folder are ours, and which page or group each came of.

It answers two questions and no other: may a run overwrite or delete this file, and which action's last output is this?
It is never a reason to believe that a file is right.  Stored as ``.docs2sdk.json``, one line a file, so that a page that
changes changes the lines of its own files only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from docs2sdk import config
from docs2sdk.pages import files
from docs2sdk.pages.files import Refused
from docs2sdk.refusals import Refusal

NAME = ".docs2sdk.json"
FORMAT = 3

# Files of the output, and of no other name: a manifest must not make us delete ``.git`` or ``../x``.
_PATH = re.compile(
    r"(?:[A-Za-z0-9_]+/)+[A-Za-z0-9_]+(?:\.[a-z]+)?|README\.md|pyproject\.toml|\.gitattributes"
)
_DIGEST = re.compile(r"[0-9a-f]{64}")

# A manifest in pieces, which are the same wherever they stand: git may have left commas, markers and both sides' lines.
_MARKER = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_ENTRY = re.compile(
    rf'(?!"files")({_STRING}):\s*(\{{[^{{}}"]*(?:{_STRING}[^{{}}"]*)*\}})'
)
_HEAD = re.compile(rf'"(format|docs2sdk|package)":\s*({_STRING}|[0-9]+)')
_REST = re.compile(r'[{},\s]*"files":(?:"files":|[{},\s])*')


_loads = json.JSONDecoder().decode


class BadManifest(Refusal):
    """The manifest cannot be used: damaged, of another format, or with a path that is none of the output's."""


class File(NamedTuple):
    """A file of ours: the digests of its text, and the page (``isms-api/x.md``) or group (``runtime``) that it came of.

    There is more than one digest where branches were merged, or a run was interrupted.  ``partial``: its page had errors,
    so that this is no good output to go back to.  ``merged``: two branches made it, and git may have mixed their texts.
    """

    digests: tuple[str, ...]
    source: str
    partial: bool = False
    merged: bool = False

    @property
    def is_of_page(self) -> bool:
        """Whether the file came of one page."""
        return self.source.endswith(".md")


@dataclass(frozen=True)
class Manifest:
    """Files by path in the output; the version of docs2sdk that wrote it, and the package's import name."""

    files: Mapping[str, File] = field(default_factory=dict)
    version: str = ""
    package: str = ""

    @cached_property
    def pages(self) -> Mapping[str, tuple[str, ...]]:
        """The paths that came of each page, the module before its test."""
        found: dict[str, list[str]] = {}
        for path, file in self.files.items():
            if file.is_of_page:
                found.setdefault(file.source, []).append(path)
        return {
            page: tuple(sorted(paths, key=lambda path: path.startswith("tests/")))
            for page, paths in found.items()
        }


def load(file: Path) -> tuple[Manifest, str]:
    """Read a manifest and its text, empty ones if there is no file; BadManifest if it cannot be used.

    One with conflict markers of git is the union of both sides.
    """
    try:
        text = files.plain(files.fetch(file)).decode()
        return parse(text), text
    except (FileNotFoundError, NotADirectoryError):
        return Manifest(), ""
    except (
        Refused,
        OSError,
        LookupError,
        TypeError,
        ValueError,
        RecursionError,
    ) as why:
        reason = why.message if isinstance(why, Refused) else "no manifest of docs2sdk"
        raise BadManifest(
            f"{file} is {reason}\n"
            "Restore it, or remove it and run with --force to overwrite what is there."
        ) from why


def parse(text: str) -> Manifest:
    """Read a manifest's text; LookupError, TypeError or ValueError if it is none of this format."""
    # What stands between the entries, and each entry's path and value in turn.
    pieces = _ENTRY.split(_MARKER.sub("", text))
    entries = [*zip(map(_loads, pieces[1::3]), map(_loads, pieces[2::3]), strict=True)]
    rest = "".join(pieces[::3])
    head = {key: json.loads(value) for key, value in _HEAD.findall(rest)}
    if not _REST.fullmatch(_HEAD.sub("", rest)) or head["format"] != FORMAT:
        raise ValueError(f"no manifest of format {FORMAT}")
    package = _text(head.get("package", ""))
    if package and not config.is_package(package):
        raise ValueError(f"package {package!r}")
    return Manifest(_merged_files(entries), _text(head.get("docs2sdk", "")), package)


def _merged_files(entries: list[tuple[Any, Any]]) -> dict[str, File]:
    merged: dict[str, File] = {}
    for path, entry in entries:
        file = _joined(merged.get(path), _read_file(path, entry))
        merged[path] = file._replace(merged=path in merged)
    return merged


def _read_file(path: str, entry: Any) -> File:
    if not _PATH.fullmatch(path):
        raise ValueError(f"{path!r} is no path of ours")
    digests = tuple(_text(entry["sha256"]).split())
    if not digests or not all(map(_DIGEST.fullmatch, digests)):
        raise ValueError(f"the digest of {path}")
    return File(digests, _text(entry["from"]), entry.get("partial") is True)


def _joined(file: File | None, other: File) -> File:
    """Return what is known of a file from two sides."""
    if file is None:
        return other
    digests = dict.fromkeys((*file.digests, *other.digests))
    return other._replace(digests=tuple(digests), partial=file.partial or other.partial)


def union(manifest: Manifest, other: Manifest) -> Manifest:
    """Return a manifest of the files of both; the head is the first one's."""
    joined = dict(manifest.files)
    for path, file in other.files.items():
        joined[path] = _joined(joined.get(path), file)
    return Manifest(joined, manifest.version, manifest.package)


def dump(manifest: Manifest) -> str:
    """Return a manifest's text."""
    head = {"format": FORMAT, "docs2sdk": manifest.version, "package": manifest.package}
    lines = [f"  {_json(key)}: {_json(value)},\n" for key, value in head.items()]
    entries = ",\n".join(_file_lines(manifest))
    return "".join(["{\n", *lines, f'  "files": {{\n{entries}\n  }}\n}}\n'])


def _file_lines(manifest: Manifest) -> Iterator[str]:
    for path, file in sorted(manifest.files.items()):
        partial = {"partial": True} if file.partial else {}
        entry = {"sha256": " ".join(file.digests), "from": file.source, **partial}
        yield f"    {_json(path)}: {_json(entry)}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    value.encode()  # no half of a surrogate pair
    return value
