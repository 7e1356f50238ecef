"""A program on a terminal of its own, as a person uses it: what it asks is waited for, and answered."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# A new session takes the first terminal that it opens as its own.
_OPEN = 'exec "$@" < "$0" > "$0" 2>&1'


class Terminal:
    """``docs2sdk`` with arguments, in a folder; ``shown`` is all that it has printed."""

    def __init__(self, arguments: Sequence[str], folder: Path) -> None:
        self._own, theirs = pty.openpty()
        program = [sys.executable, "-m", "docs2sdk", *arguments]
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _OPEN, os.ttyname(theirs), *program],
            cwd=folder,
            start_new_session=True,
            env=os.environ | {"PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
        )
        self._theirs: int | None = theirs
        self.shown = ""
        self._seen = 0

    def answer(self, question: str, text: str) -> None:
        """Wait until a question is asked, and type an answer."""
        while question not in self.shown[self._seen :]:
            assert self._read(), f"{question!r} was not asked: {self.shown}"
        self._seen = self.shown.index(question, self._seen) + len(question)
        os.write(self._own, text.encode())

    def finish(self) -> int:
        """Read to the end and return the exit code."""
        while self._read():
            pass
        os.close(self._own)
        return self._process.wait()

    def _read(self) -> bool:
        try:
            data = os.read(self._own, 65536)
        except OSError:  # Linux says so at the end
            return False
        if self._theirs is not None:  # the program has opened it by now
            os.close(self._theirs)
            self._theirs = None
        self.shown += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)
