"""Skip what a hook need not do: a commit that touches neither pages, nor the client, nor settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from docs2sdk.config import Settings

option = click.option(
    "--staged",
    is_flag=True,
    help="In a Git hook: do nothing if the commit touches neither pages, nor the client, nor settings.",
)

# They change what a hook finds: its settings, and the version of docs2sdk.
_FILES = ("pyproject.toml", ".pre-commit-config.yaml")


def is_concerned(settings: Settings) -> bool:
    """Whether the next commit changes what a run with these settings reads or checks; true without a commit in preparation."""
    from docs2sdk.diff import repositories
    from docs2sdk.errors import UnreadableInput

    try:
        repository = repositories.find_repository(Path.cwd())
        staged = repositories.list_staged_paths(repository)
    except UnreadableInput:
        return True
    top = os.path.realpath(repository.top)
    paths = [os.path.relpath(path, top) for path in _list_paths(settings)]
    # A path above one of ours is a submodule that contains it.
    return not staged or any(
        _is_inside(path, file) or _is_inside(file, path)
        for file in staged
        for path in paths
    )


def _list_paths(settings: Settings) -> Iterator[str]:
    """Yield the folders and files of a run, and those that would be beside the pages."""
    named = [*settings.specs, settings.out, *settings.overlays]
    named += [settings.baseline] if settings.baseline else []
    named += [settings.templates.folder] if settings.templates else []
    for folder in settings.specs:
        named += [folder / ".." / "overlays", folder / ".." / ".." / "overlays"]
    yield from map(os.path.realpath, named)
    for folder in (Path.cwd(), *Path.cwd().parents):
        yield from (os.path.realpath(folder / name) for name in _FILES)


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or folder == "." or path.startswith(f"{folder}{os.sep}")
