"""Whole runs in this process, as tests need them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from docs2sdk.build import manifest, run
from docs2sdk.build.run_report import RunReport
from docs2sdk.config import Settings
from docs2sdk.digests import digest
from docs2sdk.pages import run_inputs


def generate(
    settings: Settings,
    *,
    force: bool = False,
    today: date | None = None,
    use_cache: bool = True,
) -> RunReport:
    """Generate as the command does; the report has its catalog."""
    found = run_inputs.read_inputs(settings)
    with run.prepare_run(
        settings, found, _silent, today=today, use_cache=use_cache, whole=True
    ) as prepared:
        return run.generate(prepared, force)


def check(
    settings: Settings, *, today: date | None = None, use_cache: bool = True
) -> RunReport:
    """Check as the command does."""
    found = run_inputs.read_inputs(settings)
    with run.prepare_run(
        settings, found, _silent, today=today, use_cache=use_cache
    ) as prepared:
        return run.check(prepared)


def rename(out: Path, path: str, old: str, new: str) -> None:
    """Change a generated file as an earlier version of docs2sdk would have written it: the manifest knows it so."""
    text = (out / path).read_text("utf-8")
    assert old in text
    changed = text.replace(old, new)
    (out / path).write_text(changed, "utf-8")
    file = out / manifest.NAME
    digests = file.read_text("utf-8").replace(digest(text), digest(changed))
    file.write_text(digests, "utf-8")


def _silent(stage: str, done: int, total: int) -> None:
    pass
