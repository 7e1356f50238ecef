"""Settings of a run: the command line first, then ``[tool.docs2sdk]`` of the nearest ``pyproject.toml``, then defaults."""

from __future__ import annotations

import keyword
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from generator import reserved
from generator.refusals import Refusal

_FILE = "pyproject.toml"

# Tables of settings that one command alone reads.
SECTIONS = ("diff",)

# What the generated package and its tests import from outside.
_ITS_IMPORTS = ("httpx2", "pytest", "tests")


class BadSettings(Refusal):
    """A setting that cannot be used; the message says which, and what would be right."""


class Settings(NamedTuple):
    """What a run reads, where it writes, and how: ``services`` empty means all, ``jobs`` counts processes.

    ``overlays`` None means the folder ``overlays`` beside the products' folders, if there is one.  ``include`` and
    ``exclude`` are patterns of services and actions (see ``generator.catalog.selection``).  ``assumed``: nobody said where the
    pages lie, so ``specs`` is the default.
    """

    specs: Path
    out: Path
    package: str = "ucloud_client"
    version: str = "0.1.0"
    services: tuple[str, ...] = ()
    jobs: int = 1
    overlays: Path | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    assumed: bool = False


def load(directory: Path, given: Mapping[str, Any]) -> Settings:
    """Return the settings for a run in a directory; ``given`` are the command line's (None or empty: not given)."""
    file = _nearest(directory)
    stored = _stored(file) if file else {}
    for name in SECTIONS:
        stored.pop(name, None)
    chosen = {name: value for name, value in given.items() if value not in (None, ())}
    for name, value in chosen.items():
        _check(name, value, _OPTIONS[name])
    for name, value in stored.items():
        _check(name, value, f"{file}: [tool.docs2sdk] {name}")
    home = file.parent if file else directory
    assumed = {"assumed": not {"specs"} & {*stored, *chosen}}
    merged = {"specs": "specs", "out": "generated"} | stored
    named = [name for name in _PATHS if name in merged]
    paths = {name: home / merged.pop(name) for name in named}
    lists = {name: tuple(merged.pop(name)) for name in _LISTS if name in merged}
    jobs = {"jobs": os.cpu_count() or 1}
    return Settings(**jobs | paths | lists | merged | chosen | assumed)


def section(directory: Path, name: str) -> tuple[Path, dict[str, Any]]:
    """Return a command's own settings, ``[tool.docs2sdk.<name>]``, and the file from which they are, or would be."""
    file = _nearest(directory)
    if file is None:
        return directory / _FILE, {}
    table = _stored(file).get(name, {})
    if not isinstance(table, dict):
        raise BadSettings(f"{file}: [tool.docs2sdk] {name} must be a table")
    return file, table


def _nearest(directory: Path) -> Path | None:
    folders = (directory, *directory.parents)
    return next(
        (file for folder in folders if os.path.isfile(file := folder / _FILE)), None
    )


def _stored(file: Path) -> dict[str, Any]:
    # Not before there is a file to read: it takes a fiftieth of a run that has nothing to do.
    import tomllib

    try:
        table: Any = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise BadSettings(f"{file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadSettings(f"{file}: {error}") from error
    for name in ("tool", "docs2sdk"):
        table = table.get(name, {})
        if not isinstance(table, dict):
            raise BadSettings(f"{file}: {name} must be a table")
    return dict(table)


def _check(name: str, value: object, where: str) -> None:
    if name not in _PROBLEMS:
        known = ", ".join(_PROBLEMS)
        raise BadSettings(f"{where}: there is no such setting; there are {known}")
    if problem := _PROBLEMS[name](value):
        raise BadSettings(f"{where}: {problem}")


def _of_path(value: object) -> str:
    if not isinstance(value, (str, Path)):
        return "must be a string, a path"
    return "holds a NUL character" if "\0" in str(value) else ""


def _of_package(value: object) -> str:
    if not isinstance(value, str):
        return "must be a string"
    # An underscore at the end would be a dash at the end of the distribution's name.
    plain = re.fullmatch(r"[a-z]([a-z0-9_]*[a-z0-9])?", value)
    if not plain or keyword.iskeyword(value):
        return f"{value!r} is no lower-case Python package name"
    if value in reserved.WINDOWS_DEVICES:
        return f"{value!r} is a device on Windows, no folder can be called so"
    if value in _ITS_IMPORTS or value in sys.stdlib_module_names:
        return f"{value!r} is a package that the generated code itself imports or may import"
    return ""


def _of_version(value: object) -> str:
    if not isinstance(value, str):
        return "must be a string"
    plain = re.fullmatch(r"[0-9]+(\.[0-9]+)*((a|b|rc|\.dev|\.post)[0-9]+)?", value)
    return "" if plain else f"{value!r} is no version like 1.2.3"


def _of_list(value: object) -> str:
    plain = isinstance(value, (list, tuple)) and all(
        isinstance(item, str) for item in value
    )
    return "" if plain else "must be a list of strings"


def _of_jobs(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return ""
    return "must be a whole number, at least 1"


# Each setting with a function that says what is wrong with a value, "" if nothing is.
_PROBLEMS: dict[str, Callable[[object], str]] = {
    "specs": _of_path,
    "out": _of_path,
    "package": _of_package,
    "version": _of_version,
    "services": _of_list,
    "include": _of_list,
    "exclude": _of_list,
    "jobs": _of_jobs,
    "overlays": _of_path,
}
_PATHS = ("specs", "out", "overlays")
_LISTS = ("services", "include", "exclude")
_OPTIONS = {
    "specs": "SPECS",
    "services": "--service",
    "out": "--out",
    "package": "--package",
    "jobs": "--jobs",
    "overlays": "--overlays",
}
