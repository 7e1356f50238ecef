"""What OLD and NEW name → two snapshots: a folder, a page, a schema file, or a revision of a git repository."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

from docs2sdk import schema_json
from docs2sdk.catalog import catalog, selection
from docs2sdk.catalog.selection import Selection
from docs2sdk.drift import repositories, revisions, snapshots
from docs2sdk.drift.repositories import Repository
from docs2sdk.drift.revisions import NothingThere
from docs2sdk.drift.snapshots import Snapshot
from docs2sdk.overlays import apply_catalog as corrections
from docs2sdk.overlays import overlay_files as overlays
from docs2sdk.overlays.overlay_files import Overlay
from docs2sdk.pages import sources
from docs2sdk.pages.interpret import Interpretation
from docs2sdk.pages.reading import read_page
from docs2sdk.pages.sources import Source, Tree
from docs2sdk.python.given_names import NOTHING, GivenNames
from docs2sdk.refusals import UnreadableInput
from docs2sdk.workers import Workers

# What each page says, by its text.
Known: TypeAlias = dict[Source, Interpretation]

# How many pages are done, and how many there are.
Progress: TypeAlias = Callable[[int, int], None]

# A revision may hold a colon in braces only: ``HEAD@{2026-01-01 10:00}``.
_REVISION = re.compile(r"git:(?P<revision>(?:[^:{]|\{[^{}]*\})*)(?::(?P<path>.*))?")
# Whether a correction is out of date is no change of pages: none expires here.
_NO_DAY = date.min


@dataclass(frozen=True, slots=True)
class Choices:
    """What says how inputs are meant.

    ``repository`` holds the revisions; None: the other input's, if that is a path, or that of ``specs``.  ``overlays``
    None means those beside the pages.  ``wanted`` is what of them is compared, ``names`` what the client calls it.
    """

    specs: Path
    repository: Path | None = None
    overlays: Path | None = None
    wanted: Selection = field(default_factory=Selection)
    names: GivenNames = NOTHING


@dataclass(frozen=True, slots=True)
class _Pages:
    """Pages and their overlays as they were read; ``prefix`` and ``revision`` as those of a snapshot."""

    name: str
    tree: Tree
    overlays: tuple[Overlay, ...]
    prefix: str
    revision: str = ""


def read(
    old: str, new: str, choices: Choices, crew: Workers, progress: Progress
) -> tuple[Snapshot, Snapshot]:
    """Read both; UnreadableInput if one cannot be read, holds no pages, or is not as much as the other; BadSchema."""
    _check_there(old, new, choices)
    _check_there(new, old, choices)
    before, after = _input(old, new, choices), _input(new, old, choices)
    both = [one for one in (before, after) if isinstance(one, _Pages)]
    if len(both) == 2:
        _check_alike(*both)
    pages = {page for one in both for page in one.tree.pages}
    known = _interpreted(pages, crew, progress)
    return _snapshot(before, known, choices), _snapshot(after, known, choices)


def at_revision(
    revision: str, choices: Choices, known: Known, crew: Workers
) -> Snapshot:
    """Read a revision of the repository that ``choices`` name; ``known`` pages are not interpreted again, new ones added.

    UnreadableInput if there is no such revision, NothingThere if it has no pages.
    """
    pages = _of_revision(f"git:{revision}", revision, None, "git:", choices)
    new = {page for page in pages.tree.pages if page not in known}
    known |= _interpreted(new, crew, lambda *_: None)
    return _snapshot(pages, known, choices)


def _check_there(text: str, other: str, choices: Choices) -> None:
    """A missing path is told before git is asked about the other input beside it."""
    if _REVISION.fullmatch(text):
        return
    if why := repositories.missing(Path(text)):
        raise UnreadableInput(f"{why}{_hint(text, other, choices)}")


def _hint(text: str, other: str, choices: Choices) -> str:
    """Return that a path is a revision, if it is one that misses its ``git:``."""
    meant = f"git:{text}"
    match = _REVISION.fullmatch(meant)
    try:
        repository = _repository(other, choices)
    except UnreadableInput:
        return ""
    known = match and repositories.has_revision(repository, match["revision"])
    return f'; did you mean the revision "{meant}"?' if known else ""


def _repository(other: str, choices: Choices) -> Repository:
    """Return the repository of revisions that are compared with the other input."""
    if choices.repository:
        return repositories.find(choices.repository)
    is_path = not other.endswith(".json") and not _REVISION.fullmatch(other)
    place = Path(other) if is_path else choices.specs
    return repositories.find(place, repositories.HINT)


def _input(text: str, other: str, choices: Choices) -> _Pages | Snapshot:
    if text.endswith(".json") and os.path.isfile(text):
        return snapshots.of_services(schema_json.load(Path(text)), choices.wanted)
    return _pages(text, other, choices)


def _pages(text: str, other: str, choices: Choices) -> _Pages:
    if match := _REVISION.fullmatch(text):
        return _of_revision(text, match["revision"], match["path"], other, choices)
    tree = sources.read_tree(Path(text))
    folder = choices.overlays or tree.base / "overlays"
    found: tuple[Overlay, ...] = ()
    if choices.overlays or os.path.isdir(folder) or os.path.islink(folder):
        found = overlays.read_folder(folder, tree.base)
    prefix = os.path.relpath(tree.base).replace(os.sep, "/")
    return _Pages(text, tree, found, "" if prefix == "." else f"{prefix}/")


def _of_revision(
    text: str, revision: str, path: str | None, other: str, choices: Choices
) -> _Pages:
    tree, found = revisions.read(_repository(other, choices), revision, path)
    if choices.overlays:
        found = overlays.read_folder(
            Path(os.path.realpath(choices.overlays)), tree.base
        )
    base = tree.base.as_posix()
    prefix = "" if base in (".", "..") else f"{base}/"
    return _Pages(text, tree, found, prefix, revision)


def _check_alike(one: _Pages, other: _Pages) -> None:
    """A page against a whole folder would say that all its neighbours are new."""
    if one.tree.scope != other.tree.scope:
        words = {
            "checkout": "a folder of products",
            "product": "a product's folder",
            "page": "a page",
        }
        raise UnreadableInput(
            f"cannot compare {one.name}, {words[one.tree.scope]}, "
            f"with {other.name}, {words[other.tree.scope]}"
        )


def _interpreted(pages: Iterable[Source], crew: Workers, progress: Progress) -> Known:
    """Interpret every page once: most are the same in both."""
    ordered = sorted(pages, key=lambda page: (page.path, page.text))
    found = {}
    for page, read in zip(ordered, crew.map(read_page, ordered), strict=True):
        found[page] = read
        progress(len(found), len(ordered))
    return found


def _snapshot(
    given: _Pages | Snapshot,
    known: Known,
    choices: Choices,
) -> Snapshot:
    if isinstance(given, Snapshot):
        return replace(given, names=choices.names)
    tree = given.tree
    read = catalog.build(tree, [known[page] for page in tree.pages])
    corrected = corrections.apply(read, tree, given.overlays, _NO_DAY)
    selected = selection.select(corrected, choices.wanted)
    found = snapshots.of_catalog(selected, tree, given.prefix, given.revision)
    if not found.services and not found.unclear:
        raise NothingThere(f"{given.name} holds no API page (*.md)")
    return replace(found, names=choices.names)
