"""Facts about the values of a row, read from its description: every form, and what only looks like one; in words of our own."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import in_memory
import pytest
from docs2sdk.locations import Location
from docs2sdk.pages import (
    defaults,
    lengths,
    ranges,
    row_facts,
    units,
    value_lists,
)
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.schema import Action, Field, Scalar, ScalarKind
from small_pages import RET_CODE, modern, row
from timing import seconds

LISTS: dict[str, tuple[str, ScalarKind, str | None]] = {
    "value, colon, label": ("开关。on：打开；off：关上", "string", "on off"),
    "value, arrow, label": ("线路：A -> 甲线；B -> 乙线", "string", "A B"),
    "in lines": ("类型<br />- up：上行<br />- down：下行", "string", "up down"),
    "in quotes": ("类型。“In”：入；“Out”：出。默认：In", "string", "In Out"),
    "one label is English": ("网络。Vpc:专有网络,Acl:acl", "string", "Vpc Acl"),
    "value, verb, label": ("是否加锁，0表示不加，1表示加", "int", "0 1"),
    "value, dash, label": ("阶段：1-草拟 2-审阅 3-发布", "int", "1 2 3"),
    "value (label)": ("状态：Open（打开），Shut（关上）", "string", "Open Shut"),
    "value, comma, label": ("Day，按天；<br />Hour，按小时", "string", "Day Hour"),
    "digit before its label": ("来源，1自建，2导入", "int", "1 2"),
    "label, colon, value": ("保留数据：Yes，清除数据：No", "string", "Yes No"),
    "label (value)": ("方向：向内(In)、向外(Out)", "string", "In Out"),
    "alone behind a noun": ("付费方式：Day，Week、Hour", "string", "Day Week Hour"),
    "alone with slashes": ("日志类型，fast/slow。", "string", "fast slow"),
    "alone in brackets": ("盘的角色（sys、data）", "string", "sys data"),
    "alone with or": (
        "角色为leader或follower，默认leader",
        "string",
        "leader follower",
    ),
    "numbers alone": ("规格，仅支持1/2/4三种", "int", "1 2 4"),
    "escaped underscores": ("A\\_B: 甲, C\\_D: 乙", "string", "A_B C_D"),
    # What looks like one more item is in another notation, or behind the list.
    "one more behind it": ("状态：A-甲；B-乙；C 丙", "string", None),
    "one more before it": ("C（丙）；A-甲；B-乙", "string", None),
    "one more between": ("A: 甲; B, 乙 C: 丙", "string", None),
    "one more in quotes": ('A：甲；B：乙。其他情况为"C"', "string", None),
    "one more in a sentence": ("A：甲，B：乙。新版可用C", "string", None),
    # What makes a list doubtful.
    "an open end": ("系统：A，B等", "string", None),
    "an example": ("标签，例如：env、app", "string", None),
    "a condition": ("当Mode为X时，A：甲，B：乙", "string", None),
    "a default that is none of them": ("A：甲，B：乙。默认C", "string", None),
    "what is forbidden": ("名字，不能使用：root、admin", "string", None),
    "an interval": ("优先级[1,5]", "int", None),
    "parameters": ("Name和Tag必须填写一个", "string", None),
    "words in a row of numbers": ("模式：a：甲，b：乙", "int", None),
    "times": ("时段，08:00点到09:30点", "string", None),
    "a separator inside a value": ('方式：“A”/"B/C"', "string", None),
    "counted": ("购买1年或2年", "int", None),
    "a format": ("日期，YYYY-MM格式", "string", None),
    "one alone": ("A：甲", "string", None),
    "too long": ("A：甲，B：乙。" + "说明" * 2_000, "string", None),
}


@pytest.mark.parametrize(("text", "kind", "values"), LISTS.values(), ids=LISTS)
def test_a_list_without_an_announcement(
    text: str, kind: ScalarKind, values: str | None
) -> None:
    listed = value_lists.find_list(text, kind)
    assert (" ".join(listed.values) if listed else None) == values


DEFAULTS: dict[str, tuple[str, ScalarKind, str | None]] = {
    "a number": ("每页条数，默认为20", "int", "20"),
    "with a colon": ("天数。默认值：7。", "int", "7"),
    "with a blank": ("排序，默认 desc", "string", "desc"),
    "at once": ("端口，默认8080；可改", "int", "8080"),
    "counted": ("份数，默认3个", "int", "3"),
    "in the unit of the row": ("大小（GB），默认10GB", "int", "10"),
    "in another unit": ("有效期，默认4小时。单位：秒", "int", None),
    "in brackets": ("加密与否，默认值（No）", "string", "No"),
    "in quotes": ("算法，默认值为“fast”", "string", "fast"),
    "Chinese in quotes": ("规则名，默认为“新规则”", "string", "新规则"),
    "marked among the values": ("IPv4（默认）、IPv6", "string", "IPv4"),
    "a boolean": ("是否重启，默认为True。", "bool", "true"),
    "a fraction": ("比例，默认0.5", "float", "0.5"),
    "explained": ("默认0表示全部", "int", "0"),
    "everything": ("前缀，默认\\*表示全部", "string", "*"),
    "a label": ("付费，默认按月", "string", None),
    "a label that begins in English": ("网络，默认为VPC网络", "string", None),
    "words": ("默认为当前时间", "int", None),
    "the default of something": ("是否使用的默认VPC", "string", None),
    "two": ("端口，A默认80，B默认90", "int", None),
    "one of two": ("默认值：a或b", "string", None),
    "of one case": ("Mode为A时表示甲，默认值为60；为B时表示乙", "int", None),
    "a list": ("周几，默认 3,7", "string", None),
    "of another type": ("条数，默认为all", "int", None),
    "none": ("条数", "int", None),
}


@pytest.mark.parametrize(("text", "kind", "value"), DEFAULTS.values(), ids=DEFAULTS)
def test_a_default(text: str, kind: ScalarKind, value: str | None) -> None:
    default = defaults.find_default(text, kind)
    assert (default.text if default else None) == value


RANGES: dict[str, tuple[str, Any]] = {
    "in brackets": ("个数，范围[1,100]", (1, 100, ())),
    "with a dash": ("端口。取值：[1-65535]；默认80", (1, 65535, ())),
    "with a tilde": ("顺序，取值为1\\~1000。", (1, 1000, ())),
    "in words": ("秒数，取值范围60至900", (60, 900, ())),
    "negative": ("取值范围：-1~172800", (-1, 172800, ())),
    "grouped digits": ("范围: [0, 30 000]", (0, 30000, ())),
    "a legal value outside": ("范围[7,30]，0代表不限", (7, 30, (0,))),
    "what may be given outside": ("取值[1-9]，空缺时可填0", (1, 9, (0,))),
    "the greatest alone": ("条数，最大100", (None, 100, ())),
    "both by name": ("最小值：2，最大值：8", (2, 8, ())),
    "a number of unclear meaning outside": ("范围[2,8]，否则传64", None),
    "two ranges": ("甲范围[1,8]，乙范围[1,9]", None),
    "two intervals": ("甲[1-8]，范围[1-9]", None),
    "not announced": ("甲类[1-300]", None),
    "half open": ("取值范围：(0，86400]", None),
    "of a span of time": ("时间范围最大100", None),
    "in a unit": ("有效期，最大7天", None),
    "in one case": ("Mode为A时，范围[1,8]", None),
    "upside down": ("范围[9,1]", None),
}


@pytest.mark.parametrize(("text", "expected"), RANGES.values(), ids=RANGES)
def test_a_range(text: str, expected: tuple[Any, ...] | None) -> None:
    limits = ranges.find_range(text)
    assert (limits[:3] if limits else None) == expected


def test_a_default_outside_the_range_is_legal() -> None:
    limits = ranges.find_range("默认0。范围：[20,1000]", default=0)
    assert limits
    assert limits.also == (0,)


STEPS = {
    "step": ("最小100，步长为50", 50),
    "multiple": ("取值为1024的倍数", 1024),
    "multiple with a unit": ("必须是10GB的整数倍", 10),
    "two": ("步长：2，后为4的倍数", None),
    "none": ("扩增倍数", None),
}


@pytest.mark.parametrize(("text", "step"), STEPS.values(), ids=STEPS)
def test_a_step(text: str, step: int | None) -> None:
    phrase = ranges.find_step(text)
    assert (phrase.number if phrase else None) == step


LENGTHS: dict[str, tuple[str, Any]] = {
    "in brackets": ("备注。字符长度：[0-255]", (0, 255)),
    "in words": ("口令，长度为6\\~36个字符", (6, 36)),
    "without the word": ("口令。 8-36 位", (8, 36)),
    "the greatest": ("名称。最大长度64个字符", (None, 64)),
    "not more": ("描述，长度不能超过32字节", (None, 32)),
    "the least": ("实例名，至少6位", (6, None)),
    "both by name": ("实例名，至少6位,最大63位", (6, 63)),
    "of an array": ("数组长度最多为4", None),
    "of parts": ("key的最大长度为8，value最大长度为16", None),
    "two": ("长度为1-8；旧版长度为1-9", None),
    "none": ("长度", None),
}


@pytest.mark.parametrize(("text", "expected"), LENGTHS.values(), ids=LENGTHS)
def test_a_length(text: str, expected: tuple[int | None, int | None] | None) -> None:
    length = lengths.find_length(text)
    assert (length[:2] if length else None) == expected


UNITS = {
    "announced": ("大小，单位：GB", "GB"),
    "announced, and more": ("带宽，单位为Mbps，默认1", "Mbps"),
    "in brackets": ("磁盘空间(GB)，可扩容", "GB"),
    "at the end": ("内存，MB", "MB"),
    "counted in": ("备份大小, 以字节为单位", "字节"),
    "the name of a unit": ("单位名称", None),
    "two": ("单位：GB，旧版单位：MB", None),
    "a part of a word": ("单位GBP", None),
}


@pytest.mark.parametrize(("text", "unit"), UNITS.values(), ids=UNITS)
def test_a_unit(text: str, unit: str | None) -> None:
    phrase = units.find_unit(text)
    assert (phrase.text if phrase else None) == unit


FORMATS: dict[str, tuple[str, ScalarKind, str | None]] = {
    "a timestamp": ("创建时间，Unix 时间戳", "int", "timestamp"),
    "in English": ("到期时间 (Unix Timestamp)", "int", "timestamp"),
    "in milliseconds": ("请求时间戳（ms）", "int", "timestamp-ms"),
    "of another type": ("创建时间戳", "string", None),
    "a distance": ("与开始时间戳的差值", "int", None),
    "a date": ("日期，格式为YYYY-MM-DD", "string", "date"),
    "a time of a day": ("YYYY-MM-DD HH:mm:ss", "string", None),
}


@pytest.mark.parametrize(("text", "kind", "name"), FORMATS.values(), ids=FORMATS)
def test_a_format(text: str, kind: ScalarKind, name: str | None) -> None:
    described = units.find_format(text, kind)
    assert (described.name if described else None) == name


CONTRADICTIONS: dict[str, tuple[str, ScalarKind, str]] = {
    "a default that is no value": ("枚举值：A，B。默认C", "string", "D218"),
    "a default that is a value": ("枚举值：A，B。默认B", "string", ""),
    "a default beside a list without announcement": ("默认C。（A，B）", "string", ""),
    "words of an int": ("A：甲，B：乙", "int", "D219"),
    "numbers of an int": ("1：甲，2：乙", "int", ""),
    "numbers with a unit": ("支持1G/2G", "int", ""),
    "of a boolean": ("A：甲，B：乙", "bool", ""),
}


@pytest.mark.parametrize(
    ("text", "kind", "code"), CONTRADICTIONS.values(), ids=CONTRADICTIONS
)
def test_a_contradiction(text: str, kind: ScalarKind, code: str) -> None:
    _, fault = row_facts.read_facts(
        text, Scalar(kind), False, lambda _: Location("a.md", 1)
    )
    assert (fault.code if fault else "") == code


def read_action(*rows: str) -> Action:
    things = row("Things", "array[string]")
    page = modern([*rows], [RET_CODE, things], title="标题 - ListThings")
    action = parse_page(Source("a-api/a.md", page)).action
    assert action
    return action


def test_facts_are_named_and_ordered_as_in_a_field() -> None:
    names = [field.name for field in dataclasses.fields(Field)]
    facts = row_facts.RowFacts._fields
    begin = names.index(facts[0])
    assert names[begin : begin + len(facts)] == [*facts]


def test_a_fact_has_its_place() -> None:
    (field,) = read_action(
        row("Size", "int", doc="大小，范围[1,9]，默认2")
    ).request.fields
    assert field.minimum
    assert field.default
    line, column = field.location.line, field.location.column
    text = "**Size** | int | "
    assert field.minimum.location == Location(
        "a-api/a.md", line, column + len(text) + 3
    )
    assert field.default.location.column == field.minimum.location.column + 8


def test_the_size_of_pages_is_that_of_limit() -> None:
    limit = row("Limit", "int", doc="条数，默认20，最大100")
    paging = read_action(limit, row("Offset", "int", doc="默认为0")).pagination
    assert paging
    assert paging.default_limit
    assert paging.max_limit
    assert (paging.default_limit.value, paging.max_limit.value) == (20, 100)
    zero = row("Limit", "int", doc="条数，默认0")
    paging = read_action(zero, row("Offset", "int")).pagination
    assert paging
    assert paging.default_limit is None


STATED = [
    row("Size", "int", doc="大小，单位：GB，范围[10,20]，步长为5，默认15"),
    row("Name", doc="名称，长度为2-4个字符，默认为main"),
    row("Day", doc="日期，格式为YYYY-MM-DD"),
    row("From", "int", doc="开始的时间戳"),
    row("Mode", doc="模式，Fast：快，Slow：慢，默认Fast"),
    row("Level", "int", doc="级别，0：低，1：高"),
]
# Every value is one that a description seems to exclude.
OTHERWISE = {
    "Size": 7,
    "Name": "a name too long",
    "Day": "today",
    "From": -1,
    "Mode": "Medium",
    "Level": 9,
}


def test_no_fact_is_sent_and_none_refuses_a_value() -> None:
    """The client of a page that states facts sends what that of a page without them sends, whatever it is given."""
    stated = read_action(*STATED)
    plain = read_action(
        *(
            row(field.name, field.type.type, doc="")
            for field in stated.request.fields
            if isinstance(field.type, Scalar)
        )
    )
    facts = row_facts.RowFacts._fields
    assert any(
        getattr(field, fact) for field in stated.request.fields for fact in facts
    )
    assert not any(
        getattr(field, fact) for field in plain.request.fields for fact in facts
    )
    for values in (
        {},
        OTHERWISE,
        *({name: value} for name, value in OTHERWISE.items()),
    ):
        requests = [
            in_memory.module(action).ListThings.from_dict(values)
            for action in (stated, plain)
        ]
        params, plain_params = (request.to_params() for request in requests)
        assert params == plain_params
        assert {name: params[name] for name in values} == {
            name: str(value) for name, value in values.items()
        }


PIECES = [
    *(
        "A：甲，",
        "甲：A，",
        "A/",
        "0-甲 ",
        "A（",
        "（甲）",
        "“A”",
        "1甲",
        "A,甲;",
        "<br />",
        "> ",
        "-",
    ),
    *(
        "默认",
        "默认1",
        "默认值：“",
        "默认1GB",
        "范围[",
        "范围[1,",
        "取值1~",
        "最大1",
        "0代表",
        "1的",
    ),
    *(
        "长度",
        "长度1-",
        "最长1",
        "至少6位",
        "单位",
        "单位：GB",
        "(GB",
        "时间戳",
        "YYYY-",
        "最多1个",
        " ",
        "9",
        "a_",
    ),
]


# What is read of lists has a limit of its own.
LENGTHS_OF_TEXTS = [(700, 2_800), (1_200, 4_800)]


@pytest.mark.slow
def test_hostile_texts_take_linear_time(tell: Callable[[str], None]) -> None:
    """The cache is left out: it would hide the work."""
    find = row_facts._read.__wrapped__
    kinds: tuple[ScalarKind, ...] = ("string", "int")
    slowest = 0.0
    superlinear = []
    for piece, kind, lengths_ in product(PIECES, kinds, LENGTHS_OF_TEXTS):
        short, long = (
            seconds(partial(find, (piece * n)[:n], kind, True)) for n in lengths_
        )
        slowest = max(slowest, long)
        if long > 0.05 and long > 8 * short:
            superlinear.append((piece, kind, short, long))
        assert seconds(partial(find, piece * 50_000, kind, True)) < 0.5
    assert superlinear == []
    tell(
        f"facts of {2 * len(PIECES)} hostile descriptions of 4,800 characters: at most {1000 * slowest:.0f} ms each"
    )
