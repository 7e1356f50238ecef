"""The context of a run: settings, inputs, cache and date, and the cached report of a run with the same inputs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docs2sdk import digests
from docs2sdk.build import run_report
from docs2sdk.build.output_folder import Output
from docs2sdk.build.run_report import RunReport
from docs2sdk.cache import Cache
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages.run_inputs import Inputs
from docs2sdk.workers import ProgressCallback


@dataclass(frozen=True)
class RunContext:
    """Settings and inputs of a run; ``today`` decides which corrections have expired; ``whole``: use no cached report."""

    settings: Settings
    inputs: Inputs
    cache: Cache
    progress: ProgressCallback
    today: date
    whole: bool = False

    def load_report(self, output: Output) -> RunReport | None:
        """Return the cached report of a run with the same inputs and output that found the output up to date."""
        key = self._make_key(output)
        text = self.cache.load([key]).get(key)
        if not text or self.whole:
            return None
        base, out = self.inputs.file_tree.base, self.settings.out
        return run_report.load_report(text, base, out, str(self.today))

    def store_report(self, output: Output, result: RunReport) -> None:
        """Store the report for later runs with the same inputs and output."""
        text = run_report.dump_report(result, str(self.today))
        self.cache.store({self._make_key(output): text})

    def _make_key(self, output: Output) -> str:
        """Return the cache key of the report: program, settings, pages, overlays and output, but not the date."""
        settings, inputs = self.settings, self.inputs
        tree = inputs.file_tree
        unread = [file for file in tree.files if not isinstance(file.data, bytes)]
        return digests.make_key(
            "stamp",
            [str(value) for value in settings._replace(jobs=1, baseline=None)],
            (tree.scope, tree.base.layout),
            sorted(inputs.page_digests.items()),
            unread,
            [str(file) for file in inputs.overlays if isinstance(file, Diagnostic)],
            inputs.overlay_digests,
            sorted(output.digests.items()),
            sorted(output.manifest.files.items()),
            output.manifest_text,
            output.untracked,
            output.has_staged,
        )
