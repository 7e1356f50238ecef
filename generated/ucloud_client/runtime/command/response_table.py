"""Responses as tables: one for each list of objects, and key and value for the rest."""

# isort: skip_file
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import printable
from .terminal import measure_width, pad

# Of every response; what they say is the exit code.
_ENVELOPE = ("RetCode", "Action")


def format_response(raw: Mapping[str, Any]) -> str:
    """Return a response as it arrived: first what is in no list of objects, then each such list under its name."""
    values = {key: item for key, item in raw.items() if key not in _ENVELOPE}
    leaves = dict(_walk(values, ""))
    pairs = [
        [key, _format_cell(item)] for key, item in leaves.items() if not _is_table(item)
    ]
    tables = [
        f"{printable(key)}\n{format_rows(item)}"
        for key, item in leaves.items()
        if _is_table(item)
    ]
    return "\n\n".join([*([_align(pairs)] if pairs else []), *tables])


def format_rows(rows: Sequence[Any]) -> str:
    """Return a list of objects as a table of their fields, of lists of objects inside them the number."""
    cells = [
        dict(_walk(row, "")) if isinstance(row, dict) else {"": row} for row in rows
    ]
    columns = list(dict.fromkeys(key for row in cells for key in row))
    body = [[_format_cell(row.get(column)) for column in columns] for row in cells]
    return _align([list(map(printable, columns)), *body])


def _walk(values: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Yield the values in an object, and in the objects inside it, with their paths."""
    for key, item in values.items():
        if isinstance(item, dict) and item:
            yield from _walk(item, f"{path}{key}.")
        else:
            yield f"{path}{key}", item


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _format_cell(value: Any) -> str:
    if _is_table(value):
        return f"({len(value)})"
    if isinstance(value, list):
        return ", ".join(map(_format_cell, value))
    if isinstance(value, str):
        return printable(value)
    return "" if value is None or value == {} else printable(json.dumps(value))


def _align(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(measure_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(pad, row, widths)).rstrip() for row in rows)
