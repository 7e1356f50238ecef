"""Requests for actions by name, without a generated class: parameters and responses are under the API's names."""

# isort: skip_file
from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, Self

from .encoding import EMPTY_LIST, flatten
from .errors import InvalidRequestError
from .fields import param, request_class
from .models import Request, Response
from .settings import PARAMETERS_FROM_SETTINGS

__all__ = ["RawResponse"]

_ACTION = re.compile(r"[A-Za-z][A-Za-z0-9]{0,127}", re.ASCII)
_RESERVED = ("Action", "PublicKey", "SecurityToken", "Signature")
# The name of all parameters in messages; they are sent at the top level.
_PARAMETERS = "parameters"


class RawResponse(Response):
    """A response under the API's names: ``response["UHostSet"]``, ``response.get("TotalCount")``; ``raw`` is all of it."""

    __slots__ = ()

    @classmethod
    def from_dict(
        cls,
        values: dict[str, Any],
        request_id: str | None = None,
        *,
        is_late: Callable[[], bool] | None = None,
    ) -> Self:
        """Return the response of an action without a page, and so without deviations."""
        envelope = {key: values.get(key) for key in ("RetCode", "Action", "Message")}
        response = super().from_dict(envelope, request_id)
        response.raw, response.deviations = values, ()
        return response

    def __repr__(self) -> str:
        from .secret_names import hide_secrets

        # A message may quote what was sent; it is an attribute of every response.
        shown = {key: value for key, value in self.raw.items() if key != "Message"}
        return f"RawResponse({hide_secrets(shown)!r})"

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def __contains__(self, key: object) -> bool:
        return key in self.raw

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a field, or the default if the response does not have it."""
        return self.raw.get(key, default)

    def to_dict(self) -> dict[str, Any]:
        """Return the response as it arrived."""
        return dict(self.raw)


@request_class
class RawRequest(Request[RawResponse]):
    """A request for an action by its name; ``region``, ``zone`` and ``project_id`` may be left to the settings."""

    region: str | None = param("Region", default=None)
    zone: str | None = param("Zone", default=None)
    project_id: str | None = param("ProjectId", default=None)
    parameters: dict[str, Any] = param(_PARAMETERS, default_factory=dict, repr=False)

    def to_body(self) -> dict[str, Any]:
        """Return the parameters as JSON values under the API's names, ``Action`` first; not signed."""
        body = Request.to_body(self)
        parameters: dict[str, Any] = body.pop(_PARAMETERS)
        return body | parameters

    def to_params(self) -> dict[str, str]:
        """Return the flat form parameters, ``Action`` first; not signed."""
        body = self.to_body()
        path = _find_empty_list(body, "")
        if path:
            problem = InvalidRequestError(
                EMPTY_LIST, action=self.ACTION, parameter=path
            )
            # Errors carry this frame.
            body.clear()
            raise problem
        return flatten(body)


def _find_empty_list(value: Any, path: str) -> str:
    """Return the path of an empty list in JSON values, "" if there is none."""
    if isinstance(value, list) and not value:
        return path
    items = value.items() if isinstance(value, dict) else enumerate(value)
    below = (
        _find_empty_list(item, f"{path}.{key}" if path else f"{key}")
        for key, item in items
        if isinstance(item, (dict, list))
    )
    return next(filter(None, below), "")


def build_raw_request(
    action: str,
    parameters: Mapping[str, Any] | None,
    encoding: Literal["form", "json"],
) -> RawRequest:
    """Return the request; InvalidRequestError for an invalid action name, and for parameters that the client sets itself."""
    try:
        return _build_raw_request(action, parameters, encoding)
    except InvalidRequestError as error:
        problem = error
    # Errors carry this frame.
    del parameters
    raise problem.with_traceback(None)


def _build_raw_request(
    action: str,
    parameters: Mapping[str, Any] | None,
    encoding: Literal["form", "json"],
) -> RawRequest:
    if not isinstance(action, str):
        example = 'client.call("GetThing", {"Name": …})'
        raise InvalidRequestError(f"the name of the action comes first: {example}")
    if not _ACTION.fullmatch(action):
        raise InvalidRequestError("an action's name is letters and digits")
    remaining = dict(parameters or {})
    for name in _RESERVED:
        if name in remaining:
            problem = "is the client's own: leave it out"
            raise InvalidRequestError(problem, action=action, parameter=name)
    settings = {
        name: remaining.pop(wire)
        for wire, name in PARAMETERS_FROM_SETTINGS.items()
        if wire in remaining
    }
    return _request_class(action, encoding)(**settings, parameters=remaining)


@functools.lru_cache(maxsize=256)
def _request_class(action: str, encoding: Literal["form", "json"]) -> type[RawRequest]:
    """Return a class for an action: like a generated one it has the action's name."""
    constants = {"ACTION": action, "ENCODING": encoding, "__slots__": ()}
    return type(action, (RawRequest,), constants)
