"""What a request example contradicts in the request tables of its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from docs2sdk.pages.cells import quote
from docs2sdk.python_literals import JSON
from docs2sdk.schema import Action, Field, ListOf, Payload, Ref, Scalar, Type, Untyped
from docs2sdk.validation.mismatches import describe_type
from docs2sdk.values import coercion, example_text, json_offsets
from docs2sdk.values.example_text import Parameter
from docs2sdk.values.example_values import SET_BY_CLIENT
from docs2sdk.values.json_offsets import Offsets, Steps

# How many pages write an index: any number.
_INDEX_LETTERS = {"N", "n"}


class RequestContradiction(NamedTuple):
    """A code of ``diagnostics.CODES``, a message, and an offset in the example's text."""

    code: str
    message: str
    offset: int


def find_contradictions(action: Action, text: str) -> Iterator[RequestContradiction]:
    """Yield what an example's parameters contradict in the tables, then which required ones it lacks.

    Nothing for a text without parameters.
    """
    located = list(_locate_parameters(text))
    if not located:
        return
    yield from _check_action_name(action, located)
    yield from _find_repeated_keys(located)
    start = len(text) - len(text.lstrip())
    checker = _ParameterChecker(action.request, Offsets(start, start))
    for parameter, offsets in located:
        if parameter.key not in SET_BY_CLIENT:
            yield from checker.check(parameter, offsets)
    yield from checker.find_missing(action.request.fields, checker.root, ())


def _locate_parameters(text: str) -> Iterator[tuple[Parameter, Offsets]]:
    """Yield the parameters with the offsets of their keys; in a JSON body, of all keys and values inside, too."""
    body = example_text.find_body(text)
    root = json_offsets.scan(text, body.offset) if body else None
    for parameter in example_text.parse_parameters(text):
        if root:
            yield parameter, json_offsets.follow(root, (parameter.key,))
        else:
            yield parameter, Offsets(parameter.offset, parameter.offset)


def _check_action_name(
    action: Action, located: Iterable[tuple[Parameter, Offsets]]
) -> Iterator[RequestContradiction]:
    for parameter, offsets in located:
        if parameter.key == "Action" and parameter.value != action.name:
            name = quote(str(parameter.value))
            message = f'the example calls {name}, the page describes "{action.name}"'
            yield RequestContradiction("D407", message, offsets.value)


def _find_repeated_keys(
    located: Iterable[tuple[Parameter, Offsets]],
) -> Iterator[RequestContradiction]:
    """Yield repeated keys, except those with a letter for an index: they stand for two elements."""
    first: dict[str, int] = {}
    for parameter, offsets in located:
        key = parameter.key
        if first.setdefault(key, offsets.key) == offsets.key or _has_index_letter(key):
            continue
        message = f"{quote(key)} is given twice"
        yield RequestContradiction("D405", message, offsets.key)


def _has_index_letter(key: str) -> bool:
    return not _INDEX_LETTERS.isdisjoint(key.split(".")[1:])


