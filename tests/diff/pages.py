"""Pages and snapshots for comparisons, from the few rows that matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from docs2sdk.catalog import catalog
from docs2sdk.diff import snapshots
from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.overlays import apply_catalog, overlay_files
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source, SourceTree, TreeScope
from small_pages import RET_CODE, modern, row


def rows(lines: Sequence[str]) -> list[str]:
    """Return table rows for ``name | type | description | required``."""
    return [_row(*(cell.strip() for cell in line.split("|"))) for line in lines]


def _row(name: str, type_: str, doc: str, required: str) -> str:
    return row(name, type_, doc, "**Yes**" if required == "Yes" else required)


def page(
    *,
    request: Sequence[str] = (),
    response: Sequence[str] = (),
    request_models: Mapping[str, Sequence[str]] | None = None,
    response_models: Mapping[str, Sequence[str]] | None = None,
    boilerplate: str = "",
    **texts: Any,
) -> str:
    """Return a page; ``texts`` as those of ``small_pages.modern``."""
    text = modern(
        rows(request),
        [RET_CODE, *rows(response)],
        request_models=[
            (name, rows(lines)) for name, lines in (request_models or {}).items()
        ],
        response_models=[
            (name, rows(lines)) for name, lines in (response_models or {}).items()
        ],
        **texts,
    )
    return text.replace("## 定义", f"## 使用方法\n\n{boilerplate}\n\n## 定义", 1)


def snapshot(texts: Mapping[str, str], scope: TreeScope = "checkout") -> Snapshot:
    """Return what pages say, by path, corrected by those that are overlays."""
    sources = [Source(path, text) for path, text in sorted(texts.items())]
    pages = tuple(source for source in sources if source.path.endswith(".md"))
    page_overlays = [
        overlay_files.parse_overlay(source) for source in sources if source not in pages
    ]
    tree = SourceTree(PageFolders(Path("base")), pages, (), scope)
    read = catalog.build_catalog(tree, map(parse_page, pages))
    return snapshots.from_catalog(
        apply_catalog.correct_catalog(read, tree, page_overlays, date.min), tree
    )
