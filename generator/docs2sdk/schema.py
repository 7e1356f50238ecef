"""The intermediate schema: what a set of API pages says, before any thought of Python.

Everything is immutable, and spelled as on the wire; no Python name occurs here.  Places are kept so that every
finding about a field can be pointed at in its page.  ``schema_json`` has its form in files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from docs2sdk.places import Place

# Of the form in files: raised with every change that a reader of the last one would refuse or misread.
VERSION = 1

ScalarKind: TypeAlias = Literal["string", "int", "float", "bool"]
Shape: TypeAlias = Literal["any", "list", "object"]
Encoding: TypeAlias = Literal["form", "json"]
Format: TypeAlias = Literal["plain", "base64"]
Dialect: TypeAlias = Literal["modern", "legacy"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: ``string``, ``int``, ``float`` or ``bool``."""

    kind: ScalarKind


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose elements all have one type."""

    item: Type


@dataclass(frozen=True, slots=True)
class Ref:
    """A model of the same page and side, by its wire name."""

    model: str


@dataclass(frozen=True, slots=True)
class Untyped:
    """What the page leaves open: a list of anything, an object of anything, or anything."""

    shape: Shape


Type: TypeAlias = Scalar | ListOf | Ref | Untyped


@dataclass(frozen=True, slots=True)
class Deprecation:
    """That something should no longer be used, in the page's words (or an overlay's reason), and where that stands."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Limit:
    """How many elements a list may have at most, and where the page says so."""

    count: int
    place: Place


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Values that the page lists, and where.  Pages leave some out: a hint for readers, never a reason to refuse."""

    values: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Pagination:
    """How an action hands out a long list: wire names of the parameters and fields that take part.

    ``total`` is the field with the number of all items, None where the response has none; ``items`` the list.
    """

    limit: str
    offset: str
    items: str
    total: str | None


@dataclass(frozen=True, slots=True)
class Field:
    """A request parameter or a response field: one row of a table, or a group of rows (``Disks`` of ``Disks.N.Size``).

    ``wire`` is one segment of the name as sent: ``TaskIdSet``, never ``TaskIdSet.N``.
    A group is required if one of its own rows is.  ``limit``, ``enumeration`` and ``deprecated`` are facts that its
    description states; ``format`` and ``name`` (in Python) come from overlays only.
    """

    wire: str
    type: Type
    required: bool
    doc: str
    place: Place
    limit: Limit | None = None
    enumeration: Enumeration | None = None
    deprecated: Deprecation | None = None
    format: Format = "plain"
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A named set of fields; belongs to its page and side.

    ``wire`` is the page's own name (``ReceiptPerTask``), or for a group of dotted request rows the path to it
    (``Disks.N``, ``Nodes.N.NetworkInterface.N.EIP``), which tells the two kinds apart: see ``grouped``.
    """

    wire: str
    fields: tuple[Field, ...]
    place: Place
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """A request or a response: its top-level fields in page order, and the models that they refer to."""

    fields: tuple[Field, ...]
    models: tuple[Model, ...] = ()

    def model(self, wire: str) -> Model:
        """Return the model of that wire name; KeyError if there is none (interpretation lets no such Ref through)."""
        for model in self.models:
            if model.wire == wire:
                return model
        raise KeyError(wire)


@dataclass(frozen=True, slots=True)
class Example:
    """The text of an example's fence as it stands, and where the text begins."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Action:
    """One API action as its page gives it.

    ``response.fields`` holds every row, the envelope (``RetCode``, ``Action``, ``Message``) included.
    ``listed`` is false for an action that no ``index.md`` links to.  ``read_only`` is what an overlay says of it: None
    leaves it to the action's verb.
    """

    wire: str
    title: str
    summary: str
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    dialect: Dialect
    encoding: Encoding
    request: Side
    response: Side
    request_example: Example | None
    response_example: Example | None
    place: Place
    listed: bool = True
    deprecated: Deprecation | None = None
    pagination: Pagination | None = None
    read_only: bool | None = None

    def marked(self, listed: bool) -> Action:
        """Return the action with what the indexes say of it."""
        return self if self.listed == listed else replace(self, listed=listed)


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A RetCode and what the documentation says of it: the API's own ``message``, if told, and the ``meaning``."""

    code: int
    message: str
    meaning: str
    place: Place


@dataclass(frozen=True, slots=True)
class Service:
    """A product: ``folder`` as in the checkout (``isms-api``), the title its navigation gives it, its actions by name.

    ``errors`` are the RetCodes of its ``error_code.md``, by code.
    """

    folder: str
    title: str
    actions: tuple[Action, ...]
    errors: tuple[ErrorCode, ...] = ()


def references(type_: Type) -> Iterator[str]:
    """Yield the wire names of the models that a type refers to."""
    match type_:
        case ListOf(item):
            yield from references(item)
        case Ref(model):
            yield model
        case _:
            return
