"""What a run comes to: the files that are to be in the output folder, and what is there instead."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from generator.output.manifest import Manifest


class Outcome(NamedTuple):
    """The manifests of before and after, and all that has to be compared on disk, by path in the folder ``out``.

    ``wanted`` are the digests of all files that are to be but for those ``staying`` as they are; ``texts`` are of those that
    had to be made.  ``owned`` are the digests of what was ours, ``found`` is what is there of both (as in
    ``survey.Survey``), ``strangers`` what else is in our folders.
    """

    out: Path
    old: Manifest
    new: Manifest
    wanted: Mapping[str, str]
    texts: Mapping[str, str]
    owned: Mapping[str, str]
    found: Mapping[str, str]
    strangers: tuple[str, ...]
    staying: frozenset[str] = frozenset()
