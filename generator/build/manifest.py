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

from generator import config
from generator.pages import files
from generator.pages.files import Refused
from generator.refusals import Refusal

NAME = ".docs2sdk.json"
FORMAT = 3

# Files of the output, and of no other name: a manifest must not make us delete ``.git`` or ``../x``.
_PATH = re.compile(r"(?:[A-Za-z0-9_]+/)*(?:[A-Za-z0-9_]+(?:\.[a-z]+)?|\.gitattributes)")
_DIGEST = re.compile(r"[0-9a-f]{64}")

_MARKER = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: .*)?")
_FILE_LINE = re.compile(r'\s*"(?P<path>[^"\\]+)": (?P<value>\{.*\}),?\s*')
_HEAD_LINE = re.compile(
    r'\s*"(?P<key>format|docs2sdk|package)": (?P<value>"[^"\\]*"|[0-9]+),?\s*'
)
_OTHER_LINE = re.compile(r'\s*(?:"files": \{|[{}]*,?)\s*')


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


NOTHING = Manifest()


def load(file: Path) -> tuple[Manifest, str]:
    """Read a manifest and its text, empty ones if there is no file; BadManifest if it cannot be used.

    One with conflict markers of git is the union of both sides.
    """
    try:
        text = files.plain(files.fetch(file)).decode()
        return parse(text), text
    except (FileNotFoundError, NotADirectoryError):
        return Manifest(), ""
    except (Refused, OSError, LookupError, TypeError, ValueError, RecursionError) as why:
        reason = why.message if isinstance(why, Refused) else "no manifest of docs2sdk"
        raise BadManifest(
            f"{file} is {reason}\n"
            "Restore it, or remove it and run with --force to overwrite what is there."
        ) from why


def parse(text: str) -> Manifest:
    """Read a manifest's text; LookupError, TypeError or ValueError if it is none of this format."""
    try:
        document = _mapping(json.loads(text, object_pairs_hook=_without_duplicates))
        entries = list(_mapping(document["files"]).items())
    except (json.JSONDecodeError, _Duplicate):
        document, entries = _read_lines(text)
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']!r}")
    package = _text(document.get("package", ""))
    if package and not config.is_package(package):
        raise ValueError(f"package {package!r}")
    return Manifest(
        _merged_files(entries), _text(document.get("docs2sdk", "")), package
    )


class _Duplicate(ValueError):
    """A key stands twice in one JSON object, as where git kept a line of both sides."""


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Duplicate
    return found


def _read_lines(text: str) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """Read what a merge left: every line stands for itself, whatever commas and markers are around it."""
    head: dict[str, Any] = {}
    entries = []
    for line in text.splitlines():
        if entry := _FILE_LINE.fullmatch(line):
            entries.append((entry["path"], json.loads(entry["value"])))
        elif pair := _HEAD_LINE.fullmatch(line):
            head[pair["key"]] = json.loads(pair["value"])
        elif not _MARKER.fullmatch(line) and not _OTHER_LINE.fullmatch(line):
            raise ValueError(line)
    return head, entries


def _merged_files(entries: list[tuple[str, Any]]) -> dict[str, File]:
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
    return other._replace(
        digests=tuple(digests), partial=file.partial or other.partial
    )


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


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no mapping")
    return value
