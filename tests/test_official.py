"""What pages say against what the official SDK knows: the same names and types, but for a list with reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from docs2sdk.catalog import catalog
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.pages import page_sources
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import SourceTree
from docs2sdk.python import action_refs
from official import comparison, sdk
from official.comparison import HALVES, Difference, Half, Shared

pytestmark = pytest.mark.slow

# Measured with a quick parser over the whole documentation, of which the corpus is a part: request parameters, those
# without a counterpart, those of another type; pages, those with just the SDK's names in request and response.
PARAMETERS, UNMATCHED, RETYPED = 8604, 97, 13
PAGES, SAME = 1368, {"request": 1265, "response": 1294}

KNOWN = comparison.known()


@pytest.fixture(scope="module")
def tree(corpus: Path) -> SourceTree:
    """Return the documentation's files."""
    return page_sources.read_source_tree(corpus)


@pytest.fixture(scope="module")
def published(tree: SourceTree) -> Catalog:
    """Return what the pages say."""
    return catalog.build_catalog(tree, map(parse_page, tree.pages))


@pytest.fixture(scope="module")
def shared(published: Catalog) -> tuple[Shared, ...]:
    """Return the actions that pages and SDK have in common."""
    return comparison.shared(published)


@pytest.fixture(scope="module")
def found(shared: tuple[Shared, ...]) -> tuple[Difference, ...]:
    """Return every difference between the two."""
    return tuple(
        difference for one in shared for difference in comparison.differences(one)
    )


def test_every_difference_has_a_reason(found: tuple[Difference, ...]) -> None:
    known = {(one.action, one.half, one.path): one for one in KNOWN}
    unknown = [
        one
        for one in found
        if (key := (one.action, one.half, one.path)) not in known
        or not known[key].explains(one)
    ]
    assert unknown == []


def test_every_reason_is_still_needed(found: tuple[Difference, ...]) -> None:
    assert [one for one in KNOWN if not any(map(one.explains, found))] == []


def test_no_difference_is_listed_twice() -> None:
    listed = Counter((one.action, one.half, one.path) for one in KNOWN)
    assert [key for key, times in listed.items() if times > 1] == []


def test_every_stranger_is_in_both_and_in_no_service_of_that_product(
    published: Catalog,
) -> None:
    folders = {
        action.name: service.folder
        for service in published.services
        for action in service.actions
    }
    for table in comparison.exceptions()["stranger"]:
        for action in table["actions"]:
            assert action in folders
            assert {call.service for call in sdk.calls()[action]} == {table["service"]}


@pytest.mark.parametrize(
    "kind", ["marked", "example", "undescribed", "older page"], ids=str
)
def test_what_a_reason_says_can_be_seen(
    kind: str, shared: tuple[Shared, ...], published: Catalog, tree: SourceTree
) -> None:
    by_action = {one.action.name: one for one in shared}
    cases = [one for one in KNOWN if one.evidence == kind]
    assert cases
    for case in cases:
        one, leaf = by_action[case.action], case.path.rpartition(".")[2]
        assert _seen(kind, one, case.half, case.path, leaf, published, tree), case


def _seen(
    kind: str,
    one: Shared,
    half: Half,
    path: str,
    leaf: str,
    published: Catalog,
    tree: SourceTree,
) -> bool:
    if kind == "marked":
        return one.sdk(half)[path].deprecated
    if kind == "undescribed":
        return bool(re.search(rf"- \*\*{leaf}\*\* \(\w+\) - *\n", one.call.doc))
    if kind == "example":
        action = one.action
        example = (
            action.request_example if half == "request" else action.response_example
        )
        return bool(example and re.search(rf"\b{leaf}\b", example.text))
    older = {
        loser.path for loser in published.shadowed if loser.action == one.action.name
    }
    rows = [page.text for page in tree.pages if page.path in older]
    return any(re.search(rf"^\| *\**{leaf}\b", text, re.MULTILINE) for text in rows)


