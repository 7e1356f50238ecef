"""Ctrl-C: whenever it comes, the program says so in one line and exits with 130, and nobody prints a traceback.

The first one is raised as an exception, so that whatever is open is closed on the way out.  Should that be lost (Python
ignores exceptions in finalizers) or take long, or should another one come, the process ends where it is: what it writes
is safe from that at any moment.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

# What shells say of a program that Ctrl-C ended.
_CODE = 130
_MESSAGE = b"docs2sdk: interrupted\n"
# The line is cleared and the cursor is shown: a progress bar may not have come to it.
_PLAIN_LINE = b"\r\x1b[K\x1b[?25h"
_PATIENCE = 0.7  # seconds


class Interrupted(BaseException):
    """The user pressed Ctrl-C.  No KeyboardInterrupt, so that no library takes it for its own."""


def install() -> None:
    """Have Ctrl-C end this process as this module says, unless whoever started it had it ignored."""
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGINT, _end_here)
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, _end_here)
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    raise Interrupted


def _end_here(number: int, frame: FrameType | None) -> NoReturn:
    if sys.platform != "win32" and os.isatty(2):
        os.write(2, _PLAIN_LINE)
    _end()


def _end() -> NoReturn:
    """Say the line and end, without what Python does at its end: it waits for threads."""
    try:
        os.write(2, _MESSAGE)
    finally:
        os._exit(_CODE)


def _uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, (Interrupted, KeyboardInterrupt)):
        _end()
    sys.__excepthook__(kind, error, trace)


def _unraisable(told: UnraisableHookArgs) -> None:
    if issubclass(told.exc_type, Interrupted):
        _end_here(signal.SIGINT, None)
    sys.__unraisablehook__(told)
