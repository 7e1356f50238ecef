"""Defines the arguments of clients and calls, and resolves settings from arguments, environment and profile, in this order.

Environment variables: ``UCLOUD_PUBLIC_KEY``, ``UCLOUD_PRIVATE_KEY``, ``UCLOUD_SECURITY_TOKEN``, ``UCLOUD_PROJECT_ID``,
``UCLOUD_REGION``, ``UCLOUD_ZONE``, ``UCLOUD_API_BASE_URL``, ``UCLOUD_TIMEOUT_SECOND``, and ``UCLOUD_PROFILE`` for the
profile.

Profiles are read from the files of the official command line tool.  ``~/.ucloud/config.json`` holds ``[{"profile", "active",
"project_id", "region", "zone", "base_url", "timeout_sec", "max_retry_times"}]``, ``~/.ucloud/credential.json``
``[{"profile", "public_key", "private_key"}]`` (wire protocol, "Credentials and settings").  ``UCLOUD_SHARED_CONFIG_FILE`` and
``UCLOUD_SHARED_CREDENTIAL_FILE`` may name other files; a default file may be missing.
"""

# isort: skip_file
from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypedDict

from .errors import ConfigurationError, printable
from .lazy import suggest
from .settings import ENVIRONMENT, Settings

if TYPE_CHECKING:
    from .hooks import (
        CallEvent,
        DeviationEvent,
        ErrorEvent,
        RequestEvent,
        ResponseEvent,
    )

__all__ = ["CallOptions", "ClientOptions", "Hooks", "Options"]

