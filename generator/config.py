"""Settings of a run: the command line first, then ``[tool.docs2sdk]`` of the nearest ``pyproject.toml``, then defaults."""

from __future__ import annotations

import keyword
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = "pyproject.toml"
_TYPES: dict[str, type] = {
    "specs": str,
    "out": str,
    "package": str,
    "version": str,
    "services": list,
    "jobs": int,
}


class BadSettings(Exception):
    """A setting that cannot be used; the message says which, and what would be right."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run reads, where it writes, and how: ``services`` empty means all, ``jobs`` counts processes."""

    specs: Path
    out: Path
    package: str = "ucloud_client"
    version: str = "0.1.0"
    services: tuple[str, ...] = ()
    jobs: int = 1


def load(directory: Path, given: Mapping[str, Any]) -> Settings:
    """Return the settings for a run in a directory; ``given`` are the command line's (None or empty: not given)."""
    file = _nearest(directory)
    stored = _stored(file) if file else {}
    home = file.parent if file else directory
    merged = {"specs": "specs", "out": "generated"} | stored
    paths = {name: home / merged.pop(name) for name in ("specs", "out")}
    chosen = {name: value for name, value in given.items() if value not in (None, ())}
    settings = Settings(**{"jobs": os.cpu_count() or 1} | paths | merged | chosen)
    _check(settings)
    return settings


def _nearest(directory: Path) -> Path | None:
    folders = (directory, *directory.parents)
    return next(
        (file for folder in folders if (file := folder / _FILE).is_file()), None
    )


def _stored(file: Path) -> dict[str, Any]:
    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadSettings(f"{file}: {error}") from error
    table = document.get("tool", {}).get("docs2sdk", {})
    for name, value in table.items():
        if name not in _TYPES:
            known = ", ".join(_TYPES)
            raise BadSettings(
                f"{file}: [tool.docs2sdk] has no setting {name!r}; there are {known}"
            )
        if type(value) is not _TYPES[name]:
            raise BadSettings(
                f"{file}: [tool.docs2sdk] {name} must be {_TYPES[name].__name__}"
            )
    if "services" in table:
        table["services"] = tuple(map(str, table["services"]))
    return dict(table)


def _check(settings: Settings) -> None:
    package = settings.package
    if not re.fullmatch(r"[a-z][a-z0-9_]*", package) or keyword.iskeyword(package):
        raise BadSettings(f"package {package!r} is no lower-case Python package name")
    if package == "tests":
        raise BadSettings(
            "package 'tests' is where the generated tests go; choose another name"
        )
    if not re.fullmatch(
        r"[0-9]+(\.[0-9]+)*((a|b|rc|\.dev|\.post)[0-9]+)?", settings.version
    ):
        raise BadSettings(f"version {settings.version!r} is no version like 1.2.3")
    if settings.jobs < 1:
        raise BadSettings("jobs must be at least 1")
