"""Where pages are: below one folder, or in several, of which a later one adds pages and replaces those of earlier ones.

A page has the same path in every folder, so that its output does not depend on the folder.  Navigation is joined instead of
replaced: the lines of the later file follow those of the earlier one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from docs2sdk.locations import Location


class PagePart(NamedTuple):
    """The lines of a page from ``first_line`` on: they are in the folder with this ``number``, the first has 0."""

    first_line: int
    number: int


@dataclass(frozen=True)
class PageFolders:
    """What paths of pages are relative to: ``first``, or one of the ``later`` folders.

    ``parts`` are those of the pages that are not in ``first`` alone; ``replaced`` are the numbers of the folders whose page
    is not used, since a later folder has one of the same path.
    """

    first: Path
    later: tuple[Path, ...] = ()
    parts: Mapping[str, tuple[PagePart, ...]] = field(default_factory=dict)
    replaced: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def folders(self) -> tuple[Path, ...]:
        """All folders, the first one first."""
        return (self.first, *self.later)

    @property
    def layout(self) -> tuple[object, ...]:
        """What tells which folder each page is from."""
        return sorted(self.parts.items()), sorted(self.replaced.items())

    def find_number(self, path: str) -> int:
        """Return the number of the folder that a page is in."""
        return self.parts[path][-1].number if path in self.parts else 0

    def resolve(self, location: Location) -> Location:
        """Return a location with a path that is relative to ``first``, also if the page is in another one."""
        if location.file not in self.parts:
            return location
        parts = self.parts[location.file]
        part = max(part for part in parts if part.first_line <= location.line)
        line = location.line - part.first_line + 1
        path = self._prefixes[part.number] + location.path
        return Location(path, line, location.column)

    def find_path(self, file: Path) -> str:
        """Return the path that a file has as a page; from ``first``, with ``..``, if it is in no folder."""
        real = Path(os.path.realpath(file))
        inside = (folder for folder in self.folders if real.is_relative_to(folder))
        return _relate(real, next(inside, self.first))

    @cached_property
    def _prefixes(self) -> tuple[str, ...]:
        later = (f"{_relate(folder, self.first)}/" for folder in self.later)
        return ("", *later)


def _relate(path: Path, folder: Path) -> str:
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.as_posix()
