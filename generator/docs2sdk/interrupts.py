"""Handle Ctrl-C: print one line, exit with 130, never print a traceback.

The first Ctrl-C raises an exception, so that open resources are closed.  If the exception is lost (Python ignores exceptions
in finalizers), if closing takes long, or at a second Ctrl-C, the process ends at once; every write is safe against that.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

# The exit code that shells give a program that SIGINT ended.
_CODE = 130
_MESSAGE = b"docs2sdk: interrupted\n"
# Clears the line and shows the cursor, in case a progress bar was interrupted.
_PLAIN_LINE = b"\r\x1b[K\x1b[?25h"
_PATIENCE = 0.7  # seconds


class Interrupted(BaseException):
    """The user pressed Ctrl-C.  Not a KeyboardInterrupt, which a library may catch."""


def install() -> None:
    """Install the handlers, unless the parent process has SIGINT ignored."""
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
    """Print the line and end at once: a normal exit would wait for threads."""
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


def _unraisable(arguments: UnraisableHookArgs) -> None:
    if issubclass(arguments.exc_type, Interrupted):
        _end_here(signal.SIGINT, None)
    sys.__unraisablehook__(arguments)
