"""The settings of a client: address, credentials, timeouts, retries, and defaults for parameters."""

# isort: skip_file
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, NoReturn

from . import validation
from .errors import ConfigurationError, printable

__all__ = ["Settings"]

HIDDEN = "***"
BASE_URL = "https://api.ucloud.cn"
TIMEOUT = 30.0
CONNECT_TIMEOUT = 5.0
MAX_RETRIES = 2

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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Settings:
    """A client's settings, resolved and validated.  Printed, each has its origin, and secrets are masked."""

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
    """Where each value comes from, of those that are no defaults."""
    searched: str = field(default="no profile was read", compare=False)
    """Which profile was read."""

    def __post_init__(self) -> None:
        for name, value in self._values():
            validation.check_setting(
                name, value, _describe_origin(self.origins.get(name))
            )
        validation.check_headers(self.headers)
        origin = _describe_origin(self.origins.get("base_url"))
        if self.base_url != BASE_URL:
            validation.check_url(self.base_url, self.allow_http, origin)
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
