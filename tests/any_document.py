"""A schema file with everything that one can hold, and all that can be wrong with it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from docs2sdk import schema_json
from docs2sdk.schema import (
    Bound,
    Deprecation,
    ErrorCode,
    Format,
    KnownValues,
    ListOf,
    MaxItems,
    Pagination,
    Ref,
    Service,
    StatedNumber,
    StatedText,
)
from small_schemas import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    PLACE,
    RET_CODE,
    STRING,
    action,
    example,
    field,
    group,
    many,
    model,
    needed,
    side,
)

Path: TypeAlias = tuple[str | int, ...]

DEPRECATED = Deprecation("已废弃", PLACE)
FACTS = replace(
    field("TaskIdSet", ListOf(ListOf(STRING)), doc="“集合”\n第二行"),
    max_items=MaxItems(100, PLACE),
    known_values=KnownValues(("a", "b"), PLACE),
    default=StatedText("a", PLACE),
    minimum=Bound(1, (-1, 0), PLACE),
    maximum=Bound(9, (), PLACE),
    multiple_of=StatedNumber(2, PLACE),
    min_length=StatedNumber(0, PLACE),
    max_length=StatedNumber(63, PLACE),
    unit=StatedText("GB", PLACE),
    format=Format("timestamp-ms", PLACE),
    deprecated=DEPRECATED,
    content_encoding="base64",
    name="task_ids",
)
FULL = action(
    side(FACTS, needed("Disks", many("Disks.N")), models=(group("Disks.N", FACTS),)),
    response=side(
        RET_CODE,
        field("Data", Ref("Row")),
        *(field("Free", ANY), field("Share", FLOAT), field("IsOn", BOOL)),
        models=(model("Row", field("Rows", many("Row"))),),
    ),
    notes=("note",),
    warnings=("warning",),
    request_example=example("Action=DoThing"),
    response_example=example("{}"),
    deprecated=DEPRECATED,
    pagination=Pagination(
        "Limit",
        "Offset",
        "Rows",
        "TotalCount",
        StatedNumber(20, PLACE),
        StatedNumber(100, PLACE),
    ),
    read_only=True,
)
PLAIN = action(side(field("Size", INT)), name="GetThing", in_index=False)
SERVICES = (
    Service(
        "thing-api",
        "东西",
        (FULL, PLAIN),
        (ErrorCode(8039, "no such thing", "没有", PLACE),),
    ),
)


def document() -> dict[str, Any]:
    """Return the document as a reader gets it."""
    read: dict[str, Any] = json.loads(schema_json.dumps(SERVICES))
    return read


def mutations() -> dict[str, dict[str, Any]]:
    """Return documents with one fault each, by what is wrong: a key dropped, added, or of another kind.

    What stands in many places (each place has a line) is spoiled in one of them.
    """
    return dict(reversed([*_mutations(document())]))


def _mutations(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, value in _walk(whole):
        where = ".".join(step for step in path[-3:] if isinstance(step, str))
        if isinstance(value, dict):
            yield f"{where} has another key", _with(whole, (*path, "x"), None)
            for key in value:
                yield f"{where} lacks {key}", _without(whole, (*path, key))
        for wrong in _others(value) if path else ():
            yield f"{where} is {json.dumps(wrong)}", _with(whole, path, wrong)


def _walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    for key, item in inner:
        yield from _walk(item, (*path, key))


def _others(value: Any) -> list[Any]:
    """Return values that nothing can be whose right value is this one."""
    if isinstance(value, str):
        return [1, True, [], {}]
    if isinstance(value, bool):
        return [1, "true", [], {}]
    if isinstance(value, int):
        return [True, 1.5, "1", None, [], {}]
    if value is None:
        return [1.5, [], {}, {"x": 1}]
    return [1, None, "", {}] if isinstance(value, list) else [1, "", []]


def _with(whole: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    changed, holder = _copy_along(whole, path)
    holder[path[-1]] = value
    return changed


def _without(whole: dict[str, Any], path: Path) -> dict[str, Any]:
    changed, holder = _copy_along(whole, path)
    del holder[path[-1]]
    return changed


def _copy_along(whole: dict[str, Any], path: Path) -> tuple[dict[str, Any], Any]:
    """Return a copy of which only what the path leads through is new, and what is last on the path."""
    changed = copy.copy(whole)
    holder: Any = changed
    for step in path[:-1]:
        holder[step] = copy.copy(holder[step])
        holder = holder[step]
    return changed, holder
