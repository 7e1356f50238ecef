"""``docs2sdk check``: whether the output is what the pages give.  Writes nothing.

Exit codes: 0 in step; 1 drift, each file named; 2 cannot tell: wrong usage, unreadable input, or a page with errors.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.commands import options
from generator.console import clickable, failures, put_json, remark, say, short
from generator.counting import counted

if TYPE_CHECKING:
    from generator.config import Settings
    from generator.diagnostics import Diagnostic
    from generator.output.deviations import Deviation
    from generator.output.outcome import Outcome
    from generator.pages.inputs import Inputs


@click.command(
    short_help="Tell whether the package is what the pages give.",
    epilog="Example: docs2sdk check ../documentation --out sdk --diff",
)
@options.specs
@click.option(
    "--out",
    type=options.PATH,
    metavar="DIR",
    help="Folder to look at. [default: generated]",
)
@options.services
@options.overlays
@options.package
@options.jobs
@click.option("--diff", "with_diff", is_flag=True, help="Show what generate would do.")
@click.option(
    "--full", is_flag=True, help="Make everything and compare; trust no manifest."
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the findings as JSON on standard output.",
)
def command(with_diff: bool, full: bool, as_json: bool, **given: Any) -> None:
    """Tell whether the package in DIR is what the pages in SPECS give, and if not, what differs and why.

    A file is stale (its page has changed since), made by another generator, edited by hand, missing, or extra. Nothing
    is written. Settings not given here come from [tool.docs2sdk] in the nearest pyproject.toml, as for generate.
    """
    from generator import config
    from generator.output import holding
    from generator.pages import inputs

    with failures():
        settings = config.load(Path.cwd(), given)
        found = inputs.read(settings)
        holding.check_apart(settings.specs, settings.out)
        with holding.watched(settings.out):
            verdict = _verdict(settings, found, full, with_diff, as_json)
    if as_json:
        put_json(_as_json(verdict, found))
    else:
        _print(verdict, settings, found)
    sys.exit(verdict.code)


class _Verdict:
    """What was found: deviations, the findings about pages, and the diff of each deviation if wanted."""

    def __init__(
        self,
        deviations: Iterable[Deviation],
        diagnostics: Iterable[Diagnostic],
        diffs: Iterable[list[str]] = (),
    ) -> None:
        self.deviations = list(deviations)
        self.diagnostics = list(diagnostics)
        self.diffs = list(diffs)

    @property
    def errors(self) -> list[Diagnostic]:
        return [one for one in self.diagnostics if one.severity == "error"]

    @property
    def code(self) -> int:
        return 2 if self.errors else int(bool(self.deviations))


def _verdict(
    settings: Settings, found: Inputs, full: bool, with_diff: bool, quiet: bool
) -> _Verdict:
    from generator.output import shortcut, telling

    run = None
    if not full:
        run = shortcut.rehearse(settings, found, datetime.now(UTC).date())
    if not run:
        return _looked_into(settings, found, full, with_diff, quiet)
    if run.new is run.old and not run.strangers:  # nothing to import the rest for
        return _Verdict((), telling.diagnostics(run.new))
    return _deviating(run, telling.diagnostics(run.new), with_diff)


def _looked_into(
    settings: Settings, found: Inputs, full: bool, with_diff: bool, quiet: bool
) -> _Verdict:
    from generator.output import deviations, holding, pipeline
    from generator.progress import shown

    if holding.has_journal(settings.out):
        return _Verdict([deviations.unfinished(holding.STAGED)], ())
    with shown(quiet) as progress:
        done = pipeline.rehearse(settings, progress, full=full, found=found)
    return _deviating(done.outcome, done.diagnostics, with_diff)


def _deviating(
    run: Outcome, diagnostics: Iterable[Diagnostic], with_diff: bool
) -> _Verdict:
    from generator.output import deviations

    found = deviations.of(run)
    diffs = [deviations.difference(run, one) for one in found if with_diff]
    return _Verdict(found, diagnostics, diffs)


def _print(verdict: _Verdict, settings: Settings, found: Inputs) -> None:
    for finding in verdict.errors:
        remark(str(clickable(finding, found.raw.base)))
    for one in verdict.deviations:
        say(f"{short(settings.out) / one.path}: {one.way}: {one.why}")
    say(*(line for lines in verdict.diffs for line in lines))
    say(_summary(verdict, settings))


def _summary(verdict: _Verdict, settings: Settings) -> str:
    ways = Counter(one.way for one in verdict.deviations)
    listed = ", ".join(f"{count} {way}" for way, count in sorted(ways.items()))
    state = f"drift: {listed}" if listed else "in step"
    if verdict.errors:
        errors = counted(len(verdict.errors), "error")
        rest = state if listed else "all else is in step"
        state = f"cannot tell: {errors} in pages; {rest}"
    return f"{short(settings.out)}: {state}"


def _as_json(verdict: _Verdict, found: Inputs) -> dict[str, Any]:
    diffs = verdict.diffs or [[] for _ in verdict.deviations]
    return {
        "version": 1,
        "base": str(found.raw.base),
        "in_step": verdict.code == 0,
        "deviations": [
            {"path": one.path, "way": one.way, "why": one.why}
            | ({"diff": diff} if diff else {})
            for one, diff in zip(verdict.deviations, diffs, strict=True)
        ],
        "diagnostics": [
            {
                "path": finding.place.path,
                "line": finding.place.line,
                "column": finding.place.column,
                "severity": finding.severity,
                "code": finding.code,
                "message": finding.message,
            }
            for finding in verdict.diagnostics
        ],
    }
