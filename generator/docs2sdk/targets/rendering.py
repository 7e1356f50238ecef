"""What is rendered, and what comes of it: the values between a target and the build."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from docs2sdk import digests
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.digests import digest
from docs2sdk.schema import Action
from docs2sdk.targets.client import ActionRef, PackageInfo


class TemplateContext(NamedTuple):
    """A file to generate: path below the output folder (``/`` separators), template ("" for an empty file), and its values."""

    path: str
    template: str
    values: dict[str, Any]


class RenderTask(NamedTuple):
    """What a worker process needs to render one action; ``module`` is its text in the last output, "" for none."""

    action: Action
    ref: ActionRef
    package: PackageInfo
    module: str


class RenderResult(NamedTuple):
    """Rendered files: their digests by path, their texts unless the same files are there already, and diagnostics."""

    digests: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()
    texts: Mapping[str, str] = MappingProxyType({})

    def to_json(self) -> str:
        """Return digests and diagnostics as the cache keeps them."""
        diagnostics = [diagnostic.to_json() for diagnostic in self.diagnostics]
        return json.dumps([dict(self.digests), diagnostics])

    @classmethod
    def from_json(cls, text: str) -> Self | None:
        """Return the files of a cache entry, None if there is none or it is damaged."""
        try:
            values, diagnostics = json.loads(text)
            return cls({**values}, tuple(map(Diagnostic.from_json, diagnostics)))
        except (TypeError, ValueError):
            return None


class FileGroup(NamedTuple):
    """Files that are rendered together: a name, everything that they depend on, and a function that returns their texts."""

    name: str
    dependencies: tuple[object, ...]
    render: Callable[[], dict[str, str]]

    @property
    def key(self) -> str:
        """The key of the rendered files in the cache."""
        return digests.make_key(self.name, self.dependencies)


def digest_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each text."""
    return {path: digest(text) for path, text in texts.items()}
