"""The keys of a correction: which there are, for what, and what is wrong with a value."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, TypeAlias

from docs2sdk import likeness, reserved
from docs2sdk.catalog import path_patterns
from docs2sdk.pages import cells
from docs2sdk.pages.cells import Fault

# What a correction is about: the action itself, a parameter, a field of the response, or pages whatever they describe.
Part: TypeAlias = Literal["action", "request", "response", "page"]
Check: TypeAlias = Callable[[Any], str]

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*_?")
_LINK = re.compile(r"https?://\S+")
_MOST = 1_000_000


def target(item: Mapping[str, Any]) -> tuple[Part, str]:
    """Return what a correction is about, and the path to it as written."""
    if "page" in item:
        return "page", item["page"]
    if "parameter" in item:
        return "request", item["parameter"]
    return ("response", item["field"]) if "field" in item else ("action", "")


def path(text: str) -> tuple[str, ...]:
    """Return the segments of ``Disks.N.Size`` without its indices; empty where it cannot be read."""
    steps = cells.name(text)
    return () if isinstance(steps, Fault) else tuple(step.wire for step in steps)


def changes(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a correction sets, without what it says about itself."""
    return {key: value for key, value in item.items() if key not in _ABOUT}


def problems(item: Any) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a correction: the key ("" for the correction itself), and a message."""
    if not isinstance(item, dict):
        yield "", 'write "[[correction]]"'
        return
    part, _ = target(item)
    known = (_OF_PAGE if part == "page" else _OF_ACTION) | _OF[part]
    for key, value in item.items():
        if key not in known:
            yield key, _unknown(key, part, known)
        elif problem := known[key](value):
            yield key, f'"{key}" {problem}'
    yield from _about(item)
    if not changes(item):
        yield "", "it changes nothing"
    if part in ("request", "response") and isinstance(item.get("name"), str):
        yield from _reserved(item, part)


def _about(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "action" not in item and "page" not in item:
        yield "", 'it has no "action"'
    if "reason" not in item:
        yield "", 'it has no "reason"'
    if "parameter" in item and "field" in item:
        yield "field", 'it is about a "parameter" already; write two corrections'


def _unknown(key: str, part: Part, known: Iterable[str]) -> str:
    if key in _OF_ACTION:
        return f'it is about a "page" already; leave out "{key}"'
    if any(key in keys for keys in _OF.values()):
        return f'"{key}" cannot be set for {_WHAT[part]}'
    return f"there is no key {cells.quoted(key)}{likeness.hint(key, known)}"


def _reserved(item: Mapping[str, Any], part: Part) -> Iterator[tuple[str, str]]:
    """Yield that a Python name is one that the generated class has another use for."""
    inner = len(path(str(target(item)[1]))) > 1
    answers = reserved.IN_MODELS if inner else reserved.IN_RESPONSES
    taken = reserved.IN_REQUESTS if part == "request" else answers
    if item["name"] in taken or keyword.iskeyword(item["name"]):
        yield "name", f'"{item["name"]}" means something else in generated classes'


def _text(value: Any) -> str:
    plain = isinstance(value, str) and value.strip()
    return "" if plain else "must be a text"


def _text_or_none(value: Any) -> str:
    plain = isinstance(value, str)
    return "" if plain else 'must be a text, or "" for: not deprecated'


def _path(value: Any) -> str:
    steps = cells.name(value) if isinstance(value, str) else None
    if steps is None:
        return 'must be a path like "Disks.N.Size"'
    return steps.message if isinstance(steps, Fault) else ""


def _page(value: Any) -> str:
    plain = isinstance(value, str) and path_patterns.is_path(value)
    return "" if plain else 'must be the path of a page, like "isms-api/get_x.md"'


def _link(value: Any) -> str:
    plain = isinstance(value, str) and _LINK.fullmatch(value)
    return "" if plain else "must be a link, https://…"


def _day(value: Any) -> str:
    # A date with a time is a date to isinstance.
    return "" if type(value) is date else "must be a date like 2027-06-30, no string"


def _yes_or_no(value: Any) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _yes(value: Any) -> str:
    return "" if value is True else "must be true: nothing is hidden otherwise"


def _base64(value: Any) -> str:
    return "" if value == "base64" else 'must be "base64"'


def _name(value: Any) -> str:
    fits = isinstance(value, str) and len(value) <= cells.MAX_LENGTH
    plain = fits and _NAME.fullmatch(value)
    return "" if plain else "must be a Python name in lower case, like uhost_id"


def _count(value: Any) -> str:
    plain = type(value) is int and 0 <= value <= _MOST
    return "" if plain else "must be a number of elements, or 0 for: no limit"


def _values(value: Any) -> str:
    plain = isinstance(value, list) and all(
        isinstance(item, str) and item for item in value
    )
    if not plain or len(set(value)) < len(value):
        return "must be a list of different texts, or [] for: not enumerated"
    return ""


_OF_ALL: dict[str, Check] = {"reason": _text, "issue": _link, "expires": _day}
_OF_PAGE = {"page": _page} | _OF_ALL
_OF_ACTION = {"action": _text, "parameter": _path, "field": _path} | _OF_ALL
_ABOUT = _OF_PAGE | _OF_ACTION
_OF_FIELDS: dict[str, Check] = {
    "type": _text,
    "required": _yes_or_no,
    "enum": _values,
    "deprecated": _text_or_none,
    "name": _name,
    "hidden": _yes,
}
_OF: dict[Part, dict[str, Check]] = {
    "action": {"read_only": _yes_or_no, "deprecated": _text_or_none, "hidden": _yes},
    "request": _OF_FIELDS | {"limit": _count, "format": _base64},
    "response": _OF_FIELDS,
    "page": {"hidden": _yes},
}
_WHAT: dict[Part, str] = {
    "action": "an action",
    "request": "a parameter",
    "response": "a field",
    "page": "a page",
}
