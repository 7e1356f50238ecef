"""Words and types for inferred rows, from the other pages of the folder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from docs2sdk.inference.shapes import Shape
from docs2sdk.inference.type_guesses import TypeGuess
from docs2sdk.locations import Location
from docs2sdk.pages import prose_facts
from docs2sdk.pages.prose_facts import UNCONFIRMED
from docs2sdk.schema import (
    Action,
    Field,
    ListOf,
    MaxItems,
    Payload,
    Ref,
    Scalar,
    Type,
    Untyped,
    is_list,
    references,
)

NOWHERE = Location("", 1)


class DescribedRow(NamedTuple):
    """The type of a row, None if it is not certain, and its description."""

    type: Type | None
    description: str


class Wording:
    """The rows of other pages by name; ``confirmed`` are those that mean the same on every page, outside of objects."""

    def __init__(
        self, rows: Mapping[str, DescribedRow], confirmed: Mapping[str, Field]
    ) -> None:
        self.rows = rows
        self.confirmed = confirmed

    def select_inside(self) -> Wording:
        """Return the words for the rows of objects."""
        return Wording(self.rows, {})

    def make_field(
        self, name: str, guess: TypeGuess, shape: Shape, required: bool
    ) -> Field:
        """Return the field for a row: with the words and type of other pages if it has the same name, and a mark."""
        row = self.rows.get(name)
        is_plain = not any(references(guess.type))
        usual = row.type if row and is_plain else None
        type_ = usual if usual and fits(usual, shape) else guess.type
        if name in self.confirmed and is_plain:
            text = row.description if row else self.confirmed[name].description
        else:
            words = row.description if row else ""
            note = guess.note if not usual or type_ != usual else ""
            text = f"{f'{words} {note}'.strip()}{UNCONFIRMED}"
        limit = prose_facts.find_max_items(text) if is_list(type_) else None
        max_items = MaxItems(limit.number, NOWHERE) if limit else None
        return Field(name, type_, required, text, NOWHERE, max_items)


def gather_wording(
    actions: Iterable[Action], request: bool, confirmed: Iterable[Field]
) -> Wording:
    """Return the words for rows of a request or of a response, as most actions describe them; of several, the first."""
    rows: dict[str, Counter[DescribedRow]] = defaultdict(Counter)
    for action in actions:
        for name, row in _iterate_rows(action.request if request else action.response):
            rows[name][row] += 1
    usual = {name: _select_row(counts) for name, counts in rows.items()}
    return Wording(usual, {field.name: field for field in confirmed})


def _select_row(counts: Counter[DescribedRow]) -> DescribedRow:
    """Return the usual row, without a type if pages differ in it."""
    row = max(counts, key=lambda each: counts[each])
    is_certain = len({each.type for each in counts}) == 1
    return row if is_certain else row._replace(type=None)


def _iterate_rows(payload: Payload) -> Iterator[tuple[str, DescribedRow]]:
    tables = (payload.fields, *(model.fields for model in payload.models))
    for fields in tables:
        for field in fields:
            text = field.description
            if text and UNCONFIRMED not in text and not any(references(field.type)):
                yield field.name, DescribedRow(field.type, text)


def fits(type_: Type, shape: Shape) -> bool:
    """Whether all values of a shape have a type, a form's texts if they can be read as it."""
    match type_:
        case Scalar(kind):
            return not (shape.objects or shape.maps or shape.lists) and all(
                _fits_scalar(kind, seen, shape.is_form) for seen in shape.scalars
            )
        case ListOf(item):
            only_lists = not (shape.objects or shape.maps or shape.scalars)
            return only_lists and (not shape.items or fits(item, shape.items))
        case Untyped("list"):
            return not (shape.objects or shape.maps or shape.scalars)
        case Untyped("object"):
            return not (shape.lists or shape.scalars)
        case Ref():
            return not (shape.maps or shape.scalars) and not (
                shape.lists and shape.items and shape.items.values
            )
        case _:
            return True


def _fits_scalar(kind: str, seen: str, is_form: bool) -> bool:
    if kind == "string":
        return is_form or seen in ("string", "")
    if seen == "":
        return is_form
    return seen == kind or (kind, seen) == ("float", "int")
