"""The keys that a correction may have: which target each is for, and the check of its value."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, TypeAlias

from docs2sdk import reserved_names
from docs2sdk.message_text import did_you_mean
from docs2sdk.pages import cells, path_patterns
from docs2sdk.pages.cells import CellFault

# What a correction changes: an action, a parameter, a field of the response, or pages.
TargetKind: TypeAlias = Literal["action", "request", "response", "page"]
# Takes a value and returns what is wrong with it, "" if nothing is.
Check: TypeAlias = Callable[[Any], str]

_PYTHON_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*_?")
_URL = re.compile(r"https?://\S+")
_MAX_ITEMS = 1_000_000


def read_target(item: Mapping[str, Any]) -> tuple[TargetKind, str]:
    """Return what a correction changes, and the path of it as written; "" for an action."""
    if "page" in item:
        return "page", item["page"]
    if "parameter" in item:
        return "request", item["parameter"]
    return ("response", item["field"]) if "field" in item else ("action", "")


def parse_path(text: str) -> tuple[str, ...]:
    """Return the names in ``Disks.N.Size`` without the indices; empty if the text is no path."""
    steps = cells.read_name(text)
    return () if isinstance(steps, CellFault) else tuple(step.name for step in steps)


def read_changes(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a correction sets, by key, without target, reason, issue and expiry."""
    return {key: value for key, value in item.items() if key not in _METADATA}


def find_problems(item: Any) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a correction: the key ("" for the correction as a whole), and a message."""
    if not isinstance(item, dict):
        yield "", 'write "[[correction]]"'
        return
    target_kind, _ = read_target(item)
    metadata = _PAGE_METADATA if target_kind == "page" else _ACTION_METADATA
    checks = metadata | _CHANGES[target_kind]
    for key, value in item.items():
        if key not in checks:
            yield key, _explain_unknown_key(key, target_kind, checks)
        elif problem := checks[key](value):
            yield key, f'"{key}" {problem}'
    yield from _check_metadata(item)
    if not read_changes(item):
        yield "", "it changes nothing"
    is_of_field = target_kind in ("request", "response")
    if is_of_field and isinstance(item.get("python_name"), str):
        yield from _check_reserved(item, target_kind)


def _check_metadata(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "action" not in item and "page" not in item:
        yield "", 'it has no "action"'
    if "reason" not in item:
        yield "", 'it has no "reason"'
    if "parameter" in item and "field" in item:
        yield "field", 'it is about a "parameter" already; write two corrections'


def _explain_unknown_key(
    key: str, target_kind: TargetKind, known_keys: Iterable[str]
) -> str:
    if key in _ACTION_METADATA:
        return f'it is about a "page" already; leave out "{key}"'
    if any(key in checks for checks in _CHANGES.values()):
        return f'"{key}" cannot be set for {_TARGET_NAMES[target_kind]}'
    return f"there is no key {cells.quote(key)}{did_you_mean(key, known_keys)}"


def _check_reserved(
    item: Mapping[str, Any], target_kind: TargetKind
) -> Iterator[tuple[str, str]]:
    """Yield a problem if generated classes use the Python name for something else."""
    is_nested = len(parse_path(str(read_target(item)[1]))) > 1
    in_response = (
        reserved_names.MODEL_ATTRIBUTES
        if is_nested
        else reserved_names.RESPONSE_ATTRIBUTES
    )
    taken = (
        reserved_names.REQUEST_ATTRIBUTES if target_kind == "request" else in_response
    )
    name = item["python_name"]
    if name in taken or keyword.iskeyword(name):
        yield "python_name", f'"{name}" means something else in generated classes'


def _check_text(value: Any) -> str:
    plain = isinstance(value, str) and value.strip()
    return "" if plain else "must be a text"


def _check_deprecation(value: Any) -> str:
    plain = isinstance(value, str)
    return "" if plain else 'must be a text, or "" for: not deprecated'


def _check_path(value: Any) -> str:
    steps = cells.read_name(value) if isinstance(value, str) else None
    if steps is None:
        return 'must be a path like "Disks.N.Size"'
    return steps.message if isinstance(steps, CellFault) else ""


def _check_page_pattern(value: Any) -> str:
    plain = isinstance(value, str) and path_patterns.is_path_pattern(value)
    return "" if plain else 'must be the path of a page, like "isms-api/get_x.md"'


def _check_url(value: Any) -> str:
    plain = isinstance(value, str) and _URL.fullmatch(value)
    return "" if plain else "must be a link, https://…"


def _check_date(value: Any) -> str:
    # A datetime is an instance of date, too.
    return "" if type(value) is date else "must be a date like 2027-06-30, no string"


def _check_bool(value: Any) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _check_true(value: Any) -> str:
    return "" if value is True else "must be true: nothing is hidden otherwise"


def _check_encoding(value: Any) -> str:
    return "" if value in ("base64", "none") else 'must be "base64" or "none"'


def _check_python_name(value: Any) -> str:
    fits = isinstance(value, str) and len(value) <= cells.MAX_NAME_LENGTH
    plain = fits and _PYTHON_NAME.fullmatch(value)
    return "" if plain else "must be a Python name in lower case, like uhost_id"


def _check_count(value: Any) -> str:
    plain = type(value) is int and 0 <= value <= _MAX_ITEMS
    return "" if plain else "must be a number of elements, or 0 for: no limit"


def _check_values(value: Any) -> str:
    plain = isinstance(value, list) and all(
        isinstance(item, str) and item for item in value
    )
    if not plain or len(set(value)) < len(value):
        return "must be a list of different texts, or [] for: not enumerated"
    return ""


_COMMON_METADATA: dict[str, Check] = {
    "reason": _check_text,
    "issue": _check_url,
    "expires": _check_date,
}
_PAGE_METADATA = {"page": _check_page_pattern} | _COMMON_METADATA
_ACTION_METADATA = {
    "action": _check_text,
    "parameter": _check_path,
    "field": _check_path,
} | _COMMON_METADATA
_METADATA = _PAGE_METADATA | _ACTION_METADATA
_FIELD_CHANGES: dict[str, Check] = {
    "type": _check_text,
    "required": _check_bool,
    "known_values": _check_values,
    "deprecated": _check_deprecation,
    "python_name": _check_python_name,
    "hidden": _check_true,
}
_CHANGES: dict[TargetKind, dict[str, Check]] = {
    "action": {
        "read_only": _check_bool,
        "deprecated": _check_deprecation,
        "hidden": _check_true,
    },
    "request": _FIELD_CHANGES
    | {"max_items": _check_count, "content_encoding": _check_encoding},
    "response": _FIELD_CHANGES,
    "page": {"hidden": _check_true},
}
_TARGET_NAMES: dict[TargetKind, str] = {
    "action": "an action",
    "request": "a parameter",
    "response": "a field",
    "page": "a page",
}
