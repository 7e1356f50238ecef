"""Find the Python expressions, names and annotations by which code reaches an action, a parameter or a field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docs2sdk import python_naming
from docs2sdk.diff.python_effects import Symbol
from docs2sdk.diff.schema_changes import PayloadName, SchemaElement
from docs2sdk.diff.type_changes import innermost_type
from docs2sdk.python.class_plan import (
    AttributePlan,
    ClassPlan,
    names_by_place,
    plan_classes,
)
from docs2sdk.schema import Action, Field, Ref
from docs2sdk.targets.existing_names import ExistingNames


def service_symbol(folder: str, existing_names: ExistingNames) -> Symbol:
    """Return how code reaches a service: ``client.isms``; names that an earlier output has are kept."""
    return Symbol(
        f"client.{existing_names.packages_by_folder.get(folder) or python_naming.package_name(folder)}"
    )


def method_symbol(folder: str, action: str, existing_names: ExistingNames) -> Symbol:
    """Return how code calls an action: ``client.isms.get_isms_send_receipt``."""
    entry = existing_names.refs_by_action.get(action)
    name = entry.method if entry else python_naming.method_name(action)
    request = entry.request if entry else python_naming.class_name(action, "Action")
    text = f"{service_symbol(folder, existing_names).text}.{name}"
    return Symbol(text, classes=(("request", request),))


# More known values than these do not fit into a message.
_MAX_LITERALS = 4


class ActionSymbols:
    """The symbols of one action's module.

    ``existing_names`` are the Python names that the module had before, by place; ``names`` those that it has now.
    """

    def __init__(
        self, action: Action, existing_names: Mapping[str, str] = python_naming.NO_NAMES
    ) -> None:
        classes = plan_classes(action, existing_names)
        self.names = names_by_place(classes)
        self._classes: dict[tuple[PayloadName, str], ClassPlan] = {
            ("request", ""): classes.request,
            ("response", ""): classes.response,
            **{("request", cls.model): cls for cls in classes.parameters},
            **{("response", cls.model): cls for cls in classes.models},
        }
        self._attributes: dict[tuple[PayloadName, str, str], AttributePlan] = {
            (payload, model, attribute.field.name): attribute
            for (payload, model), cls in self._classes.items()
            for attribute in cls.attributes
        }
        self._groups = {
            inner.model: SchemaElement(model, wire, attribute.field.location)
            for (payload, model, wire), attribute in self._attributes.items()
            if payload == "request"
            and isinstance(inner := innermost_type(attribute.field.type), Ref)
            if action.request.model(inner.model).implicit
        }

    def find_symbol(self, payload: PayloadName, element: SchemaElement) -> Symbol:
        """Return the symbol of a field or a table; of a table as a whole it is the class."""
        cls = self._classes[payload, element.model]
        path = cls.name
        if not element.field:
            return Symbol(path)
        attribute = self._attributes.get((payload, element.model, element.field))
        if attribute is None:  # a row of the envelope: the base class has it
            return Symbol(f"{path}.{python_naming.to_snake_case(element.field)}")
        name = attribute.name
        return Symbol(
            text=f"{path}({name}=…)" if payload == "request" else f"{path}.{name}",
            name=name,
            annotation=_shorten_annotation(attribute),
            has_client_default=attribute.has_client_default,
            is_required=attribute.field.required,
            enclosing=self.find_enclosing_symbols(payload, element),
            classes=tuple(self._find_group_classes(payload, attribute.field)),
        )

    def find_enclosing_symbols(
        self, payload: PayloadName, element: SchemaElement
    ) -> tuple[Symbol, ...]:
        """Return the arguments that take the groups which a field is in, or would be in, innermost first."""
        if payload == "response" or element.model not in self._groups:
            return ()
        symbol = self.find_symbol(payload, self._groups[element.model])
        return symbol, *symbol.enclosing

    def _find_group_classes(
        self, payload: PayloadName, field: Field
    ) -> Iterator[tuple[str, str]]:
        """Yield the classes of a group of rows and of the groups in it, each with its path inside the group."""
        inner = innermost_type(field.type)
        if payload == "response" or not isinstance(inner, Ref):
            return
        group = inner.model
        for model in self._groups:
            if f"{model}.".startswith(f"{group}."):
                yield model.removeprefix(group), self._classes["request", model].name


def _shorten_annotation(attribute: AttributePlan) -> str:
    """Return an annotation as the module has it, with the first of its known values only."""
    if not attribute.literal_values:
        return attribute.annotation
    literals = [f'"{choice}"' for choice in attribute.literal_values[:_MAX_LITERALS]]
    more = ["…"] if len(attribute.literal_values) > _MAX_LITERALS else []
    return f"Literal[{', '.join((*literals, *more))}] | {attribute.annotation}"
