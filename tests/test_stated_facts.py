"""How well facts are read from descriptions: against 300 that were labelled by reading, and counted over all of them.

A floor may rise only: a change that reads less, or less rightly, fails.  ``labels/descriptions.toml`` says how it was made.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from docs2sdk.pages import page_sources
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.schema import Field

LABELS = Path(__file__).parent / "labels/descriptions.toml"
FACTS = (
    *("known_values", "default", "minimum", "maximum", "multiple_of"),
    *("min_length", "max_length", "unit", "format", "max_items", "deprecated"),
)
# The name of a fact in the labels, if it is another one; and a word for facts on which readers may differ.
LABEL_OF = {"known_values": "values"}
UNCLEAR = {"minimum": "range", "maximum": "range"}


class Floor(NamedTuple):
    """The least precision and recall in percent: what was reached, rounded down."""

    precision: int
    recall: int


FLOORS = {
    "known_values": Floor(100, 83),
    "default": Floor(100, 97),
    "minimum": Floor(100, 100),
    "maximum": Floor(100, 94),
    "min_length": Floor(100, 77),
    "max_length": Floor(100, 84),
    "unit": Floor(100, 96),
    "format": Floor(100, 100),
    "max_items": Floor(100, 100),
    "deprecated": Floor(100, 100),
}
# How many rows of the published documentation state each fact, at least.
AT_LEAST = {
    "known_values": 800,
    "default": 700,
    "minimum": 150,
    "maximum": 150,
    "multiple_of": 20,
    "min_length": 50,
    "max_length": 50,
    "unit": 340,
    "format": 190,
    "max_items": 20,
    "deprecated": 50,
}


def rows(pages: Iterable[Source]) -> Iterator[Field]:
    """Yield every row of the actions of pages."""
    for page in pages:
        action = parse_page(page).action
        for payload in (action.request, action.response) if action else ():
            for table in (payload.fields, *(model.fields for model in payload.models)):
                yield from table


def read_fact(field: Field, fact: str) -> object:
    """Return a fact of a row as labels have it, None if the row states none."""
    stated: Any = getattr(field, fact)
    if stated is None or fact == "deprecated":
        return stated and True
    return sorted(stated.values) if fact == "known_values" else stated.value


class Score(NamedTuple):
    """Rows by what became of a fact: ``right``, ``wrong`` (read otherwise, or not stated), ``missed``."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return 100 * self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return 100 * self.right / max(1, self.right + self.missed)


def score(
    fact: str, labels: dict[str, dict[str, Any]], read: dict[str, Field]
) -> Score:
    counts = Counter[str]()
    name = LABEL_OF.get(fact, fact)
    for key, label in labels.items():
        if {name, UNCLEAR.get(fact)} & {*label.get("unclear", ())}:
            continue
        labelled = (
            sorted(label[name])
            if fact == "known_values" and name in label
            else label.get(name)
        )
        stated = read_fact(read[key], fact)
        counts["right"] += stated is not None and stated == labelled
        counts["wrong"] += stated is not None and stated != labelled
        counts["missed"] += labelled is not None and stated != labelled
    return Score(counts["right"], counts["wrong"], counts["missed"])


@pytest.fixture(scope="module")
def labels() -> dict[str, dict[str, Any]]:
    return tomllib.loads(LABELS.read_text("utf-8"))


@pytest.fixture(scope="module")
def labelled(corpus: Path, labels: dict[str, Any]) -> dict[str, Field]:
    """Return the labelled rows by key: page, line and name."""
    wanted = {key.partition(":")[0] for key in labels}
    pages = page_sources.read_source_tree(corpus).pages
    read = rows(page for page in pages if page.path in wanted)
    return {f"{row.location.path}:{row.location.line} {row.name}": row for row in read}


@pytest.mark.parametrize("fact", FLOORS)
def test_a_fact_is_read_as_well_as_before(
    fact: str,
    labels: dict[str, Any],
    labelled: dict[str, Field],
    tell: Callable[[str], None],
) -> None:
    got, floor = score(fact, labels, labelled), FLOORS[fact]
    tell(
        f"{fact} of 300 labelled descriptions: {got.right + got.missed} stated, precision {got.precision:.1f} % "
        f"(at least {floor.precision} %), recall {got.recall:.1f} % (at least {floor.recall} %)"
    )
    assert got.precision >= floor.precision
    assert got.recall >= floor.recall


# Words that announce a fact; most descriptions with one of them state it.
LOOKS_LIKE = {
    "known_values": re.compile(
        r"枚举|可选值|取值[为：:]|[0-9A-Za-z]\s?[:：]\s?[\u4e00-\u9fff]+[,，;；、]\s?[0-9A-Za-z]+\s?[:：]"
    ),
    "default": re.compile(r"默认值?[为是：: ]{0,2}[0-9A-Za-z\"“]"),
    "minimum": re.compile(r"(?:范围|取值)[^，。]{0,6}[0-9]"),
    "max_length": re.compile(r"(?<!数组)长度[^，。]{0,10}[0-9]|[0-9] ?个?字符"),
    "unit": re.compile(r"单位(?!名|I|i|的)"),
    "format": re.compile(r"时间戳|timestamp", re.IGNORECASE),
    "max_items": re.compile(r"(?:最多|不超过|至多)[^，。]{0,8}[0-9]+ ?[个条台]"),
    "deprecated": re.compile(r"废弃|弃用|不再使用"),
}


@pytest.mark.slow
def test_corpus_figures(corpus: Path, tell: Callable[[str], None]) -> None:
    """Print how often each fact is stated, and the most frequent descriptions that look as if they did and did not."""
    fields = list(rows(page_sources.read_source_tree(corpus).pages))
    counts = Counter(
        fact for field in fields for fact in FACTS if getattr(field, fact) is not None
    )
    tell(
        "facts from descriptions: "
        + ", ".join(f"{name} {counts[name]}" for name in FACTS)
    )
    unread = Counter(
        (fact, field.description)
        for field in fields
        for fact, pattern in LOOKS_LIKE.items()
        if getattr(field, fact) is None and pattern.search(field.description)
    )
    for (fact, text), number in unread.most_common(20):
        tell(f"no {fact} read, {number} times: {' '.join(text.split())[:90]}")
    assert all(counts[name] >= least for name, least in AT_LEAST.items()), counts
