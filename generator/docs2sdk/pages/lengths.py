"""Finds how long a string may be: ``长度为6~36个字符``, ``最大长度64``, ``不超过32个字符``."""

from __future__ import annotations

import re
from typing import NamedTuple

_ANY_LENGTH = re.compile("长度|最长|字符|个字|字数|字节|[0-9] ?位")
_NUMBER = r"[0-9]{1,6}"
_TO = r"\s?(?:[-–—~～至到]|\\~)\s?"
_COUNTED = r"\s?(?:个?(?:英文或中文|中英文|英文|中文)?字符?|字节|位)"
_GAP = r"[^0-9，,。；;\n\[（(]{0,8}"
_LENGTH = r"(?<!数组)(?<!数据)长度"
_RANGES = [
    rf"{_LENGTH}{_GAP}[\[（(]?\s?(?P<low>{_NUMBER}){_TO}(?P<high>{_NUMBER})(?![0-9.])",
    rf"(?<![0-9.A-Za-z-])(?P<low>{_NUMBER}){_TO}(?P<high>{_NUMBER}){_COUNTED}",
]
_LIMITS = [
    rf"最大长度{_GAP}(?P<high>{_NUMBER})(?![0-9.])",
    rf"{_LENGTH}{_GAP}(?:不能?超过|最大|最长|[至最]多|限制为?|小于等于|上限)[^0-9，,。；;\n]{{0,6}}(?P<high>{_NUMBER})(?![0-9.])",
    rf"(?:最长|最多|至多|最大|不能?超过|小于等于|上限为?)\s?(?P<high>{_NUMBER}){_COUNTED}",
    rf"字数(?:不能?超过|最多|小于等于)\s?(?P<high>{_NUMBER})",
]
_LEAST = rf"(?:至少|最少|最短|不少于)\s?(?P<low>{_NUMBER})\s?(?:个字符|位)"
# The length of a part: of a key, of a parameter in a line of parameters, of each tag.
_OF_A_PART = r"第.个参数|[Kk]ey|[Vv]alue(?!\w)|变量|示例|[Jj][Ss][Oo][Nn]|每个|单个|其中|如果|若(?!干)|整数|小数|保留|后[0-9一二两三四]位"


class LengthRange(NamedTuple):
    """The least and the greatest length, None where the text states none, and the offset of the words."""

    low: int | None
    high: int | None
    offset: int


def find_length(text: str) -> LengthRange | None:
    """Return the length that a description states for a string; None if it states none or several."""
    if not _ANY_LENGTH.search(text) or re.search(_OF_A_PART, text.split("，每个")[0]):
        return None
    ranges = [match for pattern in _RANGES for match in re.finditer(pattern, text)]
    if ranges:
        return _agree(
            [(int(m["low"]), int(m["high"])) for m in ranges], ranges[0].start()
        )
    limits = [match for pattern in _LIMITS for match in re.finditer(pattern, text)]
    least = list(re.finditer(_LEAST, text))
    highs = {int(match["high"]) for match in limits}
    lows = {int(match["low"]) for match in least}
    if len(highs) > 1 or len(lows) > 1 or not (highs or lows):
        return None
    offset = min(match.start() for match in (*limits, *least))
    return LengthRange(min(lows, default=None), max(highs, default=None), offset)


def _agree(lengths: list[tuple[int, int]], offset: int) -> LengthRange | None:
    if len(set(lengths)) > 1 or lengths[0][0] > lengths[0][1]:
        return None
    return LengthRange(*lengths[0], offset)
