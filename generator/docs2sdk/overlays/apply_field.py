"""Apply one key of a correction to a field of an action; RefusedChange, with the reason, if that is impossible."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, NamedTuple, TypeAlias

from docs2sdk import python_naming, reserved_names
from docs2sdk.locations import Location
from docs2sdk.message_text import did_you_mean
from docs2sdk.overlays.overlay_files import Correction
from docs2sdk.pages import cells
from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.schema import (
    Deprecation,
    Field,
    KnownValues,
    ListOf,
    MaxItems,
    Payload,
    Scalar,
    Type,
    is_list,
    references,
)

PayloadKind: TypeAlias = Literal["request", "response"]

# Types first, since paths lead through them; "hidden" last, inner fields before outer ones.
_ORDER = (
    *("type", "required", "max_items", "known_values", "content_encoding"),
    *("deprecated", "python_name", "read_only", "hidden"),
)


class RefusedChange(Exception):
    """A change that cannot be applied: the diagnostic's code, and its message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class KeyChange(NamedTuple):
    """One key of a correction; the changes of an action are applied by ``rank``, not in the order of the file."""

    correction: Correction
    key: str

    @property
    def value(self) -> Any:
        return self.correction.changes[self.key]

    @property
    def location(self) -> Location:
        return self.correction.locate_key(self.key)

    @property
    def rank(self) -> tuple[int, int, tuple[str, ...], str, Location]:
        path, section = self.correction.path, self.correction.target_kind
        depth = -len(path) if self.key == "hidden" else len(path)
        return (_ORDER.index(self.key), depth, path, section, self.location)


class FieldSite(NamedTuple):
    """A field of a request or response, and the table that holds it: model ``owner``, or the top-level table ("")."""

    payload: Payload
    kind: PayloadKind
    owner: str
    field: Field

    @property
    def table(self) -> tuple[Field, ...]:
        return _get_table(self.payload, self.owner)

    @property
    def reserved(self) -> frozenset[str]:
        """The Python names that the class of the table uses for something else."""
        if self.kind == "request":
            return reserved_names.REQUEST_ATTRIBUTES
        return (
            reserved_names.MODEL_ATTRIBUTES
            if self.owner
            else reserved_names.RESPONSE_ATTRIBUTES
        )

    def replace_field(self, field: Field | None) -> Payload:
        """Return the payload with ``field`` in place of this field; without this field if None."""
        index = self.table.index(self.field)
        replacement = () if field is None else (field,)
        fields = (*self.table[:index], *replacement, *self.table[index + 1 :])
        if not self.owner:
            return replace(self.payload, fields=fields)
        models = (
            replace(model, fields=fields) if model.name == self.owner else model
            for model in self.payload.models
        )
        return replace(self.payload, models=tuple(models))


def _get_table(payload: Payload, owner: str) -> tuple[Field, ...]:
    return payload.model(owner).fields if owner else payload.fields


def find_site(payload: Payload, kind: PayloadKind, correction: Correction) -> FieldSite:
    """Find the field of a correction by its path; RefusedChange if there is none."""
    owner, path = "", correction.path
    if kind == "response" and len(path) == 1 and path[0] in RESPONSE_ENVELOPE:
        raise RefusedChange(
            "D604", f"{path[0]} belongs to every answer; leave it alone"
        )
    for name in path[:-1]:
        field = _find_field(_get_table(payload, owner), name, correction)
        model = next(references(field.type), None)
        if model is None:
            raise RefusedChange("D601", f'"{name}" of {correction} has no fields')
        owner = model
    field = _find_field(_get_table(payload, owner), path[-1], correction)
    return FieldSite(payload, kind, owner, field)


def _find_field(table: tuple[Field, ...], name: str, correction: Correction) -> Field:
    for field in table:
        if field.name == name:
            return field
    hint = did_you_mean(name, [field.name for field in table])
    message = f'{correction} names nothing: there is no "{name}"{hint}'
    raise RefusedChange("D601", message)


def change_field(site: FieldSite, change: KeyChange) -> Field | None:
    """Return the changed field, None if it is hidden; RefusedChange if the change is impossible or has no effect."""
    field = _CHANGES[change.key](site, change)
    # That nobody encodes a value answers the question that its description raises.
    if change.value == "none" and change.key == "content_encoding":
        return field
    if field and _without_locations(field) == _without_locations(site.field):
        raise no_effect_error(change)
    return field


