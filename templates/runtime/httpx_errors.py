"""Exceptions of httpx2 → our errors, which say above all whether anything was sent.

An exception of httpx2 holds the request, and so the signed body.  It is therefore neither the cause nor the context of
ours.
"""

# isort: skip_file
from __future__ import annotations

import ssl

import httpx2

from .errors import (
    BadResponseError,
    ConfigurationError,
    ConnectError,
    IncompleteResponseError,
    RequestTimeoutError,
    TLSError,
    TransportError,
    UCloudError,
)
from .transport import TIMEOUT_MESSAGE

CAUGHT = (httpx2.RequestError, httpx2.InvalidURL)
_UNSENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
)


def timeout_error() -> RequestTimeoutError:
    """Return the error for an exchange that took too long."""
    return RequestTimeoutError(TIMEOUT_MESSAGE)


def error_before_response(error: Exception) -> UCloudError:
    """Return our error for a failure before the head of a response has arrived."""
    name = type(error).__name__
    if isinstance(error, (httpx2.InvalidURL, httpx2.UnsupportedProtocol)):
        return ConfigurationError(f"the HTTP library rejects base_url ({name})")
    reason = f"({str(error) or name}); nothing was sent"
    if isinstance(error, httpx2.ConnectError) and _is_tls_failure(error):
        return TLSError(f"no trusted connection {reason}")
    if isinstance(error, _UNSENT):
        return ConnectError(f"could not connect {reason}")
    if isinstance(error, httpx2.TimeoutException):
        return timeout_error()
    return TransportError(
        f"the exchange broke off ({name}); it may have been carried out"
    )


def error_inside_response(error: Exception, status: int) -> UCloudError:
    """Return our error for a failure while the body of a response was read."""
    if isinstance(error, httpx2.TimeoutException):
        return timeout_error()
    details = f"{type(error).__name__}, HTTP {status}"
    return IncompleteResponseError(
        f"the answer broke off ({details}); it may have been carried out", status=status
    )


def decompression_error(status: int) -> BadResponseError:
    """Return the error for a body that is not compressed as its head says, or with a method that was not asked for."""
    problem = f"the answer cannot be decompressed (HTTP {status})"
    return BadResponseError(problem, status=status)


def _is_tls_failure(error: BaseException) -> bool:
    """Whether a certificate was rejected or a handshake failed."""
    link: BaseException | None = error
    while link is not None and not isinstance(link, ssl.SSLError):
        link = link.__cause__ or link.__context__
    return link is not None
