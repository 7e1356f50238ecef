"""The names that an output has, so that a later run keeps them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Self

from docs2sdk.pages.checkout_layout import product_folder
from docs2sdk.targets.client import ActionRef


@dataclasses.dataclass(frozen=True)
class ExistingNames:
    """The names in an output: ``refs_by_page`` of all its actions, and ``modules_by_action``, their texts by action.

    Only the names in unmodified modules are kept: ``refs_by_action``, ``packages_by_folder``.
    """

    refs_by_page: Mapping[str, ActionRef] = dataclasses.field(default_factory=dict)
    refs_by_action: Mapping[str, ActionRef] = dataclasses.field(default_factory=dict)
    packages_by_folder: Mapping[str, str] = dataclasses.field(default_factory=dict)
    modules_by_action: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @classmethod
    def collect(
        cls,
        refs: Mapping[str, ActionRef],
        modules: Mapping[str, tuple[str, str]],
        is_unmodified: Callable[[str], bool],
    ) -> Self:
        """Return the names of the actions ``refs`` by page; ``modules`` has path and text, ``is_unmodified`` takes a path."""
        kept = [ref for page, ref in refs.items() if is_unmodified(modules[page][0])]
        return cls(
            refs,
            {ref.action: ref for ref in kept},
            {product_folder(ref.page): ref.service for ref in kept},
            {ref.action: modules[page][1] for page, ref in refs.items()},
        )


# The names of an empty output.
NO_EXISTING_NAMES = ExistingNames()
