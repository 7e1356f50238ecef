"""git as a process: it reads its own objects, asks nobody anything, and works on the repository that it is given."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from generator.refusals import UnreadableInput


class Complaint(UnreadableInput):
    """git refused, in its own words."""


def line(folder: Path, *arguments: str) -> str:
    """Return what git says on its one line."""
    return os.fsdecode(output(folder, *arguments)).removesuffix("\n")


def output(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Return what git says; Complaint if it fails, UnreadableInput if there is no git."""
    try:
        with subprocess.Popen(
            _command(folder, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
        ) as process:
            said, complaint = process.communicate(given)
    except OSError as error:
        raise UnreadableInput(f"cannot run git: {error.strerror}") from error
    if process.returncode:
        asked = arguments[-1].removesuffix("^{tree}")
        words = complaint.decode("utf-8", "replace").strip()
        raise Complaint(f"git: {words or f'there is no {asked} in {folder}'}")
    return said


def _command(folder: Path, *arguments: str) -> list[str]:
    return ["git", "--literal-pathspecs", "-C", str(folder), *arguments]


def _environment() -> dict[str, str]:
    """Return an environment in which git works on the repository that it is given, in English, and asks nobody.

    A hook's git says in GIT_DIR and its like which repository is meant, whatever the folder.
    """
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _GIT_KEEPS
    }
    asks_nobody = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
    return ours | asks_nobody | {"LC_ALL": "C"}


# Where git's own settings are: among them which folders of other users are safe.
_GIT_KEEPS = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
