"""Names that a package offers and imports when they are first used."""

# isort: skip_file
from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping


def exports(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return a package's ``__getattr__`` and ``__dir__``; ``homes`` says which of its modules defines each name."""

    def __getattr__(name: str) -> object:
        if name not in homes:
            raise unknown(f"module {package!r} has no attribute", name, homes)
        value = getattr(importlib.import_module(f".{homes[name]}", package), name)
        setattr(sys.modules[package], name, value)
        return value

    def __dir__() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return __getattr__, __dir__


def unknown(problem: str, name: str, known: Iterable[str]) -> AttributeError:
    """Return the error for a name that is not there, with the nearest one that is."""
    # With the name set, Python's own suggestion does not follow this one.
    return AttributeError(f"{problem} {name!r}{hint(name, known)}", name=name)


def hint(name: str, known: Iterable[str]) -> str:
    """Return what to add to the message about an unknown name: the nearest known one, or nothing."""
    from difflib import get_close_matches

    spellings = {letters(one): one for one in known}
    near = get_close_matches(letters(name), spellings, 1)
    return f"; did you mean {spellings[near[0]]!r}?" if near else ""


def letters(name: str) -> str:
    """Return what two spellings have in common: ``GetThing`` and ``get_thing`` are one name to who looks for it."""
    return name.replace("_", "").lower()
