"""Finds in what a number is counted (``单位：GB``, ``磁盘空间(GB)``) and the format of a time (``Unix 时间戳``)."""

from __future__ import annotations

import re
from typing import NamedTuple

from docs2sdk.pages.prose_facts import Phrase
from docs2sdk.schema import FormatName, ScalarKind


class DescribedFormat(NamedTuple):
    """A format, and the offset of the words that describe it in the text."""

    name: FormatName
    offset: int


_UNIT = (
    r"(?P<unit>GB\*天|[KMGT]?[Bb]ytes?/s|[KMGT]B/s|[KMGT]bps|[KMGT]B|[KMGT]b|Bytes?|bytes?|TFlops|ms|[KMGTBs]|毫秒|秒|分钟|小时|天"
    r"|个?月|年|[千万]次|万个|字节|元|分|核|个|次|台|%)"
)
_END = r"(?![A-Za-z0-9/*])(?=\s*(?:$|[,，。.;；、)）\]】\"”\n<]|计|[^A-Za-z0-9]{0,2}(?:取值|范围|默认|目前|暂时|[（(])))"
_FORMS = [
    rf"单位\s?[是为]?\s?[:：/]?\s?[\"“（(]?\s?{_UNIT}{_END}",
    rf"以\s?{_UNIT}\s?为单位",
    rf"[（(]\s?{_UNIT}\s?[)）]",
    rf"[，,；;:：]\s?{_UNIT}\s?$",
]
_TIMESTAMP = re.compile(r"时间戳|timestamp", re.IGNORECASE)
_MILLISECONDS = re.compile(r"毫秒|13\s?位|(?<![A-Za-z])ms(?![A-Za-z])")
_DATE = re.compile(r"(?<![A-Za-z])YYYY-MM-DD(?![\sT]*[Hh]{2})", re.IGNORECASE)
# A distance between two of them is none.
_DISTANCE = "差值"


def find_unit(text: str) -> Phrase | None:
    """Return the unit of a number as the description writes it; None if it has none, or several."""
    matches = [match for form in _FORMS for match in re.finditer(form, text)]
    if len({match["unit"] for match in matches}) != 1:
        return None
    return Phrase(matches[0]["unit"], matches[0].start())


def find_format(text: str, kind: ScalarKind) -> DescribedFormat | None:
    """Return the format of a value: a timestamp if it is a number, a date if it is a string; None if no word says so."""
    if kind in ("int", "float") and (match := _TIMESTAMP.search(text)):
        if _DISTANCE in text:
            return None
        is_precise = _MILLISECONDS.search(text)
        return DescribedFormat(
            "timestamp-ms" if is_precise else "timestamp", match.start()
        )
    if kind == "string" and (match := _DATE.search(text)):
        return DescribedFormat("date", match.start())
    return None
