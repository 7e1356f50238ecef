"""Writes the files of a project into a folder, all or nothing; what exists there is kept."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from docs2sdk import config, folders
from docs2sdk.build import manifest
from docs2sdk.errors import UnusableOutput, UserError
from docs2sdk.project import starter_files
from docs2sdk.project.starter_files import ProjectInfo

# A path below the project that needs no quotes: in YAML, in .gitattributes, in a shell.
_PLAIN_PATH = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*", re.ASCII)


@dataclass(frozen=True)
class ProjectPlan:
    """What setting up a project does in ``folder``.

    ``texts`` are the files to write, ``kept`` the paths that exist, ``additions`` the lines that a kept file lacks.
    """

    folder: Path
    texts: Mapping[str, str]
    kept: tuple[str, ...]
    additions: Mapping[str, str]


def plan_project(
    folder: Path, package: str | None, ci: str | None, pre_commit: bool
) -> ProjectPlan:
    """Return what to write into a folder, which may be missing; UserError if it cannot be a project.  Writes nothing."""
    _check_folder(folder)
    if ci or pre_commit:
        _check_top_of_repository(folder)
    project = _read_project(folder, package)
    texts = starter_files.render_files(project, ci, pre_commit)
    for path in texts:
        if not folders.has_plain_parents(folder, path):
            message = f"{folder / path}: a folder above it is a file or a link; move that away"
            raise UnusableOutput(message)
    kept = {path: _find_existing(folder, path, project) for path in texts}
    return ProjectPlan(
        folder,
        {path: text for path, text in texts.items() if not kept[path]},
        tuple(filter(None, kept.values())),
        {path: texts[path] for path in _list_incomplete(folder, kept)},
    )


def write_project(plan: ProjectPlan) -> None:
    """Write the files of a plan; UnusableOutput if that fails, and then nothing was written."""
    if not plan.texts:
        return
    try:
        with _undo_on_failure(plan) as placed:
            _put_in_place(plan, placed)
    except OSError as error:
        message = f"{plan.folder}: {error.strerror}; nothing was written: make the folder writable, or name another"
        raise UnusableOutput(message) from error


def _check_folder(folder: Path) -> None:
    real = Path(os.path.realpath(folder))
    for path in (real, *real.parents):
        if folders.read_file_type(path) not in (0, stat.S_IFDIR):
            raise UnusableOutput(f"{path} is not a folder: name another")
        if os.path.lexists(path / manifest.NAME):
            message = f"{folder} is in {path}, which docs2sdk generated: name a folder outside of it"
            raise UnusableOutput(message)


def _check_top_of_repository(folder: Path) -> None:
    real = Path(os.path.realpath(folder))
    if (real / ".git").exists():
        return
    top = next((path for path in real.parents if (path / ".git").exists()), None)
    if top:
        message = f"{folder} is in the repository {top}, which reads jobs and hooks only from its top: leave --ci and --pre-commit out"
        raise UserError(message)


def _read_project(folder: Path, package: str | None) -> ProjectInfo:
    """Return the settings of a project: those that its ``pyproject.toml`` has, else those of a new one."""
    name = package or starter_files.choose_package_name(
        Path(os.path.realpath(folder)).name
    )
    config.check_package(name, "--package")
    file = folder / starter_files.SETTINGS_FILE
    if not os.path.lexists(file) or config.read_table(file) is None:
        return ProjectInfo(name)
    settings = config.load_settings(Path(os.path.abspath(folder)), {})
    if package and package != settings.package:
        message = f"{file}: package is {settings.package!r}: change it there, or leave --package out"
        raise UserError(message)
    specs = _relativize(file, "specs", settings.specs[-1])
    out = _relativize(file, "out", settings.out)
    return ProjectInfo(settings.package, specs, out)


def _relativize(file: Path, setting: str, path: Path) -> str:
    relative = Path(os.path.relpath(path, os.path.abspath(file.parent))).as_posix()
    if not _PLAIN_PATH.fullmatch(relative):
        message = f"{file}: {setting} is {relative!r}: docs2sdk init needs a plain path below the project"
        raise UserError(message)
    return relative


def _find_existing(folder: Path, path: str, project: ProjectInfo) -> str:
    """Return what exists in place of a file, "" if nothing does; pages of one's own make the example page needless."""
    specs = f"{project.specs}/"
    if path.startswith(specs) and _has_entries(folder / specs):
        return specs
    return path if os.path.lexists(folder / path) else ""


def _has_entries(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except FileNotFoundError:
        return False
    except OSError as error:
        raise UnusableOutput(f"{folder}: {error.strerror}") from error


def _list_incomplete(folder: Path, kept: Mapping[str, str]) -> Iterator[str]:
    """Yield the kept files that docs2sdk needs an entry in, and that have none."""
    for path in filter(None, kept.values()):
        file = folder / path
        if path == starter_files.SETTINGS_FILE:
            if config.read_table(file) is None:
                yield path
        elif path in starter_files.SHARED_FILES and not _names_docs2sdk(file):
            yield path


def _names_docs2sdk(file: Path) -> bool:
    try:
        return b"docs2sdk" in file.read_bytes()
    except OSError as error:
        raise UnusableOutput(f"{file}: {error.strerror}") from error


@contextmanager
def _undo_on_failure(plan: ProjectPlan) -> Iterator[list[Path]]:
    """Give a list for the files that were put in place; if not all can be, remove them and the folders made for them."""
    above = {parent for path in plan.texts for parent in (plan.folder / path).parents}
    new = [path for path in sorted(above, reverse=True) if not os.path.lexists(path)]
    placed: list[Path] = []
    try:
        yield placed
    except BaseException:
        for path in placed:
            path.unlink()
        for path in new:
            with suppress(OSError):  # missing, or not empty
                path.rmdir()
        raise


def _put_in_place(plan: ProjectPlan, placed: list[Path]) -> None:
    """Write all files into a folder beside them, then rename them, so that each appears whole."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=".docs2sdk.", dir=plan.folder))
    try:
        for number, text in enumerate(plan.texts.values()):
            (staged / str(number)).write_bytes(text.encode())
        for number, path in enumerate(plan.texts):
            target = plan.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(target):
                message = f"{target} has just been written; nothing else was: run docs2sdk init again"
                raise UnusableOutput(message)
            (staged / str(number)).rename(target)
            placed.append(target)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
