"""A fingerprint covers what changed: another change at the same place has another one, unrelated edits change none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from docs2sdk.diff import comparison
from docs2sdk.diff.changes import Change
from docs2sdk.diff.rules import RULES
from pages import page, snapshot
from test_rule_cases import ALL, TABLES, texts

PATH = "thing-api/do_thing.md"
OVERLAY = "overlays/thing.toml"
Pages = dict[str, str]


def request(row: str, **models: Any) -> Pages:
    return {PATH: page(request=["Region | string | r | No", row], **models)}


def response(row: str, **models: Any) -> Pages:
    return {PATH: page(response=["First | string | r | No", row], **models)}


def titled(title: str, path: str = PATH) -> Pages:
    return {path: page(title=title)}


def corrected(row: str, *lines: str) -> Pages:
    correction = [
        *["[[correction]]", 'action = "DoThing"', 'reason = "so"'],
        *lines,
    ]
    return request(row) | {OVERLAY: "\n".join(correction)}


def deprecated(message: str) -> str:
    return f'parameter = "A"\ndeprecated = "{message}"'


def errors(rows: str) -> Pages:
    table = f"|错误码|错误信息|描述|\n|---|---|---|\n{rows}\n"
    return {PATH: page(), "thing-api/error_code.md": f"# 错误码\n\n{table}"}


def sidebar(title: str) -> Pages:
    text = f'<div class="sidebar_title">{title}</div>\n'
    return {PATH: page(), "thing-api/_sidebar.md": text}


LIST = "A.N | string | {} | No"
CHOICE = "A | string | 取值为：{} | No"
ROWS = ["X | int | x | No", "Y | int | y | No"]
ITEM, BOX = ("Item", ROWS), ("Box", ROWS)


def model(payload: str, type_: str, *models: tuple[str, list[str]]) -> Pages:
    tables = {f"{payload}_models": dict(models)}
    make = request if payload == "request" else response
    return make(f"A | {type_} | a | No", **tables)


def ref(name: str) -> str:
    return f"array[[*{name}*](#{name})]"


# By rule: pages before, and after each of two changes.
PAIRS: dict[str, tuple[Pages, Pages, Pages]] = {
    "request-parameter-type-changed": (
        request("A | string | a | No"),
        request("A | int | a | No"),
        request("A | boolean | a | No"),
    ),
    "response-field-type-changed": (
        response("A | int | a | No"),
        response("A | float | a | No"),
        response("A | string | a | No"),
    ),
    "request-parameter-became-list": (
        request("A | string | a | No"),
        request("A.N | string | a | No"),
        request("A.N | int | a | No"),
    ),
    "request-parameter-became-single": (
        request("A.N | string | a | No"),
        request("A | string | a | No"),
        request("A | int | a | No"),
    ),
    "response-field-became-list": (
        response("A | string | a | No"),
        response("A | array[string] | a | No"),
        response("A | array[int] | a | No"),
    ),
    "response-field-became-single": (
        response("A | array[string] | a | No"),
        response("A | string | a | No"),
        response("A | int | a | No"),
    ),
    "request-parameter-added-optional": (
        {PATH: page(request=["Region | string | r | No"])},
        request("A | string | a | No"),
        request("A | int | a | No"),
    ),
    "request-parameter-added-required": (
        {PATH: page(request=["Region | string | r | No"])},
        request("A | string | a | Yes"),
        request("A | int | a | Yes"),
    ),
    "response-field-added": (
        {PATH: page(response=["First | string | r | No"])},
        response("A | string | a | No"),
        response("A | string | a | Yes"),
    ),
    "request-parameter-max-items-decreased": (
        request(LIST.format("最多 100 个")),
        request(LIST.format("最多 10 个")),
        request(LIST.format("最多 1 个")),
    ),
    "request-parameter-max-items-increased": (
        request(LIST.format("最多 10 个")),
        request(LIST.format("最多 100 个")),
        request(LIST.format("最多 1000 个")),
    ),
    "response-field-max-items-changed": (
        response("A | array[string] | 最多 100 个 | No"),
        response("A | array[string] | 最多 10 个 | No"),
        response("A | array[string] | 最多 1 个 | No"),
    ),
    "request-parameter-known-values-removed": (
        request(CHOICE.format("red, green, blue")),
        request(CHOICE.format("red, green")),
        request(CHOICE.format("green, blue")),
    ),
    "request-parameter-known-values-added": (
        request(CHOICE.format("red, green")),
        request(CHOICE.format("red, green, blue")),
        request(CHOICE.format("red, green, black")),
    ),
    "response-field-known-values-removed": (
        response(CHOICE.format("red, green, blue")),
        response(CHOICE.format("red, green")),
        response(CHOICE.format("green, blue")),
    ),
    "response-field-known-values-added": (
        response(CHOICE.format("red, green")),
        response(CHOICE.format("red, green, blue")),
        response(CHOICE.format("red, green, black")),
    ),
    "request-parameter-known-values-documented": (
        request("A | string | 颜色 | No"),
        request(CHOICE.format("red, green")),
        request(CHOICE.format("red, blue")),
    ),
    "response-field-known-values-documented": (
        response("A | string | 颜色 | No"),
        response(CHOICE.format("red, green")),
        response(CHOICE.format("red, blue")),
    ),
    "request-parameter-default-changed": (
        request("A | int | 默认为 10 | No"),
        request("A | int | 默认为 20 | No"),
        request("A | int | 默认为 30 | No"),
    ),
    "request-parameter-range-narrowed": (
        request("A | int | 取值范围：1-100 | No"),
        request("A | int | 取值范围：1-50 | No"),
        request("A | int | 取值范围：1-5 | No"),
    ),
    "request-parameter-range-widened": (
        request("A | int | 取值范围：1-5 | No"),
        request("A | int | 取值范围：1-50 | No"),
        request("A | int | 取值范围：1-100 | No"),
    ),
    "request-parameter-unit-changed": (
        request("A | int | 大小，单位：GB | No"),
        request("A | int | 大小，单位：MB | No"),
        request("A | int | 大小，单位：KB | No"),
    ),
    "response-field-unit-changed": (
        response("A | int | 大小，单位：GB | No"),
        response("A | int | 大小，单位：MB | No"),
        response("A | int | 大小，单位：KB | No"),
    ),
    "request-parameter-deprecated": (
        request("A | string | 种类 | No"),
        request("A | string | 种类（已废弃，请使用 B） | No"),
        request("A | string | 种类（已废弃，请使用 C） | No"),
    ),
    "response-field-deprecated": (
        response("A | string | 种类 | No"),
        response("A | string | 种类（已废弃，请使用 B） | No"),
        response("A | string | 种类（已废弃，请使用 C） | No"),
    ),
    "request-parameter-deprecation-message-changed": (
        corrected("A | int | a | No", deprecated("改用 B")),
        corrected("A | int | a | No", deprecated("改用 C")),
        corrected("A | int | a | No", deprecated("改用 D")),
    ),
    "request-parameter-python-name-changed": (
        request("A | int | a | No"),
        corrected("A | int | a | No", 'parameter = "A"', 'python_name = "b"'),
        corrected("A | int | a | No", 'parameter = "A"', 'python_name = "c"'),
    ),
    "request-model-added": (
        model("request", "array[object]"),
        model("request", ref("Item"), ITEM),
        model("request", ref("Box"), BOX),
    ),
    "request-model-removed": (
        model("request", ref("Item"), ITEM),
        model("request", "array[object]"),
        model("request", "array"),
    ),
    "response-model-added": (
        model("response", "array[object]"),
        model("response", ref("Item"), ITEM),
        model("response", ref("Box"), BOX),
    ),
    "response-model-removed": (
        model("response", ref("Item"), ITEM),
        model("response", "array[object]"),
        model("response", "array"),
    ),
    "response-envelope-changed": (
        {PATH: page()},
        {PATH: page(response=["Message | string | error | No"])},
        {PATH: page(response=["Message | string | what failed | No"])},
    ),
    "description-changed": (
        request("A | int | a | No"),
        request("A | int | b | No"),
        request("A | int | c | No"),
    ),
    "rows-reordered": tuple(  # type: ignore[dict-item]
        {PATH: page(request=[f"{name} | int | {name} | No" for name in order])}
        for order in ("ABC", "BAC", "CBA")
    ),
    "example-changed": tuple(  # type: ignore[dict-item]
        {PATH: page(request_example=f"```\nhttps://a.cn/?Action=DoThing&A={n}\n```")}
        for n in (1, 2, 3)
    ),
    "action-deprecated": (
        {PATH: page()},
        {PATH: page(intro="Does.\n\n!> 该接口已废弃，请使用 A")},
        {PATH: page(intro="Does.\n\n!> 该接口已废弃，请使用 B")},
    ),
    "action-description-changed": (
        titled("标题 - DoThing"),
        titled("新标题 - DoThing"),
        titled("另一标题 - DoThing"),
    ),
    "page-renamed": (
        {PATH: page()},
        {"thing-api/a.md": page()},
        {"thing-api/b.md": page()},
    ),
    "page-unparsable": (
        request("A | int | a | No"),
        request("A | strng | a | No"),
        request("A | itn | a | No"),
    ),
    "error-code-added": (
        errors("|1|one|一|"),
        errors("|1|one|一|\n|2|two|二|"),
        errors("|1|one|一|\n|2|too|太|"),
    ),
    "error-code-description-changed": (
        errors("|1|one|一|"),
        errors("|1|uno|一|"),
        errors("|1|eins|一|"),
    ),
    "service-title-changed": (sidebar("A"), sidebar("B"), sidebar("C")),
}
# Of the way back: from each of two pages to one.
BACKWARD = {
    "request-parameter-removed": "request-parameter-added-optional",
    "response-field-removed": "response-field-added",
    "request-parameter-deprecation-removed": "request-parameter-deprecated",
    "response-field-deprecation-removed": "response-field-deprecated",
    "action-deprecation-removed": "action-deprecated",
    "error-code-removed": "error-code-added",
}


def find(rule: str, old: Pages, new: Pages) -> Change:
    changes = comparison.find_changes(snapshot(old), snapshot(new))
    (change,) = (change for change in changes if change.rule.id == rule)
    return change


@pytest.mark.parametrize("rule", [*PAIRS, *BACKWARD])
def test_two_changes_at_one_place_have_two_fingerprints(rule: str) -> None:
    base, *others = PAIRS[BACKWARD.get(rule, rule)]
    changes = [
        find(rule, other, base) if rule in BACKWARD else find(rule, base, other)
        for other in others
    ]
    assert len({(change.rule, change.action, change.path) for change in changes}) == 1
    first, second = (change.fingerprint for change in changes)
    assert first != second
    assert first[:8] == second[:8]
    assert len(first) == len(second) == 24


# Of one place there is one such change only: the states are in the rule, or the path names both.
ONE_AT_A_PLACE = re.compile(
    r"became-(required|optional)|(?<!envelope)-case-changed|parameter-renamed|field-renamed|model-renamed"
    r"|action-(added|removed|renamed|moved|body-format|retry|index|deprecation-message)|pagination-"
    r"|service-(renamed|dup)|page-dup|type-(widened|narrowed)|content-encoding"
    r"|response-field-(python-name|deprecation-message)"
)


def test_the_pairs_are_of_every_rule_that_has_several_changes_at_a_place() -> None:
    single = {rule for rule in RULES if ONE_AT_A_PLACE.search(rule)}
    assert PAIRS.keys() | BACKWARD.keys() | single == RULES.keys()
    assert not (PAIRS.keys() | BACKWARD.keys()) & single


def lower(text: str) -> str:
    """Return a page whose lines are further down, with a row more in front of every row."""
    return text.replace("## 定义", "更多说明。\n\n第二段。\n\n## 定义", 1)


def with_rows(text: str) -> str:
    """Return a page with one more row below each heading of a table."""
    rule = re.compile(r"^(\|[ :|-]+\|)$", re.MULTILINE)
    return rule.sub(r"\1\n| **Unrelated** | string | 无关 |No|", text)


def spaced(text: str) -> str:
    """Return a page with more white space around its cells."""
    return re.sub(r" \|(?= )", "   |", text)


EDITS: dict[str, Callable[[str], str]] = {
    "moved lines": lower,
    "a row more": with_rows,
    "white space": spaced,
}


def edited(pages: Pages, edit: Callable[[str], str]) -> Pages:
    return {
        path: edit(text) if "## 定义" in text else text for path, text in pages.items()
    }


def by_rule(old: Pages, new: Pages) -> dict[tuple[str, str, str], str]:
    return {
        (change.rule.id, change.payload, change.path): change.fingerprint
        for change in comparison.find_changes(snapshot(old), snapshot(new))
    }


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_unrelated_edits_change_no_fingerprint(edit: Callable[[str], str]) -> None:
    compared = 0
    for topic, name in ALL:
        old, new = texts(TABLES[topic][name])
        plain = by_rule(old, new)
        other = by_rule(edited(old, edit), edited(new, edit))
        for key in plain.keys() & other.keys():
            assert plain[key] == other[key], (name, key)
            compared += 1
    assert compared > 100


def test_the_order_of_rows_and_of_values_changes_no_fingerprint() -> None:
    rows = ["A | int | a | No", CHOICE.format("red, green, blue").replace("A", "B")]
    changed = ["A | string | a | No", CHOICE.format("green, red").replace("A", "B")]
    one = by_rule({PATH: page(request=rows)}, {PATH: page(request=changed)})
    two = by_rule({PATH: page(request=rows[::-1])}, {PATH: page(request=changed[::-1])})
    assert one == two
    assert len(one) == 2
