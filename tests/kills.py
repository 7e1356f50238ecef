"""What is left of whole runs that are killed at random moments, and what check and the next run make of it.

A program of its own, since it forks: ``python kills.py FOLDER TIMES`` prints one line of JSON: how many runs were killed, how
many of these had changed something, and what was wrong.
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
from pathlib import Path

import building
import trees
from docs2sdk.build import output_folder
from docs2sdk.config import Settings
from small_pages import row
from trees import snapshot

EDITED = {
    "alpha-api/get_thing.md": trees.page("GetThing", [*trees.THING, row("More")]),
    "beta-api/get_other.md": trees.page("GetOther", []),
}
# What a run takes over: other texts of files that are there, and files that come with their folders.
EDITS: tuple[Mapping[str, str], ...] = (
    EDITED,
    {
        **EDITED,
        "alpha-api/add_thing.md": trees.page("AddThing"),
        "gamma-api/new.md": trees.page("New"),
    },
)


def killed(settings: Settings, after: float, writing_only: bool) -> bool:
    """Run in a fork that is killed after some seconds (since it began to write), if it still lives then."""
    child = os.fork()
    if not child:
        building.generate(settings)
        os._exit(0)
    while writing_only and not has_staged(settings):
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
    until = time.perf_counter() + after
    while time.perf_counter() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def has_staged(settings: Settings) -> bool:
    return (settings.out / output_folder.STAGING_FOLDER).exists()


def is_up_to_date(settings: Settings) -> bool:
    return not building.check(settings).drift


def visible(folder: Path) -> dict[str, str]:
    found = snapshot(folder).items()
    return {
        path: text
        for path, text in found
        if not path.startswith(output_folder.STAGING_FOLDER)
    }


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
    # What a run that was killed staged is drift, too.
    if is_up_to_date(settings) != (left == new and not has_staged(settings)):
        found.append("check does not say how it is")
    building.generate(settings)
    if snapshot(settings.out) != new or not is_up_to_date(settings):
        found.append("not healed")
    return found


def main(folder: Path, times: int) -> dict[str, object]:
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
    before = Settings((specs,), folder / "before")
    building.generate(before)
    trees.write(specs, edits)
    after = Settings((specs,), folder / "after")
    shutil.copytree(before.out, after.out)
    start = time.perf_counter()
    building.generate(after)
    duration = time.perf_counter() - start
    old, new = snapshot(before.out), snapshot(after.out)
    moments = random.Random(4)
    told: Counter[str] = Counter()
    found = []
    while told["killed"] < times:
        run = Settings((specs,), folder / "run")
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
