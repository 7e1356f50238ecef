"""Imports the public names of a package when they are first used, and suggests names for misspelled ones."""

# isort: skip_file
from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping


def exports(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return a package's ``__getattr__`` and ``__dir__``; ``modules`` maps each public name to the module that defines it."""

    def __getattr__(name: str) -> object:
        if name not in modules:
            raise unknown_name_error(
                f"module {package!r} has no attribute", name, modules
            )
        value = getattr(importlib.import_module(f".{modules[name]}", package), name)
        setattr(sys.modules[package], name, value)
        return value

    def __dir__() -> list[str]:
        return sorted({*vars(sys.modules[package]), *modules})

    return __getattr__, __dir__


def unknown_name_error(
    problem: str, name: str, candidates: Iterable[str]
) -> AttributeError:
    """Return the error for an unknown name, with the nearest candidate."""
    # With the name set, Python's own suggestion does not follow this one.
    return AttributeError(f"{problem} {name!r}{suggest(name, candidates)}", name=name)


def suggest(name: str, candidates: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: the nearest candidate, or ""."""
    from difflib import get_close_matches

    spellings = {normalize(candidate): candidate for candidate in candidates}
    near = get_close_matches(normalize(name), spellings, 1)
    return f"; did you mean {spellings[near[0]]!r}?" if near else ""


def normalize(name: str) -> str:
    """Return a name without case and underscores: ``GetThing`` and ``get_thing`` are spellings of one name."""
    return name.replace("_", "").lower()
