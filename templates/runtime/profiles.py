"""Profiles in the files that the official command line tool keeps.

``~/.ucloud/config.json`` holds ``[{"profile", "active", "project_id", "region", "zone", "base_url", "timeout_sec",
"max_retry_times"}]``, ``~/.ucloud/credential.json`` ``[{"profile", "public_key", "private_key"}]`` (wire protocol,
"Credentials and settings").  Either may be elsewhere, or not be there at all.
"""

# isort: skip_file
from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from .errors import ConfigurationError, printable

_FILES = {
    "UCLOUD_SHARED_CONFIG_FILE": "config.json",
    "UCLOUD_SHARED_CREDENTIAL_FILE": "credential.json",
}
_SETTINGS = {
    "project_id": "project_id",
    "region": "region",
    "zone": "zone",
    "base_url": "base_url",
    "timeout_sec": "timeout",
    "max_retry_times": "max_retries",
    "public_key": "public_key",
    "private_key": "private_key",
}
# How the tool writes what is not set: there is no call that may take no time, but there is one without retries.
_UNSET: dict[str, tuple[object, ...]] = {"timeout_sec": (None, "", 0)}
_LARGEST = 2**20

Entry: TypeAlias = Mapping[str, Any]


class Profile(NamedTuple):
    """What a profile says: settings, where each stands, and in ``searched`` what was found in which files."""

    values: Mapping[str, object]
    origins: Mapping[str, str]
    searched: str
    is_oauth: bool = False


def read(name: str | None, variables: Mapping[str, str]) -> Profile:
    """Return the profile of that name, or the active one; ConfigurationError for one that is not there or not readable.

    ``variables`` are those of the environment: ``UCLOUD_SHARED_CONFIG_FILE``, ``UCLOUD_SHARED_CREDENTIAL_FILE``, ``HOME``.
    """
    files = [_File(path, _entries(path)) for path in _paths(variables)]
    shown = " and ".join(str(file) for file in files) or "no file is named"
    wanted = name or _active(files)
    if wanted is None:
        return Profile({}, {}, f"none is active in {shown}")
    entries = [(file, entry) for file in files for entry in file.named(wanted)]
    if name and not entries:
        known = sorted(
            {str(entry["profile"]) for file in files for entry in file.entries}
        )
        there_is = f"; there is {', '.join(map(repr, known))}" if known else ""
        raise ConfigurationError(f"no profile {name!r} in {shown}{there_is}")
    return _profile(wanted, entries, shown)


class _File(NamedTuple):
    path: str
    entries: list[Entry]

    def __str__(self) -> str:
        return printable(self.path)

    def named(self, profile: str) -> Iterator[Entry]:
        """Yield the entry of a profile."""
        return (entry for entry in self.entries if entry["profile"] == profile)


def _profile(name: str, entries: list[tuple[_File, Entry]], shown: str) -> Profile:
    values: dict[str, object] = {}
    origins = {}
    for file, entry in entries:
        for key, setting in _SETTINGS.items():
            if key in entry and entry[key] not in _UNSET.get(key, (None, "")):
                values[setting] = entry[key]
                origins[setting] = f"profile {name!r} of {file}"
    is_oauth = any(entry.get("auth_mode") == "oauth" for _, entry in entries)
    return Profile(values, origins, f"{name!r} in {shown}", is_oauth)


def _active(files: list[_File]) -> str | None:
    active = [
        (file, str(entry["profile"]))
        for file in files
        for entry in file.entries
        if entry.get("active") is True
    ]
    names = {name for _, name in active}
    if len(names) > 1:
        raise ConfigurationError(
            f"{active[0][0]} has several active profiles: name one with profile=… or UCLOUD_PROFILE"
        )
    return next(iter(names), None)


def _paths(variables: Mapping[str, str]) -> Iterator[str]:
    """Yield the files; one that is named must be there."""
    home = variables.get("HOME") or variables.get("USERPROFILE")
    for variable, default in _FILES.items():
        if variables.get(variable):
            path = variables[variable]
            if not os.path.exists(path):
                raise ConfigurationError(f"{variable} names no file: {path}")
            yield path
        elif home:
            yield os.path.join(home, ".ucloud", default)


def _entries(path: str) -> list[Entry]:
    """Return the profiles of a file, none if it is not there; an empty file has none."""
    try:
        with open(path, "rb") as file:
            text = file.read(_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from None
    return _parsed(text, path) if text.strip() else []


def _parsed(text: bytes, path: str) -> list[Entry]:
    import json

    try:
        found = json.loads(text) if len(text) <= _LARGEST else None
    except (ValueError, RecursionError):
        found = None
    is_list = isinstance(found, list)
    if not is_list or not all(_is_entry(one) for one in found):  # type: ignore[union-attr]
        raise ConfigurationError(f"{path} is not a JSON array of profiles")
    entries: list[Entry] = found or []
    return entries


def _is_entry(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("profile"), str)
