"""``docs2sdk watch``: regenerate what a saved page touches, and say what is wrong and what changed.

Exit codes: 130 ended by Ctrl-C; 2 wrong usage, or unreadable input at first, nothing was written.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import options, page_comparison
from docs2sdk.commands.build_runs import warn_of_outdated_templates
from docs2sdk.console import (
    describe_error,
    echo,
    exit_on_errors,
    relativize_finding,
    relativize_location,
    shorten_path,
    warn_of_failure,
)

if TYPE_CHECKING:
    from docs2sdk.diff.policy import Policy
    from docs2sdk.watch.session import FolderIdentity, Update, WatchSession


@click.command(
    short_help="Regenerate at each save of a page, and show what it changes.",
    epilog="Example: docs2sdk watch ../documentation --out sdk",
)
@options.specs
@options.client_folder
@options.services
@options.overlays
@options.package
@options.templates
@options.baseline
@options.jobs
def command(**arguments: Any) -> None:
    """Generate the package from the pages in SPECS, and again at each save of a page or overlay, until Ctrl-C.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]
    Of several checkouts, later ones add pages, and replace those of the same path or action.

    After each save it prints the diagnostics of the page, what changed in meaning, and how many files were written. The
    output is what `docs2sdk generate` would write.

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml that has this table, as for generate. Settings that
    change are used at once.
    """
    from docs2sdk import config
    from docs2sdk.watch.session import WatchSession

    session = WatchSession(partial(config.load_settings, Path.cwd(), arguments))
    with exit_on_errors():
        warn_of_outdated_templates(config.load_settings(Path.cwd(), arguments))
        _print_first(session)
    _Follower(session).follow()


def _print_first(session: WatchSession) -> None:
    from docs2sdk.progress import show_progress
    from docs2sdk.reports import run_text

    with show_progress(quiet=False) as progress:
        update = session.update(progress)
    assert update, "there was no update before"
    report = update.report
    echo(*run_text.format_errors(report, _make_findings(update), verbose=False))
    echo(*run_text.format_summary(shorten_path(report.out), report))


class _Follower:
    """Updates at changes until Ctrl-C; a failure is printed once and tried again."""

    def __init__(self, session: WatchSession) -> None:
        self._session = session
        self._failure = ""
        self._is_retried = False

    def follow(self) -> None:
        from docs2sdk.watch import folder_watcher

        while True:
            with self._report_failures():
                folders = self._session.find_folders()
                paths = [path for path, _ in folders]
                self._follow_folders(folders, folder_watcher.watch_folders(paths))
            if self._failure:
                time.sleep(folder_watcher.TURN / 1000)

    def _follow_folders(
        self, folders: frozenset[FolderIdentity], turns: Iterator[bool]
    ) -> None:
        """Update at each change, until folders are to be watched anew."""
        is_first = True  # something may have changed before the watcher was there
        for has_changes in turns:
            was_failing = bool(self._failure)
            with self._report_failures():
                if self._session.find_folders() != folders:
                    return
                has_settings = self._session.has_new_settings()
                if is_first or has_changes or has_settings or self._is_retried:
                    self._update()
                if was_failing and not is_first:
                    return  # what was away may be another folder now
            if is_first and not self._failure:
                echo(f"watching  {_name_folders(folders)}; Ctrl-C ends it")
            is_first = False

    def _update(self) -> None:
        started = time.perf_counter()
        policy = page_comparison.load_policy(None, None)
        update = self._session.update(lambda *_: None)
        if update:
            _print_update(update, policy, started)
        elif self._failure:
            echo(f"{_clock()}  all as before")
        self._failure, self._is_retried = "", False

    @contextmanager
    def _report_failures(self) -> Iterator[None]:
        """Print an error that ends a run, unless it has just been printed; what may pass by itself is tried again."""
        from docs2sdk.errors import OutputConflict, UnsafeCodeError, UserError

        try:
            yield
        except (UserError, OutputConflict, UnsafeCodeError) as error:
            message = describe_error(error)
            if message != self._failure:
                warn_of_failure(f"{message}\nGoing on when that has changed.")
            self._failure = message
            self._is_retried = isinstance(error, UserError)


def _name_folders(folders: frozenset[FolderIdentity]) -> str:
    paths = sorted(path for path, _ in folders)
    tops = [path for path in paths if not any(each in path.parents for each in paths)]
    return ", ".join(str(shorten_path(path)) for path in tops)


def _make_findings(update: Update) -> list[Any]:
    from docs2sdk.lint.fingerprints import make_plain_finding

    return [
        relativize_finding(make_plain_finding(item), update.report.base)
        for item in update.diagnostics
    ]


def _print_update(update: Update, policy: Policy, started: float) -> None:
    from docs2sdk.locations import Location
    from docs2sdk.reports import run_text, watch_text

    report = update.report
    out = shorten_path(report.out)
    if update.comparison is None:
        lines = [f"{_clock()}  settings", *run_text.format_summary(out, report)]
    else:
        pages = [
            relativize_location(Location(path, 1), report.base).path
            for path in update.changed
        ]
        result = page_comparison.apply_policy(update.comparison, policy)
        text = watch_text.format_update(
            pages, _make_findings(update), result, report, out
        )
        first, *rest, last = text
        seconds = time.perf_counter() - started
        lines = [f"{_clock()}  {first}", *rest, f"{last}; {seconds:.2f} s"]
    echo(*lines)


def _clock() -> str:
    return datetime.now().strftime("%H:%M:%S")
