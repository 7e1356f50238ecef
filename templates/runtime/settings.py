"""Holds and validates the settings of a client: address, credentials, timeouts, retries, and defaults for parameters.

A ConfigurationError names the setting that is wrong, and shows no value.
"""

# isort: skip_file
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any, NoReturn

from .errors import ConfigurationError, printable

if TYPE_CHECKING:
    import ipaddress

__all__ = ["Settings"]

HIDDEN = "***"
BASE_URL = "https://api.ucloud.cn"
TIMEOUT = 30.0
CONNECT_TIMEOUT = 5.0
MAX_RETRIES = 2
# The parameters that settings fill in, and the settings that do.
PARAMETERS_FROM_SETTINGS = {
    "Region": "region",
    "Zone": "zone",
    "ProjectId": "project_id",
}

ENVIRONMENT = {
    "public_key": "UCLOUD_PUBLIC_KEY",
    "private_key": "UCLOUD_PRIVATE_KEY",
    "security_token": "UCLOUD_SECURITY_TOKEN",
    "project_id": "UCLOUD_PROJECT_ID",
    "region": "UCLOUD_REGION",
    "zone": "UCLOUD_ZONE",
    "base_url": "UCLOUD_API_BASE_URL",
    "timeout": "UCLOUD_TIMEOUT_SECOND",
}
_METADATA = ("origins", "searched")
_SECRET = ("private_key", "security_token")

