"""Makes a request example of the values that a table gives in a column of examples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from docs2sdk.pages.row_nesting import ParsedRow
from docs2sdk.protocol import CLIENT_PARAMETERS
from docs2sdk.schema import Example, ListOf, Scalar, Type, element_type

_FORMS = {
    "int": re.compile(r"-?[0-9]{1,18}"),
    "float": re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?"),
    "bool": re.compile(r"true|false"),
    # Neither a dash, nor "see below", nor what would end the value in a URL or its line.
    "string": re.compile(r"(?!见)[^&\s—-][^&\r\n\v\f\x1c-\x1e\x85\u2028\u2029]*"),
}
_MAX_LENGTH, _MAX_ITEMS = 500, 5


def build_request_example(action: str, rows: Iterable[ParsedRow]) -> Example | None:
    """Return the example of the values in the rows, at the first row; None if they lack that of a required parameter."""
    lines = [f"https://api.ucloud.cn/?Action={action}\n"]
    first = None
    for row in rows:
        first = first or row
        if row.segments[0].name in CLIENT_PARAMETERS:
            continue
        values = list(_read_values(row))
        if row.required and not values:
            return None
        lines += (f"&{name}={value}\n" for name, value in values)
    return Example("".join(lines), first.location) if first and lines[1:] else None


def _read_values(row: ParsedRow) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a row's example: a list of values has several; none if the text is no value."""
    text = (row.example or "").strip().strip("`").strip()
    if len(text) > _MAX_LENGTH:
        return
    name = str(row).replace(".N", ".0")
    type_: Type = row.type
    if isinstance(type_, ListOf) and not row.segments[-1].indexed:
        items = _read_list(text)
        if items and all(_fits(type_.item, item) for item in items):
            yield from ((f"{name}.{index}", item) for index, item in enumerate(items))
        return
    if _fits(element_type(type_), text):
        yield name, text


def _read_list(text: str) -> list[str]:
    """Return the texts of a JSON list of texts and numbers, [] if it is none."""
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(items, list) or len(items) > _MAX_ITEMS:
        return []
    return [item if isinstance(item, str) else json.dumps(item) for item in items]


def _fits(type_: Type, text: str) -> bool:
    return isinstance(type_, Scalar) and bool(_FORMS[type_.type].fullmatch(text))
