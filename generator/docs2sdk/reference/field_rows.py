"""Lists the parameters or fields of an action in the order of its page: nested ones follow their parent, by dotted path.

Each model is listed once, where it first occurs; elsewhere the row names that place.  So the list is as short as the page,
even for models that contain each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docs2sdk.python import class_plan
from docs2sdk.python.class_plan import ActionClasses, AttributePlan, ClassPlan
from docs2sdk.schema import ListOf, Ref, Type


class NestedField(NamedTuple):
    """An attribute: ``depth`` below the request or response, dotted ``path`` in Python, ``wire`` path in the API, ``type``.

    ``same_as`` is the path below which the fields of its model are listed, "" if they follow or if it has no model.
    """

    depth: int
    path: str
    wire: str
    type: str
    same_as: str
    attribute: AttributePlan


def list_parameters(classes: ActionClasses, is_json: bool) -> Iterator[NestedField]:
    """Yield the parameters of a request; ``is_json``: it is sent as JSON, so that lists have no index in a name."""
    lister = _Lister(classes.parameters, "[]" if is_json else ".N")
    return lister.list_fields(classes.request, "", "", 0)


def list_fields(classes: ActionClasses) -> Iterator[NestedField]:
    """Yield the fields of a response."""
    lister = _Lister(classes.models, "[]")
    return lister.list_fields(classes.response, "", "", 0)


class _Lister:
    """Lists fields, and those of ``inner`` classes; ``index`` stands for the index of a list in the API's names."""

    def __init__(self, inner: Iterable[ClassPlan], index: str) -> None:
        self.by_model = {cls.model: cls for cls in inner}
        self.names = {model: cls.name for model, cls in self.by_model.items()}
        self.index = index
        self.shown: dict[str, str] = {}

    def list_fields(
        self, cls: ClassPlan, path: str, wire: str, depth: int
    ) -> Iterator[NestedField]:
        for attribute in cls.attributes:
            type_ = attribute.field.type
            levels, model = _unwrap(type_)
            own_path = f"{path}{attribute.name}"
            own_wire = f"{wire}{attribute.field.name}{self.index * levels}"
            same_as = self.shown.get(model, "")
            annotation = class_plan.annotate(type_, self.names)
            yield NestedField(depth, own_path, own_wire, annotation, same_as, attribute)
            if model and not same_as:
                below = f"{own_path}{'[]' * levels}."
                self.shown[model] = below.removesuffix(".")
                inner = self.by_model[model]
                yield from self.list_fields(inner, below, f"{own_wire}.", depth + 1)


def _unwrap(type_: Type) -> tuple[int, str]:
    """Return of how many lists a type consists, and the name of the model inside, "" for none."""
    levels = 0
    while isinstance(type_, ListOf):
        levels, type_ = levels + 1, type_.item
    return levels, type_.model if isinstance(type_, Ref) else ""