@dataclass(frozen=True, slots=True)
class _ParameterChecker:
    """Checks parameters one by one, and collects under ``root`` the offsets of all that the example gives, by steps.

    ``opaque`` are the steps to values whose inside is not known: null, or of another type.
    """

    payload: Payload
    root: Offsets
    opaque: set[Steps] = field(default_factory=set)

    def check(
        self, parameter: Parameter, offsets: Offsets
    ) -> Iterator[RequestContradiction]:
        """Record a parameter, and yield what in it is not in the tables or has another type there."""
        key = parameter.key
        target = coercion.resolve_key(self.payload, key)
        if not target:
            spelled = self._correct_case(key)
            target = coercion.resolve_key(self.payload, spelled)
            yield _unknown(_row_of_key(key), offsets, spelled if target else "")
        elif _has_index_letter(key):
            message = f"{quote(key)} has a letter where an index belongs"
            yield RequestContradiction("D406", message, offsets.key)
        if target:
            steps, type_ = target
            self._record(steps, offsets)
            yield from self._check_value(type_, parameter.value, steps, offsets)

    def _correct_case(self, key: str) -> str:
        """Return a key with its first name as the table spells it: examples have ``Projectid``."""
        first, dot, rest = key.partition(".")
        for row in self.payload.fields:
            if row.name.lower() == first.lower():
                return f"{row.name}{dot}{rest}"
        return key

    def _record(self, steps: Steps, offsets: Offsets) -> None:
        holder = self.root
        for step in steps[:-1]:
            holder = holder.inner.setdefault(step, Offsets(offsets.key, offsets.value))
        holder.inner.setdefault(steps[-1], offsets)

    def _check_value(
        self, type_: Type, value: JSON, steps: Steps, offsets: Offsets
    ) -> Iterator[RequestContradiction]:
        match type_:
            case _ if value is None:
                self.opaque.add(steps)
            case Ref(model) if isinstance(value, dict):
                types = {row.name: row.type for row in self.payload.model(model).fields}
                for key, item in value.items():
                    at, inside = (*steps, key), json_offsets.follow(offsets, (key,))
                    if key in types:
                        yield from self._check_value(types[key], item, at, inside)
                    else:
                        yield _unknown(_row_of(at), inside)
            case ListOf(item_type) if isinstance(value, list):
                for index, item in enumerate(value):
                    at, inside = (*steps, index), json_offsets.follow(offsets, (index,))
                    yield from self._check_value(item_type, item, at, inside)
            case _ if not is_type(type_, value):
                self.opaque.add(steps)
                yield _wrong_type(type_, value, _row_of(steps), offsets)

    def find_missing(
        self, fields: tuple[Field, ...], holder: Offsets, steps: Steps
    ) -> Iterator[RequestContradiction]:
        """Yield the required parameters that are missing, each at the object that lacks it."""
        for row in fields:
            at = (*steps, row.name)
            if row.name in holder.inner:
                yield from self._find_missing_inside(
                    row.type, holder.inner[row.name], at
                )
            elif row.required:
                message = f'"{_row_of(at)}" is required but missing from the example'
                yield RequestContradiction("D404", message, holder.value)

    def _find_missing_inside(
        self, type_: Type, offsets: Offsets, steps: Steps
    ) -> Iterator[RequestContradiction]:
        match type_:
            case _ if steps in self.opaque:
                return
            case Ref(model):
                fields = self.payload.model(model).fields
                yield from self.find_missing(fields, offsets, steps)
            case ListOf(item_type):
                for index, inside in offsets.inner.items():
                    yield from self._find_missing_inside(
                        item_type, inside, (*steps, index)
                    )


def is_type(type_: Type, value: JSON) -> bool:
    """Whether a value without fields of the tables can have the type; in a form, every value is text."""
    match type_:
        case Untyped("list"):
            return isinstance(value, list)
        case Untyped("object"):
            return isinstance(value, dict)
        case Untyped():
            return True
        case Scalar(kind):
            return _is_scalar(kind, value)
        case _:
            return False


def _is_scalar(kind: str, value: JSON) -> bool:
    if kind == "string":
        return isinstance(value, str)
    if isinstance(value, str):
        return bool(_TEXT_FORMS[kind].fullmatch(value.strip()))
    if isinstance(value, bool) or kind == "bool":
        return kind == "bool" and isinstance(value, bool)
    return isinstance(value, int if kind == "int" else (int, float))


_TEXT_FORMS = {
    "int": re.compile(r"[+-]?[0-9]+"),
    "float": re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"),
    # A server may accept 0 and 1 for a bool, so they are not reported.
    "bool": re.compile(r"true|false|0|1", re.IGNORECASE),
}


def _unknown(row: str, offsets: Offsets, suggestion: str = "") -> RequestContradiction:
    hint = f'; did you mean "{suggestion}"?' if suggestion else ""
    message = f"the table has no {quote(row)}{hint}"
    return RequestContradiction("D403", message, offsets.key)


def _wrong_type(
    type_: Type, value: JSON, row: str, offsets: Offsets
) -> RequestContradiction:
    message = f'the value of "{row}" is not {describe_type(type_)}'
    if isinstance(type_, ListOf) and isinstance(value, str):
        message = f'"{row}" is a list: its first element is called "{row}.0"'
    return RequestContradiction("D408", message, offsets.value)


def _row_of(steps: Steps) -> str:
    """Return the name of a table's row: ``Disks.N.Size``."""
    return ".".join("N" if isinstance(step, int) else step for step in steps)


def _row_of_key(key: str) -> str:
    return ".".join("N" if part.isdecimal() else part for part in key.split("."))
