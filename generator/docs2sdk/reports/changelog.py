"""Report changes as a section of a changelog: a heading with the version, then the changes by service, worst first.

Users of the client read what changed for them.  Its maintainers read changes of documentation, too, and fingerprints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from docs2sdk.diff.changes import Change
from docs2sdk.diff.rules import ChangeLevel
from docs2sdk.reports.change_sentences import Language, describe_change, quote_text
from docs2sdk.reports.code_spans import quote_code

Audience: TypeAlias = Literal["users", "maintainers"]


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of the section in one language."""

    since: str
    no_changes: str
    only_docs: str
    unreleased: str
    levels: dict[ChangeLevel, str]
    colon: str
    brackets: str


_TEXTS: dict[Language, _Texts] = {
    "en": _Texts(
        since="Since {before}.",
        no_changes="No change of the API.",
        only_docs="Only descriptions and examples changed.",
        unreleased="Unreleased",
        levels={
            "breaking": "Breaking",
            "risky": "Risky",
            "additive": "Added",
            "docs": "Documentation",
        },
        colon=": ",
        brackets=" ({})",
    ),
    "zh": _Texts(
        since="自 {before} 以来的变更。",
        no_changes="API 没有变更。",
        only_docs="仅文档中的说明与示例有改动。",
        unreleased="未发布",
        levels={
            "breaking": "不兼容变更",
            "risky": "有风险的变更",
            "additive": "新增",
            "docs": "文档",
        },
        colon="：",
        brackets="（{}）",
    ),
}


def render(
    changes: Sequence[Change],
    titles: Mapping[str, str],
    before: str,
    after: str,
    language: Language,
    audience: Audience,
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
    is_for_users = audience == "users"
    shown = [
        change for change in changes if not (is_for_users and change.level == "docs")
    ]
    if not shown:
        lines += [texts.only_docs if changes else texts.no_changes, ""]
    shown.sort(key=lambda change: (change.service, change.sort_key))
    for service, group in groupby(shown, key=lambda change: change.service):
        lines += [f"### {_render_title(service, titles, texts)}", ""]
        for level, members in groupby(group, key=lambda change: change.level):
            lines += [f"#### {texts.levels[level]}", ""]
            lines += [
                _render_change(change, language, is_for_users) for change in members
            ]
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _render_title(service: str, titles: Mapping[str, str], texts: _Texts) -> str:
    title, folder = titles.get(service, ""), quote_code(service)
    if title in ("", service):
        return folder
    return f"{quote_text(title)}{texts.brackets.format(folder)}"


def _render_change(change: Change, language: Language, is_for_users: bool) -> str:
    texts = _TEXTS[language]
    action = f"{quote_code(change.action)}{texts.colon}" if change.action else ""
    sentence = describe_change(change, language)
    codes = quote_code(f"{change.rule.id} {change.fingerprint}")
    source = "" if is_for_users else texts.brackets.format(codes)
    return f"- {action}{sentence}{source}"
