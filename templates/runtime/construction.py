"""Constructors that check a request's parameters themselves, written when a class makes its second object.

The first object is made by the constructor that ``dataclass`` wrote, which has every value checked by ``__post_init__``.
The one that takes its place does the same in half the time: where it sees that nothing has to be said about any value, it
leaves ``__post_init__`` out.
"""

# isort: skip_file
from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .encoding import fitting
from .straight import constructor
from .wire import fields_of


def straighten(cls: Any, check: Callable[[Any], None]) -> None:
    """Note that a class has made an object, which ``check`` found to be right; ``check`` is its ``__post_init__`` or a part."""
    if cls not in _MET:
        _MET.add(cls)
    elif cls not in _STRAIGHTENED:
        _STRAIGHTENED.add(cls)
        written = vars(cls).get("__init__")
        if cls.__post_init__ is check and _is_of_dataclass(written, cls):
            cls.__init__ = _straight(cls, written)


_MET: set[type] = set()
_STRAIGHTENED: set[type] = set()


def _straight(cls: type, written: Any) -> Callable[..., None]:
    made: Any = constructor(cls, fitting(cls))
    made.__kwdefaults__ = written.__kwdefaults__
    # What ``help()`` and ``inspect`` show is what ``dataclass`` wrote.
    return functools.wraps(written)(made)


def _is_of_dataclass(written: Any, cls: type) -> bool:
    """Whether it is the constructor that ``dataclass`` wrote, of a class as the generator makes them."""
    names = tuple(field.name for field in fields_of(cls))
    code = getattr(written, "__code__", None)
    return (
        code is not None
        and code.co_filename == "<string>"
        and names != ()
        and code.co_varnames[1 : 1 + code.co_kwonlyargcount] == names
        and not any(name.isupper() for name in names)
        and {*(written.__kwdefaults__ or {}).values()} <= {None}
        and all(hasattr(getattr(cls, name, None), "__set__") for name in names)
    )
