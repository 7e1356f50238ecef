"""Damaged pages: each fault is one finding at its line, and no parameter or field is lost without an error.

Pages of our own are damaged in every way, published ones in a sample of them; ``damages`` has the ways.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import damages
import pytest
from damages import Damaged
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import Source
from docs2sdk.schema import Action, Payload
from hypothesis import given
from hypothesis import strategies as st
from small_pages import RET_CODE, legacy, modern, row

ITEMS = row("Items", "array[[*Item*](#Item)]")
DISKS = row("Disks", "array[[*Disk*](#Disk)]")
MODERN = modern(
    [row("Region", required="**Yes**"), row("Zone"), DISKS],
    [RET_CODE, row("Total", "int"), ITEMS],
    request_models=[("Disk", [row("Size", "int"), row("Kind")])],
    response_models=[("Item", [row("Id"), row("Size", "int")])],
    title="创建 - CreateBox",
)
LEGACY = legacy(
    ["|Region|string|where|**Yes**|", "|Zone|string|where|No|"],
    ["|RetCode|int|code|**Yes**|", "|Items|array|of Item|No|"],
    response_models=[("Item", ["|Id|string|its id|No|", "|Size|int|how big|No|"])],
    title="创建-CreateBox",
)
PAGES = {"modern": MODERN, "legacy": LEGACY}
CASES = [
    pytest.param(PAGES[kind], damaged, id=f"{kind}, {number}: {damaged.way}")
    for kind in PAGES
    for number, damaged in enumerate(damages.damage(PAGES[kind]))
]
SAMPLE = 30


def read(text: str) -> ParsedPage:
    return parse_pages(Source("x-api/create_box.md", text))[0]


def news(before: ParsedPage, after: ParsedPage) -> list[tuple[int, str]]:
    """Return line and severity of the findings that a damage added."""
    earlier = {(finding.code, finding.message) for finding in before.diagnostics}
    return [
        (finding.location.line, finding.severity)
        for finding in after.diagnostics
        if (finding.code, finding.message) not in earlier
    ]


def fields(action: Action | None) -> set[tuple[str, str, str]]:
    if action is None:
        return set()
    sides = {"request": action.request, "response": action.response}
    return {
        (name, model, field)
        for name in sides
        for model, field in collect_names(sides[name])
    }


def collect_names(side: Payload) -> set[tuple[str, str]]:
    own = {("", field.name) for field in side.fields}
    return own | {
        (model.name, field.name) for model in side.models for field in model.fields
    }


def check(before: ParsedPage, damaged: Damaged) -> None:
    """Hold a damaged page to its one finding: an error that costs the action, or a warning where nothing is lost."""
    after = read(damaged.text)
    if not damaged.line:
        assert not any(severity == "error" for _, severity in news(before, after))
        assert after.title_action == before.title_action
        assert fields(after.action) == fields(before.action)
        return
    ((line, severity),) = news(before, after)
    assert line == damaged.line
    assert after.title_action == before.title_action
    if severity == "warning":
        assert fields(after.action) == fields(before.action)
    else:
        assert after.action is None


@pytest.mark.parametrize("kind", PAGES)
def test_our_pages_are_whole_before_they_are_damaged(kind: str) -> None:
    whole = read(PAGES[kind])
    assert whole.diagnostics == ()
    assert len(fields(whole.action)) >= 6


@pytest.mark.parametrize(("whole", "damaged"), CASES)
def test_a_damage_is_one_finding_at_its_line(whole: str, damaged: Damaged) -> None:
    check(read(whole), damaged)


@pytest.mark.slow
def test_a_damage_of_a_published_page_is_one_finding_at_its_line(corpus: Path) -> None:
    choice = random.Random(10)
    texts = [
        file.read_text("utf-8-sig").replace("\r\n", "\n")
        for file in sorted(corpus.rglob("*.md"))
    ]
    pages = [text for text in texts if read(text).action]
    assert len(pages) > SAMPLE
    for text in choice.sample(pages, SAMPLE):
        for damaged in choice.sample([*damages.damage(text)], 20):
            check(read(text), damaged)


PREFIXES = st.sampled_from([*damages.PREFIXES.values(), *damages.MARKS])
LINES = {
    kind: [
        number
        for number, line in enumerate(text.split("\n"))
        if line.lstrip().startswith(("|", "#"))
    ]
    for kind, text in PAGES.items()
}


def is_data(lines: list[str], number: int) -> bool:
    """Whether a line is a row below a header and its dashes: taken out, it is no damage but another page."""
    rules = [bool(re.fullmatch(r"[|:\s-]+", line)) for line in [*lines, ""]]
    return lines[number].startswith("|") and not (rules[number] or rules[number + 1])


@given(st.data(), st.sampled_from(sorted(PAGES)))
def test_no_line_is_lost_without_an_error(data: st.DataObject, kind: str) -> None:
    lines = PAGES[kind].split("\n")
    number = data.draw(st.sampled_from(LINES[kind]))
    prefix = data.draw(PREFIXES | st.just(None))
    if prefix is not None:
        lines[number] = prefix + lines[number]
    elif not is_data(lines, number):
        del lines[number]
    after = read("\n".join(lines))
    lost = fields(read(PAGES[kind]).action) - fields(after.action)
    errors = [
        finding
        for page in parse_pages(Source("x-api/create_box.md", "\n".join(lines)))
        for finding in page.diagnostics
        if finding.severity == "error"
    ]
    assert errors or not lost
