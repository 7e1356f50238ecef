"""What ``infer`` makes of samples of a page is the page again: the same names, nesting and types."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from docs2sdk.authoring.page_writer import write_page
from docs2sdk.inference import draft, page_updates
from docs2sdk.inference.draft import Wordings
from docs2sdk.pages import page_parser, page_sources
from docs2sdk.pages.checkout_layout import product_folder
from docs2sdk.pages.page_sources import Source
from docs2sdk.schema import Action
from docs2sdk.traffic import samples
from docs2sdk.traffic.samples import Samples
from docs2sdk.validation import examples
from synthetic_samples import (
    Recording,
    describe,
    make_recordings,
    required_paths,
)

ROOT = Path(__file__).resolve().parent.parent


class ModernPage(NamedTuple):
    """A page with its action; ``agrees`` if its examples agree with its tables."""

    source: Source
    action: Action
    agrees: bool


def read_folders(folder: Path) -> list[list[ModernPage]]:
    """Return the modern pages of a documentation by folder."""
    pages = defaultdict(list)
    for source in page_sources.read_source_tree(folder).pages:
        action = page_parser.parse_page(source).action
        if action and action.dialect == "modern":
            agrees = not any(examples.check_examples(action, source.text))
            page = ModernPage(source, action, agrees)
            pages[product_folder(source.path)].append(page)
    return [*pages.values()]


def write_har(action: Action, recordings: Sequence[Recording]) -> str:
    """Return recordings as a browser records them: requests with an address, a form or JSON, in turn."""
    return json.dumps({"log": {"entries": [*_write_entries(action, recordings)]}})


def _write_entries(
    action: Action, recordings: Sequence[Recording]
) -> Iterator[dict[str, Any]]:
    for number, (request, response) in enumerate(recordings):
        url = "https://api.ucloud.cn/"
        if action.body == "json":
            sent = {"url": url, "postData": {"text": json.dumps(request)}}
        elif number % 2:
            sent = {"url": url, "postData": {"text": urlencode(request)}}
        else:
            sent = {"url": f"{url}?{urlencode(request)}"}
        content = {"text": json.dumps({"RetCode": 0} | response)}
        yield {"request": sent, "response": {"status": 200, "content": content}}


def sample(action: Action, seed: int = 0) -> Samples:
    text = write_har(action, make_recordings(action, seed))
    return samples.read_samples([("recorded.har", text)], action.name)


def infer(action: Action, words: Wordings) -> Action:
    """Return the action of the page that is written for samples of an action."""
    drafted = draft.draft_action(action.name, "t", "t", sample(action), words)
    page = page_parser.parse_page(Source("x-api/page.md", write_page(drafted)))
    errors = [each for each in page.diagnostics if each.severity == "error"]
    assert (errors, page.action is None) == ([], False)
    assert page.action
    return page.action


def sides(action: Action) -> Any:
    return action.request, action.response


def is_exact(action: Action, again: Action) -> bool:
    return [*map(describe, sides(again))] == [*map(describe, sides(action))]


def is_required(action: Action, again: Action) -> bool:
    """Whether what the page requires is required again; what happens to be in every sample may be, too."""
    pairs = zip(sides(action), sides(again), strict=True)
    return all(required_paths(new) >= required_paths(old) for old, new in pairs)


NO_WORDS = draft.gather_wordings([])


@pytest.mark.slow
def test_the_published_pages_are_inferred_from_their_samples(
    corpus: Path, tell: Callable[[str], None]
) -> None:
    folders = read_folders(corpus)
    pages = [page for folder in folders for page in folder]
    agreeing = [page.action for page in pages if page.agrees]
    inferred = [(action, infer(action, NO_WORDS)) for action in agreeing]
    worded = [
        (page.action, infer(page.action, words_for(page, folder)))
        for folder in folders
        for page in folder
        if page.agrees
    ]
    everything = [(page.action, infer(page.action, NO_WORDS)) for page in pages]
    for what, pairs in (
        ("pages whose examples agree with their tables", inferred),
        ("the same with words of the other pages of the folder", worded),
        ("all modern pages", everything),
    ):
        exact = sum(is_exact(*pair) for pair in pairs)
        share = f"{exact} of {len(pairs)} exactly ({exact / len(pairs):.1%})"
        tell(f"infer from three samples, {what}: {share}")
        assert exact >= 0.95 * len(pairs)
    for pairs in (inferred, worded, everything):
        assert [a.name for a, again in pairs if not is_required(a, again)] == []
    assert len(agreeing) > 300


def words_for(page: ModernPage, folder: list[ModernPage]) -> Wordings:
    return draft.gather_wordings(each.action for each in folder if each is not page)


def test_our_own_pages_are_inferred_from_their_samples() -> None:
    for folder in read_folders(ROOT / "specs"):
        for _, action, _ in folder:
            again = infer(action, NO_WORDS)
            assert [*map(describe, sides(again))] == [*map(describe, sides(action))]
            assert is_required(action, again)


@pytest.mark.slow
def test_samples_of_a_page_change_nothing_in_it(corpus: Path) -> None:
    pages = [page for folder in read_folders(corpus) for page in folder if page.agrees]
    changed = [
        source.path
        for source, action, _ in pages
        if page_updates.propose_update(action, source.text, sample(action), NO_WORDS)
        != (source.text, ())
    ]
    assert (changed, len(pages) > 300) == ([], True)


@pytest.mark.slow
def test_a_row_that_a_page_lacks_is_proposed_again(
    corpus: Path, tell: Callable[[str], None]
) -> None:
    pages = [page for folder in read_folders(corpus) for page in folder if page.agrees]
    damaged = [pair for page in pages if (pair := remove_row(page))]
    restored = [is_exact(page.action, restore(page, text)) for page, text in damaged]
    tell(f"infer --update restored {sum(restored)} of {len(restored)} rows")
    assert sum(restored) >= 0.95 * len(restored)
    assert len(restored) > 300


def remove_row(page: ModernPage) -> tuple[ModernPage, str] | None:
    """Return the text of a page without a row, which a random choice takes; None where only the page's frame is left."""
    action = page.action
    lines = page.source.text.split("\n")
    locations = [
        field.location.line - 1
        for payload in (action.request, action.response)
        for fields in (payload.fields, *(model.fields for model in payload.models))
        for field in fields
        if field.name not in ("RetCode", "Action", "Message") and len(fields) > 1
    ]
    random.Random(action.name).shuffle(locations)
    for at in locations:
        text = "\n".join([*lines[:at], *lines[at + 1 :]])
        parsed = page_parser.parse_page(Source("x-api/page.md", text))
        if parsed.action and not is_exact(action, parsed.action):
            return page, text
    return None


def restore(page: ModernPage, text: str) -> Action:
    """Return the action of a damaged page after an update with samples of the page as it was."""
    damaged = page_parser.parse_page(Source("x-api/page.md", text)).action
    assert damaged
    sampled = sample(page.action)
    update = page_updates.propose_update(damaged, text, sampled, NO_WORDS)
    action = page_parser.parse_page(Source("x-api/page.md", update.text)).action
    assert action
    return action
