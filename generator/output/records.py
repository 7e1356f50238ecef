"""What a manifest holds, line by line: of each page what was read and what was made, of each shared file what it came of.

``dump_*`` and ``load_*`` go between these values and JSON; loading believes in nothing that could leave the folder or
become code, and raises LookupError, TypeError, AttributeError or ValueError for what cannot be used.  The values are named
tuples because every run makes thousands of them, one that has nothing to do as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from generator.diagnostics import CODES, Diagnostic
from generator.places import Place
from generator.python.entries import Entry

_PATH = re.compile(r"[A-Za-z0-9_]+(?:/[A-Za-z0-9_]+)*(?:\.[a-z]+)?")
DIGEST = re.compile(r"[0-9a-f]{64}")


class Record(NamedTuple):
    """What came of one page: how its action is indexed, and its files with their SHA-256 digests.

    ``clean``: the page had no errors, so this output is worth keeping should it break.
    ``key`` stands for all that the files were made from but for the names that had been given, "" if nobody knows;
    ``names`` for the names in the files; ``findings`` came up when they were made.  ``listed`` and ``corrected`` (what
    overlays say of the action, as in ``proof.Origin``) went into the key, and let it be told again.
    """

    entry: Entry
    clean: bool
    files: Mapping[str, str]
    key: str = ""
    names: str = ""
    findings: tuple[Diagnostic, ...] = ()
    listed: bool = True
    corrected: str = ""


# How the group of a product's files is called: this, and its folder.
SERVICE = "service "


class Shared(NamedTuple):
    """Files that belong to no single page and are made together: their digests, and what they were made from.

    ``seal`` stands for those other lines of the manifest that have to be as they were then (``coherence``); ``title`` is
    what a service's files call its product.
    """

    files: Mapping[str, str]
    key: str = ""
    seal: str = ""
    title: str = ""


class Reading(NamedTuple):
    """A page as it was last read without errors: its digest, its kind, its action ("" for none), and the findings about it.

    ``rivals`` stands for all that decided which of several pages speaks for the action, "" where it is the only one.
    ``excluded``: the settings leave the page's action out.
    """

    digest: str
    kind: str
    action: str = ""
    findings: tuple[Diagnostic, ...] = ()
    rivals: str = ""
    excluded: bool = False


class Overlaid(NamedTuple):
    """An overlay as it was last read: its digest, how many corrections hold and how many actions they hide.

    ``until`` is the last day (``2027-06-30``) on which they all hold, "" for ever; ``faulty``: something is wrong with it.
    ``pages`` are those of the actions that it corrects, as in ``Record.corrected``, or hides ("").
    """

    digest: str
    corrections: int
    hidden: int
    until: str = ""
    faulty: bool = False
    pages: Mapping[str, str] = MappingProxyType({})


def dump_page(reading: Reading | None, record: Record | None) -> dict[str, Any]:
    """Return the line of a page."""
    read = {"read": _dump_reading(reading)} if reading else {}
    made = {"made": _dump_record(record)} if record else {}
    return {**read, **made}


def _dump_reading(reading: Reading) -> dict[str, Any]:
    optional = {
        "action": reading.action,
        "rivals": reading.rivals,
        "excluded": reading.excluded,
        "said": _dump_findings(reading.findings),
    }
    return {"digest": reading.digest, "kind": reading.kind} | _given(optional)


def _dump_record(record: Record) -> dict[str, Any]:
    names = {name: getattr(record.entry, name) for name in _NAMES}
    optional = {
        "unlisted": not record.listed,
        "corrected": record.corrected,
        "said": _dump_findings(record.findings),
    }
    return {
        "key": record.key,
        "names": record.names,
        **names,
        "clean": record.clean,
        **_given(optional),
        "files": dict(sorted(record.files.items())),
    }


def dump_overlay(overlay: Overlaid) -> dict[str, Any]:
    """Return the line of an overlay."""
    counted = {"corrections": overlay.corrections, "hidden": overlay.hidden}
    optional = {
        "until": overlay.until,
        "faulty": overlay.faulty,
        "pages": dict(sorted(overlay.pages.items())),
    }
    return {"digest": overlay.digest, **counted, **_given(optional)}


def _given(optional: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in optional.items() if value}


def _dump_findings(findings: Iterable[Diagnostic]) -> list[list[int | str]]:
    return [
        [one.place.line, one.place.column, one.code, one.message]
        for one in sorted(findings)
    ]


def load_page(page: str, line: dict[str, Any]) -> tuple[Reading | None, Record | None]:
    """Return what was read and made of a page."""
    read, made = line.get("read"), line.get("made")
    text(page)
    return (
        None if read is None else _load_reading(page, read),
        None if made is None else load_record(page, made),
    )


def _load_reading(page: str, read: dict[str, Any]) -> Reading:
    return Reading(
        digest=text(read["digest"]),
        kind=text(read["kind"]),
        action=text(read.get("action", "")),
        findings=_load_findings(page, read.get("said", [])),
        rivals=text(read.get("rivals", "")),
        excluded=_flag(read.get("excluded", False)),
    )


_NAMES = ("action", "service", "method", "request", "response")


def load_record(page: str, made: dict[str, Any]) -> Record:
    """Return what was made of a page."""
    values = [made[name] for name in _NAMES]
    # They become names in a service's index again.
    if not all(one.isidentifier() and one.isascii() for one in values):
        raise ValueError(f"the record of {page}")
    return Record(
        Entry(page, *values),
        _flag(made["clean"]),
        checked(made["files"], DIGEST),
        text(made.get("key", "")),
        text(made.get("names", "")),
        _load_findings(page, made.get("said", [])),
        not _flag(made.get("unlisted", False)),
        text(made.get("corrected", "")),
    )


def dump_shared(group: Shared) -> dict[str, Any]:
    """Return the line of a group of files."""
    files = dict(sorted(group.files.items()))
    optional = _given({"seal": group.seal, "title": group.title})
    return {"key": group.key, **optional, "files": files}


def load_shared(name: str, line: dict[str, Any]) -> Shared:
    """Return a group of files."""
    text(name)
    return Shared(
        checked(line["files"], DIGEST),
        text(line["key"]),
        text(line.get("seal", "")),
        text(line.get("title", "")),
    )


def load_overlay(path: str, line: dict[str, Any]) -> Overlaid:
    """Return an overlay as it was last read."""
    text(path)
    return Overlaid(
        text(line["digest"]),
        _whole(line["corrections"]),
        _whole(line["hidden"]),
        text(line.get("until", "")),
        _flag(line.get("faulty", False)),
        {text(page): text(one) for page, one in line.get("pages", {}).items()},
    )


def checked(files: dict[str, str], digests: re.Pattern[str]) -> dict[str, str]:
    """Return files with their digests; ValueError for a path that is none of ours."""
    for path, digest in files.items():
        if not _PATH.fullmatch(path) or not digests.fullmatch(digest):
            raise ValueError(f"{path!r} is no path of ours")
    return files


def _load_findings(page: str, said: list[Any]) -> tuple[Diagnostic, ...]:
    return tuple(_load_finding(page, *one) for one in said)


def _load_finding(
    page: str, line: object, column: object, code: object, message: object
) -> Diagnostic:
    if code not in CODES:
        raise ValueError(f"a finding about {page}")
    place = Place(page, _whole(line), _whole(column))
    return Diagnostic(place, text(code), text(message))


def text(value: object) -> str:
    """Return a text that can be written again; TypeError or ValueError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    # JSON can escape half a character, which no file can hold.
    if not value.isascii():
        value.encode()
    return value


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise TypeError(f"{value!r} is no whole number")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value
