"""A repository whose every commit edits one page: made at once by ``git fast-import``."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from small_repositories import git


def make(folder: Path, pages: Mapping[str, str], revisions: int) -> Path:
    """Make a repository with the pages in ``specs``, and the checkout of its last commit; return the folder."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    stream = b"".join(_write_commits(dict(pages), revisions))
    git(folder, "fast-import", "--quiet", stdin=stream)
    git(folder, "reset", "-q", "--hard")
    return folder


def _write_commits(pages: dict[str, str], revisions: int) -> Iterator[bytes]:
    choose = random.Random(1)
    names = sorted(pages)
    yield _write_commit(0, pages)
    for number in range(1, revisions):
        path = choose.choice(names)
        pages[path] = _edit(pages[path], number, choose)
        yield _write_commit(number, {path: pages[path]})


def _edit(text: str, number: int, choose: random.Random) -> str:
    """Return a page with another type, or another text, in one of its rows."""
    lines = text.split("\n")
    rows = [at for at, line in enumerate(lines) if _is_row(line)]
    at = choose.choice(rows or range(len(lines)))
    retyped = lines[at].replace("|string|", "|int|")
    reworded = f"{lines[at].rstrip('|')}改{number}" + "|" * lines[at].endswith("|")
    lines[at] = reworded if number % 3 or retyped == lines[at] else retyped
    return "\n".join(lines)


def _is_row(line: str) -> bool:
    return line.startswith("|") and line.count("|") > 3 and "--" not in line


def _write_commit(number: int, files: Mapping[str, str]) -> bytes:
    day = 1_700_000_000 + number
    head = (
        f"commit refs/heads/main\ncommitter A <a@example.com> {day} +0000\ndata 1\nc\n"
    )
    return head.encode() + b"".join(map(_write_file, files.items()))


def _write_file(file: tuple[str, str]) -> bytes:
    path, text = file
    data = text.encode()
    return f'M 100644 inline "specs/{path}"\ndata {len(data)}\n'.encode() + data + b"\n"
