"""Shared by the commands that compare pages: load settings and policy, compare the inputs, write the report."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docs2sdk.console import echo, save_file, warn, write, write_workflow_commands

if TYPE_CHECKING:
    from docs2sdk.config import Settings
    from docs2sdk.diff.comparison import Comparison
    from docs2sdk.diff.inputs import InputOptions
    from docs2sdk.diff.policy import Policy, PolicyResult


def load_policy(
    fail_on: str | None, accepted: Path | None, *, may_be_new: bool = False
) -> Policy:
    """Return the project's policy; the values of the command line take precedence.

    The file of accepted changes must exist, unless it ``may_be_new``.
    """
    from docs2sdk import config
    from docs2sdk.diff import policy

    file, table = config.load_section(Path.cwd(), "diff")
    return policy.load_policy(file, table, fail_on, accepted, may_be_new=may_be_new)


def compare_inputs(
    old: str, new: str, repo: Path | None, overrides: dict[str, Any]
) -> Comparison:
    """Read OLD and NEW and compare them, with progress on a terminal; ``overrides`` are settings of the command line."""
    from docs2sdk import config, workers
    from docs2sdk.diff import comparison, inputs
    from docs2sdk.progress import show_progress

    settings = config.load_settings(Path.cwd(), overrides)
    with (
        show_progress(quiet=not sys.stderr.isatty()) as progress,
        workers.open_pool(settings.jobs) as pool,
    ):
        step = partial(progress, "read")
        options = make_input_options(settings, repo)
        snapshots = inputs.read_snapshots(old, new, options, pool, step)
        return comparison.compare_snapshots(*snapshots)


def make_input_options(settings: Settings, repo: Path | None) -> InputOptions:
    """Return the options for reading inputs that follow from the settings."""
    from docs2sdk.build import output_folder
    from docs2sdk.catalog.selection import Selection
    from docs2sdk.diff import inputs

    selection = Selection(settings.include, settings.exclude)
    names = output_folder.read_python_output(settings.out).names
    return inputs.InputOptions(
        settings.specs,
        repo,
        settings.overlays,
        selection,
        names,
        settings.builtin_overlays,
    )


def apply_policy(comparison: Comparison, policy: Policy) -> PolicyResult:
    """Apply a policy to a comparison, as of today."""
    from docs2sdk.diff import policy as policies

    return policies.apply_policy(comparison, policy, datetime.now(UTC).date())


def write_comparison(
    text: str, comparison: Comparison, out: Path | None, form: str
) -> None:
    """Write a report to a file and say what it holds, or print it: line by line for a terminal, else byte by byte."""
    from docs2sdk.reports.changes_text import summarize

    if out:
        save_file(out, text)
        warn(f"wrote {out}: {summarize(comparison)}")
    elif form == "text":
        echo(*text.splitlines())
    elif form == "github":
        write_workflow_commands(text.splitlines())
    else:
        # Independent of the terminal's encoding, and the same as in a file.
        write(text, is_utf8=True)
