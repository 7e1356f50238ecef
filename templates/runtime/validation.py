"""Validates settings; a ConfigurationError names the setting and shows no value."""

# isort: skip_file
from __future__ import annotations

import re
from collections.abc import Mapping
from types import NoneType
from typing import TYPE_CHECKING

from .errors import ConfigurationError

if TYPE_CHECKING:
    import ipaddress

_MAX_TIMEOUT = 86_400
_MAX_RETRIES = 100
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


def check_setting(name: str, value: object, origin: str) -> None:
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
    if name == "max_retries" and not 0 <= value <= _MAX_RETRIES:  # type: ignore[operator]
        raise _setting_error(name, origin, f"must be from 0 to {_MAX_RETRIES}")
    if name == "user_agent" and value and not re.fullmatch(_HEADER_VALUE, str(value)):
        raise _setting_error(name, origin, "must be printable ASCII")


def _check_range(name: str, value: object, origin: str) -> None:
    if not 0 < value <= _MAX_TIMEOUT:  # type: ignore[operator]
        limits = f"must be above 0 and at most {_MAX_TIMEOUT} seconds"
        raise _setting_error(name, origin, limits)


def check_headers(headers: Mapping[str, str]) -> None:
    """Check the headers that are sent with every request."""
    for name, value in headers.items():
        if not isinstance(name, str) or not re.fullmatch(_HEADER, name):
            raise ConfigurationError("headers has a name that HTTP does not allow")
        if name.lower() in _RESERVED:
            raise ConfigurationError(f"headers must leave {name} to the client")
        if not isinstance(value, str) or not re.fullmatch(_HEADER_VALUE, value):
            raise ConfigurationError(f"headers: {name} must be printable ASCII text")


def check_url(url: str, allow_http: bool, origin: str) -> None:
    """Check the base URL: ``http:`` is allowed for loopback addresses, or with ``allow_http``."""
    parts = re.fullmatch(_URL, url, re.ASCII | re.IGNORECASE)
    if parts is None or int(parts["port"] or 0) > 65535 or not _is_host(parts["host"]):
        problem = "must be an https:// URL of a host, optionally with a port and a path"
        raise _setting_error("base_url", origin, problem)
    is_http = parts["scheme"].lower() == "http"
    if is_http and not allow_http and not _is_loopback(parts["host"]):
        remedy = "use https, or pass allow_http=True"
        problem = f"is http: requests carry credentials; {remedy}"
        raise _setting_error("base_url", origin, problem)


def _setting_error(name: str, origin: str, problem: str) -> ConfigurationError:
    return ConfigurationError(f"{name}{origin and f' ({origin})'} {problem}")


def _is_host(host: str) -> bool:
    """Whether a host in square brackets is an IP address; all others are valid."""
    return not host.startswith("[") or _parse_address(host) is not None


def _is_loopback(host: str) -> bool:
    address = _parse_address(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


def _parse_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    import ipaddress

    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