_KEYS = ("public_key", "private_key", "security_token")
_PROFILE_FILES = {
    "UCLOUD_SHARED_CONFIG_FILE": "config.json",
    "UCLOUD_SHARED_CREDENTIAL_FILE": "credential.json",
}
_PROFILE_SETTINGS = {
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

_ProfileEntry: TypeAlias = Mapping[str, Any]


class CallOptions(TypedDict, total=False):
    """Options of a single call; None means not set, ``headers`` are added to the client's."""

    project_id: str | None
    region: str | None
    zone: str | None
    timeout: float | None
    connect_timeout: float | None
    read_timeout: float | None
    write_timeout: float | None
    max_retries: int | None
    headers: Mapping[str, str] | None
    strict: bool | None


class Options(CallOptions, total=False):
    """The arguments of a client: those of ``Settings``, and ``profile``; None means not set."""

    profile: str | None
    public_key: str | None
    private_key: str | None
    security_token: str | None
    base_url: str | None
    user_agent: str | None
    allow_http: bool | None


class Hooks(TypedDict, total=False):
    """Functions that a client calls at each attempt, ``on_call`` at the end of each call; exceptions are logged.

    An async client awaits what ``async def`` functions return.  Other results are ignored.
    """

    on_request: Callable[[RequestEvent], object] | None
    on_response: Callable[[ResponseEvent], object] | None
    on_error: Callable[[ErrorEvent], object] | None
    on_deviation: Callable[[DeviationEvent], object] | None
    on_call: Callable[[CallEvent], object] | None


class ClientOptions(Options, Hooks, total=False):
    """All arguments of a client except its transport."""


def resolve(
    explicit: Mapping[str, Any], environment: Mapping[str, str] | None = None
) -> Settings:
    """Return settings from arguments (None: not set), the environment and a profile; ConfigurationError if invalid."""
    variables = os.environ if environment is None else environment
    arguments = _without_none(explicit)
    name = arguments.pop("profile", None) or variables.get("UCLOUD_PROFILE")
    profile = _read_profile(name, variables)
    from_environment = dict(_read_environment(variables))
    values = _strip_keys(profile.values | from_environment | arguments)  # type: ignore[operator]
    _reject_oauth(profile, values)
    origins = dict(profile.origins)
    origins |= {name: f"environment {ENVIRONMENT[name]}" for name in from_environment}
    origins |= dict.fromkeys(arguments, "argument")
    return Settings(**values, origins=origins, searched=profile.searched)


def override(settings: Settings, options: Mapping[str, Any]) -> Settings:
    """Return the settings with these options (None: not set) instead of the client's own."""
    overrides = _without_none(options)
    if not overrides:
        return settings
    unknown = overrides.keys() - CallOptions.__annotations__.keys()
    if unknown:
        name = min(unknown)
        suggestion = suggest(name, CallOptions.__annotations__)
        raise TypeError(f"a call has no option {name!r}{suggestion}")
    if "headers" in overrides:
        overrides["headers"] = _merge_headers(settings.headers, overrides["headers"])
    origins = {**settings.origins, **dict.fromkeys(overrides, "with_options")}
    return replace(settings, **overrides, origins=origins)


def _merge_headers(
    base: Mapping[str, str], overrides: Mapping[str, str]
) -> dict[str, str]:
    """Merge headers, whose names have no case in HTTP."""
    overridden = {name.lower() for name in overrides}
    kept = {name: base[name] for name in base if name.lower() not in overridden}
    return {**kept, **overrides}


def _without_none(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _read_environment(variables: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    for name, variable in ENVIRONMENT.items():
        value = variables.get(variable)
        if value:
            yield name, _parse_seconds(value) if name == "timeout" else value


def _parse_seconds(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        problem = f"{ENVIRONMENT['timeout']} must be a number of seconds"
    raise ConfigurationError(problem)


def _strip_keys(values: dict[str, Any]) -> dict[str, Any]:
    """Strip white space around keys, which are pasted from a web page."""
    keys = {
        name: values[name].strip()
        for name in _KEYS
        if isinstance(values.get(name), str)
    }
    return values | keys


def _reject_oauth(profile: _Profile, values: Mapping[str, Any]) -> None:
    has_keys = values.get("public_key") and values.get("private_key")
    if profile.is_oauth and not has_keys:
        raise ConfigurationError(
            f"profile {profile.searched} signs in with OAuth, which this client does not do: "
            "give public_key=… and private_key=…, or a profile that has them"
        )


class _Profile(NamedTuple):
    """A profile: its settings, the origin of each, and in ``searched`` which profile was looked up in which files."""

    values: Mapping[str, object]
    origins: Mapping[str, str]
    searched: str
    is_oauth: bool = False


def _read_profile(name: str | None, variables: Mapping[str, str]) -> _Profile:
    """Return the profile of that name, or the active one; ConfigurationError if it is missing or unreadable.

    ``variables`` are those of the environment: ``UCLOUD_SHARED_CONFIG_FILE``, ``UCLOUD_SHARED_CREDENTIAL_FILE``, ``HOME``.
    """
    files = [_ProfileFile(path, _read_entries(path)) for path in _find_paths(variables)]
    paths = " and ".join(str(file) for file in files) or "any file: HOME is not set"
    profile = name or _active_profile(files)
    if profile is None:
        return _Profile({}, {}, f"none is active in {paths}")
    entries = [(file, entry) for file in files for entry in file.entries_of(profile)]
    if name and not entries:
        names = sorted(
            {str(entry["profile"]) for file in files for entry in file.entries}
        )
        choices = f"; there is {', '.join(map(repr, names))}" if names else ""
        raise ConfigurationError(f"no profile {name!r} in {paths}{choices}")
    return _merge_entries(profile, entries, paths)


class _ProfileFile(NamedTuple):
    path: str
    entries: list[_ProfileEntry]

    def __str__(self) -> str:
        return printable(self.path)

    def entries_of(self, profile: str) -> Iterator[_ProfileEntry]:
        """Yield the entries of a profile."""
        return (entry for entry in self.entries if entry["profile"] == profile)


def _merge_entries(
    name: str, entries: list[tuple[_ProfileFile, _ProfileEntry]], paths: str
) -> _Profile:
    values: dict[str, object] = {}
    origins = {}
    for file, entry in entries:
        for key, setting in _PROFILE_SETTINGS.items():
            if key in entry and entry[key] not in _UNSET.get(key, (None, "")):
                values[setting] = entry[key]
                origins[setting] = f"profile {name!r} of {file}"
    is_oauth = any(entry.get("auth_mode") == "oauth" for _, entry in entries)
    return _Profile(values, origins, f"{name!r} in {paths}", is_oauth)


def _active_profile(files: list[_ProfileFile]) -> str | None:
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
    for variable, default in _PROFILE_FILES.items():
        if variables.get(variable):
            path = variables[variable]
            if not os.path.exists(path):
                raise ConfigurationError(f"{variable} names no file: {path}")
            yield path
        elif home:
            yield os.path.join(home, ".ucloud", default)


def _read_entries(path: str) -> list[_ProfileEntry]:
    """Return the profiles of a file; none if it is missing or empty."""
    try:
        with open(path, "rb") as file:
            text = file.read(_MAX_FILE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from None
    return _parse_entries(text, path) if text.strip() else []


def _parse_entries(text: bytes, path: str) -> list[_ProfileEntry]:
    import json

    try:
        values = json.loads(text) if len(text) <= _MAX_FILE_BYTES else None
    except (ValueError, RecursionError):
        values = None
    is_list = isinstance(values, list)
    if not is_list or not all(map(_is_entry, values)):  # type: ignore[arg-type]
        raise ConfigurationError(f"{path} is not a JSON array of profiles")
    entries: list[_ProfileEntry] = values or []
    return entries


def _is_entry(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("profile"), str)
