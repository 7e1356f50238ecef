"""What code says of an action, a parameter, a field: the words in which a change is told to who writes Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docs2sdk import names
from docs2sdk.drift.changes import Symbol
from docs2sdk.drift.differences import Half, Spot
from docs2sdk.drift.kinds import leaf
from docs2sdk.python.classes import Attribute, Class, named, of_action, reached
from docs2sdk.python.given_names import GivenNames
from docs2sdk.schema import Action, Field, Ref


def service(folder: str, given: GivenNames) -> Symbol:
    """Return how code reaches a product: ``client.isms``; names that were given stay."""
    return Symbol(f"client.{given.packages.get(folder) or names.service(folder)}")


def method(folder: str, action: str, given: GivenNames) -> Symbol:
    """Return how code calls an action: ``client.isms.get_isms_send_receipt``."""
    entry = given.entries.get(action)
    name = entry.method if entry else names.method(action)
    request = entry.request if entry else names.class_name(action, "Action")
    text = f"{service(folder, given).text}.{name}"
    return Symbol(text, classes=(("request", request),))


# Values of an annotation that a sentence has room for.
_SHOWN = 4


class Symbols:
    """The symbols of one action's module; ``given`` are the ``names`` that it had before, which stay."""

    def __init__(
        self, action: Action, given: Mapping[str, str] = names.NONE_GIVEN
    ) -> None:
        decided = of_action(action, given)
        self.names = named(decided)
        self._request = decided.request.name
        self._classes: dict[tuple[Half, str], Class] = {
            ("request", ""): decided.request,
            ("response", ""): decided.response,
            **{("request", cls.wire): cls for cls in decided.parameters},
            **{("response", cls.wire): cls for cls in decided.models},
        }
        self._attributes: dict[tuple[Half, str, str], Attribute] = {
            (half, model, one.field.wire): one
            for (half, model), cls in self._classes.items()
            for one in cls.attributes
        }
        self._groups = {
            inside.model: Spot(model, wire, one.field.place)
            for (half, model, wire), one in self._attributes.items()
            if half == "request" and isinstance(inside := leaf(one.field.type), Ref)
            if action.request.model(inside.model).grouped
        }

    def of(self, half: Half, spot: Spot) -> Symbol:
        """Return the symbol of a field or model of a half; the class itself for a table as a whole."""
        cls = self._classes[half, spot.model]
        path = reached(cls, self._request)
        if not spot.field:
            return Symbol(path)
        attribute = self._attributes.get((half, spot.model, spot.field))
        if attribute is None:  # the envelope: the base class has it
            return Symbol(f"{path}.{names.snake(spot.field)}")
        name = attribute.name
        return Symbol(
            text=f"{path}({name}=…)" if half == "request" else f"{path}.{name}",
            name=name,
            annotation=_hint(attribute),
            filled=attribute.filled,
            required=attribute.field.required,
            around=self.around(half, spot),
            classes=tuple(self._within(half, attribute.field)),
        )

    def around(self, half: Half, spot: Spot) -> tuple[Symbol, ...]:
        """Return the arguments that take the group which a field is in, or would be in, from within."""
        if half == "response" or spot.model not in self._groups:
            return ()
        one = self.of(half, self._groups[spot.model])
        return one, *one.around

    def _within(self, half: Half, field: Field) -> Iterator[tuple[str, str]]:
        """Yield the classes of a group of rows and of those in it, by where they are in it."""
        inside = leaf(field.type)
        if half == "response" or not isinstance(inside, Ref):
            return
        top = inside.model
        for model in self._groups:
            if f"{model}.".startswith(f"{top}."):
                cls = self._classes["request", model]
                yield model.removeprefix(top), reached(cls, self._request)


def _hint(attribute: Attribute) -> str:
    """Return an annotation as the module has it, with the first of the values that it mentions."""
    if not attribute.choices:
        return attribute.annotation
    shown = [f'"{choice}"' for choice in attribute.choices[:_SHOWN]]
    more = ["…"] if len(attribute.choices) > _SHOWN else []
    return f"Literal[{', '.join((*shown, *more))}] | {attribute.annotation}"
