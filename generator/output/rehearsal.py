"""All that a run does but for writing: what it decides and makes, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from generator.catalog import selection
from generator.catalog.catalog import Catalog
from generator.catalog.overlays import Overlay
from generator.catalog.selection import Selection
from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.output import (
    account,
    coherence,
    excerpts,
    manifest,
    names_lock,
    outline,
    production,
    survey,
    writing,
)
from generator.output.manifest import Manifest
from generator.output.outcome import Outcome
from generator.output.outline import Outline
from generator.output.production import Production
from generator.output.survey import Survey
from generator.pages.inputs import Inputs
from generator.python.plan import Target
from generator.workers import Progress, Workers


@dataclass(frozen=True, slots=True)
class Run:
    """What is known before anything is decided."""

    settings: Settings
    inputs: Inputs
    overlays: tuple[Overlay, ...]
    read: Catalog
    crew: Workers
    progress: Progress


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was decided, what it comes to, and what names and examples gave cause to say (as in ``Production``)."""

    run: Run
    decided: Outline
    outcome: Outcome
    findings: tuple[Diagnostic, ...]

    @property
    def unmatched(self) -> tuple[str, ...]:
        """What is wrong with the patterns of the settings."""
        return _unmatched(self.run)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings about all that the run is for."""
        read, folders = self.run.read, self.decided.folders
        return tuple(
            sorted(
                finding
                for finding in (*read.diagnostics, *self.findings)
                if not self.run.settings.services
                or excerpts.concerns(finding.place.path, read, folders)
            )
        )


def rehearse(run: Run, full: bool) -> Rehearsal:
    """Decide what there is to make, and make what is not there yet; everything if ``full``."""
    settings = run.settings
    old, given = manifest.load(settings.out), names_lock.load(settings.out)
    # The lock of names is ours as it was read, whoever merged or edited it since it was written.
    owned = old.digests() | ({names_lock.NAME: given.digest} if given.digest else {})
    there = survey.survey(settings.out, owned)
    decided = outline.decide(
        run.read,
        writing.surviving(old, there.found),
        settings.services,
        settings.package,
        given,
    )
    made = production.produce(
        decided,
        Target(settings.package, settings.version),
        account.origins(run.inputs.pages, run.read),
        run.read.broken,
        Manifest() if full else _standing(old, there),
        run.crew,
        partial(run.progress, "generate"),
    )
    wanted = made.digests()
    more = survey.look(settings.out, wanted.keys() - there.found.keys())
    outcome = Outcome(
        settings.out,
        old,
        _manifest(run, decided, made, old),
        wanted,
        made.texts,
        owned,
        {**there.found, **more},
        tuple(path for path in there.strangers if path not in wanted),
        _staying(decided),
    )
    return Rehearsal(run, decided, outcome, (*made.findings, *made.about_services))


def _standing(old: Manifest, there: Survey) -> Manifest:
    """Return what is there as it was made; no shared files if somebody made their lines say something else."""
    stands = writing.standing(old, there.found)
    return stands if coherence.is_sealed(old) else replace(stands, shared={})


def _staying(decided: Outline) -> frozenset[str]:
    """Return the files that stay as they were last made."""
    stays = Manifest(decided.staying, decided.staying_errors)
    return frozenset(stays.digests())


def _manifest(run: Run, decided: Outline, made: Production, old: Manifest) -> Manifest:
    about = account.About(
        run.inputs, run.overlays, run.read, made.about_services, _unmatched(run)
    )
    told = account.of_run(run.settings, about, decided, old)
    new = replace(
        told,
        pages={**decided.staying, **made.pages},
        shared={**decided.staying_errors, **made.shared},
    )
    return manifest.settled(old, coherence.sealed(new))


def _unmatched(run: Run) -> tuple[str, ...]:
    wanted = Selection(run.settings.include, run.settings.exclude)
    return tuple(selection.unmatched(run.read, wanted))
