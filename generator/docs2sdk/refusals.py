"""Why a run does not go on and writes nothing: not a finding in a page, but something that whoever started it can mend.

Or a bug of ours, which is told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from docs2sdk.counting import counted


class Refusal(Exception):
    """What is wrong with the input, the settings or the output, in words for the user; nothing was written."""


class UnreadableInput(Refusal):
    """The path that the user gave cannot be read at all; the message says why."""


class OutputUnusable(Refusal):
    """The output folder cannot be used at all; the message says why."""


class OutputConflict(Exception):
    """Files stand in the way that are not ours, or that someone changed; ``paths`` with a reason each.

    ``forceable``: all of them are files, so that ``force`` would overwrite them.
    """

    def __init__(self, folder: Path, paths: Mapping[str, str], forceable: bool) -> None:
        one, many = f"file in {folder} stands", f"files in {folder} stand"
        super().__init__(f"{counted(len(paths), one, many)} in the way")
        self.folder = folder
        self.paths = dict(paths)
        self.forceable = forceable


class Unsafe(Exception):
    """A generated module is not what its template writes: a bug of ours, never the page's fault alone."""
