"""git as a process that reads objects and does nothing else.

A repository is untrusted data, its ``config`` included.  No program that it configures runs: only plumbing commands are
used, and ``_SETTINGS`` and ``_ENVIRONMENT`` override what plumbing obeys.  Each answer is bounded in bytes and in time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from docs2sdk.refusals import UnreadableInput

SECONDS = 120.0  # for one command
_PART = 1 << 16
_ERROR_BYTES = 1 << 14

_SETTINGS = (
    "safe.bareRepository=explicit",
    "log.showSignature=false",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "i18n.logOutputEncoding=UTF-8",
)

# The caller's variables that say where git's own settings are: among them which folders of other users are safe.
# All others that begin with GIT_ are dropped: in a hook, GIT_DIR and GIT_INDEX_FILE name the repository of the hook,
# whatever folder is asked about, and GIT_CONFIG_COUNT could set again what _SETTINGS overrides.
_KEPT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")

_ENVIRONMENT = {
    "LC_ALL": "C",
    # Empty, it forbids every protocol, also one that the repository allows by its name.
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    # Both make another history of the same commits; a grafts file that is not there is none.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.path.join(os.devnull, "none"),
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """How large an answer may be: its bytes, and the NUL bytes in it, each of which ends a record."""

    bytes: int
    records: int = sys.maxsize


_LINE = Limit(1 << 16)


class Complaint(UnreadableInput):
    """git refused; the message is git's own, on one line."""


class TooLarge(UnreadableInput):
    """git's answer is larger than the caller allows."""


def discover(folder: Path, question: str, *, bare: str = "explicit") -> str:
    """Return what ``git rev-parse`` says about the repository that holds a folder.

    ``bare="all"`` also accepts a bare repository.  Complaint if there is none or if it belongs to another user.
    """
    where = ["-c", f"safe.bareRepository={bare}", "-C", str(folder)]
    return _text(_run([*where, "rev-parse", question], b"", _LINE))


def read_line(git_dir: Path, *arguments: str) -> str:
    """Return git's answer of one line; Complaint if git refuses, UnreadableInput if git cannot run."""
    return _text(read(git_dir, *arguments, limit=_LINE))


def read(git_dir: Path, *arguments: str, limit: Limit, stdin: bytes = b"") -> bytes:
    """Return git's answer; paths in the arguments are relative to the repository's top.

    Complaint if git refuses, TooLarge if the answer is larger than the limit, UnreadableInput if git cannot run or takes
    too long.
    """
    # The work tree is named because a repository's core.worktree could move the top elsewhere.
    where = ["-C", str(git_dir), "--git-dir=.", "--work-tree=."]
    return _run([*where, *arguments], stdin, limit)


def _text(answer: bytes) -> str:
    return os.fsdecode(answer).removesuffix("\n")


def _run(arguments: list[str], stdin: bytes, limit: Limit) -> bytes:
    try:
        # Files, because with three pipes git could wait for one of them while we wait for another.
        with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as errors:
            asked.write(stdin)
            asked.seek(0)
            return _answer(arguments, asked, errors, limit)
    except OSError as error:
        raise UnreadableInput(f"cannot run git: {error.strerror}") from error


def _answer(
    arguments: list[str], stdin: IO[bytes], errors: IO[bytes], limit: Limit
) -> bytes:
    deadline = time.monotonic() + SECONDS
    with subprocess.Popen(
        _command(arguments),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=_environment(),
    ) as process:
        answer = _bounded_answer(process, limit)
    if process.returncode:
        if time.monotonic() >= deadline:
            raise UnreadableInput(_late(arguments))
        errors.seek(0)
        words = errors.read(_ERROR_BYTES).decode("utf-8", "replace").split()
        raise Complaint(" ".join(["git:", *words]) if words else "")
    return answer


def _bounded_answer(process: subprocess.Popen[bytes], limit: Limit) -> bytes:
    """Read what a process says until it ends; end one that says too much or takes too long."""
    assert process.stdout
    timer = threading.Timer(SECONDS, process.kill)
    timer.start()
    try:
        answer = _bounded(process.stdout, limit)
        process.wait()
        return answer
    finally:
        timer.cancel()
        timer.join()  # workers are forked later: not beside a thread
        process.kill()  # what has ended already is left alone


def _bounded(stream: IO[bytes], limit: Limit) -> bytes:
    answer = bytearray()
    records = 0
    while part := stream.read(_PART):
        answer += part
        records += part.count(b"\0")
        if len(answer) > limit.bytes or records > limit.records:
            raise TooLarge(
                f"git's answer has more than {limit.bytes} bytes or {limit.records} records"
            )
    return bytes(answer)


def _late(arguments: list[str]) -> str:
    return f"git took more than {SECONDS:g} seconds ({' '.join(arguments)}); check the repository with git fsck"


def _command(arguments: list[str]) -> list[str]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return ["git", "--no-pager", "--literal-pathspecs", *settings, *arguments]


def _environment() -> dict[str, str]:
    """Return the caller's environment without what redirects git, and with what keeps it from asking and fetching."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT
    }
    return kept | _ENVIRONMENT
