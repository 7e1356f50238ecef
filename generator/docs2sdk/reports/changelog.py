"""Changes as a section of a changelog: a heading with the version, then by service, the worst first.

What only readers of the documentation notice is counted, not listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from docs2sdk.counting import counted
from docs2sdk.drift.changes import Change
from docs2sdk.drift.rules import LEVELS, Level
from docs2sdk.reports.code_spans import code

Language: TypeAlias = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class _Words:
    """The headings in one language."""

    since: str
    nothing: str
    docs: str
    unclear: str
    levels: dict[Level, str]


_LANGUAGES: dict[Language, _Words] = {
    "en": _Words(
        since="Since {before}.",
        nothing="No change of the API.",
        docs="- {changes} of descriptions and examples only",
        unclear="Unreleased",
        levels={
            "breaking": "Breaking",
            "risky": "Risky",
            "additive": "Added",
            "docs": "Documentation",
        },
    ),
    "zh": _Words(
        since="自 {before} 以来的变更。",
        nothing="API 没有变更。",
        docs="- 仅描述与示例的变更：{count} 处",
        unclear="未发布",
        levels={
            "breaking": "不兼容变更",
            "risky": "有风险的变更",
            "additive": "新增",
            "docs": "文档",
        },
    ),
}


def text(
    changes: Sequence[Change],
    titles: Mapping[str, str],
    before: str,
    after: str,
    language: Language,
) -> str:
    """Return the section: ``before`` and ``after`` name the versions, ``titles`` are those of the services by folder.

    ``after`` is "" if nobody can tell which version comes next.
    """
    words = _LANGUAGES[language]
    lines = [
        f"## {after or words.unclear}",
        "",
        words.since.format(before=code(before)),
        "",
    ]
    if not changes:
        lines += [words.nothing, ""]
    by_service = sorted(changes, key=lambda one: (one.service, one.order))
    for service, group in groupby(by_service, key=lambda one: one.service):
        lines += [f"### {_title(service, titles)}", ""]
        lines += _of_service(tuple(group), words)
    return "\n".join(lines).rstrip("\n") + "\n"


def _title(service: str, titles: Mapping[str, str]) -> str:
    title = titles.get(service, "")
    return code(service) + (f" {code(title)}" if title not in ("", service) else "")


def _of_service(changes: Sequence[Change], words: _Words) -> Iterator[str]:
    counts = Counter(change.level for change in changes)
    for level in LEVELS:
        if counts[level]:
            yield from (f"#### {words.levels[level]}", "")
            if level == "docs":
                told = counted(counts[level], "change")
                yield words.docs.format(count=counts[level], changes=told)
            else:
                yield from (_line(one) for one in changes if one.level == level)
            yield ""


def _line(change: Change) -> str:
    action = f"{code(change.action)}: " if change.action else ""
    return f"- {action}{code(change.words)}; {code(change.python)}"
