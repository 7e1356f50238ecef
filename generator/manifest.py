"""The manifest: which files in an output folder are ours, which page each came from, and with which bytes.

Stored as ``.docs2sdk.json``, sorted, one line a page.  While a run carries out its changes, a journal lies beside them.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from generator.plan import Entry
from generator.refusals import Refusal

T = TypeVar("T")

FORMAT = 1
NAME = ".docs2sdk.json"
JOURNAL = "journal.json"

_PATH = re.compile(r"[A-Za-z0-9_]+(?:/[A-Za-z0-9_]+)*(?:\.[a-z]+)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NOTHING_OR_DIGEST = re.compile(rf"|{_DIGEST.pattern}")


class BadManifest(Refusal):
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


@dataclass(frozen=True, slots=True)
class Journal:
    """Changes that are decided and staged: paths with the digest of what they replace or remove, "" for nothing."""

    written: Mapping[str, str]
    removed: Mapping[str, str]


def load(folder: Path) -> Manifest:
    """Return the folder's manifest, an empty one if it has none; BadManifest if it cannot be used."""
    remedy = "restore it, or remove it and run with --force to overwrite what is there"
    return _read(folder / NAME, _load, remedy) or Manifest()


def load_journal(staged: Path) -> Journal | None:
    """Return the journal of an interrupted run, None if there is none; BadManifest if it cannot be used."""
    remedy = f"remove {staged} and run again"
    return _read(staged / JOURNAL, _load_journal, remedy)


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


def dump_journal(journal: Journal) -> str:
    """Return the journal's text."""
    return _json({"written": dict(journal.written), "removed": dict(journal.removed)})


def _read(path: Path, load: Callable[[Any], T], remedy: str) -> T | None:
    try:
        if path.exists() and not path.is_file():  # a pipe would keep us waiting
            raise BadManifest(f"{path} is not a file; {remedy}")
        return load(json.loads(path.read_text("utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadManifest(f"{path}: {error.strerror}; {remedy}") from error
    except (
        LookupError,
        TypeError,
        AttributeError,
        ValueError,
        RecursionError,
    ) as error:
        raise BadManifest(f"{path} is damaged ({error}); {remedy}") from error


def _load(document: Any) -> Manifest:
    if document["format"] != FORMAT:
        raise ValueError(
            f"format {document['format']!r}, this program writes format {FORMAT}"
        )
    pages = {
        page: _load_record(page, record) for page, record in document["pages"].items()
    }
    return Manifest(pages, _checked(document["shared"], _DIGEST))


def _load_journal(document: Any) -> Journal:
    return Journal(
        _checked(document["written"], _NOTHING_OR_DIGEST),
        _checked(document["removed"], _DIGEST),
    )


def _load_record(page: str, record: dict[str, Any]) -> Record:
    names = [field.name for field in dataclasses.fields(Entry) if field.name != "page"]
    values = {name: record[name] for name in names}
    # They become names in a service's index again.
    if not all(_NAME.fullmatch(value) for value in values.values()):
        raise ValueError(f"the record of {page}")
    files = _checked(record["files"], _DIGEST)
    return Record(Entry(page=page, **values), bool(record["clean"]), files)


def _checked(files: dict[str, str], digests: re.Pattern[str]) -> dict[str, str]:
    for path, digest in files.items():
        if not _PATH.fullmatch(path) or not digests.fullmatch(digest):
            raise ValueError(f"{path!r} is no path of ours")
    return dict(files)
