"""The manifest (``.docs2sdk.json``): which files of an output folder docs2sdk wrote, and from which page or group each.

It answers two questions only: may a run overwrite or delete a file, and of which action is it the last output?  That a file
is up to date is never concluded from it.  One line for each file, so that a page changes only the lines of its own files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from docs2sdk import config
from docs2sdk.errors import UserError
from docs2sdk.pages import input_files
from docs2sdk.pages.checkout_layout import is_page_path
from docs2sdk.pages.input_files import UnreadableFile
from docs2sdk.targets.registry import DEFAULT

NAME = ".docs2sdk.json"
FORMAT = 3

# Only paths that an output can have: a manifest must not make a run delete ``.git`` or ``../x``.
_PATH = re.compile(
    r"(?:[A-Za-z0-9_]+/)+[A-Za-z0-9_]+(?:\.[a-z]+){0,2}|README(?:\.zh-CN)?\.md|pyproject\.toml|mkdocs\.yml"
    r"|\.git(?:attributes|ignore)|package\.json|tsconfig(?:\.build)?\.json|(?:eslint|vitest)\.config\.[jt]s"
)
_DIGEST = re.compile(r"[0-9a-f]{64}")

# The parts of a manifest, in any order: after a merge by git there may be markers, surplus commas, and lines of both sides.
_MARKER = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_ENTRY = re.compile(
    rf'(?!"files")({_STRING}):\s*(\{{[^{{}}"]*(?:{_STRING}[^{{}}"]*)*\}})'
)
_HEAD = re.compile(rf'"(format|docs2sdk|package|target)":\s*({_STRING}|[0-9]+)')
_REST = re.compile(r'[{},\s]*"files":(?:"files":|[{},\s])*')
_loads = json.JSONDecoder().decode
_PARSE_ERRORS = (LookupError, TypeError, ValueError, RecursionError)


class BadManifest(UserError):
    """The manifest is damaged, has another format, or a path that no output has."""


class ManifestEntry(NamedTuple):
    """A file: the digests that its text may have, and the page (``isms-api/x.md``) or group (``runtime``) that it is made from.

    There are several digests after a merge of branches, or an interrupted run.  ``partial``: its page had errors, so that
    the file is not worth keeping.  ``merged``: it is on two branches, and git may have mixed their texts.
    """

    digests: tuple[str, ...]
    source: str
    partial: bool = False
    merged: bool = False

    @property
    def is_of_page(self) -> bool:
        """Whether the file is made from a single page, or from an action on a page."""
        return is_page_path(self.source)


@dataclass(frozen=True)
class Manifest:
    """Entries by path in the output; the version of docs2sdk that wrote it, the package's name, and the kind of client."""

    files: Mapping[str, ManifestEntry] = field(default_factory=dict)
    version: str = ""
    package: str = ""
    target: str = DEFAULT

    @cached_property
    def pages(self) -> Mapping[str, tuple[str, ...]]:
        """Page → paths of its files, the module before its test."""
        all_paths: dict[str, list[str]] = {}
        for path, file in self.files.items():
            if file.is_of_page:
                all_paths.setdefault(file.source, []).append(path)
        return {
            page: tuple(sorted(paths, key=lambda path: path.startswith("tests/")))
            for page, paths in all_paths.items()
        }


def load(file: Path) -> tuple[Manifest, str]:
    """Read a manifest and its text, both empty if there is no file; BadManifest if it cannot be used.

    With conflict markers of git it is the union of both sides.
    """
    try:
        text = input_files.normalize_text(input_files.read_bytes(file)).decode()
        return parse(text), text
    except (FileNotFoundError, NotADirectoryError):
        return Manifest(), ""
    except (UnreadableFile, OSError, *_PARSE_ERRORS) as why:
        reason = getattr(why, "message", "no manifest of docs2sdk")
        if isinstance(why, OSError):
            raise BadManifest(f"{file} cannot be read: {why.strerror}") from why
        remedy = "Restore it, or remove it and run with --force to overwrite files."
        raise BadManifest(f"{file} is {reason}\n{remedy}") from why


@lru_cache(maxsize=1)  # a run reads it again when it has the lock
def parse(text: str) -> Manifest:
    """Parse a manifest; LookupError, TypeError or ValueError if it does not have this format."""
    # In turn: the text before an entry, the entry's path, its value.
    pieces = _ENTRY.split(_MARKER.sub("", text))
    entries = [*zip(map(_loads, pieces[1::3]), map(_loads, pieces[2::3]), strict=True)]
    rest = "".join(pieces[::3])
    head = {key: json.loads(value) for key, value in _HEAD.findall(rest)}
    if not _REST.fullmatch(_HEAD.sub("", rest)) or head["format"] != FORMAT:
        raise ValueError(f"no manifest of format {FORMAT}")
    package = _as_str(head.get("package", ""))
    if package and not config.is_package_name(package):
        raise ValueError(f"package {package!r}")
    target = head.get("target", DEFAULT)
    if target not in config.TARGETS:
        raise ValueError(f"target {target!r}")
    version = _as_str(head.get("docs2sdk", ""))
    return Manifest(_merge_files(entries), version, package, target)


def _merge_files(entries: list[tuple[Any, Any]]) -> dict[str, ManifestEntry]:
    merged: dict[str, ManifestEntry] = {}
    for path, entry in entries:
        file = _join(merged.get(path), _read_file(path, entry))
        merged[path] = file._replace(merged=path in merged)
    return merged


def _read_file(path: str, entry: Any) -> ManifestEntry:
    if not _PATH.fullmatch(path):
        raise ValueError(f"{path!r} is no path of ours")
    digests = tuple(_as_str(entry["sha256"]).split())
    if not digests or not all(map(_DIGEST.fullmatch, digests)):
        raise ValueError(f"the digest of {path}")
    return ManifestEntry(digests, _as_str(entry["from"]), entry.get("partial") is True)


def _join(old: ManifestEntry | None, new: ManifestEntry) -> ManifestEntry:
    """Join two entries of the same path: the digests of both."""
    if old is None:
        return new
    digests = dict.fromkeys((*old.digests, *new.digests))
    return new._replace(digests=tuple(digests), partial=old.partial or new.partial)


def union(manifest: Manifest, more: Manifest) -> Manifest:
    """Return a manifest with the files of both, and all else of the first, unless it is empty."""
    joined = dict(manifest.files)
    for path, file in more.files.items():
        joined[path] = _join(joined.get(path), file)
    first = manifest if manifest.files else more
    return replace(first, files=joined)


def dump(manifest: Manifest) -> str:
    """Return the text of a manifest."""
    head = {"format": FORMAT, "docs2sdk": manifest.version, "package": manifest.package}
    # Python goes without saying: clients that are there already keep their manifest.
    head |= {} if manifest.target == DEFAULT else {"target": manifest.target}
    lines = [f"  {_to_json(key)}: {_to_json(value)},\n" for key, value in head.items()]
    entries = ",\n".join(_dump_files(manifest))
    return "".join(["{\n", *lines, f'  "files": {{\n{entries}\n  }}\n}}\n'])


def _dump_files(manifest: Manifest) -> Iterator[str]:
    for path, file in sorted(manifest.files.items()):
        partial = {"partial": True} if file.partial else {}
        entry = {"sha256": " ".join(file.digests), "from": file.source, **partial}
        yield f"    {_to_json(path)}: {_to_json(entry)}"


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)


def _as_str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    value.encode()  # fails for half of a surrogate pair
    return value
