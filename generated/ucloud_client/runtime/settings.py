"""Where requests go, as whom, and what fills in for parameters that a caller leaves out.

Explicit arguments come before the environment: ``UCLOUD_PUBLIC_KEY``, ``UCLOUD_PRIVATE_KEY``, ``UCLOUD_SECURITY_TOKEN``,
``UCLOUD_PROJECT_ID``, ``UCLOUD_REGION``, ``UCLOUD_ZONE``, ``UCLOUD_API_BASE_URL``, ``UCLOUD_TIMEOUT_SECOND``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict
from urllib.parse import urlsplit

from .errors import ConfigurationError

BASE_URL = "https://api.ucloud.cn"
TIMEOUT = 30.0

_ENVIRONMENT = {
    "public_key": "UCLOUD_PUBLIC_KEY",
    "private_key": "UCLOUD_PRIVATE_KEY",
    "security_token": "UCLOUD_SECURITY_TOKEN",
    "project_id": "UCLOUD_PROJECT_ID",
    "region": "UCLOUD_REGION",
    "zone": "UCLOUD_ZONE",
    "base_url": "UCLOUD_API_BASE_URL",
    "timeout": "UCLOUD_TIMEOUT_SECOND",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A client's settings, resolved and checked; its repr shows no private key and no token.

    ``timeout`` is in seconds.  ``http:`` URLs are for loopback addresses, or with ``allow_http=True``.
    """

    public_key: str = ""
    private_key: str = field(default="", repr=False)
    security_token: str = field(default="", repr=False)
    project_id: str | None = None
    region: str | None = None
    zone: str | None = None
    base_url: str = BASE_URL
    timeout: float = TIMEOUT
    allow_http: bool = False
    strict: bool = False

    def __post_init__(self) -> None:
        for name in ("public_key", "private_key", "security_token"):
            _check_key(name, getattr(self, name))
        _check_url(self.base_url, self.allow_http)
        if not self.timeout > 0:
            raise ConfigurationError("timeout must be a positive number of seconds")

    def credentials(self) -> tuple[str, str]:
        """Return public and private key; ConfigurationError if one is missing, saying where it was looked for."""
        for name in ("public_key", "private_key"):
            if not getattr(self, name):
                raise ConfigurationError(
                    f"no {name}: pass {name}=… to the client or set {_ENVIRONMENT[name]}"
                )
        return self.public_key, self.private_key


class Options(TypedDict, total=False):
    """The arguments of a client: those of ``Settings``; None counts as not given."""

    public_key: str | None
    private_key: str | None
    security_token: str | None
    project_id: str | None
    region: str | None
    zone: str | None
    base_url: str | None
    timeout: float | None
    allow_http: bool | None
    strict: bool | None


def resolve(
    explicit: Mapping[str, object], environment: Mapping[str, str] | None = None
) -> Settings:
    """Return settings from arguments (None: not given) and, for what they leave out, the environment."""
    variables = os.environ if environment is None else environment
    found: dict[str, Any] = {
        name: _from_environment(name, variables[variable])
        for name, variable in _ENVIRONMENT.items()
        if variables.get(variable)
    }
    given = {name: value for name, value in explicit.items() if value is not None}
    return Settings(**_stripped(found | given))


def _from_environment(name: str, value: str) -> object:
    if name != "timeout":
        return value
    try:
        return float(value)
    except ValueError:
        raise ConfigurationError(
            f"{_ENVIRONMENT[name]} must be a number of seconds"
        ) from None


def _stripped(values: dict[str, Any]) -> dict[str, Any]:
    """Keys are pasted from a web page: white space around them is never meant."""
    return {
        name: (
            value.strip() if isinstance(value, str) and name.endswith("key") else value
        )
        for name, value in values.items()
    }


def _check_key(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise ConfigurationError(f"{name} must be str, not {type(value).__name__}")
    if not value.isprintable():
        raise ConfigurationError(f"{name} holds a control character")


def _check_url(url: str, allow_http: bool) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise ConfigurationError("base_url is not a URL") from None
    if parts.scheme not in ("http", "https") or not host or not url.isprintable():
        raise ConfigurationError("base_url must be an https:// URL")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigurationError(
            "base_url must hold no user name, password, query or fragment"
        )
    if parts.scheme == "http" and not (allow_http or _is_loopback(host)):
        raise ConfigurationError(
            "base_url is http: requests carry credentials; use https, or pass allow_http=True"
        )


def _is_loopback(host: str) -> bool:
    octets = host.split(".")
    numeric = len(octets) == 4 and all(octet.isdecimal() for octet in octets)
    return host in ("localhost", "::1") or (numeric and octets[0] == "127")
