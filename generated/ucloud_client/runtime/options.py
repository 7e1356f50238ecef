"""Arguments, environment and profile → settings: explicit arguments come first, the environment next, the profile last.

The environment's names: ``UCLOUD_PUBLIC_KEY``, ``UCLOUD_PRIVATE_KEY``, ``UCLOUD_SECURITY_TOKEN``, ``UCLOUD_PROJECT_ID``,
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
from .lazy import hint
from .profiles import Profile
from .settings import ENVIRONMENT, Settings

if TYPE_CHECKING:
    from .observing import DeviationEvent, ErrorEvent, RequestEvent, ResponseEvent

__all__ = ["CallOptions", "ClientOptions", "Hooks", "Options"]

_KEYS = ("public_key", "private_key", "security_token")


class CallOptions(TypedDict, total=False):
    """What may differ from call to call; None counts as not given, ``headers`` are added to the client's."""

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
    """The arguments of a client: those of ``Settings``, and ``profile``; None counts as not given."""

    profile: str | None
    public_key: str | None
    private_key: str | None
    security_token: str | None
    base_url: str | None
    user_agent: str | None
    allow_http: bool | None


class Hooks(TypedDict, total=False):
    """Functions that a client calls at each attempt; what they return is not looked at, what they raise is logged."""

    on_request: Callable[[RequestEvent], object] | None
    on_response: Callable[[ResponseEvent], object] | None
    on_error: Callable[[ErrorEvent], object] | None
    on_deviation: Callable[[DeviationEvent], object] | None


class ClientOptions(Options, Hooks, total=False):
    """All arguments of a client but what it sends with."""


def resolve(
    explicit: Mapping[str, Any], environment: Mapping[str, str] | None = None
) -> Settings:
    """Return settings from arguments (None: not given), the environment and a profile; ConfigurationError if odd."""
    variables = os.environ if environment is None else environment
    given = _given(explicit)
    named = given.pop("profile", None) or variables.get("UCLOUD_PROFILE")
    profile = profiles.read(named, variables)
    found = dict(_from_environment(variables))
    values = _stripped(profile.values | found | given)  # type: ignore[operator]
    _refuse_oauth(profile, values)
    origins = dict(profile.origins)
    origins |= {name: f"environment {ENVIRONMENT[name]}" for name in found}
    origins |= dict.fromkeys(given, "argument")
    return Settings(**values, origins=origins, searched=profile.searched)


def changed(settings: Settings, options: Mapping[str, Any]) -> Settings:
    """Return settings in which the given options (None: not given) take the place of the client's own."""
    given = _given(options)
    if not given:
        return settings
    strangers = given.keys() - CallOptions.__annotations__.keys()
    if strangers:
        name = min(strangers)
        near = hint(name, CallOptions.__annotations__)
        raise TypeError(f"a call has no option {name!r}{near}")
    if "headers" in given:
        given["headers"] = _merged(settings.headers, given["headers"])
    origins = {**settings.origins, **dict.fromkeys(given, "with_options")}
    return replace(settings, **given, origins=origins)


def _merged(own: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """HTTP knows no case in the names of headers."""
    renewed = {name.lower() for name in given}
    kept = {name: own[name] for name in own if name.lower() not in renewed}
    return {**kept, **given}


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _from_environment(variables: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    for name, variable in ENVIRONMENT.items():
        value = variables.get(variable)
        if value:
            yield name, _seconds(value) if name == "timeout" else value


def _seconds(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        problem = f"{ENVIRONMENT['timeout']} must be a number of seconds"
    raise ConfigurationError(problem)


def _stripped(values: dict[str, Any]) -> dict[str, Any]:
    """Keys are pasted from a web page: white space around them is never meant."""
    keys = {
        name: values[name].strip()
        for name in _KEYS
        if isinstance(values.get(name), str)
    }
    return values | keys


def _refuse_oauth(profile: Profile, values: Mapping[str, Any]) -> None:
    has_keys = values.get("public_key") and values.get("private_key")
    if profile.is_oauth and not has_keys:
        raise ConfigurationError(
            f"profile {profile.searched} signs in with OAuth, which this client does not do: "
            "give public_key=… and private_key=…, or a profile that has them"
        )
