"""What code says of an action, a parameter, a field: the words in which a change is told to who writes Python."""

from __future__ import annotations

from collections.abc import Mapping

from generator.drift.changes import Symbol
from generator.drift.differences import Half, Spot
from generator.output.names_lock import Lock
from generator.python import names
from generator.python.classes import Attribute, Class, named, of_action, reached
from generator.schema import Action


def service(folder: str, given: Lock) -> Symbol:
    """Return how code reaches a product: ``client.isms``; names that were given stay."""
    return Symbol(f"client.{given.packages.get(folder) or names.service(folder)}")


def method(folder: str, action: str, given: Lock) -> Symbol:
    """Return how code calls an action: ``client.isms.get_isms_send_receipt``."""
    name = given.actions.get(action, {}).get("") or names.method(action)
    return Symbol(f"{service(folder, given).text}.{name}")


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

    def of(self, half: Half, spot: Spot) -> Symbol:
        """Return the symbol of a field or model of a half; the class itself for a table as a whole."""
        cls = self._classes[half, spot.model]
        path = reached(cls, self._request)
        if not spot.field:
            return Symbol(path)
        attribute = self._attributes.get((half, spot.model, spot.field))
        if attribute is None:  # the envelope: the base class has it
            return Symbol(f"{path}.{names.snake(spot.field)}")
        name, hint = attribute.name, attribute.annotation
        text = f"{path}({name}=…)" if half == "request" else f"{path}.{name}"
        return Symbol(text, name, hint, attribute.filled)