def no_effect_error(change: KeyChange) -> RefusedChange:
    """Return the exception for a change to what the page already says."""
    message = f'"{change.key}" of {change.correction} changes nothing (any more)'
    return RefusedChange("D602", message)


def make_deprecation(change: KeyChange) -> Deprecation | None:
    """Return the deprecation that a change sets, None for an empty text, which removes that of the page."""
    return Deprecation(change.value, change.location) if change.value else None


def _without_locations(field: Field) -> tuple[Field, object, object, object]:
    """Return the contents of a field for comparison, without locations."""
    plain = replace(field, max_items=None, known_values=None, deprecated=None)
    max_items = field.max_items and field.max_items.value
    known_values = field.known_values and field.known_values.values
    return plain, max_items, known_values, field.deprecated and field.deprecated.message


def _with_type(site: FieldSite, change: KeyChange) -> Field:
    type_ = _parse_type(site.payload, change.value)
    field = replace(site.field, type=type_)
    if not is_list(type_):
        field = replace(field, max_items=None)
    if _item_scalar(type_) != _item_scalar(site.field.type):
        # What the page states about values was read for values of the other type.
        field = replace(
            field,
            known_values=None,
            default=None,
            minimum=None,
            maximum=None,
            multiple_of=None,
            min_length=None,
            max_length=None,
            unit=None,
            format=None,
        )
    return field


def _parse_type(payload: Payload, text: str) -> Type:
    """Parse a type as pages write it; models of the page need no link: ``array[ReceiptPerPhone]``."""
    models = {model.name for model in payload.models}
    linked = re.sub(
        r"\w+",
        lambda word: f"[*{word[0]}*](#{word[0]})" if word[0] in models else word[0],
        text,
    )
    type_, fault = cells.read_type(text if "(#" in text else linked)
    missing = next((model for model in references(type_) if model not in models), None)
    if fault or missing:
        problem = fault.message if fault else f"the page has no model {missing}"
        raise RefusedChange("D604", problem)
    return type_


def _item_scalar(type_: Type) -> Scalar | None:
    while isinstance(type_, ListOf):
        type_ = type_.item
    return type_ if isinstance(type_, Scalar) else None


def _with_max_items(site: FieldSite, change: KeyChange) -> Field:
    if not is_list(site.field.type):
        raise RefusedChange("D604", f"{change.correction} is no list")
    max_items = MaxItems(change.value, change.location) if change.value else None
    return replace(site.field, max_items=max_items)


def _with_known_values(site: FieldSite, change: KeyChange) -> Field:
    if not _item_scalar(site.field.type):
        raise RefusedChange("D604", f"{change.correction} is no plain value")
    values = tuple(change.value)
    known_values = KnownValues(values, change.location) if values else None
    return replace(site.field, known_values=known_values)


def _with_content_encoding(site: FieldSite, change: KeyChange) -> Field:
    if site.field.type != Scalar("string"):
        raise RefusedChange("D604", f"{change.correction} is no string")
    encoding = None if change.value == "none" else change.value
    return replace(site.field, content_encoding=encoding)


def _with_python_name(site: FieldSite, change: KeyChange) -> Field:
    for field in site.table:
        if field.name != site.field.name and field.python_name == change.value:
            message = f'"{field.name}" is called "{field.python_name}" already'
            raise RefusedChange("D604", message)
    python_names = python_naming.name_attributes(site.table, site.reserved)
    if python_names[site.field.name] == change.value:
        raise no_effect_error(change)
    return replace(site.field, python_name=change.value)


def _hide(site: FieldSite, change: KeyChange) -> None:
    if site.kind == "request" and site.field.required:
        message = f"{change.correction} is required: no request could be made"
        raise RefusedChange("D604", message)


_CHANGES: dict[str, Callable[[FieldSite, KeyChange], Field | None]] = {
    "type": _with_type,
    "required": lambda site, change: replace(site.field, required=change.value),
    "max_items": _with_max_items,
    "known_values": _with_known_values,
    "content_encoding": _with_content_encoding,
    "deprecated": lambda site, change: replace(
        site.field, deprecated=make_deprecation(change)
    ),
    "python_name": _with_python_name,
    "hidden": _hide,
}
