"""What descriptions and tables say beyond types: what should no longer be used, how long a list may be, how an action pages.

Only phrases that the published documentation uses for nothing else count.  What one does to a resource, or the state of
one, is no fact about its row (``支持下线主机``, ``0：已下线``): where in doubt, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple


class Phrase(NamedTuple):
    """Words that state a fact, and where they begin: characters from the beginning of the text."""

    text: str
    offset: int


class NumberPhrase(NamedTuple):
    """A number that a phrase states, and where the phrase begins."""

    number: int
    offset: int


_BRACKETED = re.compile(
    r"（([^（）]*)）|\(([^()]*)\)|【([^【】]*)】|\[([^\[\]]*)\](?!\()"
)
# A word of each way of saying it that stands below.
_MAY_SAY_SO = re.compile(r"废弃|弃用|下线|不再使用")

# Few texts get past that: what follows are texts, which ``re`` compiles when they first come up.
_CLAUSE = r"[^，,。；;！!\n]+"
_REMARK = r"\s*(?:(?:注意?|说明|提示|备注)\s*[:：])?\s*"
# One takes a host off line, too, and 已下线 may be its state: in a row that needs more than a bracket.
_FORETOLD = r"(?:(?:已经?|即将|将要?|待|建议|计划)?被?(?:废弃|弃用)|(?:即将|将要?|待)被?下线|(?:建议)?不再使用)了?"
_GONE = rf"(?:{_FORETOLD}|已经?被?下线)"
_THIS_ROW = r"(?:本|该|此|当前)(?:字段|参数|属性|返回值)"
_INTERFACE = r"(?:接口|API|Api|api|Action)"
_THIS_PAGE = rf"(?:本|该|此|当前)\s*{_INTERFACE}"

_ROW_STATES = rf"{_REMARK}{_FORETOLD}\s*"
_PAGE_STATES = rf"{_REMARK}{_GONE}\s*"
_ROW_NAMES_ITSELF = rf"{_REMARK}{_THIS_ROW}\s*{_GONE}\s*"
_PAGE_NAMES_ITSELF = rf"{_REMARK}(?:{_THIS_PAGE}\s*{_GONE}|{_GONE}的\s*{_INTERFACE})\s*"
_ADVICE = r"\s*(?:请|建议|推荐|不建议|勿|改用|使用|替[代换]|由|以|详见|参[考见])"
# ``Offline（已废弃）`` in a list of values; ``服务器ID（已废弃）`` stands in none.
_VALUE_BEFORE = r"(?:^|[:：、，,;；]|[）)]\s*/|<br ?/?>|[如为是])\s*[\"“]?[A-Za-z0-9_]+[\"”]?[（(【\[]$"
_LONGEST_VALUE = 60


def find_row_deprecation(text: str) -> Phrase | None:
    """Return the bracket in a description that says that its parameter or field should no longer be used."""
    for bracket in _brackets(text):
        before = text[max(0, bracket.offset - _LONGEST_VALUE) : bracket.offset]
        said = _says(bracket.text, _ROW_STATES, _ROW_NAMES_ITSELF)
        if said and not re.search(_VALUE_BEFORE, before):
            return bracket
    return None


def find_action_deprecation(text: str) -> Phrase | None:
    """Return the bracket in a title or an introduction that says that the action should no longer be used."""
    found = (
        bracket
        for bracket in _brackets(text)
        if _says(bracket.text, _PAGE_STATES, _PAGE_NAMES_ITSELF)
    )
    return next(found, None)


def is_deprecation_callout(text: str, opening: bool) -> bool:
    """Return whether a callout says that the action should no longer be used.

    Below a table (not ``opening``) it must name the interface: a bare ``已废弃`` may mean what stands above it.
    """
    states = _PAGE_STATES if opening else _PAGE_NAMES_ITSELF
    return _says(text, states, _PAGE_NAMES_ITSELF)


def _brackets(text: str) -> Iterator[Phrase]:
    for match in _BRACKETED.finditer(text):
        inner = match[match.lastindex or 0]
        begin = match.start(match.lastindex or 0) + len(inner) - len(inner.lstrip())
        yield Phrase(inner.strip(), begin)


def _says(text: str, states: str, names_itself: str) -> bool:
    """Whether a text begins with a statement and goes on with advice only, or has a clause whose subject is named."""
    if not _MAY_SAY_SO.search(text):
        return False
    clauses = re.findall(_CLAUSE, text)
    if any(re.fullmatch(names_itself, clause) for clause in clauses):
        return True
    return bool(clauses and re.fullmatch(states, clauses[0])) and (
        len(clauses) == 1 or bool(re.match(_ADVICE, clauses[1]))
    )


_MOST = re.compile(
    r"(?P<phrase>最多|至多|(?:单次|每次|一次)(?:请求|调用)?[^0-9，,。；;：:（）()]{0,12}?(?:不[能得可]?超过|控制在))"
    r"[^0-9，,。；;：:（）()]{0,12}?(?P<number>[0-9]{1,6})\s*[个条台对](?P<noun>[^，,。；;（）()<\s]*)"
)
_SENTENCE_END = r"[。；;\n]|<br ?/?>"
# Of each element, of the answer, of what an element is made of: ``每个主机最多绑定5个``, ``不填则最多返回100个``.
_OF_SOMETHING_ELSE = (
    r"每[^次]|单[^次]|一[个台条块]|返回|展示|显示|拉取|获取|长度|大小|名称|分隔|隔开"
)
_JUST_ELEMENTS = ("", "以内", "值", "元素", "ID", "Id", "资源")
_UNIT = r"字|汉|中文|英文|小时|小数|分钟|工作|周|月|自然|单位"


def find_max_items(text: str) -> NumberPhrase | None:
    """Return how many elements a list may have, by the description of its row: ``每次请求最多支持100个``.

    Only ``最多…N个`` counts (or ``不超过`` where requests are named), of elements or of what the row is about.
    """
    found = list(islice(_MOST.finditer(text), 2))
    if len(found) != 1:
        return None
    (match,) = found
    noun, number = match["noun"], int(match["number"])
    before = text[max(0, match.start() - 200) : match.start()]
    sentence = re.split(_SENTENCE_END, before)[-1]
    if re.search(_OF_SOMETHING_ELSE, sentence + match[0][: -len(noun) or None]):
        return None
    if not number or re.match(_UNIT, noun):
        return None
    is_subject = noun in _JUST_ELEMENTS or noun in before
    return NumberPhrase(number, match.start()) if is_subject else None
