"""Settings of a run: the command line first, then ``[tool.docs2sdk]``, then defaults.

They stand in the nearest ``pyproject.toml``, from the working directory upwards, that has this table.  One without it, such as
that of the generated package, is passed over.
"""

from __future__ import annotations

import keyword
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from docs2sdk import reserved
from docs2sdk.refusals import Refusal

_FILE = "pyproject.toml"
_LIMIT = 1_000_000  # bytes of a pyproject.toml; a large one has some ten thousand

# Tables below [tool.docs2sdk].
SECTIONS = ("diff", "lint")

# What the generated package and its tests import from outside.
_ITS_IMPORTS = ("httpx2", "pytest", "tests")


class BadSettings(Refusal):
    """A setting that cannot be used; the message says which, and what would be right."""


class Settings(NamedTuple):
    """What a run reads, where it writes, and how: ``services`` empty means all, ``jobs`` counts processes.

    ``overlays`` None means the folder ``overlays`` beside the products' folders, if there is one.  ``include`` and
    ``exclude`` are patterns of services, actions and pages (see ``docs2sdk.catalog.selection``).  ``assumed``: nobody said
    where the pages lie, so ``specs`` is the default.  ``baseline`` is the file of the findings that are adopted, None for none.  ``is_default_package``: nobody said what the
    package is called, so an output keeps its name.
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
    baseline: Path | None = None
    is_default_package: bool = False

    def for_output_of(self, package: str) -> Settings:
        """Return the settings for an output that has a package name ("" for none), which it keeps if nobody said another."""
        keeps = package and self.is_default_package
        return self._replace(package=package) if keeps else self


def load(directory: Path, given: Mapping[str, Any]) -> Settings:
    """Return the settings for a run in a directory; ``given`` are the command line's (None or empty: not given)."""
    file, tables = _nearest(directory)
    stored = _without_sections(file, tables)
    chosen = {name: value for name, value in given.items() if value not in (None, ())}
    for name, value in chosen.items():
        setting = f"lint.{name}" if name in _OF_LINT else name
        _check(setting, value, _OPTIONS[name])
    for name, value in stored.items():
        _check(name, value, f"{file}: [tool.docs2sdk] {name}")
    said = {*stored, *chosen}
    assumed = {
        "assumed": "specs" not in said,
        "is_default_package": "package" not in said,
    }
    merged = {"specs": "specs", "out": "generated"} | stored
    merged = {name.removeprefix("lint."): value for name, value in merged.items()}
    named = [name for name in _PATHS if name in merged]
    paths = {name: file.parent / merged.pop(name) for name in named}
    lists = {name: tuple(merged.pop(name)) for name in _LISTS if name in merged}
    jobs = {"jobs": os.cpu_count() or 1}
    return Settings(**jobs | paths | lists | merged | chosen | assumed)


def section(directory: Path, name: str) -> tuple[Path, dict[str, Any]]:
    """Return a table below ``[tool.docs2sdk]``, and the file from which it is, or would be."""
    file, stored = _nearest(directory)
    return file, _table(file, stored, name)


def _nearest(directory: Path) -> tuple[Path, dict[str, Any]]:
    """Return the nearest file that has settings, and its settings; the directory's own, without settings, if none has.

    BadSettings if a file on the way cannot be read: it may be the one that was meant.
    """
    for folder in (directory, *directory.parents):
        file = folder / _FILE
        if os.path.exists(file) and (stored := _stored(file)) is not None:
            return file, stored
    return directory / _FILE, {}


def _stored(file: Path) -> dict[str, Any] | None:
    """Return the table of settings of a file, None if it has none."""
    # Not before there is a file to read: it takes a fiftieth of a run that has nothing to do.
    import tomllib

    try:
        table: Any = tomllib.loads(_content(file).decode("utf-8-sig"))
    except OSError as error:
        raise BadSettings(f"{file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadSettings(f"{file}: {error}") from error
    for name in ("tool", "docs2sdk"):
        if name not in table:
            return None
        table = table[name]
        if not isinstance(table, dict):
            raise BadSettings(f"{file}: {name} must be a table")
    return dict(table)


def _content(file: Path) -> bytes:
    if not os.path.isfile(file):
        raise BadSettings(f"{file}: not a regular file")
    with file.open("rb") as opened:
        content = opened.read(_LIMIT + 1)
    if len(content) > _LIMIT:
        raise BadSettings(f"{file}: more than {_LIMIT} bytes")
    return content


def _without_sections(file: Path, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a run; those in the table ``lint`` are called ``lint.baseline`` and so on."""
    own = {name: value for name, value in stored.items() if name not in SECTIONS}
    of_lint = _table(file, stored, "lint")
    return own | {f"lint.{name}": value for name, value in of_lint.items()}


def _table(file: Path, stored: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = stored.get(name, {})
    if not isinstance(table, dict):
        raise BadSettings(f"{file}: [tool.docs2sdk] {name} must be a table")
    return table


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


def is_package(name: str) -> bool:
    """Whether a generated package can be called so."""
    return not _of_package(name)


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
    "lint.baseline": _of_path,
}
_PATHS = ("specs", "out", "overlays", "baseline")
_OF_LINT = ("baseline",)
_LISTS = ("services", "include", "exclude")
_OPTIONS = {
    "specs": "SPECS",
    "services": "--service",
    "out": "--out",
    "package": "--package",
    "jobs": "--jobs",
    "overlays": "--overlays",
    "baseline": "--baseline",
}
