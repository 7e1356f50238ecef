"""A session of ``docs2sdk watch``: each update is a run of ``generate`` in the same process, where all modules are loaded."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from docs2sdk import cache, folders
from docs2sdk.build import run
from docs2sdk.build.run_context import RunContext
from docs2sdk.build.run_report import RunReport
from docs2sdk.cache import Cache
from docs2sdk.catalog import assembly
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.diff.comparison import Comparison
from docs2sdk.lint import baseline, baseline_filter
from docs2sdk.pages import run_inputs
from docs2sdk.pages.run_inputs import Inputs
from docs2sdk.targets.existing_names import NO_EXISTING_NAMES
from docs2sdk.watch import changed_actions
from docs2sdk.watch.changed_actions import RunState
from docs2sdk.workers import ProgressCallback

# The path of a folder, and its device and number.
FolderIdentity = tuple[Path, tuple[int, int]]


class Update(NamedTuple):
    """What an update did: the ``changed`` pages and overlays, as paths of the catalog, and the report of its run.

    ``diagnostics`` are those of changed pages, and those that are new on others.  ``comparison`` has the changes in meaning;
    it is None if there is nothing to compare with: at first, or with other settings.
    """

    report: RunReport
    changed: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    comparison: Comparison | None


@dataclass(frozen=True)
class _LastUpdate:
    """What the last update that succeeded read and reported."""

    settings: Settings
    state: RunState
    report: RunReport


class WatchSession:
    """Brings the output up to date again and again; ``load_settings`` is called each time, since settings change, too."""

    def __init__(self, load_settings: Callable[[], Settings]) -> None:
        self._load_settings = load_settings
        self._last: _LastUpdate | None = None
        self._cache: Cache | None = None

    def update(self, progress: ProgressCallback) -> Update | None:
        """Generate, and return what changed since the last update; None if pages, overlays and settings are the same.

        UserError, OutputConflict or UnsafeCodeError as ``generate``; the next update then begins where this one did.
        """
        settings = self._load_settings()
        inputs = run_inputs.read_inputs(settings)
        last = self._last if self._last and self._last.settings == settings else None
        changed: frozenset[str] = frozenset()
        if last:
            changed = changed_actions.find_changed_paths(last.state.inputs, inputs)
            if not changed:
                return None
        report = self._generate(settings, inputs, progress)
        assert report.catalog, "the run was a whole one"
        state = RunState(inputs, report.catalog)
        self._last = _LastUpdate(settings, state, report)
        return _make_update(last, state, report, changed)

    def _generate(
        self, settings: Settings, inputs: Inputs, progress: ProgressCallback
    ) -> RunReport:
        folders.check_output_folder(settings.specs, settings.out)
        entries = baseline.load_from_settings(settings) if settings.baseline else ()
        today = assembly.today_in_utc()
        with self._open_cache(settings) as opened:
            context = RunContext(settings, inputs, opened, progress, today, whole=True)
            report = run.generate(context)
            self._cache = self._cache or opened.copy_to_memory()
        return baseline_filter.apply_baseline(report, entries, inputs)

    @contextmanager
    def _open_cache(self, settings: Settings) -> Iterator[Cache]:
        """Yield the user's cache for the first update, then a copy of it in memory, where storing takes no time."""
        if self._cache:
            yield self._cache
            return
        with cache.open_cache(*settings.specs, settings.out) as opened:
            yield opened if opened.is_open else opened.copy_to_memory()

    def find_folders(self) -> frozenset[FolderIdentity]:
        """Return the existing folders of pages and overlays; UserError if the settings cannot be read."""
        settings = self._load_settings()
        pages = {path.parent if path.is_file() else path for path in settings.specs}
        folders_of_all = {*pages, *(path / "overlays" for path in pages)}
        return frozenset(_identify({*folders_of_all, *settings.overlays}))

    def has_new_settings(self) -> bool:
        """Whether the settings are others than those of the last update; UserError if they cannot be read."""
        settings = self._load_settings()
        return self._last is not None and self._last.settings != settings


def _identify(paths: Iterable[Path]) -> Iterator[FolderIdentity]:
    """Yield the paths that are folders, each with what tells it from another folder that takes its place."""
    for path in paths:
        with suppress(OSError):
            status = os.stat(path)
            if stat.S_ISDIR(status.st_mode):
                yield path, (status.st_dev, status.st_ino)


def _make_update(
    last: _LastUpdate | None,
    state: RunState,
    report: RunReport,
    changed: frozenset[str],
) -> Update:
    if not last:
        return Update(report, (), report.diagnostics, None)
    names = report.changes.output.names if report.changes else NO_EXISTING_NAMES
    old = {*last.report.diagnostics}
    diagnostics = tuple(
        item
        for item in report.diagnostics
        if item.location.file in changed or item not in old
    )
    compared = changed_actions.compare_runs(last.state, state, names)
    return Update(report, tuple(sorted(changed)), diagnostics, compared)
