"""Digests that stand for all that something was made from: this program, a run's inputs, one action's inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import digests
from generator.config import Settings
from generator.pages.inputs import Inputs

if TYPE_CHECKING:
    from generator.build.disk import Output
    from generator.python.entries import Entry
    from generator.schema import Action

def of_run(settings: Settings, inputs: Inputs, output: Output) -> str:
    """Return what stands for all that decides a run's result, but for the day: program, settings, pages, overlays, output."""
    refused = [(one.path, repr(one.data)) for one in inputs.raw.files if not isinstance(one.data, bytes)]
    return _digest(
        digests.program(),
        _settings(settings),
        inputs.raw.scope,
        sorted(inputs.pages.items()),
        refused,
        sorted(inputs.corrections.items()),
        sorted(output.digests.items()),
        sorted(output.manifest.files.items()),
        (output.manifest.version, output.manifest.package),
        output.untracked,
        output.has_staged,
    )


def _settings(settings: Settings) -> tuple[object, ...]:
    return (
        settings.package,
        settings.version,
        settings.services,
        settings.include,
        settings.exclude,
        str(settings.specs),
        str(settings.out),
    )


def of_action(
    action: Action, page: str, is_corrected: bool, entry: Entry, package: str, module: str
) -> str:
    """Return what stands for all that an action's files are made from.

    ``page`` is the digest of its page; what overlays change is in the action itself.  ``module`` is the digest of the module
    that the output has, whose names stay, "" for none.
    """
    corrected = repr(action) if is_corrected else ""
    return _digest(digests.program(), page, action.listed, corrected, entry, package, module)


def of_group(name: str, parts: tuple[object, ...]) -> str:
    """Return what stands for all that a group of files is made from; the ``repr`` of its parts says it."""
    return _digest(digests.program(), name, parts)


def _digest(*parts: object) -> str:
    return digests.digest(repr(parts))[:32]
