"""Describe a change in a sentence of Markdown, in English or Chinese: code is in code font, words are not.

Text of pages is in code spans, unless it is plain words, so that no link, mention or markup of it has an effect.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from docs2sdk.diff.changes import Change, compare_items, shorten
from docs2sdk.diff.python_effects import (
    ENGLISH,
    EffectWords,
    describe_effect,
    fill_template,
)
from docs2sdk.diff.rules import RULES
from docs2sdk.reports import chinese_rules
from docs2sdk.reports.code_spans import quote_code

Language: TypeAlias = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a language: templates by rule, and regular expressions for our own words in states."""

    summaries: Mapping[str, str]
    effects: EffectWords
    table: str
    none: str
    added: str
    removed: str
    comma: str
    items_comma: str
    requirements: Mapping[str, str]
    types: Mapping[str, str]
    states: Mapping[str, str]


_ENGLISH = _Words(
    summaries={rule.id: rule.summary for rule in RULES.values()},
    effects=ENGLISH,
    table="table",
    none="none",
    added="added",
    removed="removed",
    comma=", ",
    items_comma=", ",
    requirements={"required": "required", "optional": "optional"},
    types={},
    states={"in(?: an| no) index|any number of": r"\g<0>"},
)
_CHINESE = _Words(
    summaries=chinese_rules.SUMMARIES,
    effects=chinese_rules.EFFECTS,
    table="参数表",
    none="无",
    added="新增",
    removed="移除",
    comma="，",
    items_comma="、",
    requirements={},
    types={"group": "参数组", "anything": "任意类型"},
    states={
        "required": "必填",
        "optional": "可选",
        "read": "只读接口",
        "write": "写接口",
        "form": "表单",
        "json": "JSON",
        "plain": "不编码",
        "base64": "base64",
        "in an index": "索引页现已收录该接口",
        "in no index": "索引页不再收录该接口",
        "no row": "无",
        "any number of": "不限",
        "timestamp": "Unix 时间戳（秒）",
        "timestamp-ms": "Unix 时间戳（毫秒）",
        "date": "日期",
        r"at most ([0-9]+) characters": r"最多 \1 个字符",
        r"at least ([0-9]+) characters": r"至少 \1 个字符",
        r"([0-9]+) to ([0-9]+) characters": r"\1 到 \2 个字符",
        r"from (-?[0-9]+) to (-?[0-9]+)": r"\1 到 \2",
        r"at least (-?[0-9]+)": r"不小于 \1",
        r"at most (-?[0-9]+)": r"不超过 \1",
        r"or (-?[0-9]+)": r"或 \1",
    },
)
_WORDS: Mapping[Language, _Words] = {"en": _ENGLISH, "zh": _CHINESE}

# States that are our own words, separated by commas.
_OWN_WORDS = re.compile(
    r"-became-(required|optional)|-max-items-|-range-|-content-encoding-|-unit-"
    r"|action-(body-format|retry-safety|index)-"
)
# States that are a requirement and a type: ``optional array[string]``.
_ROWS = re.compile(r"(request-parameter|response-field)-(added|removed)")
_TYPES = re.compile(r"-type-|-became-(list|single)|-model-(added|removed)")
_MAX_ITEMS = 20
_CODE = re.compile(r"D[0-9]{3}")
# Letters of any script and the punctuation of prose: nothing that Markdown or a forge gives a meaning.
_PLAIN = re.compile(
    r"(?!.*(?:www\.|GH-))[^\W_](?:[^\W_]|[ ，。、；：（）“”《》/+.,-])*"
)


def describe_change(change: Change, language: Language) -> str:
    """Return what changed and its effect on Python code."""
    words, rule = _WORDS[language], change.rule.id
    states = change.before, change.after
    prose = {
        "before": _render_state(rule, change.before, words),
        "after": _render_state(rule, change.after, words),
    }
    if _OWN_WORDS.search(rule):
        states = prose["before"], prose["after"]
    effect = describe_effect(
        rule, change.old_symbol, change.new_symbol, states, words.effects, quote_code
    )
    summary = _summarize(change, prose, words)
    return f"{summary}{words.effects.separator}{effect}"


def _summarize(change: Change, prose: Mapping[str, str], words: _Words) -> str:
    before, after = shorten(change.before), shorten(change.after)
    if _TYPES.search(change.rule.id):
        before, after = _name_type(before, words), _name_type(after, words)
    fields = {"path": change.path, "before": before, "after": after}
    template = words.summaries[change.rule.id]
    if not change.path:  # the payload's own table, which has no name
        template = re.sub("`{path}` ?", words.table, template)
    difference = {"difference": _render_difference(change, words)}
    return fill_template(template, fields, quote_code, {**prose, **difference})


def quote_text(text: str) -> str:
    """Return a text of a page as it is if it is plain words, else as a code span."""
    line = " ".join(text.split())
    return line if _PLAIN.fullmatch(line) else quote_code(line)


def _render_state(rule: str, text: str, words: _Words) -> str:
    """Return a state for prose: our own words in the language, types and values as code, and texts of pages quoted."""
    if rule.startswith("page-duplicate"):
        return " duplicates ".join(map(quote_code, text.split(" duplicates ")))
    if rule == "page-unparsable":
        return next(iter(_CODE.findall(text)), "")
    if _ROWS.match(rule):
        requirement, _, type_ = text.partition(" ")
        return " ".join(
            filter(None, (words.requirements.get(requirement), quote_code(type_)))
        )
    if rule.endswith("-known-values-documented"):
        return words.none if text == "none" else _join_code(text.split(", "), words)
    if _OWN_WORDS.search(rule):
        return words.comma.join(_translate(part, words) for part in text.split(", "))
    return quote_text(shorten(text))


def _name_type(text: str, words: _Words) -> str:
    """Return a type with our own words for what pages have none for in the language."""
    for word, translation in words.types.items():
        text = re.sub(rf"\b{word}\b", translation, text)
    return text


def _translate(text: str, words: _Words) -> str:
    for pattern, template in words.states.items():
        if match := re.fullmatch(pattern, text):
            return match.expand(template)
    return quote_text(text)


def _render_difference(change: Change, words: _Words) -> str:
    added, removed = compare_items(change.before, change.after)
    parts = ((words.added, added), (words.removed, removed))
    return words.comma.join(
        f"{verb} {_join_code(items, words)}" for verb, items in parts if items
    )


def _join_code(items: Sequence[str], words: _Words) -> str:
    more = [f"… ({len(items)})"] if len(items) > _MAX_ITEMS else []
    return words.items_comma.join([*map(quote_code, items[:_MAX_ITEMS]), *more])
