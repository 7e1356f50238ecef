"""What a setting may be; whatever may not be is a ConfigurationError that names the setting and shows no value."""

# isort: skip_file
from __future__ import annotations

import re
from collections.abc import Mapping
from types import NoneType
from typing import TYPE_CHECKING

from .errors import ConfigurationError

if TYPE_CHECKING:
    import ipaddress

_LONGEST_TIMEOUT = 86_400
_MOST_RETRIES = 100
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
# Patterns are compiled when something is there to be checked: most clients are as they come.
# An allow-list: what HTTP libraries make of anything odder differs.
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_URL = (
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f:]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:/[a-z0-9._~!$&'()*+,;=:@%/-]*)?"
)
_HEADER = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_HEADER_VALUE = r"[\x20-\x7e]*"
# The client's own, or what belongs to the connection.
_RESERVED = {
    *("accept-encoding", "connection", "content-encoding", "content-length"),
    *("content-type", "host", "te", "trailer", "transfer-encoding", "upgrade"),
    *("u-timestamp-ms", "user-agent"),
}


def check(name: str, value: object, where: str) -> None:
    """Check one setting; ``where`` says in a message where it comes from."""
    kinds = _KINDS[name]
    is_flag_as_number = isinstance(value, bool) and bool not in kinds
    if not isinstance(value, kinds) or is_flag_as_number:
        wanted = kinds[0].__name__
        raise _refused(name, where, f"must be {wanted}, not {type(value).__name__}")
    if isinstance(value, str) and not value.isprintable():
        raise _refused(name, where, "holds a control character")
    if name.endswith("timeout") and value is not None:
        _check_range(name, value, where)
    if name == "max_retries" and not 0 <= value <= _MOST_RETRIES:  # type: ignore[operator]
        raise _refused(name, where, f"must be from 0 to {_MOST_RETRIES}")
    if name == "user_agent" and value and not re.fullmatch(_HEADER_VALUE, str(value)):
        raise _refused(name, where, "must be printable ASCII")


def _check_range(name: str, value: object, where: str) -> None:
    if not 0 < value <= _LONGEST_TIMEOUT:  # type: ignore[operator]
        limits = f"must be above 0 and at most {_LONGEST_TIMEOUT} seconds"
        raise _refused(name, where, limits)


def check_headers(headers: Mapping[str, str]) -> None:
    """Check the headers that go out with every request."""
    for name, value in headers.items():
        if not isinstance(name, str) or not re.fullmatch(_HEADER, name):
            raise ConfigurationError("headers has a name that is none of HTTP's")
        if name.lower() in _RESERVED:
            raise ConfigurationError(f"headers must leave {name} to the client")
        if not isinstance(value, str) or not re.fullmatch(_HEADER_VALUE, value):
            raise ConfigurationError(f"headers: {name} must be printable ASCII text")


def check_url(url: str, allow_http: bool, where: str) -> None:
    """Check where requests go: ``http:`` is for loopback addresses, or for whoever says so."""
    parts = re.fullmatch(_URL, url, re.ASCII | re.IGNORECASE)
    if parts is None or int(parts["port"] or 0) > 65535 or not _is_host(parts["host"]):
        wanted = "must be an https:// URL of a host, a port or none, and a path or none"
        raise _refused("base_url", where, wanted)
    is_http = parts["scheme"].lower() == "http"
    if is_http and not allow_http and not _is_loopback(parts["host"]):
        remedy = "use https, or pass allow_http=True"
        raise _refused(
            "base_url", where, f"is http: requests carry credentials; {remedy}"
        )


def _refused(name: str, where: str, problem: str) -> ConfigurationError:
    return ConfigurationError(f"{name}{where and f' ({where})'} {problem}")


def _is_host(host: str) -> bool:
    """Whether what stands in square brackets is an address."""
    return not host.startswith("[") or _address(host) is not None


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    import ipaddress

    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
