"""Finds the values that a description lists: ``枚举值：Year，按年付费；Month，按月付费``.

Nine notations are recognized:

    bare        P0,P1,P2                        quoted        "TCP"/"UDP"
    arrow       Port -> 端口检查；Path -> 路径检查    colon         raw:原始值,max:最大值
    comma       Year, 按年付费; Month, 按月付费      dash          asc-升序，desc-降序
    aside       Year（年付），Month（月付）           label first   支持：YES；不支持：NO
    bracketed   ["N", "C"], [true:释放，false:不释放]

The values are a hint, and no hint is better than a wrong one: a list that cannot be read to its end, or that later words
may add to, gives none.  Values are ASCII words, and there are at least two.  ``value_lists`` reads lists without such a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.pages import value_lists
from docs2sdk.schema import ScalarKind

MAX_LIST_LENGTH = 5_000


class ListedValues(NamedTuple):
    """The values in order, and the offset of the words that announce them (``枚举值``) or of the first in the text."""

    values: tuple[str, ...]
    offset: int


# Only ``_ANY_ANNOUNCED`` is searched in every row.  The other patterns stay strings, which ``re`` compiles at first use.

# A noun before it says whose values they are, and then they are seldom the row's own: ``JSON 中的状态枚举值``.
_ANNOUNCED = (
    r"(?:^|(?<=[\s。，,；;：:）)】>]))"
    r"(?P<what>(?:限定)?枚举(?:值|类型)?|限定取值|(?:可选值|取值)(?=[为：:]))"
    r"(?:[，,]?(?:包括|如下|为|是))?\s*[：:，,]?\s*"
)
_ANY_ANNOUNCED = re.compile(r"枚举|取值(?!范围)|可选[值项]")

_WORD = (
    r"-?[0-9]+(?![A-Za-z0-9_.\\-])|[A-Za-z0-9](?:[A-Za-z0-9.]|\\?_|-(?=[A-Za-z0-9]))*"
)
_QUOTED = r"[\"“”](?P<quoted>(?:[A-Za-z0-9_.+/-]|\\_|(?<=[A-Za-z0-9]) (?=[A-Za-z0-9]))*)[\"“”]"
_VALUE = rf"(?:{_QUOTED}|(?P<bare>{_WORD}))"
_ASIDE = r"（[^（）]*）|\([^()]*\)"
_QUOTES = r"[\"“”][^\"“”]*[\"“”]"
_PADDING = " \t*,，\u3000\u00a0"
_BULLET = r"^(?:>|-\s)\s*"
_ASCII_WORDS = r"[A-Za-z0-9 _.-]*"
_CHINESE = r"[\u4e00-\u9fff]"
_MARK = r"(?:->|=>|[:：])"

_VALUE_FIRST = rf"(?s:{_VALUE}\s*(?:{_MARK}\s*(?P<label>\S.*)|(?:[,，]\s*|-\s*)(?P<chinese>[A-Za-z0-9 ]*{_CHINESE}.*)))"
_LABEL_FIRST = rf"(?P<label>(?=[^:：,，]*{_CHINESE})[^:：,，>\"“”]*)[:：,，]\s*{_VALUE}"
_ALONE = rf"{_VALUE}\s*(?:{_ASIDE})?"

# Separators of items.  Labels may contain commas, so separators without commas are tried first.
_STRONG = r"[;；]|<br ?/?>|\.(?=\s)"
_WEAK = rf"{_STRONG}|[,，、/]"
_WORDS = rf"{_WEAK}|或|和"
_NOTATIONS = [
    (_STRONG, _VALUE_FIRST),
    (_STRONG, _LABEL_FIRST),
    (_WEAK, _VALUE_FIRST),
    (_WEAK, _LABEL_FIRST),
    (_WORDS, _ALONE),
]
_ENDS_A_LIST = rf"{_STRONG}|。"
_GAP = rf"(?:[\s>]|{_WEAK}|。)*"
_AFTER_A_COMMA = r"默认|缺省|不传|不填|为空"
_INTERVAL = r"[0-9.]+-[0-9.]+"

_LINK = r"\]\([^()]*\)|https?://[\w./?=&%-]+"
# A text that looks like one more item or names the default: it must be among the values that were read.
_ONE_MORE = (
    rf"(?P<first>(?<![A-Za-z0-9_.-]){_WORD})\s*(?:{_MARK}|[,，]\s*{_CHINESE}|-\s*{_CHINESE})"
    r"|[\"“”](?P<quoted>[\x20\x21\x23-\x7e]*)[\"“”]"
)
_MENTIONED = rf"{_ONE_MORE}|(?:[:：]|默认值?[为是]?)\s*(?P<last>{_WORD})"


def find_values(text: str, kind: ScalarKind) -> ListedValues | None:
    """Return the values that a description lists for a row of type ``kind``, None if it has no unambiguous list."""
    if kind not in ("string", "int"):
        return None
    if announced := find_announced_values(text, kind):
        return announced
    unannounced = value_lists.find_list(text, kind)
    return ListedValues(unannounced.values, unannounced.begin) if unannounced else None


def find_announced_values(text: str, kind: ScalarKind) -> ListedValues | None:
    """Return the values of a list with an announcing word, None if the description has none that is unambiguous."""
    if len(_ANY_ANNOUNCED.findall(text)) != 1:
        return None
    start = re.search(_ANNOUNCED, text)
    if not start or len(text) - start.end() > MAX_LIST_LENGTH:
        return None
    readings = {
        values
        for values in _read_notations(text[start.end() :])
        if _are_plausible(values, kind)
    }
    if len(readings) != 1:
        return None
    return ListedValues(readings.pop(), start.start("what"))


def _read_notations(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the values as read in each notation that fits the whole list."""
    bracketed = re.match(r"\[([^\[\]]*)\](?!\()", text)
    for separators, item in _NOTATIONS:
        if bracketed:
            values, rest = _read_items(bracketed[1], separators, item)
            if not rest and not _is_interval(values, bracketed[1]):
                yield values
        else:
            values, rest = _read_items(text, separators, item)
            if _is_complete(values, rest):
                yield values


