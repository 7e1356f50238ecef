"""Waits for changes below folders, as the operating system reports them.  The only importer of watchfiles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from docs2sdk.errors import UserError
from docs2sdk.interrupts import Interrupted

# Milliseconds: after a change, others of the same save are waited for; without changes, the caller has its turn.
_QUIET_AFTER_CHANGE = 10
_LONGEST_WAIT = 200
TURN = 500


def watch_folders(folders: Iterable[Path]) -> Iterator[bool]:
    """Yield True after changes, and False after each half second without; UserError if the folders cannot be watched."""
    from watchfiles import watch

    try:
        for changes in watch(
            *folders,
            debounce=_LONGEST_WAIT,
            step=_QUIET_AFTER_CHANGE,
            rust_timeout=TURN,
            yield_on_timeout=True,
        ):
            yield bool(changes)
    except KeyboardInterrupt:  # what watchfiles makes of every exception in a handler
        raise Interrupted from None
    except (OSError, RuntimeError) as error:
        raise UserError(f"cannot watch the pages: {error}") from error
