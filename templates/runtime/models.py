"""Base classes of generated code: requests, the objects inside them, responses, and the models inside those."""

# isort: skip_file
from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Callable, Mapping
from dataclasses import field
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Self, TypeVar

from . import codegen, deprecation, encoding, form_writers
from .deviations import Deviation
from .errors import InvalidRequestError
from .fields import (
    Array,
    Nested,
    Shape,
    fields_of,
    param,
    response_class,
    storage_name,
)
from .lazy import suggest

R = TypeVar("R", bound="Response")


class Value:
    """Base of generated dataclasses, which have these methods instead of ones that ``dataclass`` writes for each class."""

    __slots__ = ()

    def __eq__(self, value: object) -> bool:
        if type(value) is not type(self):
            return NotImplemented
        return _values(self) == _values(value)

    def __hash__(self) -> int:
        return hash(_values(self))

    @recursive_repr()
    def __repr__(self) -> str:
        from .secret_names import hide_secrets

        cls: Any = type(self)
        shown = [field.name for field in dataclasses.fields(cls) if field.repr]
        values = [(name, hide_secrets(getattr(self, name))) for name in shown]
        arguments = [f"{name}={value!r}" for name, value in values if value is not None]
        return f"{type(self).__qualname__}({', '.join(arguments)})"

    @classmethod
    def _write_constructor(cls) -> Callable[..., None]:
        return codegen.compile_constructor(cls)


class Parameters(Value):
    """An object inside a request: a generated dataclass, checked when it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        self._check_values()
        self._warn_of_deprecation()

    def __setstate__(self, state: tuple[None, dict[str, Any]]) -> None:
        """Restore a pickled or copied object, whose fields are read-only."""
        for name, value in (state[1] if state else {}).items():
            setattr(self, storage_name(type(self), name), value)

    def _check_values(self) -> None:
        try:
            _convert_dictionaries(self)
            encoding.check_parameters(self)
        except InvalidRequestError as error:
            # The frames that raised it hold the value.
            raise error.with_traceback(None) from None

    def _warn_of_deprecation(self) -> None:
        deprecation.warn_of_parameters(self)

    @classmethod
    def _write_constructor(cls) -> Callable[..., None]:
        if cls.__post_init__ is not Parameters.__post_init__:
            return super()._write_constructor()
        return codegen.compile_constructor(cls, encoding.quick_checks(cls))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return an object made from JSON values under the API's names; InvalidRequestError for a name that the page does not have."""
        try:
            return cls(**_read_arguments(cls, values))
        except InvalidRequestError as error:
            problem = error
        del values
        raise problem.with_traceback(None)

    def to_dict(self) -> dict[str, Any]:
        """Return the values as JSON values under the API's names, without ``None``; ``from_dict`` reads them."""
        return _as_dict(self)


class Request(Parameters, Generic[R]):
    """A request: a value that knows its action, the API's names of its parameters and its response type.

    The constructor checks it: a parameter of a wrong type is an ``InvalidRequestError`` that names it.  ``region``, ``zone``
    and ``project_id`` may be left to the client's settings.  Deprecated parameters give a ``DeprecationWarning``.
    """

    __slots__ = ()

    ACTION: ClassVar[str]
    ENCODING: ClassVar[Literal["form", "json"]] = "form"
    DEPRECATED: ClassVar[str] = ""
    READ_ONLY: ClassVar[bool | None] = None
    """Whether the action changes nothing; None: the verb of its name decides."""

    def _check_values(self) -> None:
        try:
            super()._check_values()
        except InvalidRequestError as error:
            error.action = self.ACTION
            raise error.with_traceback(None) from None

    def _warn_of_deprecation(self) -> None:
        if self.DEPRECATED:
            deprecation.warn_of_action(self.ACTION, self.DEPRECATED)
        super()._warn_of_deprecation()

    @classmethod
    def _write_constructor(cls) -> Callable[..., None]:
        # Each object of a deprecated class gives a warning.
        if cls.DEPRECATED:
            return codegen.compile_constructor(cls)
        return super()._write_constructor()

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return a request made from JSON values under the API's names; InvalidRequestError for a name that the page does not have."""
        try:
            return super().from_dict(values)
        except InvalidRequestError as error:
            error.action = cls.ACTION
            problem = error
        del values
        raise problem.with_traceback(None)

    @classmethod
    def response_type(cls) -> type[R]:
        """Return the class of the response: ``GetISMSSendReceiptResponse`` of a ``Request[GetISMSSendReceiptResponse]``."""
        own: type = cls
        response: type[R] = _find_response_type(own)
        return response

    def to_params(self) -> dict[str, str]:
        """Return the flat form parameters, ``Action`` first: ``{"Action": …, "TaskIdSet.0": "a"}``; not signed."""
        flat = {"Action": self.ACTION}
        try:
            form_writers.WRITERS[type(self)](self, flat, "")
        except InvalidRequestError as error:
            error.action = self.ACTION
            flat.clear()
            raise error.with_traceback(None) from None
        return flat

    def to_body(self) -> dict[str, Any]:
        """Return the parameters as nested JSON values under the API's names, ``Action`` first; not signed."""
        try:
            return {"Action": self.ACTION} | encoding.encode_body(self)
        except InvalidRequestError as error:
            error.action = self.ACTION
            raise error.with_traceback(None) from None


