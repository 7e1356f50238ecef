"""``specs/`` against the published pages: the same facts, in sentences of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docs2sdk.pages import page_sources
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.schema import Action, Model, Payload

PRODUCTS = ("isms-api", "usms-api")
GIVEN = "get_isms_send_receipt.md"
# Fixed parts of the grammar, which the given page has too.
BOILERPLATE = {"RetCode", "Action", "Message", "Region", "Zone", "ProjectId"}


def actions(folder: Path) -> dict[str, Action]:
    read = map(parse_page, page_sources.read_source_tree(folder).pages)
    return {page.action.name: page.action for page in read if page.action}


def facts(side: Payload) -> object:
    def of_model(model: Model) -> object:
        rows = [(field.name, field.type, field.required) for field in model.fields]
        return model.name, rows

    rows = [(field.name, field.type, field.required) for field in side.fields]
    return rows, [of_model(model) for model in side.models]


def sentences(action: Action) -> Iterator[str]:
    yield from (action.title, action.summary, *action.notes, *action.warnings)
    for side in (action.request, action.response):
        for fields in (side.fields, *(model.fields for model in side.models)):
            yield from (f.description for f in fields if f.name not in BOILERPLATE)


@pytest.mark.parametrize("product", PRODUCTS)
def test_facts_are_those_of_the_published_pages(
    product: str, root: Path, corpus: Path
) -> None:
    ours, published = actions(root / "specs" / product), actions(corpus / product)
    assert ours.keys() == published.keys()
    for wire, action in ours.items():
        assert facts(action.request) == facts(published[wire].request), wire
        assert facts(action.response) == facts(published[wire].response), wire


@pytest.mark.parametrize("product", PRODUCTS)
def test_sentences_are_our_own(product: str, root: Path, corpus: Path) -> None:
    published = actions(corpus / product)
    for wire, action in actions(root / "specs" / product).items():
        if not action.location.path.endswith(GIVEN):
            same = {*sentences(action)} & {*sentences(published[wire])}
            assert not [text for text in same if len(text) >= 12], wire


def test_given_page_is_as_given(root: Path, given: Path) -> None:
    page = root / "specs/isms-api" / GIVEN
    assert page.read_bytes() == (given / GIVEN).read_bytes()


def test_every_page_is_without_findings(root: Path) -> None:
    read = map(parse_page, page_sources.read_source_tree(root / "specs").pages)
    found = [finding for page in read for finding in page.diagnostics]
    # The built-in overlays say who encodes these.
    assert {finding.code for finding in found} <= {"D221"}
