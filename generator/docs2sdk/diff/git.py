"""Run git as a process that only reads objects.

A repository is untrusted data, its ``config`` included.  No program that it configures runs: only plumbing commands are
used, and ``_SETTINGS`` and ``_ENVIRONMENT`` override the settings that plumbing obeys.  Output is bounded in size and time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

from docs2sdk.errors import UnreadableInput

SECONDS = 120.0  # timeout of one command
_CHUNK_BYTES = 1 << 16
_ERROR_BYTES = 1 << 14

_SETTINGS = (
    "safe.bareRepository=explicit",
    "log.showSignature=false",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "i18n.logOutputEncoding=UTF-8",
)

# The caller's variables for the places of git's own settings, which list the safe folders of other users.
# All other GIT_ variables are dropped: in a hook, GIT_DIR and GIT_INDEX_FILE name the repository of the hook instead of
# the one that is read, and GIT_CONFIG_COUNT could undo _SETTINGS.
_KEPT_VARIABLES = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")

_ENVIRONMENT = {
    "LC_ALL": "C",
    # Empty, it forbids every protocol, even one that the repository allows by name.
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    # Replace refs and grafts change the history of commits; a missing grafts file disables them.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.path.join(os.devnull, "none"),
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """The maximum size of an output, in bytes and in records; each record ends with a NUL byte."""

    bytes: int
    records: int = sys.maxsize


_LINE = Limit(1 << 16)


class GitError(UnreadableInput):
    """git failed; the message is git's own, on one line."""


class OutputTooLarge(UnreadableInput):
    """The output of git is larger than the caller's limit."""


def discover(folder: Path, option: str, *, bare: str = "explicit") -> str:
    """Return the output of ``git rev-parse`` for the repository that contains a folder.

    ``bare="all"`` also accepts a bare repository.  GitError if there is none or if it belongs to another user.
    """
    options = ["-c", f"safe.bareRepository={bare}", "-C", str(folder)]
    return _decode_line(_run([*options, "rev-parse", option], b"", _LINE))


def read_line(git_dir: Path, *arguments: str) -> str:
    """Return one line of output; GitError if git fails, UnreadableInput if git cannot run."""
    return _decode_line(read(git_dir, *arguments, limit=_LINE))


def read(
    git_dir: Path,
    *arguments: str,
    limit: Limit,
    stdin: bytes = b"",
    has_index: bool = False,
) -> bytes:
    """Return the output of git; paths in the arguments are relative to the repository's top.

    ``has_index``: it reads the index, in a hook that of the commit, which may not be that of the repository.
    GitError if git fails, OutputTooLarge if the output exceeds the limit, UnreadableInput if git cannot run or times out.
    """
    # Without --work-tree, the repository's core.worktree could move the top elsewhere.
    options = ["-C", str(git_dir), "--git-dir=.", "--work-tree=."]
    index = os.environ.get("GIT_INDEX_FILE", "") if has_index else ""
    variables = {"GIT_INDEX_FILE": os.path.abspath(index)} if index else {}
    return _run([*options, *arguments], stdin, limit, variables)


def _decode_line(output: bytes) -> str:
    return os.fsdecode(output).removesuffix("\n")


def _run(
    arguments: list[str],
    stdin: bytes,
    limit: Limit,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    try:
        # Files, because with three pipes git and this process could wait for each other.
        with (
            tempfile.TemporaryFile() as standard_input,
            tempfile.TemporaryFile() as errors,
        ):
            standard_input.write(stdin)
            standard_input.seek(0)
            environment = _environment() | dict(variables)
            return _read_output(arguments, standard_input, errors, limit, environment)
    except OSError as error:
        raise UnreadableInput(f"cannot run git: {error.strerror}") from error


def _read_output(
    arguments: list[str],
    stdin: IO[bytes],
    errors: IO[bytes],
    limit: Limit,
    environment: dict[str, str],
) -> bytes:
    deadline = time.monotonic() + SECONDS
    with subprocess.Popen(
        _command(arguments),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=environment,
    ) as process:
        output = _read_until_exit(process, limit)
    if process.returncode:
        if time.monotonic() >= deadline:
            raise UnreadableInput(_describe_timeout(arguments))
        errors.seek(0)
        words = errors.read(_ERROR_BYTES).decode("utf-8", "replace").split()
        raise GitError(" ".join(["git:", *words]) if words else "")
    return output


def _read_until_exit(process: subprocess.Popen[bytes], limit: Limit) -> bytes:
    """Read the output of a process until it exits; kill it if it exceeds the limit or the timeout."""
    assert process.stdout
    timer = threading.Timer(SECONDS, process.kill)
    timer.start()
    try:
        output = _read_bounded(process.stdout, limit)
        process.wait()
        return output
    finally:
        timer.cancel()
        timer.join()  # workers are forked later, which is not safe while a thread runs
        process.kill()  # no effect if it has exited


def _read_bounded(stream: IO[bytes], limit: Limit) -> bytes:
    output = bytearray()
    records = 0
    while chunk := stream.read(_CHUNK_BYTES):
        output += chunk
        records += chunk.count(b"\0")
        if len(output) > limit.bytes or records > limit.records:
            raise OutputTooLarge(
                f"the output of git has more than {limit.bytes} bytes or {limit.records} records"
            )
    return bytes(output)


def _describe_timeout(arguments: list[str]) -> str:
    return f"git took more than {SECONDS:g} seconds ({' '.join(arguments)}); check the repository with git fsck"


def _command(arguments: list[str]) -> list[str]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return ["git", "--no-pager", "--literal-pathspecs", *settings, *arguments]


def _environment() -> dict[str, str]:
    """Return the caller's environment without variables that redirect git, plus those that forbid prompts and fetches."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT_VARIABLES
    }
    return kept | _ENVIRONMENT
