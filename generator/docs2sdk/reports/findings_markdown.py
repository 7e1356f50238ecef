"""Report findings as Markdown for a pull request or the summary of a job.

Text of pages is in code spans, where no link, mention or markup has an effect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from docs2sdk.lint.findings import Finding, Level
from docs2sdk.message_text import pluralize
from docs2sdk.reports.code_spans import quote_in_table

# A comment on GitHub holds 65,536 characters.
_MAX_LENGTH = 60_000
_CODES = "\n| findings | code | meaning | remedy |\n|---:|---|---|---|\n"
_ROWS = "\n| level | place | finding |\n|---|---|---|\n"
_SIGNS: dict[Level, str] = {"error": "❌", "warning": "⚠", "note": "📝"}


def render(findings: Sequence[Finding], title: str) -> str:
    """Return a section with a table by code and one of the findings, worst first; those that do not fit are counted."""
    ordered = sorted(findings, key=lambda finding: [*_SIGNS].index(finding.level))
    parts = [f"## {title}: {summarize(findings)}\n", *_render_codes(ordered)]
    size = sum(map(len, parts)) + len(_ROWS)
    for count, row in enumerate(map(_render_row, ordered)):
        if size + len(row) > _MAX_LENGTH:
            left = pluralize(len(ordered) - count, "more finding")
            parts.append(f"\n… and {left}.\n")
            break
        parts.append(row if count else _ROWS + row)
        size += len(row)
    return "".join(parts)


def summarize(findings: Sequence[Finding]) -> str:
    """Return the number of findings by level: ``1 error, 2 warnings``."""
    counts = Counter(finding.level for finding in findings)
    levels = [pluralize(counts[level], level) for level in _SIGNS if counts[level]]
    return ", ".join(levels) or "no finding"


def _render_codes(findings: Sequence[Finding]) -> Iterator[str]:
    counts = Counter(finding.rule for finding in findings)
    for number, (rule, count) in enumerate(counts.most_common()):
        # Both are Markdown of this program.
        sentences = (text.replace("|", r"\|") for text in (rule.meaning, rule.remedy))
        row = " | ".join((str(count), rule.id, *sentences))
        yield ("" if number else _CODES) + f"| {row} |\n"


def _render_row(finding: Finding) -> str:
    cells = (
        f"{_SIGNS[finding.level]} {finding.level}",
        quote_in_table(f"{finding.location.path}:{finding.location.line}"),
        f"{finding.rule.id} {quote_in_table(finding.message)}",
    )
    return f"| {' | '.join(cells)} |\n"