_TIMEOUT_LIMIT = 86_400
_RETRIES_LIMIT = 100
_TEXT = (str,)
_TEXT_OR_NONE = (str, NoneType)
_SECONDS = (float, int)
_SECONDS_OR_NONE = (float, int, NoneType)
_KINDS: dict[str, tuple[type, ...]] = {
    "public_key": _TEXT,
    "private_key": _TEXT,
    "security_token": _TEXT,
    "project_id": _TEXT_OR_NONE,
    "region": _TEXT_OR_NONE,
    "zone": _TEXT_OR_NONE,
    "base_url": _TEXT,
    "timeout": _SECONDS,
    "connect_timeout": _SECONDS_OR_NONE,
    "read_timeout": _SECONDS_OR_NONE,
    "write_timeout": _SECONDS_OR_NONE,
    "max_retries": (int,),
    "headers": (Mapping,),
    "user_agent": _TEXT,
    "allow_http": (bool,),
    "strict": (bool,),
}
# Patterns are compiled when they are needed: most clients use the defaults.
# An allow-list: what HTTP libraries make of anything odder differs.
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_URL = (
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f:]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:/[a-z0-9._~!$&'()*+,;=:@%/-]*)?"
)
_HEADER = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_HEADER_VALUE = r"[\x20-\x7e]*"
# Headers that the client itself sets, or that belong to the connection.
_RESERVED = {
    *("accept-encoding", "connection", "content-encoding", "content-length"),
    *("content-type", "host", "te", "trailer", "transfer-encoding", "upgrade"),
    *("u-timestamp-ms", "user-agent"),
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Settings:
    """A client's settings, resolved and validated.  ``print`` shows each with its origin, secrets masked."""

    public_key: str = ""
    """Identifies the account."""
    private_key: str = ""
    """Signs the requests, and is never sent."""
    security_token: str = ""
    """Goes with temporary keys."""
    project_id: str | None = None
    """Sent with calls that leave it out, like ``region`` and ``zone``."""
    region: str | None = None
    """Such as ``cn-bj2``."""
    zone: str | None = None
    """Such as ``cn-bj2-04``."""
    base_url: str = BASE_URL
    """Where requests are sent; ``http:`` is allowed for loopback addresses, or with ``allow_http``."""
    timeout: float = TIMEOUT
    """How many seconds a call may take, all its attempts and pauses together."""
    connect_timeout: float | None = CONNECT_TIMEOUT
    """How many seconds one attempt may take to connect; None: ``timeout`` alone limits it."""
    read_timeout: float | None = None
    """How many seconds one attempt waits for a chunk of the response; None: ``timeout`` alone limits it."""
    write_timeout: float | None = None
    """How many seconds one attempt waits to send a chunk of the request; None: ``timeout`` alone limits it."""
    max_retries: int = MAX_RETRIES
    """How many attempts may follow the first one."""
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Sent with every request."""
    user_agent: str = ""
    """Appended to the client's own ``User-Agent`` header."""
    allow_http: bool = False
    """Whether ``base_url`` may be ``http:`` for any host: others can then read what is sent."""
    strict: bool = False
    """Whether a response that differs from its page is an error (``DeviationError``)."""
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The origin of each value that is not a default."""
    searched: str = field(default="no profile was read", compare=False)
    """Which profile was read."""

    def __post_init__(self) -> None:
        for name, value in self._values():
            _check_setting(name, value, _describe_origin(self.origins.get(name)))
        _check_headers(self.headers)
        origin = _describe_origin(self.origins.get("base_url"))
        if self.base_url != BASE_URL:
            _check_url(self.base_url, self.allow_http, origin)
        object.__setattr__(self, "headers", MappingProxyType(dict(self.headers)))

    def __repr__(self) -> str:
        parts = (f"{name}={text} ({origin})" for name, text, origin in self._rows())
        return f"Settings({', '.join(parts)})"

    def __str__(self) -> str:
        lines = (f"{row[0]:<16} {row[1]:<32} {row[2]}" for row in self._rows())
        return "\n".join(lines)

    def __reduce__(self) -> NoReturn:
        raise TypeError("settings hold keys, so they are not pickled or copied")

    def credentials(self) -> tuple[str, str]:
        """Return public and private key; the ConfigurationError for a missing one says where it was looked for."""
        if self.public_key and self.private_key:
            return self.public_key, self.private_key
        missing = "private_key" if self.public_key else "public_key"
        raise ConfigurationError(
            f"no {missing}: pass {missing}=… to the client, set {ENVIRONMENT[missing]}, "
            f"or keep it in a profile ({self.searched})"
        )

    def _values(self) -> Iterator[tuple[str, Any]]:
        for item in fields(self):
            if item.name not in _METADATA:
                yield item.name, getattr(self, item.name)

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        for name, value in self._values():
            yield name, _masked(name, value), self.origins.get(name, "default")


def _masked(name: str, value: Any) -> str:
    """Return a value with secrets masked: of headers, which may hold other credentials, the names only."""
    if name in _SECRET:
        return HIDDEN if value else "''"
    return repr(dict.fromkeys(value, HIDDEN)) if name == "headers" else repr(value)


def _describe_origin(origin: str | None) -> str:
    """Return the origin for messages; "" for arguments, since the traceback shows where those come from."""
    return "" if origin in (None, "argument") else printable(origin or "")


def _check_setting(name: str, value: object, origin: str) -> None:
    """Check one setting; messages mention its origin."""
    kinds = _KINDS[name]
    is_flag_as_number = isinstance(value, bool) and bool not in kinds
    if not isinstance(value, kinds) or is_flag_as_number:
        expected = kinds[0].__name__
        problem = f"must be {expected}, not {type(value).__name__}"
        raise _setting_error(name, origin, problem)
    if isinstance(value, str) and not value.isprintable():
        raise _setting_error(name, origin, "holds a control character")
    if name.endswith("timeout") and value is not None:
        _check_range(name, value, origin)
    if name == "max_retries" and not 0 <= value <= _RETRIES_LIMIT:  # type: ignore[operator]
        raise _setting_error(name, origin, f"must be from 0 to {_RETRIES_LIMIT}")
    if name == "user_agent" and value and not re.fullmatch(_HEADER_VALUE, str(value)):
        raise _setting_error(name, origin, "must be printable ASCII")


def _check_range(name: str, value: object, origin: str) -> None:
    if not 0 < value <= _TIMEOUT_LIMIT:  # type: ignore[operator]
        limits = f"must be above 0 and at most {_TIMEOUT_LIMIT} seconds"
        raise _setting_error(name, origin, limits)


def _check_headers(headers: Mapping[str, str]) -> None:
    """Check the headers that are sent with every request."""
    for name, value in headers.items():
        if not isinstance(name, str) or not re.fullmatch(_HEADER, name):
            raise ConfigurationError("headers has a name that HTTP does not allow")
        if name.lower() in _RESERVED:
            raise ConfigurationError(f"headers must leave {name} to the client")
        if not isinstance(value, str) or not re.fullmatch(_HEADER_VALUE, value):
            raise ConfigurationError(f"headers: {name} must be printable ASCII text")


def _check_url(url: str, allow_http: bool, origin: str) -> None:
    """Check the base URL: ``http:`` is allowed for loopback addresses, or with ``allow_http``."""
    parts = re.fullmatch(_URL, url, re.ASCII | re.IGNORECASE)
    if parts is None or int(parts["port"] or 0) > 65535 or not _is_host(parts["host"]):
        problem = "must be an https:// URL of a host, optionally with a port and a path"
        raise _setting_error("base_url", origin, problem)
    is_http = parts["scheme"].lower() == "http"
    if is_http and not allow_http and not is_loopback(parts["host"]):
        remedy = "use https, or pass allow_http=True"
        problem = f"is http: requests carry credentials; {remedy}"
        raise _setting_error("base_url", origin, problem)


def _setting_error(name: str, origin: str, problem: str) -> ConfigurationError:
    return ConfigurationError(f"{name}{origin and f' ({origin})'} {problem}")


def _is_host(host: str) -> bool:
    """Whether a host in square brackets is an IP address; all others are valid."""
    return not host.startswith("[") or _parse_address(host) is not None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    address = _parse_address(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


def _parse_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    import ipaddress

    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
