"""Calls a server once, as a program of its own, and prints as JSON what that took: ``measured_call.py URL SECONDS``.

The class of the answer is as wide as the widest in the documentation, with as many required fields as any.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from runtime.client import BaseSyncClient
from runtime.errors import UCloudError
from runtime.fields import param, request_class, response_class
from runtime.models import Model, Request, Response


def _wide_class() -> Any:
    names: dict[str, Any] = {"__annotations__": {}}
    for index in range(52):
        names["__annotations__"][f"field_{index}"] = str if index % 3 else "str | None"
        default = {} if index % 3 else {"default": None}
        names[f"field_{index}"] = param(f"Field{index}", **default)
    return response_class(type("Wide", (Model,), names))


Wide = _wide_class()


@response_class
class GetWideResponse(Response):
    """The answer."""

    rows: list[Wide] = param("Rows")  # type: ignore[valid-type]
    texts: list[str] | None = param("Texts", default=None)
    counts: list[int] | None = param("Counts", default=None)
    extra: dict[str, Any] | None = param("Extra", default=None)


@request_class
class GetWide(Request[GetWideResponse]):
    """The request."""

    ACTION = "GetWide"


class Client(BaseSyncClient):
    """A client of one action."""

    PRODUCT = "wide/1"


def peak() -> int:
    """Return the most memory that this process has used, in bytes; ``resource`` counts that of the parent, too."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if "VmHWM" in line)


def main(url: str, timeout: float) -> None:
    """Call the server."""
    client = Client(
        base_url=url,
        timeout=timeout,
        max_retries=0,
        public_key="public",
        private_key="private",
    )
    began = time.process_time()
    try:
        response = client.send(GetWide())
        outcome, deviations = type(response).__name__, len(response.deviations)
    except UCloudError as error:
        outcome, deviations = type(error).__name__, 0
    took = time.process_time() - began
    report = {"outcome": outcome, "deviations": deviations}
    print(json.dumps(report | {"seconds": took, "peak": peak()}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