def _read_items(text: str, separators: str, item: str) -> tuple[tuple[str, ...], str]:
    """Return the values of the items at the beginning of a text, and the rest of it with the separators before the rest."""
    matches: list[re.Match[str]] = []
    end = 0
    for begin, stop in _split_items(text, separators):
        piece = re.sub(_BULLET, "", text[begin:stop].strip(_PADDING)).strip()
        match = re.fullmatch(item, piece)
        if piece and (match is None or re.search(_ONE_MORE, _label(match))):
            break
        matches += [match] if match else []
        end = stop
        if text[stop : stop + 1] == "。":
            break
    values = tuple(_value(match) for match in matches)
    return values if _are_unambiguous(matches) else (), text[end:].strip()


def _split_items(text: str, separators: str) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each piece between separators; quotes and round brackets are not split."""
    token = rf"{_ASIDE}|{_QUOTES}|(?P<separator>{separators}|。)"
    begin = 0
    for match in re.finditer(token, text):
        if match["separator"]:
            yield begin, match.start()
            begin = match.end()
    yield begin, len(text)


def _value(match: re.Match[str]) -> str:
    return (match["quoted"] or match["bare"] or "").replace("\\", "")


def _label(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return groups.get("label") or groups.get("chinese") or ""


def _are_unambiguous(matches: list[re.Match[str]]) -> bool:
    """Whether labels differ from values: in ``a: b`` either word may be the value."""
    labels = [label for match in matches if (label := _label(match))]
    return not labels or any(not re.fullmatch(_ASCII_WORDS, label) for label in labels)


def _is_interval(values: tuple[str, ...], body: str) -> bool:
    return len(values) == 2 and re.fullmatch(r"[-0-9.,，\s]+", body) is not None


def _is_complete(values: tuple[str, ...], rest: str) -> bool:
    """Whether the list ends before ``rest``, and nothing in ``rest`` looks like one more value."""
    gap = re.match(_GAP, rest)
    assert gap
    after = rest[gap.end() :]
    if not re.search(_ENDS_A_LIST, gap[0]) and not re.match(_AFTER_A_COMMA, after):
        return not rest
    following = re.match(_WORD, after)
    if following and "。" not in gap[0] and following[0] not in values:
        return False
    mentioned = re.finditer(_MENTIONED, re.sub(_LINK, " ", rest))
    return all(
        (match["first"] or match["last"] or match["quoted"] or "").replace("\\", "")
        in values
        for match in mentioned
    )


def _are_plausible(values: tuple[str, ...], kind: ScalarKind) -> bool:
    if len(values) < 2 or len(set(values)) < len(values):
        return False
    if kind == "int":
        return all(re.fullmatch(r"-?[0-9]+", value) for value in values)
    return not any(re.fullmatch(_INTERVAL, value) for value in values)
