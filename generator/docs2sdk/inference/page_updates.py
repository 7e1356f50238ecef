"""The rows of a page that samples contradict, or that it lacks → the text of the page with these rows changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from docs2sdk.authoring import page_writer
from docs2sdk.inference import payload_inference, shapes, type_guesses, wording
from docs2sdk.inference.draft import Wordings
from docs2sdk.inference.shapes import Shape
from docs2sdk.inference.wording import Wording
from docs2sdk.pages.prose_facts import UNCONFIRMED
from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.schema import (
    Action,
    Field,
    ListOf,
    Model,
    Payload,
    Ref,
    Type,
    Untyped,
    references,
)
from docs2sdk.traffic.samples import Samples


class PageUpdate(NamedTuple):
    """The new text of a page, and the rows that no edit can correct, in words."""

    text: str
    unresolved: tuple[str, ...]


def propose_update(
    action: Action, text: str, samples: Samples, words: Wordings
) -> PageUpdate:
    """Return the text of an action's page with what samples of the action show; a changed row is marked as unconfirmed."""
    edits = _Edits()
    sides = (
        (action.request, samples.requests, words.request, page_writer.REQUEST_NAMES),
        (
            action.response,
            samples.responses,
            words.response,
            page_writer.RESPONSE_NAMES,
        ),
    )
    for payload, objects, side_words, names in sides:
        if objects:
            is_form = names == page_writer.REQUEST_NAMES and action.body == "form"
            side = _Side(payload, side_words, names, is_form, edits)
            side.compare(shapes.observe_objects(objects))
    return PageUpdate(edits.apply(text), tuple(edits.unresolved))


@dataclass(slots=True)
class _Edits:
    """The lines that replace a line, those that are inserted behind one, and what cannot be edited."""

    replaced: dict[int, list[str]] = field(default_factory=dict)
    inserted: dict[int, list[str]] = field(default_factory=dict)
    unresolved: list[str] = field(default_factory=list)

    def apply(self, text: str) -> str:
        lines: list[str] = []
        for number, line in enumerate(text.split("\n"), 1):
            lines += self.replaced.get(number, [line])
            lines += self.inserted.get(number, [])
        return "\n".join(lines)


class _SeenTable(NamedTuple):
    """A table of the page, or a group of its rows: its fields, their shape, the dotted name before them, and whether it is in
    every sample."""

    fields: tuple[Field, ...]
    shape: Shape
    prefix: str
    is_always: bool


