"""Finds facts in prose: that a row or an action is deprecated, and how many elements a list may have.

Only phrases that the published documentation uses for nothing else count.  An operation on a resource or the state of a
resource says nothing about the row (``支持下线主机``, ``0：已下线``).  In doubt, nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

# The end of the description of a row that was inferred, until somebody has confirmed it.
UNCONFIRMED = "（待确认）"


class Phrase(NamedTuple):
    """Words that state a fact, and their offset in characters into the text."""

    text: str
    offset: int


class NumberPhrase(NamedTuple):
    """A number that a phrase states, and the offset of the phrase in characters into the text."""

    number: int
    offset: int


_BRACKETED = re.compile(
    r"（([^（）]*)）|\(([^()]*)\)|【([^【】]*)】|\[([^\[\]]*)\](?!\()"
)
# Every phrase below contains one of these words.
_MAY_SAY_SO = re.compile(r"废弃|弃用|下线|不再使用")

# Few texts match that: the patterns below stay strings, which ``re`` compiles at first use.
_CLAUSE = r"[^，,。；;！!\n]+"
_REMARK = r"\s*(?:(?:注意?|说明|提示|备注)\s*[:：])?\s*"
# 下线 is also an operation on a host, and 已下线 may be its state: for a row, a bracket with it is not enough.
_DEPRECATED = r"(?:(?:已经?|即将|将要?|待|建议|计划)?被?(?:废弃|弃用)|(?:即将|将要?|待)被?下线|(?:建议)?不再使用)了?"
_DEPRECATED_OR_OFFLINE = rf"(?:{_DEPRECATED}|已经?被?下线)"
_THIS_ROW = r"(?:本|该|此|当前)(?:字段|参数|属性|返回值)"
_INTERFACE = r"(?:接口|API|Api|api|Action)"
_THIS_PAGE = rf"(?:本|该|此|当前)\s*{_INTERFACE}"

_ROW_STATES = rf"{_REMARK}{_DEPRECATED}\s*"
_PAGE_STATES = rf"{_REMARK}{_DEPRECATED_OR_OFFLINE}\s*"
_ROW_NAMES_ITSELF = rf"{_REMARK}{_THIS_ROW}\s*{_DEPRECATED_OR_OFFLINE}\s*"
_PAGE_NAMES_ITSELF = rf"{_REMARK}(?:{_THIS_PAGE}\s*{_DEPRECATED_OR_OFFLINE}|{_DEPRECATED_OR_OFFLINE}的\s*{_INTERFACE})\s*"
_ADVICE = r"\s*(?:请|建议|推荐|不建议|勿|改用|使用|替[代换]|由|以|详见|参[考见])"
# The bracket belongs to a listed value in ``Offline（已废弃）``, but to the row in ``服务器ID（已废弃）``.
_VALUE_BEFORE = r"(?:^|[:：、，,;；]|[）)]\s*/|<br ?/?>|[如为是])\s*[\"“]?[A-Za-z0-9_]+[\"”]?[（(【\[]$"
_MAX_VALUE_LENGTH = 60


def find_row_deprecation(text: str) -> Phrase | None:
    """Return the bracket in a description that says that its parameter or field is deprecated."""
    for bracket in _brackets(text):
        before = text[max(0, bracket.offset - _MAX_VALUE_LENGTH) : bracket.offset]
        states_it = _is_statement(bracket.text, _ROW_STATES, _ROW_NAMES_ITSELF)
        if states_it and not re.search(_VALUE_BEFORE, before):
            return bracket
    return None


def find_action_deprecation(text: str) -> Phrase | None:
    """Return the bracket in a title or an introduction that says that the action is deprecated."""
    brackets = (
        bracket
        for bracket in _brackets(text)
        if _is_statement(bracket.text, _PAGE_STATES, _PAGE_NAMES_ITSELF)
    )
    return next(brackets, None)


def is_deprecation_callout(text: str, opening: bool) -> bool:
    """Whether a callout says that the action is deprecated.

    ``opening`` is true above the tables.  Below a table the callout must name the interface: a bare ``已废弃`` may be
    about the text above it.
    """
    states = _PAGE_STATES if opening else _PAGE_NAMES_ITSELF
    return _is_statement(text, states, _PAGE_NAMES_ITSELF)


def _brackets(text: str) -> Iterator[Phrase]:
    for match in _BRACKETED.finditer(text):
        inner = match[match.lastindex or 0]
        begin = match.start(match.lastindex or 0) + len(inner) - len(inner.lstrip())
        yield Phrase(inner.strip(), begin)


def _is_statement(text: str, states: str, names_itself: str) -> bool:
    """Whether a text begins with ``states`` and goes on with advice only, or has a clause that matches ``names_itself``."""
    if not _MAY_SAY_SO.search(text):
        return False
    clauses = re.findall(_CLAUSE, text)
    if any(re.fullmatch(names_itself, clause) for clause in clauses):
        return True
    return bool(clauses and re.fullmatch(states, clauses[0])) and (
        len(clauses) == 1 or bool(re.match(_ADVICE, clauses[1]))
    )


_AT_MOST = re.compile(
    r"(?:最多|至多|(?:单次|每次|一次)(?:请求|调用)?[^0-9，,。；;：:（）()]{0,12}?(?:不[能得可]?超过|控制在)"
    r"|(?<=[。；;] )不超过|(?<=[。；;])不超过)"
    r"[^0-9，,。；;：:（）()]{0,12}?(?P<number>[0-9]{1,6})\s*[个条台对](?P<noun>[^，,。；;（）()<\s]*)"
)
_SENTENCE_END = r"[。；;\n]|<br ?/?>"
# The number limits each element, the answer, or parts of an element: ``每个主机最多绑定5个``, ``不填则最多返回100个``.
_OF_SOMETHING_ELSE = (
    r"每[^次]|单[^次]|一[个台条块]|返回|展示|显示|拉取|获取|长度|大小|名称|分隔|隔开"
)
_ELEMENT_NOUNS = ("", "以内", "值", "元素", "ID", "Id", "资源")
_UNIT = r"字|汉|中文|英文|小时|小数|分钟|工作|周|月|自然|单位"


def find_max_items(text: str) -> NumberPhrase | None:
    """Return the maximum number of elements that the description of a list states: ``每次请求最多支持100个``.

    Only ``最多…N个`` counts (or ``不超过``, where requests are named or it is the whole clause), and only for elements or the
    subject of the row.
    """
    matches = list(islice(_AT_MOST.finditer(text), 2))
    if len(matches) != 1:
        return None
    (match,) = matches
    noun, number = match["noun"], int(match["number"])
    before = text[max(0, match.start() - 200) : match.start()]
    sentence = re.split(_SENTENCE_END, before)[-1]
    if re.search(_OF_SOMETHING_ELSE, sentence + match[0][: -len(noun) or None]):
        return None
    if not number or re.match(_UNIT, noun):
        return None
    is_subject = noun in _ELEMENT_NOUNS or noun in before
    return NumberPhrase(number, match.start()) if is_subject else None