class Model(Value):
    """An object inside a response: a generated dataclass.

    A field that the page calls required is None if the server left it out: see ``Response.deviations``.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        def __getitem__(self, key):
            """Name the attribute for a key of the official SDK's dictionaries; type checkers report it themselves."""
            names = {field.wire: field.name for field in fields_of(type(self))}
            attribute = f"this is its attribute {names[key]}; " if key in names else ""
            remedy = f"{attribute}a dictionary is to_dict()"
            raise TypeError(f"{type(self).__name__} has no item {key!r}: {remedy}")

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Return an object made from JSON values under the API's names, decoded as leniently as a response."""
        from . import decoding

        state = decoding.DecodingState()
        return cls(**decoding.decode_arguments(cls, values, decoding.TOP, state))

    def to_dict(self) -> dict[str, Any]:
        """Return the values as JSON values under the API's names, without ``None``; ``from_dict`` reads them."""
        return _as_dict(self)


@response_class
class Response(Model):
    """The response of an action.

    ``raw`` is the JSON object as it arrived, ``deviations`` lists where it differs from its page, and ``request_id`` is the
    id that support asks for (header ``X-UCLOUD-REQUEST-UUID``).
    """

    ret_code: int = param("RetCode")
    """0: the action succeeded."""
    action: str | None = param("Action", default=None)
    """The action's name followed by ``Response``."""
    message: str | None = param("Message", default=None)
    """The server's message."""
    request_id: str | None = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False)
    deviations: tuple[Deviation, ...] = field(default=(), repr=False)

    @classmethod
    def from_dict(
        cls,
        values: dict[str, Any],
        request_id: str | None = None,
        *,
        is_late: Callable[[], bool] | None = None,
    ) -> Self:
        """Decode JSON values under the API's names, leniently; ``deviations`` lists the differences from the page.

        ``is_late`` is called now and then while much is decoded; when it returns True, this raises RequestTimeoutError.
        """
        # Most programs are done with importing when their first response comes.
        from . import decoding

        state = decoding.DecodingState(is_late)
        arguments = decoding.decode_arguments(cls, values, decoding.TOP, state)
        return cls(
            **arguments,
            request_id=request_id,
            raw=values,
            deviations=state.deviations(),
        )


def _convert_dictionaries(value: Parameters) -> None:
    """Replace the dictionaries that were given for objects inside a request by those objects."""
    cls = type(value)
    for member in fields_of(cls):
        argument = getattr(value, member.name)
        try:
            made = _convert(member.shape, argument, member.wire)
        except InvalidRequestError as error:
            raise error.inside(member.name) from None
        if made is not argument:
            setattr(value, storage_name(cls, member.name), made)


def _convert(shape: Shape, value: Any, path: str) -> Any:
    match shape:
        case Nested(cls) if isinstance(value, Mapping):
            return _make_object(cls, value, path)
        case Array(Nested() as item) if isinstance(value, (list, tuple)):
            if any(isinstance(element, Mapping) for element in value):
                numbered = enumerate(value)
                return [_convert(item, each, f"{path}.{n}") for n, each in numbered]
    return value


def _make_object(cls: Any, values: Mapping[str, Any], path: str) -> Any:
    """Return the object that a dictionary with Python names stands for."""
    members = {member.name: member for member in fields_of(cls)}
    unknown = [name for name in values if name not in members]
    missing = [
        name
        for name, member in members.items()
        if not member.optional and name not in values
    ]
    if unknown or missing:
        suggestion = suggest(str(unknown[0]), members) if unknown else ""
        problem = f"has no {unknown[0]!r}" if unknown else f"needs {missing[0]!r}"
        words = f"is a {cls.__qualname__}, which {problem}{suggestion}"
        raise InvalidRequestError(words, parameter=path)
    try:
        return cls(**values)
    except InvalidRequestError as error:
        error.parameter = f"{path}.{error.parameter}"
        raise


def _values(value: Any) -> tuple[Any, ...]:
    return tuple(getattr(value, field.name) for field in dataclasses.fields(value))


@functools.cache
def _find_response_type(cls: type) -> Any:
    """Return the response's class; TypeError if no base class mentions one."""
    for base in cls.__mro__:
        for generic in vars(base).get("__orig_bases__", ()):
            match typing.get_args(generic):
                case (type() as response, *_) if issubclass(response, Response):
                    return response
    raise TypeError(f"{cls.__name__} has no base Request[…] that names its response")


def _read_arguments(
    cls: type, values: Mapping[str, Any], path: str = ""
) -> dict[str, Any]:
    """Return a constructor's arguments from JSON values; InvalidRequestError for an unknown or a missing name.

    Only names are checked here: the constructor checks the values.
    """
    members = {member.wire: member for member in fields_of(cls)}
    for wire in values:
        if wire not in members:
            problem = f"is no parameter{suggest(wire, members)}"
            raise InvalidRequestError(problem, parameter=f"{path}{wire}")
    for wire, member in members.items():
        if not member.optional and wire not in values:
            raise InvalidRequestError("is required", parameter=f"{path}{wire}")
    return {
        members[wire].name: _read_argument(members[wire].shape, value, f"{path}{wire}")
        for wire, value in values.items()
    }


def _read_argument(shape: Shape, value: Any, path: str) -> Any:
    match shape:
        case Nested(cls) if isinstance(value, Mapping):
            return cls(**_read_arguments(cls, value, f"{path}."))
        case Array(item_shape) if isinstance(value, (list, tuple)):
            return [
                _read_argument(item_shape, item, f"{path}.{index}")
                for index, item in enumerate(value)
            ]
        case _:
            return value


def _as_dict(value: Parameters | Model) -> dict[str, Any]:
    return {
        field.wire: _to_json(item)
        for field in fields_of(type(value))
        if (item := getattr(value, field.name)) is not None
    }


def _to_json(value: Any) -> Any:
    if isinstance(value, (Parameters, Model)):
        return value.to_dict()
    return [_to_json(item) for item in value] if isinstance(value, list) else value
