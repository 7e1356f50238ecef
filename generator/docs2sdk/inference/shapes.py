"""What samples of one value have in common: how often it was a text, a number, an object, a list, and what is in these."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from docs2sdk.traffic.bodies import FormText
from docs2sdk.traffic.secrets import MASK, find_shape, is_row_name
from docs2sdk.values.sample_values import JSONObject

# Deeper objects, and objects with more names, are taken for values: published models nest eight deep.
MAX_LEVELS = 20
MAX_NAMES = 500
_MAX_WORDS = 12
_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?[0-9]{1,18}\.[0-9]{1,9}")
# A word that an API would make up: Running, PRIVATE, by_hour, HTTPS1.
_WORD = re.compile(
    r"(?=.{2,24}\Z)(?:[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,}){0,2}|[A-Z]{2,}|[a-z]{2,12}(?:_[a-z]{2,12}){1,2}|[A-Z]{2,12}(?:_[A-Z]{2,12}){1,2})[0-9]?"
)


@dataclass(slots=True)
class Shape:
    """The values of one row in all samples.

    ``values`` counts those that are not null, ``scalars`` the types of single values ("" for an empty text), ``maps`` the
    objects whose keys are no names, ``is_form`` whether a value came as the text of a form.  ``words`` are the texts that
    look like words of an enumeration; None if there are too many, or others.
    """

    values: int = 0
    nulls: int = 0
    scalars: Counter[str] = field(default_factory=Counter)
    words: Counter[str] | None = field(default_factory=Counter)
    objects: int = 0
    maps: int = 0
    fields: dict[str, Shape] = field(default_factory=dict)
    lists: int = 0
    items: Shape | None = None
    is_form: bool = False


def observe_objects(objects: Iterable[JSONObject]) -> Shape:
    """Return the shape of requests or of responses."""
    shape = Shape()
    for each in objects:
        _observe(shape, each, 0)
    return shape


def _observe(shape: Shape, value: Any, level: int) -> None:
    if value is None:
        shape.nulls += 1
        return
    shape.values += 1
    if isinstance(value, dict):
        _observe_object(shape, value, level)
    elif isinstance(value, list):
        shape.lists += 1
        shape.items = shape.items or Shape()
        for item in value if level < MAX_LEVELS else ():
            _observe(shape.items, item, level + 1)
    else:
        shape.scalars[_find_kind(value)] += 1
        shape.is_form |= isinstance(value, FormText)
        _observe_word(shape, value)


def _observe_object(shape: Shape, value: JSONObject, level: int) -> None:
    names = [key for key in value if is_row_name(key)]
    # Keys that are values themselves, as in {"uhost-1": {…}}.
    is_map = len(names) * 2 < len(value) or len(names) > MAX_NAMES
    if is_map or level >= MAX_LEVELS:
        shape.maps += 1
        return
    shape.objects += 1
    for name in names:
        if name not in shape.fields and len(shape.fields) < MAX_NAMES:
            shape.fields[name] = Shape()
        if name in shape.fields:
            _observe(shape.fields[name], value[name], level + 1)


def _find_kind(value: Any) -> str:
    if isinstance(value, str):
        if not isinstance(value, FormText):
            return "string" if value else ""
        if value.lower() in ("true", "false"):
            return "bool"
        is_float = _FLOAT.fullmatch(value)
        kind = "int" if _INT.fullmatch(value) else "float" if is_float else "string"
        return kind if value else ""
    return {bool: "bool", int: "int"}.get(type(value), "float")


def _observe_word(shape: Shape, value: Any) -> None:
    """Count a text that may be one of an enumeration; no longer once another text was seen."""
    if shape.words is None or not isinstance(value, str) or value in ("", MASK):
        return
    if not _WORD.fullmatch(value) or find_shape(value):
        shape.words = None
        return
    shape.words[str(value)] += 1
    if len(shape.words) > _MAX_WORDS:
        shape.words = None


def list_words(shape: Shape) -> list[str]:
    """Return the words of an enumeration, sorted; [] if the samples do not repeat words enough to be one."""
    words = shape.words or Counter()
    is_repeated = sum(words.values()) >= max(3, 2 * len(words))
    return sorted(words) if is_repeated else []


def merge_shapes(first: Shape, second: Shape) -> Shape:
    """Return the shape of the values of both."""
    words = None
    if first.words is not None and second.words is not None:
        words = first.words + second.words
    names = dict.fromkeys((*first.fields, *second.fields))
    empty = Shape()
    return Shape(
        first.values + second.values,
        first.nulls + second.nulls,
        first.scalars + second.scalars,
        words,
        first.objects + second.objects,
        first.maps + second.maps,
        {
            name: merge_shapes(
                first.fields.get(name, empty), second.fields.get(name, empty)
            )
            for name in names
        },
        first.lists + second.lists,
        (
            merge_shapes(first.items or empty, second.items or empty)
            if first.items or second.items
            else None
        ),
        first.is_form or second.is_form,
    )
