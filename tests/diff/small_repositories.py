"""git repositories for tests, made without the user's git settings."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import trees
from pages import page

DO, GET = "thing-api/do_thing.md", "thing-api/get_thing.md"
FIRST = {
    DO: page(request=["Size | int | how much | No"]),
    GET: page(title="标题 - GetThing"),
}
STRICTER = FIRST | {DO: page(request=["Size | int | how much | Yes"])}

_NOBODY = ("-c", "user.name=A", "-c", "user.email=a@example.com")


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    """Run git in a folder and return its answer."""
    command = ["git", *_NOBODY, "-C", str(folder), *arguments]
    nobody = os.environ | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    done = subprocess.run(
        command, check=True, capture_output=True, input=stdin, env=nobody
    )
    return done.stdout.decode()


def make(folder: Path, specs: str = "specs") -> Path:
    """Make a repository of two commits, v1.0.0 and what came after, with the pages in a folder of it."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    for message, pages in (("first", FIRST), ("stricter", STRICTER)):
        trees.write(folder / specs, pages)
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", message)
    git(folder, "tag", "v1.0.0", "HEAD~1")
    return folder


def clone(folder: Path, to: Path, *options: str) -> Path:
    """Clone as over a network."""
    git(folder, "config", "uploadpack.allowFilter", "true")
    git(folder, "clone", "-q", *options, f"file://{folder}", str(to))
    return to


def sign_head(folder: Path, signature: str) -> None:
    """Replace the last commit by the same one with a signature."""
    head, _, message = git(folder, "cat-file", "commit", "HEAD").partition("\n\n")
    signed = f"{head}\ngpgsig {signature}\n\n{message}".encode()
    commit = git(
        folder, "hash-object", "-t", "commit", "-w", "--stdin", stdin=signed
    ).strip()
    git(folder, "update-ref", "HEAD", commit)


def object_file(folder: Path, name: str) -> Path:
    """Return the file of the object with a name like HEAD:specs."""
    id = git(folder, "rev-parse", name).strip()
    return folder / ".git" / "objects" / id[:2] / id[2:]
