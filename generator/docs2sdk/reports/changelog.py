"""Report changes as a section of a changelog: a heading with the version, then the changes by service, worst first.

Changes of documentation only are counted, not listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from docs2sdk.diff.changes import Change
from docs2sdk.diff.rules import LEVELS, ChangeLevel
from docs2sdk.message_text import pluralize
from docs2sdk.reports.code_spans import quote_code

Language: TypeAlias = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of the section in one language."""

    since: str
    no_changes: str
    docs: str
    unreleased: str
    levels: dict[ChangeLevel, str]


_TEXTS: dict[Language, _Texts] = {
    "en": _Texts(
        since="Since {before}.",
        no_changes="No change of the API.",
        docs="- {changes} of descriptions and examples only",
        unreleased="Unreleased",
        levels={
            "breaking": "Breaking",
            "risky": "Risky",
            "additive": "Added",
            "docs": "Documentation",
        },
    ),
    "zh": _Texts(
        since="自 {before} 以来的变更。",
        no_changes="API 没有变更。",
        docs="- 仅描述与示例的变更：{count} 处",
        unreleased="未发布",
        levels={
            "breaking": "不兼容变更",
            "risky": "有风险的变更",
            "additive": "新增",
            "docs": "文档",
        },
    ),
}


def render(
    changes: Sequence[Change],
    titles: Mapping[str, str],
    before: str,
    after: str,
    language: Language,
) -> str:
    """Return the section from version ``before`` to version ``after``; ``titles`` are the services' titles by folder.

    ``after`` is "" if the next version is unknown.
    """
    texts = _TEXTS[language]
    lines = [
        f"## {after or texts.unreleased}",
        "",
        texts.since.format(before=quote_code(before)),
        "",
    ]
    if not changes:
        lines += [texts.no_changes, ""]
    by_service = sorted(changes, key=lambda change: (change.service, change.sort_key))
    for service, group in groupby(by_service, key=lambda change: change.service):
        lines += [f"### {_render_title(service, titles)}", ""]
        lines += _render_service(tuple(group), texts)
    return "\n".join(lines).rstrip("\n") + "\n"


def _render_title(service: str, titles: Mapping[str, str]) -> str:
    title = titles.get(service, "")
    return quote_code(service) + (
        f" {quote_code(title)}" if title not in ("", service) else ""
    )


def _render_service(changes: Sequence[Change], texts: _Texts) -> Iterator[str]:
    counts = Counter(change.level for change in changes)
    for level in LEVELS:
        if counts[level]:
            yield from (f"#### {texts.levels[level]}", "")
            if level == "docs":
                total = pluralize(counts[level], "change")
                yield texts.docs.format(count=counts[level], changes=total)
            else:
                yield from (
                    _render_change(change)
                    for change in changes
                    if change.level == level
                )
            yield ""


def _render_change(change: Change) -> str:
    action = f"{quote_code(change.action)}: " if change.action else ""
    return f"- {action}{quote_code(change.summary)}; {quote_code(change.python)}"
