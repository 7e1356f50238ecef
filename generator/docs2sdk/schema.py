"""The intermediate schema: services, actions, fields, models and types as the pages document them, independent of Python.

All values are immutable, and names are those of the API.  Everything has its location, so that a diagnostic about it can point
into its page.  ``schema_json`` reads and writes the schema as JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

from docs2sdk.locations import Location

# The version of the JSON form: incremented with every change that a reader of the last version would refuse or misread.
VERSION = 1

ScalarKind: TypeAlias = Literal["string", "int", "float", "bool"]
Shape: TypeAlias = Literal["any", "list", "object"]
Body: TypeAlias = Literal["form", "json"]
ContentEncoding: TypeAlias = Literal["base64"]
Dialect: TypeAlias = Literal["modern", "legacy", "variant"]
FormatName: TypeAlias = Literal["timestamp", "timestamp-ms", "date"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """The type of a single value: ``string``, ``int``, ``float`` or ``bool``."""

    type: ScalarKind


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose elements all have the type ``item``."""

    item: Type


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a model of the same payload, by the model's API name."""

    model: str


@dataclass(frozen=True, slots=True)
class Untyped:
    """A type that the page does not specify further: a list of anything, an object with any members, or any value."""

    shape: Shape


Type: TypeAlias = Scalar | ListOf | Ref | Untyped


@dataclass(frozen=True, slots=True)
class Deprecation:
    """A deprecation: the page's words (or an overlay's reason), and where they are."""

    message: str
    location: Location


@dataclass(frozen=True, slots=True)
class MaxItems:
    """The maximum number of elements of a list, and where the page states it."""

    value: int
    location: Location


@dataclass(frozen=True, slots=True)
class KnownValues:
    """Values that the page lists, and where.  The list may be incomplete: it is documentation, and no value is refused."""

    values: tuple[str, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class StatedText:
    """A text that the page states about a row: its default as it is sent, or its unit; and where."""

    value: str
    location: Location


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """A number that the page states about a row, and where."""

    value: int
    location: Location


@dataclass(frozen=True, slots=True)
class Bound:
    """The least or the greatest number that the page allows; ``also`` are numbers beyond it that the page allows, too."""

    value: int
    also: tuple[int, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Format:
    """What a value means: a time in seconds or milliseconds since 1970, or a date (``YYYY-MM-DD``); and where the page says so."""

    value: FormatName
    location: Location


@dataclass(frozen=True, slots=True)
class Pagination:
    """How an action paginates: the API names of the parameters and fields involved.

    ``items`` is the list in the response; ``total`` is the field with the number of all items, None if there is none.
    ``default_limit`` and ``max_limit`` are the page size if ``limit`` is left out, and the largest, None where no page says.
    """

    limit: str
    offset: str
    items: str
    total: str | None
    default_limit: StatedNumber | None = None
    max_limit: StatedNumber | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A request parameter or a response field: one row of a table, or a group of rows (``Disks`` of ``Disks.N.Size``).

    ``name`` is one segment of the API's name: ``TaskIdSet``, never ``TaskIdSet.N``.  A group is required if one of its own
    rows is.  ``max_items`` to ``deprecated`` are found in the description: documentation, of which the client enforces
    ``max_items`` only.  ``content_encoding`` and ``python_name`` (the Python name) are set by overlays only.
    """

    name: str
    type: Type
    required: bool
    description: str
    location: Location
    max_items: MaxItems | None = None
    known_values: KnownValues | None = None
    default: StatedText | None = None
    minimum: Bound | None = None
    maximum: Bound | None = None
    multiple_of: StatedNumber | None = None
    min_length: StatedNumber | None = None
    max_length: StatedNumber | None = None
    unit: StatedText | None = None
    format: Format | None = None
    deprecated: Deprecation | None = None
    content_encoding: ContentEncoding | None = None
    python_name: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A named set of fields of one payload.

    ``name`` is the page's name for it (``ReceiptPerTask``).  A model that is implied by dotted rows is ``implicit``, and its
    name is the path of the group (``Disks.N``, ``Nodes.N.NetworkInterface.N.EIP``).
    """

    name: str
    fields: tuple[Field, ...]
    location: Location
    implicit: bool = False


@dataclass(frozen=True)
class Payload:
    """The content of a request or a response: its top-level fields in page order, and the models that they refer to."""

    fields: tuple[Field, ...]
    models: tuple[Model, ...] = ()

    def model(self, wire: str) -> Model:
        """Return the model of that API name; raises KeyError if there is none, which no Ref of an interpreted page leads to."""
        return self._models_by_name[wire]

    @cached_property
    def _models_by_name(self) -> dict[str, Model]:
        # Callers look up a model for each row: a search of all models would take quadratic time.
        return {model.name: model for model in reversed(self.models)}


@dataclass(frozen=True, slots=True)
class Example:
    """The text of an example's fence, unchanged, and where it begins."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Action:
    """One API action as its page documents it.

    ``response.fields`` includes the envelope (``RetCode``, ``Action``, ``Message``).  ``in_index`` is false for an action that
    no ``index.md`` links to.  ``read_only`` is set by overlays; None means that the action's verb decides.
    """

    name: str
    title: str
    summary: str
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    dialect: Dialect
    body: Body
    request: Payload
    response: Payload
    request_example: Example | None
    response_example: Example | None
    location: Location
    in_index: bool = True
    deprecated: Deprecation | None = None
    pagination: Pagination | None = None
    read_only: bool | None = None

    def marked(self, in_index: bool) -> Action:
        """Return the action with this value of ``in_index``."""
        return self if self.in_index == in_index else replace(self, in_index=in_index)


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A RetCode with its documented ``meaning``, and the API's own ``message``, "" if the documentation has none."""

    code: int
    message: str
    meaning: str
    location: Location


@dataclass(frozen=True, slots=True)
class Service:
    """A product: its ``folder`` in the checkout (``isms-api``), its title in the navigation, its actions sorted by name.

    ``errors`` are the RetCodes of its ``error_code.md``, sorted by code.
    """

    folder: str
    title: str
    actions: tuple[Action, ...]
    errors: tuple[ErrorCode, ...] = ()


def is_list(type_: Type) -> bool:
    """Whether a type is a list, of whatever elements."""
    return isinstance(type_, ListOf) or type_ == Untyped("list")


def element_type(type_: Type) -> Type:
    """Return the type of a list's elements, or the type itself if it is no list of a type."""
    return type_.item if isinstance(type_, ListOf) else type_


def references(type_: Type) -> Iterator[str]:
    """Yield the API names of the models that a type refers to."""
    match type_:
        case ListOf(item):
            yield from references(item)
        case Ref(model):
            yield model
        case _:
            return
