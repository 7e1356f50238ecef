"""Actions that have no page, or none yet: wire names in, wire names out."""

# isort: skip_file
from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from .encoding import flatten
from .errors import InvalidRequestError
from .models import Request, Response
from .wire import wire

__all__ = ["UntypedResponse"]

_ACTION = re.compile(r"[A-Za-z][A-Za-z0-9]{0,127}", re.ASCII)
_OURS = ("Action", "PublicKey", "SecurityToken", "Signature")
# What they are called in messages; on the wire they stand by themselves.
_PARAMETERS = "parameters"
_SETTINGS = {"Region": "region", "Zone": "zone", "ProjectId": "project_id"}


@dataclass(slots=True, kw_only=True)
class UntypedResponse(Response):
    """An answer under wire names: ``response["UHostSet"]``, ``response.get("TotalCount")``, all of it in ``raw``."""

    @classmethod
    def from_dict(cls, values: dict[str, Any], request_id: str | None = None) -> Self:
        """Keep an answer; there is no page that it could differ from."""
        known = {key: values.get(key) for key in ("RetCode", "Action", "Message")}
        made = super(UntypedResponse, cls).from_dict(known, request_id)
        made.raw, made.deviations = values, ()
        return made

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def __contains__(self, key: object) -> bool:
        return key in self.raw

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a field, or the default where the answer does not have it."""
        return self.raw.get(key, default)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as it came."""
        return dict(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class UntypedRequest(Request[UntypedResponse]):
    """A request for an action by its name; ``region``, ``zone`` and ``project_id`` may be left to the settings."""

    region: str | None = field(default=None, metadata=wire("Region"))
    zone: str | None = field(default=None, metadata=wire("Zone"))
    project_id: str | None = field(default=None, metadata=wire("ProjectId"))
    parameters: dict[str, Any] = field(
        default_factory=dict, repr=False, metadata=wire(_PARAMETERS)
    )

    @classmethod
    def response_type(cls) -> type[UntypedResponse]:
        """Return the class of the response."""
        return UntypedResponse

    def to_body(self) -> dict[str, Any]:
        """Return the parameters as JSON values under wire names, ``Action`` first; not signed."""
        body = Request.to_body(self)
        parameters: dict[str, Any] = body.pop(_PARAMETERS)
        return body | parameters

    def to_params(self) -> dict[str, str]:
        """Return the flat form parameters, ``Action`` first; not signed."""
        return flatten(self.to_body())


def request(
    action: str,
    parameters: Mapping[str, Any] | None,
    encoding: Literal["form", "json"],
) -> UntypedRequest:
    """Return the request; InvalidRequestError for a name that no action has, and for parameters that are not the caller's."""
    if not isinstance(action, str) or not _ACTION.fullmatch(action):
        raise InvalidRequestError("an action's name is letters and digits")
    given = dict(parameters or {})
    for name in _OURS:
        if name in given:
            problem = "is the client's own: leave it out"
            raise InvalidRequestError(problem, action=action, parameter=name)
    settings = {
        name: given.pop(wire) for wire, name in _SETTINGS.items() if wire in given
    }
    return _class(action, encoding)(**settings, parameters=given)


@functools.lru_cache(maxsize=256)
def _class(action: str, encoding: Literal["form", "json"]) -> type[UntypedRequest]:
    """Return a class as the generator would write it: an action is a class."""
    constants = {"ACTION": action, "ENCODING": encoding, "__slots__": ()}
    return type(action, (UntypedRequest,), constants)
