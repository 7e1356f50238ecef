"""The intermediate schema as JSON, and back: ``to_json`` and ``from_json`` are exact inverses.

The classes of ``schema`` say what a file may hold; ``docs/schema.json`` says the same for other programs.  Reading
is strict: a missing or unknown key, or a value of another kind, is refused with the path to it.
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
from docs2sdk.schema import VERSION, ListOf, Payload, Ref, Scalar, Service, Untyped

# Turns a JSON value into a part of the schema; ``at`` is the path to it, for messages.
_Reader: TypeAlias = Callable[[Any, str], Any]

_TAG = "kind"
_TAGGED = {"scalar": Scalar, "list": ListOf, "model": Ref, "untyped": Untyped}
_TAG_OF = {cls: tag for tag, cls in _TAGGED.items()}
_KIND_NAMES = {str: "a string", int: "a whole number", bool: "true or false"}


class BadSchema(UserError):
    """A file or document that is no schema of this version; the message says what is wrong, and where."""


def to_json(services: tuple[Service, ...]) -> dict[str, Any]:
    """Return the schema as JSON-ready values: ``{"version": 1, "services": […]}``."""
    return {"version": VERSION, "services": _to_plain(services)}


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
    services = _make_reader(tuple[Service, ...])(document["services"], "services")
    for at, service in enumerate(services):
        _check_references(service, f"services[{at}]")
    return services  # type: ignore[no-any-return]


def dumps(services: tuple[Service, ...]) -> str:
    """Return the text of a schema file."""
    return format_document(to_json(services))


def format_document(document: object) -> str:
    """Return JSON for files: Chinese as it is, but nothing that would move a terminal's cursor."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
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


def _to_plain(value: Any) -> Any:
    cls: Any = type(value)
    if names := _list_names(cls):
        tag = {_TAG: _TAG_OF[cls]} if cls in _TAG_OF else {}
        return tag | {name: _to_plain(getattr(value, name)) for name in names}
    return [_to_plain(item) for item in value] if isinstance(value, tuple) else value


@cache
def _list_names(cls: Any) -> tuple[str, ...]:
    """Return the names of the fields of one of the schema's classes, a dataclass or a named tuple; () for any other type."""
    if dataclasses.is_dataclass(cls):
        return tuple(field.name for field in dataclasses.fields(cls))
    return getattr(cls, "_fields", ())


@cache
def _make_reader(hint: Any) -> _Reader:
    """Return what reads values of a type: of the hints that occur in ``schema``, and of no others."""
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return lambda value, at: _read_list(arguments[0], value, at)
    if typing.get_origin(hint) is Literal:
        return lambda value, at: _read_choice(arguments, value, at)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return _make_optional_reader(arguments)
    if _list_names(hint):
        return lambda value, at: _read_object(hint, value, at)
    return lambda value, at: _read_scalar(hint, value, at)


def _make_optional_reader(options: tuple[Any, ...]) -> _Reader:
    """Return what reads one of several types: a type that may be missing, or one of those that have tags."""
    others = [option for option in options if option is not types.NoneType]
    if len(others) > 1:
        return _read_tagged
    reader = _make_reader(others[0])
    return lambda value, at: None if value is None else reader(value, at)


def _read_list(item: Any, value: Any, at: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise BadSchema(f"{at}: must be a list, not {_quote(value)}")
    reader = _make_reader(item)
    return tuple(
        reader(item_value, f"{at}[{index}]") for index, item_value in enumerate(value)
    )


def _read_choice(values: tuple[str, ...], value: Any, at: str) -> str:
    if value not in values:
        raise BadSchema(f"{at}: {_quote(value)} is none of {', '.join(values)}")
    return str(value)


def _read_scalar(kind: Any, value: Any, at: str) -> Any:
    # True is an int to isinstance.
    if type(value) is not kind:
        raise BadSchema(f"{at}: must be {_KIND_NAMES[kind]}, not {_quote(value)}")
    if kind is str and not _has_utf8(value):
        raise BadSchema(f"{at}: {_quote(value)} has half of a surrogate pair")
    return value


def _has_utf8(text: str) -> bool:
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def _read_tagged(value: Any, at: str) -> Any:
    if not isinstance(value, dict) or _TAG not in value:
        raise BadSchema(f'{at}: must be an object with "{_TAG}"')
    tag = _read_choice(tuple(_TAGGED), value[_TAG], f"{at}.{_TAG}")
    return _read_object(_TAGGED[tag], value, at)


def _read_object(cls: Any, value: Any, at: str) -> Any:
    if not isinstance(value, dict):
        raise BadSchema(f"{at}: must be an object, not {_quote(value)}")
    readers = _make_readers(cls)
    tag = {_TAG} if cls in _TAG_OF else set()
    _check_keys(value, readers.keys() | tag, at)
    return cls(
        **{name: read(value[name], f"{at}.{name}") for name, read in readers.items()}
    )


@cache
def _make_readers(cls: Any) -> dict[str, _Reader]:
    hints = typing.get_type_hints(cls, vars(schema))
    return {name: _make_reader(hints[name]) for name in _list_names(cls)}


def _check_keys(
    value: Mapping[str, Any], keys: set[str] | frozenset[str], at: str
) -> None:
    if missing := sorted(keys - value.keys()):
        raise BadSchema(f'{at}: has no "{missing[0]}"')
    if unknown := sorted(value.keys() - keys):
        raise BadSchema(f"{at}: there is no key {_quote(unknown[0])}")


def _check_references(service: Service, at: str) -> None:
    """Refuse a type that names no model of its payload: readers of a schema rely on that."""
    for index, action in enumerate(service.actions):
        for part in ("request", "response"):
            payload: Payload = getattr(action, part)
            models = {model.name for model in payload.models}
            for name in _list_references(payload):
                if name not in models:
                    where = f"{at}.actions[{index}].{part}"
                    raise BadSchema(f"{where}: there is no model {_quote(name)}")


def _list_references(payload: Payload) -> Iterator[str]:
    for fields in (payload.fields, *(model.fields for model in payload.models)):
        for field in fields:
            yield from schema.references(field.type)


def _quote(value: Any) -> str:
    """Return a JSON value as a message can hold it."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 60 else re.sub(r"\s+$", "", text[:60]) + "…"
