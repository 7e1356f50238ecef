"""Faults that the user asks for: ``DescribeX=503,153,delay:2s``, one for each of the next calls of that action."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from docs2sdk.errors import UserError

ANY_ACTION = "*"
_SCRIPT = re.compile(r"(?P<action>\*|[A-Za-z][A-Za-z0-9]*)=(?P<steps>.+)")
_DELAY = re.compile(r"delay:(?P<number>[0-9]{1,4}(?:\.[0-9]{1,3})?)(?P<unit>ms|s)")
_CODE = re.compile(r"[1-9][0-9]{0,8}")
# No RetCode of UCloud is in this range.
_HTTP_ERRORS = range(400, 600)


class BadScript(UserError):
    """A script of faults cannot be read."""


class Fault(NamedTuple):
    """What happens to one call: an HTTP ``status`` in the place of an answer, or a RetCode, or only a delay in seconds."""

    status: int = 0
    code: int = 0
    delay: float = 0


class FaultScripts:
    """The faults that are still to come, by action."""

    def __init__(self, scripts: Iterable[str] = ()) -> None:
        self._faults: dict[str, deque[Fault]] = {}
        for script in scripts:
            action, faults = _parse_script(script)
            self._faults.setdefault(action, deque()).extend(faults)

    @property
    def actions(self) -> set[str]:
        """The actions that have faults."""
        return self._faults.keys() - {ANY_ACTION}

    def take(self, action: str) -> Fault:
        """Return the next fault of an action, or else of any action; one without effect if there is none."""
        for name in (action, ANY_ACTION):
            if self._faults.get(name):
                return self._faults[name].popleft()
        return Fault()


def _parse_script(script: str) -> tuple[str, list[Fault]]:
    match = _SCRIPT.fullmatch(script.strip())
    if not match:
        raise BadScript(
            f"--fault {script!r}: write ACTION=STEPS, as DescribeX=503,153,delay:2s"
        )
    return match["action"], [
        _parse_step(step.strip(), script) for step in match["steps"].split(",")
    ]


def _parse_step(step: str, script: str) -> Fault:
    delay = _DELAY.fullmatch(step)
    if delay:
        unit = 1000 if delay["unit"] == "ms" else 1
        return Fault(delay=float(delay["number"]) / unit)
    if step == "ok":
        return Fault()
    if not _CODE.fullmatch(step):
        raise BadScript(
            f"--fault {script!r}: {step!r} is no HTTP status (400 to 599), RetCode, ok, delay:2s or delay:200ms"
        )
    number = int(step)
    return Fault(status=number) if number in _HTTP_ERRORS else Fault(code=number)
