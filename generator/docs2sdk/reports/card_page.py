"""Build a page of cards in groups: a filter by levels and words, a table that counts, a section for each group.

It is self-contained, readable on a phone, and complete without its script, which only filters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple
from xml.etree.ElementTree import Element

from docs2sdk.message_text import pluralize
from docs2sdk.reports import html
from docs2sdk.reports.html import element


class FilterSet(NamedTuple):
    """Checkboxes: the attribute of cards that they filter by (``level`` → ``data-level``), and its values with explanations."""

    title: str
    key: str
    values: Mapping[str, str]


class CardGroup(NamedTuple):
    """The cards of one service: what each is for each filter set, and the cards in the same order."""

    name: str
    values: Sequence[tuple[str, ...]]
    cards: Iterable[Element]


def render_page(title: str, body: Element) -> str:
    """Return a page with the style and script of cards."""
    style, script = _read_asset("cards.css"), _read_asset("cards.js")
    return html.render_page(title, body, style=style, script=script)


def _read_asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def render_groups(
    noun: str,
    sets: Sequence[FilterSet],
    groups: Sequence[CardGroup],
    *others: Element,
) -> Iterator[Element]:
    """Yield the filter and all groups; ``others`` stand between the table of the groups and their cards."""
    yield _render_filter(
        noun, sets, [each for group in groups for each in group.values]
    )
    yield element(
        "main",
        _render_table(noun, sets, groups),
        *others,
        element("p", f"No {noun} matches.", id="none", hidden=""),
        *(_render_group(at, group) for at, group in enumerate(groups, start=1)),
    )


def _render_filter(
    noun: str, sets: Sequence[FilterSet], values: Sequence[tuple[str, ...]]
) -> Element:
    """Return the controls; they are hidden until the script runs."""
    counts = Counter(value for each in values for value in each)
    words = element(
        "input", type="search", id="words", autocomplete="off", spellcheck="false"
    )
    count = pluralize(len(values), noun)
    return element(
        "div",
        *(_render_fieldset(filter_set, counts) for filter_set in sets),
        element("label", "Text ", words, class_="words"),
        element("output", count, id="shown", for_="words"),
        role="search",
        aria_label=f"Filter {noun}s",
        data_noun=noun,
        hidden="",
    )


def _render_fieldset(filter_set: FilterSet, counts: Mapping[str, int]) -> Element:
    boxes = (
        _render_checkbox(value, counts.get(value, 0), meaning)
        for value, meaning in filter_set.values.items()
    )
    legend = element("legend", filter_set.title)
    return element("fieldset", legend, *boxes, data_key=filter_set.key)


def _render_checkbox(value: str, count: int, meaning: str) -> Element:
    box = element("input", type="checkbox", value=value, checked="")
    number = element("span", str(count), class_="count")
    return element("label", box, " ", value, " ", number, class_=value, title=meaning)


def _render_table(
    noun: str, sets: Sequence[FilterSet], groups: Sequence[CardGroup]
) -> Element:
    values = [value for filter_set in sets for value in filter_set.values]
    heads = (element("th", value, scope="col", class_=value) for value in values)
    head = element("tr", element("th", "Service", scope="col"), *heads)
    rows = (_render_row(at, group, values) for at, group in enumerate(groups, start=1))
    return element(
        "table",
        element("caption", f"{noun.capitalize()}s by service"),
        element("thead", head),
        element("tbody", *rows),
        class_="services",
    )


def _render_row(number: int, group: CardGroup, values: Sequence[str]) -> Element:
    counts = Counter(value for each in group.values for value in each)
    link = element("a", group.name, href=f"#service-{number}")
    # An empty cell instead of 0 is easier to read.
    cells = (
        element("td", str(counts[value] or ""), data_value=value) for value in values
    )
    return element("tr", element("th", link, scope="row"), *cells)


def _render_group(number: int, group: CardGroup) -> Element:
    count = element("span", str(len(group.values)), class_="count")
    head = element("summary", element("h2", group.name, " ", count))
    return element(
        "section",
        element("details", head, *group.cards, open=""),
        id=f"service-{number}",
    )


def render_list(title: str, items: Sequence[Element]) -> Element:
    """Return a list below the groups that can be folded."""
    head = element("summary", element("h2", title))
    return element("aside", element("details", head, element("ul", *items)))
