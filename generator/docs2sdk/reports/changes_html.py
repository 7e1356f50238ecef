"""Changes as a page of HTML that needs nothing else: to be read on a phone, without a network, and without its script.

The script filters, and does no more: everything is in the page and visible without it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeAlias
from xml.etree.ElementTree import Element

from docs2sdk.counting import counted
from docs2sdk.drift.changes import Change
from docs2sdk.drift.policy import Judged
from docs2sdk.drift.rules import LEVELS, Level
from docs2sdk.drift.snapshots import Snapshot
from docs2sdk.reports import markup, side_by_side
from docs2sdk.reports.changes_text import summary
from docs2sdk.reports.markup import element
from docs2sdk.reports.quotations import Quotations

# By folder, the one with the worst change first.
_Services: TypeAlias = Mapping[str, Sequence[Change]]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the parts of the page are made of."""

    judged: Judged
    failing: frozenset[str]
    old: Quotations
    new: Quotations


def text(judged: Judged) -> str:
    """Return the page: a summary by service, a filter, and every change with what stood and what stands there."""
    compared = judged.compared
    # As they come: the service of the worst change first.
    services: dict[str, list[Change]] = defaultdict(list)
    for change in compared.changes:
        services[change.service].append(change)
    told = _Told(
        judged,
        frozenset(change.fingerprint for change in judged.failing),
        Quotations(compared.old),
        Quotations(compared.new),
    )
    body = element("body", _head(judged), *_parts(told, services))
    title = f"API documentation: {summary(compared)}"
    return markup.page(
        title, body, style=_file("changes.css"), script=_file("changes.js")
    )


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _head(judged: Judged) -> Element:
    compared = judged.compared
    lines = [element("p", summary(compared), class_="summary")]
    named = [_named(one) for one in (compared.old, compared.new)]
    if any(named):
        old, new = (element("code", name or ".") for name in named)
        lines.append(element("p", "from ", old, " to ", new, class_="quiet"))
    if judged.failing:
        failing = f"Fails the run: {counted(len(judged.failing), 'change')}"
        lines.append(element("p", failing, class_="failing"))
    return element("header", element("h1", "API documentation"), *lines)


def _named(snapshot: Snapshot) -> str:
    return ":".join(filter(None, (snapshot.revision, snapshot.prefix)))


def _parts(told: _Told, services: _Services) -> Iterator[Element]:
    if services:
        yield _filter(told.judged.compared.changes)
        yield element(
            "main",
            _table(services),
            element("p", "No change is like that.", id="none", hidden=""),
            *(_service(told, at, name, of) for at, (name, of) in _numbered(services)),
        )
    yield from _rest(told.judged)


def _numbered(services: _Services) -> enumerate[tuple[str, Sequence[Change]]]:
    return enumerate(services.items(), start=1)


def _filter(changes: Sequence[Change]) -> Element:
    """Return the controls; they are hidden until the script is there to obey them."""
    levels = Counter(change.level for change in changes)
    words = element(
        "input", type="search", id="words", autocomplete="off", spellcheck="false"
    )
    return element(
        "div",
        element(
            "fieldset",
            element("legend", "Levels"),
            *(_choice(level, levels[level]) for level in LEVELS),
        ),
        element("label", "Text ", words, class_="words"),
        element("output", counted(len(changes), "change"), id="shown", for_="words"),
        role="search",
        aria_label="Filter changes",
        hidden="",
    )


def _choice(level: Level, count: int) -> Element:
    box = element("input", type="checkbox", value=level, checked="")
    number = element("span", str(count), class_="count")
    return element(
        "label", box, " ", level, " ", number, class_=level, title=LEVELS[level]
    )


def _table(services: _Services) -> Element:
    heads = (element("th", level, scope="col", class_=level) for level in LEVELS)
    head = element("tr", element("th", "Service", scope="col"), *heads)
    rows = (_row(at, name, changes) for at, (name, changes) in _numbered(services))
    return element(
        "table",
        element("caption", "Changes by service"),
        element("thead", head),
        element("tbody", *rows),
        class_="services",
    )


def _row(at: int, name: str, changes: Sequence[Change]) -> Element:
    levels = Counter(change.level for change in changes)
    link = element("a", name, href=f"#service-{at}")
    # Nothing instead of 0: what is not there should not be read.
    counts = (
        element("td", str(levels[level] or ""), data_level=level) for level in LEVELS
    )
    return element("tr", element("th", link, scope="row"), *counts)


def _service(told: _Told, at: int, name: str, changes: Sequence[Change]) -> Element:
    count = element("span", str(len(changes)), class_="count")
    head = element("summary", element("h2", name, " ", count))
    cards = (_card(told, change) for change in changes)
    return element(
        "section", element("details", head, *cards, open=""), id=f"service-{at}"
    )


def _card(told: _Told, change: Change) -> Element:
    rows = side_by_side.table(change, told.old, told.new)
    return element(
        "article",
        element("h3", *_subject(told, change)),
        element("p", change.words, class_="what"),
        element("p", element("b", "In Python"), " ", change.python, class_="python"),
        *([] if rows is None else [rows]),
        _rule(change),
        id=f"change-{change.fingerprint}",
        class_=change.level,
        data_level=change.level,
    )


def _subject(told: _Told, change: Change) -> Iterator[Element | str]:
    yield element("span", change.level, class_="badge")
    if change.fingerprint in told.failing:
        yield " "
        yield element("span", "fails", class_="badge failing")
    if change.action:
        yield " "
        yield element("code", change.action)
    if change.side:
        yield " "
        yield element("span", change.side, class_="side")


def _rule(change: Change) -> Element:
    fingerprint = element("code", change.fingerprint)
    link = element("a", fingerprint, href=f"#change-{change.fingerprint}")
    rule = element("code", change.rule.id)
    return element("footer", rule, f": {change.rule.meaning} ", link)


def _rest(judged: Judged) -> Iterator[Element]:
    """Yield what is no change, or none any more."""
    accepted = [
        element("li", f"{change.told} ", element("em", one.reason))
        for change, one in judged.accepted
    ]
    if accepted:
        yield _list(f"{counted(len(accepted), 'change')} accepted", accepted)
    silent = judged.compared.silent
    if silent:
        about = f"{counted(len(silent), 'page')} with changes that mean nothing"
        yield _list(about, [element("li", element("code", path)) for path in silent])


def _list(about: str, items: Sequence[Element]) -> Element:
    head = element("summary", element("h2", about))
    return element("aside", element("details", head, element("ul", *items)))
