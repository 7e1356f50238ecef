"""The kinds of clients that a build can make, by name.

A target is a module with the functions of ``Target``: it names actions and renders files.  Everything else (which actions are
made anew, which keep their last output, what is written) is the same for all of them.  ``docs/targets.md`` says how to add one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from docs2sdk.config import TARGETS

if TYPE_CHECKING:
    from docs2sdk.diagnostics import Diagnostic
    from docs2sdk.schema import Action, ErrorCode
    from docs2sdk.targets.client import ActionRef, PackageInfo, Services
    from docs2sdk.targets.existing_names import ExistingNames
    from docs2sdk.targets.rendering import FileGroup, RenderResult, RenderTask
    from docs2sdk.template_folder import Overrides

# What is made unless another target is asked for.
DEFAULT = TARGETS[0]


class Target(Protocol):
    """What the module of a target defines; paths are relative to the output, with ``/``."""

    def read_existing_names(
        self,
        modules: Mapping[str, tuple[str, str]],
        is_unmodified: Callable[[str], bool],
    ) -> ExistingNames:
        """Read names in the modules of actions (page → path and text); those of modified ones are not kept."""

    def build_action_refs(
        self,
        actions: Iterable[Action],
        package: str,
        retained: Iterable[ActionRef] = ...,
        existing: Mapping[str, ActionRef] = ...,
    ) -> tuple[ActionRef, ...]:
        """Name the actions of a service beside the ``retained`` ones; return all, sorted by page."""

    def action_paths(self, entry: ActionRef, package: str) -> tuple[str, str]:
        """Return the paths of an action's module and of its tests."""

    def error_module_path(self, package: str, service: str = "") -> str:
        """Return the path of the module with the RetCodes of a service, or with those of all services."""

    def service_index_path(self, package: str, service: str) -> str:
        """Return the path of the module that lists the actions of a service."""

    def read_service_title(self, text: str) -> str:
        """Return the title of a product in that module, "" if it has none."""

    def render_action(self, task: RenderTask) -> RenderResult:
        """Render an action's module and its tests, in a worker process."""

    def check_action_file(
        self, path: str, data: bytes, overrides: Overrides | None
    ) -> None:
        """Raise UnsafeCodeError if an action's file contains code that no template writes, unless an own template wrote it."""

    def group_shared_files(
        self,
        services: Services,
        common: tuple[ErrorCode, ...],
        unwritten: frozenset[str],
        package: PackageInfo,
    ) -> Iterator[FileGroup]:
        """Yield the groups of files that several actions share, without the ``unwritten`` modules of RetCodes."""

    def group_package_files(
        self, services: Services, read_text: Callable[[str], str], package: PackageInfo
    ) -> Iterator[FileGroup]:
        """Yield the groups of files that show what modules of actions have; ``read_text`` gives the text of one by path."""

    def find_renamed_packages(self, services: Services) -> Iterator[Diagnostic]:
        """Yield a warning for each service that has another name than its folder."""


def find_target(name: str) -> Target:
    """Return one of ``config.TARGETS``; each is imported when it is first needed."""
    return cast(Target, import_module(f"docs2sdk.{name}.target"))
