"""The manifest: which files in an output folder are ours, what each came of, and with which bytes.

Stored as ``.docs2sdk.json``, sorted, one line a page.  Every line proves itself, so git may merge the lines of branches.
While a run carries out its changes, a journal lies beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from generator.output import records
from generator.output.holding import JOURNAL
from generator.output.records import Overlaid, Reading, Record, Shared
from generator.pages import files
from generator.pages.files import Refused
from generator.refusals import Refusal

T = TypeVar("T")

FORMAT = 2
NAME = ".docs2sdk.json"

_NOTHING_OR_DIGEST = re.compile(rf"|{records.DIGEST.pattern}")


class BadManifest(Refusal):
    """The manifest cannot be used: it is damaged, of another format, or names a path outside of the folder."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that a run wrote: records by page, and the groups of files that belong to no single page.

    And all that it came of: pages and overlays as read, the version and digest of the ``generator``, and ``settings``.
    """

    pages: Mapping[str, Record] = field(default_factory=dict)
    shared: Mapping[str, Shared] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    overlays: Mapping[str, Overlaid] = field(default_factory=dict)
    generator: tuple[str, str] = ("", "")
    settings: Mapping[str, object] = field(default_factory=dict)

    def digests(self) -> dict[str, str]:
        """Return every owned path with its digest."""
        owned: dict[str, str] = {}
        for record in self.pages.values():
            owned.update(record.files)
        for group in self.shared.values():
            owned.update(group.files)
        return owned


class Journal(NamedTuple):
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


def settled(old: Manifest, new: Manifest) -> Manifest:
    """Return the new manifest, or the old one if they differ only in which build of one version of this program they name.

    Otherwise every change of the program would change the manifest of every output, though nothing else in it changes.
    """
    builds = old.generator[1] != new.generator[1]
    return old if builds and _without_build(old) == _without_build(new) else new


def _without_build(manifest: Manifest) -> Manifest:
    return replace(
        manifest,
        pages={name: one._replace(key="") for name, one in manifest.pages.items()},
        shared={
            name: one._replace(key="", seal="") for name, one in manifest.shared.items()
        },
        generator=(manifest.generator[0], ""),
    )


def dump(manifest: Manifest) -> str:
    """Return the manifest's text."""
    version, digest = manifest.generator
    pages = {
        page: _line(manifest, page) for page in {*manifest.readings, *manifest.pages}
    }
    overlays = {
        path: records.dump_overlay(overlay)
        for path, overlay in manifest.overlays.items()
    }
    shared = {
        name: records.dump_shared(group) for name, group in manifest.shared.items()
    }
    return (
        f'{{\n  "format": {FORMAT},\n'
        f'  "generator": {_json({"version": version, "digest": digest})},\n'
        f'  "settings": {_json(dict(sorted(manifest.settings.items())))},\n'
        f'  "overlays": {{\n{_lines(overlays)}  }},\n'
        f'  "pages": {{\n{_lines(pages)}  }},\n'
        f'  "shared": {{\n{_lines(shared)}  }}\n}}\n'
    )


def rewritten(folder: Path, old: Manifest, new: Manifest) -> str:
    """Return the new manifest's text, for a folder with the ``old`` one: lines of pages that say nothing new stay as they lie.

    To look for the others costs a fraction of dumping all.
    """
    pages = _changed_pages(old, new)
    if pages is None:
        return dump(new)
    text = files.fetch(folder / NAME).decode()
    for page in pages:
        head = f"\n    {_json(page)}: "
        before, after = (f"{head}{_json(_line(one, page))}" for one in (old, new))
        if before not in text:
            return dump(new)
        text = text.replace(before, after)
    return text


def _changed_pages(old: Manifest, new: Manifest) -> list[str] | None:
    """Return the pages of which the manifests say different things; None if they differ in more."""
    same_pages = (old.pages.keys(), old.readings.keys()) == (
        new.pages.keys(),
        new.readings.keys(),
    )
    if not same_pages or replace(old, pages=new.pages, readings=new.readings) != new:
        return None
    return [
        page
        for page in {**new.readings, **new.pages}
        if new.readings.get(page) != old.readings.get(page)
        or new.pages.get(page) != old.pages.get(page)
    ]


def _line(known: Manifest, page: str) -> dict[str, Any]:
    return records.dump_page(known.readings.get(page), known.pages.get(page))


def _lines(items: Mapping[str, object]) -> str:
    lines = (
        f"    {_json(name)}: {_json(item)}" for name, item in sorted(items.items())
    )
    return ",\n".join(lines) + "\n" if items else ""


# ``json.dumps`` makes an encoder for each call, of which there are thousands.
_encoded = json.JSONEncoder(ensure_ascii=False).encode


def _json(value: object) -> str:
    """Return a value as JSON, with what nobody can see escaped."""
    text = _encoded(value)
    if text.isprintable():
        return text
    seen = (char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
    return "".join(seen)


def dump_journal(journal: Journal) -> str:
    """Return the journal's text."""
    return _json({"written": dict(journal.written), "removed": dict(journal.removed)})


def _read(path: Path, load: Callable[[str], T], remedy: str) -> T | None:
    try:
        return load(files.fetch(path).decode())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except Refused as refused:
        raise BadManifest(f"{path} is {refused.message}; {remedy}") from refused
    except OSError as error:
        raise BadManifest(f"cannot read {path}: {error.strerror}") from error
    except json.JSONDecodeError as error:
        told = "holds two versions that are left to merge; take either, then generate"
        if "<<<<<<< " not in error.doc:
            told = f"is damaged ({error}); {remedy}"
        raise BadManifest(f"{path} {told}") from error
    except (
        LookupError,
        TypeError,
        AttributeError,
        ValueError,
        RecursionError,
    ) as error:
        raise BadManifest(f"{path} is damaged ({error}); {remedy}") from error


# A run that finds something to do asks again for what it has just looked at, since only then it holds the folder.
@lru_cache(maxsize=1)
def _load(text: str) -> Manifest:
    document = json.loads(text)
    if document["format"] == 1:
        return _load_first_format(document)
    if document["format"] != FORMAT:
        raise ValueError(
            f"format {document['format']!r}, this program writes format {FORMAT}"
        )
    lines = {
        page: records.load_page(page, line) for page, line in document["pages"].items()
    }
    made_by = document["generator"]
    overlays, shared = document["overlays"].items(), document["shared"].items()
    return Manifest(
        pages={page: record for page, (_, record) in lines.items() if record},
        shared={name: records.load_shared(name, line) for name, line in shared},
        readings={page: reading for page, (reading, _) in lines.items() if reading},
        overlays={path: records.load_overlay(path, line) for path, line in overlays},
        generator=(records.text(made_by["version"]), records.text(made_by["digest"])),
        settings=dict(document["settings"]),
    )


def _load_first_format(document: Any) -> Manifest:
    """Read what docs2sdk wrote before it recorded what files came of: whose they are, no more."""
    pages = document["pages"].items()
    shared = records.checked(document["shared"], records.DIGEST)
    return Manifest(
        {page: records.load_record(page, record) for page, record in pages},
        {path: Shared({path: digest}) for path, digest in shared.items()},
    )


def _load_journal(text: str) -> Journal:
    document = json.loads(text)
    return Journal(
        records.checked(document["written"], _NOTHING_OR_DIGEST),
        records.checked(document["removed"], records.DIGEST),
    )
