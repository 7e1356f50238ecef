"""The files of a new page: the page, and the navigation of its folder with a link to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from docs2sdk import python_naming
from docs2sdk.authoring.page_text import write_cell, write_inline
from docs2sdk.authoring.page_writer import write_page
from docs2sdk.catalog.catalog import is_folder_name
from docs2sdk.errors import UserError
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.schema import Action

_INDEX = "# API 索引\n\n## API\n\n| API | 描述信息 |\n|:---|:---|\n"
_INDEX_ROW = re.compile(r"\|\s*\[(?P<action>[A-Za-z0-9]+)\]\(")
_SIDEBAR_ITEM = re.compile(r"(?P<indent>\s*)- \[.*- *(?P<action>[A-Za-z0-9]+)\]\(")


class NewFiles(NamedTuple):
    """What is to be written: the page as it was read again, and the texts of all files by path."""

    page: ParsedPage
    texts: Mapping[str, str]


def find_folder(service: str, folders: Iterable[str]) -> str:
    """Return the folder of a service, which may be new; UserError if no folder can have that name."""
    for folder in sorted(folders):
        if python_naming.is_service(service, [folder]):
            return folder
    folder = service if service.endswith("-api") else f"{service}-api"
    if not is_folder_name(folder) or not python_naming.preferred_package_name(folder):
        raise UserError(
            f"no product can be called {service!r}: use letters, digits, -, . and _, as in isms"
        )
    return folder


def make_files(
    action: Action, folder: str, present: Mapping[str, str], stub: str = ""
) -> NewFiles:
    """Return the files for an action in a folder; ``present`` are the texts of all pages by path.

    ``stub`` is the path of the page that is completed, "" if the page is new.
    """
    name = python_naming.preferred_method_name(action.name)
    stem = stub.removesuffix(".md") or f"{folder}/{name}"
    path, text = f"{stem}.md", write_page(action)
    index, sidebar = f"{folder}/index.md", f"{folder}/_sidebar.md"
    texts = {path: text}
    is_new = not any(page.startswith(f"{folder}/") for page in present)
    if is_new or index in present:
        row = f"|[{action.name}](api/{stem})|{write_cell(action.title)}|"
        texts[index] = _insert(present.get(index, _INDEX), _INDEX_ROW, action.name, row)
    if sidebar in present:
        title = re.sub(r"([\[\]])", r"\\\1", write_inline(action.title))
        item = f"- [{title} - {action.name}](api/{stem})"
        texts[sidebar] = _insert(present[sidebar], _SIDEBAR_ITEM, action.name, item)
    return NewFiles(parse_page(Source(path, text)), texts)


def _insert(text: str, entry: re.Pattern[str], action: str, line: str) -> str:
    """Insert a line before the first entry with a later action, else after the last entry, else at the end.

    A text that has an entry of the action stays as it is.
    """
    lines = text.rstrip("\n").split("\n")
    entries = [
        (at, match) for at, each in enumerate(lines) if (match := entry.match(each))
    ]
    if any(match["action"] == action for _, match in entries):
        return text
    later = [at for at, match in entries if match["action"] > action]
    at = later[0] if later else entries[-1][0] + 1 if entries else len(lines)
    indent = entries[-1][1].groupdict().get("indent", "") if entries else ""
    return "\n".join([*lines[:at], f"{indent}{line}", *lines[at:]]) + "\n"
