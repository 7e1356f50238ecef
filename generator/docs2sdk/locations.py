"""The location of something in a page, and the path of an action that shares its page with others."""

from __future__ import annotations

from typing import NamedTuple

# The paths of the overlays that are part of this program begin with it; they are relative to no folder of pages.
BUILTIN = "<docs2sdk>/"
# Between a page and the action of one of its headings.  No page's own path has it: every page ends with ".md".
_MARK = ".md#"


class Location(NamedTuple):
    """A path relative to the folder of products, with ``/``, and line and column, counted from 1 in characters.

    The path is that of a page, or of ``path_of_heading``; ``file`` is the page itself.
    """

    path: str
    line: int
    column: int = 1

    @property
    def file(self) -> str:
        """The path of the file."""
        return file_of_path(self.path)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def path_of_heading(file: str, action: str) -> str:
    """Return the path of an action with a heading of its own on a page: ``box-api/box.md#CreateBox``."""
    return f"{file}#{action}"


def file_of_path(path: str) -> str:
    """Return the page of a path: the path itself, unless it is that of a heading."""
    file, mark, _ = path.rpartition(_MARK)
    return f"{file}.md" if mark and not path.endswith(".md") else path