@dataclass(slots=True)
class _Side:
    """The request or the response of a page; ``names`` is the first header of its tables."""

    payload: Payload
    words: Wording
    names: str
    is_form: bool
    edits: _Edits
    new_models: list[Model] = field(default_factory=list)

    def compare(self, shape: Shape) -> None:
        """Collect the edits that make the tables fit a shape."""
        tables: dict[str, _SeenTable] = {}
        self._gather("", _SeenTable(self.payload.fields, shape, "", True), tables)
        for table in tables.values():
            self._compare_table(table)
        if self.new_models:
            self._insert_models()

    def _gather(
        self, name: str, table: _SeenTable, tables: dict[str, _SeenTable]
    ) -> None:
        """Collect the shape of each model, from all fields that refer to it."""
        if name in tables:
            tables[name] = _merge_tables(tables[name], table)
            return
        tables[name] = table
        for each, shape in _match(table):
            guess = type_guesses.guess_type(shape) if shape else None
            inner = guess.object if guess else None
            if shape and guess and inner and _is_same_nesting(each.type, guess.type):
                (model,) = references(each.type)
                seen = self._see_model(model, each, shape, inner, table)
                self._gather(model, seen, tables)

    def _see_model(
        self, name: str, each: Field, shape: Shape, inner: Shape, holder: _SeenTable
    ) -> _SeenTable:
        model = self.payload.model(name)
        if not model.implicit:
            return _SeenTable(model.fields, inner, "", True)
        index = ".N" if isinstance(each.type, ListOf) else ""
        is_always = holder.is_always and _count(shape) == holder.shape.objects
        return _SeenTable(
            model.fields, inner, f"{holder.prefix}{each.name}{index}.", is_always
        )

    def _compare_table(self, table: _SeenTable) -> None:
        # The client knows the envelope itself, whatever a page says of it.
        is_response = self.names == page_writer.RESPONSE_NAMES
        is_top = is_response and table.fields is self.payload.fields
        skipped = {name.lower() for name in RESPONSE_ENVELOPE} if is_top else set()
        for each, shape in _match(table):
            if each.name.lower() not in skipped:
                self._compare_row(table, each, shape)
            skipped.add(each.name.lower())
        seen = table.shape.fields.items()
        new = {name: inner for name, inner in seen if name.lower() not in skipped}
        if new and table.fields:
            self._add_rows(table, replace(table.shape, fields=new))
        elif new:
            listing = ", ".join(new)
            self.edits.unresolved.append(f"a table has no rows yet: add {listing}")

    def _compare_row(self, table: _SeenTable, each: Field, shape: Shape | None) -> None:
        count = _count(shape) if shape else 0
        is_always = table.is_always and count == table.shape.objects
        if self._is_group(each):
            self._compare_group(table, each, shape)
        elif shape and shape.values and not self._has_type(each.type, shape):
            self._change_type(table, each, shape, each.required and is_always)
        elif each.required and not is_always:
            self._replace(table, replace(each, required=False))

    def _compare_group(
        self, table: _SeenTable, each: Field, shape: Shape | None
    ) -> None:
        if shape is None:
            for path, row in self._rows_of(each, table.prefix):
                if row.required:
                    self._replace(
                        table._replace(prefix=path), replace(row, required=False)
                    )
        elif shape.values and not self._has_type(each.type, shape):
            self.edits.unresolved.append(
                f'the rows "{table.prefix}{each.name}.…" are no group in the samples'
            )

    def _is_group(self, each: Field) -> bool:
        return any(self.payload.model(name).implicit for name in references(each.type))

    def _rows_of(self, group: Field, prefix: str) -> Iterator[tuple[str, Field]]:
        """Yield the rows of a group, with what stands before their names."""
        (model,) = references(group.type)
        path = f"{prefix}{group.name}{'.N' if isinstance(group.type, ListOf) else ''}."
        for each in self.payload.model(model).fields:
            if self._is_group(each):
                yield from self._rows_of(each, path)
            else:
                yield path, each

    def _has_type(self, type_: Type, shape: Shape) -> bool:
        """Whether all values have a type that says what it holds."""
        guess = type_guesses.guess_type(shape)
        if any(references(type_)):
            is_empty = guess.type in (Untyped("list"), Untyped("object"))
            return _is_same_nesting(type_, guess.type) or (
                is_empty and wording.fits(type_, shape)
            )
        is_vague = (
            isinstance(type_, Untyped)
            and guess.type != type_
            and guess.type not in (Untyped("list"), Untyped("object"))
        )
        return wording.fits(type_, shape) and not is_vague

    def _change_type(
        self, table: _SeenTable, each: Field, shape: Shape, required: bool
    ) -> None:
        objects = table.shape.objects + (not required)
        fields = {each.name: shape}
        inferred = self._infer(
            table, replace(table.shape, objects=objects, fields=fields)
        )
        changed = replace(
            inferred.fields[0],
            required=required,
            description=each.description,
            max_items=each.max_items,
        )
        self._replace(table, changed, inferred, each.location.line)

    def _infer(self, table: _SeenTable, shape: Shape) -> Payload:
        """Return what a part of a table would be on a page of its own; its models are added to the page."""
        is_top = table.fields is self.payload.fields
        words = self.words if is_top else self.words.select_inside()
        if self.is_form:
            return payload_inference.infer_groups(shape, words)
        taken = [model.name for model in (*self.payload.models, *self.new_models)]
        inferred = payload_inference.infer_models(shape, words, taken)
        self.new_models += inferred.models
        return inferred

    def _replace(
        self,
        table: _SeenTable,
        each: Field,
        inferred: Payload | None = None,
        line: int = 0,
    ) -> None:
        mark = "" if each.description.endswith(UNCONFIRMED) else UNCONFIRMED
        marked = replace(each, description=f"{each.description}{mark}")
        payload = inferred or self.payload
        rows = page_writer.write_rows([marked], payload, self.names, table.prefix)
        self.edits.replaced[line or each.location.line] = [*rows]

    def _add_rows(self, table: _SeenTable, shape: Shape) -> None:
        # What works without a parameter does not need it: no row that is new in a request is required.
        is_optional = self.names == page_writer.REQUEST_NAMES or not table.is_always
        inferred = self._infer(
            table, replace(shape, objects=shape.objects + is_optional)
        )
        rows = page_writer.write_rows(
            inferred.fields, inferred, self.names, table.prefix
        )
        last = max(self._lines(table.fields))
        self.edits.inserted.setdefault(last, []).extend(rows)

    def _lines(self, fields: Iterable[Field]) -> Iterator[int]:
        for each in fields:
            yield each.location.line
            if self._is_group(each):
                yield from (row.location.line for _, row in self._rows_of(each, ""))

    def _insert_models(self) -> None:
        """Insert the tables of new models behind the last row."""
        tables = (self.payload.fields, *(model.fields for model in self.payload.models))
        last = max(
            (line for fields in tables for line in self._lines(fields)), default=0
        )
        has_models = any(not model.implicit for model in self.payload.models)
        blocks = page_writer.write_models(self.new_models, Payload(()), self.names)
        lines = [] if has_models else ["", page_writer.MODELS_HEADING]
        for block in blocks:
            lines += ["", *block.split("\n")]
        self.edits.inserted.setdefault(last, []).extend(lines)


def _merge_tables(first: _SeenTable, second: _SeenTable) -> _SeenTable:
    return first._replace(
        shape=shapes.merge_shapes(first.shape, second.shape),
        is_always=first.is_always and second.is_always,
    )


def _match(table: _SeenTable) -> Iterator[tuple[Field, Shape | None]]:
    """Yield each field with its shape, None if no sample has it; a key may come in another case."""
    folded = {name.lower(): name for name in table.shape.fields}
    for each in table.fields:
        name = (
            each.name
            if each.name in table.shape.fields
            else folded.get(each.name.lower(), "")
        )
        yield each, table.shape.fields.get(name)


def _count(shape: Shape) -> int:
    """Return in how many objects a key is, null or not: null may stand anywhere."""
    return shape.values + shape.nulls


def _is_same_nesting(type_: Type, guess: Type) -> bool:
    """Whether both are an object, or lists of objects in as many lists."""
    if isinstance(type_, ListOf) and isinstance(guess, ListOf):
        return _is_same_nesting(type_.item, guess.item)
    return isinstance(type_, Ref) and isinstance(guess, Ref)
