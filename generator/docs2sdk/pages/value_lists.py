"""Reads lists of values that no word announces: ``开启：Yes，关闭：No``, ``0-待审核，1-审核中``, ``slow/error``.

The notations are the tables ``_VALUE_FIRST`` and ``_LABEL_FIRST``, and values without labels behind a noun.  Two guards keep
wrong lists out: nothing before, between or after the items may look like one more item; and a text with a condition, an open
end, two lists, or a default that is not among the values gives no list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from docs2sdk.schema import ScalarKind

# Longer texts explain much besides; the limit also bounds the work for a hostile text.
MAX_TEXT_LENGTH = 3_000
_MAX_LABEL_LENGTH = 80


class ValueList(NamedTuple):
    """The values in order, and where their list begins and ends in the text."""

    values: tuple[str, ...]
    begin: int
    end: int


_CHINESE = r"[\u4e00-\u9fff]"
_WORD = r"-?[0-9]{1,9}(?![A-Za-z0-9_.\\-])|[A-Za-z0-9](?:[A-Za-z0-9]|\\?_|[.-](?=[A-Za-z0-9])){0,63}"
_IN_QUOTES = r"(?:[A-Za-z0-9](?:[A-Za-z0-9/.-]|\\?_|[ ](?=[A-Za-z0-9])){0,63})?"
_ANY_VALUE = rf"(?:[\"“”] ?{_IN_QUOTES} ?[\"“”]|{_WORD})"
_VALUE = rf"(?P<value>{_ANY_VALUE})"
_NUMBER = r"(?P<value>-?[0-9]{1,3})"
_IS_NUMBER = r"-?[0-9.]+"
# The end of 包含, 包括, 支持, 有, 可选, 默认 may stand before the first value; else something that separates.
_BEFORE = r"(?:^|(?<=[\s，,;；:：。、（(\[{【】）)>/|含括持有选认]))"

_LABEL_FOLLOWS = rf"(?=[“\"]?{_CHINESE}|[A-Za-z0-9 ]{{1,12}}{_CHINESE})"
# ``1年``, ``0到5`` and ``1或2`` are no labels.
_COUNTED = r"[或和至到个年月日天时分秒元次点号位核台块条张份以及、]|表示|代表"
_VALUE_FIRST = {
    "colon or arrow": rf"{_BEFORE}{_VALUE}\s?(?:[:：](?![0-9])|->|=>|→)\s?",
    "verb": rf"{_BEFORE}{_VALUE}\s?(?:表示|代表|对应|标识|为|是|=)\s?{_LABEL_FOLLOWS}",
    "dash": rf"{_BEFORE}{_VALUE}\s?[-—–]{{1,2}}\s?(?=[A-Za-z0-9]{{0,12}}{_CHINESE})",
    "aside": rf"{_BEFORE}{_VALUE}\s?[（(](?=[^（()）]{{1,40}}[）)])",
    "comma": rf"{_BEFORE}{_VALUE}[，,]\s?(?={_CHINESE})",
    "digit": rf"{_BEFORE}{_NUMBER}(?=(?!{_COUNTED}){_CHINESE})",
}
# Where a label cannot go on; these characters inside brackets do not end it.
_STOP = r"[,，;；。\n)）】\]|}]"
_BRACKETS = r"[（(][^（()）]*[)）]"

_LABEL = rf"(?P<label>(?:[A-Za-z0-9.+]{{0,12}}{_CHINESE}|[（(][^（()）]{{1,20}}[)）]){{1,20}}[A-Za-z0-9.]{{0,12}}|[A-Z]{{2,8}})"
_LABEL_FIRST = {
    "label, colon": rf"{_BEFORE}{_LABEL}\s?(?:[:：|]|->|=>)\s?{_VALUE}",
    "label, aside": rf"{_BEFORE}{_LABEL}\s?[（(]{_VALUE}[)）]",
}
# ``默认：Yes``, ``单位：GB`` and the like state something else about the row.
_NO_LABEL = r"默认|缺省|单位|范围|最[大小多少长高低]|步长|例|如|格式|长度|版本|参考|参见|取值|枚举|类型$|可选值"
_BETWEEN = r"(?:[\s，,;；、。/|]|或者?|和|及){1,8}"
_ENDS = r"\s*(?:$|[,，;；。、\n)）\]】(（]|默认)"

# Values without labels: joined by separators, behind a noun or a verb that takes values, and up to the end of a sentence.
_JOINED = r"\s{0,2}(?:[,，、/|\n]|或者?|和|以及|及)\s{0,2}"
_NO_PATH = r"[A-Za-z0-9_.\\/@=&-]"
_ALONE = rf"(?<!{_NO_PATH}){_ANY_VALUE}(?:{_JOINED}{_ANY_VALUE}){{1,80}}(?!{_NO_PATH})"
_INTRODUCTION = (
    rf"(?:^|[:：，,。;；\n]|(?![于定在从到与和需要传入当用由]){_CHINESE}[)）】]?\s|支持值?|可选值?|取值|包括|包含|区分|仅|只"
    r"|为|是|有|选项|枚举|限定值?)\s*[“\"（(\[{]?\s*$|[（(\[]\s*$"
)
_CONCLUSION = (
    r"\s*[)）\]”\"}]?\s*(?:$|[。;；\n.]|[,，]\s*为空|[,，]?\s*(?:默认|缺省|不传|不填|区分|分别|其中"
    r"|[一二两三四五六七八九十][种类档项])|[（(])"
)

# Without one of its characters, a text has no list in a notation: most descriptions are not searched any further.
_WORDS = re.compile(r"[A-Za-z0-9]+")
_MARK_CHARACTERS = {
    "colon or arrow": ":：>→",
    "verb": "示表应识为是=",
    "dash": "-—–",
    "aside": "（(",
    "comma": "，,",
    "digit": "0123456789",
    "label, colon": ":：|>",
    "label, aside": "（(",
    "alone": ",，、/|\n或和及",
}

# What casts doubt on a list: it may go on, is an example or forbidden, or holds in one case only.
_OPEN_END = r"等(?![待级同于效])|…|\.\.\.|[以依]此类推|依次|之类|此外|另外|还有|YYYY"
_EXAMPLE = r"例|[^A-Za-z]eg|e\.g|形如|比如|譬如|如(?!果|需|不|下|何|无|未)|样式|格式|示范|常见|不能|不可|不允许|禁止|保留"
_CONDITION = r"如果|若|当[^前地]|[\u4e00-\u9fff]时[，,取]|[A-Za-z0-9\"”]\s?时|情况下"
_ITEM_GOES_ON = rf"[:：=（(]|->|=>|[-—]{{1,2}}\s?{_CHINESE}|表示|代表|(?:为|是(?!否)){_CHINESE}|[,，、/|;；。]|$|\n"
_ONE_MORE = [rf"{_BEFORE}{_VALUE}(?=\s{{0,2}}(?:{_ITEM_GOES_ON}))"]
# Behind the first item, words may look like an item that would only be prose before it.
_ONE_MORE_LATER = [
    *_ONE_MORE,
    rf"(?P<value>[\"“]{_IN_QUOTES}[\"”])",
    rf"(?:^|(?<=[，,;；。、\n.>])) ?{_VALUE}\s{_CHINESE}",
    rf"(?:选择|支持|可选|可用)\s?{_VALUE}(?![A-Za-z0-9.-])(?!{_CHINESE})",
    rf"{_CHINESE}[:：]\s?{_VALUE}\s?(?:[;；,，。]|$)",
]
_DEFAULT = rf"(?:默认|缺省)(?:值|为|是|取值|使用){{0,3}}\s?[:：（(]?\s?(?:值\s?)?{_VALUE}(?!{_CHINESE})"


def find_list(text: str, kind: ScalarKind) -> ValueList | None:
    """Return the list of values in a description for a row of type ``kind``; None if it has none that is certain."""
    if len(text) > MAX_TEXT_LENGTH or len(_WORDS.findall(text)) < 2:
        return None
    if re.search(_OPEN_END, text):
        return None
    flat = _flatten(text)
    readings = [
        reading
        for reading in _read_notations(flat)
        if _are_plausible(reading.values, kind) and _is_certain(flat, reading)
    ]
    agree = len({frozenset(reading.values) for reading in readings}) == 1
    return readings[0] if agree else None


def _flatten(text: str) -> str:
    """Return a text of the same length without markup: line breaks for ``<br />``, no bullets, nothing to read in links."""
    text = re.sub(r"</?br ?/?>", lambda tag: "\n".ljust(len(tag[0])), text)
    text = re.sub(r"(?m)^(\s*)(?:>|[-*](?= ))", r"\1 ", text)
    address = r"\]\([^()]*\)|https?://[\w./?=&%#-]+"
    text = re.sub(address, lambda link: "\u3400" * len(link[0]), text)
    return re.sub("[\u00a0\u3000*]", " ", text)


def _read_notations(text: str) -> Iterator[ValueList]:
    characters = set(text)
    for notation, pattern in _VALUE_FIRST.items():
        if characters.isdisjoint(_MARK_CHARACTERS[notation]):
            continue
        items = list(re.finditer(pattern, text))
        if len(items) > 1:
            yield from _read_value_first(text, notation, items)
    for notation, pattern in _LABEL_FIRST.items():
        if characters.isdisjoint(_MARK_CHARACTERS[notation]):
            continue
        items = [
            item
            for item in re.finditer(pattern, text)
            if not re.search(_NO_LABEL, item["label"])
        ]
        if len(items) > 1:
            yield from _read_label_first(text, items)
    if not characters.isdisjoint(_MARK_CHARACTERS["alone"]):
        yield from _read_alone(text)


def _read_value_first(
    text: str, notation: str, items: list[re.Match[str]]
) -> Iterator[ValueList]:
    """Yield the list whose items begin at the matches; a label reaches to the next item."""
    end = _find_label_end(text, items[-1].end())
    begins = [item.start() for item in items[1:]]
    labels = [
        text[item.end() : stop]
        for item, stop in zip(items, [*begins, end], strict=True)
    ]
    values = _list_values(items)
    if _are_labels(labels, values) and not any(
        _goes_on(label, notation, values) for label in labels
    ):
        yield ValueList(values, items[0].start(), end)


def _find_label_end(text: str, begin: int) -> int:
    for match in re.finditer(rf"{_BRACKETS}|(?P<stop>{_STOP})", text[begin:]):
        if match["stop"]:
            return begin + match.start()
    return len(text)


def _are_labels(labels: list[str], values: tuple[str, ...]) -> bool:
    """Whether texts explain the values: in words, and numbers in Chinese."""
    chinese = [bool(re.search(_CHINESE, label)) for label in labels]
    are_numbers = all(re.fullmatch(_IS_NUMBER, value) for value in values)
    return (
        all(
            re.search(r"\w", label) and len(label) <= _MAX_LABEL_LENGTH
            for label in labels
        )
        and any(chinese)
        and (all(chinese) or not are_numbers)
    )


def _goes_on(label: str, notation: str, values: tuple[str, ...]) -> bool:
    """Whether a label has one more item in it, or a text that the notation does not fit."""
    if notation == "colon or arrow" and re.search(r"\n[^:：]*[:：]", label):
        return True
    if notation == "comma" and re.search(r"[,，].", label):
        return True
    return _has_one_more(label, _ONE_MORE_LATER, values, begin=1)


def _read_label_first(text: str, items: list[re.Match[str]]) -> Iterator[ValueList]:
    gaps = (text[left.end() : right.start()] for left, right in pairwise(items))
    are_adjacent = all(re.fullmatch(_BETWEEN, gap) for gap in gaps)
    is_explained = any(re.search(_CHINESE, item["label"]) for item in items)
    if are_adjacent and is_explained and re.match(_ENDS, text[items[-1].end() :]):
        yield ValueList(_list_values(items), items[0].start(), items[-1].end())


def _read_alone(text: str) -> Iterator[ValueList]:
    """Yield the only list of values without labels, if it stands alone behind a noun."""
    runs = list(re.finditer(_ALONE, text))
    if len(runs) != 1:
        return
    (run,) = runs
    before = text[max(0, run.start() - 60) : run.start()]
    values = _list_values(re.finditer(_VALUE, run[0]))
    if (
        re.search(_INTRODUCTION, before)
        and re.match(_CONCLUSION, text[run.end() :])
        and not _is_ambiguous(run[0], values)
    ):
        yield ValueList(values, run.start(), run.end())


def _is_ambiguous(run: str, values: tuple[str, ...]) -> bool:
    """Whether a list may be an interval (``[1,100]``), or has a separator inside of a value (``"Port"/"HTTP/GRPC"``)."""
    unquoted = re.sub(r"[\"“”][^\"“”]*[\"“”]", "", run)
    are_numbers = all(re.fullmatch(_IS_NUMBER, value) for value in values)
    is_interval = are_numbers and len(values) == 2 and re.search("[,，]", run)
    is_split = "/" in unquoted and any("/" in value for value in values)
    return bool(is_interval) or is_split


def _list_values(items: Iterable[re.Match[str]]) -> tuple[str, ...]:
    return tuple(map(_read_value, items))


def _read_value(match: re.Match[str]) -> str:
    return match["value"].strip('"“”').strip().replace("\\", "")


def _are_plausible(values: tuple[str, ...], kind: ScalarKind) -> bool:
    if len(values) < 2 or len(set(values)) < len(values):
        return False
    return kind == "string" or all(re.fullmatch(r"-?[0-9]+", value) for value in values)


def _is_certain(text: str, reading: ValueList) -> bool:
    """Whether nothing beside the list casts doubt on it."""
    values, before, after = (
        reading.values,
        text[: reading.begin],
        text[reading.end :],
    )
    return not (
        re.search(_EXAMPLE, before[-40:])
        or re.search(_CONDITION, text[: reading.end])
        or _has_one_more(before, _ONE_MORE, values)
        or _has_one_more(after, _ONE_MORE_LATER, values)
        or _has_one_more(text, [_DEFAULT], values)
    )


def _has_one_more(
    text: str, patterns: list[str], values: tuple[str, ...], begin: int = 0
) -> bool:
    """Whether a pattern finds a value that is none of these, behind the first ``begin`` characters."""
    return any(
        match.start() >= begin and _read_value(match) not in values
        for pattern in patterns
        for match in re.finditer(pattern, text)
    )