def test_methods_are_called_as_in_the_sdk(
    shared: tuple[Shared, ...], published: Catalog
) -> None:
    methods = {
        entry.action: entry.method
        for service in published.services
        for entry in action_refs.build_action_refs(service.actions, "any")
    }
    listed = {table["action"] for table in comparison.exceptions()["method"]}
    assert [
        one.call
        for one in shared
        if methods[one.action.name] != one.call.method and one.action.name not in listed
    ] == []


def test_a_plain_split_of_request_rows_gives_the_same_names(
    shared: tuple[Shared, ...], tree: SourceTree
) -> None:
    texts = {page.path: page.text for page in tree.pages}
    for one in shared:
        if not any(not model.implicit for model in one.action.request.models):
            plain = plain_names(texts[one.action.location.path])
            assert plain == set(one.page("request")), one.action.location.path


def plain_names(text: str) -> set[str]:
    """Return the names of a page's request parameters and of what they are part of, as a quick parser finds them."""
    section = re.search(
        r"^(?:### 请求参数|# Request Parameters)$(.*?)^#",
        text,
        re.MULTILINE | re.DOTALL,
    )
    rows = (
        re.findall(r"^\|\s*\**([A-Z][\w.]*)\**\s*\|", section[1], re.MULTILINE)
        if section
        else []
    )
    paths = [
        [part for part in row.split(".") if part not in ("N", "n")] for row in rows
    ]
    return {".".join(path[: end + 1]) for path in paths for end in range(len(path))} - {
        "Parameter"
    }


@dataclass(frozen=True, slots=True)
class Figures:
    """How far pages and SDK agree; ``same`` counts actions, ``but_marked`` those that what the SDK deprecates would stop."""

    actions: int
    parameters: int
    matched: int
    retyped: int
    same: dict[Half, int]
    but_marked: dict[Half, int]


def figures(shared: tuple[Shared, ...]) -> Figures:
    """Count."""
    parameters = matched = retyped = 0
    same: dict[Half, int] = dict.fromkeys(HALVES, 0)
    but_marked = dict(same)
    for one in shared:
        page, official = one.page("request"), one.sdk("request")
        parameters += len(page)
        matched += len(page.keys() & official.keys())
        retyped += sum(
            page[path] != official[path].type for path in page.keys() & official.keys()
        )
        for half in HALVES:
            lost = one.page(half).keys() ^ one.sdk(half).keys()
            marked = {path for path in lost if _marked(one, half, path)}
            same[half] += not lost
            but_marked[half] += not lost - marked
    return Figures(len(shared), parameters, matched, retyped, same, but_marked)


def _marked(one: Shared, half: Half, path: str) -> bool:
    """Return whether the SDK marks a path, or what it is part of, as deprecated."""
    items = one.sdk(half)
    parts = path.split(".")
    above = (".".join(parts[: end + 1]) for end in range(len(parts)))
    return any(items[part].deprecated for part in above if part in items)


def test_the_shares_are_no_worse_than_measured(
    shared: tuple[Shared, ...], tell: Callable[[str], None]
) -> None:
    is_ = figures(shared)
    tell(told(is_))
    assert (is_.parameters - is_.matched) / is_.parameters <= UNMATCHED / PARAMETERS
    assert is_.retyped / is_.matched <= RETYPED / (PARAMETERS - UNMATCHED)
    # The corpus has the old products, and with them most of what the SDK keeps for old callers only.
    for half in HALVES:
        assert is_.but_marked[half] / is_.actions >= SAME[half] / PAGES


def told(is_: Figures) -> str:
    """Say figures as the issue does."""
    lost = is_.parameters - is_.matched
    lines = [
        f"{is_.actions} shared actions have {is_.parameters} request parameters",
        f"{is_.matched} have a counterpart ({lost} do not), {is_.retyped} differ in type",
    ]
    for half in HALVES:
        shares = [
            100 * counts[half] / is_.actions for counts in (is_.same, is_.but_marked)
        ]
        lines.append(
            f"{is_.same[half]} ({shares[0]:.1f} %) agree exactly on {half} names; but for what the SDK marks as"
            f" deprecated, {is_.but_marked[half]} ({shares[1]:.1f} %)"
        )
    return "\n".join(lines)
