"""The front half over a checkout of the published documentation, where there is one (see ``corpus`` in conftest.py)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from docs2sdk.catalog import catalog
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.pages import interpretation, markdown, page_sources, page_structure
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_sources import SourceTree
from docs2sdk.schema import Action

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tree(corpus: Path) -> SourceTree:
    return page_sources.read_source_tree(corpus)


@pytest.fixture(scope="module")
def read(tree: SourceTree) -> list[ParsedPage]:
    return [
        interpretation.interpret_page(
            page_structure.read_structure(
                source.path, markdown.parse_blocks(source.text)
            )
        )
        for source in tree.pages
    ]


@pytest.fixture(scope="module")
def built(tree: SourceTree, read: list[ParsedPage]) -> Catalog:
    return catalog.build_catalog(tree, read)


def test_every_page_is_in_the_report_once(
    corpus: Path, built: Catalog, tell: Callable[[str], None]
) -> None:
    files = sorted(
        file.relative_to(corpus).as_posix()
        for file in corpus.rglob("*.md")
        if not any(part.startswith(".") for part in file.relative_to(corpus).parts)
    )
    assert files
    assert sorted(report.path for report in built.pages) == files
    tell(counts("pages", (report.kind for report in built.pages)))
    tell(counts("findings", (finding.code for finding in built.diagnostics)))


def counts(what: str, of_each: Iterable[str]) -> str:
    occurrences = Counter(of_each)
    each = ", ".join(f"{count} {name}" for name, count in sorted(occurrences.items()))
    return f"{occurrences.total()} {what}: {each}"


def test_every_action_page_gives_an_action_or_an_error(
    read: list[ParsedPage],
) -> None:
    for parsed in read:
        if parsed.kind in ("modern", "legacy"):
            assert parsed.action or any(
                finding.severity == "error" for finding in parsed.diagnostics
            ), parsed.path


def test_every_action_is_generated_lost_or_refused(built: Catalog) -> None:
    generated = [
        action.location.path for service in built.services for action in service.actions
    ]
    lost = [loser.path for loser in built.shadowed]
    refused = [
        finding.location.path
        for finding in built.diagnostics
        if finding.code in ("D106", "D108")
    ]
    claimed = [report.path for report in built.pages if report.action]
    assert sorted(generated + lost + refused) == sorted(claimed)
    wires = [action.name for service in built.services for action in service.actions]
    assert len(wires) == len(set(wires))


def test_every_row_is_in_the_schema_or_in_a_finding(
    tree: SourceTree, read: list[ParsedPage], tell: Callable[[str], None]
) -> None:
    total = 0
    for source, parsed in zip(tree.pages, read, strict=True):
        if not parsed.action:
            continue
        accounted = schema_lines(parsed.action) | {
            finding.location.line for finding in parsed.diagnostics
        }
        for number, head, heading in written_rows(source.text):
            total += 1
            assert accounted & {
                number,
                head,
                heading,
            }, f"{source.path}:{number} is nowhere"
    tell(f"{total} rows of action pages are in the schema or in a finding")
    assert total


def schema_lines(action: Action) -> set[int]:
    sides = (action.request, action.response)
    tops = [field for side in sides for field in side.fields]
    fields = [
        field for side in sides for model in side.models for field in model.fields
    ]
    return {field.location.line for field in (*tops, *fields)}


def written_rows(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield the line of each table row, of its table's header and of the heading above, by plain line splits.

    Common parameters and how-to boilerplate are left out, since no output may depend on them.
    """
    section, heading, head = "", 0, 0
    fenced = False
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced:
            continue
        elif match := re.match(r"(#{1,4}) +(.*)", line):
            heading, head = number, 0
            section = match[2] if len(match[1]) < 4 else section
        elif not line.strip():
            head = 0
        elif re.fullmatch(r"[|:\- ]*-{3}[|:\- ]*", line):
            head = number - 1
        elif head and section not in ("公共参数", "使用方法"):
            yield number, head, heading
