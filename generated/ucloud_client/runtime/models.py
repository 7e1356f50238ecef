"""The base classes of what is generated: requests, the objects inside them, responses, the models inside those."""

# isort: skip_file
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar

from . import building, construction, decoding, deprecation, encoding
from .decoding import Deviation
from .errors import InvalidRequestError
from .wire import fields_of, wire

R = TypeVar("R", bound="Response")


class Parameters:
    """An object inside a request; a generated dataclass, checked when it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        encoding.check(self)
        deprecation.of_parameters(self)
        construction.straighten(type(self), Parameters.__post_init__)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Make one of JSON values under wire names; InvalidRequestError for a name that the page does not have."""
        return cls(**building.arguments(cls, values))

    def to_dict(self) -> dict[str, Any]:
        """Return the values as JSON values under wire names, without ``None``: what ``from_dict`` takes."""
        return _as_dict(self)


class Request(Parameters, Generic[R]):
    """A request: a value that knows its action, its parameters' wire names and its response type.

    Making one checks it: a parameter of a wrong type is an ``InvalidRequestError`` that names it.  ``region``, ``zone``
    and ``project_id`` may be left to the client's settings.  What the page calls deprecated is a ``DeprecationWarning``.
    """

    __slots__ = ()

    ACTION: ClassVar[str]
    ENCODING: ClassVar[Literal["form", "json"]] = "form"
    DEPRECATED: ClassVar[str] = ""
    READ_ONLY: ClassVar[bool | None] = None
    """Whether the action changes nothing, where something else than the verb of its name says so."""

    def __post_init__(self) -> None:
        try:
            encoding.check(self)
        except InvalidRequestError as error:
            error.action = self.ACTION
            raise
        if self.DEPRECATED:
            deprecation.of_action(self.ACTION, self.DEPRECATED)
        deprecation.of_parameters(self)
        if not self.DEPRECATED:
            construction.straighten(type(self), Request.__post_init__)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Make one of JSON values under wire names; InvalidRequestError for a name that the page does not have."""
        try:
            return super().from_dict(values)
        except InvalidRequestError as error:
            error.action = cls.ACTION
            raise

    @classmethod
    def response_type(cls) -> type[R]:
        """Return the class of the response."""
        raise NotImplementedError

    def to_params(self) -> dict[str, str]:
        """Return the flat form parameters, ``Action`` first: ``{"Action": …, "TaskIdSet.0": "a"}``; not signed."""
        flat = {"Action": self.ACTION}
        try:
            encoding.write(self, flat)
        except InvalidRequestError as error:
            error.action = self.ACTION
            raise
        return flat

    def to_body(self) -> dict[str, Any]:
        """Return the parameters as nested JSON values under wire names, ``Action`` first; not signed."""
        try:
            return {"Action": self.ACTION} | encoding.body(self)
        except InvalidRequestError as error:
            error.action = self.ACTION
            raise


class Model:
    """An object inside a response; a generated dataclass.

    A field that the page calls required may still be None, where the server left it out: see ``Response.deviations``.
    """

    __slots__ = ()

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Make one of JSON values under wire names, as leniently as of an answer."""
        return cls(**decoding.arguments(cls, values, decoding.TOP, []))

    def to_dict(self) -> dict[str, Any]:
        """Return the values as JSON values under wire names, without ``None``: what ``from_dict`` takes."""
        return _as_dict(self)


@dataclass(slots=True, kw_only=True)
class Response(Model):
    """What an action answered.

    ``raw`` is the answer as it came, ``deviations`` lists where it differs from its page, and ``request_id`` is the id
    that support asks for (header ``X-UCLOUD-REQUEST-UUID``).
    """

    ret_code: int = field(metadata=wire("RetCode"))
    """0: the action was carried out."""
    action: str | None = field(default=None, metadata=wire("Action"))
    """The action's name with ``Response`` behind it."""
    message: str | None = field(default=None, metadata=wire("Message"))
    """The server's text."""
    request_id: str | None = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False)
    deviations: tuple[Deviation, ...] = field(default=(), repr=False)

    @classmethod
    def from_dict(cls, values: dict[str, Any], request_id: str | None = None) -> Self:
        """Decode an answer (JSON values under wire names), leniently; differences go to ``deviations``."""
        found: list[Deviation] = []
        arguments = decoding.arguments(cls, values, decoding.TOP, found)
        return cls(
            **arguments,
            request_id=request_id,
            raw=values,
            deviations=tuple(found),
        )


def _as_dict(value: Parameters | Model) -> dict[str, Any]:
    return {
        field.wire: _plain(item)
        for field in fields_of(type(value))
        if (item := getattr(value, field.name)) is not None
    }


def _plain(value: Any) -> Any:
    if isinstance(value, (Parameters, Model)):
        return value.to_dict()
    return [_plain(item) for item in value] if isinstance(value, list) else value
