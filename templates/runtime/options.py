"""Resolves settings from arguments, the environment and a profile, in this order.

Environment variables: ``UCLOUD_PUBLIC_KEY``, ``UCLOUD_PRIVATE_KEY``, ``UCLOUD_SECURITY_TOKEN``, ``UCLOUD_PROJECT_ID``,
``UCLOUD_REGION``, ``UCLOUD_ZONE``, ``UCLOUD_API_BASE_URL``, ``UCLOUD_TIMEOUT_SECOND``, and ``UCLOUD_PROFILE`` for the
profile.
"""

# isort: skip_file
from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict

from . import profiles
from .errors import ConfigurationError
from .lazy import suggest
from .profiles import Profile
from .settings import ENVIRONMENT, Settings

if TYPE_CHECKING:
    from .hooks import DeviationEvent, ErrorEvent, RequestEvent, ResponseEvent

__all__ = ["CallOptions", "ClientOptions", "Hooks", "Options"]

_KEYS = ("public_key", "private_key", "security_token")


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
    """Functions that a client calls at each attempt; results are ignored, exceptions logged."""

    on_request: Callable[[RequestEvent], object] | None
    on_response: Callable[[ResponseEvent], object] | None
    on_error: Callable[[ErrorEvent], object] | None
    on_deviation: Callable[[DeviationEvent], object] | None


class ClientOptions(Options, Hooks, total=False):
    """All arguments of a client except its transport."""


def resolve(
    explicit: Mapping[str, Any], environment: Mapping[str, str] | None = None
) -> Settings:
    """Return settings from arguments (None: not set), the environment and a profile; ConfigurationError if invalid."""
    variables = os.environ if environment is None else environment
    arguments = _without_none(explicit)
    name = arguments.pop("profile", None) or variables.get("UCLOUD_PROFILE")
    profile = profiles.read_profile(name, variables)
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


def _reject_oauth(profile: Profile, values: Mapping[str, Any]) -> None:
    has_keys = values.get("public_key") and values.get("private_key")
    if profile.is_oauth and not has_keys:
        raise ConfigurationError(
            f"profile {profile.searched} signs in with OAuth, which this client does not do: "
            "give public_key=… and private_key=…, or a profile that has them"
        )
