"""Finds where the requests for a URL go: to its host, or to a proxy of the environment.

Proxies are those of ``HTTP_PROXY``, ``HTTPS_PROXY`` and ``ALL_PROXY`` except for the hosts of ``NO_PROXY``, each also in lower
case, which counts more; on Windows and macOS those of the system, too.
"""

# isort: skip_file
from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import ConfigurationError
from .settings import is_loopback

_PORTS = {"http": 80, "https": 443}
_HOST = r"[^\s/?#@:\[\]\\]+|\[[0-9a-fA-F:.]+\]"
_PORT = r"(?::(?P<port>[0-9]{1,5}))?"
_URL = rf"(?P<scheme>https?)://(?P<host>{_HOST}){_PORT}(?P<path>/[^\s#]*)?"
_PROXY = rf"(?:(?P<scheme>https?)://)?(?:(?P<user>[^/?#]*)@)?(?P<host>{_HOST}){_PORT}/?"


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy, and the headers that it asks for; the repr leaves these out."""

    is_tls: bool
    host: str
    port: int
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Route:
    """How to reach a URL: connect to the proxy, if there is one, else to host and port."""

    is_tls: bool
    host: str
    port: int
    authority: str
    """What the Host header says."""
    target: str
    """What the request line says."""
    proxy: Proxy | None = None


def find_route(url: str) -> Route:
    """Return the route to a URL; ConfigurationError if the URL or the proxy's address is not valid."""
    parts = re.fullmatch(_URL, url, re.ASCII | re.IGNORECASE)
    if parts is None or int(parts["port"] or 0) > 65535:
        raise ConfigurationError("base_url is no http: or https: URL of a host")
    scheme = parts["scheme"].lower()
    port = int(parts["port"] or _PORTS[scheme])
    authority = parts["host"] if port == _PORTS[scheme] else f"{parts['host']}:{port}"
    target = parts["path"] or "/"
    proxy = _find_proxy(scheme, parts["host"], port)
    if proxy is not None and scheme == "http":
        target = f"http://{authority}{target}"
    host = parts["host"].strip("[]")
    return Route(scheme == "https", host, port, authority, target, proxy)


def _find_proxy(scheme: str, host: str, port: int) -> Proxy | None:
    # Loopback is allowed without TLS because nothing leaves this machine.
    if scheme == "http" and is_loopback(host):
        return None
    settings = _proxy_settings()
    name = scheme if settings.get(scheme) else "all"
    address = settings.get(name)
    if not address or _is_exempt(scheme, host, port, settings.get("no", "")):
        return None
    return _parse_proxy(address, f"{name.upper()}_PROXY")


def _proxy_settings() -> Mapping[str, str]:
    """Return what the environment says under ``http``, ``https``, ``all`` and ``no``."""
    if sys.platform in ("win32", "darwin"):
        from urllib.request import getproxies

        return getproxies()
    settings = {}
    # Lower case comes last, so it counts.  A CGI server sets HTTP_PROXY to a header of its client.
    for variable, value in sorted(os.environ.items()):
        name = variable.lower().removesuffix("_proxy")
        is_header = variable == "HTTP_PROXY" and "REQUEST_METHOD" in os.environ
        if name in ("http", "https", "all", "no") and not is_header:
            settings[name] = value
    return settings


def _parse_proxy(address: str, variable: str) -> Proxy:
    """Return the proxy with that address; the error does not show it, since it may hold a password."""
    parts = re.fullmatch(_PROXY, address.strip(), re.ASCII | re.IGNORECASE)
    if parts is None or int(parts["port"] or 0) > 65535:
        is_socks = address.lower().startswith("socks")
        problem = "is a SOCKS proxy" if is_socks else "is no valid http:// address"
        raise ConfigurationError(
            f"{variable} {problem}: correct it, or pass http_client=httpx2.Client(proxy=…)"
        )
    scheme = (parts["scheme"] or "http").lower()
    host, port = parts["host"].strip("[]"), int(parts["port"] or _PORTS[scheme])
    return Proxy(scheme == "https", host, port, _proxy_headers(parts["user"]))


def _proxy_headers(user: str | None) -> Mapping[str, str]:
    if user is None:
        return {}
    from base64 import b64encode
    from urllib.parse import unquote

    name, _, password = user.partition(":")
    token = b64encode(f"{unquote(name)}:{unquote(password)}".encode()).decode()
    return {"Proxy-Authorization": f"Basic {token}"}


def _is_exempt(scheme: str, host: str, port: int, exceptions: str) -> bool:
    """Whether ``NO_PROXY`` lists the host: by name, domain, address or network, optionally with a scheme or a port."""
    return any(
        _is_listed(scheme, host.lower(), port, entry.strip().lower())
        for entry in exceptions.split(",")
        if entry.strip()
    )


def _is_listed(scheme: str, host: str, port: int, entry: str) -> bool:
    listed_scheme, has_scheme, rest = entry.rpartition("://")
    if has_scheme and listed_scheme not in (scheme, "all"):
        return False
    if rest == "*":
        return True
    network = _parse_network(rest)
    if network is not None:
        return _is_inside(host, network)
    name, has_port, listed_port = rest.rpartition(":")
    if has_port and listed_port.isdecimal():
        network = _parse_network(name)
        if int(listed_port) != port:
            return False
        rest = name
    if network is not None:
        return _is_inside(host, network)
    name = rest.removeprefix("*")
    return host == name or host.endswith(name if name[:1] == "." else f".{name}")


def _parse_network(text: str) -> object:
    """Return the address or network that a text names; None if it names none."""
    import ipaddress

    parts = re.fullmatch(r"\[?([0-9a-f:.]+)\]?(/[0-9]+)?", text)
    try:
        return parts and ipaddress.ip_network("".join(parts.groups("")), strict=False)
    except ValueError:
        return None


def _is_inside(host: str, network: object) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host.strip("[]")) in network  # type: ignore[operator]
    except ValueError:
        return False
