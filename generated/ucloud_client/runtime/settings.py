"""Where requests go, as whom, how patiently, and what fills in for parameters that a caller leaves out."""

# isort: skip_file
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, NoReturn

from . import permitted
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
_ABOUT = ("origins", "searched")
_HIDDEN = ("private_key", "security_token")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Settings:
    """A client's settings, resolved and checked.  Printed, each stands with where it comes from, secrets masked."""

    public_key: str = ""
    """Whose requests they are."""
    private_key: str = ""
    """Signs them, and is never sent."""
    security_token: str = ""
    """Goes with keys that are lent for a while."""
    project_id: str | None = None
    """Sent where a call leaves it out, as ``region`` and ``zone`` are."""
    region: str | None = None
    """Such as ``cn-bj2``."""
    zone: str | None = None
    """Such as ``cn-bj2-04``."""
    base_url: str = BASE_URL
    """Where requests go; ``http:`` is for loopback addresses, or with ``allow_http``."""
    timeout: float = TIMEOUT
    """How many seconds a call may take, all its attempts and pauses together."""
    connect_timeout: float | None = CONNECT_TIMEOUT
    """How many seconds one attempt may take to connect; None: ``timeout`` alone limits it."""
    read_timeout: float | None = None
    """How many seconds one attempt waits for a piece of the answer; None: ``timeout`` alone limits it."""
    write_timeout: float | None = None
    """How many seconds one attempt waits to send a piece of the request; None: ``timeout`` alone limits it."""
    max_retries: int = MAX_RETRIES
    """How many attempts may follow the first."""
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Go out with every request."""
    user_agent: str = ""
    """Stands behind the client's own in the header ``User-Agent``."""
    allow_http: bool = False
    """Whether ``base_url`` may be ``http:`` anywhere: what is sent can then be read on the way."""
    strict: bool = False
    """Whether an answer that differs from its page is an error (``DeviationError``)."""
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Where each value comes from that is no default."""
    searched: str = field(default="no profile was read", compare=False)
    """Which profile was read."""

    def __post_init__(self) -> None:
        for name, value in self._values():
            permitted.check(name, value, _where(self.origins.get(name)))
        permitted.check_headers(self.headers)
        origin = _where(self.origins.get("base_url"))
        if self.base_url != BASE_URL:
            permitted.check_url(self.base_url, self.allow_http, origin)
        object.__setattr__(self, "headers", MappingProxyType(dict(self.headers)))

    def __repr__(self) -> str:
        told = (f"{name}={text} ({origin})" for name, text, origin in self._shown())
        return f"Settings({', '.join(told)})"

    def __str__(self) -> str:
        lines = (f"{row[0]:<16} {row[1]:<32} {row[2]}" for row in self._shown())
        return "\n".join(lines)

    def __reduce__(self) -> NoReturn:
        raise TypeError("settings hold keys, so they are not pickled or copied")

    def credentials(self) -> tuple[str, str]:
        """Return public and private key; ConfigurationError if one is missing, saying where it was looked for."""
        if self.public_key and self.private_key:
            return self.public_key, self.private_key
        missing = "private_key" if self.public_key else "public_key"
        raise ConfigurationError(
            f"no {missing}: pass {missing}=… to the client, set {ENVIRONMENT[missing]}, "
            f"or keep it in a profile ({self.searched})"
        )

    def _values(self) -> Iterator[tuple[str, Any]]:
        for one in fields(self):
            if one.name not in _ABOUT:
                yield one.name, getattr(self, one.name)

    def _shown(self) -> Iterator[tuple[str, str, str]]:
        for name, value in self._values():
            yield name, _shown(name, value), self.origins.get(name, "default")


def _shown(name: str, value: Any) -> str:
    """Return a value as it may be seen: of headers, which may be another system's credentials, the names."""
    if name in _HIDDEN:
        return HIDDEN if value else "''"
    return repr(dict.fromkeys(value, HIDDEN)) if name == "headers" else repr(value)


def _where(origin: str | None) -> str:
    """What is wrong with an argument is seen where it is given."""
    return "" if origin in (None, "argument") else printable(origin or "")
