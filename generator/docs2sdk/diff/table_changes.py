"""Compare two versions of a request or a response table by table; each change is found once."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from docs2sdk.diff import model_matching, row_changes, row_matching
from docs2sdk.diff.row_matching import RowMatching
from docs2sdk.diff.schema_changes import (
    NOUN,
    FieldRow,
    PayloadName,
    SchemaChange,
    SchemaElement,
    describe_requirement,
)
from docs2sdk.diff.type_changes import (
    classify_type_change,
    innermost_type,
    list_item,
    spell_type,
)
from docs2sdk.locations import Location
from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.schema import Field, Model, Payload, Ref

# The payload's own table is a model without a name and without a place.
_NO_PLACE = Location("", 0)


def find_table_changes(
    payload: PayloadName, old: Payload, new: Payload
) -> Iterator[SchemaChange]:
    """Yield every change between two requests or responses; a model's changes once, however many rows refer to it."""
    yield from _find_envelope_changes(payload, old, new)
    tables = _list_tables(payload, old), _list_tables(payload, new)
    walk = _Walk(payload, *tables, model_matching.match_models(*tables))
    while walk.queue:
        old_name, new_name = walk.queue.popleft()
        yield from _compare_tables(walk, walk.old[old_name], walk.new[new_name])


@dataclass(frozen=True, slots=True)
class _Walk:
    """The tables of both versions by name, the ``queue`` of pairs still to be compared, and all pairs ever queued.

    ``renamed`` maps models that only the old version has to those that replace them, whatever rows refer to them.
    """

    payload: PayloadName
    old: Mapping[str, Model]
    new: Mapping[str, Model]
    renamed: Mapping[str, str]
    queue: deque[tuple[str, str]] = field(default_factory=lambda: deque([("", "")]))
    seen: set[tuple[str, str]] = field(default_factory=lambda: {("", "")})


def _list_tables(payload: PayloadName, side: Payload) -> dict[str, Model]:
    fields = tuple(row for row in side.fields if not _is_envelope(payload, row))
    models = {model.name: model for model in side.models}
    return {"": Model("", fields, _NO_PLACE)} | models


def _is_envelope(payload: PayloadName, row: Field) -> bool:
    return payload == "response" and row.name in RESPONSE_ENVELOPE


def _find_envelope_changes(
    payload: PayloadName, old: Payload, new: Payload
) -> Iterator[SchemaChange]:
    """Yield the changes of the rows that every response has, whatever its page documents."""
    old_rows, new_rows = _envelope_rows(payload, old), _envelope_rows(payload, new)
    for wire in RESPONSE_ENVELOPE:
        old_element, before = old_rows.get(wire, _NO_ROW)
        new_element, after = new_rows.get(wire, _NO_ROW)
        if before != after:
            yield SchemaChange(
                "response-envelope-changed", old_element, new_element, before, after
            )


_NO_ROW: tuple[SchemaElement | None, str] = (None, "no row")


def _envelope_rows(
    payload: PayloadName, side: Payload
) -> dict[str, tuple[SchemaElement | None, str]]:
    """Return the rows of the envelope by name, each with its full description."""
    models = {model.name: model for model in side.models}
    return {
        row.name: (
            SchemaElement("", row.name, row.location),
            f"{_describe_row(row, models)}: {row.description}",
        )
        for row in side.fields
        if _is_envelope(payload, row)
    }


def _describe_row(row: Field, models: Mapping[str, Model]) -> str:
    return f"{describe_requirement(row)} {spell_type(row.type, models)}"


def _compare_tables(walk: _Walk, old: Model, new: Model) -> Iterator[SchemaChange]:
    """Yield the changes between two tables, and queue the tables that their rows refer to."""
    matching = row_matching.match_rows(
        old.fields,
        new.fields,
        _type_key(walk.old, walk.renamed),
        _type_key(walk.new, {}),
    )
    yield from _find_renamed_rows(walk.payload, matching, old, new)
    yield from _find_added_and_removed_rows(walk, matching, old, new)
    for old_field, new_field in (
        *matching.kept,
        *matching.case_changed,
        *matching.renamed,
    ):
        yield from _compare_rows(
            walk, FieldRow(old, old_field), FieldRow(new, new_field)
        )
    if matching.moved:
        before, after = matching.moved
        names = {field.name for field, _ in matching.kept}
        yield SchemaChange(
            "rows-reordered",
            SchemaElement(old.name, "", before.location),
            SchemaElement(new.name, "", after.location),
            *_describe_orders(
                [field.name for field in old.fields if field.name in names],
                [field.name for field in new.fields if field.name in names],
            ),
        )


def _describe_orders(old: list[str], new: list[str]) -> tuple[str, str]:
    """Return two orders of the same names, without those that both begin or end with."""
    pairs = enumerate(zip(old, new, strict=True))
    differing = [index for index, (before, after) in pairs if before != after]
    part = slice(differing[0], differing[-1] + 1)
    return ", ".join(old[part]), ", ".join(new[part])


def _type_key(
    tables: Mapping[str, Model], renamed: Mapping[str, str]
) -> row_matching.TypeKey:
    """Return a key function for types; a group of rows is identified by its rows, because its name is its path.

    A ``renamed`` model is identified by its new name.
    """

    def key(row: Field) -> Hashable:
        inner, depth = row.type, 0
        while (item := list_item(inner)) is not None:
            inner, depth = item, depth + 1
        if isinstance(inner, Ref) and tables[inner.model].implicit:
            return depth, _field_names(tables[inner.model])
        if isinstance(inner, Ref):
            return depth, Ref(renamed.get(inner.model, inner.model))
        return depth, inner

    return key


