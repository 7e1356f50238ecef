"""Finds the value that the service uses for a parameter that is left out: ``默认为20``, ``默认值："Port"``, ``IPv4（默认）``.

Only a value as it is sent counts.  A label (``默认按月付费``), words (``默认为当前时间``) and what leaving out means
(``不传则不修改``) are none, and of two different defaults (``mysql默认3306，mongodb默认27017``) neither counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docs2sdk.pages.prose_facts import Phrase
from docs2sdk.schema import ScalarKind

_ANY_DEFAULT = "默认"
_CHINESE = r"[\u4e00-\u9fff]"
_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9]|\\?_|[./-](?=[A-Za-z0-9])){0,63}"
_QUOTED = r"[\"“](?P<quoted>[^\"“”\n]{1,60})[\"”]"
# Words that count, and measures: a measure belongs to the number only if the row is measured in it.
_COUNTER = r"个月|[个次条台页点份]"
_MEASURE = r"[GMKT]?[Bb]|[GM]|小时|分钟|秒钟?|ms|s|天|年|%"
_UNIT = rf"\s?(?:(?:{_COUNTER})|(?P<measure>{_MEASURE}))(?![A-Za-z])"
_SAME_MEASURE = {"s": "秒", "秒钟": "秒", "G": "GB", "M": "MB"}

_VALUES: dict[ScalarKind, str] = {
    "int": rf"(?P<value>-?[0-9]{{1,19}})(?:{_UNIT})?",
    "float": rf"(?P<value>-?[0-9]{{1,19}}(?:\.[0-9]{{1,9}})?)(?:{_UNIT})?",
    "bool": r"(?P<value>[Tt]rue|[Ff]alse|TRUE|FALSE)",
    "string": rf"(?P<value>\\?\*|{_WORD})",
}
# 默认 and the value without anything between them: elsewhere 默认 belongs to a noun (``默认VPC``, ``的默认IP``).
_BEFORE_GLUED = r"(?:^|(?<=[，,。；;、(（:：\n>）)不传填值]))(?<![A-Za-z0-9] )\s?"
_GLUED = rf"{_BEFORE_GLUED}默认(?=[A-Za-z0-9\\*-])"
_STATES = (
    r"(?<!最小)(?<!最大)默认(?:(?:取?值|数[目量]|该值)\s?[为是]?\s?[:：]?|[为是]\s?[:：]?|\s?[:：]|\s)\s?(?:值\s)?"
    r"|默认值?[（(]"
)
# A word that goes on in Chinese is a label, and one that goes on in English is a part of one.
_ENDS = (
    r"(?![A-Za-z0-9_/\\+%-])(?!\.[A-Za-z0-9])(?=\s*(?:$|[,，。.;；、\n<)）(（\]】”\"!]|表示|代表|默认)|\s[^A-Za-z0-9或/])"
    r"(?!\s*[或/、])(?![,，]\s?[0-9])"
)
# The default of one case: ``为RequestProxy时 … 默认值为60``.
_CASE = r"(?:为|是|=)\s?[\"“]?[A-Za-z0-9]{1,40}[\"”]?\s?时[^。；;\n]*$"
_MARKED = r"[（(](?:默认值?|默认选项)[)）]"
_BEFORE_MARKED = r"(?:^|(?<=[\s，,;；:：。、（(\[【>/|]))"


def find_default(text: str, kind: ScalarKind) -> Phrase | None:
    """Return the default that a description states for a row of type ``kind``, as it is sent; None if it is not certain."""
    if _ANY_DEFAULT not in text:
        return None
    phrases = list(_read_defaults(text, kind))
    if len({phrase.text for phrase in phrases}) != 1:
        return None
    return phrases[0]


def _read_defaults(text: str, kind: ScalarKind) -> Iterator[Phrase]:
    value = _VALUES[kind]
    for form in (rf"{value}{_ENDS}", rf"[\"“]\s?{value}\s?[\"”]{_ENDS}"):
        for match in re.finditer(rf"(?:{_GLUED}|{_STATES}){form}", text):
            if _fits(match, text):
                yield Phrase(_clean(match["value"], kind), match.start())
    if kind == "string":
        yield from _read_quoted(text)
    for match in re.finditer(rf"{_BEFORE_MARKED}[\"“]?{value}[\"”]?{_MARKED}", text):
        yield Phrase(_clean(match["value"], kind), match.start())


def _read_quoted(text: str) -> Iterator[Phrase]:
    """Yield defaults in quotes that are no words: ``默认为“出口规则”``."""
    for match in re.finditer(rf"(?:{_STATES}){_QUOTED}", text):
        if not re.fullmatch(_WORD, match["quoted"].strip()):
            yield Phrase(match["quoted"].strip(), match.start())


def _fits(match: re.Match[str], text: str) -> bool:
    """Whether a default is that of the row in all cases and in its own unit: one of 4 hours may be sent in seconds."""
    if re.search(_CASE, text[max(0, match.start() - 200) : match.start()]):
        return False
    measure = match.groupdict().get("measure")
    if not measure:
        return True
    rest = text[: match.start()] + text[match.end() :]
    return _SAME_MEASURE.get(measure, measure) in rest or measure in rest


def _clean(value: str, kind: ScalarKind) -> str:
    plain = value.replace("\\", "")
    return plain.lower() if kind == "bool" else plain
