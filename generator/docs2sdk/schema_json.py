"""The intermediate schema as JSON, and back: ``to_json`` and ``from_json`` are exact inverses.

The classes of ``schema`` say what a file may hold; ``docs/schema.json`` says the same for other programs.  Reading
is strict: a missing or unknown key, or a value of another kind, is refused with the place where it stands.
"""

from __future__ import annotations

import dataclasses
import json
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from docs2sdk import schema
from docs2sdk.errors import UserError
from docs2sdk.schema import (
    VERSION,
    ListOf,
    Payload,
    Ref,
    Scalar,
    Service,
    Untyped,
)

# Turns a JSON value into a part of the schema; ``at`` is the path to it, for messages.
_Reader: TypeAlias = Callable[[Any, str], Any]

_TAG = "kind"
_TAGGED = {"scalar": Scalar, "list": ListOf, "model": Ref, "untyped": Untyped}
_TAG_OF = {cls: tag for tag, cls in _TAGGED.items()}
_CALLED = {str: "a string", int: "a whole number", bool: "true or false"}


class BadSchema(UserError):
    """A file or document that is no schema of this version; the message says what is wrong, and where."""


def to_json(services: tuple[Service, ...]) -> dict[str, Any]:
    """Return the schema as JSON-ready values: ``{"version": 1, "services": […]}``."""
    return {"version": VERSION, "services": _plain(services)}


def from_json(document: Any) -> tuple[Service, ...]:
    """Read what ``to_json`` gave; BadSchema for another version and for anything else that it never gives."""
    if not isinstance(document, Mapping) or "version" not in document:
        raise BadSchema('this is no schema of docs2sdk: it has no "version"')
    if document["version"] != VERSION or isinstance(document["version"], bool):
        raise BadSchema(
            f"this is version {json.dumps(document['version'])} of the schema, and this docs2sdk reads version {VERSION}; "
            "make it anew from its pages with `docs2sdk schema`"
        )
    _check_keys(document, {"version", "services"}, "the document")
    services = _reader(tuple[Service, ...])(document["services"], "services")
    for at, service in enumerate(services):
        _check_references(service, f"services[{at}]")
    return services  # type: ignore[no-any-return]


def dumps(services: tuple[Service, ...]) -> str:
    """Return the text of a schema file: Chinese as it is, but nothing that would move a terminal's cursor."""
    text = json.dumps(to_json(services), ensure_ascii=False, indent=1)
    odd = {char for char in set(text) if not char.isprintable()} - {"\n"}
    return text.translate({ord(char): json.dumps(char)[1:-1] for char in odd}) + "\n"


def load(path: Path) -> tuple[Service, ...]:
    """Read a schema file; BadSchema, with the file's name, if it cannot be read or is none."""
    try:
        return from_json(json.loads(path.read_text("utf-8-sig")))
    except OSError as error:
        raise BadSchema(f"cannot read {path}: {error.strerror}") from error
    except RecursionError as error:
        raise BadSchema(f"{path}: nested too deep to be a schema") from error
    except UnicodeDecodeError as error:
        raise BadSchema(f"{path}: not UTF-8 text") from error
    except ValueError as error:
        raise BadSchema(f"{path}: not JSON: {error}") from error
    except BadSchema as error:
        raise BadSchema(f"{path}: {error}") from error


def _plain(value: Any) -> Any:
    cls: Any = type(value)
    if names := _names(cls):
        tag = {_TAG: _TAG_OF[cls]} if cls in _TAG_OF else {}
        return tag | {name: _plain(getattr(value, name)) for name in names}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


@cache
def _names(cls: Any) -> tuple[str, ...]:
    """Return the names of the fields of one of the schema's classes, a dataclass or a named tuple; () for any other type."""
    if dataclasses.is_dataclass(cls):
        return tuple(field.name for field in dataclasses.fields(cls))
    return getattr(cls, "_fields", ())


@cache
def _reader(hint: Any) -> _Reader:
    """Return what reads values of a type: of the hints that occur in ``schema``, and of no others."""
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return lambda value, at: _list(arguments[0], value, at)
    if typing.get_origin(hint) is Literal:
        return lambda value, at: _one_of(arguments, value, at)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return _reader_of_any(arguments)
    if _names(hint):
        return lambda value, at: _object(hint, value, at)
    return lambda value, at: _scalar(hint, value, at)


def _reader_of_any(options: tuple[Any, ...]) -> _Reader:
    """Return what reads one of several types: a type that may be missing, or one of those that have tags."""
    others = [option for option in options if option is not types.NoneType]
    if len(others) > 1:
        return _tagged
    reader = _reader(others[0])
    return lambda value, at: None if value is None else reader(value, at)


def _list(item: Any, value: Any, at: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise BadSchema(f"{at}: must be a list, not {_shown(value)}")
    reader = _reader(item)
    return tuple(reader(one, f"{at}[{index}]") for index, one in enumerate(value))


def _one_of(values: tuple[str, ...], value: Any, at: str) -> str:
    if value not in values:
        raise BadSchema(f"{at}: {_shown(value)} is none of {', '.join(values)}")
    return str(value)


def _scalar(kind: Any, value: Any, at: str) -> Any:
    # True is an int to isinstance.
    if type(value) is not kind:
        raise BadSchema(f"{at}: must be {_CALLED[kind]}, not {_shown(value)}")
    return value


def _tagged(value: Any, at: str) -> Any:
    if not isinstance(value, dict) or _TAG not in value:
        raise BadSchema(f'{at}: must be an object with "{_TAG}"')
    tag = _one_of(tuple(_TAGGED), value[_TAG], f"{at}.{_TAG}")
    return _object(_TAGGED[tag], value, at)


def _object(cls: Any, value: Any, at: str) -> Any:
    if not isinstance(value, dict):
        raise BadSchema(f"{at}: must be an object, not {_shown(value)}")
    readers = _readers(cls)
    tag = {_TAG} if cls in _TAG_OF else set()
    _check_keys(value, readers.keys() | tag, at)
    return cls(
        **{name: read(value[name], f"{at}.{name}") for name, read in readers.items()}
    )


@cache
def _readers(cls: Any) -> dict[str, _Reader]:
    hints = typing.get_type_hints(cls, vars(schema))
    return {name: _reader(hints[name]) for name in _names(cls)}


def _check_keys(
    value: Mapping[str, Any], known: set[str] | frozenset[str], at: str
) -> None:
    if missing := sorted(known - value.keys()):
        raise BadSchema(f'{at}: has no "{missing[0]}"')
    if unknown := sorted(value.keys() - known):
        raise BadSchema(f"{at}: there is no key {_shown(unknown[0])}")


def _check_references(service: Service, at: str) -> None:
    """Refuse a type that names no model of its side: nothing that reads a schema expects that."""
    for index, action in enumerate(service.actions):
        for name, side in (("request", action.request), ("response", action.response)):
            known = {model.name for model in side.models}
            for wire in _referred(side):
                if wire not in known:
                    where = f"{at}.actions[{index}].{name}"
                    raise BadSchema(f"{where}: there is no model {_shown(wire)}")


def _referred(side: Payload) -> Iterator[str]:
    for fields in (side.fields, *(model.fields for model in side.models)):
        for field in fields:
            yield from schema.references(field.type)


def _shown(value: Any) -> str:
    """Return a JSON value as a message can hold it."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 60 else re.sub(r"\s+$", "", text[:60]) + "…"
