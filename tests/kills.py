"""What is left of whole runs that are killed at random moments, and what check and the next run make of it.

A program of its own, since it forks: ``python kills.py FOLDER TIMES`` prints one line of JSON: how many runs were killed, how
many of these had changed something, how many of the edits were taken over on the short way, and what was wrong.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import trees
from generator.output import deviations, holding, pipeline, shortcut
from generator.output.proof import made_by
from small_pages import row
from trees import snapshot

from generator.config import Settings
from generator.pages import inputs

EDITED = {
    "alpha-api/get_thing.md": trees.page("GetThing", [*trees.THING, row("More")]),
    "beta-api/get_other.md": trees.page("GetOther", []),
}
# What a run does in between: on its short way, and on its whole one.
EDITS: tuple[Mapping[str, str], ...] = (
    EDITED,
    {
        **EDITED,
        "alpha-api/add_thing.md": trees.page("AddThing"),
        "gamma-api/new.md": trees.page("New"),
    },
)


def generate(settings: Settings) -> bool:
    """Run as ``docs2sdk generate`` does; return whether the short way was enough."""
    found = inputs.read(settings)
    if shortcut.generate(settings, found, date.today()):
        return True
    pipeline.generate(settings, False, lambda *_: None, found=found)
    return False


def killed(settings: Settings, after: float, writing_only: bool) -> bool:
    """Run in a fork that is killed after some seconds (since it began to write), if it still lives then."""
    child = os.fork()
    if not child:
        generate(settings)
        os._exit(0)
    while writing_only and not holding.is_unfinished(settings.out):
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
    until = time.perf_counter() + after
    while time.perf_counter() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def is_in_step(settings: Settings) -> bool:
    """Ask as ``docs2sdk check`` does."""
    with holding.watched(settings.out):
        if holding.has_journal(settings.out):
            return False
        found = inputs.read(settings)
        run = shortcut.rehearse(settings, found, date.today())
        whole = run or pipeline.rehearse(settings, lambda *_: None).outcome
        return not deviations.of(whole)


def visible(folder: Path) -> dict[str, str]:
    found = snapshot(folder).items()
    return {path: text for path, text in found if not path.startswith(holding.STAGED)}


def problems(
    settings: Settings, old: Mapping[str, str], new: Mapping[str, str]
) -> list[str]:
    """Return what is wrong with what a killed run left, and mend it."""
    left = visible(settings.out)
    found = [
        f"{path} is neither old nor new"
        for path in left.keys() | old.keys() | new.keys()
        if left.get(path) not in (old.get(path), new.get(path))
    ]
    in_step = is_in_step(settings)
    if in_step and left != new:
        found.append("check says that all is well")
    # What lies in the folder that a run stages in is told, too.
    if not in_step and left == new and not holding.is_unfinished(settings.out):
        found.append("check says that something is wrong")
    generate(settings)
    if snapshot(settings.out) != new or not is_in_step(settings):
        found.append("not healed")
    return found


def main(folder: Path, times: int) -> dict[str, object]:
    made_by()
    told: Counter[str] = Counter()
    found: list[str] = []
    for number, edits in enumerate(EDITS):
        count, wrong = survived(folder / str(number), edits, times // len(EDITS))
        told += count
        found += wrong
    return {**told, "problems": found}


def survived(
    folder: Path, edits: Mapping[str, str], times: int
) -> tuple[Counter[str], list[str]]:
    """Kill runs that take these edits over; return how many, how many had changed something, and what was wrong."""
    specs = trees.write(folder / "specs", trees.PAGES)
    before = Settings(specs, folder / "before")
    generate(before)
    trees.write(specs, edits)
    after = Settings(specs, folder / "after")
    shutil.copytree(before.out, after.out)
    start = time.perf_counter()
    told = Counter(short=generate(after))
    duration = time.perf_counter() - start
    old, new = snapshot(before.out), snapshot(after.out)
    moments = random.Random(4)
    found = []
    while told["killed"] < times:
        run = Settings(specs, folder / "run")
        shutil.copytree(before.out, run.out)
        # Writing takes a hundredth of a run: every other time the moment lies there.
        while_writing = told["killed"] % 2 == 1
        longest = 0.01 if while_writing else 1.2 * duration
        if killed(run, moments.uniform(0, longest), while_writing):
            told["killed"] += 1
            told["changed"] += snapshot(run.out) != old
        found += problems(run, old, new)
        shutil.rmtree(run.out)
    return told, found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
