"""Where requests go, as whom, and what fills in for parameters that a caller leaves out.

Explicit arguments come before the environment: ``UCLOUD_PUBLIC_KEY``, ``UCLOUD_PRIVATE_KEY``, ``UCLOUD_SECURITY_TOKEN``,
``UCLOUD_PROJECT_ID``, ``UCLOUD_REGION``, ``UCLOUD_ZONE``, ``UCLOUD_API_BASE_URL``, ``UCLOUD_TIMEOUT_SECOND``.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import NoneType
from typing import Any, NoReturn, TypedDict

from .errors import ConfigurationError

BASE_URL = "https://api.ucloud.cn"
TIMEOUT = 30.0
MAX_RETRIES = 2

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
_KEYS = ("public_key", "private_key", "security_token")
_KINDS: dict[str, tuple[type, ...]] = {
    "public_key": (str,),
    "private_key": (str,),
    "security_token": (str,),
    "project_id": (str, NoneType),
    "region": (str, NoneType),
    "zone": (str, NoneType),
    "base_url": (str,),
    "timeout": (float, int),
    "max_retries": (int,),
    "allow_http": (bool,),
    "strict": (bool,),
}
_LONGEST_TIMEOUT = 86_400
# An allow-list: what HTTP libraries make of anything odder differs.
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_URL = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f:]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:/[a-z0-9._~!$&'()*+,;=:@%/-]*)?",
    re.ASCII | re.IGNORECASE,
)


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
    max_retries: int = MAX_RETRIES
    allow_http: bool = False
    strict: bool = False

    def __post_init__(self) -> None:
        for name, kinds in _KINDS.items():
            _check_value(name, kinds, getattr(self, name))
        _check_url(self.base_url, self.allow_http)
        if not 0 < self.timeout <= _LONGEST_TIMEOUT:
            raise ConfigurationError(
                f"timeout must be above 0 and at most {_LONGEST_TIMEOUT} seconds"
            )

    def __reduce__(self) -> NoReturn:
        raise TypeError("settings hold keys, so they are not pickled or copied")

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
    max_retries: int | None
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
    keys = {
        name: values[name].strip()
        for name in _KEYS
        if isinstance(values.get(name), str)
    }
    return values | keys


def _check_value(name: str, kinds: tuple[type, ...], value: object) -> None:
    if not isinstance(value, kinds):
        problem = f"must be {kinds[0].__name__}, not {type(value).__name__}"
        raise ConfigurationError(f"{name} {problem}")
    if isinstance(value, str) and not value.isprintable():
        raise ConfigurationError(f"{name} holds a control character")


def _check_url(url: str, allow_http: bool) -> None:
    parts = _URL.fullmatch(url)
    if parts is None or int(parts["port"] or 0) > 65535:
        raise ConfigurationError(
            "base_url must be an https:// URL of a host, a port or none, and a path or none"
        )
    is_http = parts["scheme"].lower() == "http"
    if is_http and not allow_http and not _is_loopback(parts["host"]):
        raise ConfigurationError(
            "base_url is http: requests carry credentials; use https, or pass allow_http=True"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
