"""Folders for tests: small documentation to generate from, and what a folder holds, byte for byte."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from small_pages import RET_CODE, modern, row

THING = [row("ThingId", required="**Yes**"), row("Size", "int"), row("Tags.N")]
ANSWER = [RET_CODE, row("Name", required="**Yes**"), row("Count", "int")]


def page(action: str, request: list[str] = THING, response: list[str] = ANSWER) -> str:
    """Return a page without fault, but for what ``request`` and ``response`` have."""
    url = f"https://api.ucloud.cn/?Action={action}&ThingId=t-1"
    return modern(
        request,
        response,
        title=f"标题 - {action}",
        request_example=f"```\n{url}\n```",
        response_example='```json\n{"RetCode": 0, "Name": "n", "Count": 1}\n```',
    )


SIDEBAR = '<div class="sidebar_title">{}</div>\n'

# Two products with two actions each.
PAGES = {
    "alpha-api/_sidebar.md": SIDEBAR.format("Alpha 产品"),
    "alpha-api/get_thing.md": page("GetThing"),
    "alpha-api/drop_thing.md": page("DropThing"),
    "beta-api/get_other.md": page("GetOther"),
    "beta-api/make_other.md": page("MakeOther"),
}


def write(folder: Path, pages: Mapping[str, str]) -> Path:
    """Write files below a folder and return it."""
    for path, text in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return folder


def snapshot(folder: Path) -> dict[str, str]:
    """Return what lies below a folder: path → bytes of a file, target of a link, or the kind of anything else."""
    return {
        path.relative_to(folder).as_posix(): _content(path)
        for path in sorted(folder.rglob("*"))
    }


def _content(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return f"link to {os.readlink(path)}"
    if stat.S_ISREG(mode):
        return path.read_bytes().decode("utf-8", "surrogateescape")
    return "folder" if stat.S_ISDIR(mode) else "device"
