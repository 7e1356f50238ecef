"""Recognizes the names of parameters and fields whose values must not be shown, and hides those in open objects.

The generator has the same rule, and marks such fields of classes; what descriptions call a secret only those marks tell.
"""

# isort: skip_file
from __future__ import annotations

import functools
import re
from collections.abc import Collection
from typing import Any

from .fields import Array, Nested, fields_of
from .settings import HIDDEN

_MAX_DEPTH = 100
# Wire protocol, "What must never leak".
_SECRET = (
    r"(?:password|passwd|secretkey|accesskeysecret|privatekey(?:body|plaintext|ciphertextblob)?|presharedkey|certificatekey|etcdkey"
    r"|sslkey|sslcontent|plaintext|(?<!next)token|userdata|initscript|(?:\A|\.)policy)(?:\.[0-9]+)?\Z"
    r"|(?:\A|\.)signature\Z"
)


def is_secret(wire: str) -> bool:
    """Whether the value of a parameter must not be shown; takes the API's name or a path (``Disks.0.Password``)."""
    return _pattern().search(wire) is not None


@functools.cache
def _pattern() -> re.Pattern[str]:
    # Compiled when it is needed: importing a client is to be quick.
    return re.compile(_SECRET, re.IGNORECASE)


def hidden_names(cls: type) -> frozenset[str]:
    """Return the API's names of the fields that a class, and those of the objects in it, do not show."""
    names: set[str] = set()
    classes = [cls]
    for each in classes:
        for field in fields_of(each):
            shape = field.shape.item if isinstance(field.shape, Array) else field.shape
            if isinstance(shape, Nested) and shape.cls not in classes:
                classes.append(shape.cls)
            if field.is_secret:
                names.add(field.wire)
    return frozenset(names)


def hide_secrets(value: Any, names: Collection[str] = (), depth: int = 0) -> Any:
    """Return a copy of JSON values with ``***`` for each value below a secret name; truth values and null stay.

    Keys may be paths (``Disks.0.Password``); ``names`` are further secret ones.
    """
    if depth > _MAX_DEPTH:
        return HIDDEN
    if isinstance(value, list):
        return [hide_secrets(item, names, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: (
            _hide(item, names, depth)
            if isinstance(key, str) and _is_hidden(key, names)
            else hide_secrets(item, names, depth + 1)
        )
        for key, item in value.items()
    }


def _is_hidden(key: str, names: Collection[str]) -> bool:
    is_named = any(part in names for part in key.split(".")) if names else False
    return is_named or is_secret(key)


def _hide(value: Any, names: Collection[str], depth: int) -> Any:
    """Return what is shown of the value of a secret name: the names of an object inside it decide for themselves."""
    if value is None or isinstance(value, bool):
        return value
    return hide_secrets(value, names, depth + 1) if isinstance(value, dict) else HIDDEN
