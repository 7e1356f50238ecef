"""What the commands that compare pages share: settings and inputs → changes as the project judges them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docs2sdk.console import put, save, say

if TYPE_CHECKING:
    from docs2sdk.config import Settings
    from docs2sdk.drift.comparison import Comparison
    from docs2sdk.drift.inputs import Choices
    from docs2sdk.drift.policy import Judged, Policy


def policy(fail_on: str | None, accepted: Path | None) -> Policy:
    """Return the project's policy; what the command line says comes first."""
    from docs2sdk import config
    from docs2sdk.drift import policy

    file, table = config.section(Path.cwd(), "diff")
    return policy.read(file, table, fail_on, accepted)


def compared(
    old: str, new: str, repo: Path | None, given: dict[str, Any]
) -> Comparison:
    """Read both and compare them, with progress on a terminal."""
    from docs2sdk import config, workers
    from docs2sdk.drift import comparison, inputs
    from docs2sdk.progress import shown

    settings = config.load(Path.cwd(), given)
    with (
        shown(quiet=not sys.stderr.isatty()) as progress,
        workers.started(settings.jobs) as crew,
    ):
        step = partial(progress, "read")
        read = inputs.read(old, new, choices(settings, repo), crew, step)
        return comparison.compare(*read)


def choices(settings: Settings, repo: Path | None) -> Choices:
    """Return how inputs are meant by the settings."""
    from docs2sdk.build import disk
    from docs2sdk.catalog.selection import Selection
    from docs2sdk.drift import inputs

    wanted = Selection(settings.include, settings.exclude)
    names = disk.read_output(settings.out).names
    return inputs.Choices(settings.specs, repo, settings.overlays, wanted, names)


def judged(found: Comparison, policy: Policy) -> Judged:
    """Hold changes against a policy, today."""
    from docs2sdk.drift.policy import judge

    return judge(found, policy, datetime.now(UTC).date())


def answer(text: str, out: Path | None, for_people: bool) -> None:
    """Save what was asked for, or print it: for people line by line, else byte by byte."""

    if out:
        save(out, text)
    elif for_people:
        say(*text.splitlines())
    else:
        # Bytes: the same in every encoding of the terminal, and the same as in a file.
        put(text.encode())
