"""Looks up the addresses of hosts, in threads: the system's own look-up knows no timeout, and must not outlast a deadline."""

# isort: skip_file
from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any, TypeAlias

# What ``socket.getaddrinfo`` returns.
Addresses: TypeAlias = list[Any]


def parse_address(host: str, port: int) -> Addresses:
    """Return the addresses of a host that is an IP address; none for a name."""
    try:
        numeric = socket.AI_NUMERICHOST
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=numeric)
    except (socket.gaierror, UnicodeError):
        return []


def look_up(
    host: str, port: int, report: Callable[[Addresses | OSError], None]
) -> None:
    """Look up a host in a thread, which calls ``report`` with its addresses or the error."""
    thread = threading.Thread(
        target=lambda: report(_addresses(host, port)), daemon=True
    )
    try:
        thread.start()
    except RuntimeError as error:
        # There are too many threads, or the interpreter ends.
        report(OSError(str(error)))


def _addresses(host: str, port: int) -> Addresses | OSError:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return _missing_descriptor() or error
    except UnicodeError:
        return OSError("the name of the host is not valid")


def _missing_descriptor() -> OSError | None:
    """Return the error if no file can be opened: a look-up without one blames the name of the host."""
    try:
        socket.socket().close()
    except OSError as error:
        return error
    return None
