"""What is left of a run that dies, or whose disk is full, at each of its steps on disk.

A program of its own, since it forks: ``python interruptions.py FOLDER kill|twice|full`` writes one line of JSON:
``{"steps": how many, "problems": […]}``.  ``twice``: the run that heals is killed at each step, too.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NoReturn

from docs2sdk import folders
from docs2sdk.build import output_folder, transaction
from docs2sdk.build.file_changes import find_changes, resolve_conflicts
from docs2sdk.build.manifest import ManifestEntry
from docs2sdk.build.rendered_files import RenderedFiles
from docs2sdk.digests import digest
from docs2sdk.errors import OutputConflict, UnusableOutput
from trees import snapshot, write

Texts = Mapping[str, str]

# Three states of an output: files change, come, go with their folders, and come back.
OLD: Texts = {
    "pyproject.toml": "old",
    "package/__init__.py": "old",
    "package/gone/__init__.py": "",
    "package/gone/action.py": "old",
    "package/same/action.py": "same",
    "package/back/action.py": "back",
}
NEW: Texts = {
    "pyproject.toml": "new",
    "package/__init__.py": "new",
    "package/added/__init__.py": "",
    "package/added/action.py": "new",
    "package/same/action.py": "same",
}
NEXT: Texts = {
    "pyproject.toml": "next",
    "package/__init__.py": "new",
    "package/added/action.py": "next",
    "package/same/action.py": "same",
    "package/back/action.py": "back",
}
# Files of somebody else's, in a folder of their own, in one of ours, and in one that loses all that is ours.
FOREIGN: Texts = {
    "notes/mine.txt": "mine",
    "package/mine.py": "mine",
    "package/back/mine.py": "mine",
}

WRITING = ("open", "os.mkdir", "os.rename")
REMOVING = ("os.remove", "os.rmdir")


Hook = Callable[[str, tuple[object, ...]], None]


def run(folder: Path, texts: Texts, hook: Hook | None = None) -> None:
    """Bring a folder to a state, as a run does; ``hook`` hears of all that this does on disk."""
    files = {
        path: ManifestEntry((digest(text),), "all") for path, text in texts.items()
    }
    with folders.lock_folder(folder):
        if hook:
            sys.addaudithook(hook)
        output = output_folder.read_output(folder)
        rendered = RenderedFiles(files, {**texts})
        changes = find_changes(rendered, {}, "package", output)
        transaction.commit(resolve_conflicts(changes, force=False), lambda *_: None)


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def fail() -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def attempt(folder: Path, texts: Texts, step: int, kind: str) -> int:
    """Run in a fork that dies at its n-th step, or finds the disk full from then on; return its exit status.

    0: all done; 1: it said that it could not; 2: it said something else; -9: dead.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 2
    try:
        run(folder, texts, disturb(step, kind))
        status = 0
    except UnusableOutput as error:
        status = 1 if "No space left" in str(error) else 2
    finally:
        os._exit(status)


def disturb(step: int, kind: str) -> Hook:
    """Return an audit hook that counts steps on disk and ends them at the n-th."""
    events = WRITING if kind == "full" else WRITING + REMOVING
    left = step

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event not in events or (event == "open" and not is_writing(arguments)):
            return
        left -= 1
        if kind == "full" and left <= 0:
            fail()
        if left == 0:
            if event == "open":
                # Dead in the middle of a file; this open is step -1.
                Path(str(arguments[0])).write_text("half")
            die()

    return hook


def is_writing(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def problems(base: Path, kind: str) -> Iterator[list[str]]:
    """Yield what is wrong after a disturbance at step 1, 2, … until a run needs no more steps."""
    run(write(base / "old", FOREIGN), OLD)
    old = snapshot(base / "old")
    new, following = settled(base, NEW), settled(base, NEXT)
    assert "package/gone" not in new
    step, status = 0, -1
    while status:
        step += 1
        folder = base / f"{kind}-{step}"
        shutil.copytree(base / "old", folder)
        status = attempt(folder, NEW, step, kind)
        found = [] if status in (0, 1, -signal.SIGKILL) else [f"status {status}"]
        left = visible(folder)
        found += [f"{path} is neither old nor new" for path in mixed(left, old, new)]
        if status == 1 and not has_journal(folder) and snapshot(folder) != old:
            found.append("neither undone nor to be done")
        found += heal(folder, NEW, new, kind) + heal(folder, NEXT, following, kind)
        found += edit_and_heal(folder) if kind == "kill" else []
        yield [f"step {step}: {problem}" for problem in found]


def settled(base: Path, texts: Texts) -> dict[str, str]:
    """Return what an undisturbed run leaves."""
    folder = base / f"settled-{texts['pyproject.toml']}"
    shutil.copytree(base / "old", folder)
    run(folder, texts)
    return snapshot(folder)


def heal(
    disturbed: Path, texts: Texts, wanted: Mapping[str, str], kind: str
) -> list[str]:
    """Run again on copies: undisturbed, and for ``twice`` killed at each step before that."""
    found = []
    step, status = 0, -1
    while status:
        folder = disturbed.with_name("healed")
        shutil.copytree(disturbed, folder)
        status = attempt(folder, texts, step, "kill") if step else int(kind == "twice")
        run(folder, texts)
        if snapshot(folder) != wanted:
            found.append(f"not healed by {texts['pyproject.toml']}, killed at {step}")
        shutil.rmtree(folder)
        step += 1
    return found


def edit_and_heal(disturbed: Path) -> list[str]:
    """Edit what the next run would overwrite or delete: it does neither."""
    found = []
    for path in ("package/__init__.py", "package/gone/action.py"):
        folder = disturbed.with_name("edited")
        shutil.copytree(disturbed, folder)
        write(folder, {path: "edited"})
        if is_refused(folder) != (path in NEW):
            found.append(f"{path} was edited, and the next run did not say so")
        if (folder / path).read_text() != "edited":
            found.append(f"{path} was edited, and the next run did away with it")
        shutil.rmtree(folder)
    return found


def is_refused(folder: Path) -> bool:
    try:
        run(folder, NEXT)
    except OutputConflict:
        return True
    return False


def has_journal(folder: Path) -> bool:
    return (folder / output_folder.STAGING_FOLDER / output_folder.JOURNAL).exists()


def visible(folder: Path) -> dict[str, str]:
    found = snapshot(folder).items()
    return {
        path: text
        for path, text in found
        if not path.startswith(output_folder.STAGING_FOLDER)
    }


def mixed(left: Texts, old: Texts, new: Texts) -> list[str]:
    return [
        path
        for path in left.keys() | old.keys() | new.keys()
        if left.get(path) not in (old.get(path), new.get(path))
    ]


if __name__ == "__main__":
    results = list(problems(Path(sys.argv[1]), sys.argv[2]))
    found = [problem for result in results for problem in result]
    print(json.dumps({"steps": len(results), "problems": found}))
