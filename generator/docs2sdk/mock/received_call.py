"""A request as it arrives → the call that it makes: its parameters as they were signed, and as a tree."""

from __future__ import annotations

from typing import NamedTuple

from docs2sdk.protocol import CLIENT_PARAMETERS
from docs2sdk.traffic import bodies, recorded_request
from docs2sdk.traffic.recorded_request import RecordedRequest
from docs2sdk.values.sample_values import JSONObject

_NOT_OF_THE_ACTION = CLIENT_PARAMETERS | {"SecurityToken"}


class ReceivedCall(NamedTuple):
    """A call: all parameters as they were sent (``sent``), and those of the action as a tree."""

    sent: JSONObject
    tree: JSONObject
    is_json: bool

    @property
    def action(self) -> str:
        """The name of the action, "" if the request has none."""
        return self.read_text("Action")

    def read_text(self, name: str) -> str:
        """Return a parameter as text, "" for a missing one, and for one that is no text."""
        value = self.sent.get(name)
        return value if isinstance(value, str) else ""


def read_call(query: str, body: bytes) -> ReceivedCall:
    """Return the call of a request, by its query, its form or its JSON body; ValueError if it cannot be read."""
    request = RecordedRequest(f"/?{query}", body.decode())
    parameters = recorded_request.read_request(request)
    sent = dict(parameters.pairs)
    pairs = [pair for pair in sent.items() if pair[0] not in _NOT_OF_THE_ACTION]
    return ReceivedCall(sent, bodies.nest_parameters(pairs).tree, parameters.is_json)
