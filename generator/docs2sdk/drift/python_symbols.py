"""Find the Python expressions, names and annotations by which code reaches an action, a parameter or a field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docs2sdk import names
from docs2sdk.drift.changes import Symbol
from docs2sdk.drift.schema_changes import PayloadName, SchemaElement
from docs2sdk.drift.type_changes import innermost_type
from docs2sdk.python.classes import Attribute, Class, named, of_action, reached
from docs2sdk.python.given_names import GivenNames
from docs2sdk.schema import Action, Field, Ref


def service_symbol(folder: str, existing_names: GivenNames) -> Symbol:
    """Return how code reaches a service: ``client.isms``; names that an earlier output has are kept."""
    return Symbol(
        f"client.{existing_names.packages.get(folder) or names.service(folder)}"
    )


def method_symbol(folder: str, action: str, existing_names: GivenNames) -> Symbol:
    """Return how code calls an action: ``client.isms.get_isms_send_receipt``."""
    entry = existing_names.entries.get(action)
    name = entry.method if entry else names.method(action)
    request = entry.request if entry else names.class_name(action, "Action")
    text = f"{service_symbol(folder, existing_names).text}.{name}"
    return Symbol(text, classes=(("request", request),))


# More known values than these do not fit into a message.
_MAX_LITERALS = 4


class ActionSymbols:
    """The symbols of one action's module.

    ``existing_names`` are the Python names that the module had before, by place; ``names`` those that it has now.
    """

    def __init__(
        self, action: Action, existing_names: Mapping[str, str] = names.NONE_GIVEN
    ) -> None:
        classes = of_action(action, existing_names)
        self.names = named(classes)
        self._request_class = classes.request.name
        self._classes: dict[tuple[PayloadName, str], Class] = {
            ("request", ""): classes.request,
            ("response", ""): classes.response,
            **{("request", cls.wire): cls for cls in classes.parameters},
            **{("response", cls.wire): cls for cls in classes.models},
        }
        self._attributes: dict[tuple[PayloadName, str, str], Attribute] = {
            (payload, model, attribute.field.wire): attribute
            for (payload, model), cls in self._classes.items()
            for attribute in cls.attributes
        }
        self._groups = {
            inner.model: SchemaElement(model, wire, attribute.field.place)
            for (payload, model, wire), attribute in self._attributes.items()
            if payload == "request"
            and isinstance(inner := innermost_type(attribute.field.type), Ref)
            if action.request.model(inner.model).grouped
        }

    def find_symbol(self, payload: PayloadName, element: SchemaElement) -> Symbol:
        """Return the symbol of a field or a table; of a table as a whole it is the class."""
        cls = self._classes[payload, element.model]
        path = reached(cls, self._request_class)
        if not element.field:
            return Symbol(path)
        attribute = self._attributes.get((payload, element.model, element.field))
        if attribute is None:  # a row of the envelope: the base class has it
            return Symbol(f"{path}.{names.snake(element.field)}")
        name = attribute.name
        return Symbol(
            text=f"{path}({name}=…)" if payload == "request" else f"{path}.{name}",
            name=name,
            annotation=_shorten_annotation(attribute),
            has_client_default=attribute.filled,
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
                cls = self._classes["request", model]
                yield model.removeprefix(group), reached(cls, self._request_class)


def _shorten_annotation(attribute: Attribute) -> str:
    """Return an annotation as the module has it, with the first of its known values only."""
    if not attribute.choices:
        return attribute.annotation
    literals = [f'"{choice}"' for choice in attribute.choices[:_MAX_LITERALS]]
    more = ["…"] if len(attribute.choices) > _MAX_LITERALS else []
    return f"Literal[{', '.join((*literals, *more))}] | {attribute.annotation}"