def _field_names(model: Model) -> frozenset[str]:
    return frozenset(row.name for row in model.fields)


def _find_renamed_rows(
    payload: PayloadName, matching: RowMatching, old: Model, new: Model
) -> Iterator[SchemaChange]:
    for verb, pairs in (
        ("case-changed", matching.case_changed),
        ("renamed", matching.renamed),
    ):
        for old_field, new_field in pairs:
            before = FieldRow(old, old_field).element
            after = FieldRow(new, new_field).element
            rule = f"{NOUN[payload]}-{verb}"
            yield SchemaChange(rule, before, after, before.path, after.path)


def _find_added_and_removed_rows(
    walk: _Walk, matching: RowMatching, old: Model, new: Model
) -> Iterator[SchemaChange]:
    noun = NOUN[walk.payload]
    for row in matching.removed:
        before = _describe_row(row, walk.old)
        element = FieldRow(old, row).element
        yield SchemaChange(f"{noun}-removed", element, None, before, "")
    for row in matching.added:
        suffix = f"-{describe_requirement(row)}" if walk.payload == "request" else ""
        after = _describe_row(row, walk.new)
        element = FieldRow(new, row).element
        yield SchemaChange(f"{noun}-added{suffix}", None, element, "", after)


def _compare_rows(walk: _Walk, old: FieldRow, new: FieldRow) -> Iterator[SchemaChange]:
    """Yield the changes between two versions of a row, and of the models that it refers to."""
    yield from _compare_types(walk, old, new)
    groups = _find_group(old.field, walk.old), _find_group(new.field, walk.new)
    if _has_derived_requirement(old.field, groups[0]) and _has_derived_requirement(
        new.field, groups[1]
    ):
        # The rows of the group are compared themselves.
        new = replace(new, field=replace(new.field, required=old.field.required))
    if any(groups):
        # A group has no description; its rows have.
        new = replace(new, field=replace(new.field, description=old.field.description))
    yield from row_changes.find_row_changes(walk.payload, old, new)


def _find_group(row: Field, tables: Mapping[str, Model]) -> Model | None:
    """Return the group of rows that a field stands for, None for a field with a row of its own."""
    inner = innermost_type(row.type)
    model = tables[inner.model] if isinstance(inner, Ref) else None
    return model if model and model.implicit else None


def _has_derived_requirement(row: Field, group: Model | None) -> bool:
    """Whether a group is required exactly if one of its rows is: no overlay set it."""
    return group is not None and row.required == any(
        member.required for member in group.fields
    )


# A parameter whose type is narrowed rejects values, a field whose type is widened returns unexpected ones.
_TYPE_RULES: dict[PayloadName, dict[str, str]] = {
    "request": {"type-narrowed": "type-changed"},
    "response": {"type-widened": "type-changed"},
}


def _compare_types(walk: _Walk, old: FieldRow, new: FieldRow) -> Iterator[SchemaChange]:
    verb: str = classify_type_change(old.field.type, new.field.type)
    before, after = innermost_type(old.field.type), innermost_type(new.field.type)
    if isinstance(before, Ref) and isinstance(after, Ref):
        if _are_same_model(walk, before.model, after.model):
            yield from _compare_models(walk, before.model, after.model)
        elif verb == "same":
            verb = "type-changed"
    elif verb == "model-added" and isinstance(after, Ref):
        yield _model_change(walk, verb, after.model, old, new)
        return
    elif verb == "model-removed" and isinstance(before, Ref):
        yield _model_change(walk, verb, before.model, old, new)
        return
    if verb != "same":
        rule = f"{NOUN[walk.payload]}-{_TYPE_RULES[walk.payload].get(verb, verb)}"
        yield _type_change(walk, rule, old, new)


def _type_change(walk: _Walk, rule: str, old: FieldRow, new: FieldRow) -> SchemaChange:
    before = spell_type(old.field.type, walk.old)
    after = spell_type(new.field.type, walk.new)
    return SchemaChange(rule, old.element, new.element, before, after)


def _model_change(
    walk: _Walk, verb: str, model: str, old: FieldRow, new: FieldRow
) -> SchemaChange:
    """Return that an object got or lost its table; reported for every row, because code that uses it must change."""
    is_kept = model in walk.old and model in walk.new
    rule = f"{NOUN[walk.payload]}-type-changed" if is_kept else f"{walk.payload}-{verb}"
    return _type_change(walk, rule, old, new)


def _are_same_model(walk: _Walk, old_name: str, new_name: str) -> bool:
    """Whether two models are versions of one: same name, or one replaces the other and shares half of its fields."""
    old, new = walk.old[old_name], walk.new[new_name]
    if old_name == new_name or (old.implicit and new.implicit):
        return True
    if old_name in walk.new or new_name in walk.old:
        return False
    return model_matching.are_similar(_field_names(old), _field_names(new))


def _compare_models(
    walk: _Walk, old_name: str, new_name: str
) -> Iterator[SchemaChange]:
    """Queue two models for comparison, and yield the change if their names differ."""
    if (old_name, new_name) in walk.seen:
        return
    walk.seen.add((old_name, new_name))
    walk.queue.append((old_name, new_name))
    old, new = walk.old[old_name], walk.new[new_name]
    if _drop_indices(old_name) != _drop_indices(new_name) and not (
        old.implicit and new.implicit
    ):
        yield SchemaChange(
            f"{walk.payload}-model-renamed",
            SchemaElement(old_name, "", old.location),
            SchemaElement(new_name, "", new.location),
            old_name,
            new_name,
        )


def _drop_indices(model: str) -> str:
    """Return a model's name without the indices of a group's path: what its class is named after."""
    return ".".join(part for part in model.split(".") if part not in ("N", "n"))
