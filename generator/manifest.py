"""The manifest: which files in an output folder are ours, which page each came from, and with which bytes.

Stored as ``.docs2sdk.json``, sorted, one line a page.  While a run writes, the manifest that it is writing towards
lies beside it as ``.docs2sdk.pending.json``: a run that was killed leaves both, and the next one owns the files of either.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.plan import Entry

FORMAT = 1
NAME = ".docs2sdk.json"
PENDING = ".docs2sdk.pending.json"

_PATH = re.compile(r"[A-Za-z0-9_]+(?:/[A-Za-z0-9_]+)*(?:\.[a-z]+)?")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class BadManifest(Exception):
    """The manifest cannot be used: it is damaged, of another format, or names a path outside of the folder."""


@dataclass(frozen=True, slots=True)
class Record:
    """What came of one page: how its action is indexed, and its files with their SHA-256 digests.

    ``clean``: the page had no errors, so this output is worth keeping should it break.
    """

    entry: Entry
    clean: bool
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that a run wrote: records by page, and the files that belong to no single page with their digests."""

    pages: Mapping[str, Record] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)

    def digests(self) -> dict[str, str]:
        """Return every owned path with its digest."""
        owned = dict(self.shared)
        for record in self.pages.values():
            owned.update(record.files)
        return owned


def load(folder: Path) -> Manifest:
    """Return the folder's manifest, an empty one if it has none; BadManifest if it cannot be used."""
    return _read(folder / NAME) or Manifest()


def load_pending(folder: Path) -> Manifest:
    """Return what an interrupted run was writing towards; an empty manifest if none was."""
    return _read(folder / PENDING) or Manifest()


def dump(manifest: Manifest) -> str:
    """Return the manifest's text."""
    pages = [
        f"    {_json(page)}: {_json(_dump_record(record))}"
        for page, record in sorted(manifest.pages.items())
    ]
    shared = [
        f"    {_json(path)}: {_json(digest)}"
        for path, digest in sorted(manifest.shared.items())
    ]
    return (
        f'{{\n  "format": {FORMAT},\n'
        f'  "pages": {{\n{_lines(pages)}  }},\n'
        f'  "shared": {{\n{_lines(shared)}  }}\n}}\n'
    )


def _lines(items: list[str]) -> str:
    return ",\n".join(items) + "\n" if items else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _dump_record(record: Record) -> dict[str, Any]:
    entry = dataclasses.asdict(record.entry)
    del entry["page"]
    return {**entry, "clean": record.clean, "files": dict(sorted(record.files.items()))}


def _read(path: Path) -> Manifest | None:
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BadManifest(f"{path} cannot be read: {error}") from error
    try:
        return _load(document)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadManifest(f"{path} is damaged: {error}") from error


def _load(document: Any) -> Manifest:
    if document["format"] != FORMAT:
        raise ValueError(
            f"format {document['format']!r}, this program writes format {FORMAT}"
        )
    pages = {
        page: _load_record(page, record) for page, record in document["pages"].items()
    }
    return Manifest(pages, _checked(document["shared"]))


def _load_record(page: str, record: dict[str, Any]) -> Record:
    names = [field.name for field in dataclasses.fields(Entry) if field.name != "page"]
    values = {name: record[name] for name in names}
    if not all(isinstance(value, str) for value in values.values()):
        raise ValueError(f"the record of {page}")
    return Record(
        Entry(page=page, **values), bool(record["clean"]), _checked(record["files"])
    )


def _checked(files: dict[str, str]) -> dict[str, str]:
    for path, digest in files.items():
        if not _PATH.fullmatch(path) or not _DIGEST.fullmatch(digest):
            raise ValueError(f"{path!r} is no path of ours")
    return dict(files)
