"""Changes in sentences: code in code font and nothing else, Chinese throughout, words of pages inert."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

import pytest
from docs2sdk.diff import comparison
from docs2sdk.diff.changes import Change
from docs2sdk.diff.rules import RULES
from docs2sdk.reports import changelog, chinese_rules
from docs2sdk.reports.change_sentences import Language, describe_change, quote_text
from docs2sdk.reports.changelog import Audience
from markdown_it import MarkdownIt
from pages import page, snapshot
from test_change_reports import HOSTILE
from test_fingerprints import PAIRS
from test_rule_cases import changes_by_case

PATH = "thing-api/do_thing.md"


def all_changes() -> Iterator[Change]:
    """Yield changes by every rule."""
    for changes in changes_by_case().values():
        yield from changes
    for old, *others in PAIRS.values():
        for new in others:
            yield from comparison.find_changes(snapshot(old), snapshot(new))


@pytest.fixture(scope="module")
def changes() -> list[Change]:
    return list(dict.fromkeys(all_changes()))


def write(changes: list[Change], language: Language, audience: Audience) -> str:
    titles = {"thing-api": "短信服务"}
    return changelog.render(changes, titles, "v1.0", "2.0.0", language, audience)


def drop_code(text: str) -> str:
    return re.sub(r"(`+)[^`]+\1", "", text)


# Words that Chinese texts have, too.
ENGLISH_NAMES = {"API", "Python", "JSON", "Unix", "GB", "MB", "KB", "base"}
# Words of the pages of the cases.
PAGE_WORDS = {"thing", "api", "alt", "neu", "one", "two", "too", "uno", "eins"}


@pytest.mark.parametrize("audience", ["users", "maintainers"])
def test_a_large_changelog_in_chinese_holds_no_english_sentence(
    changes: list[Change], audience: Audience
) -> None:
    text = write(changes, "zh", audience)
    assert text.count("\n- ") > 150
    prose = drop_code(text)
    assert {*re.findall("[A-Za-z]{2,}", prose)} <= ENGLISH_NAMES | PAGE_WORDS
    assert not re.findall("[A-Za-z]+ [A-Za-z]+", prose)
    for line in prose.splitlines():
        assert not line.startswith("- ") or re.search("[\u4e00-\u9fff]", line), line


def test_every_rule_has_chinese_words_with_the_fields_of_the_english_ones() -> None:
    assert chinese_rules.SUMMARIES.keys() == RULES.keys()
    assert chinese_rules.EFFECTS.templates.keys() == RULES.keys()
    for id, rule in RULES.items():
        english = fields(rule.python)
        assert fields(chinese_rules.EFFECTS.templates[id]) <= english | {"after"}, id
        allowed = {"path", "before", "after", "difference"}
        assert fields(chinese_rules.SUMMARIES[id]) <= allowed, id


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_template_is_filled_and_its_code_is_closed(
    changes: list[Change], language: Language
) -> None:
    assert {change.rule.id for change in changes} == RULES.keys()
    for change in changes:
        sentence = describe_change(change, language)
        assert not re.search("[{}]", sentence), sentence
        assert "`" not in drop_code(sentence), sentence
        assert "``" not in sentence, sentence


SENTENCES: dict[str, tuple[str, str, str, str]] = {
    "a requirement": (
        "A | int | a | No",
        "A | int | a | Yes",
        "`A`: optional → required; `DoThing(a=…)` becomes mandatory",
        "请求参数 `A` 由可选改为必填；必须传入 `DoThing(a=…)`",
    ),
    "a parameter that the client's settings can supply": (
        "Region | string | a | No",
        "Region | string | a | Yes",
        (
            "`Region`: optional → required; `DoThing(region=…)` becomes mandatory, "
            "unless the client's settings supply it"
        ),
        "请求参数 `Region` 由可选改为必填；必须传入 `DoThing(region=…)`，除非客户端设置已提供该值",
    ),
    "a parameter that the client's settings could supply": (
        "Region | string | a | Yes",
        "Region | string | a | No",
        (
            "`Region`: required → optional; `DoThing(region=…)` becomes optional, "
            "even if the client's settings do not supply it"
        ),
        "请求参数 `Region` 由必填改为可选；可以省略 `DoThing(region=…)`，即使客户端设置未提供该值",
    ),
    "known values": (
        "A | string | 取值为：x, y, z | No",
        "A | string | 取值为：x, v, w | No",
        (
            "`A`: values added `v`, `w`, removed `y`, `z`; the type hint of `DoThing(a=…)` "
            "changes; the client rejects no value, but the API may"
        ),
        (
            "请求参数 `A` 的可选值有变：新增 `v`、`w`，移除 `y`、`z`；`DoThing(a=…)` 的类型提示随之变化；"
            "客户端不拒绝任何取值，但 API 可能拒绝"
        ),
    ),
    "a range": (
        "A | int | 取值范围：1-100 | No",
        "A | int | 取值范围：1-50 | No",
        (
            "`A`: from 1 to 100 → from 1 to 50; the client rejects no value of "
            "`DoThing(a=…)`, but the API may"
        ),
        (
            "请求参数 `A` 的取值范围收窄：1 到 100 → 1 到 50；客户端不拒绝 `DoThing(a=…)` 的任何取值，"
            "但 API 可能拒绝"
        ),
    ),
    "a maximum": (
        "A.N | int | 数量 | No",
        "A.N | int | 最多 10 个 | No",
        (
            "`A`: any number of → at most 10 items; `DoThing(a=…)` rejects longer lists "
            "before sending"
        ),
        "请求参数 `A` 的元素个数上限降低：不限 → 不超过 10；`DoThing(a=…)` 超出上限时，客户端会在发送前拒绝",
    ),
    "a default that is called like a type": (
        "A | string | 默认为 group | No",
        "A | string | 默认为 anything | No",
        (
            "`A`: default `group` → `anything`; calls without `DoThing(a=…)` do something "
            "else; the client sends no default"
        ),
        (
            "请求参数 `A` 的默认值由 `group` 改为 `anything`；省略 `DoThing(a=…)` 时，服务端的行为会改变；"
            "客户端不发送默认值"
        ),
    ),
    "a type without a name": (
        "A | string | a | No",
        "A.X | string | x | No",
        (
            "`A`: `string` → `group`; `DoThing(a=…)` takes `DoThing.A | None` instead of "
            "`str | None`"
        ),
        (
            "请求参数 `A` 的类型由 `string` 改为 `参数组`；`DoThing(a=…)` 的类型由 `str | None` 变为 "
            "`DoThing.A | None`"
        ),
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "english", "chinese"), SENTENCES.values(), ids=SENTENCES
)
def test_a_sentence_has_code_in_code_font_only(
    old: str, new: str, english: str, chinese: str
) -> None:
    sides = (snapshot({PATH: page(request=[row])}) for row in (old, new))
    change, *_ = comparison.find_changes(*sides)
    assert describe_change(change, "en") == english
    assert describe_change(change, "zh") == chinese


def test_many_values_are_cut() -> None:
    old, new = (
        {PATH: page(request=[f"A | string | 取值为：{', '.join(values)} | No"])}
        for values in (["x", "y"], [f"v{n}" for n in range(40)])
    )
    (change,) = comparison.find_changes(snapshot(old), snapshot(new))
    sentence = describe_change(change, "en")
    assert "`v19`, … (40), removed `x`, `y`;" in sentence


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("text", [*HOSTILE, "www.example.com", "GH-1 **x**", "a_b_c"])
def test_words_of_a_page_are_inert(text: str, language: Language) -> None:
    escaped = text.replace("|", r"\|")
    note = f"Does.\n\n!> 该接口已废弃，请使用{escaped}"
    (change,) = comparison.find_changes(
        snapshot({PATH: page()}), snapshot({PATH: page(intro=note)})
    )
    html = MarkdownIt("gfm-like", {"linkify": False}).render(
        write([change], language, "users")
    )
    assert {*re.findall(r"</?(\w+)", html)} == {
        "h2",
        "h3",
        "h4",
        "p",
        "ul",
        "li",
        "code",
    }
    prose = re.sub("<code>.*?</code>", "", html)
    assert not re.search("@|www|GH-|://", prose)


PLAIN = {
    "短信服务": True,
    "云主机 UHost、UDisk（按量）": True,
    "v2.0": True,
    "": False,
    "-x": False,
    "a*b*": False,
    "@all": False,
    "see www.x.cn": False,
    "GH-1": False,
    "a:b": False,
    "#1": False,
    "a_b": False,
}


@pytest.mark.parametrize(("text", "is_plain"), PLAIN.items(), ids=PLAIN)
def test_only_plain_words_stand_outside_of_code(text: str, is_plain: bool) -> None:
    assert (quote_text(text) == text) == is_plain or not text
