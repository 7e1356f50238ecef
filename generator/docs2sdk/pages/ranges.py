"""Finds the range of a number: ``取值范围：[1,100]``, ``最大值：300``, ``步长为10``.

A range needs a word that announces it, and there may be only one.  A value outside of it may be legal, too (``[7,36500]，0代表
不启用``): such a range is read with the value, and with any other number outside of it not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.pages.prose_facts import NumberPhrase

_ANY_RANGE = re.compile("范围|取值|可选参数|最[大小]")
_NUMBER = r"-?[0-9]{1,15}(?: [0-9]{3}){0,4}"
_TO = r"\s?(?:[-–—~～至到]|\\~)\s?"
_UNIT = r"(?:GB|G|MB|M)?"
# No digit, and nothing that ends a clause, stands between the word and its range.
_WORD = r"(?:范围|取值|可选参数)[^0-9\[（(，,。；;\n-]{0,6}"
_RANGES = [
    rf"{_WORD}\[\s?(?P<low>{_NUMBER})\s?(?:{_TO}|[,，]\s?)(?P<high>{_NUMBER})\s?\]",
    rf"{_WORD}(?P<low>{_NUMBER}){_TO}(?P<high>{_NUMBER})(?![0-9.])",
]
_END = r"(?=\s*(?:$|[,，。；;)）\n<]))"
_LOWER = rf"最小(?:值)?\s?[为是]?[:：]?\s?(?P<low>{_NUMBER}){_END}"
_UPPER = rf"最大(?:值)?\s?[为是]?[:：]?\s?(?P<high>{_NUMBER}){_END}"
# What looks like a range, announced or not.
_ANY_INTERVAL = rf"[\[（(【]\s?-?[0-9][0-9 ]{{0,18}}(?:{_TO}|[,，]\s?)[0-9][0-9 ]{{0,18}}\s?[\]）)】]|[0-9]\s?(?:[~～]|\\~)\s?[0-9]"
_OF_SOMETHING_ELSE = r"时间(?:范围|区间|跨度|间隔)|(?:区间|跨度|长度|间隔)[^，,。；;]{0,6}(?:范围|最大|取值)|各地域|如果|若|[A-Za-z0-9]\s?时[，,]|N的取值"
_ALSO = [
    rf"(?<![0-9.A-Za-z-])(?P<also>{_NUMBER})\s?(?:代表|表示)",
    rf"(?:可填|可传)\s?(?P<also>{_NUMBER})(?![0-9.])",
]
_STEPS = [
    rf"步长\s?[为是]?[:：]?\s?(?P<step>{_NUMBER})",
    rf"(?<![0-9.A-Za-z-])(?P<step>{_NUMBER})\s?{_UNIT}\s?的(?:整数)?倍数?",
]
_ANY_NUMBER = r"(?<![0-9.A-Za-z_/-])-?[0-9]{1,15}(?![0-9.A-Za-z_])"


class Range(NamedTuple):
    """The least and the greatest number, None where the text has none; legal numbers outside; the offset of the words."""

    low: int | None
    high: int | None
    also: tuple[int, ...]
    offset: int


def find_range(text: str, default: int | None = None) -> Range | None:
    """Return the range that a description states for a number; ``default`` is a default that it states, legal in any case."""
    if not _ANY_RANGE.search(text) or re.search(_OF_SOMETHING_ELSE, text):
        return None
    ranges = list(_read_ranges(text)) or list(_read_bounds(text))
    if len(ranges) != 1 or len(re.findall(_ANY_INTERVAL, text)) > 1:
        return None
    return _with_exceptions(ranges[0], text, default)


def _read_ranges(text: str) -> Iterator[Range]:
    matches = [match for pattern in _RANGES for match in re.finditer(pattern, text)]
    for match in matches:
        low, high = _read(match["low"]), _read(match["high"])
        if low < high:
            yield Range(low, high, (), match.start())


def _read_bounds(text: str) -> Iterator[Range]:
    """Yield the range of a text that names the least and the greatest number each by itself, or one of them."""
    lower, upper = list(re.finditer(_LOWER, text)), list(re.finditer(_UPPER, text))
    if len(lower) > 1 or len(upper) > 1 or not (lower or upper):
        return
    low = _read(lower[0]["low"]) if lower else None
    high = _read(upper[0]["high"]) if upper else None
    yield Range(low, high, (), min(match.start() for match in (*lower, *upper)))


def _with_exceptions(limits: Range, text: str, default: int | None) -> Range | None:
    """Return a range with the legal numbers outside of it; None if it is uncertain whether a number is one."""
    legal = {
        _read(match["also"]) for form in _ALSO for match in re.finditer(form, text)
    }
    legal |= set() if default is None else {default}
    steps = {_read(match["step"]) for match in _find_steps(text)}
    numbers = {int(number) for number in re.findall(_ANY_NUMBER, text)}
    outside = {
        number for number in numbers - steps - legal if _is_outside(limits, number)
    }
    if outside:
        return None
    also = sorted(number for number in legal if _is_outside(limits, number))
    return limits._replace(also=tuple(also))


def _is_outside(limits: Range, number: int) -> bool:
    return (limits.low is not None and number < limits.low) or (
        limits.high is not None and number > limits.high
    )


def find_step(text: str) -> NumberPhrase | None:
    """Return the number of which the value must be a multiple: ``步长：10``, ``1024的倍数``."""
    matches = list(_find_steps(text))
    steps = {_read(match["step"]) for match in matches}
    if len(steps) != 1 or steps == {0}:
        return None
    return NumberPhrase(steps.pop(), matches[0].start())


def _find_steps(text: str) -> Iterator[re.Match[str]]:
    if "步长" in text or "倍" in text:
        for pattern in _STEPS:
            yield from re.finditer(pattern, text)


def _read(number: str) -> int:
    return int(number.replace(" ", ""))
