"""What a run is about, and what an earlier run with the same inputs reported."""

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
    """What a run is about: ``today`` decides which corrections have expired; ``whole``: a report from the cache is not enough."""

    settings: Settings
    inputs: Inputs
    cache: Cache
    progress: Progress
    today: date
    whole: bool = False

    def known_report(self, output: Output) -> Report | None:
        """Return the report of an earlier run with the same inputs that found this very output up to date."""
        key = self._stamp_key(output)
        text = self.cache.load([key]).get(key)
        if not text or self.whole:
            return None
        base, out = self.inputs.raw.base, self.settings.out
        return report.load(text, base, out, str(self.today))

    def keep_report(self, output: Output, done: Report) -> None:
        """Keep a report for runs that find everything as it is now."""
        self.cache.store({self._stamp_key(output): report.dump(done, str(self.today))})

    def _stamp_key(self, output: Output) -> str:
        """Return what stands for all that decides a run's result, but for the day: program, settings, pages, overlays, output."""
        settings, inputs = self.settings, self.inputs
        unread = [one for one in inputs.raw.files if not isinstance(one.data, bytes)]
        return digests.key(
            "stamp",
            [str(one) for one in settings._replace(jobs=1, baseline=None)],
            inputs.raw.scope,
            sorted(inputs.pages.items()),
            unread,
            [str(one) for one in inputs.overlays if isinstance(one, Diagnostic)],
            sorted(inputs.corrections.items()),
            sorted(output.digests.items()),
            sorted(output.manifest.files.items()),
            output.manifest_text,
            output.untracked,
            output.has_staged,
        )
