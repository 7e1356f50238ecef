"""The context of a run: settings, inputs, cache and date, and the cached report of a run with the same inputs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docs2sdk import digests
from docs2sdk.build import report
from docs2sdk.build.disk import Output
from docs2sdk.build.report import Report
from docs2sdk.cache import Cache
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages.inputs import Inputs
from docs2sdk.workers import Progress


@dataclass(frozen=True)
class Run:
    """Settings and inputs of a run; ``today`` decides which corrections have expired; ``whole``: use no cached report."""

    settings: Settings
    inputs: Inputs
    cache: Cache
    progress: Progress
    today: date
    whole: bool = False

    def load_report(self, output: Output) -> Report | None:
        """Return the cached report of a run with the same inputs and output that found the output up to date."""
        key = self._make_key(output)
        text = self.cache.load([key]).get(key)
        if not text or self.whole:
            return None
        base, out = self.inputs.raw.base, self.settings.out
        return report.load_report(text, base, out, str(self.today))

    def store_report(self, output: Output, result: Report) -> None:
        """Store the report for later runs with the same inputs and output."""
        text = report.dump_report(result, str(self.today))
        self.cache.store({self._make_key(output): text})

    def _make_key(self, output: Output) -> str:
        """Return the cache key of the report: program, settings, pages, overlays and output, but not the date."""
        settings, inputs = self.settings, self.inputs
        unread = [file for file in inputs.raw.files if not isinstance(file.data, bytes)]
        return digests.key(
            "stamp",
            [str(value) for value in settings._replace(jobs=1, baseline=None)],
            inputs.raw.scope,
            sorted(inputs.pages.items()),
            unread,
            [str(file) for file in inputs.overlays if isinstance(file, Diagnostic)],
            sorted(inputs.corrections.items()),
            sorted(output.digests.items()),
            sorted(output.manifest.files.items()),
            output.manifest_text,
            output.untracked,
            output.has_staged,
        )
