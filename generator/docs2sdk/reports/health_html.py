"""Report the health of a documentation as a self-contained HTML page, for the people who write its pages.

Findings by service and by code, the pages with most, what has changed since the baseline, and each finding with the row as it
stands and what to do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.lint.baseline import BaselineEntry
from docs2sdk.lint.findings import Finding
from docs2sdk.message_text import pluralize
from docs2sdk.pages.checkout_layout import product_folder
from docs2sdk.reports import card_page, side_by_side
from docs2sdk.reports.card_page import CardGroup, FilterSet
from docs2sdk.reports.findings_markdown import summarize
from docs2sdk.reports.html import element
from docs2sdk.reports.quotations import Quotations

_MAX_PAGES = 10
_LEVELS = {
    "error": "An action, or a part of one, is not generated.",
    "warning": "The page contradicts itself, or is read in another way than it may mean.",
    "note": "To know.",
}
_STATES = {
    "new": "Not in the baseline.",
    "known": "In the baseline, or on the pages of the revision that is compared with.",
}


@dataclass(frozen=True)
class Health:
    """What the page shows.

    ``texts`` are the pages by path; ``new`` are the fingerprints of findings that are not known; ``gone`` are the entries of the
    baseline that are no longer found.  ``is_compared``: there is a baseline or a revision to compare with.
    """

    findings: Sequence[Finding]
    texts: Mapping[str, str]
    new: frozenset[str]
    gone: Sequence[BaselineEntry]
    is_compared: bool

    @cached_property
    def quotations(self) -> Quotations:
        """The rows of the pages."""
        return Quotations(Snapshot((), texts=self.texts))

    @property
    def filter_sets(self) -> list[FilterSet]:
        """What the findings are filtered by."""
        states = [FilterSet("State", "state", _STATES)] if self.is_compared else []
        return [FilterSet("Levels", "level", _LEVELS), *states]

    def find_state(self, finding: Finding) -> str:
        """Return whether a finding is new or known."""
        return "new" if finding.fingerprint in self.new else "known"


def render(health: Health) -> str:
    """Return the page."""
    summary = summarize(health.findings)
    body = element("body", _render_head(health), *_render_parts(health))
    return card_page.render_page(f"Documentation health: {summary}", body)


def _render_head(health: Health) -> Element:
    pages = {finding.location.file for finding in health.findings}
    where = f"on {len(pages)} of {pluralize(len(health.texts), 'page')}"
    lines = [f"{summarize(health.findings)} {where}"]
    if health.is_compared:
        states = Counter(map(health.find_state, health.findings))
        counts = (f"{states['new']} new", f"{states['known']} known")
        lines.append(f"{', '.join(counts)}, {len(health.gone)} gone")
    first, *others = lines
    return element(
        "header",
        element("h1", "Documentation health"),
        element("p", first, class_="summary"),
        *(element("p", line, class_="quiet") for line in others),
    )


def _render_parts(health: Health) -> Iterator[Element]:
    groups = [
        CardGroup(
            name,
            [_list_values(health, finding) for finding in findings],
            (_render_card(health, finding) for finding in findings),
        )
        for name, findings in _group_findings(health.findings).items()
    ]
    if groups:
        tables = (_render_codes(health.findings), _render_pages(health))
        yield from card_page.render_groups(
            "finding", health.filter_sets, groups, *tables
        )
    if health.gone:
        items = [
            element("li", element("code", entry.path), f" {entry.code} {entry.message}")
            for entry in health.gone
        ]
        title = f"{pluralize(len(items), 'finding')} gone since the baseline"
        yield card_page.render_list(title, items)


def _group_findings(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Return the findings by service, the worst service and the worst findings first."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in sorted(findings, key=_find_rank):
        path = finding.location.file
        groups[product_folder(path) or path].append(finding)
    return dict(sorted(groups.items(), key=lambda group: _count_levels(group[1])))


def _find_rank(finding: Finding) -> tuple[int, object]:
    return [*_LEVELS].index(finding.level), finding.location


def _count_levels(findings: Sequence[Finding]) -> tuple[int, ...]:
    """Return a key that sorts what has most errors, then most warnings, to the front."""
    levels = Counter(finding.level for finding in findings)
    return tuple(-levels[level] for level in ("error", "warning", "note"))


def _list_values(health: Health, finding: Finding) -> tuple[str, ...]:
    state = (health.find_state(finding),) if health.is_compared else ()
    return (finding.level, *state)


def _render_codes(findings: Sequence[Finding]) -> Element:
    counts = Counter(finding.rule for finding in findings)
    rows = (
        element(
            "tr",
            element("th", _render_button(rule.id), scope="row"),
            element("td", str(count)),
            element("td", *_render_markdown(rule.meaning), class_="meaning"),
        )
        for rule, count in counts.most_common()
    )
    return _render_table("Findings by code", ("Code", "Findings", "Meaning"), rows)


def _render_pages(health: Health) -> Element:
    pages: dict[str, list[Finding]] = defaultdict(list)
    for finding in health.findings:
        pages[finding.location.file].append(finding)
    worst = sorted(pages.items(), key=lambda page: (_count_levels(page[1]), page[0]))
    rows = (
        element(
            "tr",
            element("th", _render_button(path), scope="row"),
            *(element("td", str(-count or "")) for count in _count_levels(pages[path])),
        )
        for path, _ in worst[:_MAX_PAGES]
    )
    return _render_table("The worst pages", ("Page", *_LEVELS), rows)


def _render_table(title: str, heads: Sequence[str], rows: Iterator[Element]) -> Element:
    cells = (element("th", head, scope="col") for head in heads)
    return element(
        "table",
        element("caption", title),
        element("thead", element("tr", *cells)),
        element("tbody", *rows),
        class_="counts",
    )


def _render_button(words: str) -> Element:
    """Return a button that filters by words; without the script it is only text."""
    return element("button", words, type="button", data_words=words, disabled="")


def _render_card(health: Health, finding: Finding) -> Element:
    values = dict(
        zip(
            (f"data_{each.key}" for each in health.filter_sets),
            _list_values(health, finding),
            strict=True,
        )
    )
    remedy = element("b", "What to do")
    return element(
        "article",
        element("h3", *_render_subject(health, finding)),
        element("p", finding.message, class_="what"),
        *_render_quotation(health, finding),
        element("p", remedy, " ", *_render_markdown(finding.rule.remedy), class_="how"),
        id=f"finding-{finding.fingerprint}",
        class_=finding.level,
        **values,
    )


def _render_subject(health: Health, finding: Finding) -> Iterator[Element | str]:
    location = finding.location
    yield element("span", finding.level, class_="badge")
    if health.is_compared and finding.fingerprint in health.new:
        yield " "
        yield element("span", "new", class_="badge")
    yield " "
    yield element("code", finding.rule.id)
    yield " "
    link = f"#finding-{finding.fingerprint}"
    yield element("a", str(location), href=link, class_="place")


def _render_quotation(health: Health, finding: Finding) -> Iterator[Element]:
    """Yield the row, or else the line, that the finding is about."""
    quotations = health.quotations
    cells = quotations.find_row(finding.location) or quotations.find_line(
        finding.location
    )
    if cells:
        yield side_by_side.render_row(cells)


def _render_markdown(sentence: str) -> Iterator[Element | str]:
    """Yield a sentence of this program, whose code is between backticks."""
    for at, part in enumerate(sentence.split("`")):
        yield element("code", part) if at % 2 else part
