"""Facts from prose: what counts as deprecated, as a limit, as an enumeration, as paging; in words of our own."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import in_memory
import pytest
from docs2sdk.pages import known_values, page_sources, prose_facts
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.schema import Action, Pagination, ScalarKind
from small_pages import RET_CODE, modern, row

DEPRECATED_ROWS = {
    "round brackets": ("网卡编号（已废弃）", True),
    "square brackets with what to use instead": ("[即将下线,请使用Size] 容量", True),
    "corner brackets before the text": ("【待废弃】机型", True),
    "no brackets": ("支持废弃的机型", False),
    "an operation on a resource": ("下线主机的编号", False),
    "plain text": ("机型", False),
}


@pytest.mark.parametrize(
    ("text", "counts"), DEPRECATED_ROWS.values(), ids=DEPRECATED_ROWS
)
def test_deprecated_row(text: str, counts: bool) -> None:
    assert (prose_facts.find_row_deprecation(text) is not None) == counts


LIMITS = {
    "per request": ("集合。每次请求最多支持100个", 100),
    "with a blank": ("最多可填写 20 个。", 20),
    "two counts": ("最多10个，特殊情况最多20个", None),
    "characters": ("名字最多32个字符", None),
    "elements": ("列表。最多支持5个元素", 5),
    "what the row lists": ("主机列表。最多支持5个主机", 5),
    "what the row does not list": ("主机列表。最多支持5个网卡", None),
    "none": ("任务集合", None),
}


@pytest.mark.parametrize(("text", "count"), LIMITS.values(), ids=LIMITS)
def test_max_items(text: str, count: int | None) -> None:
    phrase = prose_facts.find_max_items(text)
    assert (phrase.number if phrase else None) == count


ENUMERATIONS: dict[str, tuple[str, ScalarKind, tuple[str, ...] | None]] = {
    "comma separated": ("计费方式。枚举值：Year, Month", "string", ("Year", "Month")),
    "not announced": ("计费方式 Year 或 Month", "string", ("Year", "Month")),
    "of another kind of row": ("开关。枚举值：true, false", "bool", None),
    "values, and then words": (
        "枚举值为：Year, Month, see the table below。",
        "string",
        None,
    ),
    "the default is one of them, with escaped underscores": (
        "枚举值：PRE\\_PAID, POST\\_PAID。默认值：PRE\\_PAID",
        "string",
        ("PRE_PAID", "POST_PAID"),
    ),
    "the default is none of them": (
        "枚举值：PRE\\_PAID, POST\\_PAID。默认值：TRIAL",
        "string",
        None,
    ),
    "a quoted word is none of them": (
        '枚举值：Year, Month。不传时为"Day"',
        "string",
        None,
    ),
    "words in quotes name one of them": (
        '枚举值：Year, Month。不传时为"Month"',
        "string",
        ("Year", "Month"),
    ),
    "one of them is explained later": (
        "枚举值：Year, Month。其中 Month：按月付费",
        "string",
        ("Year", "Month"),
    ),
    "one more is explained later": (
        "枚举值：Year, Month。其中 Day：按天付费",
        "string",
        None,
    ),
    "one alone": ("枚举值：Year", "string", None),
    "one twice": ("枚举值：Year, Year", "string", None),
    "announced twice": ("枚举值：A, B；枚举值：C, D", "string", None),
}


@pytest.mark.parametrize(
    ("text", "kind", "values"), ENUMERATIONS.values(), ids=ENUMERATIONS
)
def test_enumeration(
    text: str, kind: ScalarKind, values: tuple[str, ...] | None
) -> None:
    listed = known_values.find_values(text, kind)
    assert (listed.values if listed else None) == values


def action(
    request: list[str], response: list[str] | None = None, title: str = "标题"
) -> Action:
    page = modern(request, [RET_CODE, *(response or [])], title=f"{title} - ListThings")
    read = parse_page(Source("a-api/a.md", page))
    assert read.action
    return read.action


PAGES = [row("Limit", "int"), row("Offset", "int")]
LIST = row("Things", "array[string]")
PAGED = {
    "with a total": ([LIST, row("TotalCount", "int")], "TotalCount"),
    "without a total": ([LIST], None),
}


@pytest.mark.parametrize(("response", "total"), PAGED.values(), ids=PAGED)
def test_pagination(response: list[str], total: str | None) -> None:
    shape = Pagination("Limit", "Offset", "Things", total)
    assert action(PAGES, response).pagination == shape


def test_two_lists_are_no_certain_pagination() -> None:
    others = [LIST, row("Others", "array[string]")]
    assert action(PAGES, others).pagination is None


def test_a_list_that_is_too_long_is_refused_before_sending() -> None:
    limited = row("Ids.N", doc="编号，每次请求最多支持2个")
    module = in_memory.module(action([limited]))
    assert module.ListThings(ids=["a", "b"]).to_params()["Ids.1"] == "b"
    with pytest.raises(ValueError, match=r"ids \(Ids\).*2") as caught:
        module.ListThings(ids=["a", "b", "secret"])
    assert "secret" not in str(caught.value)


def test_a_deprecated_parameter_warns_when_it_is_given_only() -> None:
    module = in_memory.module(action([row("Old", doc="旧编号（已废弃）"), row("New")]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        module.ListThings(new="n")
    with pytest.warns(DeprecationWarning, match="old"):
        module.ListThings(old="o")


def test_a_deprecated_action_warns() -> None:
    module = in_memory.module(action([row("New")], title="列出（已废弃）"))
    with pytest.warns(DeprecationWarning, match="ListThings"):
        module.ListThings()


@pytest.mark.slow
def test_corpus_figures(corpus: Path) -> None:
    tree = page_sources.read_source_tree(corpus)
    read = [page.action for page in map(parse_page, tree.pages) if page.action]
    assert sum(action.deprecated is not None for action in read) >= 7
    paged = [action.pagination for action in read if action.pagination]
    assert len(paged) >= 90
    assert sum(paging.default_limit is not None for paging in paged) >= 60
    assert sum(paging.max_limit is not None for paging in paged) >= 9


@pytest.mark.parametrize("read_only", [None, True, False], ids=str)
def test_what_an_overlay_says_of_reading_reaches_the_client(
    read_only: bool | None,
) -> None:
    made = replace(action([row("Name")]), read_only=read_only)
    text = in_memory.source(made)
    assert ("READ_ONLY" in text) is (read_only is not None)
    request = getattr(in_memory.load(text), made.name)
    assert request.READ_ONLY is read_only
