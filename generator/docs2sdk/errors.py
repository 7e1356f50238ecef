"""Errors that end a run: mistakes that the user can correct, and bugs of this program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from docs2sdk.message_text import pluralize


class UserError(Exception):
    """The input, the settings or the output cannot be used; the message says why, for the user."""


class UnreadableInput(UserError):
    """The pages cannot be read, or none of them gives an action; the message says why."""


class UnusableOutput(UserError):
    """The output folder cannot be used; the message says why."""


class OutputConflict(Exception):
    """Files in the output block the run, since they are untracked or modified; ``paths`` maps each to a reason.

    ``forceable``: all of them are regular files, so that ``force`` would overwrite them.
    """

    def __init__(self, folder: Path, paths: Mapping[str, str], forceable: bool) -> None:
        singular, plural = f"file in {folder} is", f"files in {folder} are"
        super().__init__(f"{pluralize(len(paths), singular, plural)} in the way")
        self.folder = folder
        self.paths = dict(paths)
        self.forceable = forceable


class UnsafeCodeError(Exception):
    """A generated module holds code that its template does not write: a bug of this program."""
