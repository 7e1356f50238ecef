"""Reads profiles from the files of the official command line tool.

``~/.ucloud/config.json`` holds ``[{"profile", "active", "project_id", "region", "zone", "base_url", "timeout_sec",
"max_retry_times"}]``, ``~/.ucloud/credential.json`` ``[{"profile", "public_key", "private_key"}]`` (wire protocol,
"Credentials and settings").  Environment variables may name other files; a default file may be missing.
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
# What the tool writes for settings that are not set: a timeout of 0 makes no sense, 0 retries do.
_UNSET: dict[str, tuple[object, ...]] = {"timeout_sec": (None, "", 0)}
_MAX_FILE_BYTES = 2**20

ProfileEntry: TypeAlias = Mapping[str, Any]


class Profile(NamedTuple):
    """A profile: its settings, the origin of each, and in ``searched`` which profile was looked up in which files."""

    values: Mapping[str, object]
    origins: Mapping[str, str]
    searched: str
    is_oauth: bool = False


def read_profile(name: str | None, variables: Mapping[str, str]) -> Profile:
    """Return the profile of that name, or the active one; ConfigurationError if it is missing or unreadable.

    ``variables`` are those of the environment: ``UCLOUD_SHARED_CONFIG_FILE``, ``UCLOUD_SHARED_CREDENTIAL_FILE``, ``HOME``.
    """
    files = [_File(path, _read_entries(path)) for path in _find_paths(variables)]
    paths = " and ".join(str(file) for file in files) or "no file is named"
    profile = name or _active_profile(files)
    if profile is None:
        return Profile({}, {}, f"none is active in {paths}")
    entries = [(file, entry) for file in files for entry in file.entries_of(profile)]
    if name and not entries:
        names = sorted(
            {str(entry["profile"]) for file in files for entry in file.entries}
        )
        choices = f"; there is {', '.join(map(repr, names))}" if names else ""
        raise ConfigurationError(f"no profile {name!r} in {paths}{choices}")
    return _merge_entries(profile, entries, paths)


class _File(NamedTuple):
    path: str
    entries: list[ProfileEntry]

    def __str__(self) -> str:
        return printable(self.path)

    def entries_of(self, profile: str) -> Iterator[ProfileEntry]:
        """Yield the entries of a profile."""
        return (entry for entry in self.entries if entry["profile"] == profile)


def _merge_entries(
    name: str, entries: list[tuple[_File, ProfileEntry]], paths: str
) -> Profile:
    values: dict[str, object] = {}
    origins = {}
    for file, entry in entries:
        for key, setting in _SETTINGS.items():
            if key in entry and entry[key] not in _UNSET.get(key, (None, "")):
                values[setting] = entry[key]
                origins[setting] = f"profile {name!r} of {file}"
    is_oauth = any(entry.get("auth_mode") == "oauth" for _, entry in entries)
    return Profile(values, origins, f"{name!r} in {paths}", is_oauth)


def _active_profile(files: list[_File]) -> str | None:
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


def _find_paths(variables: Mapping[str, str]) -> Iterator[str]:
    """Yield the paths of the files; a file that a variable names must exist."""
    home = variables.get("HOME") or variables.get("USERPROFILE")
    for variable, default in _FILES.items():
        if variables.get(variable):
            path = variables[variable]
            if not os.path.exists(path):
                raise ConfigurationError(f"{variable} names no file: {path}")
            yield path
        elif home:
            yield os.path.join(home, ".ucloud", default)


def _read_entries(path: str) -> list[ProfileEntry]:
    """Return the profiles of a file; none if it is missing or empty."""
    try:
        with open(path, "rb") as file:
            text = file.read(_MAX_FILE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from None
    return _parse_entries(text, path) if text.strip() else []


def _parse_entries(text: bytes, path: str) -> list[ProfileEntry]:
    import json

    try:
        values = json.loads(text) if len(text) <= _MAX_FILE_BYTES else None
    except (ValueError, RecursionError):
        values = None
    is_list = isinstance(values, list)
    if not is_list or not all(map(_is_entry, values)):  # type: ignore[arg-type]
        raise ConfigurationError(f"{path} is not a JSON array of profiles")
    entries: list[ProfileEntry] = values or []
    return entries


def _is_entry(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("profile"), str)
