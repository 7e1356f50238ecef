"""Writes requests as flat form parameters: the same as ``flatten(encode_body(request))``, in less time.

Constructors have checked the values.  Lists may have changed since, so they and their items are looked at again, and what is not
plainly valid goes through the encoders, which say what is wrong.
"""

# isort: skip_file
from __future__ import annotations

from typing import Any

from .codegen import CompiledOnReuse, Writer, compile_writer, has_utf8
from .encoding import (
    Encoder,
    add_flat,
    encode_body,
    encode_field,
    encoders,
    list_sizes,
)
from .errors import InvalidRequestError
from .fields import Array, Nested, Text, WireField


def _write(value: Any, flat: dict[str, str], path: str) -> None:
    for name, item in encode_body(value, path).items():
        add_flat(flat, f"{path}{name}", item)


def _compile(cls: type) -> Writer:
    return compile_writer(
        cls,
        [(field, _field_writer(field, encode)) for field, encode, _ in encoders(cls)],
    )


WRITERS: CompiledOnReuse[Writer] = CompiledOnReuse(lambda cls: _write, _compile)
"""For each class what adds the parameters of its objects to flat ones; faster than ``flatten(encode_body(value))``."""


def _field_writer(field: WireField, encode: Encoder) -> Writer:
    """Return the writer of a field's values that are no plain scalars; what is not plainly valid goes through the encoder."""

    def write_encoded(item: Any, flat: dict[str, str], path: str) -> None:
        add_flat(flat, path, encode_field(field, encode, item, path))

    match field.shape:
        case Nested(cls):
            return _object_writer(field, cls, write_encoded)
        case Array(Nested(cls)):
            return _objects_writer(field, cls, write_encoded)
        case Array(Text()):
            return _texts_writer(field, write_encoded)
        case _:
            return write_encoded


def _object_writer(field: WireField, cls: type, write_encoded: Writer) -> Writer:
    def write_object(item: Any, flat: dict[str, str], path: str) -> None:
        if type(item) is not cls:
            return write_encoded(item, flat, path)
        try:
            WRITERS[cls](item, flat, f"{path}.")
        except InvalidRequestError as error:
            raise error.inside(field.name) from None

    return write_object


def _objects_writer(field: WireField, cls: type, write_encoded: Writer) -> Writer:
    sizes = list_sizes(field)
    least, end = sizes.start, sizes.stop

    def write_objects(items: Any, flat: dict[str, str], path: str) -> None:
        if type(items) is not list or not least <= len(items) < end:
            return write_encoded(items, flat, path)
        try:
            for index, item in enumerate(items):
                if type(item) is not cls:
                    break
                WRITERS[cls](item, flat, f"{path}.{index}.")
            else:
                return
        except InvalidRequestError as error:
            raise error.inside(field.name) from None
        write_encoded(items, flat, path)

    return write_objects


def _texts_writer(field: WireField, write_encoded: Writer) -> Writer:
    sizes = list_sizes(field)

    def write_texts(items: Any, flat: dict[str, str], path: str) -> None:
        if type(items) is not list or len(items) not in sizes:
            return write_encoded(items, flat, path)
        for index, item in enumerate(items):
            if type(item) is not str or not (item.isascii() or has_utf8(item)):
                return write_encoded(items, flat, path)
            flat[f"{path}.{index}"] = item

    return write_texts
